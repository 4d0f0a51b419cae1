"""Self-attention on top of recurrent layers: the LSTM reads in order, this block looks anywhere at once."""

from __future__ import annotations

import torch

from cellwright.errors import ArgumentError
from cellwright.nn.arguments import positive
from cellwright.nn.pooling import within


class SelfAttention(torch.nn.Module):
    """A block of a Transformer: every step looks at all steps of its sequence, and is then passed through two layers.

    Both parts add to what is there, so that the block begins close to what the layers below it say. There are no
    positions: recurrent layers below know where they are.

    Args:
        features: of a step.
        heads: how many looks there are at once; they share the features evenly.
        dropout: the share of weights, and of values added, that are dropped.

    Attributes:
        weights: how much each step looked at each other one in the last batch (batch, steps, steps), the mean of the
            heads; None in training.

    Raises:
        ArgumentError: the heads do not share the features evenly.

    Source: Vaswani et al., Attention is all you need, NeurIPS 2017; the order with the normalisation first: Xiong et
    al., On layer normalization in the Transformer architecture, ICML 2020.

    Example:
        >>> block = SelfAttention(features=6, heads=2)
        >>> block(torch.zeros(2, 7, 6), torch.tensor([7, 4])).shape
        torch.Size([2, 7, 6])
    """

    def __init__(self, features: int, heads: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.features, self.heads = positive("features", features), positive("heads", heads)
        if features % heads:
            raise ArgumentError(f"{heads} heads cannot share {features} features evenly; write a divisor of {features}")
        self.norms = torch.nn.ModuleList(torch.nn.LayerNorm(features) for _ in range(2))
        self.look = torch.nn.MultiheadAttention(features, heads, dropout, batch_first=True)
        self.layers = torch.nn.Sequential(
            torch.nn.Linear(features, 2 * features),
            torch.nn.ReLU(),
            torch.nn.Dropout(dropout),
            torch.nn.Linear(2 * features, features),
        )
        self.dropout = torch.nn.Dropout(dropout)
        self.weights: torch.Tensor | None = None

    def forward(self, x: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """The features (batch, steps, features) of each step; what lies behind the end of a sequence is zero."""
        outside = ~within(lengths, x.shape[1])
        seen = self.norms[0](x)
        found, weights = self.look(seen, seen, seen, key_padding_mask=outside, need_weights=not self.training)
        self.weights = None if weights is None else weights.detach()
        x = x + self.dropout(found)
        x = x + self.dropout(self.layers(self.norms[1](x)))
        return x.masked_fill(outside.unsqueeze(-1), 0)

    def extra_repr(self) -> str:
        """The sizes."""
        return f"{self.features}, heads={self.heads}"
