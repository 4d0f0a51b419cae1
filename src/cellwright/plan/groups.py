"""Which sums of a phase have to do with each other: those that share an operand, or that lead to one result."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence

from cellwright.equation.node import Node
from cellwright.plan.sums import Sum


def reached(root: Node, leaves: Collection[Node]) -> set[Node]:
    """Those of the leaves that the code which leads to a value begins with."""
    pending, seen = [root], set[Node]()
    while pending:
        node = pending.pop()
        if node not in seen:
            seen.add(node)
            pending += () if node in leaves else node.sources
    return seen & set(leaves)


def groups_of(
    sums: Sequence[Sum], results: Iterable[Node], known: Collection[Node], operand: Callable[[Node], Hashable]
) -> list[list[Sum]]:
    """The sums in groups that have nothing to do with each other, in their order.

    Args:
        sums: of one phase.
        results: what its code ends in.
        known: what lies in memory, beside the sums.
        operand: where the vector of a product lies.
    """
    own = {found.node for found in sums}
    leaves = {*own, *known}
    together = [reached(root, leaves) & own for root in results]
    users: dict[Hashable, set[Node]] = {}
    for found in sums:
        together.append({found.node}.union(*(reached(term, leaves) & own for term in found.rest)))
        for product in found.products:
            users.setdefault(operand(product.sources[0]), set()).add(found.node)
    groups = joined([*together, *users.values()])
    order = {found.node: number for number, found in enumerate(sums)}
    groups.sort(key=lambda group: min(order[node] for node in group))
    return [[found for found in sums if found.node in group] for group in groups]


def joined(sets: Iterable[set[Node]]) -> list[set[Node]]:
    """The sets that are not empty, those that overlap as one."""
    groups: list[set[Node]] = []
    for each in filter(None, sets):
        apart = [group for group in groups if not group & each]
        groups = [*apart, each.union(*(group for group in groups if group & each))]
    return groups
