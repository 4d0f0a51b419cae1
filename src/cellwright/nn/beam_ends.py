"""The hypotheses of a beam search that are finished, and the best of them for each source."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]
Numbers = npt.NDArray[np.int64]


class Finished(NamedTuple):
    """Hypotheses, each a row of these.

    Attributes:
        sources: what they are of.
        rows: as what each was kept last.
        scores: what they are ranked by.
        sums: the logarithms of their probabilities.
        tokens: how many each has, without its end.
    """

    sources: Numbers
    rows: Numbers
    scores: Floats
    sums: Floats
    tokens: Numbers


class Ends:
    """What is finished, in the order in which that was noted.

    Args:
        sources: how many there are.

    Attributes:
        counts: how many hypotheses of each source are finished.

    Example:
        >>> ends = Ends(sources=2)
        >>> ends.add(np.array([1, 0, 1]), np.array([0, 0, 1]), np.array([-3.0, -1.0, -2.0]), np.zeros(3), tokens=4)
        >>> best = ends.best(1)
        >>> best.sources.tolist(), best.rows.tolist(), best.scores.tolist()
        ([0, 1], [0, 1], [-1.0, -2.0])
    """

    def __init__(self, sources: int) -> None:
        nothing, number = np.zeros(0, np.int64), np.zeros(0)
        self.counts = np.zeros(sources, np.int64)
        self._noted = [Finished(nothing, nothing, number, number, nothing)]

    def add(self, sources: Numbers, rows: Numbers, scores: Floats, sums: Floats, tokens: int) -> None:
        """Note hypotheses that have so many tokens each."""
        self._noted.append(Finished(sources, rows, scores, sums, np.full(len(sources), tokens)))
        self.counts += np.bincount(sources, minlength=len(self.counts))

    def best(self, count: int) -> Finished:
        """So many of each source at most, source by source, the best one first; of equal ones the first."""
        all_of = [np.concatenate(column) for column in zip(*self._noted, strict=True)]
        order = np.lexsort((-all_of[2], all_of[0]))
        sources = all_of[0][order]
        places = np.arange(len(order)) - np.searchsorted(sources, sources)
        return Finished(*(column[order[places < count]] for column in all_of))
