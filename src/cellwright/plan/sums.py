"""Sums of matrix products: the values of a step that grow in registers instead of being added up one by one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from cellwright.equation.node import LINEAR, Node


@dataclass(frozen=True)
class Sum:
    """A maximal sum with matrix products in it: its products, its weight vectors, and its other terms."""

    node: Node
    products: tuple[Node, ...]
    vectors: tuple[Node, ...]
    rest: tuple[Node, ...]


def computed(roots: Sequence[Node], known: Collection[Node]) -> list[Node]:
    """What must be computed for `roots`, in order: a known value is not opened, unless it is a root itself."""
    order: dict[Node, None] = {}

    def visit(node: Node) -> None:
        if node in order:
            return
        for source in node.sources:
            if source not in known:
                visit(source)
        order[node] = None

    for root in roots:
        visit(root)
    return list(order)


def find_sums(roots: Sequence[Node], known: Collection[Node]) -> dict[Node, Sum]:
    """The maximal sums with matrix products that `roots` are made of, by their nodes.

    Example:
        >>> import cellwright as cw
        >>> sums = find_sums(cw.cells.lstm.updates, ())
        >>> [len(found.products) for found in sums.values()]
        [2, 2, 2, 2]
    """
    nodes = computed(roots, known)
    users: dict[Node, list[Node]] = {}
    for node in nodes:
        for source in node.sources:
            users.setdefault(source, []).append(node)
    summed = set()
    for node in nodes:
        # a single number that is added to a vector is not one of its products
        grows = node.op == "add" and any(source in summed and source.size == node.size for source in node.sources)
        if node.op in LINEAR or grows:
            summed.add(node)

    def is_term(node: Node) -> bool:
        """Whether the node is nothing but a term of one larger sum, so that nobody else asks for its value."""
        asked = [(user.op, user.size) for user in users.get(node, ())]
        return node not in roots and asked == [("add", node.size)]

    def terms(node: Node) -> list[Node]:
        if node.op in LINEAR:
            return [node]
        opened = []
        for source in node.sources:
            opened += terms(source) if source in summed and source.op == "add" and is_term(source) else [source]
        return opened

    found = {}
    for node in nodes:
        if node not in summed or is_term(node):
            continue
        parts = terms(node)
        products = tuple(part for part in parts if part.op in LINEAR and (part is node or is_term(part)))
        vectors = tuple(part for part in parts if part.op == "vector" and part not in known)
        rest = tuple(part for part in parts if part not in products and part not in vectors)
        if products:
            found[node] = Sum(node, products, vectors, rest)
    return found
