"""Modifiers: zoneout, recurrent dropout and layer normalisation for any cell, as changes of its equations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cellwright.equation.cell import Cell
from cellwright.equation.given import named, noise
from cellwright.equation.node import ONE, Node, Weight
from cellwright.equation.ops import sqrt
from cellwright.equation.reduce import mean
from cellwright.equation.tape import Tape
from cellwright.equation.transform import copied, rebuilt
from cellwright.equation.vector import Vector
from cellwright.errors import EquationError

EPSILON = 1e-5


def with_zoneout(cell: Cell, rates: Mapping[str, float]) -> Cell:
    """The cell whose units keep their old value with a probability, in training (Krueger et al. 2016).

    In inference the expectation stands in. What is computed from a new state in the same step sees it before zoneout,
    as in the paper; the output is zoned out with the state that carries it.

    Args:
        cell: the equations.
        rates: the probability for each state, by its label; states that are left out are not touched.

    Example:
        >>> import cellwright as cw
        >>> cell = with_zoneout(cw.cells.lstm, {"h": 0.05, "c": 0.5})
        >>> [node.mask.keep for node in cell.noises]
        [0.95, 0.5]
    """
    tape, copies = _again(cell)
    zoned: dict[Node, Node] = {}
    updates = []
    for state, update in zip(cell.states, cell.updates, strict=True):
        old, new = Vector(copies[state], tape), Vector(copies[update], tape)
        if rate := rates.get(state.label):
            moves = noise(f"zoneout {state.label}", old, 1 - rate)
            new = moves * new + (1 - moves) * old
            zoned.setdefault(update, new.node)
        updates.append(new.node)
    outputs = tuple((name, zoned.get(node, copies[node])) for name, node in cell.outputs)
    whole = rebuilt(cell, tape, copies, {})
    return replace(whole, outputs=outputs, updates=tuple(updates))


def with_recurrent_dropout(cell: Cell, rate: float) -> Cell:
    """The cell whose states lose some units, the same ones at all steps of a sequence (Gal & Ghahramani 2016).

    A state is masked where a matrix is applied to it, and scaled so that its expectation stays.

    Example:
        >>> import cellwright as cw
        >>> with_recurrent_dropout(cw.cells.gru, 0.25).noises[0].mask
        Mask(name='dropout h', keep=0.75, each='sequence')
    """
    tape = Tape()
    copies: dict[Node, Node] = {}
    for leaf in (*cell.inputs, *cell.states):
        copied(leaf, tape, copies)
    for node in cell.nodes:
        if node.op == "matmul" and node.sources[0] in cell.states:
            state = Vector(copies[node.sources[0]], tape)
            mask = noise(f"dropout {node.sources[0].label}", state, 1 - rate, each="sequence")
            copies[node] = tape.linear("matmul", node.weight, (state * mask / (1 - rate)).node)
    return rebuilt(cell, tape, copies, {})


def with_layer_norm(cell: Cell) -> Cell:
    """The cell with layer normalisation (Ba et al. 2016) of W x, of R h, and of c' before the tanh of the output.

    The products of one vector with the gates of one parameter are normalised together, as in the paper; each has a
    gain that starts at 1, and the biases of the gates are their shifts.

    Raises:
        EquationError: the cell has no products.

    Example:
        >>> import cellwright as cw
        >>> sorted(with_layer_norm(cw.cells.lstm).stacks)[:4]
        ['bias_hh', 'bias_ih', 'bias_norm', 'norm']
    """
    tape = Tape()
    copies: dict[Node, Node] = {}
    for leaf in (*cell.inputs, *cell.states):
        copied(leaf, tape, copies)
    groups: dict[tuple[Node, str], list[Node]] = {}
    for node in cell.nodes:
        if node.op == "matmul":
            groups.setdefault((node.sources[0], node.weight.stack), []).append(node)
    if not groups:
        raise EquationError(f"cell {cell.name!r} has no matrix products, so there is nothing to normalise")
    results = {node for _, node in cell.outputs}
    pairs = zip(cell.states, cell.updates, strict=True)
    memories = {update: state.label for state, update in pairs if update not in results and state.size != ONE}
    for node in cell.nodes:
        if node in copies:
            continue
        if node.op == "matmul":
            together = groups[node.sources[0], node.weight.stack]
            together.sort(key=lambda each: cell.weights.index(each.weight))
            products = [Vector(copied(each, tape, {**copies}), tape) for each in together]
            stacks = [each.weight.stack.replace("weight", "norm") for each in together]
            gains = [
                _gain(product, stack, each.weight.gate)
                for product, stack, each in zip(products, stacks, together, strict=True)
            ]
            label = _label(cell, node.sources[0], len(copies))
            copies.update(zip(together, _normalised(products, gains, label), strict=True))
        elif node.op == "tanh" and node.sources[0] in memories:
            copies[node] = _squashed(Vector(copies[node.sources[0]], tape), memories[node.sources[0]])
        else:
            copied(node, tape, copies)
    return rebuilt(cell, tape, copies, {})


def _squashed(memory: Vector, label: str) -> Node:
    """The tanh of a memory, which is normalised first."""
    tape = memory.tape
    (normalised,) = _normalised([memory], [_gain(memory, "norm", label)], label)
    shift = tape.leaf("vector", memory.size, Weight("bias_norm", label, memory.size, initial=0.0))
    return tape.apply("tanh", tape.apply("add", normalised, shift))


def _label(cell: Cell, operand: Node, index: int) -> str:
    """What the statistics of an operand's products are called."""
    return operand.label if operand.op in {"input", "state"} else cell.names.get(operand, f"v{index}")


def _normalised(vectors: list[Vector], gains: list[Vector], label: str) -> list[Node]:
    """Vectors minus their common mean, divided by their common standard deviation, each times its gain.

    The order counts: a gain that meets the centred vector, rather than the scaled one, leaves one vector less to be
    kept for the backward pass; and to add up the columns of a vector takes longer than to add up vectors.
    """
    share = 1 / len(vectors)
    centre = named(f"mean_{label}", mean(_sum(vectors)) * share)
    centred = [vector - centre for vector in vectors]
    variance = mean(_sum([vector * vector for vector in centred])) * share
    scale = named(f"scale_{label}", 1 / sqrt(variance + EPSILON))
    return [(gain * vector * scale).node for gain, vector in zip(gains, centred, strict=True)]


def _sum(vectors: list[Vector]) -> Vector:
    return sum(vectors[1:], start=vectors[0])


def _gain(vector: Vector, stack: str, gate: str) -> Vector:
    return Vector(vector.tape.leaf("vector", vector.size, Weight(stack, gate, vector.size, initial=1.0)), vector.tape)


def _again(cell: Cell) -> tuple[Tape, dict[Node, Node]]:
    """A new tape with all nodes of the cell on it, and where each one is."""
    tape = Tape()
    copies: dict[Node, Node] = {}
    for node in (*cell.inputs, *cell.states, *cell.nodes):
        copied(node, tape, copies)
    return tape, copies
