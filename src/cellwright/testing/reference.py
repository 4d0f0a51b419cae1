"""A step that the user wrote in NumPy, from the paper, beside the equations of the cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from cellwright.equation.interpret import sliced
from cellwright.equation.show import equations, weight_text
from cellwright.errors import ArgumentError
from cellwright.testing.finding import Array, Comparison
from cellwright.testing.trial import Trial, stacks_of

Reference = Callable[..., Any]
# what two ways of writing the same sums in float64 may differ by, as a share of the largest number
SAME = 1e-9


class Weights(dict[str, Array]):
    """The weights of a cell by their names in its equations: weights["W_i"]."""

    def __missing__(self, name: str) -> Array:
        raise ArgumentError(
            f"the equations have no weight {name!r}; they have {', '.join(self)}. "
            f"A weight is called as in equations(cell): its letter and its gate"
        )


def named_weights(trial: Trial) -> Weights:
    """Each weight by its letter and gate; b is the sum of both biases where the equations write them as one."""
    cell = trial.quiet
    weights = Weights()
    given = sliced(cell, stacks_of(trial.layer()), trial.sizes)
    for weight, numbers in given.items():
        weights[weight_text(weight)] = numbers
    text = "\n".join(equations(cell))
    for weight in given:
        name = weight_text(weight)
        if weight.base == "bias_hh" and not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            both = f"b{name[1:]}"
            weights[both] = weights[both] + weights.pop(name)
    return weights


def against(reference: Reference) -> Callable[[Trial], Iterator[Comparison]]:
    """The law that a step of the cell is a step of the reference, for each sequence by itself."""

    def written_down(trial: Trial) -> Iterator[Comparison]:
        layer, data, weights = trial.layer(), trial.data(), named_weights(trial)
        labels = [state.label for state in trial.cell.states]
        for sequence in range(trial.batch):
            states = [state[0, sequence].numpy() for state in data.states]
            for step in range(trial.steps):
                x = data.x[step, sequence].numpy()
                output, new = _of_cell(trial, layer, x, states)
                found = _as_tuple(reference(x.copy(), *(state.copy() for state in states), weights), len(labels))
                when = f" at step {step} of sequence {sequence}, by the cell (found) and by your reference (expected)"
                if len(found) > len(labels):
                    yield Comparison(f"the output{when}", output, _shaped(found[0], output), SAME)
                for label, own, other in zip(labels, new, found[-len(labels) :], strict=True):
                    yield Comparison(f"{label}'{when}", own, _shaped(other, own), SAME)
                states = new

    return written_down


def _of_cell(trial: Trial, layer: Any, x: Array, states: list[Array]) -> tuple[Array, list[Array]]:
    one = Trial(trial.cell, trial.input, trial.hidden, 1, trial.dtype, trial.seed, 1)
    output, new = one.interpreted(layer, x[None, None], [state[None] for state in states])
    return output[0, 0], [part[0] for part in new]


def _as_tuple(result: Any, states: int) -> tuple[Any, ...]:
    found = result if isinstance(result, tuple) else (result,)
    if len(found) not in {states, states + 1}:
        raise ArgumentError(
            f"reference must return the new value of each of the {states} states, or the output and then those; "
            f"it returned {len(found)} values"
        )
    return found


def _shaped(value: Any, like: Array) -> Array:
    """A plain number where the cell has a vector of one."""
    found = np.asarray(value, dtype=np.float64)
    return found.reshape(like.shape) if found.size == like.size == 1 else found
