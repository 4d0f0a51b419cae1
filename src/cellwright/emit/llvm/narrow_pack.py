"""The packing of weights in narrow numbers: several of neighbouring k in a word."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cellwright.emit.llvm.writer import Writer
from cellwright.equation.node import Weight
from cellwright.plan.plan import Operand, Plan

HALF = 16
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
        self._walk(start, column, active, lambda values, _: _rounded_half(self.w, values))

    def _clear(self, start: str) -> None:
        w, lanes = self.w, self.plan.lanes
        registers = self.plan.matrices.registers(self.operand.depth) * len(self.operand.accumulators)
        with w.loop(str(registers * lanes), step=lanes) as here:
            w.store("zeroinitializer", w.at(start, here))

    def _walk(self, start: str, column: str, active: int | None, number: Callable[[str, int], str]) -> None:
        """Put every weight into its part of its word; `number` gives the bits of a register of weights of a slot."""
        w, lanes, per_word = self.w, self.plan.lanes, self.plan.matrices.per_word
        kind, width, done = w.types.integers, len(self.operand.accumulators), 0
        for piece, depth in zip(self.operand.pieces, self.operand.depths, strict=True):
            with w.loop(str(depth)) as k:
                whole = w.add(k, str(done))
                word = w.let(f"udiv i64 {whole}, {per_word}")
                part = w.let(f"trunc i64 {w.let(f'urem i64 {whole}, {per_word}')} to i32")
                shift = w.broadcast_word(w.let(f"mul i32 {part}, {32 // per_word}"))
                target = w.at(start, w.times(word, width * lanes))
                for slot, weight in enumerate(piece):
                    bits = number(self.read(weight, column, k, active), slot)
                    place = w.at(target, slot * lanes)
                    before = w.let(f"load {kind}, ptr {place}, align {w.types.bytes}")
                    shifted = w.let(f"shl {kind} {bits}, {shift}")
                    together = w.let(f"or {kind} {before}, {shifted}")
                    w.do(f"store {kind} {together}, ptr {place}, align {w.types.bytes}")
            done += depth


FILLS: Mapping[str, Callable[[NarrowPanel, str, str, int | None], None]] = {"bfloat16": NarrowPanel.halves}


def _rounded_half(w: Writer, values: str) -> str:
    """The upper half of each number, rounded to the nearest, to even in the middle; NaN stays NaN."""
    types, kind = w.types, w.types.integers
    bits = w.let(f"bitcast {types.vector} {values} to {kind}")
    upper = w.let(f"lshr {kind} {bits}, {types.splat_integer(HALF)}")
    odd = w.let(f"and {kind} {upper}, {types.splat_integer(1)}")
    nearly = w.let(f"add {kind} {odd}, {types.splat_integer((1 << (HALF - 1)) - 1)}")
    rounded = w.let(f"lshr {kind} {w.let(f'add {kind} {bits}, {nearly}')}, {types.splat_integer(HALF)}")
    quiet = w.let(f"or {kind} {upper}, {types.splat_integer(1 << 6)}")
    missing = w.let(f"fcmp uno {types.vector} {values}, {values}")
    return w.let(f"select <{types.lanes} x i1> {missing}, {kind} {quiet}, {kind} {rounded}")
