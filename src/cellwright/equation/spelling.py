"""Equations in some notation: a table of how each op is spelled, and one walk over the nodes that uses it.

A notation is a `Spelling`; a new op needs at most a row in its `forms`, for an op without one is written as a function.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cellwright.equation.cell import Cell
from cellwright.equation.labels import NEW, Label, labels
from cellwright.equation.node import CIRCUIT, COLUMN, NUMBER, ONE, Node, Weight, ordered

# how tightly a form binds: a sum, a product, a matrix product, something that needs no brackets anywhere
SUM, PRODUCT, MATRIX, ATOM = 1, 2, 3, 4
# sizes of which a vector has one number only
SCALARS = {NUMBER, ONE}


@dataclass(frozen=True)
class Form:
    """How an op is written.

    Attributes:
        template: its text, with {0}, {1}, ... for the operands.
        binds: how tightly; what binds less than its surroundings want stands in brackets.
        operands: how tightly each operand must bind (as the last one, if there are more).
    """

    template: str
    binds: int = ATOM
    operands: tuple[int, ...] = (0,)


@dataclass(frozen=True)
class Spelling:
    """A notation.

    Attributes:
        forms: the ops that are not written as functions, and "scale", a product with a single number.
        label: a named value.
        weight: a weight or a bias.
        leaf: a leaf that has neither a name nor a weight.
        number: a constant.
        function: the name of an op as that of a function.
        brackets: a template for something in brackets.
        transposed: what follows a matrix that is transposed.
    """

    forms: Mapping[str, Form]
    label: Callable[[Label], str]
    weight: Callable[[Weight], str]
    leaf: Callable[[Node], str]
    number: Callable[[float], str]
    function: Callable[[str], str]
    brackets: str
    transposed: str


def written(cell: Cell, spelling: Spelling) -> list[tuple[str, str]]:
    """The equations of a step as (left side, right side), in the user's own order."""
    writer = Writer(spelling, labels(cell))
    order = {node: index for index, node in enumerate(cell.names)}
    # the user's own order as far as it is known, each value after those that it needs
    wished = sorted(cell.nodes, key=lambda node: order.get(node, len(order)))
    named = [node for node in ordered(wished) if node in writer.labels and node.sources]
    lines = [(spelling.label(writer.labels[node]), writer.right_side(node)) for node in named]
    # a state that takes the value of another one, or of a leaf
    for state, update in zip(cell.states, cell.updates, strict=True):
        label = Label(state.label, NEW)
        if writer.labels.get(update) != label:
            lines.append((spelling.label(label), writer.text(update, 0)))
    return lines


@dataclass(frozen=True)
class Writer:
    """Writes the values of one cell in one notation."""

    spelling: Spelling
    labels: Mapping[Node, Label]

    def text(self, node: Node, binds: int) -> str:
        """A value as part of an expression: its name, or how it comes about."""
        return self.spelling.label(self.labels[node]) if node in self.labels else self._bracketed(node, binds)

    def right_side(self, node: Node) -> str:
        """How a value comes about."""
        return self._bracketed(node, 0)

    def _bracketed(self, node: Node, binds: int) -> str:
        text, own = self._formed(node)
        return text if own >= binds else self.spelling.brackets.format(text)

    def _formed(self, node: Node) -> tuple[str, int]:
        """The text of a value, and how tightly it binds."""
        spelling = self.spelling
        if node.op == "constant":
            return spelling.number(node.number), SUM if node.number < 0 else ATOM
        if node.op == "vector":
            return spelling.weight(node.weight), ATOM
        if not node.sources:
            return spelling.leaf(node), ATOM
        if node.op == COLUMN:
            return f"{spelling.weight(node.weight)}[{self.text(node.sources[0], 0)}]", ATOM
        if node.op in {"matmul", "matmul_t"}:
            mark = spelling.transposed if node.op == "matmul_t" else ""
            return f"{spelling.weight(node.weight)}{mark} {self.text(node.sources[0], ATOM)}", MATRIX
        if node.op == "add":
            return self.sum(self.terms(node)), SUM
        if node.op == CIRCUIT:
            measured = spelling.brackets.format(f"{self.text(node.sources[0], 0)}; {spelling.weight(node.weight)}")
            return spelling.function(node.op) + measured, ATOM
        averaged = mean_of(node)
        if averaged is not None:
            return spelling.function("mean") + spelling.brackets.format(self.text(averaged, 0)), ATOM
        scale = node.op == "mul" and any(source.size in SCALARS for source in node.sources)
        form = spelling.forms.get("scale" if scale else node.op)
        if form is None:
            arguments = ", ".join(self.text(source, 0) for source in node.sources)
            return spelling.function(node.op) + spelling.brackets.format(arguments), ATOM
        wanted = form.operands + form.operands[-1:] * len(node.sources)
        operands = [self.text(source, binds) for source, binds in zip(node.sources, wanted, strict=False)]
        return form.template.format(*operands), form.binds

    def terms(self, node: Node) -> list[Node]:
        """The terms of a sum, up to values that have a name."""
        if node.op != "add":
            return [node]
        parts = (self.terms(source) if source not in self.labels else [source] for source in node.sources)
        return [term for part in parts for term in part]

    def sum(self, terms: list[Node]) -> str:
        """The sum of some terms; where both biases of a gate stand in one sum, the second stands for their sum."""
        biases = [term.weight for term in terms if _is_bias(term)]
        seconds = {weight.gate for weight in biases if weight.stack.startswith("bias_hh")}
        merged = {w for w in biases if w.stack.startswith("bias_ih") and w.gate in seconds}
        gates = {weight.gate: weight for weight in merged}
        texts = []
        for term in terms:
            if _is_bias(term) and term.weight in merged:
                continue
            if _is_bias(term) and term.weight.gate in gates:
                texts.append(self.spelling.weight(gates[term.weight.gate]))
            else:
                texts.append(self.text(term, SUM))
        return " + ".join(texts)


def mean_of(node: Node) -> Node | None:
    """What a value is the mean of, if it is one: a total times 1 / n."""
    if node.op != "mul" or {source.op for source in node.sources} != {"total", "fraction"}:
        return None
    return next(source.sources[0] for source in node.sources if source.op == "total")


def _is_bias(term: Node) -> bool:
    return term.op == "vector" and term.weight.is_bias
