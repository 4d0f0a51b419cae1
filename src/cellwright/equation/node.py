"""The one data structure of the language: an immutable node of a cell's equations, and its grammar.

    node   = leaf | linear | elementwise
    node   = leaf | linear | reduction | spread | column | batch_norm | circuit | elementwise
    leaf   = input(name) | state(name) | noise(mask) | constant(number) | vector(weight)
           | blocks(numbers)            a fixed vector, one number for each of equal blocks of units
           | fraction(size)             the number 1 / n, where n is what the size stands for
    linear = matmul(weight, node)       W v, from the weight's columns to its rows
           | matmul_t(weight, node)     Wᵀ v, from the rows to the columns (adjoint cells only)
    reduction = total(node)             the sum of a vector's numbers, of size "one"
              | largest(node)           the largest of them
    spread(node)                        a value of size "one" as a vector that is the same everywhere
    column(weight, node)                the column of a table that a value of size "one" points at, from 0: the whole
                                        part of the number counts, and the first or last column beyond the ends
    batch_norm(weight, node, node)      a vector minus its mean over the rows of the batch, divided by its deviation
                                        there; the weight is the table of running means, and the second node the
                                        column that they belong to (in training and on the eager backend only)
    circuit(weight, node)               the expectations that a variational quantum circuit gives, its angles in the
                                        weight, for a vector of as many numbers as it has qubits (eager backend only)
    elementwise = a row of `cellwright.equation.ops.OPS` over nodes of one size; numbers and values of size "one"
                  fit every size

A *size* is a name ("input", "hidden", "proj") that the plan replaces by a number; "one" stands for 1, a numeral for
itself, and a constant has size "".
"""

from __future__ import annotations

import linecache
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

INPUT, HIDDEN, PROJ, ONE, NUMBER = "input", "hidden", "proj", "one", ""

LEAVES = frozenset({"input", "state", "noise", "constant", "vector", "blocks", "fraction"})
# leaves whose value is known before the first step: numbers, and vectors that the kernel packs
FIXED = frozenset({"constant", "vector", "blocks", "fraction"})
LINEAR = frozenset({"matmul", "matmul_t"})
REDUCTIONS = frozenset({"total", "largest"})
SPREAD = "spread"
COLUMN = "column"
BATCH_NORM = "batch_norm"
CIRCUIT = "circuit"
# the ops whose argument is a weight
WEIGHTED = LINEAR | {COLUMN, BATCH_NORM, CIRCUIT}
# added to a variance that is divided by
EPSILON = 1e-5
# a stack of numbers that the user sets, and stacks that follow from statistics: no gradient reaches them
SETTINGS = "settings"
RUNNING_MEAN, SCALE, SHIFT = "running_mean", "scale", "shift"
UNTRAINED = (SETTINGS, RUNNING_MEAN, SCALE, SHIFT)

# the ops that kernels do not have, and why
EAGER_ONLY = {
    BATCH_NORM: "batch normalisation couples the rows of a batch in training, and kernels take each row by itself",
    CIRCUIT: "PennyLane simulates its quantum circuits, and there are no kernels for them",
}


def stack_name(base: str, layer: int, part: str = "") -> str:
    """The stack of a part of a layer inside a cell: the first layer has no mark."""
    name = f"{base}_{part}" if part else base
    return f"{name}.{layer}" if layer else name


class Widths(dict[str, int]):
    """The number that each size name stands for; a numeral stands for itself."""

    def __missing__(self, name: str) -> int:
        if name.isdigit():
            return int(name)
        raise KeyError(name)


def widths(sizes: Mapping[str, int]) -> Widths:
    """The number that each size name stands for, "one" and numerals included.

    Example:
        >>> widths({"hidden": 5})["hidden"], widths({})["one"], widths({})["12"]
        (5, 1, 12)
    """
    return Widths({ONE: 1, **sizes})


@dataclass(frozen=True)
class Weight:
    """One gate's share of a stacked parameter: `rows` x `columns`, or a vector when `columns` is "".

    `stack` is the parameter's name as in torch.nn without the layer suffix ("weight_ih", "bias_hh");
    the gates of one stack lie below each other in the order in which the equations first use them. A stack of a cell
    that has several layers in it ends with the layer ("weight_ih.1").

    Attributes:
        stack: the stacked parameter.
        gate: its name there.
        rows: the size of the result.
        columns: the size of the operand.
        pattern: which blocks of a matrix are not zero, as "diagonal 4" or "upper 4" (see `blocks.py`); "" for all.
        initial: the number that it starts from; None if it is drawn at random.
    """

    stack: str
    gate: str
    rows: str
    columns: str = NUMBER
    pattern: str = ""
    initial: float | None = None

    @property
    def base(self) -> str:
        """The stack without its layer."""
        return self.stack.partition(".")[0]

    @property
    def layer(self) -> int:
        """The layer of its stack, in a cell that has several of them."""
        return int(self.stack.partition(".")[2] or 0)

    @property
    def is_bias(self) -> bool:
        """Whether `bias=False` removes this weight."""
        return self.stack.startswith("bias")

    @property
    def is_setting(self) -> bool:
        """Whether training leaves it alone."""
        return self.base.startswith(UNTRAINED)


@dataclass(frozen=True)
class Mask:
    """A random mask of zeros and ones; in inference its expectation `keep` stands for it.

    Attributes:
        name: what it is called in the cell.
        keep: the probability of a one.
        each: "step" for a new mask at each step, "sequence" for one that a whole sequence keeps.
    """

    name: str
    keep: float
    each: str


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


Argument = str | float | Weight | Mask | tuple[float, ...] | None


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
    def mask(self) -> Mask:
        """What a noise leaf is."""
        assert isinstance(self.argument, Mask)
        return self.argument

    @property
    def numbers(self) -> tuple[float, ...]:
        """The number of each block of a fixed vector."""
        assert isinstance(self.argument, tuple)
        return self.argument

    @property
    def label(self) -> str:
        """The name of an input, of a state, or of the size of a fraction."""
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
