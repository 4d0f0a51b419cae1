"""The long short-term memory and its close relatives, each as it stands in its paper.

Notation: x the input, h the output of the step before, c the memory; i, f, o the input, forget and output gate,
g the candidate. Gates are first used in torch.nn's order (i, f, g, o), so that parameters are laid out alike.
"""

from __future__ import annotations

from cellwright.equation import Vector, affine, cell, diag, sigmoid, tanh

State = tuple[Vector, Vector]


@cell
def lstm(x: Vector, h: Vector, c: Vector) -> State:
    """LSTM with a forget gate (Gers, Schmidhuber & Cummins 2000); the cell of torch.nn.LSTM."""
    i = sigmoid(affine("i", x, h))
    f = sigmoid(affine("f", x, h))
    g = tanh(affine("g", x, h))
    o = sigmoid(affine("o", x, h))
    c = f * c + i * g
    return o * tanh(c), c


@cell
def lstm1997(x: Vector, h: Vector, c: Vector) -> State:
    """The first LSTM, without a forget gate: a constant error carousel (Hochreiter & Schmidhuber 1997)."""
    i = sigmoid(affine("i", x, h))
    g = tanh(affine("g", x, h))
    o = sigmoid(affine("o", x, h))
    c = c + i * g
    return o * tanh(c), c


@cell
def peephole_lstm(x: Vector, h: Vector, c: Vector, *, peepholes: str = "ifo") -> State:
    """LSTM whose gates see the memory (Gers & Schmidhuber 2000); `peepholes` says which of the gates i, f, o do."""

    def gate(name: str, memory: Vector) -> Vector:
        a = affine(name, x, h)
        return sigmoid(a + diag(name, memory) if name in peepholes else a)

    i = gate("i", c)
    f = gate("f", c)
    c = f * c + i * tanh(affine("g", x, h))
    o = gate("o", c)
    return o * tanh(c), c


@cell
def cifg_lstm(x: Vector, h: Vector, c: Vector) -> State:
    """LSTM with coupled gates, f = 1 - i (Greff et al. 2015)."""
    i = sigmoid(affine("i", x, h))
    g = tanh(affine("g", x, h))
    o = sigmoid(affine("o", x, h))
    c = (1 - i) * c + i * g
    return o * tanh(c), c
