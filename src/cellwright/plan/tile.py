"""How many rows and column vectors are computed at once, from the number of registers."""

from __future__ import annotations

from collections.abc import Sequence

from cellwright.equation.blocks import parsed
from cellwright.plan.machine import Machine
from cellwright.plan.plan import Operand, Tile

# fewer sums than this cannot hide the latency of a fused multiply-add
BUSY = 8
# sums of a wide tile: enough to keep two multiply-add units busy, with registers left for weights
WIDE = 24
# sums of a tile of one row: no more, since weights that are met once come as fast as memory gives them, and that is
# fastest from few places at a time
LONE = BUSY


def registers_needed(tile: Tile, accumulators: int) -> int:
    """The sums, and the weights or the row values that are held while the others stream past."""
    width = accumulators * tile.vectors
    return tile.rows * width + min(width, tile.rows) + 1


def main_tile(accumulators: int, machine: Machine) -> Tile:
    """The tile for many rows: as many rows as the registers hold, over at least three vectors.

    Example:
        >>> from cellwright.plan.machine import AVX2, AVX512
        >>> main_tile(4, AVX512), main_tile(1, AVX512), main_tile(4, AVX2)
        (Tile(rows=6, vectors=1), Tile(rows=6, vectors=4), Tile(rows=3, vectors=1))
    """
    vectors = {1: 4, 2: 2}.get(accumulators, 1)
    rows = 1
    while registers_needed(Tile(rows + 1, vectors), accumulators) <= machine.registers:
        rows += 1
    return Tile(rows, vectors)


def tiles_for(
    sums: int, columns: int, operands: Sequence[Operand], machine: Machine, lanes: int
) -> tuple[Tile, tuple[Tile, ...]]:
    """The main tile and those for few rows of a phase with so many sums over these operands."""
    main = main_tile(max(sums, 1), machine)
    patterns = {weight.pattern for operand in operands for piece in operand.pieces for weight in piece} - {""}
    block = min((columns // parsed(pattern)[1] for pattern in patterns), default=columns)
    return main, few_tiles(max(sums, 1), columns, main, machine, lanes, block)


def few_tiles(
    accumulators: int, columns: int, main: Tile, machine: Machine, lanes: int, block: int | None = None
) -> tuple[Tile, ...]:
    """The tiles for 1, 2, ... rows while a wider tile than the main one is worth it.

    Where the units are cut into blocks of so many columns, a tile that reached into two would meet zeros.

    Example:
        >>> from cellwright.plan.machine import AVX512
        >>> [tile.vectors for tile in few_tiles(4, 256, Tile(6, 1), AVX512, 16)]
        [2, 2, 2]
    """
    vectors = -(-columns // lanes)
    # at least two groups of columns: the next step begins with the one that is still in the nearest cache
    widest = max(main.vectors, min(vectors // 2, (block or columns) // lanes))
    tiles = []
    for rows in range(1, min(main.rows, 4)):
        most = main.vectors
        while (
            rows * accumulators * (most + 1) <= min(LONE if rows == 1 else WIDE, machine.registers - BUSY)
            and registers_needed(Tile(rows, most + 1), accumulators) <= machine.registers
            and most < widest
        ):
            most += 1
        if most == main.vectors:
            break
        even = max((v for v in range(1, most + 1) if vectors % v == 0), default=1)
        tiles.append(Tile(rows, even if 2 * even >= most else most))
    return tuple(tiles)
