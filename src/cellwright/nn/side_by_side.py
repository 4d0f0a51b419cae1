"""Sequences side by side, the longest first: in which order a padded batch is read, step by step."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]


class SideBySide(NamedTuple):
    """Where the rows of a batch lie, as a PackedSequence has them.

    Attributes:
        order: the sequences, the longest first.
        places: where each row lies among all steps of all sequences (batch x steps).
        ranks: the place in the order of the sequence that each row belongs to.
        counts: how many sequences have each step; those that none has are left out.
    """

    order: Rows
    places: Rows
    ranks: Rows
    counts: Rows


def side_by_side(lengths: Rows, steps: int, first: int = 0) -> SideBySide:
    """How sequences of these lengths are read, from step `first` on.

    Args:
        lengths: the steps of each.
        steps: those of the padded batch.
        first: the step to begin with.

    Example:
        >>> side_by_side(np.array([1, 3]), steps=3).places
        array([3, 0, 4, 5])
    """
    order = np.argsort(-lengths, kind="stable")
    there = np.arange(first, steps)[:, None] < lengths[order]
    step, ranks = np.nonzero(there)
    counts = there.sum(1)
    return SideBySide(order, order[ranks] * steps + step + first, ranks, counts[counts > 0])
