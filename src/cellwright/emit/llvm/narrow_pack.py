"""The packing of weights in narrow numbers: several of neighbouring k in a word."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from cellwright.emit.llvm.bytes import WITHOUT_SIGN, larger_bits, magnitude, rounded, scale_and_inverse
from cellwright.emit.llvm.pairs import ROUNDINGS, rounded_half, two_halves
from cellwright.emit.llvm.writer import Writer
from cellwright.equation.node import Weight
from cellwright.plan.plan import Operand, Plan

# reads a register of weights: the weight, the first column, k within the weight, active lanes
Read = Callable[[Weight, str, str, int | None], str]
# reads as many registers of neighbouring k as there are lanes, where that is quicker: the weight, the first column, k
Square = Callable[[Weight, str, str], list[str]]
# writes the panel of one register of columns: where it begins, the first column, active lanes
Fill = Callable[[str, str, int | None], None]


class NarrowPanel:
    """Writes the panel of one operand, register of columns by register of columns."""

    def __init__(self, w: Writer, plan: Plan, operand: Operand, read: Read, square: Square) -> None:
        self.w = w
        self.plan = plan
        self.operand = operand
        self.read = read
        self.square = square
        self.fill: Fill = FILLS[plan.matrices.name].__get__(self)

    def halves(self, start: str, column: str, active: int | None) -> None:
        """Weights of 16 bits, rounded to the nearest: word by word where a piece begins with one, as most do."""
        self._clear(start)
        begun, done = [], 0
        for piece, depth in zip(self.operand.pieces, self.operand.depths, strict=True):
            begun.append(0 if done % 2 else self._whole_words(start, column, active, piece, done, depth))
            done += depth
        self._insert(start, column, active, lambda values, _: rounded_half(self.w, values), begun)

    def _whole_words(
        self, start: str, column: str, active: int | None, piece: Sequence[Weight], done: int, depth: int
    ) -> int:
        """Write the words of a piece that have two weights; how many numbers there are in them."""
        w, lanes = self.w, self.plan.lanes
        width = len(self.operand.accumulators)
        words = ROUNDINGS[w.types.machine.pairs].words if self.plan.matrices.rounds_operands else two_halves

        def put(lower: str, upper: str, k: str, place: int) -> None:
            word = w.at(start, w.times(w.let(f"udiv i64 {w.add(k, str(done))}, 2"), width * lanes))
            both = words(w, lower, upper)
            w.do(f"store {w.types.integers} {both}, ptr {w.at(word, place * lanes)}, align {w.types.bytes}")

        squares = 0 if self.operand.transposed or active else depth // lanes * lanes
        if squares:
            with w.loop(str(squares), step=lanes) as k:
                for slot, weight in enumerate(piece):
                    rows = self.square(weight, column, k)
                    for word, (lower, upper) in enumerate(zip(rows[::2], rows[1::2], strict=True)):
                        put(lower, upper, k, word * width + slot)
        whole = depth // 2 * 2
        if squares < whole:
            with w.loop(str(whole), start=str(squares), step=2) as k:
                for slot, weight in enumerate(piece):
                    lower, upper = (self.read(weight, column, w.add(k, after), active) for after in "01")
                    put(lower, upper, k, slot)
        return whole

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

    def _insert(
        self,
        start: str,
        column: str,
        active: int | None,
        number: Callable[[str, int], str],
        begun: Sequence[int] = (),
    ) -> None:
        """Put every weight into its part of its word; `number` gives the bits of a register of weights of a slot.

        So many k of each piece are left out, which are there already, if `begun` is given.
        """
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

        self._each(column, active, put, begun)

    def _each(
        self, column: str, active: int | None, do: Callable[[str, int, str], None], begun: Sequence[int] = ()
    ) -> None:
        """Do something with every register of weights: (k, slot, weights), but the first k of pieces that are begun."""
        done = 0
        for index, (piece, depth) in enumerate(zip(self.operand.pieces, self.operand.depths, strict=True)):
            first = begun[index] if begun else 0
            if first < depth:
                with self.w.loop(str(depth), start=str(first)) as k:
                    for slot, weight in enumerate(piece):
                        do(self.w.add(k, str(done)), slot, self.read(weight, column, k, active))
            done += depth


FILLS: Mapping[str, Callable[[NarrowPanel, str, str, int | None], None]] = {
    "bfloat16": NarrowPanel.halves,
    "bfloat16_dot": NarrowPanel.halves,
    "int8": NarrowPanel.bytes,
}
