"""The order in which an epoch goes through its examples: shuffled, unless the examples ask for another."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from cellwright.data.examples import Examples, Rows

# so many batches are sorted by length together: neighbours are alike, and yet others in every epoch
POOL = 50


@runtime_checkable
class Ordered(Protocol):
    """Examples that say in which order an epoch goes through them."""

    def order(self, generator: np.random.Generator, batch_size: int) -> Rows:
        """The rows of an epoch; each `batch_size` of them are a batch."""
        ...


def order_of(examples: Examples, generator: np.random.Generator, batch_size: int) -> Rows:
    """The rows of an epoch: a random permutation, or what the examples ask for."""
    if isinstance(examples, Ordered):
        return examples.order(generator, batch_size)
    return generator.permutation(len(examples))


def by_length(lengths: npt.NDArray[np.int64], generator: np.random.Generator, batch_size: int) -> Rows:
    """An order whose batches hold examples of like length, so that little is padded.

    Examples are shuffled, sorted by length within pools of 50 batches, and the batches shuffled; if one is smaller than
    the others, it comes last.

    Args:
        lengths: of each example.
        generator: gives the random numbers.
        batch_size: examples in a batch.

    Example:
        >>> rows = by_length(np.array([9, 1, 8, 2, 1]), np.random.default_rng(0), batch_size=2)
        >>> sorted(rows.tolist())
        [0, 1, 2, 3, 4]
    """
    rows = generator.permutation(len(lengths))
    pools = [rows[start : start + POOL * batch_size] for start in range(0, len(rows), POOL * batch_size)]
    # the longest come first, so that what is left over at the end of the last pool is short
    ordered = np.concatenate([pool[np.argsort(-lengths[pool], kind="stable")] for pool in pools])
    whole = len(ordered) // batch_size * batch_size
    batches = generator.permutation(ordered[:whole].reshape(-1, batch_size))
    return np.concatenate([batches.reshape(-1), ordered[whole:]])
