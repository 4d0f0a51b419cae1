"""What words and pairs of words say about classes when they are counted: naive Bayes, as a module."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F

from cellwright.nn.pooling import within

# pairs of tokens share so many places, by a hash
PLACES = 1 << 16
MULTIPLIER = 1_000_003
# naive Bayes takes tokens for independent, and is about five times too sure of itself
SURE = 0.2


class Evidence(torch.nn.Module):
    """Token numbers (batch, steps) to evidence (batch, classes): a sum over a text's tokens and pairs of neighbours.

    The evidence of a token for a class is log p(token | class), less the mean over classes; of labels that do not
    exclude each other it is log p(token | label) - log p(token | not label). One that occurs n times is trusted by
    1 - 1/n, which takes out what a text says about itself; all of them by a fifth, as neighbours say the same. It is
    counted, never trained.

    Args:
        vocabulary: how many token numbers there are; 0 is padding.
        classes: how many classes.

    Source: Wang and Manning, Baselines and bigrams, ACL 2012, for naive Bayes over presence of words and pairs.

    Example:
        >>> evidence = Evidence(vocabulary=4, classes=2)
        >>> steps, bounds, classes = np.array([2, 2, 3, 3]), np.array([0, 1, 2, 3, 4]), np.array([0, 0, 1, 1])
        >>> evidence.count(steps, bounds, np.eye(2)[classes], exclusive=True)
        >>> (evidence(torch.tensor([[2], [3]]), torch.tensor([1, 1])) > 0).tolist()
        [[True, False], [False, True]]
    """

    def __init__(self, vocabulary: int, classes: int) -> None:
        super().__init__()
        self.vocabulary = vocabulary
        self.weights: torch.Tensor
        self.register_buffer("weights", torch.zeros(vocabulary + PLACES, classes))

    def count(
        self,
        steps: npt.NDArray[np.int64],
        bounds: npt.NDArray[np.int64],
        truth: npt.NDArray[np.float64],
        *,
        exclusive: bool,
    ) -> None:
        """Take the evidence from texts.

        Args:
            steps: the token numbers of all texts.
            bounds: the text i lies in steps[bounds[i]:bounds[i + 1]].
            truth: (texts, classes) of zeros and ones.
            exclusive: whether each text has one class.
        """
        rows = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
        pair = rows[:-1] == rows[1:]
        places = np.concatenate([steps, (self.vocabulary + _hash(steps[:-1], steps[1:]))[pair]])
        # a token counts once a text
        rows, places = np.unique(np.stack([np.concatenate([rows, rows[:-1][pair]]), places]), axis=1)
        counts = np.zeros(self.weights.shape)
        for label, column in enumerate(truth.T):
            counts[:, label] = np.bincount(places, column[rows], len(counts))
        often = np.bincount(places, minlength=len(counts))[:, None]
        likely = _logarithm(counts, self.vocabulary)
        rest = likely.mean(1, keepdims=True) if exclusive else _logarithm(often - counts, self.vocabulary)
        trusted = np.maximum(0.0, 1 - 1 / np.maximum(often, 1))
        self.weights.copy_(torch.from_numpy(SURE * (likely - rest) * trusted))

    def forward(self, steps: torch.Tensor, lengths: torch.Tensor, presence: torch.Tensor | None = None) -> torch.Tensor:
        """The evidence of each text for each class; `presence` (batch, steps) says how much of each token counts."""
        inside = within(lengths, steps.shape[1])
        pairs = self.vocabulary + _hash(steps[:, :-1], steps[:, 1:])
        places = torch.cat([steps, torch.where(inside[:, 1:], pairs, 0)], 1)
        # padding has the place 0, whose weights are zero
        if presence is None:
            return F.embedding_bag(places, self.weights, mode="sum")
        kept = torch.cat([presence, presence[:, :-1] * presence[:, 1:]], 1)
        return (F.embedding(places, self.weights) * kept.unsqueeze(-1)).sum(1)


def _hash(first: npt.NDArray[np.int64] | torch.Tensor, second: npt.NDArray[np.int64] | torch.Tensor):  # type: ignore[no-untyped-def]  # noqa: ANN202
    return (first * MULTIPLIER + second) % PLACES


def _logarithm(counts: npt.NDArray[np.float64], vocabulary: int) -> npt.NDArray[np.float64]:
    return np.asarray(np.log((counts + 1) / (counts.sum(0) + vocabulary)))
