"""Words of the source as words of the target: the mixture of writing from a vocabulary and copying by attention."""

from __future__ import annotations

import torch

# keeps the logarithm of a word that neither the vocabulary nor the source has from being infinite
TINY = 1e-9


class Copying(torch.nn.Module):
    """The probabilities of an extended vocabulary: its own numbers, and behind them those of a source's unknown words.

    With the probability p = sigmoid(w . features) a word is written by the vocabulary's distribution; with 1 - p one of
    the source is copied, by the weights of attention.

    Args:
        features: of what decides between the two.

    Source: See, Liu and Manning, Get to the point: summarization with pointer-generator networks, ACL 2017.

    Example:
        >>> copying = Copying(3)
        >>> places = torch.tensor([[2, 5, 6]])  # numbers 5 and 6 are words that a vocabulary of 5 does not know
        >>> found = copying(torch.zeros(1, 3), torch.zeros(1, 5), torch.tensor([[0.5, 0.5, 0.0]]), places)
        >>> found.shape, round(found.exp().sum().item(), 3)
        (torch.Size([1, 7]), 1.0)
    """

    def __init__(self, features: int) -> None:
        super().__init__()
        self.write = torch.nn.Linear(features, 1)

    def forward(
        self, features: torch.Tensor, logits: torch.Tensor, weights: torch.Tensor, places: torch.Tensor
    ) -> torch.Tensor:
        """The logarithms of the probabilities (rows, extended vocabulary).

        Args:
            features: (rows, features).
            logits: of the vocabulary (rows, vocabulary).
            weights: how much each step of the source is looked at (rows, steps).
            places: the number of the word at each step of the source (rows, steps), in the extended vocabulary.
        """
        written = torch.sigmoid(self.write(features))
        extra = max(int(places.max()) + 1 - logits.shape[1], 0)
        own = torch.nn.functional.pad(written * logits.softmax(-1), (0, extra))
        mixed = own.scatter_add(1, places, (1 - written) * weights)
        return torch.log(mixed + TINY)
