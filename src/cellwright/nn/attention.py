"""Attention: which steps of a memory each query looks at, and what it sees there."""

from __future__ import annotations

import torch

from cellwright.errors import ArgumentError
from cellwright.nn.arguments import one_of, positive
from cellwright.nn.pooling import within

ATTENTIONS = ("general", "dot", "additive")


class Attention(torch.nn.Module):
    """Queries (batch, queries, features) look at a memory (batch, steps, features); padding has no weight.

    Args:
        kind: how well a query q fits a step m: "dot" is q . m, "general" is q . W m, "additive" is
            v . tanh(U q + W m + b).
        queries: features of a query.
        memory: features of a step.

    Raises:
        ArgumentError: the kind is unknown, or "dot" is given queries and steps of different sizes.

    Source: Luong, Pham and Manning, Effective approaches to attention-based neural machine translation, EMNLP 2015, for
    dot and general; Bahdanau, Cho and Bengio, Neural machine translation by jointly learning to align and translate,
    ICLR 2015, for additive.

    Example:
        >>> attention = Attention("general", queries=3, memory=5)
        >>> context, weights = attention(torch.ones(2, 4, 3), torch.ones(2, 6, 5), torch.tensor([6, 2]))
        >>> context.shape, weights[1, 0].tolist()
        (torch.Size([2, 4, 5]), [0.5, 0.5, 0.0, 0.0, 0.0, 0.0])
    """

    def __init__(self, kind: str, queries: int, memory: int) -> None:
        super().__init__()
        self.kind = one_of("attention", kind, ATTENTIONS)
        positive("queries", queries)
        positive("memory", memory)
        if kind == "dot" and queries != memory:
            raise ArgumentError(
                f"dot attention compares vectors of one size; queries have {queries} features, the memory {memory}. "
                f"Write 'general', which has a matrix between them"
            )
        self.keys = torch.nn.Identity() if kind == "dot" else torch.nn.Linear(memory, queries, bias=False)
        if kind == "additive":
            self.query = torch.nn.Linear(queries, queries)
            self.score = torch.nn.Linear(queries, 1, bias=False)

    def prepared(self, memory: torch.Tensor) -> torch.Tensor:
        """What queries are compared with (batch, steps, features of a query): made once for each memory."""
        keys: torch.Tensor = self.keys(memory)
        return keys

    def scores(self, queries: torch.Tensor, keys: torch.Tensor) -> torch.Tensor:
        """How well each query fits each step (batch, queries, steps)."""
        if self.kind != "additive":
            return torch.bmm(queries, keys.transpose(1, 2))
        both = torch.tanh(self.query(queries).unsqueeze(2) + keys.unsqueeze(1))
        scores: torch.Tensor = self.score(both).squeeze(-1)
        return scores

    def forward(
        self, queries: torch.Tensor, memory: torch.Tensor, lengths: torch.Tensor, keys: torch.Tensor | None = None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """What each query sees (batch, queries, features of a step), and its weights (batch, queries, steps).

        Args:
            queries: (batch, queries, features).
            memory: (batch, steps, features).
            lengths: of each memory.
            keys: of `prepared`, if it was called before.
        """
        scores = self.scores(queries, self.prepared(memory) if keys is None else keys)
        outside = ~within(lengths, memory.shape[1]).unsqueeze(1)
        weights = scores.masked_fill(outside, -torch.inf).softmax(-1)
        return torch.bmm(weights, memory), weights

    def extra_repr(self) -> str:
        """The kind."""
        return self.kind
