"""Reductions over the numbers of a vector: what a normalisation is made of. Each gives a single number a row."""

from __future__ import annotations

from cellwright.equation.node import NUMBER
from cellwright.equation.tape import equation_error
from cellwright.equation.vector import Vector


def total(v: Vector) -> Vector:
    """The sum of the numbers of v, a value of size one."""
    return _reduced("total", v)


def largest(v: Vector) -> Vector:
    """The largest of the numbers of v, a value of size one; NaN where there is one. Equal ones share its gradient."""
    return _reduced("largest", v)


def mean(v: Vector) -> Vector:
    """The mean of the numbers of v, a value of size one.

    Example:
        >>> import cellwright as cw
        >>> @cw.cell
        ... def centred(x, h):
        ...     a = cw.affine("h", x, h)
        ...     return cw.tanh(a - cw.mean(a))
    """
    sum_ = total(v)
    return sum_ * Vector(v.tape.leaf("fraction", NUMBER, v.size), v.tape)


def _reduced(op: str, v: Vector) -> Vector:
    if not isinstance(v, Vector):
        raise equation_error(f"{op} takes a vector of the equations, but got {type(v).__name__}")
    return Vector(v.tape.reduce(op, v.node), v.tape)
