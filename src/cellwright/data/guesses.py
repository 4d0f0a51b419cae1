"""Sequences without labels as something to learn from: steps that a network has to guess, the next or masked ones."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from cellwright.data.augment import UNKNOWN
from cellwright.data.examples import Batch, Rows
from cellwright.data.padded import Padded

NEXT, MASKED = "next", "masked"


@dataclass(frozen=True, eq=False)
class Guesses:
    """Padded sequences, of which some steps are to be guessed.

    Attributes:
        padded: the sequences.
        objective: "next": each step from those before it; "masked": hidden steps from those around them.
        measured: how many features of a step are to be guessed, its first; None for token numbers.
        share: the share of steps that are masked.
        judged: whether the masks are the same each time; in training they are not.
    """

    padded: Padded
    objective: str
    measured: int | None
    share: float
    judged: bool = True

    def __len__(self) -> int:
        return len(self.padded)

    def batch(self, rows: Rows) -> Batch:
        """The sequences as the network sees them, their lengths; what is to be guessed, and where (batch, steps)."""
        steps, lengths = self.padded.batch(rows).inputs
        places = torch.arange(steps.shape[1])
        if self.objective == NEXT:
            return Batch((steps, lengths), (self._wanted(steps.roll(-1, 1)), places < lengths[:, None] - 1))
        masked = self._masked(rows, steps.shape[1]) & (places < lengths[:, None])
        # a sequence without any would teach nothing
        masked[:, 0] |= ~masked.any(1)
        hidden = torch.where(masked, UNKNOWN, steps) if self.measured is None else steps * ~masked[..., None]
        return Batch((hidden, lengths), (self._wanted(steps), masked))

    def _wanted(self, steps: torch.Tensor) -> torch.Tensor:
        return steps if self.measured is None else steps[..., : self.measured]

    def _masked(self, rows: Rows, longest: int) -> torch.Tensor:
        """In training from the random numbers of the step; otherwise from the number of the first sequence."""
        generator = torch.Generator().manual_seed(int(rows[0])) if self.judged else None
        return torch.rand(len(rows), longest, generator=generator) < self.share
