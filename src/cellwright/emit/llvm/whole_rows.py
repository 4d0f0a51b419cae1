"""What a step of a network that writes does with whole rows: look up the vectors of tokens, go on from other rows.

`look_up(context, first, last)` fills rows of an input with the vectors of tokens, and behind them with rows of what is
fed back. `recall` fills them with what a kernel makes of tokens, each of which it is asked for once.
`note` copies rows of some arrays to where those of this step are kept.
`move(context, first, last)` lets the rows first..last of some arrays be what other rows were.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from cellwright.emit.llvm.writer import Types, Writer
from cellwright.plan.machine import Machine

# writes what is done with a row: the row, and each entry of the context as a number and as an address
WriteRow = Callable[[Writer, str, Mapping[str, str], Mapping[str, str]], None]
PARAMETERS = ("ptr noalias %context", "i64 %first", "i64 %last")
# the context of `look_up`: the tokens of the rows, their vectors (tokens, columns), the rows to fill (rows, width); the
# row of `fed` (rows, columns fed) that each row is given, of which there may be no columns
LOOK_UP = ("tokens", "vectors", "columns", "target", "width", "parents", "fed", "columns fed")
# that of `recall`: the tokens of the rows, what the kernel made of each token (tokens, columns), which of these are
# there, the rows to fill (rows, columns), and the kernel, which makes the row of a token of the same row of its input
RECALL = ("tokens", "table", "known", "columns", "target", "kernel", "context")
# that of `note`: where the number of the step stands, how many rows a step has, and how many arrays there are; then
# three entries for each of them: where it lies, where its rows are kept (steps, rows, columns), and its columns
NOTE = ("count", "rows", "arrays")
# that of `move`: what rows go on from, and how many arrays there are; then three entries for each of them
MOVE = ("parents", "arrays")
# where an array lies, memory that is free meanwhile, and how many numbers a row has
ARRAY = ("array", "spare", "columns")


def rows_text(machine: Machine, dtype: str) -> str:
    """The LLVM module with `look_up`, `recall`, `note` and `move`."""
    types = Types(machine, dtype)
    declarations: dict[str, None] = {}
    functions = [write(types, declarations) for write in (_look_up, _recall, _note, _move)]
    return "\n\n".join(["\n".join(declarations), *functions]) + "\n"


def row_by_row(types: Types, name: str, entries: Sequence[str], declarations: dict[str, None], write: WriteRow) -> str:
    """A function `name(context, first, last)` that does something with each row, given the entries of its context."""
    w = Writer(types, name, PARAMETERS, declarations)
    number = {entry: w.load_integer("%context", place) for place, entry in enumerate(entries)}
    pointer = {entry: w.load_pointer("%context", place) for place, entry in enumerate(entries)}
    with w.loop("%last", start="%first") as row:
        write(w, row, number, pointer)
    return w.text()


def copy_row(w: Writer, source: str, target: str, columns: str) -> None:
    """Copy so many numbers."""
    whole = w.times(w.let(f"sdiv i64 {columns}, {w.types.lanes}"), w.types.lanes)
    with w.loop(whole, step=w.types.lanes) as column:
        w.store(w.load(w.at(source, column)), w.at(target, column))
    rest = w.mask(w.let(f"sub i64 {columns}, {whole}"))
    w.store(w.load(w.at(source, whole), rest), w.at(target, whole), rest)


def _look_up(types: Types, declarations: dict[str, None]) -> str:
    def write(w: Writer, row: str, number: Mapping[str, str], pointer: Mapping[str, str]) -> None:
        target = w.at(pointer["target"], _product(w, row, number["width"]))
        token = w.load_integer(pointer["tokens"], row)
        vector = w.at(pointer["vectors"], _product(w, token, number["columns"]))
        copy_row(w, vector, target, number["columns"])
        fed = w.at(pointer["fed"], _product(w, w.load_integer(pointer["parents"], row), number["columns fed"]))
        copy_row(w, fed, w.at(target, number["columns"]), number["columns fed"])

    return row_by_row(types, "look_up", LOOK_UP, declarations, write)


def _recall(types: Types, declarations: dict[str, None]) -> str:
    w = Writer(types, "recall", PARAMETERS, declarations)
    pointer = {name: w.load_pointer("%context", place) for place, name in enumerate(RECALL)}
    columns = w.load_integer("%context", RECALL.index("columns"))
    with w.loop("%last", start="%first") as row:
        token = w.load_integer(pointer["tokens"], row)
        known = w.let(f"getelementptr i64, ptr {pointer['known']}, i64 {token}")
        # at most once; or by two threads at a time, to the same bits
        with w.loop(w.let(f"sub i64 1, {w.let(f'load atomic i64, ptr {known} acquire, align 8')}")):
            w.do(f"call void {pointer['kernel']}(ptr {pointer['context']}, i64 {token}, i64 {w.add(token, '1')})")
            w.do(f"store atomic i64 1, ptr {known} release, align 8")
        found = w.at(pointer["table"], _product(w, token, columns))
        copy_row(w, found, w.at(pointer["target"], _product(w, row, columns)), columns)
    return w.text()


def _note(types: Types, declarations: dict[str, None]) -> str:
    w = Writer(types, "note", PARAMETERS, declarations)
    rows, arrays = (w.load_integer("%context", NOTE.index(name)) for name in ("rows", "arrays"))
    steps = w.load_integer(w.load_pointer("%context", NOTE.index("count")), 0)
    count = w.let("sub i64 %last, %first")
    with w.loop(arrays) as index:
        entry = w.let(f"getelementptr i64, ptr %context, i64 {w.add(w.times(index, len(ARRAY)), str(len(NOTE)))}")
        array, kept, columns = w.load_pointer(entry, 0), w.load_pointer(entry, 1), w.load_integer(entry, 2)
        start, numbers = _product(w, "%first", columns), _product(w, count, columns)
        here = _product(w, w.add(_product(w, steps, rows), "%first"), columns)
        copy_row(w, w.at(array, start), w.at(kept, here), numbers)
    return w.text()


def _move(types: Types, declarations: dict[str, None]) -> str:
    w = Writer(types, "move", PARAMETERS, declarations)
    parents = w.load_pointer("%context", MOVE.index("parents"))
    with w.loop(w.load_integer("%context", MOVE.index("arrays"))) as index:
        entry = w.let(f"getelementptr i64, ptr %context, i64 {w.add(w.times(index, len(ARRAY)), str(len(MOVE)))}")
        array, spare = w.load_pointer(entry, 0), w.load_pointer(entry, 1)
        columns = w.load_integer(entry, 2)
        with w.loop("%last", start="%first") as row:
            parent = w.load_integer(parents, row)
            copy_row(w, w.at(array, _product(w, parent, columns)), w.at(spare, _product(w, row, columns)), columns)
        start = _product(w, "%first", columns)
        numbers = w.let(f"sub i64 {_product(w, '%last', columns)}, {start}")
        copy_row(w, w.at(spare, start), w.at(array, start), numbers)
    return w.text()


def _product(w: Writer, a: str, b: str) -> str:
    return w.let(f"mul i64 {a}, {b}")
