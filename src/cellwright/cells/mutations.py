"""The three best cells of the search over 10,000 architectures.

Where the paper adds the input itself to vectors of the hidden size, a matrix brings it there.
"""

from __future__ import annotations

from cellwright.equation import Vector, affine, cell, sigmoid, tanh


@cell
def mut1(x: Vector, h: Vector) -> Vector:
    """MUT1, a gated unit whose update gate sees the input only (Jozefowicz et al. 2015)."""
    z = sigmoid(affine("z", x))
    r = sigmoid(affine("r", x, h))
    n = tanh(affine("n", h=r * h) + tanh(affine("n", x)))
    return n * z + h * (1 - z)


@cell
def mut2(x: Vector, h: Vector) -> Vector:
    """MUT2, a gated unit that resets before its matrix (Jozefowicz et al. 2015)."""
    z = sigmoid(affine("z", x, h))
    r = sigmoid(affine("r", x, h))
    n = tanh(affine("n", x, r * h))
    return n * z + h * (1 - z)


@cell
def mut3(x: Vector, h: Vector) -> Vector:
    """MUT3, a gated unit whose update gate sees the squashed state (Jozefowicz et al. 2015)."""
    z = sigmoid(affine("z", x, tanh(h)))
    r = sigmoid(affine("r", x, h))
    n = tanh(affine("n", x, r * h))
    return n * z + h * (1 - z)
