"""Equations as canonical text and back: the identity of a cell, its place in a model file, the key of a kernel."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

from cellwright.equation.blocks import parsed
from cellwright.equation.node import LEAVES, REDUCTIONS, SPREAD, WEIGHTED, Mask, Node, Weight, ordered
from cellwright.equation.ops import ARITY
from cellwright.equation.tape import Tape
from cellwright.errors import EquationError

FORMAT = 1


def encode(
    inputs: Sequence[Node],
    states: Sequence[Node],
    outputs: Sequence[tuple[str, Node]],
    updates: Sequence[Node],
    weights: Sequence[Weight],
) -> str:
    """One line of JSON: the nodes in order, each [op, sources, size, argument], then who is what."""
    nodes = ordered([*inputs, *states, *(node for _, node in outputs), *updates])
    place = {node: index for index, node in enumerate(nodes)}
    rows = {weight: index for index, weight in enumerate(weights)}

    def argument(node: Node) -> Any:
        if isinstance(node.argument, Weight):
            return rows[node.argument]
        return astuple(node.argument) if isinstance(node.argument, Mask) else node.argument

    document = {
        "format": FORMAT,
        "weights": [_weight_row(weight) for weight in weights],
        "nodes": [[n.op, [place[s] for s in n.sources], n.size, argument(n)] for n in nodes],
        "inputs": [place[node] for node in inputs],
        "states": [place[node] for node in states],
        "outputs": [[name, place[node]] for name, node in outputs],
        "updates": [place[node] for node in updates],
    }
    return json.dumps(document, separators=(",", ":"), allow_nan=False)


def _weight_row(weight: Weight) -> list[Any]:
    """The weight's attributes, without what is left out by most."""
    row = list(astuple(weight))
    return row if weight.pattern or weight.initial is not None else row[:4]


def decode(text: str) -> dict[str, Any]:
    """The parts of the cell that `encode` wrote, each node checked against the grammar.

    Raises:
        EquationError: the text is not JSON, of another format, or breaks the grammar.
    """
    try:
        document = json.loads(text)
        if document["format"] != FORMAT:
            raise EquationError(f"equations of format {document['format']!r}; this version reads {FORMAT}")
        return _decode(document)
    except (KeyError, IndexError, TypeError, ValueError, AssertionError, RecursionError) as error:
        raise EquationError(f"this is not the text of a cell: {type(error).__name__}: {error}") from error


def _decode(document: dict[str, Any]) -> dict[str, Any]:
    weights = tuple(_weight(*row) for row in document["weights"])
    tape = Tape()
    nodes: list[Node] = []
    for op, sources, size, argument in document["nodes"]:
        if any(not 0 <= index < len(nodes) for index in sources):
            raise ValueError(f"{op} refers to a node that does not stand before it")
        taken = [nodes[index] for index in sources]
        node = _node(tape, op, taken, size, argument, weights)
        if node.size != size:
            raise ValueError(f"{op} is of {node.size!r} size, not {size!r}")
        nodes.append(node)
    states = tuple(nodes[index] for index in document["states"])
    updates = tuple(nodes[index] for index in document["updates"])
    if [node.size for node in states] != [node.size for node in updates]:
        raise ValueError("the new states do not have the sizes of the states")
    return {
        "inputs": tuple(nodes[index] for index in document["inputs"]),
        "states": states,
        "outputs": tuple((_text(name), nodes[index]) for name, index in document["outputs"]),
        "updates": updates,
        "weights": weights,
    }


def _node(tape: Tape, op: str, sources: list[Node], size: str, argument: Any, weights: Sequence[Weight]) -> Node:
    if op in {"input", "state"}:
        return tape.leaf(op, _text(size), _text(argument))
    if op == "constant":
        if not math.isfinite(argument):
            raise ValueError(f"the constant {argument} is not finite")
        return tape.leaf(op, "", float(argument))
    if op == "noise":
        name, keep, each = argument
        return tape.leaf(op, _text(size), _mask(_text(name), keep, each))
    if op == "blocks":
        return tape.leaf(op, _text(size), tuple(float(number) for number in argument))
    if op == "fraction":
        return tape.leaf(op, "", _text(argument))
    if op in LEAVES:
        return tape.leaf(op, _text(size), weights[argument])
    if op in REDUCTIONS:
        return tape.reduce(op, *sources)
    if op == SPREAD:
        return tape.spread(sources[0], _text(size))
    if op in WEIGHTED:
        return tape.weighted(op, weights[argument], *sources)
    if ARITY.get(op) != len(sources):
        raise ValueError(f"{op!r} with {len(sources)} operands is not part of the language")
    return tape.apply(op, *sources)


def _weight(stack: Any, gate: Any, rows: Any, columns: Any, pattern: Any = "", initial: Any = None) -> Weight:
    if pattern:
        parsed(_text(pattern))
    start = None if initial is None else float(initial)
    return Weight(_text(stack), _text(gate), _text(rows), _text(columns), _text(pattern), start)


def _mask(name: str, keep: Any, each: Any) -> Mask:
    if each not in {"step", "sequence"} or not 0 <= keep <= 1:
        raise ValueError(f"{name!r} is not a mask: it keeps {keep!r} each {each!r}")
    return Mask(name, float(keep), each)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected a text, found {value!r}")
    return value
