"""The simple recurrent network."""

from __future__ import annotations

from cellwright.equation import Vector, affine, cell, relu, tanh
from cellwright.errors import EquationError


@cell
def rnn(x: Vector, h: Vector, *, nonlinearity: str = "tanh") -> Vector:
    """Elman's network (1990), h' = tanh(W x + R h + b); `nonlinearity` is "tanh" or "relu", as in torch.nn.RNN."""
    a = affine("h", x, h)
    if nonlinearity not in {"tanh", "relu"}:
        raise EquationError(f'rnn\'s nonlinearity is "tanh" or "relu", not {nonlinearity!r}')
    return tanh(a) if nonlinearity == "tanh" else relu(a)
