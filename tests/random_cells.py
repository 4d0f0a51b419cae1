"""Cells that nobody has thought of: equations drawn at random from the whole language, the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import cellwright as cw

PATTERNS = ("diagonal 2", "upper 2", "lower 3")
# the arguments of a cell with so many states
LETTERS = ("h", "c", "d", "e")


class Draw:
    """Draws values of one step, each from those before it; all stay small enough that six steps are finite."""

    def __init__(self, seed: int, x: cw.Vector, states: tuple[cw.Vector, ...]) -> None:
        self.random = Random(seed)  # noqa: S311
        self.x = x
        self.values = list(states)
        self.gates = 0

    def name(self) -> str:
        """A gate that is not yet there."""
        self.gates += 1
        return f"g{self.gates}"

    def known(self) -> cw.Vector:
        """One of the values that are there."""
        return self.random.choice(self.values)

    def bounded(self, v: cw.Vector) -> cw.Vector:
        """A function of v with values in -1..1."""
        functions: list[Callable[[cw.Vector], cw.Vector]] = [
            cw.sigmoid,
            cw.tanh,
            lambda v: v / (1 + cw.absolute(v)),
            lambda v: cw.maximum(cw.minimum(v, 1.0), -1.0) * 0.9,
        ]
        return self.random.choice(functions)(v)

    def sum(self) -> cw.Vector:
        """A sum of matrix products, and of what else stands in sums."""
        x, a, b = self.x, self.known(), self.known()
        bias = self.random.random() < 0.7
        kinds: list[Callable[[], cw.Vector]] = [
            lambda: cw.affine(self.name(), x, a, bias=bias),
            lambda: cw.affine(self.name(), x, a, bias=bias),
            lambda: cw.affine(self.name(), x, a * b, bias=bias),
            lambda: cw.affine(self.name(), x, a - b, bias=bias),
            lambda: cw.affine(self.name(), x, a) + cw.affine(self.name(), x, b, bias=False),
            lambda: cw.affine(self.name(), h=a, bias=bias),
            lambda: cw.affine(self.name(), x),
            lambda: cw.affine(self.name(), x, a, pattern=self.random.choice(PATTERNS)),
            lambda: cw.affine(self.name(), x, a, size="one") + 0.1 * b,
        ]
        found = self.random.choice(kinds)()
        return found + cw.diag(self.name(), self.known()) if self.random.random() < 0.3 else found

    def elementwise(self) -> cw.Vector:
        """A value that takes no matrix."""
        a, b = self.known(), self.known()
        kinds: list[Callable[[], cw.Vector]] = [
            lambda: a * b,
            lambda: a + 0.5 * b,
            lambda: 1 - a - b,
            lambda: self.bounded(a),
            lambda: cw.maximum(a, b),
            lambda: cw.absolute(a) * 0.5 + cw.minimum(a, b),
            lambda: cw.relu(a) - 0.3 * b,
            lambda: cw.exp(-cw.absolute(a)),
            lambda: a / (1.5 + cw.absolute(b)),
            lambda: cw.log(1 + cw.exp(0.3 * a)),
            lambda: cw.sqrt(a * a + 0.1),
            lambda: 0.3 * (a - cw.mean(a)),
            lambda: 0.3 * (a - cw.largest(a)),
            lambda: a / (1 + cw.absolute(cw.total(a))),
            lambda: a * cw.parameter(self.name(), a, initial=0.5),
            lambda: a * cw.blocks([1.0, 0.5, 0.25], a),
            lambda: a * cw.setting(self.name(), a, 0.5),
        ]
        return self.random.choice(kinds)()

    def step(self) -> tuple[cw.Vector, ...]:
        """The new states."""
        states = tuple(self.values)
        for _ in range(self.random.randint(1, 5)):
            self.values.append(self.bounded(self.sum()) if self.random.random() < 0.7 else self.sum())
            self.values += [self.elementwise() for _ in range(self.random.randint(0, 3))]
        new = []
        for state in states:
            gate, value = cw.sigmoid(self.sum()), self.bounded(self.elementwise())
            new.append(
                gate * state + (1 - gate) * value if self.random.random() < 0.6 else cw.tanh(gate * value + state)
            )
            self.values.append(new[-1])
        return tuple(new)


def random_cell(seed: int) -> cw.Cell:
    """The cell of a seed, of one to four states."""
    states = LETTERS[: 1 + seed % len(LETTERS)]

    @cw.cell(states=dict.fromkeys(states, "hidden"))
    def drawn(x: cw.Vector, *given: cw.Vector) -> tuple[cw.Vector, ...]:
        """Equations that were drawn at random."""
        return Draw(seed, x, given).step()

    return drawn
