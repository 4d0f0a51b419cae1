"""A cell as people draw it: boxes for what has weights, circles for what is done element by element."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from cellwright.equation.cell import Cell
from cellwright.equation.labels import BEFORE, NEW, NOW, Label, labels
from cellwright.equation.node import CIRCUIT, COLUMN, Node, Weight
from cellwright.equation.show import FUNCTIONS, TEXT, letter
from cellwright.equation.spelling import Writer, mean_of

# what a box is: a state before the step, an input, weights (with or without a function after them), an element-wise
# operation between vectors, a function of one vector, a new state
STATE, INPUT, WEIGHTS, CIRCLE, FUNCTION, RESULT = "state", "input", "weights", "circle", "function", "result"

SIGNS = {"add": "+", "sub": "−", "mul": "×", "div": "÷"}
SHORT = {"maximum": "max", "minimum": "min", "absolute": "|·|", "sqrt": "√", "neg": "−"}


@dataclass(frozen=True, eq=False)
class Box:
    """One thing in a drawing.

    Attributes:
        kind: what it is.
        text: what stands in it.
        sources: where its lines come from.
        weights: the weights that it multiplies its sources by.
        label: the name of its value, if it has one.
        says: its equation, for those who ask.
        marks: a sign at the entry of each source, where their order counts.
    """

    kind: str
    text: str
    sources: tuple[Box, ...] = ()
    weights: tuple[Weight, ...] = ()
    label: Label | None = None
    says: str = ""
    marks: tuple[str, ...] = ()


def dataflow(cell: Cell) -> tuple[Box, ...]:
    """The boxes of a cell, each after its sources; the new states come last.

    Example:
        >>> import cellwright as cw
        >>> [box.text for box in dataflow(cw.cells.lstm1997)]
        ['h', 'c', 'x', 'σ', 'tanh', 'σ', '×', '+', 'tanh', '×', 'h', 'c']
    """
    sketch = _Sketch(cell)
    leaves = [sketch.box(state) for state in cell.states]
    for node in cell.names:
        # in the user's own order
        sketch.box(node)
    new = dict.fromkeys(cell.updates)
    results = [
        Box(RESULT, state.label, (sketch.box(update),), label=Label(state.label, NEW))
        for state, update in zip(cell.states, cell.updates, strict=True)
    ]
    results += [
        Box(RESULT, name, (sketch.box(node),), label=Label(name, NOW)) for name, node in cell.outputs if node not in new
    ]
    return tuple(dict.fromkeys([*leaves, *sketch.made.values(), *results]))


@dataclass(eq=False)
class _Sketch:
    """The boxes of a cell while they are made."""

    cell: Cell
    made: dict[Node, Box] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.labels: Mapping[Node, Label] = labels(self.cell)
        self.writer = Writer(TEXT, self.labels)
        self.uses = Counter(source for node in self.cell.nodes for source in node.sources)
        self.uses.update(self.cell.updates)

    def box(self, node: Node) -> Box:
        """The box of a value."""
        if node not in self.made:
            self.made[node] = self._box(node) if node.sources else self._leaf(node)
        return self.made[node]

    def _leaf(self, node: Node) -> Box:
        label = self.labels.get(node)
        kind = STATE if label and label.when == BEFORE else INPUT
        return Box(kind, label.name if label else self.writer.text(node, 0), label=label)

    def _box(self, node: Node) -> Box:
        if node.op == "spread":
            return self.box(node.sources[0])
        if node.op in {COLUMN, CIRCUIT}:
            text = node.op if node.op == CIRCUIT else ""
            return self._named(node, WEIGHTS, text, (self.box(node.sources[0]),), (node.weight,))
        if node.op == "add" or _is_linear(node):
            return self._sum(node)
        averaged = mean_of(node)
        if averaged is not None:
            return self._named(node, FUNCTION, "mean", (self.box(averaged),))
        numbers = [source for source in node.sources if source.op == "constant"]
        if numbers:
            return self._with_numbers(node)
        if len(node.sources) == 1:
            return self._function(node)
        sources = tuple(self.box(source) for source in node.sources)
        if node.op in SIGNS:
            marks = ("", SIGNS[node.op]) if node.op in {"sub", "div"} else ()
            return self._named(node, CIRCLE, SIGNS[node.op], sources, marks=marks)
        return self._named(node, FUNCTION, _short(node.op), sources)

    def _function(self, node: Node) -> Box:
        """A function of one value; right behind weights that nobody else reads it shares their box."""
        (source,) = node.sources
        before = self.box(source)
        if before.kind == WEIGHTS and not before.text and self.uses[source] == 1:
            del self.made[source]
            return self._named(node, WEIGHTS, _short(node.op), before.sources, before.weights)
        return self._named(node, FUNCTION, _short(node.op), (before,))

    def _with_numbers(self, node: Node) -> Box:
        """An operation with a number, for example 1 - z, as a function of the rest."""
        sources = tuple(self.box(source) for source in node.sources if source.op != "constant")
        parts = [f"{source.number:g}" if source.op == "constant" else "·" for source in node.sources]
        sign = SIGNS.get(node.op)
        text = f"{parts[0]} {sign} {parts[1]}" if sign else f"{_short(node.op)}({', '.join(parts)})"
        return self._named(node, FUNCTION, text.strip(" ·"), sources)

    def _sum(self, node: Node) -> Box:
        """A sum: its products with weights are one box, and what else it adds meets them in a circle."""
        terms = self._terms(node)
        linear = [term for term in terms if _is_linear(term) and (term is node or term not in self.labels)]
        biases = [term for term in terms if term.op == "vector" and term.weight.is_bias] if linear else []
        added = [term for term in terms if term.op in {"constant", "vector"} and term not in biases]
        rest = [self.box(term) for term in terms if term not in {*linear, *biases, *added}]
        if linear:
            operands = tuple(dict.fromkeys(self.box(_operand(term)) for term in linear))
            multiplied = tuple(_weight(term) for term in linear)
            if not rest and not added:
                return self._named(node, WEIGHTS, "", operands, multiplied)
            says = self.writer.sum([*linear, *biases])
            rest.insert(0, Box(WEIGHTS, "", operands, multiplied, says=says))
            self.made[linear[0]] = rest[0]
        if not added:
            return self._named(node, CIRCLE, "+", tuple(rest))
        if len(rest) > 1:
            rest = [Box(CIRCLE, "+", tuple(rest))]
            self.made[added[0]] = rest[0]
        return self._named(node, FUNCTION, " ".join(f"+ {self.writer.text(term, 1)}" for term in added), tuple(rest))

    def _terms(self, node: Node) -> list[Node]:
        """The terms of a sum, up to values that have a name or are used elsewhere, too."""
        if node.op != "add":
            return [node]
        parts = (
            [source] if source in self.labels or self.uses[source] > 1 else self._terms(source)
            for source in node.sources
        )
        return [term for part in parts for term in part]

    def _named(
        self,
        node: Node,
        kind: str,
        text: str,
        sources: tuple[Box, ...],
        weights: tuple[Weight, ...] = (),
        marks: tuple[str, ...] = (),
    ) -> Box:
        label = self.labels.get(node)
        name = f"{TEXT.label(label)} = " if label else ""
        return Box(kind, text, sources, weights, label, name + self.writer.right_side(node), marks)


def _is_linear(node: Node) -> bool:
    """Whether a value is the product of weights and another value."""
    return node.op in {"matmul", "matmul_t"} or (
        node.op == "mul" and [source.op == "vector" for source in node.sources].count(True) == 1
    )


def _operand(node: Node) -> Node:
    return next(source for source in node.sources if source.op != "vector")


def _weight(node: Node) -> Weight:
    return node.weight if node.argument else next(source.weight for source in node.sources if source.op == "vector")


def _short(op: str) -> str:
    return SHORT.get(op) or FUNCTIONS.get(op, op)


def letters(weights: tuple[Weight, ...]) -> list[tuple[str, str]]:
    """Letter and gate of each weight, each pair once."""
    return list(dict.fromkeys((letter(weight), weight.gate) for weight in weights))
