"""Products of pairs of bfloat16: both sides are rounded to the upper halves of float32, two of neighbouring k a word.

A product of two such numbers is exact in float32. One instruction of x86 multiplies the two pairs of a lane and adds
the products, the upper one first; elsewhere two multiply-adds give the same sums, at the speed of full weights.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cellwright.emit.llvm.dots import Dot, add_words, whole
from cellwright.emit.llvm.narrow import HALF, Block, Sums, widened
from cellwright.emit.llvm.writer import Writer


def rounded_half(w: Writer, values: str) -> str:
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


def two_halves(w: Writer, lower: str, upper: str) -> str:
    """Words of the upper halves of two registers of numbers, rounded."""
    kind = w.types.integers
    shifted = w.let(f"shl {kind} {rounded_half(w, upper)}, {w.types.splat_integer(HALF)}")
    return w.let(f"or {kind} {rounded_half(w, lower)}, {shifted}")


@dataclass(frozen=True)
class Rounding:
    """A way to round numbers that `PAIRS` multiplies; those that it takes for zeros may become zeros.

    Attributes:
        row: a register of numbers -> their halves, side by side.
        words: registers of lower and of upper numbers -> words.
    """

    row: Callable[[Writer, str], str]
    words: Callable[[Writer, str, str], str]


def _short_row(w: Writer, values: str) -> str:
    return w.let(f"trunc {w.types.integers} {rounded_half(w, values)} to <{w.types.lanes} x i16>")


def _vcvtneps2bf16(w: Writer, values: str) -> str:
    halves = f"<{w.types.lanes} x bfloat>"
    found = w.call(halves, "@llvm.x86.avx512bf16.cvtneps2bf16.512", (w.types.vector, values))
    return w.let(f"bitcast {halves} {found} to <{w.types.lanes} x i16>")


def _vcvtne2ps2bf16(w: Writer, lower: str, upper: str) -> str:
    lanes, kind = w.types.lanes, w.types.vector
    halves, integers = f"<{2 * lanes} x bfloat>", f"<{2 * lanes} x i16>"
    found = w.call(halves, "@llvm.x86.avx512bf16.cvtne2ps2bf16.512", (kind, upper), (kind, lower))
    apart = w.let(f"bitcast {halves} {found} to {integers}")
    order = ", ".join(f"i32 {place}" for lane in range(lanes) for place in (lane, lanes + lane))
    by_turns = w.let(f"shufflevector {integers} {apart}, {integers} poison, <{2 * lanes} x i32> <{order}>")
    return w.let(f"bitcast {integers} {by_turns} to {w.types.integers}")


# by the fact of the machine
ROUNDINGS: Mapping[str, Rounding] = {
    "vdpbf16ps": Rounding(_vcvtneps2bf16, _vcvtne2ps2bf16),
    "": Rounding(_short_row, two_halves),
}


def row_of_halves(w: Writer, source: str, target: str, depth: int, stride: int) -> None:  # noqa: ARG001
    """Write one row of an operand as halves, with zeros behind it up to the end of a register."""
    lanes, rounding = w.types.lanes, ROUNDINGS[w.types.machine.pairs]
    full, active = divmod(depth, lanes)

    def put(column: str | int, some: int | None) -> None:
        short = rounding.row(w, w.load(w.at(source, column), some))
        place = w.let(f"getelementptr inbounds i16, ptr {target}, i64 {column}")
        w.do(f"store <{lanes} x i16> {short}, ptr {place}, align 4")

    if full:
        with w.loop(str(full * lanes), step=lanes) as column:
            put(column, None)
    if active:
        put(full * lanes, active)


def add_pairs(block: Block, sums: Sums) -> None:
    """Replace the sums by themselves plus the products of halves."""
    pair, kind = PAIRS[block.w.types.machine.pairs], block.w.types.vector
    own = {key: sums[key] for key in block.keys}
    add_words(block, pair, -(-block.operand.depth // 2), kind, own, block.operand.accumulators)
    sums.update(own)


def _vdpbf16ps(w: Writer, total: str, operand: Sequence[str], weights: Sequence[str]) -> str:
    pairs = f"<{2 * w.types.lanes} x bfloat>"
    both = [(pairs, w.let(f"bitcast {w.types.integers} {words[0]} to {pairs}")) for words in (operand, weights)]
    return w.call(w.types.vector, "@llvm.x86.avx512bf16.dpbf16ps.512", (w.types.vector, total), *both)


def _both_halves(w: Writer, words: str) -> list[str]:
    return [widened(w, words, half) for half in (1, 0)]


def _two_fused(w: Writer, total: str, operand: Sequence[str], weights: Sequence[str]) -> str:
    for one, other in zip(operand, weights, strict=True):
        total = w.fma(one, other, total)
    return total


# by the fact of the machine
PAIRS: Mapping[str, Dot] = {
    "vdpbf16ps": Dot(False, whole, _vdpbf16ps),
    "": Dot(False, _both_halves, _two_fused),
}
