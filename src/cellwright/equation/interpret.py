"""The oracle: one step or a whole sequence of any cell in plain NumPy, or in torch by passing its spelling of the ops.

Every compiled kernel is compared with this; `backend="eager"` runs it on torch tensors.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cellwright.equation.cell import Cell, rows_of
from cellwright.equation.node import Node, Weight
from cellwright.equation.ops import OPS

Meanings = Mapping[str, Callable[..., Any]]
NUMPY: Meanings = {name: op.meaning for name, op in OPS.items()}


def sliced(cell: Cell, stacks: Mapping[str, Any], sizes: Mapping[str, int]) -> dict[Weight, Any]:
    """Each weight of `cell`, cut out of the stacked parameters (shaped as `cell.parameters(**sizes)` says)."""
    return {weight: stacks[weight.stack][rows_of(cell, weight, sizes)] for weight in cell.weights}


def step(
    cell: Cell,
    inputs: Sequence[Any],
    states: Sequence[Any],
    weights: Mapping[Weight, Any],
    meanings: Meanings = NUMPY,
) -> dict[Node, Any]:
    """The value of every node of `cell` after one step.

    Args:
        cell: the equations.
        inputs: one array (..., size) for each of the cell's inputs.
        states: one array (..., size) for each of its states.
        weights: an array for each weight, as `sliced` gives them.
        meanings: a function for each op; NumPy's unless given.

    Returns:
        The value of each node; arrays of the library that the arguments come from.
    """
    values: dict[Node, Any] = dict(zip(cell.inputs, inputs, strict=True))
    values.update(zip(cell.states, states, strict=True))
    for node in cell.nodes:
        if node in values:
            continue
        if node.op == "constant":
            values[node] = node.number
        elif node.op == "vector":
            values[node] = weights[node.weight]
        elif node.op == "matmul":
            values[node] = values[node.sources[0]] @ weights[node.weight].T
        elif node.op == "matmul_t":
            values[node] = values[node.sources[0]] @ weights[node.weight]
        else:
            values[node] = meanings[node.op](*(values[source] for source in node.sources))
    return values


def interpret(
    cell: Cell,
    xs: Sequence[Any],
    states: Sequence[Any],
    stacks: Mapping[str, Any],
    sizes: Mapping[str, int],
    meanings: Meanings = NUMPY,
) -> tuple[list[Any], tuple[Any, ...]]:
    """The outputs of a whole sequence, and the last states.

    Args:
        cell: a cell of one input and one output.
        xs: the input of each step, each (..., input).
        states: the first states.
        stacks: the stacked parameters by name.
        sizes: the number that each size name stands for.
        meanings: a function for each op; NumPy's unless given.

    Example:
        >>> import numpy as np, cellwright as cw
        >>> shapes = cw.cells.rnn.parameters(input=2, hidden=3)
        >>> weights = {name: np.ones(shape) for name, shape in shapes.items()}
        >>> xs = [np.ones(2)] * 4
        >>> ys, (h,) = interpret(cw.cells.rnn, xs, [np.zeros(3)], weights, {"input": 2, "hidden": 3})
        >>> len(ys), h.shape
        (4, (3,))
    """
    weights = sliced(cell, stacks, sizes)
    outputs = []
    for x in xs:
        values = step(cell, [x], states, weights, meanings)
        states = [values[update] for update in cell.updates]
        outputs.append(values[cell.outputs[0][1]])
    return outputs, tuple(states)
