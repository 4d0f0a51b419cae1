"""The packing of weights in narrow numbers: several of neighbouring k in a word."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cellwright.emit.llvm.bytes import WITHOUT_SIGN, larger_bits, magnitude, rounded, scale_and_inverse
from cellwright.emit.llvm.pairs import rounded_half
from cellwright.emit.llvm.writer import Writer
from cellwright.equation.node import Weight
from cellwright.plan.plan import Operand, Plan

# reads a register of weights: the weight, the first column, k within the weight, active lanes
Read = Callable[[Weight, str, str, int | None], str]
# writes the panel of one register of columns: where it begins, the first column, active lanes
Fill = Callable[[str, str, int | None], None]


class NarrowPanel:
    """Writes the panel of one operand, register of columns by register of columns."""

    def __init__(self, w: Writer, plan: Plan, operand: Operand, read: Read) -> None:
        self.w = w
        self.plan = plan
        self.operand = operand
        self.read = read
        self.fill: Fill = FILLS[plan.matrices.name].__get__(self)

    def halves(self, start: str, column: str, active: int | None) -> None:
        """Weights of 16 bits, rounded to the nearest."""
        self._clear(start)
        self._insert(start, column, active, lambda values, _: rounded_half(self.w, values))

    def bytes(self, start: str, column: str, active: int | None) -> None:
        """Weights of 8 bits, each result with a scale of its own."""
        self._clear(start)
        w, types, width = self.w, self.w.types, len(self.operand.accumulators)
        words = self.plan.matrices.registers(self.operand.depth) - self.plan.matrices.behind
        scales, excess = (w.at(start, (words + place) * width * types.lanes) for place in range(2))

        def widen(values: str, slot: int) -> None:
            place = w.at(scales, slot * types.lanes)
            before = w.let(f"load {types.integers}, ptr {place}, align 4")
            w.do(f"store {types.integers} {larger_bits(w, before, magnitude(w, values))}, ptr {place}, align 4")

        self._each(column, active, lambda _, slot, values: widen(values, slot))
        inverses = []
        for slot in range(width):
            place = w.at(scales, slot * types.lanes)
            scale, inverse = scale_and_inverse(w, w.load(place))
            w.store(scale, place)
            inverses.append(inverse)
        factor = types.splat_integer(-WITHOUT_SIGN)

        def number(values: str, slot: int) -> str:
            whole, place = rounded(w, values, inverses[slot]), w.at(excess, slot * types.lanes)
            before = w.let(f"load {types.integers}, ptr {place}, align 4")
            added = w.let(f"mul {types.integers} {whole}, {factor}")
            w.do(f"store {types.integers} {w.let(f'add {types.integers} {before}, {added}')}, ptr {place}, align 4")
            return w.let(f"and {types.integers} {whole}, {types.splat_integer(255)}")

        self._insert(start, column, active, number)

    def _clear(self, start: str) -> None:
        w, lanes = self.w, self.plan.lanes
        registers = self.plan.matrices.registers(self.operand.depth) * len(self.operand.accumulators)
        with w.loop(str(registers * lanes), step=lanes) as here:
            w.store("zeroinitializer", w.at(start, here))

    def _insert(self, start: str, column: str, active: int | None, number: Callable[[str, int], str]) -> None:
        """Put every weight into its part of its word; `number` gives the bits of a register of weights of a slot."""
        w, per_word, kind = self.w, self.plan.matrices.per_word, self.w.types.integers
        width = len(self.operand.accumulators)

        def put(k: str, slot: int, values: str) -> None:
            word = w.let(f"udiv i64 {k}, {per_word}")
            part = w.let(f"trunc i64 {w.let(f'urem i64 {k}, {per_word}')} to i32")
            shift = w.broadcast_word(w.let(f"mul i32 {part}, {32 // per_word}"))
            place = w.at(w.at(start, w.times(word, width * w.types.lanes)), slot * w.types.lanes)
            shifted = w.let(f"shl {kind} {number(values, slot)}, {shift}")
            before = w.let(f"load {kind}, ptr {place}, align {w.types.bytes}")
            w.do(f"store {kind} {w.let(f'or {kind} {before}, {shifted}')}, ptr {place}, align {w.types.bytes}")

        self._each(column, active, put)

    def _each(self, column: str, active: int | None, do: Callable[[str, int, str], None]) -> None:
        """Do something with every register of weights: (k, slot, weights)."""
        done = 0
        for piece, depth in zip(self.operand.pieces, self.operand.depths, strict=True):
            with self.w.loop(str(depth)) as k:
                for slot, weight in enumerate(piece):
                    do(self.w.add(k, str(done)), slot, self.read(weight, column, k, active))
            done += depth


FILLS: Mapping[str, Callable[[NarrowPanel, str, str, int | None], None]] = {
    "bfloat16": NarrowPanel.halves,
    "bfloat16_dot": NarrowPanel.halves,
    "int8": NarrowPanel.bytes,
}
