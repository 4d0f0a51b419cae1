"""The network of sequence tasks: what is seen at each step, recurrent layers, one vector, a linear head."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from cellwright.cells import resolve_cell
from cellwright.equation import Cell
from cellwright.nn import Recurrent
from cellwright.nn.convolution import SequenceConvolution
from cellwright.nn.evidence import Evidence
from cellwright.nn.lookup import Lookup
from cellwright.nn.pooling import Pooling, largest, mean
from cellwright.nn.self_attention import SelfAttention
from cellwright.nn.summaries import Summaries


class SequenceNetwork(torch.nn.Module):
    """Sequences (batch, steps, features), or token numbers (batch, steps), to (batch, outputs).

    The head sees what the recurrent layers made of a sequence, and beside it the mean and the largest values of what
    they were given: what a bag of words or a table of averages can tell need not be carried through time.

    Args:
        cell: the recurrent cell.
        features: of a step; None for token numbers.
        vocabulary: how many token numbers there are; None for vectors.
        outputs: what the head has.
        embedding_size: of a token.
        embedding_dropout: the share of tokens whose embedding is dropped, and of its values.
        convolution: (filters, kernel size) of each layer of convolution before the recurrent layers; None for none.
        self_attention: the heads of a block of self-attention on top of the recurrent layers; None for none.
        pooling: "last", "mean", "max" or "attention".
        most_steps: so many steps of a sequence are read, from its start; None is all. The linear model reads all.
        evidence: whether what a linear model says stands beside the outputs: one of tokens and pairs of tokens, or one
            of summaries of each feature.
        hidden_size: the size of the state.
        dropout: the share of values dropped before and between layers, and before the head.
        bidirectional: whether a second cell reads from the end.
        layers: other arguments of `cellwright.nn.Recurrent`, such as num_layers and zoneout.
    """

    def __init__(
        self,
        cell: str | Cell,
        *,
        features: int | None = None,
        vocabulary: int | None = None,
        outputs: int,
        embedding_size: int,
        embedding_dropout: float,
        convolution: Sequence[Sequence[int]] | None,
        self_attention: int | None = None,
        pooling: str,
        most_steps: int | None = None,
        evidence: bool,
        hidden_size: int,
        dropout: float,
        bidirectional: bool,
        **layers: Any,
    ) -> None:
        super().__init__()
        self.embedding, self.most_steps = None, most_steps
        self.evidence: Evidence | Summaries | None = None
        if evidence and vocabulary is not None:
            self.evidence = Evidence(vocabulary, outputs)
        elif evidence and features is not None:
            self.evidence = Summaries(features, outputs)
        if vocabulary is not None:
            self.embedding = Lookup(vocabulary, embedding_size, padding_idx=0)
            features = embedding_size
        assert features is not None
        self.embedding_dropout = torch.nn.Dropout(embedding_dropout if vocabulary is not None else 0.0)
        self.convolution = None if not convolution else SequenceConvolution(features, convolution, dropout)
        width = features if self.convolution is None else self.convolution.features
        self.recurrent = Recurrent(
            cell,
            width,
            hidden_size,
            batch_first=True,
            bidirectional=bidirectional,
            # layers inside a cell stand too close to each other for dropout
            dropout=0.0 if resolve_cell(cell).layers > 1 else dropout,
            **layers,
        )
        directions = 2 if bidirectional else 1
        self.self_attention = (
            None if self_attention is None else SelfAttention(hidden_size * directions, self_attention, dropout)
        )
        self.pooling = Pooling(pooling, hidden_size * directions, directions)
        self.dropout = torch.nn.Dropout(dropout)
        self.head = torch.nn.Linear(hidden_size * directions + 2 * width, outputs)

    def forward(self, steps: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """The outputs of each sequence; behind them the evidence, if any: in training zeros, as nobody looks."""
        first, count = steps, lengths
        if self.most_steps is not None:
            first, count = steps[:, : self.most_steps], lengths.clamp(max=self.most_steps)
        x, outputs = self.each_step(first, count)
        pooled = [self.pooling(outputs, count), mean(x, count, 1), largest(x, count, 1)]
        result: torch.Tensor = self.head(self.dropout(torch.cat(pooled, -1)))
        if self.evidence is None:
            return result
        evidence = torch.zeros_like(result) if self.training else self.evidence(steps, lengths)
        return torch.cat([result, evidence], -1)

    def each_step(self, steps: torch.Tensor, lengths: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """What the recurrent layers are given (batch, steps, width), and what they make of it."""
        x = steps if self.embedding is None else self.embedding_dropout(self.embedding(steps))
        x = x if self.convolution is None else self.convolution(x, lengths)
        outputs, _ = self.recurrent(x, lengths=lengths)
        return x, outputs if self.self_attention is None else self.self_attention(outputs, lengths)


class GuessNetwork(SequenceNetwork):
    """The same up to its recurrent layers, with a head that says something of each step: (batch, steps, outputs).

    Args:
        cell: the recurrent cell.
        hidden_size: the size of the state.
        outputs: what the head has.
        bidirectional: whether a second cell reads from the end.
        options: the others of `SequenceNetwork`.
    """

    def __init__(
        self, cell: str | Cell, *, hidden_size: int, outputs: int, bidirectional: bool, **options: Any
    ) -> None:
        super().__init__(cell, hidden_size=hidden_size, outputs=1, bidirectional=bidirectional, **options)
        self.head = torch.nn.Linear(hidden_size * (2 if bidirectional else 1), outputs)

    def forward(self, steps: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """The outputs of each step."""
        _, outputs = self.each_step(steps, lengths)
        result: torch.Tensor = self.head(self.dropout(outputs))
        return result

    def meaning(self, steps: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """A vector for each sequence (batch, size): the mean of what the recurrent layers say of its steps."""
        _, outputs = self.each_step(steps, lengths)
        return mean(outputs, lengths, 1)
