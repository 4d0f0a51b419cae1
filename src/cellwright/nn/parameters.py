"""Which parameters a layer has for a cell: their names and their order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cellwright.equation import Cell
from cellwright.equation.transform import projected, without_bias
from cellwright.nn.compiled import Sizes

# torch's own order of a layer's parameters; anything else follows in the order of the equations
PARAMETER_ORDER = ("weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_hr")


@dataclass(frozen=True)
class Direction:
    """One direction of one layer: which parameters it reads, and how.

    Attributes:
        layer: the layer, from 0.
        place: its index among all directions of all layers, as in torch's states.
        reverse: whether it reads the sequence from its end.
        sizes: the number that each size name of the cell stands for.
        parameters: the attribute that holds each stacked parameter.
    """

    layer: int
    place: int
    reverse: bool
    sizes: Sizes
    parameters: Mapping[str, str]


def effective_cell(cell: Cell, bias: bool, proj_size: int) -> Cell:
    """The cell with what the arguments of a layer change in its equations."""
    cell = cell if bias else without_bias(cell)
    return projected(cell) if proj_size else cell


def parameter_rank(stack: str) -> tuple[int, str]:
    """The place of a stack among the parameters of a layer."""
    return (PARAMETER_ORDER.index(stack), "") if stack in PARAMETER_ORDER else (len(PARAMETER_ORDER), stack)
