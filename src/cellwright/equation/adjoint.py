"""The backward pass of a cell, derived by the op table: `adjoint(cell)` is a Cell again.

Its states are the gradients of the cell's states and run backward in time. Its outputs are the gradient of the
input and one *delta* for each weight: the gradient where the weight's product enters the equations. The weight's own
gradient is a sum over all steps and rows, Σ delta ⊗ operand, and is left to one large product after the loop.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from cellwright.equation.cell import Cell
from cellwright.equation.node import COLUMN, FIXED, NUMBER, ONE, REDUCTIONS, SPREAD, Node, Weight, ordered
from cellwright.equation.ops import OPS
from cellwright.equation.tape import Tape
from cellwright.equation.transform import copied
from cellwright.equation.vector import Vector


@dataclass(frozen=True)
class Product:
    """One share of a weight's gradient, a sum over all steps and rows.

    It is delta ⊗ operand for a matrix, delta * operand for a diagonal, and delta alone (no operand) for a bias.
    `delta` is a node of the adjoint cell, `operand` one of the original cell.
    """

    weight: Weight
    delta: Node
    operand: Node | None


@dataclass(frozen=True)
class Adjoint:
    """The adjoint cell, the products that remain after the loop, and which forward value each input stands for."""

    cell: Cell
    products: tuple[Product, ...]
    given: Mapping[Node, Node]


def adjoint(cell: Cell, saved: Collection[Node] = ()) -> Adjoint:
    """The backward pass of `cell`.

    Args:
        cell: the equations.
        saved: values of the forward step that will be at hand; all others are computed again from them. The
            inputs, the old states and the new states are always at hand.

    Example:
        >>> import cellwright as cw
        >>> backward = adjoint(cw.cells.rnn)
        >>> [state.label for state in backward.cell.states], [name for name, _ in backward.cell.outputs]
        (['d h'], ['d x', 'delta bias_hh h'])
    """
    tape = Tape()
    given = _given(cell, saved, tape)
    d_states = tuple(tape.leaf("state", state.size, f"d {state.label}") for state in cell.states)
    d_outputs = tuple(tape.leaf("input", node.size, f"d {name}") for name, node in cell.outputs)

    sums = _Gradients(tape)
    for node, leaf in zip(cell.updates, d_states, strict=True):
        sums.add(node, leaf)
    for (_, node), leaf in zip(cell.outputs, d_outputs, strict=True):
        sums.add(node, leaf)
    products = _propagate(cell, sums, dict(given))

    outputs = {sums.of(node): f"d {node.label}" for node in cell.inputs if sums.reached(node)}
    for product in products:
        outputs.setdefault(product.delta, f"delta {product.weight.stack} {product.weight.gate}")
    updates = tuple(sums.of(state) for state in cell.states)
    used = {node for root in (*outputs, *updates) for node in ordered([root])}
    backward = Cell(
        name=f"{cell.name} adjoint",
        inputs=tuple(leaf for leaf in (*d_outputs, *given.values()) if leaf in used),
        states=d_states,
        outputs=tuple((name, node) for node, name in outputs.items()),
        updates=updates,
        weights=cell.weights,
    )
    return Adjoint(backward, tuple(products), {node: leaf for node, leaf in given.items() if leaf in used})


def _given(cell: Cell, saved: Collection[Node], tape: Tape) -> dict[Node, Node]:
    """The input of the adjoint that stands for each forward value at hand."""
    labels = {node: node.label for node in cell.inputs}
    labels.update((node, f"noise {node.mask.name}") for node in cell.noises)
    for state, update in zip(cell.states, cell.updates, strict=True):
        labels[state] = f"old {state.label}"
        labels.setdefault(update, f"new {state.label}")
    kept = [node for node in cell.nodes if node in saved]
    names = [cell.names.get(node, "") for node in kept]
    for index, (node, name) in enumerate(zip(kept, names, strict=True)):
        # a function may give one name to two values; one label would make one value of them
        labels.setdefault(node, f"saved {name if names.count(name) == 1 else index}")
    return {node: tape.leaf("input", node.size, label) for node, label in labels.items() if node.op not in FIXED}


class _Gradients:
    """The gradient of each forward value, a sum that grows as its uses are passed."""

    def __init__(self, tape: Tape) -> None:
        self.tape = tape
        # by size, so that vectors that lead to one number are added before their columns are
        self._sums: dict[Node, dict[str, Node]] = {}

    def add(self, node: Node, gradient: Node) -> None:
        sums = self._sums.setdefault(node, {})
        known = sums.get(gradient.size)
        sums[gradient.size] = self.tape.apply("add", known, gradient) if known else gradient

    def reached(self, node: Node) -> bool:
        return node in self._sums

    def of(self, node: Node) -> Node:
        total: Node | None = None
        for size, gradient in self._sums.get(node, {}).items():
            # what was broadcast on the way forward is added up on the way back
            narrow = node.size == ONE and size not in {ONE, NUMBER}
            part = self.tape.reduce("total", gradient) if narrow else gradient
            total = self.tape.apply("add", total, part) if total else part
        return total or self.tape.leaf("constant", NUMBER, 0.0)


def _propagate(cell: Cell, sums: _Gradients, values: dict[Node, Node]) -> list[Product]:
    """Carry the gradients from the results to the leaves; what reaches a weight becomes a product."""
    tape = sums.tape
    products: list[Product] = []
    for node in reversed(cell.nodes):
        if not sums.reached(node) or node.op in {"input", "state", "noise", COLUMN, *(FIXED - {"vector"})}:
            continue
        if node.size == NUMBER:
            # such as 1 - 0.9, which may meet vectors of several sizes; it depends on nothing that has a gradient
            continue
        gradient = sums.of(node)
        if node.op == "vector":
            if not node.weight.is_setting:
                products.append(Product(node.weight, gradient, None))
        elif node.op == "matmul":
            (operand,) = node.sources
            products.append(Product(node.weight, gradient, operand))
            sums.add(operand, tape.linear("matmul_t", node.weight, gradient))
        elif node.op == SPREAD:
            sums.add(node.sources[0], gradient)
        elif node.op in REDUCTIONS:
            (operand,) = node.sources
            sums.add(operand, _reduced(node, gradient, operand, values, tape))
        elif diagonal := _diagonal(node):
            vector, operand = diagonal
            products.append(Product(vector.weight, gradient, operand))
            sums.add(operand, tape.apply("mul", gradient, copied(vector, tape, values)))
        else:
            arguments = (Vector(copied(value, tape, values), tape) for value in (node, *node.sources))
            gradients = OPS[node.op].derivative(Vector(gradient, tape), *arguments)
            for source, share in zip(node.sources, gradients, strict=True):
                if share is not None and source.op != "constant":
                    sums.add(source, share.node)
    return products


def _reduced(node: Node, gradient: Node, operand: Node, values: dict[Node, Node], tape: Tape) -> Node:
    """The gradient of what was added up, or of what was searched for the largest number: those that are share it."""
    everywhere = tape.spread(gradient, operand.size)
    if node.op == "total":
        return everywhere
    below = tape.apply("sub", copied(node, tape, values), copied(operand, tape, values))
    chosen = tape.apply("sub", tape.leaf("constant", NUMBER, 1.0), tape.apply("step", below))
    many = tape.spread(tape.reduce("total", chosen), operand.size)
    return tape.apply("mul", everywhere, tape.apply("div", chosen, many))


def _diagonal(node: Node) -> tuple[Node, Node] | None:
    """(p, v) when the node is p * v with a weight vector p: then p's gradient is a product too."""
    if node.op != "mul":
        return None
    for vector, operand in (node.sources, node.sources[::-1]):
        if (
            vector.op == "vector"
            and not vector.weight.is_setting
            and operand.op not in FIXED
            and operand.size == vector.size
        ):
            return vector, operand
    return None
