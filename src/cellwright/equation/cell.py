"""A cell: the equations of one time step, from (inputs, states) to (outputs, new states)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from cellwright.equation.blocks import parsed
from cellwright.equation.node import BATCH_NORM, EAGER_ONLY, Node, Weight, ordered, widths
from cellwright.equation.text import decode, encode
from cellwright.errors import EquationError


@dataclass(frozen=True, eq=False)
class Cell:
    """The equations of one step; two cells are equal when their equations are.

    Attributes:
        name: what it is called in messages, reports and model files.
        inputs: the leaves that are given at every step ("x").
        states: the leaves that the step before has left behind; the first is the output unless said otherwise.
        outputs: named results of the step.
        updates: the new value of each state.
        weights: every weight, in the order of first use.
        names: what the user's function calls its values ("i", "f", "c"), for traces, reports and drawings.
        options: the keyword arguments that the user's function was traced with.
        summary: the first line of its docstring.

    Raises:
        EquationError: a stacked parameter would have rows of different lengths.

    Example:
        >>> import cellwright as cw
        >>> cw.cells.lstm
        <Cell lstm: (x, h, c) -> (h, c), gates i f g o>
        >>> cw.cells.lstm.parameters(input=3, hidden=4)["weight_ih"]
        (16, 3)
    """

    name: str
    inputs: tuple[Node, ...]
    states: tuple[Node, ...]
    outputs: tuple[tuple[str, Node], ...]
    updates: tuple[Node, ...]
    weights: tuple[Weight, ...]
    names: Mapping[Node, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    summary: str = ""
    retrace: Callable[..., Cell] | None = None

    def __post_init__(self) -> None:
        for stack, weights in self.stacks.items():
            if len({weight.columns for weight in weights}) > 1:
                gates = ", ".join(f"{weight.gate!r} ({weight.columns or 'none'})" for weight in weights)
                raise EquationError(
                    f"cell {self.name!r}: the gates of {stack} map vectors of different sizes: {gates}; in "
                    f"affine(gate, x, h) the first vector comes from outside, the second from the states, which may "
                    f"stand alone: affine(gate, h=h); for vectors of another size write part=, and a name"
                )

    @cached_property
    def key(self) -> str:
        """The equations as canonical text: equal for equal cells, and enough to build the cell again."""
        return encode(self.inputs, self.states, self.outputs, self.updates, self.weights)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Cell) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        states = ", ".join(state.label for state in self.states)
        gates = " ".join(dict.fromkeys(weight.gate for weight in self.weights))
        inputs = ", ".join(node.label for node in self.inputs)
        return f"<Cell {self.name}: ({inputs}, {states}) -> ({states}), gates {gates}>"

    def __reduce__(self) -> tuple[Callable[..., Cell], tuple[Any, ...]]:
        names = [(self.nodes.index(node), name) for node, name in self.names.items() if node in self.nodes]
        return _restored, (self.key, self.name, names, dict(self.options), self.summary)

    def ready(self) -> Cell:
        """The cell, with its cached properties computed: torch.compile cannot trace into their lock."""
        _ = self.key, self.nodes, self.stacks, self.noises, self.layers, self.blocks
        _ = self.batch_norms, self.eager_only
        return self

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """Every node that an output or a new state depends on, each after its sources."""
        return ordered([*(node for _, node in self.outputs), *self.updates])

    def variant(self, **options: Any) -> Cell:
        """The same function traced with other keyword arguments.

        Raises:
            EquationError: the cell has no such option.

        Example:
            >>> import cellwright as cw
            >>> cw.cells.gru.variant(reset_after=False).options
            {'reset_after': False}
        """
        if self.retrace is None:
            raise EquationError(
                f"cell {self.name!r} was built from its equations alone, so it has no options; "
                f"call variant on the function that was decorated with @cw.cell"
            )
        return self.retrace(**options)

    @classmethod
    def from_text(cls, text: str, name: str = "cell") -> Cell:
        """The cell whose `key` is `text`; nothing in the text is executed.

        Raises:
            EquationError: the text is not a well-formed cell.

        Example:
            >>> import cellwright as cw
            >>> cw.Cell.from_text(cw.cells.gru.key) == cw.cells.gru
            True
        """
        return cls(name=name, **decode(text))

    @cached_property
    def noises(self) -> tuple[Node, ...]:
        """The random masks that the equations are given in training."""
        return tuple(node for node in self.nodes if node.op == "noise")

    @cached_property
    def batch_norms(self) -> tuple[Node, ...]:
        """What is normalised over the rows of a batch in training."""
        return tuple(node for node in self.nodes if node.op == BATCH_NORM)

    @cached_property
    def eager_only(self) -> str:
        """Why only the eager backend can run the equations; empty if kernels can."""
        return next((EAGER_ONLY[node.op] for node in self.nodes if node.op in EAGER_ONLY), "")

    @cached_property
    def layers(self) -> int:
        """How many layers the equations have in them."""
        return max([int(self.options.get("layers", 1)), *(1 + weight.layer for weight in self.weights)])

    @cached_property
    def blocks(self) -> int:
        """The largest number of blocks of units that the equations speak of; 1 if they speak of none."""
        patterns = [parsed(weight.pattern)[1] for weight in self.weights if weight.pattern]
        return max([1, *patterns, *(len(node.numbers) for node in self.nodes if node.op == "blocks")])

    @cached_property
    def stacks(self) -> Mapping[str, tuple[Weight, ...]]:
        """The weights of each stacked parameter, in row order."""
        stacks: dict[str, tuple[Weight, ...]] = {}
        for weight in self.weights:
            stacks[weight.stack] = (*stacks.get(weight.stack, ()), weight)
        return stacks

    def parameters(self, **sizes: int) -> dict[str, tuple[int, ...]]:
        """The shape of each stacked parameter for the sizes given (`input=`, `hidden=`, and `proj=` if used)."""
        shapes: dict[str, tuple[int, ...]] = {}
        sizes = widths(sizes)
        for stack, weights in self.stacks.items():
            rows = sum(sizes[weight.rows] for weight in weights)
            columns = weights[0].columns
            shapes[stack] = (rows, sizes[columns]) if columns else (rows,)
        return shapes


def _restored(key: str, name: str, names: Sequence[tuple[int, str]], options: dict[str, Any], summary: str) -> Cell:
    """A cell from what a pickle of it holds: its equations, not its function."""
    cell = Cell.from_text(key, name)
    named = {cell.nodes[index]: label for index, label in names}
    return replace(cell, names=named, options=options, summary=summary).ready()


def rows_of(cell: Cell, weight: Weight, sizes: Mapping[str, int]) -> slice:
    """The rows of `weight` in its stacked parameter."""
    start, sizes = 0, widths(sizes)
    for other in cell.stacks[weight.stack]:
        if other == weight:
            break
        start += sizes[other.rows]
    return slice(start, start + sizes[weight.rows])
