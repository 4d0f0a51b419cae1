"""The one list of cells that every law is tested on: a new cell of the catalogue is here by itself.

Besides the catalogue it has the variants that its options give, and cells that no paper has, made to be awkward.
"""

from __future__ import annotations

import pytest

from cellwright import Cell, Vector, absolute, affine, cell, diag, exp, log, maximum, minimum, relu, sigmoid, sqrt, tanh
from cellwright.cells import CATALOGUE, gru, lstm, peephole_lstm, rnn
from cellwright.equation.transform import projected, without_bias


@cell
def every_op(x: Vector, h: Vector) -> Vector:
    """Each op of the language at least once."""
    a = affine("a", x, h)
    b = affine("b", h=h, bias=False)
    positive = exp(minimum(a, 1.0)) + absolute(b) + 0.5
    ratio = (a - b) / (sqrt(positive) + maximum(log(positive), 0.1))
    return sigmoid(ratio) * tanh(-a) + relu(b) * 0.25


@cell
def three_states(x: Vector, h: Vector, c: Vector, m: Vector) -> tuple[Vector, Vector, Vector]:
    """Two states that are multiplied by matrices, one of them not the output; a state that only waits a step."""
    c_new = tanh(affine("c", x, c) + diag("c", m))
    h_new = sigmoid(affine("h", x, h)) * c_new
    return h_new, c_new, h


@cell
def deep(x: Vector, h: Vector) -> Vector:
    """Three matrix products one after the other: three phases."""
    first = tanh(affine("first", x, h))
    second = tanh(affine("second", h=first))
    return tanh(affine("third", x, second) + first)


@cell
def input_inside(x: Vector, h: Vector) -> Vector:
    """The input is used element by element before it meets a matrix."""
    return tanh(affine("h", x * sigmoid(x), h))


@cell
def same_twice(x: Vector, h: Vector, c: Vector) -> tuple[Vector, Vector]:
    """Both states get the same new value."""
    new = tanh(affine("n", x, h) + c)
    return new, new


SUBJECTS: dict[str, Cell] = {
    **CATALOGUE,
    "rnn_relu": rnn.variant(nonlinearity="relu"),
    "gru_reset_before": gru.variant(reset_after=False),
    "peephole_lstm_f": peephole_lstm.variant(peepholes="f"),
    "lstm_without_bias": without_bias(lstm),
    "gru_without_bias": without_bias(gru),
    "lstm_projected": projected(lstm),
    "rnn_projected": projected(rnn),
    "every_op": every_op,
    "three_states": three_states,
    "deep": deep,
    "input_inside": input_inside,
    "same_twice": same_twice,
}

# a layer projects a cell itself, when proj_size is given
LAYER_SUBJECTS = {name: cell for name, cell in SUBJECTS.items() if all(s.size != "proj" for s in cell.states)}

every_layer_subject = pytest.mark.parametrize("cell", LAYER_SUBJECTS.values(), ids=LAYER_SUBJECTS)
every_subject = pytest.mark.parametrize("cell", SUBJECTS.values(), ids=SUBJECTS)
