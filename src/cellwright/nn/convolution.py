"""Convolutions over the steps of sequences of any lengths: the front end of what the literature calls a CNN-LSTM."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F

from cellwright.nn.arguments import positive
from cellwright.nn.pooling import within


class SequenceConvolution(torch.nn.Module):
    """Layers of convolution, layer normalisation and ReLU over (batch, steps, features); every step stays.

    What lies behind the end of a sequence is zero for each layer, so that padding changes nothing.

    Args:
        features: of a step.
        layers: (filters, kernel size) of each layer.
        dropout: the share of values dropped between layers.

    Example:
        >>> layer = SequenceConvolution(3, [(8, 5), (4, 2)])
        >>> layer(torch.zeros(2, 7, 3), torch.tensor([7, 4])).shape
        torch.Size([2, 7, 4])
    """

    def __init__(self, features: int, layers: Sequence[Sequence[int]], dropout: float = 0.0) -> None:
        super().__init__()
        sizes = [positive("features", features), *(positive("filters", filters) for filters, _ in layers)]
        self.kernels = [positive("kernel size", kernel) for _, kernel in layers]
        pairs = zip(sizes, sizes[1:], self.kernels, strict=False)
        self.layers = torch.nn.ModuleList(torch.nn.Conv1d(here, there, kernel) for here, there, kernel in pairs)
        self.norms = torch.nn.ModuleList(torch.nn.LayerNorm(size) for size in sizes[1:])
        self.dropout = torch.nn.Dropout(dropout)
        self.features = sizes[-1]

    def forward(self, x: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """The features (batch, steps, filters of the last layer) of each step."""
        outside = ~within(lengths, x.shape[1]).unsqueeze(-1)
        for number, (layer, norm, kernel) in enumerate(zip(self.layers, self.norms, self.kernels, strict=True)):
            before = (kernel - 1) // 2
            padded = F.pad(x.masked_fill(outside, 0).transpose(1, 2), (before, kernel - 1 - before))
            x = F.relu(norm(layer(padded).transpose(1, 2)))
            x = self.dropout(x) if number < len(self.layers) - 1 else x
        return x.masked_fill(outside, 0)
