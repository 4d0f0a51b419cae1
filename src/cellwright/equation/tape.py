"""The tape on which equations are written down: it makes nodes, shares equal ones and refuses ill-formed ones."""

from __future__ import annotations

import sys
from types import CodeType, FrameType

from cellwright.equation.node import (
    BATCH_NORM,
    CIRCUIT,
    COLUMN,
    LEAVES,
    NUMBER,
    ONE,
    REDUCTIONS,
    SPREAD,
    Argument,
    Line,
    Mask,
    Node,
    Weight,
)
from cellwright.equation.simplify import simplified
from cellwright.errors import EquationError

_LANGUAGE = __name__.rpartition(".")[0]


def current_line(function: CodeType | None = None) -> Line | None:
    """The innermost line of code outside this package, and the line of `function` that led there."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_globals.get("__name__", "").startswith(_LANGUAGE):
        frame = frame.f_back
    if frame is None:
        return None
    outer: FrameType | None = frame
    while outer is not None and outer.f_code is not function:
        outer = outer.f_back
    return Line(frame.f_code.co_filename, frame.f_lineno, outer.f_lineno if outer else frame.f_lineno)


def equation_error(message: str) -> EquationError:
    """An error that ends with the user's own line."""
    line = current_line()
    return EquationError(f"{message}\n  in {line}" if line else message)


class Tape:
    """Makes the nodes of one cell; two equal expressions become one node.

    `traced` is the function that is being traced, if one is: then each node keeps the line that wrote it.

    Example:
        >>> tape = Tape()
        >>> h = tape.leaf("state", "hidden", "h")
        >>> tape.apply("tanh", h) is tape.apply("tanh", h)
        True
    """

    def __init__(self, traced: CodeType | None = None) -> None:
        self._traced = traced
        self._nodes: dict[tuple[object, ...], Node] = {}
        self._weights: dict[tuple[str, str], Weight] = {}
        self._masks: dict[str, tuple[str, Mask]] = {}
        self.names: dict[Node, str] = {}

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Every node of the tape, in the order of first use."""
        return tuple(self._nodes.values())

    @property
    def weights(self) -> tuple[Weight, ...]:
        """Every weight of the tape, in the order of first use."""
        return tuple(self._weights.values())

    def leaf(self, op: str, size: str, argument: Argument) -> Node:
        """A value that the equations are given: an input, a state, a constant, a weight vector, ..."""
        if op not in LEAVES:
            raise AssertionError(f"{op!r} is not a leaf")
        if isinstance(argument, Weight):
            self._register(argument)
        if isinstance(argument, Mask) and self._masks.setdefault(argument.name, (size, argument)) != (size, argument):
            raise equation_error(f"the mask {argument.name!r} is used in two ways; give the second another name")
        return self._node(op, (), size, argument)

    def linear(self, op: str, weight: Weight, source: Node) -> Node:
        """W v (`matmul`) or Wᵀ v (`matmul_t`)."""
        takes, gives = (weight.columns, weight.rows) if op == "matmul" else (weight.rows, weight.columns)
        if source.size != takes:
            raise equation_error(
                f"{weight.stack}[{weight.gate!r}] maps vectors of the {takes} size, "
                f"but got one of {size_in_words(source.size)}"
            )
        self._register(weight)
        return self._node(op, (source,), gives, weight)

    def apply(self, op: str, *sources: Node) -> Node:
        """An element-wise operation on vectors of one size, values of size one, and numbers."""
        given = {source.size for source in sources} - {NUMBER}
        sizes = given - {ONE} or given
        if len(sizes) > 1:
            found = " and ".join(size_in_words(source.size) for source in sources)
            raise equation_error(
                f"{op} needs vectors of one size, but got {found}; "
                f'bring one to the size of the other first, for example with affine("name", v)'
            )
        simpler = simplified(op, sources)
        return simpler or self._node(op, sources, sizes.pop() if sizes else NUMBER, None)

    def reduce(self, op: str, source: Node) -> Node:
        """The total or the largest of a vector's numbers, a value of size one."""
        if op not in REDUCTIONS:
            raise AssertionError(f"{op!r} is not a reduction")
        if source.size == NUMBER:
            raise equation_error(f"{op} takes a vector, but got {size_in_words(source.size)}")
        return source if source.size == ONE else self._node(op, (source,), ONE, None)

    def spread(self, source: Node, size: str) -> Node:
        """A value of size one as a vector of another size."""
        if source.size not in {ONE, size}:
            raise equation_error(f"only a value of size one can be spread, but got {size_in_words(source.size)}")
        return source if source.size == size else self._node(SPREAD, (source,), size, None)

    def weighted(self, op: str, weight: Weight, *sources: Node) -> Node:
        """The op of a weight and of some values."""
        if op == COLUMN:
            return self.column(weight, *sources)
        if op == CIRCUIT:
            return self.circuit(weight, *sources)
        return self.batch_norm(weight, *sources) if op == BATCH_NORM else self.linear(op, weight, *sources)

    def column(self, table: Weight, number: Node) -> Node:
        """The column of a table that a value of size one points at."""
        if number.size != ONE:
            raise equation_error(f"a column is chosen by a value of size one, but got {size_in_words(number.size)}")
        self._register(table)
        return self._node(COLUMN, (number,), table.rows, table)

    def batch_norm(self, table: Weight, source: Node, number: Node) -> Node:
        """A vector normalised over the rows of the batch; its mean is remembered in a column of a table."""
        if (source.size, number.size) != (table.rows, ONE):
            raise equation_error(f"the statistics of {table.gate!r} are of {size_in_words(table.rows)}")
        self._register(table)
        return self._node(BATCH_NORM, (source, number), source.size, table)

    def circuit(self, angles: Weight, source: Node) -> Node:
        """What a quantum circuit with these angles measures for a vector."""
        if source.size != angles.columns or not source.size.isdigit():
            raise equation_error(f"a circuit takes a vector of so many numbers, not {size_in_words(source.size)}")
        self._register(angles)
        return self._node(CIRCUIT, (source,), source.size, angles)

    def _register(self, weight: Weight) -> None:
        known = self._weights.setdefault((weight.stack, weight.gate), weight)
        if known != weight:
            raise equation_error(
                f"the weight {weight.stack}[{weight.gate!r}] is used {_two_ways(known, weight)}; "
                f"give the second use another gate name"
            )

    def _node(self, op: str, sources: tuple[Node, ...], size: str, argument: Argument) -> Node:
        key = (op, sources, size, argument)
        if key not in self._nodes:
            line = current_line(self._traced) if self._traced else None
            self._nodes[key] = Node(op, sources, size, argument, line)
        return self._nodes[key]


def _two_ways(one: Weight, other: Weight) -> str:
    """How two weights of one name differ."""
    shapes = [", ".join(filter(None, (weight.rows, weight.columns))) for weight in (one, other)]
    if shapes[0] != shapes[1]:
        return f"with two shapes, ({shapes[0]}) and ({shapes[1]})"
    what = "patterns" if one.pattern != other.pattern else "first values"
    pair = [getattr(weight, "pattern" if what == "patterns" else "initial") for weight in (one, other)]
    return f"with two {what}, {pair[0]!r} and {pair[1]!r}"


def size_in_words(size: str) -> str:
    """How a message speaks of a size: "the hidden size", or "a number"."""
    if size.isdigit():
        return f"the size {size}"
    return f"the {size} size" if size else "a number"
