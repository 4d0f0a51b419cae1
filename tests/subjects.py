"""The one list of cells that every law is tested on: a new cell of the catalogue is here by itself.

Besides the catalogue it has the variants that its options give, and cells that no paper has, made to be awkward.
"""

from __future__ import annotations

import pytest

from cellwright import (
    Cell,
    Vector,
    absolute,
    affine,
    blocks,
    cell,
    diag,
    exp,
    largest,
    log,
    maximum,
    mean,
    minimum,
    modulo,
    noise,
    parameter,
    relu,
    setting,
    sigmoid,
    sqrt,
    step,
    straight_through,
    tanh,
    total,
)
from cellwright.cells import CATALOGUE, clockwork_rnn, greff_lstm, grid_lstm, gru, lstm, peephole_lstm, rnn, slstm
from cellwright.equation.modify import with_batch_norm, with_layer_norm, with_recurrent_dropout, with_zoneout
from cellwright.equation.node import widths
from cellwright.equation.transform import expected, projected, without_bias


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
def met_twice(x: Vector, h: Vector, c: Vector) -> tuple[Vector, Vector]:
    """A sum meets the input more than once, values of the step in another order than they come about, and products."""
    first, second = sqrt(h * h + 0.1), tanh(c) * h
    scaled, mixed = 0.9 * minimum(affine("s", x, h), 1.0), affine("m", x, c) + diag("m", c)
    inner = sigmoid(affine("i", x, second - c) + affine("j", x, first) + affine("k", h=scaled + 0.5 * mixed))
    c_new = tanh(affine("c", x, inner * second) + inner * c + diag("s", scaled))
    return sigmoid(affine("o", x, second) + affine("p", x, first) + affine("q", x, inner)) * c_new, c_new


@cell
def input_inside(x: Vector, h: Vector) -> Vector:
    """The input is used element by element before it meets a matrix."""
    return tanh(affine("h", x * sigmoid(x), h))


@cell
def same_twice(x: Vector, h: Vector, c: Vector) -> tuple[Vector, Vector]:
    """Both states get the same new value."""
    new = tanh(affine("n", x, h) + c)
    return new, new


@cell
def normalised(x: Vector, h: Vector) -> Vector:
    """Reductions of products, of what follows from reductions, and of the new state."""
    a, b = affine("a", x), affine("a", h=h)
    centred = a - mean(a)
    whitened = centred / sqrt(mean(centred * centred) + 0.1)
    new = tanh(whitened + diag("a", b - mean(b), initial=1.0))
    return new / (1 + largest(absolute(new)))


@cell
def leaders(x: Vector, h: Vector) -> Vector:
    """The largest of numbers that are often equal, and share its gradient: clipped, or everywhere alike."""
    clipped = maximum(minimum(affine("a", x, h), 1.0), -1.0) * 0.9
    alike = affine("b", x, h, size="one") + 0 * h
    return sigmoid((clipped - largest(clipped)) * 0.3 + h) * tanh(largest(alike))


@cell(states={"h": "hidden", "t": "one", "s": "one"})
def single_numbers(x: Vector, h: Vector, t: Vector, s: Vector) -> tuple[Vector, Vector, Vector]:
    """States of one number: a clock, and a gate; numbers that are reduced, broadcast and added to vectors."""
    gate = sigmoid(affine("s", x, h, size="one") + s)
    wide = affine("h", x, h) + affine("n", x, h, size="one")
    new = tanh(wide + diag("h", gate * h) + parameter("late", h) * modulo(t, 3.0))
    return gate * new + (1 - gate) * h, t + 1, total(new) * 0.1 + minimum(gate, s)


@cell
def blocky(x: Vector, h: Vector, c: Vector) -> tuple[Vector, Vector, Vector]:
    """Fixed vectors, matrices of blocks, and an output that is no state."""
    rate = blocks([1.0, 0.5, 0.25], h)
    f = sigmoid(affine("f", x, h, pattern="upper 3"))
    c_new = f * c + rate * tanh(affine("g", x, h, pattern="diagonal 2"))
    return c_new * setting("gain", h, 0.5), tanh(affine("h", h=c_new, bias=False, pattern="lower 3")), c_new


@cell(states=lambda layers: {f"h{layer}": "hidden" for layer in range(layers)})
def layered(x: Vector, *states: Vector, layers: int = 2) -> tuple[Vector, ...]:
    """Several layers in one cell, each with parameters of its own."""
    new, below = [], x
    for layer, h in enumerate(states):
        below = tanh(affine("h", below, h, layer=layer))
        new.append(below)
    return (below, *new)


@cell
def noisy(x: Vector, h: Vector, c: Vector) -> tuple[Vector, Vector]:
    """Random masks: one for each step, one for a sequence that stands before a matrix."""
    kept = noise("c", c, 0.8)
    c_new = kept * tanh(affine("c", x, h * noise("h", h, 0.5, each="sequence") / 0.5)) + (1 - kept) * c
    return sigmoid(affine("o", x)) * c_new, c_new


@cell
def binary(x: Vector, h: Vector, z: Vector) -> tuple[Vector, Vector]:
    """A hard decision whose gradient is that of a soft one."""
    soft = sigmoid(affine("z", x, h))
    z_new = straight_through(step(soft - 0.5), soft)
    return z_new * tanh(affine("h", x, h)) + (1 - z_new) * h * z, z_new


@cell
def narrowed(x: Vector, h: Vector) -> Vector:
    """A vector of so many numbers, whatever the sizes of the layer."""
    return tanh(affine("h", h=tanh(affine("v", x, h, size=4)), part="out"))


@cell
def renamed(x: Vector, h: Vector) -> Vector:
    """One name for several values, all of which the way back needs."""
    a = tanh(affine("a", x, h))
    a = sigmoid(a * parameter("p", h) + a)
    a = tanh(affine("b", h=a) + a)
    return tanh(affine("c", h=a) * a)


@cell(states={"h": "hidden", "a": 3, "b": 7})
def several_sizes(x: Vector, h: Vector, a: Vector, b: Vector) -> tuple[Vector, Vector, Vector]:
    """States of several sizes, and products of one vector with gates of several sizes."""
    a_new = tanh(affine("a", x, h, size=3) + affine("ab", b, size=3, bias=False, part="across"))
    b_new = 0.5 * b + 0.5 * tanh(affine("b", x, size=7) + diag("b", b) * affine("n", h=h, size="one"))
    wide = affine("h", x, h) + affine("ha", h=a_new, part="out")
    return sigmoid(wide) * tanh(affine("hb", b_new, part="across")), a_new, b_new


@cell
def centred(x: Vector, h: Vector) -> Vector:
    """What is taken away has no gradient, and needs none, since it is added again."""
    top = straight_through(largest(h), 0.0)
    return tanh(affine("h", x, h) + log(total(exp(h - top))) + top)


SUBJECTS: dict[str, Cell] = {
    # what is never compiled has a file of its own: papers/test_quantum.py
    **{name: cell for name, cell in CATALOGUE.items() if not cell.eager_only},
    "rnn_relu": rnn.variant(nonlinearity="relu"),
    "gru_reset_before": gru.variant(reset_after=False),
    "peephole_lstm_f": peephole_lstm.variant(peepholes="f"),
    "greff_lstm_fgr": greff_lstm.variant(variant="FGR"),
    "greff_lstm_cifg": greff_lstm.variant(variant="CIFG"),
    "greff_lstm_niaf": greff_lstm.variant(variant="NIAF"),
    "clockwork_rnn_3": clockwork_rnn.variant(periods=(1, 3, 4)),
    "grid_lstm_tied": grid_lstm.variant(tied=True),
    "slstm_exp": slstm.variant(forget="exp", heads=1),
    "lstm_zoneout": with_zoneout(lstm, {"h": 0.1, "c": 0.5}),
    "lstm_layer_norm": with_layer_norm(lstm),
    "lstm_batch_norm": expected(with_batch_norm(lstm, 3)),
    "gru_dropout": with_recurrent_dropout(gru, 0.25),
    "lstm_without_bias": without_bias(lstm),
    "gru_without_bias": without_bias(gru),
    "lstm_projected": projected(lstm),
    "rnn_projected": projected(rnn),
    "every_op": every_op,
    "three_states": three_states,
    "deep": deep,
    "met_twice": met_twice,
    "input_inside": input_inside,
    "same_twice": same_twice,
    "normalised": normalised,
    "leaders": leaders,
    "single_numbers": single_numbers,
    "blocky": blocky,
    "layered": layered,
    "noisy": noisy,
    "noisy_expected": expected(noisy),
    "binary": binary,
    "narrowed": narrowed,
    "renamed": renamed,
    "several_sizes": several_sizes,
    "centred": centred,
}
# finite differences see the jumps of these, and the straight-through gradient does not
JUMPING = {"binary", "hm_lstm"}


def state_widths(cell: Cell, hidden: int) -> list[int]:
    """The width of each state of a cell that is not projected."""
    return [widths({"hidden": hidden})[state.size] for state in cell.states]


# a layer projects a cell itself, when proj_size is given
LAYER_SUBJECTS = {name: cell for name, cell in SUBJECTS.items() if all(s.size != "proj" for s in cell.states)}

every_layer_subject = pytest.mark.parametrize("cell", LAYER_SUBJECTS.values(), ids=LAYER_SUBJECTS)
every_subject = pytest.mark.parametrize("cell", SUBJECTS.values(), ids=SUBJECTS)

# cells of every kind, for laws that compile much and follow from others
SOME = (
    "lstm", "gru_reset_before", "peephole_lstm", "slstm", "hm_lstm", "lstm_layer_norm", "lstm_batch_norm", "every_op",
    "three_states", "normalised", "single_numbers", "blocky", "layered", "noisy", "binary",
    "several_sizes",
)  # fmt: skip
some_subjects = pytest.mark.parametrize("cell", [SUBJECTS[name] for name in SOME], ids=SOME)
