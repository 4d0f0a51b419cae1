"""Modifiers: zoneout, recurrent dropout, layer and batch normalisation for any cell, as changes of its equations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from cellwright.equation.cell import Cell
from cellwright.equation.given import named, noise
from cellwright.equation.node import EPSILON, HIDDEN, NUMBER, ONE, RUNNING_MEAN, Node, Weight
from cellwright.equation.ops import sqrt
from cellwright.equation.reduce import mean
from cellwright.equation.tape import Tape
from cellwright.equation.transform import copied, rebuilt
from cellwright.equation.vector import Vector
from cellwright.errors import EquationError


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
    gain that starts at 1, and the biases of the gates are their shifts. Those of another size are normalised by
    themselves, and single numbers that have no vector beside them not at all.

    Raises:
        EquationError: the cell has no products.

    Example:
        >>> import cellwright as cw
        >>> sorted(with_layer_norm(cw.cells.lstm).stacks)[:4]
        ['bias_hh', 'bias_ih', 'bias_norm', 'norm']
    """
    return _with_norm(cell, Tape(), 1.0, _normalised)


def with_batch_norm(cell: Cell, max_steps: int) -> Cell:
    """The cell with recurrent batch normalisation (Cooijmans et al. 2016) where layer norm has its own.

    Each unit is normalised over the rows of the batch at each step. The gains start at 0.1; the biases of the gates are
    the shifts of the products, and the memory has one of its own. One more state, t, counts the steps of a sequence:
    inference finds the statistics of the step by it.

    Args:
        cell: the equations.
        max_steps: so many steps have statistics of their own; later ones share the last.

    Raises:
        EquationError: the cell has no products.

    Example:
        >>> import cellwright as cw
        >>> normed = with_batch_norm(cw.cells.gru, 50)
        >>> [state.label for state in normed.states], normed.stacks["running_mean_hh"][0].columns
        (['h', 't'], '50')
    """
    tape = Tape()
    taken = {state.label for state in cell.states}
    number = tape.leaf("state", ONE, next(label for label in ("t", "t_norm", "t_steps") if label not in taken))

    def normalised(vectors: list[Vector], gains: list[Vector], _label: str) -> list[Node]:
        return [tape.apply("mul", gain.node, over_rows(v, gain)) for gain, v in zip(gains, vectors, strict=True)]

    def over_rows(vector: Vector, gain: Vector) -> Node:
        of = gain.node.weight
        stack = of.stack.replace("norm", RUNNING_MEAN, 1)
        return tape.batch_norm(Weight(stack, of.gate, of.rows, str(max_steps), initial=0.0), vector.node, number)

    whole = _with_norm(cell, tape, 0.1, normalised)
    following = tape.apply("add", number, tape.leaf("constant", NUMBER, 1.0))
    return replace(whole, states=(*whole.states, number), updates=(*whole.updates, following))


# vectors, the gain of each, and what they are the products of, to the vectors normalised and times their gains
Normalise = Callable[[list[Vector], list[Vector], str], list[Node]]


def _with_norm(cell: Cell, tape: Tape, initial: float, normalise: Normalise) -> Cell:
    """The cell with its products, and its memories before a tanh, normalised; the gains start from a number."""
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

    def gain(vector: Vector, stack: str, gate: str) -> Vector:
        return Vector(tape.leaf("vector", vector.size, Weight(stack, gate, vector.size, initial=initial)), tape)

    for node in cell.nodes:
        if node in copies:
            continue
        if node.op == "matmul":
            together = groups[node.sources[0], node.weight.stack]
            together.sort(key=lambda each: cell.weights.index(each.weight))
            products = [Vector(copied(each, tape, {**copies}), tape) for each in together]
            stacks = [each.weight.stack.replace("weight", "norm") for each in together]
            gains = [
                gain(product, stack, each.weight.gate)
                for product, stack, each in zip(products, stacks, together, strict=True)
            ]
            label = _label(cell, node.sources[0], len(copies))
            copies.update(zip(together, normalise(products, gains, label), strict=True))
        elif node.op == "tanh" and node.sources[0] in memories:
            memory, label = Vector(copies[node.sources[0]], tape), memories[node.sources[0]]
            (normalised,) = normalise([memory], [gain(memory, "norm", label)], label)
            shift = tape.leaf("vector", memory.size, Weight("bias_norm", label, memory.size, initial=0.0))
            copies[node] = tape.apply("tanh", tape.apply("add", normalised, shift))
        else:
            copied(node, tape, copies)
    return rebuilt(cell, tape, copies, {})


def _label(cell: Cell, operand: Node, index: int) -> str:
    """What the statistics of an operand's products are called."""
    return operand.label if operand.op in {"input", "state"} else cell.names.get(operand, f"v{index}")


def _normalised(vectors: list[Vector], gains: list[Vector], label: str) -> list[Node]:
    """Vectors of each size normalised together; single numbers as vectors of equal numbers, or as they are if alone."""
    sizes = sorted({vector.size for vector in vectors} - {ONE}, key=lambda size: (size != HIDDEN, size))
    if not sizes:
        return [(gain * vector).node for gain, vector in zip(gains, vectors, strict=True)]
    found: dict[int, Node] = {}
    for size in sizes:
        taken = {size, ONE} if size == sizes[0] else {size}
        places = [place for place, vector in enumerate(vectors) if vector.size in taken]
        own = label if size == sizes[0] else f"{label}_{size}"
        parts = [vectors[place] for place in places], [gains[place] for place in places]
        found.update(zip(places, _normalised_together(*parts, own), strict=True))
    return [found[place] for place in range(len(vectors))]


def _normalised_together(vectors: list[Vector], gains: list[Vector], label: str) -> list[Node]:
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


def _again(cell: Cell) -> tuple[Tape, dict[Node, Node]]:
    """A new tape with all nodes of the cell on it, and where each one is."""
    tape = Tape()
    copies: dict[Node, Node] = {}
    for node in (*cell.inputs, *cell.states, *cell.nodes):
        copied(node, tape, copies)
    return tape, copies
