"""The compiled passes of Adam over weights, which are given as records of addresses."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from cellwright.emit.llvm.adam import LATE, PIECE, adam_text
from cellwright.plan.machine import BYTES
from cellwright.run.host import host
from cellwright.run.kernel import address_of
from cellwright.run.library import KERNEL, Library
from cellwright.run.objects import object_code
from cellwright.run.threads import granted, parts_of, share, threads_for

Records = npt.NDArray[np.int64]
# numbers of a piece at most: what it adds to a sum does not depend on how many threads there are
LARGEST = 1 << 14
# to advance a number takes as long as so many operations
OPERATIONS_A_NUMBER = 40


def pieces_of(weights: int, first: int, second: int, numbers: int, dtype: str) -> Records:
    """The records (pieces, 5) of an array of weights, as `PIECE` says; those of the gradient are offsets.

    Args:
        weights: the address of the first weight.
        first: that of the first moments.
        second: that of the second moments.
        numbers: how many there are.
        dtype: "float32" or "float64".
    """
    starts = np.arange(0, numbers, LARGEST)
    counts = np.minimum(numbers - starts, LARGEST)
    offsets = starts * BYTES[dtype]
    return np.stack([weights + offsets, offsets, first + offsets, second + offsets, counts], 1)


def squared_norm(records: Records, dtype: str, most_threads: int) -> float:
    """The sum of the squares of the gradients in some records of `PIECE`."""
    sums = np.zeros(len(records), dtype)
    _run(_passes(dtype).squares, records, np.zeros(0, dtype), sums, PIECE.index("count"), most_threads)
    return float(sums.sum(dtype=np.float64))


def advance(records: Records, numbers: Sequence[float], dtype: str, most_threads: int) -> None:
    """Take a step with the weights in some records of `PIECE`.

    Args:
        records: where they lie.
        numbers: those of the step, as `cellwright.emit.llvm.adam.NUMBERS` names them.
        dtype: "float32" or "float64".
        most_threads: how many threads may share the work.
    """
    given = np.array(numbers, dtype)
    _run(_passes(dtype).advance, records, given, given, PIECE.index("count"), most_threads)


def catch_up(records: Records, numbers: npt.NDArray[np.float64], dtype: str) -> None:
    """Make up for steps without a gradient.

    Args:
        records: (pieces, 4), where weights and moments lie and how many there are, as `LATE` begins.
        numbers: (pieces, 7), the numbers of each piece, as `LATE` goes on.
        dtype: "float32" or "float64".
    """
    nothing = np.zeros(0, dtype)
    whole = np.concatenate([records, numbers.view(np.int64)], 1)
    _run(_passes(dtype).catch_up, whole, nothing, nothing, LATE.index("count"), 1)


class _Passes:
    """The compiled functions for one number type."""

    def __init__(self, dtype: str) -> None:
        machine = host()
        self._library = Library(object_code(f"adam {dtype}", lambda: adam_text(machine, dtype), machine))
        self.squares, self.advance, self.catch_up = map(self._library.address, ("squares", "advance", "catch_up"))


@lru_cache(maxsize=2)
def _passes(dtype: str) -> _Passes:
    return _Passes(dtype)


def _run(
    function: int,
    records: Records,
    numbers: npt.NDArray[np.floating],
    sums: npt.NDArray[np.floating],
    count: int,
    most_threads: int,
) -> None:
    """Run a pass for all records; `count` is the place of how many numbers each has."""
    context = np.array([address_of(numbers), address_of(sums)]).tobytes() + records.tobytes()
    operations = OPERATIONS_A_NUMBER * int(records[:, count].sum()) if most_threads > 1 else 0
    threads = granted(threads_for(operations, most_threads))
    if threads == 1:
        KERNEL(function)(context, 0, len(records))
    else:
        share(function, context, parts_of(len(records), threads))
