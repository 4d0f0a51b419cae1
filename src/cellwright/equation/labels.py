"""What the values of a cell are called: by its own names, each told apart from the others."""

from __future__ import annotations

from dataclasses import dataclass

from cellwright.equation.cell import Cell
from cellwright.equation.node import Node

NOW, BEFORE, NEW = "now", "before", "new"


@dataclass(frozen=True)
class Label:
    """The name of a value, and when it is from.

    Attributes:
        name: as the cell's function calls it.
        when: "before" for a state as the step finds it, "new" for what becomes of it, "now" for all else.
    """

    name: str
    when: str


def labels(cell: Cell) -> dict[Node, Label]:
    """A label for each leaf that has a name, random masks included, and for each named value; no two are equal.

    Where a function uses a name again, or that of a leaf for something else, the later value gets a number.

    Example:
        >>> import cellwright as cw
        >>> [f"{label.name} {label.when}" for label in labels(cw.cells.rnn).values()]
        ['x now', 'h before', 'h new', 'a now']
    """
    found = {node: Label(node.label, NOW) for node in cell.inputs}
    found.update((node, Label(node.label, BEFORE)) for node in cell.states)
    for state, update in zip(cell.states, cell.updates, strict=True):
        if update not in found:
            found[update] = Label(state.label, NEW)
    taken = {label.name for label in found.values()}
    for node in cell.nodes:
        if node.op == "noise":
            name = node.mask.name
            found[node] = Label(_free(f"mask_{name}" if name in taken else name, taken), NOW)
            taken.add(found[node].name)
    named = [(node, name) for node, name in cell.names.items() if node.sources]
    for node, name in [*named, *((node, name) for name, node in cell.outputs)]:
        if node not in found:
            own = _free(name, taken)
            found[node] = Label(own, NOW)
            taken.add(own)
    return found


def _free(name: str, taken: set[str]) -> str:
    number, candidate = 1, name
    while candidate in taken:
        number += 1
        candidate = f"{name}_{number}"
    return candidate
