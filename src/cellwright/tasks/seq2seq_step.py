"""The part of a translator's network that writes, one token at a time: the compiled step, and NumPy around it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch

from cellwright.data.lexicon import START
from cellwright.data.vocabulary import PADDING, UNKNOWN
from cellwright.tasks.seq2seq_network import Memory, Seq2SeqNetwork

Floats = npt.NDArray[np.floating]
Numbers = npt.NDArray[np.int64]


class WritingStep:
    """A `cellwright.nn.beam.Step` of a network: it has the states of all rows, and moves them to where they go on.

    It says what the network says of a whole target, token by token, but never padding or a start. It has the weights of
    the moment when it was made.

    Args:
        network: in evaluation.
        memory: what the encoder made of the sources.
        rows: the most rows of a step: sources times what is kept for each.
    """

    def __init__(self, network: Seq2SeqNetwork, memory: Memory, rows: int) -> None:
        self.network, self.memory = network, memory
        self.steps, self.keys = _array(memory.steps), _array(memory.keys)
        self.vectors, self.bias = _array(network.vectors), _array(network.bias).copy()
        # these are never said
        self.bias[[PADDING, START]] = -np.inf
        self.combine = _array(network.combine.weight.T), _array(network.combine.bias)
        self.stream = network.decoder.stream(rows, dtype=str(self.vectors.dtype))
        self.rows = np.arange(rows)
        inside = np.arange(self.steps.shape[1]) < memory.lengths.numpy()[:, None]
        self.outside = np.where(inside, 0, -np.inf).astype(self.vectors.dtype)[:, None]
        self.source = np.arange(len(self.steps))
        # the states of all sources before the first step; then the stream has those of the first rows
        self.states: tuple[Floats, ...] | None = tuple(_array(part) for part in memory.states)
        self.going = 0
        self._watch(self.source)
        attention, copying = network.attention, network.copying
        self.additive: tuple[Floats, ...] = ()
        if attention.kind == "additive":
            parts = attention.query.weight.T, attention.query.bias, attention.score.weight[0]
            self.additive = tuple(map(_array, parts))
        self.write: tuple[Floats, ...] = ()
        if copying is not None:
            self.write = _array(copying.write.weight[0]), _array(copying.write.bias)
        self.scale = self.vectors.dtype.type(network.scale)
        self.fed = network.input_feeding
        self.attended = np.zeros((len(self.steps), network.combine.out_features), self.vectors.dtype)
        self.places = None if memory.places is None else memory.places.numpy()

    def __call__(self, tokens: Numbers, parents: Numbers) -> tuple[Floats, Floats]:
        """Advance by one token; see `cellwright.nn.beam.Step`."""
        source = self.source[parents]
        if len(source) < len(self.source):
            self._watch(source)
        self.source = source
        x = self.vectors[np.where(tokens < len(self.vectors), tokens, UNKNOWN)] * self.scale
        hidden = self._advance(np.concatenate([x, self.attended[parents]], 1) if self.fed else x, parents)
        context, weights = self._look(hidden)
        seen = np.concatenate([context, hidden], 1)
        self.attended = seen @ self.combine[0]
        self.attended += self.combine[1]
        np.tanh(self.attended, out=self.attended)
        logits = self.attended @ self.vectors.T
        logits += self.bias
        if self.places is None:
            return log_softmax(logits), weights
        return self._copied(logits, np.concatenate([seen, x], 1), weights), weights

    def _watch(self, source: Numbers) -> None:
        """Look at these sources alone; rows of one source lie side by side."""
        own = np.unique(source)
        self._seen = self.keys[own], self.steps[own], self.outside[own]

    def _advance(self, x: Floats, parents: Numbers) -> Floats:
        """The outputs of the recurrent layers, whose rows go on from their parents."""
        rows = self.rows[: len(parents)]
        if self.states is None and len(parents) == self.going and (parents == rows).all():
            pass  # each row goes on from itself
        else:
            self._move(parents)
        return self.stream.step(x) if len(rows) == len(self.rows) else self.stream.step(x, rows=rows)

    def _move(self, parents: Numbers) -> None:
        """Let the first rows of the stream go on from where their parents are."""
        last = self.stream.state if self.states is None else self.states
        moved = [part[:, parents] for part in (last if isinstance(last, tuple) else (last,))]
        spare = len(self.rows) - len(parents)
        if spare:
            moved = [np.pad(part, ((0, 0), (0, spare), (0, 0))) for part in moved]
        self.stream.state = moved[0] if len(moved) == 1 else tuple(moved)
        self.states, self.going = None, len(parents)

    def _look(self, hidden: Floats) -> tuple[Floats, Floats]:
        """What attention finds: `Attention` in NumPy."""
        keys, steps, outside = self._seen
        queries = hidden.reshape(len(keys), -1, hidden.shape[1])
        weights = self._scores(queries, keys) + outside
        weights -= weights.max(-1, keepdims=True)
        np.exp(weights, out=weights)
        weights /= weights.sum(-1, keepdims=True)
        return (weights @ steps).reshape(len(hidden), -1), weights.reshape(len(hidden), -1)

    def _scores(self, queries: Floats, keys: Floats) -> Floats:
        if not self.additive:
            return np.asarray(queries @ keys.transpose(0, 2, 1))
        weight, bias, score = self.additive
        both = np.tanh((queries @ weight + bias)[:, :, None] + keys[:, None])
        return np.asarray(both @ score)

    def _copied(self, logits: Floats, features: Floats, weights: Floats) -> Floats:
        """`Copying` in NumPy; what is not there to be copied has no probability at all."""
        assert self.places is not None
        weight, bias = self.write
        written = (1 / (1 + np.exp(-(features @ weight + bias))))[:, None]
        places = self.places[self.source]
        mixed = np.zeros((len(logits), max(int(self.places.max()) + 1, logits.shape[1])), logits.dtype)
        mixed[:, : logits.shape[1]] = written * np.exp(log_softmax(logits))
        np.add.at(mixed, (np.arange(len(logits))[:, None], places), (1 - written) * weights)
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(mixed))


def log_softmax(logits: Floats) -> Floats:
    """The logarithms of the probabilities (rows, columns); the logits are used up.

    Example:
        >>> np.exp(log_softmax(np.zeros((1, 4)))).tolist()
        [[0.25, 0.25, 0.25, 0.25]]
    """
    logits -= logits.max(1, keepdims=True)
    logits -= np.log(np.exp(logits).sum(1, keepdims=True))
    return logits


def _array(tensor: torch.Tensor) -> Floats:
    array: Floats = np.ascontiguousarray(tensor.detach().numpy())
    return array
