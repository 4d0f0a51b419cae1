"""Which rows each step touches: the order in which a kernel walks through a batch of sequences.

All sequences of a batch lie in one array of *rows*, step by step, as in torch's PackedSequence: the rows of step 0
of every sequence, then those of step 1 of every sequence that has one, and so on. Sequences are sorted by falling
length, so that the ones still running are always the first. In a padded batch without lengths all run to the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.int64]


class Chunk(NamedTuple):
    """Some steps of a schedule, start..stop, and the rows that they touch."""

    start: int
    stop: int
    first: int
    rows: int


@dataclass(frozen=True, eq=False)
class Schedule:
    """The steps in the order of processing, backward in time when the cell reads the sequence in reverse.

    At step s a kernel works on rows `at[s] : at[s] + count[s]`. The first `continuing[s]` of them continue a
    sequence that was at `at[s - 1]` in the step before; the others begin there, from the initial state. `continuing`
    has one entry more, a zero: rows from `continuing[s + 1]` on have come to their end at step s.
    """

    at: Table
    count: Table
    continuing: Table
    sequences: int
    rows: int

    @property
    def begins_together(self) -> bool:
        """Whether all sequences that have a step have their first one at the first step."""
        return bool((np.diff(self.count) <= 0).all())

    @property
    def steps(self) -> int:
        """How many steps the longest sequence has."""
        return len(self.at)

    @cached_property
    def tables(self) -> tuple[int, int, int]:
        """The addresses of the three tables, as a kernel takes them."""
        return self.at.ctypes.data, self.count.ctypes.data, self.continuing.ctypes.data


@lru_cache(maxsize=64)
def chunks(schedule: Schedule, steps: int, start: int = 0, stop: int | None = None) -> tuple[Chunk, ...]:
    """The steps start..stop of a schedule in pieces of so many; the rows of each lie together.

    Example:
        >>> chunks(dense(5, 2, reverse=True), 3)
        (Chunk(start=0, stop=3, first=4, rows=6), Chunk(start=3, stop=5, first=0, rows=4))
    """
    pieces = []
    end = schedule.steps if stop is None else stop
    for first in range(start, end, steps):
        last = min(first + steps, end)
        at, count = schedule.at[first:last], schedule.count[first:last]
        pieces.append(Chunk(first, last, int(at.min()), int(count.sum())))
    return tuple(pieces)


def most_rows(pieces: Sequence[Chunk]) -> int:
    """How many rows the largest of some chunks has."""
    return pieces[0].rows if len(pieces) == 1 else max((chunk.rows for chunk in pieces), default=0)


@lru_cache(maxsize=256)
def shares(schedule: Schedule, threads: int, start: int = 0, stop: int | None = None) -> tuple[tuple[int, int], ...]:
    """The sequences in as many parts as there are threads, of as equal work as whole sequences allow.

    Longer sequences come first, so the first parts have fewer of them.

    Example:
        >>> shares(ragged([4, 4, 1, 1, 1, 1], 4), 2)
        ((0, 1), (1, 4))
        >>> shares(dense(6, 5), 2)
        ((0, 2), (2, 5))
    """
    sequences = schedule.sequences
    threads = max(1, min(threads, sequences))
    rows = np.sort(schedule.count[start : schedule.steps if stop is None else stop])
    # the steps of each sequence: all that so many sequences have
    steps = len(rows) - np.searchsorted(rows, np.arange(sequences), side="right")
    done = np.cumsum(steps)
    if not sequences or not done[-1]:
        steps, done = np.ones(sequences, np.int64), np.arange(1, sequences + 1)
    wanted = done[-1] * np.arange(1, threads) / threads if sequences else []
    # the sequence in the middle of which a part would end goes to the part that has more of it
    bounds = [0, *np.searchsorted(done - steps / 2, wanted).tolist(), sequences]
    for part in range(1, threads):  # nobody is left without a sequence
        bounds[part] = min(max(bounds[part], bounds[part - 1] + 1), sequences - (threads - part))
    return tuple(pairwise(bounds))


@lru_cache(maxsize=256)
def dense(steps: int, sequences: int, *, reverse: bool = False) -> Schedule:
    """The schedule of a padded batch in which all sequences have `steps` steps.

    Example:
        >>> dense(3, 2).at
        array([0, 2, 4])
        >>> dense(3, 2, reverse=True).at
        array([4, 2, 0])
    """
    return ragged((sequences,) * steps, sequences, reverse=reverse)


def begun_together(schedule: Schedule) -> tuple[Table, Schedule]:
    """A schedule in which all sequences begin at the first step, and the row of the given one for each of its rows.

    Example:
        >>> order, together = begun_together(ragged([2, 1], 2, reverse=True))
        >>> order, together.count
        (array([2, 1, 0]), array([2, 1]))
    """
    count = -np.sort(-schedule.count)
    begins = (schedule.count[:, None] > np.arange(count.max(initial=0))).argmax(0)
    rows = [schedule.at[begins[:running] + s] + np.arange(running) for s, running in enumerate(count)]
    return np.concatenate([*rows, np.zeros(0, dtype=np.int64)]), ragged(count.tolist(), schedule.sequences)


def ragged(counts: Sequence[int], sequences: int, *, reverse: bool = False) -> Schedule:
    """The schedule of sequences of falling length; `counts[t]` of them have a step t.

    Example:
        >>> ragged([3, 2, 2], 3).continuing
        array([0, 2, 2, 0])
        >>> ragged([3, 2, 2], 3, reverse=True).continuing
        array([0, 2, 2, 0])
    """
    return _ragged(tuple(counts), sequences, reverse)


# what follows from a schedule is kept by its identity, so that layers above each other had better have the same one
@lru_cache(maxsize=256)
def _ragged(counts: tuple[int, ...], sequences: int, reverse: bool) -> Schedule:
    count = np.asarray(counts, dtype=np.int64)
    at = np.concatenate([[0], np.cumsum(count)[:-1]]).astype(np.int64) if len(count) else count
    if reverse:
        count, at = np.ascontiguousarray(count[::-1]), np.ascontiguousarray(at[::-1])
    continuing = np.zeros(len(count) + 1, dtype=np.int64)
    continuing[1:-1] = np.minimum(count[:-1], count[1:])
    return Schedule(at, count, continuing, sequences, int(count.sum()))
