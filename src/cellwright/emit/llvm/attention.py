"""Attention of rows over the steps of their sources, as one pass: how well each step fits, softmax, what is seen.

`dot(context, first, last)` compares by products, `additive` by v . tanh(query + key). Several rows may look at one
source. What a row sees is written into the input of what follows, with the row's own vector behind it.
"""

from __future__ import annotations

from collections.abc import Callable

from cellwright.emit.llvm.mathematics import SPELLINGS
from cellwright.emit.llvm.whole_rows import PARAMETERS, copy_row
from cellwright.emit.llvm.writer import Types, Writer
from cellwright.plan.machine import Machine

# of the rows: queries (rows, size), the source of each; of the sources: keys (sources, longest, size), what is seen
# (sources, longest, features), which lies `width` numbers apart, lengths; the vector v; then what is written: weights
# (rows, stride), of which those behind a source are 0, and (rows, features + own columns), the context and the own
# vector (rows, own columns)
ATTENTION = (
    "queries", "sources", "keys", "steps", "lengths", "score", "own", "weights", "seen",
    "size", "longest", "features", "width", "columns", "stride",
)  # fmt: skip
# steps that are compared at once, and registers of what is seen: enough sums to hide the latency of each
STEPS, REGISTERS = 4, 8
# the stride of weights is a multiple of this, whatever the registers are
STRIDE = 16
# from a query, a key and the sum so far, at a column, to the next sum
Compare = Callable[[str, str, str], str]


def attention_text(machine: Machine, dtype: str) -> str:
    """The LLVM module with `dot` and `additive`."""
    types = Types(machine, dtype)
    declarations: dict[str, None] = {}
    functions = [_attention(types, declarations, name) for name in ("dot", "additive")]
    return "\n\n".join(["\n".join(declarations), *functions]) + "\n"


def _attention(types: Types, declarations: dict[str, None], kind: str) -> str:
    w = Writer(types, kind, PARAMETERS, declarations)
    with w.loop("%last", start="%first") as row:
        _Row(w, row, kind).write()
    return w.text()


class _Row:
    """Writes what one row does."""

    def __init__(self, w: Writer, row: str, kind: str) -> None:
        self.w, self.kind = w, kind
        pointer = {name: w.load_pointer("%context", place) for place, name in enumerate(ATTENTION)}
        self.number = number = {name: w.load_integer("%context", place) for place, name in enumerate(ATTENTION)}

        def of(array: str, index: str, *sizes: str) -> str:
            for size in sizes:
                index = w.let(f"mul i64 {index}, {number[size]}")
            return w.at(pointer[array], index)

        source = w.load_integer(pointer["sources"], row)
        self.length = w.load_integer(pointer["lengths"], source)
        self.query, self.score = of("queries", row, "size"), pointer["score"]
        self.keys, self.steps = of("keys", source, "longest", "size"), of("steps", source, "longest", "width")
        self.weights, self.own = of("weights", row, "stride"), of("own", row, "columns")
        self.seen = w.at(pointer["seen"], w.let(f"mul i64 {row}, {w.add(number['features'], number['columns'])}"))

    def write(self) -> None:
        """Weights, what is seen by them, and the own vector behind it."""
        w = self.w
        with w.loop(self.number["stride"], step=w.types.lanes) as place:
            w.store(w.types.splat(float("-inf")), w.at(self.weights, place))
        self._compare()
        self._softmax()
        self._see()
        copy_row(w, self.own, w.at(self.seen, self.number["features"]), self.number["columns"])

    def _compare(self) -> None:
        w, last = self.w, self.w.let(f"sub i64 {self.length}, 1")
        with w.loop(self.length, step=STEPS) as start:
            steps = [w.add(start, str(step)) for step in range(STEPS)]
            # behind the last step it is compared again, for nothing
            keys = [w.at(self.keys, w.let(f"mul i64 {w.smaller(s, last)}, {self.number['size']}")) for s in steps]
            sums = self._sums(keys)
            for step, total in zip(steps, sums, strict=True):
                number = w.folded(total, lambda a, b: w.binary("fadd", a, b))
                inside = w.let(f"icmp slt i64 {step}, {self.length}")
                nothing = w.types.number(float("-inf"))
                value = w.let(f"select i1 {inside}, {w.types.element} {number}, {w.types.element} {nothing}")
                w.store_number(value, w.at(self.weights, step))

    def _sums(self, keys: list[str]) -> list[str]:
        """The sums of some steps over all columns, lane by lane."""
        w, lanes = self.w, self.w.types.lanes
        whole = w.let(f"sdiv i64 {self.number['size']}, {lanes}")

        def add(column: str, sums: list[str], active: str | None = None) -> list[str]:
            query = w.load(w.at(self.query, column), active)
            there = [w.load(w.at(key, column), active) for key in keys]
            if self.kind == "dot":
                return [w.fma(query, key, total) for key, total in zip(there, sums, strict=True)]
            score = w.load(w.at(self.score, column), active)
            fits = [SPELLINGS["tanh"](w, w.binary("fadd", query, key)) for key in there]
            return [w.fma(score, fit, total) for fit, total in zip(fits, sums, strict=True)]

        zeros = [(w.types.vector, "zeroinitializer")] * len(keys)
        sums = w.repeat(whole, zeros, lambda count, so_far: add(w.times(count, lanes), so_far))
        done = w.times(whole, lanes)
        return add(done, sums, w.mask(w.let(f"sub i64 {self.number['size']}, {done}")))

    def _softmax(self) -> None:
        w, lanes = self.w, self.w.types.lanes
        registers, kind = w.let(f"sdiv i64 {self.number['stride']}, {lanes}"), w.types.vector

        def at(count: str) -> str:
            return w.at(self.weights, w.times(count, lanes))

        [most] = w.repeat(
            registers,
            [(kind, w.types.splat(float("-inf")))],
            lambda count, top: [SPELLINGS["maximum"](w, top[0], w.load(at(count)))],
        )
        most = self._everywhere(most, lambda a, b: SPELLINGS["maximum"](w, a, b))

        def power(count: str, total: list[str]) -> list[str]:
            value = SPELLINGS["exp"](w, w.binary("fsub", w.load(at(count)), most))
            w.store(value, at(count))
            return [w.binary("fadd", total[0], value)]

        [total] = w.repeat(registers, [(kind, "zeroinitializer")], power)
        total = self._everywhere(total, lambda a, b: w.binary("fadd", a, b))
        with w.loop(registers) as count:
            w.store(w.binary("fdiv", w.load(at(count)), total), at(count))

    def _everywhere(self, value: str, combine: Callable[[str, str], str]) -> str:
        return self.w.broadcast(self.w.folded(value, combine))

    def _see(self) -> None:
        w, lanes = self.w, self.w.types.lanes
        features, wide = self.number["features"], REGISTERS * lanes
        groups = w.times(w.let(f"sdiv i64 {features}, {wide}"), wide)
        whole = w.times(w.let(f"sdiv i64 {features}, {lanes}"), lanes)
        with w.loop(groups, step=wide) as column:
            self._seen(column, REGISTERS, None)
        with w.loop(whole, start=groups, step=lanes) as column:
            self._seen(column, 1, None)
        self._seen(whole, 1, w.mask(w.let(f"sub i64 {features}, {whole}")))

    def _seen(self, column: str, registers: int, active: str | None) -> None:
        """What is seen in so many registers of columns."""
        w, lanes = self.w, self.w.types.lanes
        first = w.at(self.steps, column)

        def add(step: str, sums: list[str]) -> list[str]:
            weight = w.broadcast(w.load_number(w.at(self.weights, step)))
            here = w.at(first, w.let(f"mul i64 {step}, {self.number['width']}"))
            return [w.fma(weight, w.load(w.at(here, place * lanes), active), total) for place, total in enumerate(sums)]

        sums = w.repeat(self.length, [(w.types.vector, "zeroinitializer")] * registers, add)
        target = w.at(self.seen, column)
        for place, total in enumerate(sums):
            w.store(total, w.at(target, place * lanes), active)
