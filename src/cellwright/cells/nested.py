"""The nested LSTM: its memory is an LSTM itself."""

from __future__ import annotations

from cellwright.equation import Vector, affine, cell, sigmoid, tanh


@cell
def nested_lstm(x: Vector, h: Vector, c: Vector, m: Vector) -> tuple[Vector, Vector, Vector]:
    """Nested LSTM (Moniz & Krueger 2018): c' is the output of an inner LSTM with input i * g and hidden state f * c."""
    i = sigmoid(affine("i", x, h))
    f = sigmoid(affine("f", x, h))
    g = tanh(affine("g", x, h))
    o = sigmoid(affine("o", x, h))
    new, old = i * g, f * c
    ii = sigmoid(affine("ii", new, old, part="inner"))
    fi = sigmoid(affine("fi", new, old, part="inner"))
    gi = tanh(affine("gi", new, old, part="inner"))
    oi = sigmoid(affine("oi", new, old, part="inner"))
    m = fi * m + ii * gi
    c = oi * tanh(m)
    return o * tanh(c), c, m
