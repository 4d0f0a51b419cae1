"""Blocks of units: how a vector is cut into them, and the matrices that join only some of them."""

from __future__ import annotations

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


def block_vector(numbers: tuple[float, ...], units: int) -> npt.NDArray[Any]:
    """The fixed vector that has one number for each block.

    Example:
        >>> block_vector((1.0, 2.0), 5)
        array([1., 1., 1., 2., 2.])
    """
    return np.array(numbers)[block_of(units, len(numbers))]
