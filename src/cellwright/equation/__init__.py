"""The language: a recurrent cell is a plain Python function of symbolic vectors, written once as its equations."""

from cellwright.equation.adjoint import Adjoint, adjoint
from cellwright.equation.cell import Cell
from cellwright.equation.circuits import circuit
from cellwright.equation.given import blocks, named, noise, parameter, setting
from cellwright.equation.interpret import interpret
from cellwright.equation.ops import (
    OPS,
    absolute,
    exp,
    floor,
    log,
    maximum,
    minimum,
    modulo,
    relu,
    sigmoid,
    sqrt,
    step,
    straight_through,
    tanh,
)
from cellwright.equation.reduce import largest, mean, total
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
    "blocks",
    "cell",
    "circuit",
    "diag",
    "exp",
    "floor",
    "interpret",
    "largest",
    "log",
    "maximum",
    "mean",
    "minimum",
    "modulo",
    "named",
    "noise",
    "parameter",
    "relu",
    "setting",
    "sigmoid",
    "sqrt",
    "step",
    "straight_through",
    "tanh",
    "total",
]
