"""Cells whose steps need not wait for each other: each of their states follows s' = a * s + b.

Neither a nor b depends on s; they may depend on the input, and on states that are found before, whose values of all
steps are known by then. What has this form is computed for all steps at once, by a scan (Blelloch 1990; Martin &
Cundy 2018; Feng et al. 2024).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from cellwright.equation.cell import Cell
from cellwright.equation.node import NUMBER, Node
from cellwright.equation.tape import Tape
from cellwright.equation.transform import copied

# a and b of a value a * s + b; None for zero
Parts = tuple[Node | None, Node | None]


@dataclass(frozen=True)
class Recurrences:
    """A cell as recurrences of its states, one after the other.

    Attributes:
        states: each state by its place in the cell, in an order in which each follows from those before it, and a cell
            with the outputs "factor" and "shift". That cell's own states are the old and the new value of each
            state before it.
        output: a cell for the output; its states are the old and the new value of each state.
    """

    states: Mapping[int, Cell]
    output: Cell


@lru_cache(maxsize=256)
def recurrences(cell: Cell) -> Recurrences | None:
    """The cell as recurrences, or None if one of its states is of another form.

    Example:
        >>> import cellwright as cw
        >>> recurrences(cw.cells.gru) is None
        True
        >>> print(recurrences(cw.cells.min_gru).states)
        {0: <Cell min_gru: (x, ) -> (), gates z h>}
    """
    # one row of a batch depends on the others there, step by step
    if cell.batch_norms:
        return None
    found: dict[int, Cell] = {}
    while len(found) < len(cell.states):
        before = len(found)
        for place in range(len(cell.states)):
            if place not in found and (coefficients := _coefficients(cell, place, tuple(found))):
                found[place] = coefficients
        if len(found) == before:
            return None
    seen = _Seen(cell, tuple(found))
    return Recurrences(found, seen.cell({"output": copied(cell.outputs[0][1], seen.tape, seen.copies)}))


def _coefficients(cell: Cell, place: int, known: tuple[int, ...]) -> Cell | None:
    """The factor and the shift of a state, if its new value has any once the states `known` are."""
    seen = _Seen(cell, known)
    try:
        factor, shift = seen.parts(cell.updates[place], cell.states[place])
    except _OfAnotherFormError:
        return None
    zero = seen.tape.leaf("constant", NUMBER, 0.0)
    return seen.cell({"factor": factor or zero, "shift": shift or zero})


class _OfAnotherFormError(Exception):
    """A value is not affine in a state, or depends on one that is not known yet."""


class _Seen:
    """The equations of a cell once some of its states are known for all steps, as they were and as they become."""

    def __init__(self, cell: Cell, known: tuple[int, ...]) -> None:
        self.whole = cell
        self.tape = Tape()
        self.copies: dict[Node, Node] = {x: copied(x, self.tape, {}) for x in cell.inputs}
        self.known: list[Node] = []
        for place in known:
            state, update = cell.states[place], cell.updates[place]
            leaves = [self.tape.leaf("state", state.size, label) for label in (state.label, f"{state.label}'")]
            # what is an old state itself needs no other value
            self.copies[state] = leaves[0]
            self.copies.setdefault(update, leaves[1])
            self.known += leaves

    def parts(self, node: Node, state: Node) -> Parts:
        """(a, b) of a value a * state + b."""
        if node is state:
            return self.tape.leaf("constant", NUMBER, 1.0), None
        if node in self.copies:
            return None, self.copies[node]
        if node.op == "state":
            raise _OfAnotherFormError
        parts = [self.parts(source, state) for source in node.sources]
        if all(factor is None for factor, _ in parts):
            return None, copied(node, self.tape, self.copies)
        if node.op not in RULES:
            raise _OfAnotherFormError
        return RULES[node.op](self.tape, *parts)

    def cell(self, outputs: Mapping[str, Node]) -> Cell:
        """Some values as a cell whose states are what is known; they stay as they are."""
        known = tuple(self.known)
        return replace(
            self.whole,
            inputs=tuple(self.copies[x] for x in self.whole.inputs),
            states=known,
            updates=known,
            outputs=tuple(outputs.items()),
            names={},
            retrace=None,
        )


def _either(tape: Tape, op: str, one: Node | None, other: Node | None) -> Node | None:
    """A sum or difference of which either side may be zero."""
    if one is None and other is not None and op == "sub":
        return tape.apply("neg", other)
    return tape.apply(op, one, other) if one and other else one or other


def _each(op: str) -> Callable[[Tape, Parts, Parts], Parts]:
    """The rule of a sum or difference: term by term."""
    return lambda tape, one, other: (_either(tape, op, one[0], other[0]), _either(tape, op, one[1], other[1]))


def _negative(tape: Tape, parts: Parts) -> Parts:
    factor, shift = (tape.apply("neg", part) if part else None for part in parts)
    return factor, shift


def _scaled(tape: Tape, op: str, parts: Parts, by: Node) -> Parts:
    factor, shift = (tape.apply(op, part, by) if part else None for part in parts)
    return factor, shift


def _product(tape: Tape, one: Parts, other: Parts) -> Parts:
    # what is free of the state has no factor, and always a shift
    vector, (factor, by) = (one, other) if one[0] else (other, one)
    if factor or by is None:
        raise _OfAnotherFormError
    return _scaled(tape, "mul", vector, by)


def _quotient(tape: Tape, one: Parts, other: Parts) -> Parts:
    factor, by = other
    if factor or by is None:
        raise _OfAnotherFormError
    return _scaled(tape, "div", one, by)


# the ops that keep a value affine, and what becomes of its parts
RULES: Mapping[str, Callable[..., Parts]] = {
    "add": _each("add"),
    "sub": _each("sub"),
    "neg": _negative,
    "mul": _product,
    "div": _quotient,
}
