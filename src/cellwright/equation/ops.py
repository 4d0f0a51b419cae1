"""The op table: each element-wise op's name, NumPy meaning, derivative, price and one-line description, in one row.

The functions above the table are the language's own spelling of the rows that have no operator.
A derivative receives (gradient, output, *inputs) and returns the gradient of each input, or None where it is zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import signature
from typing import Any

import numpy as np
import numpy.typing as npt

from cellwright.equation.vector import Vector, apply

Array = npt.NDArray[Any]
Gradients = tuple["Vector | None", ...]


def sigmoid(v: Vector) -> Vector:
    """The logistic function σ(v) = 1 / (1 + exp(-v))."""
    return apply("sigmoid", v)


def tanh(v: Vector) -> Vector:
    """The hyperbolic tangent."""
    return apply("tanh", v)


def relu(v: Vector) -> Vector:
    """max(v, 0)."""
    return apply("relu", v)


def exp(v: Vector) -> Vector:
    """The exponential function."""
    return apply("exp", v)


def log(v: Vector) -> Vector:
    """The natural logarithm."""
    return apply("log", v)


def sqrt(v: Vector) -> Vector:
    """The square root."""
    return apply("sqrt", v)


def absolute(v: Vector) -> Vector:
    """|v|."""
    return apply("absolute", v)


def maximum(a: Vector | float, b: Vector | float) -> Vector:
    """The larger of a and b; NaN where either is NaN."""
    return apply("maximum", a, b)


def minimum(a: Vector | float, b: Vector | float) -> Vector:
    """The smaller of a and b; NaN where either is NaN."""
    return apply("minimum", a, b)


def step(v: Vector) -> Vector:
    """1 where v > 0, else 0; its derivative is taken as zero."""
    return apply("step", v)


def floor(v: Vector) -> Vector:
    """The largest whole number that is not above v; its derivative is taken as zero."""
    return apply("floor", v)


def modulo(v: Vector, period: Vector | float) -> Vector:
    """What is left of v behind the last multiple of the period: v - period * floor(v / period)."""
    return v - period * floor(v / period)


def straight_through(hard: Vector, soft: Vector | float) -> Vector:
    """The value of `hard`, with the gradient of `soft` (Bengio, Léonard & Courville 2013); none if that is a number.

    Example:
        >>> import cellwright as cw
        >>> @cw.cell
        ... def binary(x, h):
        ...     p = cw.sigmoid(cw.affine("p", x, h))
        ...     return cw.straight_through(cw.step(p - 0.5), p)
    """
    return apply("straight_through", hard, soft)


@dataclass(frozen=True)
class Op:
    """A row: `cycles` is the rough price of one vector register, which decides what is saved or recomputed."""

    meaning: Callable[..., Array]
    derivative: Callable[..., Gradients]
    cycles: int
    doc: str


def _np_sigmoid(a: Array) -> Array:
    # 1 / (1 + exp(-a)) without overflow for any a: exp sees only numbers below zero
    decay = np.exp(-np.abs(a))
    result: Array = np.where(a < 0, decay, np.ones_like(decay)) / (1 + decay)
    return result


OPS: Mapping[str, Op] = {
    "add": Op(np.add, lambda g, y, a, b: (g, g), 1, "a + b"),
    "sub": Op(np.subtract, lambda g, y, a, b: (g, -g), 1, "a - b"),
    "mul": Op(np.multiply, lambda g, y, a, b: (g * b, g * a), 1, "a * b"),
    "div": Op(np.divide, lambda g, y, a, b: (g / b, -g * y / b), 10, "a / b"),
    "neg": Op(np.negative, lambda g, y, a: (-g,), 1, "-a"),
    "sigmoid": Op(_np_sigmoid, lambda g, y, a: (g * (y * (1 - y)),), 25, "1 / (1 + exp(-a))"),
    "tanh": Op(np.tanh, lambda g, y, a: (g * (1 - y * y),), 25, "hyperbolic tangent"),
    "relu": Op(lambda a: np.maximum(a, 0), lambda g, y, a: (g * step(y),), 1, "max(a, 0)"),
    "exp": Op(np.exp, lambda g, y, a: (g * y,), 15, "e to the power a"),
    "log": Op(np.log, lambda g, y, a: (g / a,), 20, "natural logarithm"),
    "sqrt": Op(np.sqrt, lambda g, y, a: (g / (y + y),), 10, "square root"),
    "absolute": Op(np.abs, lambda g, y, a: (g * (step(a) - step(-a)),), 1, "|a|"),
    "maximum": Op(np.maximum, lambda g, y, a, b: (g * step(a - b), g * (1 - step(a - b))), 1, "the larger of a and b"),
    "minimum": Op(np.minimum, lambda g, y, a, b: (g * step(b - a), g * (1 - step(b - a))), 1, "the smaller of a and b"),
    "step": Op(lambda a: np.heaviside(a, 0), lambda g, y, a: (None,), 1, "1 where a > 0, else 0"),
    "floor": Op(np.floor, lambda g, y, a: (None,), 1, "the largest whole number not above a"),
    "straight_through": Op(
        lambda a, b: np.broadcast_arrays(a, b)[0], lambda g, y, a, b: (None, g), 1, "a, with the gradient of b"
    ),
}

ARITY: Mapping[str, int] = {name: len(signature(op.derivative).parameters) - 2 for name, op in OPS.items()}
