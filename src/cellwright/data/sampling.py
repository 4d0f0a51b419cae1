"""Which rows are held out, at random."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]


def sample(count: int, share: float, seed: int) -> Rows:
    """About this share of so many rows, at least one and not all, sorted.

    Example:
        >>> len(sample(10, 0.2, seed=0))
        2
    """
    size = min(max(1, round(share * count)), count - 1)
    return np.sort(np.random.default_rng(seed).permutation(count)[:size]).astype(np.int64)


def stratified_sample(targets: npt.NDArray[Any], share: float, seed: int) -> Rows:
    """The same, with about this share of each class; a class is never held out as a whole.

    Args:
        targets: the class of each row; of a matrix (rows, labels) each row that occurs is a class.
        share: how much to hold out.
        seed: of the random numbers.

    Example:
        >>> targets = np.array([0] * 10 + [1] * 5)
        >>> np.bincount(targets[stratified_sample(targets, 0.2, seed=0)]).tolist()
        [2, 1]
    """
    if targets.ndim > 1:
        targets = np.unique(targets, axis=0, return_inverse=True)[1].ravel()
    generator = np.random.default_rng(seed)
    order = generator.permutation(len(targets))
    order = order[np.argsort(targets[order], kind="stable")]
    # every 1 / share-th row of the classes laid side by side: each class has its share, however small it is
    counts = np.bincount(targets)
    first = np.repeat(np.cumsum(counts) - counts, counts)
    places = np.arange(len(order)) + generator.random()
    taken = np.floor((places + 1) * share) > np.floor(places * share)
    # the first of each class stays
    held = order[taken & (np.arange(len(order)) != first)]
    return np.sort(held).astype(np.int64)
