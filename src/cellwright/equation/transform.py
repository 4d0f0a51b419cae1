"""Cells from cells: the same equations without biases, with a projection, or with some values replaced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cellwright.equation.cell import Cell
from cellwright.equation.node import (
    HIDDEN,
    LEAVES,
    NUMBER,
    PROJ,
    REDUCTIONS,
    RUNNING_MEAN,
    SCALE,
    SHIFT,
    SPREAD,
    WEIGHTED,
    Node,
    Weight,
    ordered,
)
from cellwright.equation.ops import OPS
from cellwright.equation.tape import Tape
from cellwright.errors import EquationError


def copied(node: Node, tape: Tape, copies: dict[Node, Node]) -> Node:
    """`node` written down again on `tape`; `copies` holds what is already there, replacements included."""
    if node not in copies:
        sources = tuple(copied(source, tape, copies) for source in node.sources)
        if node.op in LEAVES:
            copies[node] = tape.leaf(node.op, node.size, node.argument)
        elif node.op in REDUCTIONS:
            copies[node] = tape.reduce(node.op, *sources)
        elif node.op == SPREAD:
            copies[node] = tape.spread(sources[0], node.size)
        elif node.op in WEIGHTED:
            copies[node] = tape.weighted(node.op, node.weight, *sources)
        else:
            copies[node] = tape.apply(node.op, *sources)
    return copies[node]


def rebuilt(cell: Cell, tape: Tape, copies: dict[Node, Node], resized: Mapping[Weight, Weight]) -> Cell:
    """The cell with the replacements in `copies` and `resized` made everywhere."""
    for leaf in (*cell.inputs, *cell.states, *cell.nodes):
        copied(leaf, tape, copies)
    used = {node.argument for node in ordered(copies[node] for node in cell.nodes)}
    kept = [resized.get(weight, weight) for weight in cell.weights]
    weights = [*kept, *(weight for weight in tape.weights if weight not in kept)]
    return replace(
        cell,
        inputs=tuple(copies[node] for node in cell.inputs),
        states=tuple(copies[node] for node in cell.states),
        outputs=tuple((name, copies[node]) for name, node in cell.outputs),
        updates=tuple(copies[node] for node in cell.updates),
        weights=tuple(weight for weight in weights if weight in used),
        names={**tape.names, **{copies[node]: name for node, name in cell.names.items() if node in copies}},
        retrace=None,
    )


def without_bias(cell: Cell) -> Cell:
    """The cell with every bias of its affine maps left out (`bias=False` in torch).

    Example:
        >>> import cellwright as cw
        >>> list(without_bias(cw.cells.lstm).stacks)
        ['weight_ih', 'weight_hh']
    """
    tape = Tape()
    zero = tape.leaf("constant", NUMBER, 0.0)
    biases: dict[Node, Node] = {node: zero for node in cell.nodes if node.op == "vector" and node.weight.is_bias}
    return rebuilt(cell, tape, biases, {})


def expected(cell: Cell) -> Cell:
    """The cell of inference: each random mask is its expectation, and batch statistics are running ones.

    What is normalised over a batch is scaled and shifted by columns of two tables instead, which follow from running
    statistics: "scale" and "shift", in the place of "running_mean".

    Example:
        >>> import cellwright as cw
        >>> @cw.cell
        ... def noisy(x, h):
        ...     return cw.noise("h", h, 0.9) * cw.tanh(cw.affine("h", x, h))
        >>> len(noisy.noises), len(expected(noisy).noises)
        (1, 0)
    """
    if not cell.noises and not cell.batch_norms:
        return cell
    tape = Tape()
    copies = {node: tape.leaf("constant", NUMBER, node.mask.keep) for node in cell.noises}
    for node in cell.batch_norms:
        source, number = (copied(each, tape, copies) for each in node.sources)
        scale, shift = (tape.column(statistic(node.weight, name), number) for name in (SCALE, SHIFT))
        copies[node] = tape.apply("add", tape.apply("mul", source, scale), shift)
    whole = rebuilt(cell, tape, copies, {})
    # the gates of a table lie in the order that they have among the running means
    means = [weight for weight in cell.weights if weight.base.startswith(RUNNING_MEAN)]
    tables = [statistic(weight, name) for name in (SCALE, SHIFT) for weight in means]
    return replace(whole, weights=(*(weight for weight in whole.weights if weight not in tables), *tables))


def statistic(weight: Weight, name: str) -> Weight:
    """The table that has the place of running means among other statistics."""
    return replace(weight, stack=weight.stack.replace(RUNNING_MEAN, name), initial=float(name == SCALE))


def projected(cell: Cell) -> Cell:
    """The cell with its output h' = W_p m projected to the "proj" size (Sak et al. 2014; `proj_size` in torch).

    Raises:
        EquationError: the cell combines its first state with vectors of the hidden size element by element, or has
            rows for both in one stacked parameter; or its output is not of the hidden size.

    Example:
        >>> import cellwright as cw
        >>> projected(cw.cells.lstm).parameters(input=3, hidden=8, proj=2)["weight_hr"]
        (2, 8)
    """
    first = cell.states[0]
    if any(first in node.sources and node.op in OPS for node in cell.nodes):
        raise EquationError(
            f"cell {cell.name!r} uses its state {first.label!r} element by element, so its output cannot be "
            f"projected to another size; set proj_size=0"
        )
    if first.size != HIDDEN:
        raise EquationError(f"the output of cell {cell.name!r} is not of the hidden size; set proj_size=0")
    taken = {node.weight.stack for node in cell.nodes if node.op == "matmul" and node.sources[0] is first}
    for node in cell.nodes:
        if node.op == "matmul" and node.weight.stack in taken and node.sources[0] is not first:
            raise EquationError(
                f"cell {cell.name!r} maps its state {first.label!r} and others by {node.weight.stack}, such as in the "
                f"gate {node.weight.gate!r}, so its output cannot be projected to another size; give the others a "
                f"part= of their own, or set proj_size=0"
            )
    tape = Tape()
    narrow = tape.leaf("state", PROJ, first.label)
    copies: dict[Node, Node] = {first: narrow}
    resized: dict[Weight, Weight] = {}
    for node in cell.nodes:
        if node.op == "matmul" and node.sources[0] is first:
            resized[node.weight] = replace(node.weight, columns=PROJ)
            copies[node] = tape.linear("matmul", resized[node.weight], narrow)
    wide = rebuilt(cell, tape, copies, resized)
    projection = Weight("weight_hr", "p", PROJ, HIDDEN)
    output = tape.linear("matmul", projection, wide.updates[0])
    return replace(
        wide,
        outputs=tuple((name, output if node is wide.updates[0] else node) for name, node in wide.outputs),
        updates=(output, *wide.updates[1:]),
        weights=(*wide.weights, projection),
    )
