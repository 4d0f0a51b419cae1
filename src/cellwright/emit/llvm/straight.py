"""Compiled functions one after the other in one call, on addresses that only the call knows.

`straight(program, addresses)` calls every function of a program, in order, each with a context and two numbers
(`CALL`). The program begins with `HEADER`. Behind each call come the entries of its context: each is a place in the
table of addresses and a number, whose sum the function is given. Address 0 is zero, so that an entry can be a number
alone.

`renew(context, first, last)` packs weights, unless their fingerprint says that they are those that were packed last.
`clear(context, first, last)` fills an array with zeros; `add_turned(context, first, last)` adds a matrix, rows and
columns exchanged, to another one.
"""

from __future__ import annotations

from cellwright.emit.llvm.writer import Types, Writer
from cellwright.plan.machine import Machine

HEADER = ("calls", "most entries")
CALL = ("function", "first", "last", "entries")
ENTRY = ("place", "number")
# what `renew` is given: these, an address and a number of words for each array of weights, and the context of `pack`
RENEW = ("mark", "fingerprint", "pack", "arrays")
# a mark, in memory: whether anything was packed, and the fingerprint of what it was
MARK = ("known", "fingerprint")
# what the two others are given; rows and columns are those of the target, which lies in one piece, as the source does
CLEAR = ("target", "bytes")
ADD_TURNED = ("target", "source", "rows", "columns")


def straight_text(machine: Machine, dtype: str) -> str:
    """The LLVM module with `straight`, `renew`, `clear` and `add_turned`, for numbers of `dtype`."""
    types = Types(machine, dtype)
    declarations: dict[str, None] = {}
    functions = [_straight(types), _renew(types), _clear(types, declarations), _add_turned(types)]
    return "\n\n".join(["\n".join(declarations), *functions]) + "\n"


def _straight(types: Types) -> str:
    w = Writer(types, "straight", ("ptr %program", "ptr %addresses"), {})
    context = w.let(f"alloca i64, i64 {w.load_integer('%program', HEADER.index('most entries'))}, align 64")

    def call(_: str, carried: list[str]) -> list[str]:
        function = w.load_pointer(carried[0], CALL.index("function"))
        first, last, count = (w.load_integer(carried[0], CALL.index(name)) for name in CALL[1:])
        entries = w.let(f"getelementptr i64, ptr {carried[0]}, i64 {len(CALL)}")
        with w.loop(count) as index:
            entry = w.let(f"getelementptr i64, ptr {entries}, i64 {w.times(index, len(ENTRY))}")
            place, number = (w.load_integer(entry, each) for each in range(len(ENTRY)))
            value = w.add(w.load_integer("%addresses", place), number)
            w.do(f"store i64 {value}, ptr {w.let(f'getelementptr i64, ptr {context}, i64 {index}')}, align 8")
        w.do(f"call void {function}(ptr {context}, i64 {first}, i64 {last})")
        return [w.let(f"getelementptr i64, ptr {entries}, i64 {w.times(count, len(ENTRY))}")]

    calls = w.load_integer("%program", HEADER.index("calls"))
    start = w.let(f"getelementptr i64, ptr %program, i64 {len(HEADER)}")
    w.repeat(calls, [("ptr", start)], call)
    return w.text()


def _renew(types: Types) -> str:
    w = Writer(types, "renew", ("ptr %context", "i64 %first", "i64 %last"), {})
    mark, reader, pack = (w.load_pointer("%context", RENEW.index(name)) for name in RENEW[:3])
    arrays = w.load_integer("%context", RENEW.index("arrays"))
    table = w.let(f"getelementptr i64, ptr %context, i64 {len(RENEW)}")
    found = w.let(f"call i64 {reader}(ptr {table}, i64 {arrays})")
    known, before = (w.load_integer(mark, place) for place in range(len(MARK)))
    same = w.let(f"icmp eq i64 {found}, {before}")
    anew, end = w.label(), w.label()
    w.branch(w.let(f"and i1 {same}, {w.let(f'icmp ne i64 {known}, 0')}"), end, anew)
    w.begin(anew)
    w.do(f"call void {pack}(ptr {w.let(f'getelementptr i64, ptr {table}, i64 {w.times(arrays, 2)}')}, i64 0, i64 1)")
    for place, value in enumerate(("1", found)):
        w.do(f"store i64 {value}, ptr {w.let(f'getelementptr i64, ptr {mark}, i64 {place}')}, align 8")
    w.jump(end)
    w.begin(end)
    return w.text()


def _clear(types: Types, declarations: dict[str, None]) -> str:
    w = Writer(types, "clear", ("ptr %context", "i64 %first", "i64 %last"), declarations)
    target = w.load_pointer("%context", CLEAR.index("target"))
    size = w.load_integer("%context", CLEAR.index("bytes"))
    w.call("void", "@llvm.memset.p0.i64", ("ptr", target), ("i8", "0"), ("i64", size), ("i1", "false"))
    return w.text()


def _add_turned(types: Types) -> str:
    w = Writer(types, "add_turned", ("ptr %context", "i64 %first", "i64 %last"), {})
    target, source = (w.load_pointer("%context", ADD_TURNED.index(name)) for name in ("target", "source"))
    rows, columns = (w.load_integer("%context", ADD_TURNED.index(name)) for name in ("rows", "columns"))
    with w.loop(rows) as row, w.loop(columns) as column:
        to = w.at(target, w.add(w.let(f"mul i64 {row}, {columns}"), column))
        of = w.at(source, w.add(w.let(f"mul i64 {column}, {rows}"), row))
        w.store_number(w.let(f"fadd {types.element} {w.load_number(to)}, {w.load_number(of)}"), to)
    return w.text()
