"""Simplification: one row per op, each an identity that holds for every number, NaN and infinity included.

(So x * 0 stays: it is NaN when x is.)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cellwright.equation.node import Node


def _is(node: Node, number: float) -> bool:
    return node.op == "constant" and node.number == number


def _add(a: Node, b: Node) -> Node | None:
    if _is(a, 0.0):
        return b
    return a if _is(b, 0.0) else None


def _sub(a: Node, b: Node) -> Node | None:
    if _is(b, 0.0):
        return a
    if _is(a, 1.0) and b.op == "sub" and _is(b.sources[0], 1.0):
        return b.sources[1]
    return None


def _mul(a: Node, b: Node) -> Node | None:
    if _is(a, 1.0):
        return b
    return a if _is(b, 1.0) else None


def _div(a: Node, b: Node) -> Node | None:
    return a if _is(b, 1.0) else None


def _neg(a: Node) -> Node | None:
    return a.sources[0] if a.op == "neg" else None


RULES: Mapping[str, Callable[..., Node | None]] = {
    "add": _add,
    "sub": _sub,
    "mul": _mul,
    "div": _div,
    "neg": _neg,
}


def simplified(op: str, sources: tuple[Node, ...]) -> Node | None:
    """An existing node equal to `op(*sources)`, or None when there is no simpler one.

    Example:
        >>> from cellwright.equation.node import Node
        >>> h = Node("state", (), "hidden", "h")
        >>> simplified("mul", (h, Node("constant", (), "", 1.0))) is h
        True
    """
    rule = RULES.get(op)
    return rule(*sources) if rule else None
