"""The language: a recurrent cell is a plain Python function of symbolic vectors, written once as its equations."""

from cellwright.equation.adjoint import Adjoint, adjoint
from cellwright.equation.cell import Cell
from cellwright.equation.interpret import interpret
from cellwright.equation.ops import (
    OPS,
    absolute,
    exp,
    log,
    maximum,
    minimum,
    relu,
    sigmoid,
    sqrt,
    step,
    tanh,
)
from cellwright.equation.trace import cell
from cellwright.equation.vector import Vector, affine, diag

__all__ = [
    "OPS",
    "Adjoint",
    "Cell",
    "Vector",
    "absolute",
    "adjoint",
    "affine",
    "cell",
    "diag",
    "exp",
    "interpret",
    "log",
    "maximum",
    "minimum",
    "relu",
    "sigmoid",
    "sqrt",
    "step",
    "tanh",
]
