"""The part of a translator's network that writes, one token at a time: compiled steps, and NumPy between them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch

from cellwright.data.lexicon import START
from cellwright.data.vocabulary import PADDING, UNKNOWN
from cellwright.nn.beam import Next
from cellwright.nn.choosing import Chooser
from cellwright.tasks.seq2seq_network import Memory, Seq2SeqNetwork

Floats = npt.NDArray[np.floating]
Numbers = npt.NDArray[np.int64]


class WritingStep:
    """A `cellwright.nn.beam.Step` of a network: it has the states of all rows, and moves them to where they go on.

    It says what the network says of a whole target, token by token, but never padding or a start. It has the weights of
    the moment when it was made, and can be used for one memory after another.

    Args:
        network: in evaluation; where its recurrent layers have narrow weights, so do the other matrices of a step.
        rows: the most rows of a step: sources times what is kept for each.
    """

    def __init__(self, network: Seq2SeqNetwork, rows: int) -> None:
        self.rows, self.fed = rows, network.input_feeding
        bias = network.bias.detach().clone()
        bias[[PADDING, START]] = -torch.inf  # these are never said
        self._stream = network.decoder.stream(rows)
        self._chooser = Chooser(network.combine, network.vectors, bias, rows, network.decoder.matrices)
        self._vectors = _array(network.vectors * network.scale)
        attention, copying = network.attention, network.copying
        self._additive: tuple[Floats, ...] = ()
        if attention.kind == "additive":
            parts = attention.query.weight.T, attention.query.bias, attention.score.weight[0]
            self._additive = tuple(map(_array, parts))
        self._write: tuple[Floats, ...] = ()
        if copying is not None:
            self._write = _array(copying.write.weight[0]), _array(copying.write.bias)

    def begin(self, memory: Memory) -> None:
        """Begin with what the encoder made of other sources: the first rows are theirs, in order."""
        self._memory = _array(memory.keys), _array(memory.steps)
        self._lengths = memory.lengths.numpy()
        self._places = None if memory.places is None else memory.places.numpy()
        states = tuple(_with_rows(_array(part), self.rows) for part in memory.states)
        self._stream.state = states[0] if len(states) == 1 else states
        self._chooser.reset()
        self._source = np.arange(len(self._lengths))
        self._watch()

    def __call__(self, tokens: Numbers, parents: Numbers | None) -> Next:
        """Advance by one token; see `cellwright.nn.beam.Step`."""
        if self._places is not None:  # a token that only the source has, has no vector
            tokens = np.where(tokens < len(self._vectors), tokens, UNKNOWN)
        x = self._vectors.take(tokens, 0)
        given = x
        if self.fed:
            attended = self._chooser.attended
            given = np.concatenate([x, attended[: len(x)] if parents is None else attended[parents]], 1)
        if parents is not None:
            self._move(parents)
        hidden = self._stream.advance(given, None if len(x) == self.rows else slice(len(x)))
        context, weights = self._look(hidden)
        seen = np.concatenate([context, hidden], 1)
        logits, norms = self._chooser(seen)
        if self._places is None:
            return Next(logits, norms, weights)
        return self._copied(logits - norms[:, None], np.concatenate([seen, x], 1), weights)

    def _move(self, parents: Numbers) -> None:
        """Let the first rows go on from where their parents are."""
        self._stream.gather(parents)
        before, self._source = len(self._source), self._source[parents]
        if len(parents) != before:
            self._watch()

    def _watch(self) -> None:
        """Look at the sources that are left alone; rows of one source lie side by side."""
        own = np.unique(self._source)
        self._seen = (*self._memory,) if len(own) == len(self._lengths) else tuple(part[own] for part in self._memory)
        steps, lengths = self._memory[0].shape[1], self._lengths[own]
        outside = np.where(np.arange(steps) < lengths[:, None], 0, -np.inf)[:, None]
        self._outside = None if (lengths == steps).all() else outside.astype(self._vectors.dtype)

    def _look(self, hidden: Floats) -> tuple[Floats, Floats]:
        """What attention finds: `Attention` in NumPy."""
        keys, steps = self._seen
        weights = self._scores(hidden.reshape(len(keys), -1, hidden.shape[1]), keys)
        if self._outside is not None:
            weights += self._outside
        weights -= np.maximum.reduce(weights, -1, keepdims=True)
        np.exp(weights, out=weights)
        weights /= np.add.reduce(weights, -1, keepdims=True)
        return (weights @ steps).reshape(len(hidden), -1), weights.reshape(len(hidden), -1)

    def _scores(self, queries: Floats, keys: Floats) -> Floats:
        if not self._additive:
            return np.asarray(queries @ keys.transpose(0, 2, 1))
        weight, bias, score = self._additive
        both = np.tanh((queries @ weight + bias)[:, :, None] + keys[:, None])
        return np.asarray(both @ score)

    def _copied(self, logarithms: Floats, features: Floats, weights: Floats) -> Next:
        """`Copying` in NumPy; what is not there to be copied has no probability at all."""
        assert self._places is not None
        weight, bias = self._write
        written = (1 / (1 + np.exp(-(features @ weight + bias))))[:, None]
        places, (rows, columns) = self._places[self._source], logarithms.shape
        mixed = np.zeros((rows, max(int(self._places.max()) + 1, columns)), logarithms.dtype)
        np.exp(logarithms, out=mixed[:, :columns])
        mixed[:, :columns] *= written
        np.add.at(mixed, (np.arange(rows)[:, None], places), (1 - written) * weights)
        with np.errstate(divide="ignore"):
            return Next(np.log(mixed, out=mixed), np.zeros(rows, mixed.dtype), weights)


def _with_rows(state: Floats, rows: int) -> Floats:
    """A state (layers, sources, size) with so many rows, of which those behind the sources do not matter."""
    if state.shape[1] == rows:
        return state
    wider = np.zeros((len(state), rows, state.shape[2]), state.dtype)
    wider[:, : state.shape[1]] = state
    return wider


def _array(tensor: torch.Tensor) -> Floats:
    array: Floats = np.ascontiguousarray(tensor.detach().numpy())
    return array
