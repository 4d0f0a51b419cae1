"""The network that reads a text and writes another one: recurrent layers on both sides, attention between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F

from cellwright.cells import resolve_cell
from cellwright.data.examples import Batch
from cellwright.data.lexicon import START
from cellwright.data.vocabulary import UNKNOWN
from cellwright.equation import Cell
from cellwright.nn import Recurrent
from cellwright.nn.attention import Attention
from cellwright.nn.convolution import SequenceConvolution
from cellwright.nn.copying import Copying
from cellwright.nn.pooling import within
from cellwright.nn.self_attention import SelfAttention

States = tuple[torch.Tensor, ...]


@dataclass(frozen=True)
class Memory:
    """What is known of the texts that were read.

    Attributes:
        steps: what the encoder says of each token (batch, steps, features).
        lengths: of each text.
        keys: the steps as attention compares them.
        states: the first states of the layers that write.
        places: each token in the extended vocabulary (batch, steps), if tokens can be copied.
    """

    steps: torch.Tensor
    lengths: torch.Tensor
    keys: torch.Tensor
    states: States
    places: torch.Tensor | None


@dataclass(frozen=True)
class Written:
    """What the layers that write make of each token.

    Attributes:
        attended: what the next token is chosen by (batch, steps, embedding).
        weights: how much each token of the source was looked at (batch, steps, steps of the source).
        features: what is chosen between writing and copying by (batch, steps, features); None without copying.
    """

    attended: torch.Tensor
    weights: torch.Tensor
    features: torch.Tensor | None


class Seq2SeqNetwork(torch.nn.Module):
    """Token numbers of a source (batch, steps) and of a target so far, to the logits of each next token.

    In training the whole target is known beforehand (teacher forcing): the recurrent layers run over all of it at once,
    then attention looks at the source for every step, then one product with the vectors of all tokens gives the logits
    (Luong et al. 2015; the vectors are those of the input: Press and Wolf 2017). With input feeding, what was chosen by
    goes back into the next step, and the steps run one by one. The layers that write begin with the states in which the
    encoder ended: those of the direction that ends at the first token, if there are two.

    Args:
        cell: the recurrent cell on both sides.
        source: how many token numbers the source has.
        target: how many the target has; the same, with the same vectors, if tokens are copied.
        embedding_size: of a token.
        hidden_size: of the state, in each direction.
        attention: "general", "dot" or "additive".
        input_feeding: whether the step before is told what was chosen by.
        copying: whether a token can be copied from the source (See et al. 2017).
        sampled: the share of target tokens that, in training, are what the network itself would have said: a first pass
            says it, a second one is learned from (Mihaylova and Martins 2019).
        convolution: (filters, kernel size) of each layer of convolution before the encoder; None for none.
        self_attention: the heads of a block of self-attention on top of the encoder; None for none.
        bidirectional: whether the encoder reads from the end, too.
        dropout: the share of values dropped: of tokens' vectors, between layers, and of what is chosen by.
        layers: other arguments of `cellwright.nn.Recurrent`, such as num_layers and zoneout.
    """

    def __init__(
        self,
        cell: str | Cell,
        *,
        source: int,
        target: int,
        embedding_size: int,
        hidden_size: int,
        attention: str,
        input_feeding: bool,
        copying: bool,
        sampled: float,
        convolution: Sequence[Sequence[int]] | None,
        self_attention: int | None,
        bidirectional: bool,
        dropout: float,
        **layers: Any,
    ) -> None:
        super().__init__()
        # vectors that are short enough to choose by are too short to read
        self.scale = embedding_size**0.5
        self.sampled, self.directions = sampled, 2 if bidirectional else 1
        self.embedding = torch.nn.Embedding(source, embedding_size, padding_idx=0)
        self.convolution = None if not convolution else SequenceConvolution(embedding_size, convolution, dropout)
        inside = resolve_cell(cell).layers
        layers |= {"batch_first": True, "dropout": dropout if inside == 1 else 0.0}
        width = embedding_size if self.convolution is None else self.convolution.features
        # dot attention compares vectors of one size: the two directions are added up
        merge = "sum" if attention == "dot" else "concat"
        self.recurrent = Recurrent(cell, width, hidden_size, bidirectional=bidirectional, merge=merge, **layers)
        features = hidden_size * (self.directions if merge == "concat" else 1)
        self.self_attention = None if self_attention is None else SelfAttention(features, self_attention, dropout)
        self.target = None if copying else torch.nn.Embedding(target, embedding_size, padding_idx=0)
        fed = embedding_size if input_feeding else 0
        self.decoder = Recurrent(cell, embedding_size + fed, hidden_size, **layers)
        self.input_feeding = input_feeding
        self.attention = Attention(attention, hidden_size, features)
        self.combine = torch.nn.Linear(features + hidden_size, embedding_size)
        self.bias = torch.nn.Parameter(torch.zeros(target))
        self.copying = Copying(features + hidden_size + embedding_size) if copying else None
        self.dropout = torch.nn.Dropout(dropout)
        # how the state of one direction lies in that of both: levels, directions, layers inside of a cell
        self.levels = 1 if inside > 1 else self.recurrent.num_layers
        for vectors in (self.embedding, self.target):
            if vectors is not None:
                torch.nn.init.normal_(vectors.weight, std=embedding_size**-0.5)
                torch.nn.init.zeros_(vectors.weight[0])

    @property
    def vectors(self) -> torch.Tensor:
        """The vectors of the target's tokens (tokens, embedding), by which they are read and chosen."""
        return self.embedding.weight if self.target is None else self.target.weight

    def forward(
        self,
        source: torch.Tensor,
        source_lengths: torch.Tensor,
        given: torch.Tensor,
        lengths: torch.Tensor,
        places: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """The logits (tokens, target tokens) of what follows each given token, one text behind another.

        Args:
            source: (batch, steps).
            source_lengths: of each source.
            given: the target (batch, steps), each token before the one to be chosen: a start, then all but the end.
            lengths: of each target.
            places: the source in the extended vocabulary, if tokens are copied; the result has as many columns, and
                its values are logarithms of probabilities.
        """
        memory = self.read(source, source_lengths, places)
        if self.training and self.sampled:
            given = self._mixed(memory, given, lengths)
        return self.chosen(memory, self.write(memory, given, lengths), within(lengths, given.shape[1]))

    def read(self, source: torch.Tensor, lengths: torch.Tensor, places: torch.Tensor | None = None) -> Memory:
        """What the encoder makes of the sources."""
        x = self.dropout(self.embedding(source) * self.scale)
        x = x if self.convolution is None else self.convolution(x, lengths)
        steps, states = self.recurrent(x, lengths=lengths)
        steps = steps if self.self_attention is None else self.self_attention(steps, lengths)
        parts = (states,) if isinstance(states, torch.Tensor) else states
        first = tuple(
            part.reshape(self.levels, self.directions, -1, *part.shape[1:])[:, -1].flatten(0, 1) for part in parts
        )
        return Memory(steps, lengths, self.attention.prepared(steps), first, places)

    def write(self, memory: Memory, given: torch.Tensor, lengths: torch.Tensor) -> Written:
        """What the layers that write make of the given tokens."""
        x = self.dropout(F.embedding(given, self.vectors) * self.scale)
        if self.input_feeding:
            return self._step_by_step(memory, x)
        hidden, _ = self.decoder(x, _released(memory.states), lengths=lengths)
        return self._attended(memory, x, hidden)

    def _attended(self, memory: Memory, x: torch.Tensor, hidden: torch.Tensor) -> Written:
        context, weights = self.attention(hidden, memory.steps, memory.lengths, memory.keys)
        seen = torch.cat([context, hidden], -1)
        features = None if self.copying is None else torch.cat([seen, x], -1)
        return Written(self.dropout(torch.tanh(self.combine(seen))), weights, features)

    def _step_by_step(self, memory: Memory, x: torch.Tensor) -> Written:
        """The same with input feeding."""
        attended, states = x.new_zeros(len(x), 1, self.combine.out_features), memory.states
        found = []
        for step in torch.split(x, 1, dim=1):
            hidden, last = self.decoder(torch.cat([step, attended], -1), _released(states))
            states = (last,) if isinstance(last, torch.Tensor) else last
            found.append(self._attended(memory, step, hidden))
            attended = found[-1].attended
        features = (
            None
            if self.copying is None
            else torch.cat([each.features for each in found if each.features is not None], 1)
        )
        return Written(
            torch.cat([each.attended for each in found], 1), torch.cat([e.weights for e in found], 1), features
        )

    def chosen(self, memory: Memory, written: Written, inside: torch.Tensor) -> torch.Tensor:
        """The logits (tokens, target tokens) of the steps that are `inside` (batch, steps)."""
        logits = F.linear(written.attended[inside], self.vectors, self.bias)
        if self.copying is None:
            return logits
        assert written.features is not None
        assert memory.places is not None
        places = memory.places.unsqueeze(1).expand(-1, inside.shape[1], -1)[inside]
        found: torch.Tensor = self.copying(written.features[inside], logits, written.weights[inside], places)
        return found

    def _mixed(self, memory: Memory, given: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """The given tokens, a share of which is what the network itself would have said."""
        inside = within(lengths, given.shape[1])
        with torch.no_grad():
            logits = self.chosen(memory, self.write(memory, given, lengths), inside)
            said = torch.multinomial(logits.softmax(-1), 1).squeeze(1)
        # a word that only the source has, has no vector
        tokens = torch.full_like(given, UNKNOWN).masked_scatter(inside, said)
        tokens = tokens.masked_fill(tokens >= len(self.vectors), UNKNOWN).roll(1, 1)
        mixed = torch.rand(given.shape, device=given.device) < self.sampled
        return torch.where(mixed & (given != START), tokens, given)


class Likelihood(torch.nn.Module):
    """How probable each token of a target is, as the network sees it.

    Args:
        network: in evaluation.
    """

    def __init__(self, network: Seq2SeqNetwork) -> None:
        super().__init__()
        self.network = network
        self.train(network.training)

    @staticmethod
    def batch(batch: Batch) -> Batch:
        """The same batch with the wanted tokens as one more input (batch, steps), padded."""
        source, source_lengths, given, lengths, *places = batch.inputs
        inside = within(lengths, given.shape[1])
        wanted = torch.zeros_like(given).masked_scatter(inside, batch.targets[0])
        return Batch((source, source_lengths, given, lengths, wanted, *places))

    def forward(
        self,
        source: torch.Tensor,
        source_lengths: torch.Tensor,
        given: torch.Tensor,
        lengths: torch.Tensor,
        wanted: torch.Tensor,
        *places: torch.Tensor,
    ) -> torch.Tensor:
        """The logarithms of their probabilities (batch, steps), 0 behind the end."""
        inside = within(lengths, given.shape[1])
        logits = self.network(source, source_lengths, given, lengths, *places)
        own = logits.log_softmax(-1).gather(1, wanted[inside].unsqueeze(1)).squeeze(1)
        each: torch.Tensor = own.new_zeros(given.shape).masked_scatter(inside, own)
        return each


def _released(states: States) -> Any:
    return states[0] if len(states) == 1 else states
