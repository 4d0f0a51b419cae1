"""Minimal recurrent cells: their gates see the input only, so that all products can be taken before the loop."""

from __future__ import annotations

from cellwright.equation import Vector, affine, cell, sigmoid


@cell
def min_lstm(x: Vector, h: Vector) -> Vector:
    """MinLSTM (Feng et al. 2024): h' = f * h + i * (W x), with f and i scaled to add up to one."""
    f = sigmoid(affine("f", x))
    i = sigmoid(affine("i", x))
    both = f + i
    return f / both * h + i / both * affine("h", x)


@cell
def min_gru(x: Vector, h: Vector) -> Vector:
    """MinGRU (Feng et al. 2024): h' = (1 - z) * h + z * (W x)."""
    z = sigmoid(affine("z", x))
    return (1 - z) * h + z * affine("h", x)
