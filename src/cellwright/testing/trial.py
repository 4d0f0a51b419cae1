"""A trial: a cell at some sizes, with random weights and data, and what a layer of it computes, by the user's names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import torch

from cellwright.equation import Cell, interpret
from cellwright.equation.cell import rows_of
from cellwright.equation.node import widths
from cellwright.equation.show import weight_text
from cellwright.equation.transform import expected
from cellwright.nn import Recurrent
from cellwright.testing.finding import Array

Values = dict[str, Array]
# so many steps lead from zeros to the states that a trial begins near
FIRST_STEPS = 3


@dataclass(frozen=True)
class Data:
    """What a layer is given: input, first states, and the gradients that come from outside."""

    x: torch.Tensor
    states: tuple[torch.Tensor, ...]
    d_output: torch.Tensor
    d_states: tuple[torch.Tensor, ...]

    def at(self, steps: slice, sequences: slice = slice(None)) -> Data:
        """Some steps of some sequences."""
        return Data(
            self.x[steps, sequences],
            tuple(state[:, sequences] for state in self.states),
            self.d_output[steps, sequences],
            tuple(state[:, sequences] for state in self.d_states),
        )

    def alone(self, sequence: int, steps: int | None = None) -> Data:
        """One of the sequences."""
        return self.at(slice(steps), slice(sequence, sequence + 1))


@dataclass(frozen=True)
class Trial:
    """A cell at some sizes; everything random in it comes from the seed.

    Attributes:
        cell: the equations.
        input: features of the input.
        hidden: the hidden size.
        batch: how many sequences.
        dtype: "float32" or "float64".
        seed: what all random numbers come from.
        steps: the length of a sequence.
    """

    cell: Cell
    input: int
    hidden: int
    batch: int
    dtype: str = "float64"
    seed: int = 0
    steps: int = 6

    def __str__(self) -> str:
        return (
            f"input_size={self.input}, hidden_size={self.hidden}, batch {self.batch}, {self.steps} steps, "
            f"{self.dtype}, seed {self.seed}"
        )

    @property
    def torch_dtype(self) -> torch.dtype:
        """The number type as torch calls it."""
        found: torch.dtype = getattr(torch, self.dtype)
        return found

    @property
    def sizes(self) -> dict[str, int]:
        """The number that each size name stands for."""
        return widths({"input": self.input, "hidden": self.hidden})

    def wide(self) -> Trial:
        """The same in float64."""
        return replace(self, dtype="float64")

    def layer(self, **options: Any) -> Recurrent:
        """A layer with the weights of this trial, in evaluation; weights are those of float64, rounded."""
        torch.manual_seed(self.seed)
        settings = {"backend": "cpu", "dtype": torch.float64, **options}
        layer = Recurrent(self.cell, self.input, self.hidden, **settings)
        bound = self.hidden**-0.5
        with torch.no_grad():
            for parameter in layer.parameters():  # also those that begin at a number of their own
                parameter.add_(torch.empty_like(parameter).uniform_(-bound, bound))
        return layer.to(self.torch_dtype).eval()

    def data(self, directions: int = 1) -> Data:
        """Random data, and first states near those that the cell reaches from zeros; rounded from float64."""
        generator = torch.Generator().manual_seed(self.seed + 1)

        def normal(*shape: int) -> torch.Tensor:
            return torch.randn(*shape, generator=generator, dtype=torch.float64)

        sizes, batch = self.sizes, self.batch
        shapes = [(directions, batch, sizes[state.size]) for state in self.cell.states]
        reached = self._reached(normal(FIRST_STEPS, batch, self.input).numpy())
        states = [torch.tensor(one) + 0.1 * normal(*shape) for one, shape in zip(reached, shapes, strict=True)]
        output = sizes[self.cell.outputs[0][1].size] * directions
        tensors = [normal(self.steps, batch, self.input), normal(self.steps, batch, output), *states]
        x, d_output, *first = (tensor.to(self.torch_dtype) for tensor in tensors)
        outside = tuple(normal(*shape).to(self.torch_dtype) for shape in shapes)
        return Data(x, tuple(first), d_output, outside)

    def _reached(self, xs: Array) -> tuple[Array, ...]:
        zeros = [np.zeros((self.batch, self.sizes[state.size])) for state in self.cell.states]
        return self.interpreted(self.wide().layer(), xs, zeros)[1]

    @cached_property
    def quiet(self) -> Cell:
        """The equations of inference, with the expectation in place of each random mask."""
        return expected(self.cell)

    def interpreted(self, layer: Recurrent, xs: Array, states: Sequence[Array]) -> tuple[Array, tuple[Array, ...]]:
        """The output of every step and the last states by the interpreter, on the weights of a layer, in float64."""
        stacks = {name: stack.astype(np.float64) for name, stack in stacks_of(layer).items()}
        with np.errstate(all="ignore"):
            outputs, last = interpret(self.quiet, list(xs), states, stacks, self.sizes)
        shape = (self.batch, self.sizes[self.cell.outputs[0][1].size])
        output = np.stack([np.broadcast_to(y, shape) for y in outputs])
        shapes = [(self.batch, self.sizes[state.size]) for state in self.cell.states]
        return output, tuple(np.broadcast_to(part, one) for part, one in zip(last, shapes, strict=True))


def stacks_of(layer: Recurrent) -> dict[str, Array]:
    """The stacked parameters and settings of a layer of one direction, by the names that its cell has for them."""
    direction = layer._directions[0]
    return {stack: getattr(layer, name).detach().numpy() for stack, name in direction.parameters.items()}


def as_tuple(state: torch.Tensor | tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, ...]:
    """The states of a layer, also where there is only one."""
    return (state,) if isinstance(state, torch.Tensor) else state


def called(layer: Recurrent, x: torch.Tensor, states: Sequence[torch.Tensor], **options: Any) -> list[torch.Tensor]:
    """The output and the last states of a layer."""
    output, last = layer(x, states[0] if len(states) == 1 else tuple(states), **options)
    return [output, *as_tuple(last)]


def inferred(layer: Recurrent, data: Data, **options: Any) -> Values:
    """The output and the last states, without gradients, by name."""
    with torch.no_grad():
        results = called(layer, data.x, data.states, **options)
    return dict(zip(result_names(layer.cell), map(array, results), strict=True))


def trained(layer: Recurrent, data: Data, **options: Any) -> Values:
    """The same, and the gradients of the input, of the first states and of each weight."""
    x, *states = (given.detach().clone().requires_grad_() for given in (data.x, *data.states))
    results = called(layer, x, states, **options)
    parameters = dict(layer.named_parameters())
    inputs = [x, *states, *parameters.values()]
    outside = [data.d_output, *data.d_states]
    # a state that is handed on as it is has no history of its own
    pairs = [(result, d) for result, d in zip(results, outside, strict=True) if result.requires_grad]
    ends, weights = ([pair[index] for pair in pairs] for index in (0, 1))
    found = torch.autograd.grad(ends, inputs, weights, allow_unused=True)
    gradients = [torch.zeros_like(i) if g is None else g for i, g in zip(inputs, found, strict=True)]
    labels = [f"the gradient of {name}" for name in (layer.cell.inputs[0].label, *first_names(layer.cell))]
    values = dict(zip(result_names(layer.cell), map(array, results), strict=True))
    values.update(zip(labels, map(array, gradients), strict=False))
    values.update(weight_gradients(layer, dict(zip(parameters, gradients[len(labels) :], strict=True))))
    return values


def weight_gradients(layer: Recurrent, gradients: Mapping[str, torch.Tensor]) -> Values:
    """The gradient of each weight by its name in the equations, cut out of the stacked parameters."""
    values: Values = {}
    for direction in layer._directions:
        for weight in layer.cell.weights:
            name = direction.parameters[weight.stack]
            if name in gradients:
                rows = rows_of(layer.cell, weight, dict(direction.sizes))
                label = f"the gradient of {weight_text(weight)}{', in reverse' if direction.reverse else ''} ({name})"
                values[label] = array(gradients[name][rows])
    return values


def result_names(cell: Cell) -> list[str]:
    """What a layer returns, by name."""
    return ["the output", *(f"the last {state.label}" for state in cell.states)]


def first_names(cell: Cell) -> list[str]:
    """The first states, by name."""
    return [f"the first {state.label}" for state in cell.states]


def array(tensor: torch.Tensor) -> Array:
    """A tensor as an array of its own."""
    return tensor.detach().clone().numpy()
