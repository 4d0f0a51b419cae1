"""Which products become part of a fused multiply-add: it rounds once where a product and a sum round twice.

What runs forward decides by the equations alone, so that training, inference and streams give the same bits, whatever
each of them stores. The way back has one plan, and decides by what a phase asks for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from cellwright.equation.cell import Cell
from cellwright.equation.node import Node


def asked_once(cell: Cell) -> dict[Node, Node]:
    """The element-wise products of a cell that are added to one other value, and asked for by nobody else; and the sum.

    Example:
        >>> import cellwright as cw
        >>> [user.op for user in asked_once(cw.cells.lstm).values()]
        ['add', 'add']
    """
    users: dict[Node, list[Node]] = {}
    for node in cell.nodes:
        for source in node.sources:
            users.setdefault(source, []).append(node)
    results = {*cell.updates, *(node for _, node in cell.outputs)}
    alone = {node: of[0] for node, of in users.items() if len(of) == 1 and node not in results}
    return {node: user for node, user in alone.items() if node.op == "mul" and user.op in {"add", "sub"}}


def asked_once_in(results: Iterable[Node], known: Collection[Node]) -> frozenset[Node]:
    """The element-wise products that the code between known values and results asks for only once."""
    uses = uses_in(results, known)
    return frozenset(node for node, count in uses.items() if node.op == "mul" and count == 1 and node not in known)


def uses_in(results: Iterable[Node], known: Collection[Node]) -> Mapping[Node, int]:
    """How often each value is asked for by the code between known values and results."""
    uses: dict[Node, int] = {}
    pending = list(results)
    while pending:
        node = pending.pop()
        uses[node] = uses.get(node, 0) + 1
        if uses[node] == 1 and node not in known:
            pending.extend(node.sources)
    return uses
