"""Products with weights of 8 bits: both sides are rounded to whole numbers of -127..127, so that sums are exact.

A row of an operand has one scale, its largest magnitude / 127, and is rounded when a phase begins; each result has a
scale for its weights. An infinite or missing number in a row, or among the weights of a result, makes its scale NaN,
and so whatever comes of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from cellwright.emit.llvm.dots import DOTS, Dot, add_words
from cellwright.emit.llvm.narrow import Block, Sums
from cellwright.emit.llvm.writer import Writer
from cellwright.plan.machine import Machine

LARGEST = 127
# numbers that are all smaller than this count as zeros: the inverse of their scale would be infinite
TINY = 2.0**-100
# adding it leaves a whole number in the low bits of a float32, rounded to the nearest
MAGIC = 1.5 * 2.0**23
MAGIC_BITS = 0x4B400000
WITHOUT_SIGN = 128


def dot_of(machine: Machine) -> Dot:
    """How a machine multiplies bytes."""
    return DOTS[machine.dot]


def magnitude(w: Writer, values: str) -> str:
    """The bits of the magnitudes of some numbers: as integers they have the same order, and NaN is the largest."""
    bits = w.let(f"bitcast {w.types.vector} {values} to {w.types.integers}")
    return w.let(f"and {w.types.integers} {bits}, {w.types.splat_integer((1 << 31) - 1)}")


def larger_bits(w: Writer, a: str, b: str) -> str:
    """The larger of two registers of integers without a sign."""
    kind = w.types.integers
    return w.call(kind, f"@llvm.umax.v{w.types.lanes}i32", (kind, a), (kind, b))


def scale_and_inverse(w: Writer, largest: str) -> tuple[str, str]:
    """The scale of numbers of so large a magnitude, NaN if that is not finite; and its inverse, zero for zeros."""
    types = w.types
    # zero, or NaN
    missing = w.binary("fsub", largest, largest)
    scale = w.binary("fadd", w.binary("fmul", largest, types.splat(1 / LARGEST)), missing)
    inverse = w.binary("fdiv", types.splat(float(LARGEST)), largest)
    return scale, w.choose("ogt", largest, types.splat(TINY), inverse, "zeroinitializer")


def rounded(w: Writer, values: str, inverse: str) -> str:
    """Numbers times the inverse of their scale as whole numbers, the nearest ones, even in the middle."""
    total = w.fma(values, inverse, w.types.splat(MAGIC))
    bits = w.let(f"bitcast {w.types.vector} {total} to {w.types.integers}")
    return w.let(f"sub {w.types.integers} {bits}, {w.types.splat_integer(MAGIC_BITS)}")


def row_of_bytes(w: Writer, source: str, target: str, depth: int, stride: int) -> None:
    """Write one row of an operand as bytes; its scale becomes the last number of the row of `stride` words."""
    types = w.types
    whole, active = divmod(depth, types.lanes)

    def widest(count: str, so_far: Sequence[str]) -> list[str]:
        return [larger_bits(w, so_far[0], magnitude(w, w.load(w.at(source, w.times(count, types.lanes)))))]

    (bits,) = w.repeat(whole, [(types.integers, "zeroinitializer")], widest)
    if active:
        bits = larger_bits(w, bits, magnitude(w, w.load(w.at(source, whole * types.lanes), active)))
    most = w.call("i32", f"@llvm.vector.reduce.umax.v{types.lanes}i32", (types.integers, bits))
    scale, inverse = scale_and_inverse(w, w.broadcast(w.let(f"bitcast i32 {most} to float")))
    w.store_number(w.let(f"extractelement {types.vector} {scale}, i32 0"), w.at(target, stride - 1))

    def put(column: str | int, lanes: int | None) -> None:
        numbers = rounded(w, w.load(w.at(source, column), lanes), inverse)
        if dot_of(types.machine).without_sign:
            numbers = w.let(f"add {types.integers} {numbers}, {types.splat_integer(WITHOUT_SIGN)}")
        some = w.let(f"trunc {types.integers} {numbers} to <{types.lanes} x i8>")
        place = w.let(f"getelementptr inbounds i8, ptr {target}, i64 {column}")
        w.do(f"store <{types.lanes} x i8> {some}, ptr {place}, align 4")

    if whole:
        with w.loop(str(whole * types.lanes), step=types.lanes) as column:
            put(column, None)
    if active:
        put(whole * types.lanes, active)


def add_bytes(block: Block, sums: Sums) -> None:
    """Replace the sums by themselves plus the products with weights of 8 bits."""
    w, types, dot = block.w, block.w.types, dot_of(block.w.types.machine)
    words = -(-block.operand.depth // 4)
    # by slot rather than by accumulator: the weights of each have a scale of their own
    keys = [(m, v, slot) for m in range(block.rows) for v, slot in block.across]
    # behind the weights lie their scales, and what the sums have too much
    excess = {key: block.words(block.panels, words + 1, *key) for key in block.across} if dot.without_sign else {}
    totals = {(m, v, slot): excess.get((v, slot), "zeroinitializer") for m, v, slot in keys}
    add_words(block, dot, words, types.integers, totals, range(block.width))
    rows = [w.broadcast(w.load_number(w.at(block.row, (m + 1) * block.stride - 1))) for m in range(block.rows)]
    for v, slot in block.across:
        scale = w.let(f"bitcast {types.integers} {block.words(block.panels, words, v, slot)} to {types.vector}")
        for m, row in enumerate(rows):
            key = m, v, block.operand.accumulators[slot]
            total = w.let(f"sitofp {types.integers} {totals[m, v, slot]} to {types.vector}")
            sums[key] = w.fma(w.binary("fmul", total, scale), row, sums[key])
