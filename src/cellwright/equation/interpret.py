"""The oracle: one step or a whole sequence of any cell in plain NumPy, or in torch by passing its spelling of the ops.

Every compiled kernel is compared with this; `backend="eager"` runs it on torch tensors.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from cellwright.equation.blocks import block_vector, pattern_mask
from cellwright.equation.cell import Cell, rows_of
from cellwright.equation.circuits import expectations
from cellwright.equation.node import BATCH_NORM, CIRCUIT, COLUMN, EPSILON, SPREAD, Node, Weight
from cellwright.equation.ops import OPS

# a function for each op and reduction; `spread` takes the width of the result, and `array` makes a NumPy array one
# of the library in use, like a value of it
Meanings = Mapping[str, Callable[..., Any]]
NUMPY: Meanings = {
    **{name: op.meaning for name, op in OPS.items()},
    "total": lambda a: a.sum(-1, keepdims=True),
    "largest": lambda a: a.max(-1, keepdims=True),
    SPREAD: lambda a, width: np.broadcast_to(a, (*a.shape[:-1], width)),
    "array": lambda array, like: array,
    COLUMN: lambda table, number: table.T[_index(number, table.shape[1])],
    BATCH_NORM: lambda v, number: (v - v.mean(0)) / np.sqrt(v.var(0) + EPSILON),
}


def _index(number: Any, columns: int) -> Any:
    """The column that a number points at, the first for what is no number."""
    return np.nan_to_num(number[..., 0], nan=0.0).clip(0, columns - 1).astype(np.int64)


def sliced(
    cell: Cell, stacks: Mapping[str, Any], sizes: Mapping[str, int], meanings: Meanings = NUMPY
) -> dict[Weight, Any]:
    """Each weight of `cell`, cut out of the stacked parameters (shaped as `cell.parameters(**sizes)` says)."""
    weights = {}
    for weight in cell.weights:
        rows = stacks[weight.stack][rows_of(cell, weight, sizes)]
        if weight.pattern:
            rows = rows * meanings["array"](pattern_mask(weight.pattern, *rows.shape), rows)
        weights[weight] = rows
    return weights


def step(
    cell: Cell,
    inputs: Sequence[Any],
    states: Sequence[Any],
    weights: Mapping[Weight, Any],
    meanings: Meanings = NUMPY,
    noises: Sequence[Any] = (),
) -> dict[Node, Any]:
    """The value of every node of `cell` after one step.

    Args:
        cell: the equations.
        inputs: one array (..., size) for each of the cell's inputs.
        states: one array (..., size) for each of its states.
        weights: an array for each weight, as `sliced` gives them.
        meanings: a function for each op; NumPy's unless given.
        noises: one array (..., size) of zeros and ones for each of its noises.

    Returns:
        The value of each node; arrays of the library that the arguments come from.
    """
    values: dict[Node, Any] = dict(zip(cell.inputs, inputs, strict=True))
    values.update(zip(cell.states, states, strict=True))
    values.update(zip(cell.noises, noises, strict=True))
    widths = _widths(values, weights)
    for node in cell.nodes:
        if node in values:
            continue
        if node.op == "constant":
            values[node] = node.number
        elif node.op == "fraction":
            values[node] = 1 / widths[node.label]
        elif node.op == "blocks":
            fixed = block_vector(node.numbers, widths[node.size])
            values[node] = meanings["array"](fixed, next(iter(values.values())))
        elif node.op == SPREAD:
            values[node] = meanings[SPREAD](values[node.sources[0]], widths[node.size])
        elif node.op == "vector":
            values[node] = weights[node.weight]
        elif node.op == COLUMN:
            values[node] = meanings[COLUMN](weights[node.weight], values[node.sources[0]])
        elif node.op == CIRCUIT:
            values[node] = expectations(values[node.sources[0]], weights[node.weight])
        elif node.op == "matmul":
            values[node] = values[node.sources[0]] @ weights[node.weight].T
        elif node.op == "matmul_t":
            values[node] = values[node.sources[0]] @ weights[node.weight]
        else:
            values[node] = meanings[node.op](*(values[source] for source in node.sources))
    return values


def _widths(values: Mapping[Node, Any], weights: Mapping[Weight, Any]) -> dict[str, int]:
    """The number that each size name stands for, read off the arrays."""
    widths = {weight.rows: array.shape[0] for weight, array in weights.items()}
    widths.update((weight.columns, array.shape[1]) for weight, array in weights.items() if weight.columns)
    widths.update((node.size, array.shape[-1]) for node, array in values.items())
    return widths


def interpret(
    cell: Cell,
    xs: Sequence[Any],
    states: Sequence[Any],
    stacks: Mapping[str, Any],
    sizes: Mapping[str, int],
    meanings: Meanings = NUMPY,
) -> tuple[list[Any], tuple[Any, ...]]:
    """The outputs of a whole sequence, and the last states, of a cell without noise.

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
    weights = sliced(cell, stacks, sizes, meanings)
    outputs = []
    for x in xs:
        values = step(cell, [x], states, weights, meanings)
        states = [values[update] for update in cell.updates]
        outputs.append(values[cell.outputs[0][1]])
    return outputs, tuple(states)
