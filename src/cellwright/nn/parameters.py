"""Which parameters a layer has for a cell: their names, their order, their first values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch

from cellwright.cells import forget_biases
from cellwright.equation import Cell
from cellwright.equation.blocks import pattern_mask
from cellwright.equation.cell import rows_of
from cellwright.equation.circuits import check_simulator
from cellwright.equation.modify import with_batch_norm, with_layer_norm, with_recurrent_dropout, with_zoneout
from cellwright.equation.node import ONE, Weight
from cellwright.equation.transform import projected, without_bias
from cellwright.errors import ArgumentError
from cellwright.nn.arguments import probability
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
        shapes: of each stacked parameter.
    """

    layer: int
    place: int
    reverse: bool
    sizes: Sizes
    parameters: Mapping[str, str]
    shapes: Mapping[str, tuple[int, ...]]


def directions_of(
    cell: Cell, features: Sequence[int], sizes: Mapping[str, int], suffixes: Sequence[str]
) -> tuple[Direction, ...]:
    """The directions of all layers, each layer with so many features in its input."""
    stacks = sorted(cell.stacks, key=_rank)
    directions: list[Direction] = []
    for layer, wide in enumerate(features):
        own = {"input": wide, **sizes}
        shapes = cell.parameters(**own)
        for suffix in suffixes:
            names = {stack: _name(stack, layer, suffix) for stack in stacks}
            directions.append(Direction(layer, len(directions), bool(suffix), tuple(own.items()), names, shapes))
    return tuple(directions)


def with_shapes(direction: Direction, stacks: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The stacked parameters, which have the shapes that the equations ask for, or else kernels would read beyond them.

    Raises:
        ArgumentError: one has another shape.
    """
    for stack, value in stacks.items():
        if value.shape != direction.shapes[stack]:
            raise ArgumentError(
                f"{direction.parameters[stack]} has shape {tuple(value.shape)}, but this layer needs "
                f"{direction.shapes[stack]}; give it a value of that shape"
            )
    return stacks


def effective_cell(cell: Cell, bias: bool, proj_size: int, hidden_size: int) -> Cell:
    """The cell with what the arguments of a layer change in its equations.

    Raises:
        ArgumentError: the equations cut the units into more blocks than there are, or have no parameter.
        MissingExtraError: the equations have quantum circuits, and PennyLane is not installed.
    """
    check_simulator(cell.nodes)
    if cell.blocks > hidden_size:
        raise ArgumentError(
            f"{cell.name} cuts its units into {cell.blocks} blocks; hidden_size must be at least as large, "
            f"got {hidden_size}"
        )
    cell = cell if bias else without_bias(cell)
    if not cell.weights:
        raise ArgumentError(
            f"{cell.name} has no parameter for a layer to learn; write cw.affine, cw.diag or cw.parameter into its "
            f"equations" + ("" if bias else ", or leave bias=False out")
        )
    return projected(cell) if proj_size else cell


def modified_cell(
    cell: Cell, zoneout: Mapping[str, float], recurrent_dropout: float, norm: str | None, max_steps: int
) -> Cell:
    """The cell with the modifiers of a layer in its equations.

    Raises:
        ArgumentError: there is no such normalisation.
    """
    if norm not in {None, "layer", "batch"}:
        raise ArgumentError(f'norm must be "layer", "batch" or None; got {norm!r}')
    if norm:
        cell = with_layer_norm(cell) if norm == "layer" else with_batch_norm(cell, max_steps)
    if recurrent_dropout:
        cell = with_recurrent_dropout(cell, recurrent_dropout)
    return with_zoneout(cell, zoneout) if zoneout else cell


def zoneout_rates(cell: Cell, zoneout: float | Mapping[str, float]) -> dict[str, float]:
    """The rate of each state that is zoned out: one for all vectors, or each by its name.

    Raises:
        ArgumentError: a rate is no probability, or the cell has no such state.
    """
    vectors = [state.label for state in cell.states if state.size != ONE]
    if not isinstance(zoneout, Mapping):
        zoneout = dict.fromkeys(vectors, probability("zoneout", zoneout))
    unknown = sorted(set(zoneout) - set(vectors))
    if unknown:
        raise ArgumentError(f"zoneout names {unknown[0]!r}, but the states of {cell.name} are {', '.join(vectors)}")
    return {label: rate for label, rate in zoneout.items() if probability("zoneout", rate)}


def with_layers(cell: Cell, layers: int, between: Mapping[str, float]) -> Cell:
    """A cell that has its layers in its equations, with so many of them; any other cell as it is.

    One layer means as many as the cell has. `between` is what would happen between layers that stand apart.

    Raises:
        ArgumentError: a cell that cannot be traced again has other layers, or something was to happen between them.
    """
    if layers > 1 and "layers" in cell.options and cell.retrace is not None:
        cell = cell.variant(layers=layers)
    for name, value in between.items() if cell.layers > 1 else ():
        if value:
            raise ArgumentError(
                f"{cell.name} has its {cell.layers} layers in its equations, so {name}= between layers is not "
                f"possible; got {name}={value!r}"
            )
    if cell.layers > 1 and layers not in {1, cell.layers}:
        raise ArgumentError(
            f"{cell.name} has {cell.layers} layers in its equations; num_layers must be {cell.layers} or left out, "
            f"got {layers}"
        )
    return cell


def _rank(stack: str) -> tuple[int, int, str]:
    """The place of a stack among the parameters of a layer."""
    base, _, layer = stack.partition(".")
    rank = PARAMETER_ORDER.index(base) if base in PARAMETER_ORDER else len(PARAMETER_ORDER)
    return int(layer or 0), rank, base


def _name(stack: str, layer: int, suffix: str) -> str:
    """The attribute of a stack: the layers inside a cell are numbered as layers above each other are."""
    base, _, inside = stack.partition(".")
    return f"{base}_l{layer + int(inside or 0)}{suffix}"


def initialise(values: torch.Tensor, weight: Weight) -> None:
    """Give a weight its first value, and zeros where its blocks are not joined."""
    if weight.initial is not None:
        values.fill_(weight.initial)
    if weight.pattern:
        values.mul_(torch.as_tensor(pattern_mask(weight.pattern, *values.shape), device=values.device))


def open_forget_gates(
    cell: Cell, direction: Direction, parameter: Callable[[str], torch.Tensor], forget_bias: float
) -> None:
    """Add to the biases of the forget gates, to one bias of each; `parameter` finds one by its attribute.

    Raises:
        ArgumentError: the cell has no forget gate with a bias.
    """
    biases = forget_biases(cell)
    if not biases:
        raise ArgumentError(f"{cell.name} has no forget gate with a bias; leave forget_bias out")
    for weight in biases:
        parameter(direction.parameters[weight.stack])[rows_of(cell, weight, dict(direction.sizes))] += forget_bias
