"""Many steps become one vector: the last one, their mean, their largest values, or a learned choice among them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch

from cellwright.nn.arguments import one_of, positive

Pool = Callable[[torch.Tensor, torch.Tensor, int], torch.Tensor]


def within(lengths: torch.Tensor, steps: int) -> torch.Tensor:
    """Which of the steps (batch, steps) lie before the end of each sequence.

    Example:
        >>> within(torch.tensor([1, 2]), 2).tolist()
        [[True, False], [True, True]]
    """
    return torch.arange(steps, device=lengths.device) < lengths.unsqueeze(1)


def last(outputs: torch.Tensor, lengths: torch.Tensor, directions: int) -> torch.Tensor:
    """The last output of each direction: at the end of a sequence, and for the one that reads backward at its start."""
    parts = outputs.chunk(directions, -1)
    ends = (lengths - 1).view(-1, 1, 1).expand(-1, 1, parts[0].shape[-1])
    return torch.cat([parts[0].gather(1, ends).squeeze(1), *(part[:, 0] for part in parts[1:])], -1)


def mean(outputs: torch.Tensor, lengths: torch.Tensor, directions: int) -> torch.Tensor:  # noqa: ARG001
    """The mean of the outputs."""
    inside = within(lengths, outputs.shape[1]).unsqueeze(-1)
    return outputs.masked_fill(~inside, 0).sum(1) / lengths.unsqueeze(1)


def largest(outputs: torch.Tensor, lengths: torch.Tensor, directions: int) -> torch.Tensor:  # noqa: ARG001
    """The largest value of each feature."""
    inside = within(lengths, outputs.shape[1]).unsqueeze(-1)
    return outputs.masked_fill(~inside, -torch.inf).amax(1)


POOLS: Mapping[str, Pool] = {"last": last, "mean": mean, "max": largest}
POOLINGS = (*POOLS, "attention")


class Pooling(torch.nn.Module):
    """Outputs (batch, steps, features) of recurrent layers to one vector (batch, features) a sequence.

    Args:
        kind: "last", "mean", "max", or "attention": the mean weighted by softmax(u . tanh(W output + b)) over the steps
            of the sequence. Padding has no weight in any of them.
        features: of an output.
        directions: 2 if half of the features come from a layer that reads backward.

    Attributes:
        weights: what attention made of the last batch (batch, steps); None for other kinds.

    Raises:
        ArgumentError: the kind is unknown.

    Source: Yang et al., Hierarchical attention networks for document classification, NAACL 2016, for attention.

    Example:
        >>> outputs = torch.tensor([[[1.0], [3.0], [9.0]]])
        >>> [Pooling(kind, 1)(outputs, torch.tensor([2])).item() for kind in ("last", "mean", "max")]
        [3.0, 2.0, 3.0]
    """

    def __init__(self, kind: str, features: int, directions: int = 1) -> None:
        super().__init__()
        self.kind = one_of("pooling", kind, POOLINGS)
        self.features = positive("features", features)
        self.directions = directions
        self.weights: torch.Tensor | None = None
        if kind == "attention":
            self.hidden = torch.nn.Linear(features, features)
            self.context = torch.nn.Linear(features, 1, bias=False)

    def forward(self, outputs: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """One vector a sequence."""
        if self.kind in POOLS:
            return POOLS[self.kind](outputs, lengths, self.directions)
        scores: torch.Tensor = self.context(torch.tanh(self.hidden(outputs))).squeeze(-1)
        weights = scores.masked_fill(~within(lengths, outputs.shape[1]), -torch.inf).softmax(1)
        self.weights = weights.detach()
        return torch.matmul(weights.unsqueeze(1), outputs).squeeze(1)

    def extra_repr(self) -> str:
        """The kind."""
        return self.kind
