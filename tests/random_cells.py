"""Cells that nobody has thought of: equations drawn at random from the whole language, the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from cellwright import (
    Cell,
    Vector,
    absolute,
    affine,
    blocks,
    cell,
    diag,
    exp,
    largest,
    log,
    maximum,
    mean,
    minimum,
    parameter,
    relu,
    setting,
    sigmoid,
    sqrt,
    tanh,
    total,
)

PATTERNS = ("diagonal 2", "upper 2", "lower 3")
# the arguments of a cell with so many states
LETTERS = ("h", "c", "d", "e")


class Draw:
    """Draws values of one step, each from those before it; all stay small enough that six steps are finite."""

    def __init__(self, seed: int, x: Vector, states: tuple[Vector, ...]) -> None:
        self.random = Random(seed)  # noqa: S311
        self.x = x
        self.values = list(states)
        self.gates = 0

    def name(self) -> str:
        """A gate that is not yet there."""
        self.gates += 1
        return f"g{self.gates}"

    def known(self) -> Vector:
        """One of the values that are there."""
        return self.random.choice(self.values)

    def bounded(self, v: Vector) -> Vector:
        """A function of v with values in -1..1."""
        functions: list[Callable[[Vector], Vector]] = [
            sigmoid,
            tanh,
            lambda v: v / (1 + absolute(v)),
            lambda v: maximum(minimum(v, 1.0), -1.0) * 0.9,
        ]
        return self.random.choice(functions)(v)

    def sum(self) -> Vector:
        """A sum of matrix products, and of what else stands in sums."""
        x, a, b = self.x, self.known(), self.known()
        bias = self.random.random() < 0.7
        kinds: list[Callable[[], Vector]] = [
            lambda: affine(self.name(), x, a, bias=bias),
            lambda: affine(self.name(), x, a, bias=bias),
            lambda: affine(self.name(), x, a * b, bias=bias),
            lambda: affine(self.name(), x, a - b, bias=bias),
            lambda: affine(self.name(), x, a) + affine(self.name(), x, b, bias=False),
            lambda: affine(self.name(), h=a, bias=bias),
            lambda: affine(self.name(), x),
            lambda: affine(self.name(), x, a, pattern=self.random.choice(PATTERNS)),
            lambda: affine(self.name(), x, a, size="one") + 0.1 * b,
        ]
        found = self.random.choice(kinds)()
        return found + diag(self.name(), self.known()) if self.random.random() < 0.3 else found

    def elementwise(self) -> Vector:
        """A value that takes no matrix."""
        a, b = self.known(), self.known()
        kinds: list[Callable[[], Vector]] = [
            lambda: a * b,
            lambda: a + 0.5 * b,
            lambda: 1 - a - b,
            lambda: self.bounded(a),
            lambda: maximum(a, b),
            lambda: absolute(a) * 0.5 + minimum(a, b),
            lambda: relu(a) - 0.3 * b,
            lambda: exp(-absolute(a)),
            lambda: a / (1.5 + absolute(b)),
            lambda: log(1 + exp(0.3 * a)),
            lambda: sqrt(a * a + 0.1),
            lambda: 0.3 * (a - mean(a)),
            lambda: 0.3 * (a - largest(a)),
            lambda: a / (1 + absolute(total(a))),
            lambda: a * parameter(self.name(), a, initial=0.5),
            lambda: a * blocks([1.0, 0.5, 0.25], a),
            lambda: a * setting(self.name(), a, 0.5),
        ]
        return self.random.choice(kinds)()

    def step(self) -> tuple[Vector, ...]:
        """The new states."""
        states = tuple(self.values)
        for _ in range(self.random.randint(1, 5)):
            self.values.append(self.bounded(self.sum()) if self.random.random() < 0.7 else self.sum())
            self.values += [self.elementwise() for _ in range(self.random.randint(0, 3))]
        new = []
        for state in states:
            gate, value = sigmoid(self.sum()), self.bounded(self.elementwise())
            new.append(gate * state + (1 - gate) * value if self.random.random() < 0.6 else tanh(gate * value + state))
            self.values.append(new[-1])
        return tuple(new)


def random_cell(seed: int) -> Cell:
    """The cell of a seed, of one to four states."""
    states = LETTERS[: 1 + seed % len(LETTERS)]

    @cell(states=dict.fromkeys(states, "hidden"))
    def drawn(x: Vector, *given: Vector) -> tuple[Vector, ...]:
        """Equations that were drawn at random."""
        return Draw(seed, x, given).step()

    return drawn
