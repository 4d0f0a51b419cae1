"""Examples of sequences: padded where they meet in a batch, never before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from cellwright.data.examples import Batch, Rows


@dataclass(frozen=True, eq=False)
class Padded:
    """Sequences of vectors or of token numbers, with a target for each.

    Attributes:
        steps: (steps, features) of float32, or (steps,) of token numbers.
        bounds: the sequence i lies in steps[bounds[i]:bounds[i + 1]].
        targets: arrays (sequences, ...).
        vectors: those that tokens begin with, and the numbers of these tokens; None if none were given.
    """

    steps: npt.NDArray[Any]
    bounds: npt.NDArray[np.int64]
    targets: tuple[npt.NDArray[Any], ...] = ()
    vectors: tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]] | None = None

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def batch(self, rows: Rows) -> Batch:
        """The sequences (batch, longest, ...) of these rows, with zeros behind the end of each, and their lengths.

        Example:
            >>> padded = Padded(np.array([5, 6, 7]), np.array([0, 2, 3]))
            >>> padded.batch(np.array([0, 1])).inputs
            (tensor([[5, 6],
                    [7, 0]]), tensor([2, 1]))
        """
        starts = self.bounds[rows]
        lengths = self.bounds[rows + 1] - starts
        places = np.arange(lengths.max())
        inside = places < lengths[:, None]
        # a place behind the end of the last sequence is not there to be read
        steps = self.steps[np.where(inside, starts[:, None] + places, 0)]
        steps[~inside] = 0
        inputs = torch.from_numpy(steps), torch.from_numpy(lengths)
        return Batch(inputs, tuple(torch.from_numpy(target[rows]) for target in self.targets))

    def take(self, rows: Rows) -> Padded:
        """Some of them; their steps stay where they are only if the rows are neighbours."""
        lengths = np.diff(self.bounds)[rows]
        bounds = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        places = np.arange(bounds[-1]) + np.repeat(self.bounds[rows] - bounds[:-1], lengths)
        return Padded(self.steps[places], bounds, tuple(target[rows] for target in self.targets), self.vectors)
