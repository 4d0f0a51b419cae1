"""What a beam search has kept in each step, and the way back from what is kept to the first token."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]
Numbers = npt.NDArray[np.int64]
# steps that there is room for at first
ROOM = 32


class Tree:
    """The hypotheses that were kept, step by step, for each source.

    Args:
        sources: how many there are.
        size: how many hypotheses are kept for each at most.

    Attributes:
        steps: how many there were.

    Example:
        >>> tree = Tree(sources=1, size=2)
        >>> tree.extend(np.array([0]), np.array([[[[1.0]]]]), np.array([[[[0, 0]], [[7, 8]]]]))
        >>> tree.extend(np.array([0]), np.array([[[[0.2], [0.3]]]]), np.array([[[[1, 0]], [[5, 6]]]]))
        >>> tokens, looked_at = tree.paths(np.array([0]), np.array([2]), np.array([0]))
        >>> tokens.tolist(), looked_at.tolist()
        ([[8, 5]], [[[1.0], [0.3]]])
    """

    def __init__(self, sources: int, size: int) -> None:
        self.steps = 0
        self._sources = sources
        # parents and tokens (steps, 2, sources, rows)
        self._kept = np.zeros((ROOM, 2, sources, size), np.int64)
        # (steps, sources, rows, steps of the source)
        self._attention: Floats = np.zeros((ROOM, sources, size, 0))

    def extend(self, alive: Numbers, attention: Floats, kept: Numbers) -> None:
        """Further steps.

        Args:
            alive: the sources that they are of.
            attention: what the rows looked at (steps, alive, rows, steps of the source).
            kept: the rows that the hypotheses kept go on from, and the tokens that they go on with (steps, 2, alive,
                kept).
        """
        first, last = self.steps, self.steps + len(kept)
        if first == 0:
            self._attention = np.empty((*self._attention.shape[:3], attention.shape[3]), attention.dtype)
        while last > len(self._kept):
            self._kept, self._attention = (
                np.concatenate([each, np.empty_like(each)]) for each in (self._kept, self._attention)
            )
        own = slice(None) if len(alive) == self._sources else alive
        self._kept[first:last, :, own, : kept.shape[3]] = kept
        self._attention[first:last, own, : attention.shape[2]] = attention
        self.steps = last

    def paths(self, sources: Numbers, tokens: Numbers, rows: Numbers) -> tuple[Numbers, Floats]:
        """What some hypotheses said (hypotheses, steps) and looked at (hypotheses, steps, steps of the source).

        Args:
            sources: of each hypothesis.
            tokens: how many each has; what lies behind them means nothing.
            rows: as what each was kept in its last step.
        """
        longest = int(tokens.max(initial=0))
        kept, parents = np.zeros((2, len(sources), longest), np.int64)
        for step in range(longest - 1, -1, -1) if self._kept.shape[3] > 1 else ():
            kept[:, step] = rows
            rows = np.where(step < tokens, self._kept[step, 0, sources, rows], rows)
            parents[:, step] = rows
        steps, own = np.arange(longest), sources[:, None]
        return self._kept[steps, 1, own, kept], self._attention[steps, own, parents]
