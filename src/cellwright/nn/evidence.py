"""What the words and pairs of words of a text say, each for itself: a linear map of them, as a module."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from scipy.sparse import csr_matrix

from cellwright.nn.pooling import within

# pairs of tokens share so many places for each token that there is, by a hash
PLACES_A_TOKEN = 16
MULTIPLIER = 1_000_003
Tokens = TypeVar("Tokens", torch.Tensor, npt.NDArray[np.int64])


class Evidence(torch.nn.Module):
    """Token numbers (batch, steps) to evidence (batch, outputs): a sum over a text's tokens and pairs of neighbours.

    Each of them counts once, however often a text has it, and the sum is divided by the root of how many there are, so
    that a long text is not more certain for being long. The map is set by `set_linear`, never trained with the network;
    until then it says nothing.

    Args:
        vocabulary: how many token numbers there are; 0 is padding.
        outputs: what there is evidence about.

    Example:
        >>> evidence = Evidence(vocabulary=3, outputs=1)
        >>> weights = np.zeros((evidence.places, 1))
        >>> weights[2] = 1.0
        >>> evidence.set_linear(weights, np.array([0.5]))
        >>> evidence(torch.tensor([[2, 1, 2, 1], [1, 0, 0, 0]]), torch.tensor([4, 1]))
        tensor([[1.0000],
                [0.5000]])
    """

    def __init__(self, vocabulary: int, outputs: int) -> None:
        super().__init__()
        self.vocabulary = vocabulary
        self.weights: torch.Tensor
        self.register_buffer("weights", torch.zeros(vocabulary * (1 + PLACES_A_TOKEN), outputs))
        self.biases: torch.Tensor
        self.register_buffer("biases", torch.zeros(outputs))

    @property
    def places(self) -> int:
        """How many columns there are: one for each token, then those that pairs share."""
        return len(self.weights)

    def set_linear(self, weights: npt.NDArray[np.float64], biases: npt.NDArray[np.float64]) -> None:
        """Say table @ weights + biases from now on."""
        self.weights.copy_(torch.from_numpy(weights))
        self.biases.copy_(torch.from_numpy(biases))

    def table(self, steps: npt.NDArray[np.int64], bounds: npt.NDArray[np.int64]) -> csr_matrix:
        """Which tokens and pairs each text (texts, places) has, by the root of how many it has.

        Args:
            steps: the token numbers of all texts.
            bounds: the text i lies in steps[bounds[i]:bounds[i + 1]].
        """
        rows = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
        together = rows[:-1] == rows[1:]
        places = np.concatenate([steps, self._pairs(steps[:-1], steps[1:])[together]])
        rows, places = np.unique(np.stack([np.concatenate([rows, rows[:-1][together]]), places]), axis=1)
        many = np.bincount(rows)
        return csr_matrix((1 / np.sqrt(many[rows]), (rows, places)), shape=(len(many), self.places))

    def forward(self, steps: torch.Tensor, lengths: torch.Tensor, presence: torch.Tensor | None = None) -> torch.Tensor:
        """The evidence of each text for each output; `presence` (batch, steps) says how much of each token counts."""
        inside = within(lengths, steps.shape[1])
        pairs = self._pairs(steps[:, :-1], steps[:, 1:])
        # padding has the place 0, which no text has, so that its weights stay zero
        places = torch.cat([steps, torch.where(inside[:, 1:], pairs, 0)], 1)
        # where a text has a place several times, each of them is a part of it
        rows = torch.arange(len(places), device=places.device).unsqueeze(1)
        _, which, times = torch.unique(places + rows * self.places, return_inverse=True, return_counts=True)
        kept = (places > 0) / times[which]
        many = kept.sum(1, keepdim=True)
        if presence is not None:
            kept = kept * torch.cat([presence, presence[:, :-1] * presence[:, 1:]], 1)
        total = (F.embedding(places, self.weights) * kept.unsqueeze(-1)).sum(1)
        evidence: torch.Tensor = total / many.sqrt() + self.biases
        return evidence

    def _pairs(self, first: Tokens, second: Tokens) -> Tokens:
        """The place of each pair."""
        return self.vocabulary + (first * MULTIPLIER + second) % (PLACES_A_TOKEN * self.vocabulary)
