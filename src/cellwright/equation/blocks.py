"""Blocks of units: how a vector is cut into them, and the matrices that join only some of them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from cellwright.errors import EquationError

# a block of rows sees a block of columns where this holds of their numbers
PATTERNS = {
    "diagonal": lambda row, column: column == row,
    "upper": lambda row, column: column >= row,
    "lower": lambda row, column: column <= row,
}


def block_of(units: int, blocks: int) -> npt.NDArray[np.int64]:
    """The block of each unit, for blocks as equal as can be.

    Example:
        >>> block_of(5, 2)
        array([0, 0, 0, 1, 1])
    """
    return np.arange(units) * blocks // units


def parsed(pattern: str) -> tuple[str, int]:
    """The kind and the number of blocks of a pattern, for example "diagonal 4".

    Raises:
        EquationError: it is not such a pattern.
    """
    kind, _, count = pattern.partition(" ")
    if kind not in PATTERNS or not count.isdigit() or int(count) < 1:
        known = ", ".join(f'"{name} 4"' for name in PATTERNS)
        raise EquationError(f"{pattern!r} is not a pattern of blocks; write for example {known}")
    return kind, int(count)


def pattern_mask(pattern: str, rows: int, columns: int) -> npt.NDArray[np.bool_]:
    """Where a matrix of this pattern may be other than zero.

    Example:
        >>> pattern_mask("upper 2", 2, 4).astype(int)
        array([[1, 1, 1, 1],
               [0, 0, 1, 1]])
    """
    kind, blocks = parsed(pattern)
    joined: npt.NDArray[np.bool_] = PATTERNS[kind](block_of(rows, blocks)[:, None], block_of(columns, blocks)[None])
    return joined


def first_of_block(block: int, units: int, blocks: int) -> int:
    """The first unit of a block, or the end for the block behind the last one.

    Example:
        >>> [first_of_block(block, 5, 2) for block in range(3)]
        [0, 3, 5]
    """
    return -(-block * units // blocks)


def bounds(pattern: str, *, transposed: bool = False) -> tuple[bool, bool]:
    """Whether the blocks of columns that a block of rows is joined to begin at the one of its number, and end there.

    `transposed` asks the same of the blocks of rows that a block of columns is joined to.

    Example:
        >>> bounds("diagonal 4"), bounds("upper 4"), bounds("upper 4", transposed=True)
        ((True, True), (True, False), (False, True))
    """
    kind, _ = parsed(pattern)
    begins, ends = kind != "lower", kind != "upper"
    return (ends, begins) if transposed else (begins, ends)


def joined_blocks(pattern: str, rows: int, columns: int) -> list[tuple[range, range]]:
    """The rows of each block, and the columns that they are joined to.

    Example:
        >>> joined_blocks("upper 2", 2, 4)
        [(range(0, 1), range(0, 4)), (range(1, 2), range(2, 4))]
    """
    _, blocks = parsed(pattern)
    begins, ends = bounds(pattern)
    found = []
    for block in range(blocks):
        own, joined = (
            [first_of_block(block + behind, units, blocks) for behind in (0, 1)] for units in (rows, columns)
        )
        found.append((range(*own), range(joined[0] if begins else 0, joined[1] if ends else columns)))
    return found


def joined_numbers(pattern: str, rows: int, columns: int) -> int:
    """How many numbers of a matrix may be other than zero; all if it has no pattern.

    Example:
        >>> joined_numbers("upper 2", 2, 4), joined_numbers("", 2, 4)
        (6, 8)
    """
    if not pattern:
        return rows * columns
    return sum(len(own) * len(joined) for own, joined in joined_blocks(pattern, rows, columns))


def joined_share(pattern: str) -> Fraction:
    """The share of a matrix that may be other than zero, where blocks are of one size; 1 if it has no pattern.

    Example:
        >>> print(joined_share("diagonal 4"), joined_share("upper 4"), joined_share(""))
        1/4 5/8 1
    """
    _, blocks = parsed(pattern) if pattern else ("", 1)
    return Fraction(joined_numbers(pattern, blocks, blocks), blocks**2)


def block_vector(numbers: tuple[float, ...], units: int) -> npt.NDArray[Any]:
    """The fixed vector that has one number for each block.

    Example:
        >>> block_vector((1.0, 2.0), 5)
        array([1., 1., 1., 2., 2.])
    """
    return np.array(numbers)[block_of(units, len(numbers))]
