"""What numbers about a whole sequence say: a linear map of them, as a module."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch

from cellwright.nn.kernels import Kernels
from cellwright.nn.pooling import largest, last, mean, within

# a sequence is cut into so many parts, as long as each other, the mean of each of which is seen
PARTS = 8


class Summaries(torch.nn.Module):
    """Sequences (batch, steps, features) to evidence (batch, outputs): linear in numbers about each feature.

    The numbers are mean, deviation, smallest, largest, first, last, slope and the mean of each eighth of the sequence;
    once, the logarithm of its length; and, where the map has weights for them, how often it shows each of the shapes of
    `Kernels`. They are standardised. The map is set by `set_linear`, never trained with the network; until then it says
    nothing.

    Args:
        features: of a step.
        outputs: what there is evidence about.

    Example:
        >>> summaries = Summaries(features=1, outputs=2)
        >>> summaries.simple(torch.tensor([[[1.0], [3.0], [0.0]]]), torch.tensor([2]))[0, :7]
        tensor([2., 1., 1., 3., 1., 3., 1.])
    """

    def __init__(self, features: int, outputs: int) -> None:
        super().__init__()
        self.kernels = Kernels(features)
        simple = (7 + PARTS) * features + 1
        # how many numbers there are without shapes, and in all
        self.widths = (simple, simple + self.kernels.columns)
        # the first so many have weights
        self.used: torch.Tensor
        self.register_buffer("used", torch.tensor(0))
        self.centers: torch.Tensor
        self.register_buffer("centers", torch.zeros(self.widths[1]))
        self.weights: torch.Tensor
        self.register_buffer("weights", torch.zeros(self.widths[1], outputs))
        self.biases: torch.Tensor
        self.register_buffer("biases", torch.zeros(outputs))

    def set_linear(
        self, centers: npt.NDArray[np.float64], weights: npt.NDArray[np.float64], biases: npt.NDArray[np.float64]
    ) -> None:
        """Say (numbers - centers) @ weights + biases from now on, of as many of the numbers as there are centers."""
        self.used.fill_(len(centers))
        self.centers[: len(centers)] = torch.from_numpy(centers)
        self.weights[: len(centers)] = torch.from_numpy(weights)
        self.biases.copy_(torch.from_numpy(biases))

    def forward(self, steps: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """The evidence of each sequence for each output."""
        used = int(self.used)
        table = self.simple if used <= self.widths[0] else self.table
        return (table(steps, lengths)[:, :used] - self.centers[:used]) @ self.weights[:used] + self.biases

    def table(self, steps: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """All numbers (batch, numbers) about each sequence."""
        return torch.cat([self.simple(steps, lengths), self.kernels(steps, lengths)], 1)

    def simple(self, steps: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """The numbers (batch, numbers) about each sequence that tell nothing of shapes."""
        inside = within(lengths, steps.shape[1]).unsqueeze(-1)
        count = lengths.view(-1, 1, 1)
        place = torch.arange(steps.shape[1], device=steps.device).view(1, -1, 1)
        center = mean(steps, lengths, 1)
        apart = ((steps - center.unsqueeze(1)) * inside).square().sum(1) / lengths.unsqueeze(1)
        # the root has no slope at 0
        deviation = torch.where(apart > 0, apart.clamp(min=torch.finfo(apart.dtype).tiny).sqrt(), 0.0)
        # from -1 at the first step to 1 at the last
        along = (2 * place / (count - 1).clamp(min=1) - 1) * inside * (count > 1)
        slope = (steps * along).sum(1) / along.square().sum(1).clamp(min=1)
        ends = [steps[:, 0], last(steps, lengths, 1)]
        extremes = [-largest(-steps, lengths, 1), largest(steps, lengths, 1)]
        parts = (_shares(place, count) * inside).to(steps.dtype).transpose(1, 2) @ steps
        length = lengths.to(steps.dtype).log().unsqueeze(1)
        return torch.cat([center, deviation, *extremes, *ends, slope, parts.flatten(1), length], 1)


def _shares(place: torch.Tensor, count: torch.Tensor) -> torch.Tensor:
    """How much of each part (batch, steps, parts) is each step: all steps of a part that it touches count the same."""
    part = torch.arange(PARTS, device=place.device).view(1, 1, -1)
    begin = part * count // PARTS
    end = -(-(part + 1) * count // PARTS)
    return ((place >= begin) & (place < end)) / (end - begin)
