"""A line of steps that follow each other, and walks along it, for one thread or for a team whose members meet.

`line(record, member, members)` does one thing after the other. Each says how it is shared: every member takes some of
the rows, or some of the columns, or one member takes all. `walk(context, member, members)` does a line again and again,
until a row comes to an end. One thread is member 0 of 1.
"""

from __future__ import annotations

from cellwright.emit.llvm.writer import Types, Writer
from cellwright.plan.machine import Machine

PARAMETERS = ("ptr noalias %context", "i64 %member", "i64 %members")
# a record begins with these: how many rows, how many things to do, and the barrier of the team (0 if there is none)
LINE = ("rows", "entries", "barrier")
# then each is a function, its context, and how it is shared: one of the ways, and `MEET` if all meet behind it
ENTRY = ("function", "context", "way")
BY_ROWS, BY_COLUMNS, BY_ONE, MEET = 0, 1, 2, 4
# the context of `walk`: two records, which take turns; how often at most; the tokens of the rows, and the one that ends
# a row; and where it is counted how often it was
WALK = ("even", "odd", "most", "tokens", "end", "count")


def line_text(machine: Machine, dtype: str) -> str:
    """The LLVM module with `line` and `walk`."""
    types = Types(machine, dtype)
    declarations: dict[str, None] = {}
    functions = [_line(types, declarations), _walk(types, declarations)]
    return "\n\n".join(["\n".join(declarations), *functions]) + "\n"


def _line(types: Types, declarations: dict[str, None]) -> str:
    w = Writer(types, "line", PARAMETERS, declarations)
    rows, entries = (w.load_integer("%context", LINE.index(name)) for name in ("rows", "entries"))
    bounds = [
        w.let(f"udiv i64 {w.let(f'mul i64 {rows}, {part}')}, %members") for part in ("%member", w.add("%member", "1"))
    ]
    all_of_it = w.let(f"select i1 {w.let('icmp eq i64 %member, 0')}, i64 {rows}, i64 0")
    shares = {BY_ROWS: bounds, BY_COLUMNS: ["%member", "%members"], BY_ONE: ["0", all_of_it]}
    with w.loop(entries) as index:
        entry = w.let(f"getelementptr i64, ptr %context, i64 {w.add(w.times(index, len(ENTRY)), str(len(LINE)))}")
        function, given = w.load_pointer(entry, 0), w.load_pointer(entry, 1)
        way = w.load_integer(entry, ENTRY.index("way"))
        kind = w.let(f"and i64 {way}, {MEET - 1}")
        share = shares[BY_ROWS]
        for other in (BY_COLUMNS, BY_ONE):
            own = w.let(f"icmp eq i64 {kind}, {other}")
            pairs = zip(shares[other], share, strict=True)
            share = [w.let(f"select i1 {own}, i64 {a}, i64 {b}") for a, b in pairs]
        w.do(f"call void {function}(ptr {given}, i64 {share[0]}, i64 {share[1]})")
        _meet(w, "%context", w.let(f"icmp uge i64 {way}, {MEET}"))
    return w.text()


def _walk(types: Types, declarations: dict[str, None]) -> str:
    w = Writer(types, "walk", PARAMETERS, declarations)
    most, end = (w.load_integer("%context", WALK.index(name)) for name in ("most", "end"))
    even, odd, tokens, count = (
        w.load_pointer("%context", WALK.index(name)) for name in ("even", "odd", "tokens", "count")
    )
    rows = w.load_integer(even, LINE.index("rows"))
    together = w.let("icmp ugt i64 %members, 1")
    step, end_of_step, stop = w.label(), w.label(), w.label()
    w.jump(step)
    w.begin(step)
    done = w.let(f"phi i64 [ 0, %entry ], [ %more, %{end_of_step} ]")
    turn = w.let(f"icmp eq i64 {w.let(f'and i64 {done}, 1')}, 0")
    w.do(f"call void @line(ptr {w.let(f'select i1 {turn}, ptr {even}, ptr {odd}')}, i64 %member, i64 %members)")
    # nobody says another token before all have seen which rows have ended
    _meet(w, even, together)
    w.do(f"%more = add i64 {done}, 1")
    [over] = w.repeat(rows, [("i1", "false")], lambda row, so_far: [_ended(w, tokens, row, end, so_far[0])])
    w.do(f"store i64 %more, ptr {count}, align 8")
    _meet(w, even, together)
    w.jump(end_of_step)
    w.begin(end_of_step)
    w.branch(w.let(f"or i1 {over}, {w.let(f'icmp sge i64 %more, {most}')}"), stop, step)
    w.begin(stop)
    return w.text()


def _ended(w: Writer, tokens: str, row: str, end: str, before: str) -> str:
    """Whether one of the rows so far has ended."""
    return w.let(f"or i1 {before}, {w.let(f'icmp eq i64 {w.load_integer(tokens, row)}, {end}')}")


def _meet(w: Writer, record: str, holds: str) -> None:
    """Wait for all members of the team at the barrier of a record, which begins with the function for it."""
    inside, behind = w.label(), w.label()
    w.branch(holds, inside, behind)
    w.begin(inside)
    barrier = w.load_pointer(record, LINE.index("barrier"))
    w.do(f"call void {w.load_pointer(barrier, 0)}(ptr {barrier}, i64 %member, i64 %members)")
    w.jump(behind)
    w.begin(behind)
