"""The part of a translator's network that writes, one token at a time: a line of compiled steps."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch

from cellwright.data.lexicon import START
from cellwright.data.vocabulary import PADDING, UNKNOWN
from cellwright.nn.attention import Attention
from cellwright.nn.beam import Next, Walked
from cellwright.nn.choosing import Chooser, asker
from cellwright.run.chain import Chain
from cellwright.run.line import Line, Part, Walk
from cellwright.run.parts import Likeliest, Looking, Move, Note, hand_over, reader
from cellwright.tasks.seq2seq_network import Memory, Seq2SeqNetwork

Floats = npt.NDArray[np.floating]
Numbers = npt.NDArray[np.int64]
# that are taken in one call
MOST_STEPS = 32
# a row that is alone in its step takes as long as so many rows that are multiplied together
ALONE = 3


class WritingStep:
    """A `cellwright.nn.beam.Step` of a network: it has the states of all rows, and moves them to where they go on.

    It says what the network says of a whole target, token by token, but never padding or a start. It has the weights of
    the moment when it was made, and can be used for one memory after another.

    Args:
        network: in evaluation; where its recurrent layers have narrow weights, so do the other matrices of a step.
        rows: the most rows of a step: sources times what is kept for each.
        written: how many rows all steps together are expected to have for each token that was read. Where these are
            enough, the matrix behind attention multiplies what was read once, and not what is seen in each step.
    """

    def __init__(self, network: Seq2SeqNetwork, rows: int, written: float = 1.0) -> None:
        self.rows, self._own = rows, np.arange(rows)
        bias = network.bias.detach().clone()
        bias[[PADDING, START]] = -torch.inf  # these are never said
        stream = network.decoder.stream(rows)
        before = network.combine.in_features - network.decoder.hidden_size if _ahead(network, rows, written) else 0
        self._chooser = Chooser(network.combine, network.vectors, bias, rows, network.decoder.matrices, before)
        self._vectors, chooser = _array(network.vectors * network.scale), self._chooser.chain
        self._read, decoder = reader(self._vectors, stream, self._chooser.attended if network.input_feeding else None)
        self._states = decoder.states
        asking, queries, score = self._asking(network.attention, decoder.output)
        if before:
            self._looking = Looking(queries, None, self._chooser.beside, score)
            looking: tuple[Part, ...] = self._looking, hand_over(decoder.output, chooser.input)
        else:
            self._looking = Looking(queries, decoder.output, chooser.input, score)
            looking = (self._looking,)
        levels = [level for state in decoder.states for level in state]
        self._move = Move([*levels, self._looking.sources[:, None]], stream.dtype)
        parts = self._read, decoder, *asking, *looking, chooser
        # where rows stay where they are, and where they go on from others
        self._staying, self._moving = (Line(own) for own in (parts, (self._move, *parts)))
        self._parts, self._fed = parts, network.input_feeding
        self._said = Next(*[np.zeros((0, 0), np.float32)] * 3)
        self._copy = np.zeros((0, 0, 0), np.float32)
        self._walks: tuple[Floats, int, Walk, Note] | None = None
        copying = network.copying
        self._write: tuple[Floats, ...] = ()
        if copying is not None:
            self._write = _array(copying.write.weight[0]), _array(copying.write.bias)

    def _asking(self, attention: Attention, hidden: Floats) -> tuple[tuple[Chain | Part, ...], Floats, Floats | None]:
        """What makes queries of the hidden state, these, and what weighs them where they are compared by tanh."""
        if attention.kind != "additive":
            return (), hidden, None
        self._asked = asker(attention.query.weight, attention.query.bias, self.rows)
        asked = self._asked.chain
        return (hand_over(hidden, asked.input), asked), asked.output, _array(attention.score.weight[0])

    def begin(self, memory: Memory) -> None:
        """Begin with what the encoder made of other sources: the first rows are theirs, in order."""
        steps, ahead = self._whole(memory.steps.detach().numpy()), self._chooser.ahead
        steps = steps if ahead is None else ahead(steps)
        self._looking.begin(_array(memory.keys), steps, memory.lengths.numpy())
        self._places = None if memory.places is None else memory.places.numpy()
        for state, part in zip(self._states, memory.states, strict=True):
            state[:, : part.shape[1]] = part.numpy()
        self._chooser.reset()
        sources = len(memory.lengths)
        self._said = Next(*[np.zeros((0, 0), np.float32)] * 3)
        self._looking.sources[:sources] = self._own[:sources]

    def _whole(self, steps: Floats) -> Floats:
        """The same numbers without gaps between them, in memory that is not fresh each time."""
        if steps.flags.c_contiguous:
            return steps
        if self._copy.shape != steps.shape:
            self._copy = np.empty(steps.shape, steps.dtype)
        self._copy[...] = steps
        return self._copy

    def __call__(self, tokens: Numbers, parents: Numbers | None) -> Next:
        """Advance by one token; see `cellwright.nn.beam.Step`."""
        rows = len(tokens)
        if self._places is not None:  # a token that only the source has, has no vector
            tokens = np.where(tokens < len(self._vectors), tokens, UNKNOWN)
        self._read.tokens[:rows] = tokens
        if parents is None:
            if self._fed:
                # where rows were moved before, they stay now
                self._read.parents[:rows] = self._own[:rows]
            self._staying.step(rows)
        else:
            self._read.parents[:rows] = self._move.parents[:rows] = parents
            self._moving.step(rows)
        if len(self._said.logits) != rows:
            self._said = Next(*self._chooser.said(rows), self._looking.weights(rows))
        return self._said if self._places is None else self._copied(self._said)

    def walk(self, tokens: Numbers, parents: Numbers | None, most: int, end: int) -> Walked | None:
        """Advance by several tokens; see `cellwright.nn.beam.Walker`."""
        rows = len(tokens)
        if self._places is not None or self._fed:
            return None
        self._read.tokens[:rows] = tokens
        if parents is not None:
            self._move.parents[:rows] = parents
            self._move.step(rows)
        walk, note = self._walking(end)
        steps = walk.steps(rows, min(most, MOST_STEPS))
        said, logits, norms, weights = (kept[:steps, :rows] for kept in note.noted)
        return Walked(said[..., 0], (logits - norms)[..., 0], weights[..., : self._looking.longest])

    def _walking(self, end: int) -> tuple[Walk, Note]:
        """What takes several steps, and what they say; made when it is first needed."""
        weights, chooser, tokens = self._looking.table, self._chooser.chain, self._read.tokens
        if self._walks is None or self._walks[0] is not weights or self._walks[1] != end:
            likeliest, dtype = Likeliest(chooser.output, tokens), weights.dtype.name
            note = Note([tokens[:, None], likeliest.found, self._chooser.norms, weights], MOST_STEPS, dtype)
            line = Line([*self._parts, likeliest, note], MOST_STEPS)
            self._walks = weights, end, Walk(line, tokens, end, note.count), note
        return self._walks[2:]

    def _copied(self, said: Next) -> Next:
        """`Copying` in NumPy; what is not there to be copied has no probability at all."""
        assert self._places is not None
        logarithms, weights = said.logits - said.norms[:, None], said.attention
        (rows, columns), (weight, bias) = logarithms.shape, self._write
        features = np.concatenate([self._chooser.chain.input[:rows], self._vectors[self._read.tokens[:rows]]], 1)
        written = (1 / (1 + np.exp(-(features @ weight + bias))))[:, None]
        places = self._places[self._looking.sources[:rows]]
        mixed = np.zeros((rows, max(int(self._places.max()) + 1, columns)), logarithms.dtype)
        np.exp(logarithms, out=mixed[:, :columns])
        mixed[:, :columns] *= written
        np.add.at(mixed, (np.arange(rows)[:, None], places), (1 - written) * weights)
        with np.errstate(divide="ignore"):
            return Next(np.log(mixed, out=mixed), np.zeros(rows, mixed.dtype), weights)


def _ahead(network: Seq2SeqNetwork, rows: int, written: float) -> bool:
    """Whether what was read had better be multiplied before, all tokens together.

    Who copies tokens asks for what attention saw as it was; narrow weights round that.
    """
    plain = network.copying is None and not network.decoder.matrices.narrow
    return plain and written * max(1.0, ALONE / rows) >= 2


def _array(tensor: torch.Tensor) -> Floats:
    array: Floats = np.ascontiguousarray(tensor.detach().numpy())
    return array
