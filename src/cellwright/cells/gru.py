"""The gated recurrent unit, with both places of its reset gate."""

from __future__ import annotations

from cellwright.equation import Vector, affine, cell, sigmoid, tanh


@cell
def gru(x: Vector, h: Vector, *, reset_after: bool = True) -> Vector:
    """GRU (Cho et al. 2014); `reset_after` applies r behind R h, as torch.nn.GRU and cuDNN do, else before it."""
    r = sigmoid(affine("r", x, h))
    z = sigmoid(affine("z", x, h))
    if reset_after:
        n = tanh(affine("n", x) + r * affine("n", h=h))
    else:
        n = tanh(affine("n", x, r * h))
    return (1 - z) * n + z * h
