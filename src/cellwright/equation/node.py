"""The one data structure of the language: an immutable node of a cell's equations, and its grammar.

    node   = leaf | linear | elementwise
    leaf   = input(name) | state(name) | constant(number) | vector(weight)
    linear = matmul(weight, node)       W v, from the weight's columns to its rows
           | matmul_t(weight, node)     Wᵀ v, from the rows to the columns (adjoint cells only)
    elementwise = a row of `cellwright.equation.ops.OPS` over nodes of one size (numbers fit every size)

A *size* is a name ("input", "hidden", "proj") that the plan replaces by a number; a constant has size "".
"""

from __future__ import annotations

import linecache
from collections.abc import Iterable
from dataclasses import dataclass

INPUT, HIDDEN, PROJ, NUMBER = "input", "hidden", "proj", ""

LEAVES = frozenset({"input", "state", "constant", "vector"})
LINEAR = frozenset({"matmul", "matmul_t"})


@dataclass(frozen=True)
class Weight:
    """One gate's share of a stacked parameter: `rows` x `columns`, or a vector when `columns` is "".

    `stack` is the parameter's name as in torch.nn without the layer suffix ("weight_ih", "bias_hh");
    the gates of one stack lie below each other in the order in which the equations first use them.
    """

    stack: str
    gate: str
    rows: str
    columns: str = NUMBER

    @property
    def is_bias(self) -> bool:
        """Whether `bias=False` removes this weight."""
        return self.stack.startswith("bias")


@dataclass(frozen=True)
class Line:
    """A line of the user's source, for error messages.

    `statement` is the line of the cell's own function that led there (the same, unless the line stands in a
    helper function), for the names of values.
    """

    file: str
    number: int
    statement: int

    @property
    def text(self) -> str:
        """The source of the line, or "" where the file is gone."""
        return linecache.getline(self.file, self.number).strip()

    def __str__(self) -> str:
        return f"{self.file}, line {self.number}:\n    {self.text}"


Argument = str | float | Weight | None


@dataclass(frozen=True, eq=False)
class Node:
    """One value of one time step: an operation on the values before it. Compared by identity."""

    op: str
    sources: tuple[Node, ...]
    size: str
    argument: Argument = None
    line: Line | None = None

    def __repr__(self) -> str:
        # short: the default would print all that the node is made of
        return f"<Node {self.op} {self.argument or ''}: {self.size or 'number'}>"

    @property
    def weight(self) -> Weight:
        """The weight of a vector or of a matrix product."""
        assert isinstance(self.argument, Weight)
        return self.argument

    @property
    def label(self) -> str:
        """The name of an input or a state."""
        assert isinstance(self.argument, str)
        return self.argument

    @property
    def number(self) -> float:
        """The value of a constant."""
        assert isinstance(self.argument, float)
        return self.argument


def ordered(roots: Iterable[Node]) -> tuple[Node, ...]:
    """Every node that `roots` depend on, each after its sources."""
    seen: dict[Node, None] = {}
    pending = [(node, False) for node in reversed(list(roots))]
    while pending:
        node, sources_done = pending.pop()
        if node in seen:
            continue
        if sources_done:
            seen[node] = None
            continue
        pending.append((node, True))
        pending.extend((source, False) for source in reversed(node.sources) if source not in seen)
    return tuple(seen)
