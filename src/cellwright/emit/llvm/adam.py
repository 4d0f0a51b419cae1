"""A step of Adam (Kingma and Ba 2015) in one pass over the weights, and what makes up for steps without a gradient.

Weights are taken in pieces, each a record of a table; who calls shares the records among threads. The sums of squares
that clipping needs are one number a piece, so that their bits do not depend on how many threads there are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cellwright.emit.llvm.writer import Types, Writer
from cellwright.plan.machine import Machine

# the context: where the numbers of the step and the sums of squares lie; then come the records
HEADER = ("numbers", "sums")
# three addresses with the moments' behind them, and how many numbers there are
PIECE = ("weights", "gradient", "first", "second", "count")
# of a step: what a gradient is multiplied by; the step size over 1 - beta1^t; 1 / sqrt(1 - beta2^t); epsilon; beta1 and
# beta2, and what they lack to 1; what weights are multiplied by, for their decay
NUMBERS = ("scale", "size", "root", "epsilon", "lack1", "beta2", "lack2", "keep")
# weights that had no gradient for some steps: their addresses and count, then numbers, in double precision whatever the
# weights are: what they are multiplied by; two fractions that they are moved by, as what the first moment is multiplied
# by and what is added to the root of the second; and what both moments are multiplied by
LATE = ("weights", "first", "second", "count", "keep", "size1", "epsilon1", "size2", "epsilon2", "fade1", "fade2")

Body = Callable[[Sequence[str], "str | None"], None]


def adam_text(machine: Machine, dtype: str) -> str:
    """The LLVM module with `squares`, `advance` and `catch_up`, each for the records first..last of a context."""
    types = Types(machine, dtype)
    declarations: dict[str, None] = {}
    functions = [_squares(types, declarations), _advance(types, declarations), _catch_up(types, declarations)]
    return "\n\n".join(["\n".join(declarations), *functions]) + "\n"


def _function(types: Types, name: str, declarations: dict[str, None]) -> Writer:
    return Writer(types, name, ("ptr noalias %context", "i64 %first", "i64 %last"), declarations)


def _record(w: Writer, number: str, form: Sequence[str]) -> str:
    place = w.add(w.times(number, len(form)), str(len(HEADER)))
    return w.let(f"getelementptr i64, ptr %context, i64 {place}")


def _squares(types: Types, declarations: dict[str, None]) -> str:
    w = _function(types, "squares", declarations)
    sums = w.load_pointer("%context", HEADER.index("sums"))
    with w.loop("%last", start="%first") as number:
        record = _record(w, number, PIECE)
        gradient, count = w.load_pointer(record, PIECE.index("gradient")), w.load_integer(record, PIECE.index("count"))
        whole = w.let(f"sdiv i64 {count}, {types.lanes}")

        def square(index: str, totals: list[str], gradient: str = gradient) -> list[str]:
            here = w.load(w.at(gradient, w.times(index, types.lanes)))
            return [w.fma(here, here, totals[0])]

        [total] = w.repeat(whole, [(types.vector, "zeroinitializer")], square)
        done = w.times(whole, types.lanes)
        rest = w.load(w.at(gradient, done), w.mask(w.let(f"sub i64 {count}, {done}")))
        total = w.fma(rest, rest, total)
        w.store_number(w.folded(total, lambda a, b: w.binary("fadd", a, b)), w.at(sums, number))
    return w.text()


def _advance(types: Types, declarations: dict[str, None]) -> str:
    w = _function(types, "advance", declarations)
    numbers = w.load_pointer("%context", HEADER.index("numbers"))
    n = {name: w.broadcast(w.load_number(w.at(numbers, place))) for place, name in enumerate(NUMBERS)}

    def advance(places: Sequence[str], active: str | None) -> None:
        weight, gradient, first, second = (w.load(place, active) for place in places)
        gradient = w.binary("fmul", gradient, n["scale"])
        first = w.fma(w.binary("fsub", gradient, first), n["lack1"], first)
        second = w.fma(w.binary("fmul", gradient, n["lack2"]), gradient, w.binary("fmul", second, n["beta2"]))
        below = w.fma(_root(w, second), n["root"], n["epsilon"])
        change = w.binary("fdiv", w.binary("fmul", first, n["size"]), below)
        values = w.binary("fsub", w.binary("fmul", weight, n["keep"]), change), first, second
        for value, place in zip(values, (places[0], *places[2:]), strict=True):
            w.store(value, place, active)

    with w.loop("%last", start="%first") as number:
        record = _record(w, number, PIECE)
        pointers = [w.load_pointer(record, index) for index in range(4)]
        _each(w, pointers, w.load_integer(record, PIECE.index("count")), advance)
    return w.text()


def _catch_up(types: Types, declarations: dict[str, None]) -> str:
    w = _function(types, "catch_up", declarations)
    with w.loop("%last", start="%first") as number:
        record = _record(w, number, LATE)
        pointers = [w.load_pointer(record, index) for index in range(3)]
        known = LATE.index("count") + 1
        n = {name: _number(w, record, known + place) for place, name in enumerate(LATE[known:])}

        def catch_up(places: Sequence[str], active: str | None, n: dict[str, str] = n) -> None:
            weight, first, second = (w.load(place, active) for place in places)
            root = _root(w, second)
            one, other = (
                w.binary("fdiv", w.binary("fmul", first, n[size]), w.binary("fadd", root, n[epsilon]))
                for size, epsilon in (("size1", "epsilon1"), ("size2", "epsilon2"))
            )
            values = (
                w.binary("fsub", w.binary("fmul", weight, n["keep"]), w.binary("fadd", one, other)),
                w.binary("fmul", first, n["fade1"]),
                w.binary("fmul", second, n["fade2"]),
            )
            for value, place in zip(values, places, strict=True):
                w.store(value, place, active)

        _each(w, pointers, w.load_integer(record, LATE.index("count")), catch_up)
    return w.text()


def _each(w: Writer, pointers: Sequence[str], count: str, body: Body) -> None:
    """Run the body for whole registers, then once for the lanes that are left."""
    whole = w.times(w.let(f"sdiv i64 {count}, {w.types.lanes}"), w.types.lanes)
    with w.loop(whole, step=w.types.lanes) as index:
        body([w.at(pointer, index) for pointer in pointers], None)
    rest = w.mask(w.let(f"sub i64 {count}, {whole}"))
    body([w.at(pointer, whole) for pointer in pointers], rest)


def _root(w: Writer, value: str) -> str:
    kind = w.types.vector
    return w.call(kind, w.types.intrinsic("sqrt"), (kind, value))


def _number(w: Writer, record: str, index: int) -> str:
    """A number of double precision, in all lanes."""
    value = w.let(f"load double, ptr {w.let(f'getelementptr i64, ptr {record}, i64 {index}')}, align 8")
    if w.types.element != "double":
        value = w.let(f"fptrunc double {value} to {w.types.element}")
    return w.broadcast(value)
