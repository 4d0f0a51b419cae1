"""Laws of equal bits: a sequence's results depend on nothing but the sequence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import torch

from cellwright.testing.conditions import shared_among
from cellwright.testing.finding import Array, Comparison, compared
from cellwright.testing.trial import Data, Trial, Values, array, called, inferred, trained
from cellwright.testing.values import ragged

NO_NUMBER = float("nan")


def training_is_inference(trial: Trial) -> Iterator[Comparison]:
    """A layer in evaluation gives the same numbers whether or not gradients are wanted."""
    layer, data = trial.layer(bidirectional=True), trial.data(2)
    wanted = inferred(layer, data)
    found = trained(layer, data)
    yield from compared({name: found[name] for name in wanted}, wanted)


def in_steps(trial: Trial) -> Iterator[Comparison]:
    """A sequence in pieces, its states carried by hand, is the whole sequence."""
    layer, data = trial.layer(), trial.data()
    whole = inferred(layer, data)
    for pieces in ([1] * trial.steps, [trial.steps - 2, 2]):
        outputs, states = [], list(data.states)
        with torch.no_grad():
            for piece in torch.split(data.x, pieces):
                output, *states = called(layer, piece, states)
                outputs.append(output)
        found = [torch.cat(outputs), *states]
        yield from compared(dict(zip(whole, map(array, found), strict=True)), whole, when=f" in pieces of {pieces}")


def streamed(trial: Trial) -> Iterator[Comparison]:
    """A stream gives step by step what the layer gives for the whole sequence."""
    layer, data = trial.layer(), trial.data()
    whole = inferred(layer, data)
    stream = layer.stream(batch=trial.batch)
    parts = tuple(array(state) for state in data.states)
    stream.state = parts[0] if len(parts) == 1 else parts
    output = np.stack([stream.step(row.numpy()) for row in data.x])
    last = stream.state if isinstance(stream.state, tuple) else (stream.state,)
    yield from compared(dict(zip(whole, (output, *last), strict=True)), whole, when=" of a stream")


def in_company(trial: Trial) -> Iterator[Comparison]:
    """A sequence alone gives what it gives in a batch, gradients included."""
    layer, data = trial.layer(bidirectional=True), trial.data(2)
    together = trained(layer, data)
    for sequence in range(trial.batch):
        alone = _of_sequence(trained(layer, data.alone(sequence)), 0)
        yield from compared(alone, _of_sequence(together, sequence), when=f" of sequence {sequence} alone")


def padded(trial: Trial) -> Iterator[Comparison]:
    """Nobody looks behind the end of a sequence: results are those without padding, and zero there."""
    layer, data, lengths = trial.layer(bidirectional=True), trial.data(2), ragged(trial)
    for sequence, length in enumerate(lengths):
        data.x[length:, sequence] = NO_NUMBER
    together = trained(layer, data, lengths=lengths)
    steps = _each_step(trial)
    for sequence, length in enumerate(lengths):
        found = _of_sequence(together, sequence)
        alone = _of_sequence(trained(layer, data.alone(sequence, length)), 0) if length else {}
        for name in found if length else steps:
            behind = np.zeros_like(found[name][length:]) if name in steps else None
            parts = [part for part in (alone.get(name), behind) if part is not None]
            when = f" of sequence {sequence}, whose length is {length}"
            yield Comparison(f"{name}{when}", found[name], np.concatenate(parts))


def reset(trial: Trial) -> Iterator[Comparison]:
    """A sequence that is reset on its way is its pieces, run one by one from zeros."""
    layer, data, at = trial.layer(), trial.data(), trial.steps // 2
    mask = torch.zeros(trial.steps, trial.batch, dtype=torch.bool)
    mask[at] = True
    found = trained(layer, data, resets=mask)
    zeros = tuple(torch.zeros_like(state) for state in data.states)
    before = trained(layer, Data(data.x[:at], data.states, data.d_output[:at], zeros))
    after = trained(layer, Data(data.x[at:], zeros, data.d_output[at:], data.d_states))
    wanted = {name: np.concatenate([before[name], after[name]]) for name in _each_step(trial)}
    wanted.update((name, after[name]) for name in found if name.startswith("the last "))
    wanted.update((name, before[name]) for name in found if name.startswith("the gradient of the first "))
    yield from compared({name: found[name] for name in wanted}, wanted, when=f" after a reset at step {at}")


def threaded(trial: Trial) -> Iterator[Comparison]:
    """Two threads give what one gives, gradients of the weights included, whether they share rows or columns."""
    layer, data = trial.layer(bidirectional=True), trial.data(2)
    with shared_among(1):
        alone = trained(layer, data, lengths=ragged(trial))
    for columns in (False, True):
        with shared_among(2, columns=columns):
            found = trained(layer, data, lengths=ragged(trial))
        yield from compared(found, alone, when=f" with two threads that share {'columns' if columns else 'rows'}")


def contained(trial: Trial) -> Iterator[Comparison]:
    """A NaN in a sequence stays in it, begins at its own step, and spreads there as the equations say."""
    layer, data = trial.layer(), trial.data()
    clean = trained(layer, data)
    sequence, at = trial.batch // 2, 2
    data.x[at, sequence, 0] = NO_NUMBER
    found = trained(layer, data)
    for other in range(trial.batch):
        if other != sequence:
            own, others = (_of_sequence(values, other) for values in (found, clean))
            yield from compared(own, others, when=f" of sequence {other}, with a NaN in sequence {sequence}")
    before, wanted = (values["the output"][:at, sequence] for values in (found, clean))
    yield Comparison("the output before the step of a NaN", before, wanted)
    states = [state[0].double().numpy() for state in data.states]
    expected = trial.interpreted(layer, data.x.double().numpy(), states)[0]
    yield Comparison("where the output is NaN", np.isnan(found["the output"]), np.isnan(expected))


def _of_sequence(values: Mapping[str, Array], sequence: int) -> Values:
    """What is one sequence's own: all but the gradients of weights, which are sums over all of them."""
    own = {name: value for name, value in values.items() if value.ndim == 3}
    return {name: value[:, sequence] for name, value in own.items()}


def _each_step(trial: Trial) -> tuple[str, str]:
    """What a sequence has at each of its steps."""
    return "the output", f"the gradient of {trial.cell.inputs[0].label}"
