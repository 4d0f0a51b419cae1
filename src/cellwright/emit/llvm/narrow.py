"""Products with weights of 16 bits: a word holds two of neighbouring k, and each is widened in its register.

The upper half of a float32 is that number rounded, so widening is a shift or a mask. Sums are those of full weights
that were rounded before, in the same order: the same to the last bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cellwright.emit.llvm.writer import Writer
from cellwright.plan.plan import Operand

# (row, register, accumulator) -> the name of the register that holds the sum
Sums = dict[tuple[int, int, int], str]
# rounds of the inner loop that are written out: enough to hide its own bookkeeping
WORDS = 2
HALF = 16


@dataclass(frozen=True)
class Block:
    """The rows of an operand and the panels of weights that they meet in one tile.

    Attributes:
        w: where the code is written.
        operand: the operand.
        rows: how many rows.
        row: the address of the operand's first number in the first row.
        stride: numbers, or words of rounded numbers, from one row to the next.
        panels: the address of each register of columns in the operand's panel.
    """

    w: Writer
    operand: Operand
    rows: int
    row: str
    stride: int
    panels: Sequence[str]

    @property
    def keys(self) -> list[tuple[int, int, int]]:
        """The sums that the operand is part of."""
        accumulators = sorted(set(self.operand.accumulators))
        return [(m, v, i) for m in range(self.rows) for v in range(len(self.panels)) for i in accumulators]

    @property
    def width(self) -> int:
        """Registers of a word of k."""
        return len(self.operand.accumulators)

    @property
    def across(self) -> list[tuple[int, int]]:
        """Every register of weights of one word of k: (register of columns, slot)."""
        return [(v, slot) for v in range(len(self.panels)) for slot in range(self.width)]

    def words(self, panels: Sequence[str], word: int, v: int, slot: int) -> str:
        """A register of words."""
        w = self.w
        place = w.at(panels[v], (word * self.width + slot) * w.types.lanes)
        return w.let(f"load {w.types.integers}, ptr {place}, align {w.types.bytes}")


def add_halves(block: Block, sums: Sums) -> None:
    """Replace the sums by themselves plus the products with weights of 16 bits."""
    w, keys = block.w, block.keys
    width, lanes = block.width, w.types.lanes

    def rounds(count: str, carried: list[str]) -> list[str]:
        row = w.at(block.row, w.times(count, 2 * WORDS))
        panels = [w.at(panel, w.times(count, WORDS * width * lanes)) for panel in block.panels]
        values = dict(zip(keys, carried, strict=True))
        for word in range(WORDS):
            _multiply(block, row, panels, word, 2, values)
        return [values[key] for key in keys]

    whole = block.operand.depth // (2 * WORDS)
    carried = [(w.types.vector, sums[key]) for key in keys]
    sums.update(zip(keys, w.repeat(whole, carried, rounds), strict=True))
    for k in range(whole * 2 * WORDS, block.operand.depth, 2):
        _multiply(block, block.row, block.panels, k // 2, min(2, block.operand.depth - k), sums)


def _multiply(block: Block, row: str, panels: Sequence[str], word: int, halves: int, sums: Sums) -> None:
    """The products of one word: of its lower half, and of the upper one if there are two `halves`."""
    w, rows = block.w, range(block.rows)

    def number(m: int, half: int) -> str:
        k = 2 * word + half
        return w.broadcast(w.load_number(w.at(row, m * block.stride + k)))

    def add(m: int, v: int, slot: int, one: str, other: str) -> None:
        key = m, v, block.operand.accumulators[slot]
        sums[key] = w.fma(one, other, sums[key])

    # the fewer ones stay in registers while the others stream past; a sum that is met twice grows number by number
    if 2 * len(rows) < len(block.across) and len(set(block.operand.accumulators)) == block.width:
        numbers = {(m, half): number(m, half) for m in rows for half in range(halves)}
        for v, slot in block.across:
            streamed = block.words(panels, word, v, slot)
            for half in range(halves):
                weights = widened(w, streamed, half)
                for m in rows:
                    add(m, v, slot, numbers[m, half], weights)
        return
    for half in range(halves):
        held = {key: widened(w, block.words(panels, word, *key), half) for key in block.across}
        for m in rows:
            one = number(m, half)
            for v, slot in block.across:
                add(m, v, slot, one, held[v, slot])


def widened(w: Writer, words: str, half: int) -> str:
    """The lower or the upper halves of a register of words, as full numbers."""
    kind = w.types.integers
    upper = w.types.splat_integer(-1 << HALF)
    bits = w.let(f"and {kind} {words}, {upper}" if half else f"shl {kind} {words}, {w.types.splat_integer(HALF)}")
    return w.let(f"bitcast {kind} {bits} to {w.types.vector}")
