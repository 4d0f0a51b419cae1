"""How often a sequence looks like each of many small fixed shapes: convolutions that need no training."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import torch
import torch.nn.functional as F

from cellwright.nn.pooling import within

# three of nine weights are 2, all others -1, so that a constant is nothing
TAPS, HIGH = 9, 3
SHAPES = tuple(combinations(range(TAPS), HIGH))
# steps between two taps
DILATIONS = (1, 2, 4, 8, 16, 32)
# of what a convolution makes of the training data
QUANTILES = (1 / 3, 2 / 3)
# numbers held at once for each distance, so that many or long sequences need no more memory
MOST_AT_ONCE = 1 << 23
# a step counts by how far it lies above, in so many deviations, so that what is counted has a slope
SOFT = 0.15


class Kernels(torch.nn.Module):
    """Sequences (batch, steps, features) to the share of their steps (batch, columns) at which each shape shows.

    Each of 84 shapes is a convolution of nine steps, at six distances between them, over the mean of some features
    drawn at random. It shows where its value lies above a threshold; there are two for each.

    Args:
        features: of a step.

    Source: Dempster, Schmidt and Webb, MiniRocket, KDD 2021, for the shapes, and for the share of steps as a feature.

    Example:
        >>> kernels = Kernels(features=2)
        >>> steps, lengths = torch.randn(3, 20, 2), torch.tensor([20, 5, 9])
        >>> kernels.set_thresholds(steps, lengths)
        >>> kernels(steps, lengths).shape
        torch.Size([3, 1008])
    """

    def __init__(self, features: int) -> None:
        super().__init__()
        self.weights: torch.Tensor
        self.register_buffer("weights", _weights(features))
        distances = torch.arange(TAPS) - TAPS // 2
        self.taps: torch.Tensor
        self.register_buffer("taps", distances * torch.tensor(DILATIONS)[:, None] - distances[0] * DILATIONS[-1], False)
        self.thresholds: torch.Tensor
        self.register_buffer("thresholds", torch.zeros(len(DILATIONS), len(QUANTILES), len(SHAPES)))
        self.deviations: torch.Tensor
        self.register_buffer("deviations", torch.ones(len(DILATIONS), len(SHAPES)))

    @property
    def columns(self) -> int:
        """How many numbers there are about a sequence."""
        return self.thresholds.numel()

    def set_thresholds(self, steps: torch.Tensor, lengths: torch.Tensor) -> None:
        """Take the thresholds from what the convolutions make of some sequences."""
        found = self._convolved(steps, lengths)[:, within(lengths, steps.shape[1]).flatten()].numpy()
        deviations = found.std(1)
        self.deviations.copy_(torch.from_numpy(np.where(deviations > 0, deviations, 1.0)))
        self.thresholds.copy_(torch.from_numpy(np.quantile(found, QUANTILES, axis=1).swapaxes(0, 1)))

    def forward(self, steps: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """The share of the steps of each sequence at which each shape shows."""
        batch, longest, features = steps.shape
        at_once = max(1, MOST_AT_ONCE // (longest * max(features * TAPS, self.columns // len(DILATIONS))))
        parts = zip(torch.split(steps, at_once), torch.split(lengths, at_once), strict=True)
        return torch.cat([self._shares(*part) for part in parts]) if batch > at_once else self._shares(steps, lengths)

    def _shares(self, steps: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        batch, longest, _ = steps.shape
        found = self._convolved(steps, lengths).unsqueeze(2) - self.thresholds.unsqueeze(1)
        above = torch.sigmoid(found / (SOFT * self.deviations[:, None, None]))
        above = above.view(len(DILATIONS), batch, longest, -1) * within(lengths, longest)[:, :, None]
        return (above.sum(2) / lengths.unsqueeze(1)).transpose(0, 1).flatten(1)

    def _convolved(self, steps: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """The value of each shape at each step (dilations, batch x steps, shapes), zeros being around a sequence."""
        longest = steps.shape[1]
        around = TAPS // 2 * DILATIONS[-1]
        inside = steps * within(lengths, longest).unsqueeze(-1)
        padded = F.pad(inside, (0, 0, around, around))
        # where the taps of each step are: (dilations, steps, taps)
        places = torch.arange(longest, device=steps.device)[:, None] + self.taps[:, None]
        seen = padded[:, places].transpose(0, 1).reshape(len(DILATIONS), -1, TAPS * steps.shape[2])
        return seen @ self.weights


def _weights(features: int) -> torch.Tensor:
    """The weights (dilations, taps x features, shapes) of all convolutions."""
    generator = np.random.default_rng(0)
    weights = np.zeros((len(DILATIONS), len(SHAPES), features, TAPS), np.float32)
    for dilation, shape in np.ndindex(weights.shape[:2]):
        # few features more often than many
        some = int(2 ** generator.uniform(0, np.log2(min(features, TAPS) + 1)))
        chosen = generator.choice(features, some, replace=False)
        weights[dilation, shape, chosen] = -1 / some
        weights[dilation, shape, chosen[:, None], SHAPES[shape]] = 2 / some
    flat = weights.transpose(0, 3, 2, 1).reshape(len(DILATIONS), TAPS * features, len(SHAPES))
    return torch.from_numpy(np.ascontiguousarray(flat))
