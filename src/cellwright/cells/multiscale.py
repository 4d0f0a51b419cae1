"""The hierarchical multiscale LSTM: layers that find the boundaries of their own segments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cellwright.equation import (
    Vector,
    affine,
    cell,
    maximum,
    minimum,
    named,
    relu,
    setting,
    sigmoid,
    step,
    straight_through,
    tanh,
)
from cellwright.equation.node import HIDDEN, ONE
from cellwright.errors import EquationError


@dataclass(frozen=True)
class _Layer:
    """What one layer sees in a step.

    Attributes:
        number: the layer, from 0.
        h: its own output of the step before.
        below: the new output of the layer below, or the input.
        moves: whether the layer below has come to a boundary; None for the first, whose input always counts.
        above: the output of the layer above, of the step before; None for the last.
        flushes: whether this layer came to a boundary in the step before; None for the last, which has none.
    """

    number: int
    h: Vector
    below: Vector
    moves: Vector | None
    above: Vector | None
    flushes: Vector | None

    def sees(self, gate: str, size: str = HIDDEN) -> Vector:
        """What the layer itself, the one below where it moves, and the one above after a boundary say."""
        layer = self.number
        up = affine(gate, self.below, layer=layer, bias=False, size=size)
        total = affine(gate, h=self.h, layer=layer, size=size) + (up if self.moves is None else self.moves * up)
        if self.above is not None and self.flushes is not None:
            down = affine(gate, h=self.above, layer=layer, part="down", bias=False, size=size)
            total = total + self.flushes * down
        return total

    def memory(self, c: Vector) -> tuple[Vector, Vector]:
        """The new output and memory: updated, flushed after a boundary, or copied where nothing happens."""
        i, f, o, g = (self._named(name, sigmoid if name != "g" else tanh) for name in "ifog")
        kept = f * c if self.flushes is None else (1 - self.flushes) * (f * c)
        if self.moves is None:
            c_new = kept + i * g
            return o * tanh(c_new), c_new
        rests = 1 - self.moves if self.flushes is None else (1 - self.moves) * (1 - self.flushes)
        copies = named(f"copies{self.number + 1}", rests)
        # linear in each boundary, so that its gradient is the difference between what the operations would give
        c_new = copies * c + self.moves * kept + (1 - copies) * (i * g)
        return copies * self.h + (1 - copies) * (o * tanh(c_new)), c_new

    def _named(self, gate: str, squash: Callable[[Vector], Vector]) -> Vector:
        return named(f"{gate}{self.number + 1}", squash(self.sees(gate)))

    def boundary(self) -> Vector:
        """1 where a segment ends, else 0, with the gradient of a hard sigmoid."""
        soft = (setting("slope", self.h, 1.0) * self.sees("z", ONE) + 1) / 2
        soft = named(f"soft{self.number + 1}", maximum(minimum(soft, 1.0), 0.0))
        return straight_through(step(soft - 0.5), soft)


def _embedded(hidden: Sequence[Vector]) -> Vector:
    """The sum over all layers, each through a matrix and weighed by a gate that sees all of them."""
    weighed = []
    for layer, h in enumerate(hidden, 1):
        first, *others = (
            affine(f"gate{layer}_{other}", h=seen, part="output", bias=False, size=ONE)
            for other, seen in enumerate(hidden, 1)
        )
        gate = named(f"gate{layer}", sigmoid(sum(others, start=first)))
        weighed.append(gate * affine(f"e{layer}", h=h, part="output", bias=False))
    return relu(sum(weighed[1:], start=weighed[0]))


def _states(layers: int, **_others: object) -> Mapping[str, str]:
    sizes = {f"{kind}{layer}": HIDDEN for layer in range(1, layers + 1) for kind in "hc"}
    return {**sizes, **{f"z{layer}": ONE for layer in range(1, layers)}}


@cell(states=_states)
def hm_lstm(x: Vector, *states: Vector, layers: int = 3, output: str = "gated") -> tuple[Vector, ...]:
    """Hierarchical multiscale LSTM (Chung, Ahn & Bengio 2016): each layer copies, updates or flushes its memory.

    A boundary z = 1 of a layer lets the next one update at this step, and flushes its own memory at the next. The
    gradient passes straight through the hard decision to a hard sigmoid, whose setting "slope" is to grow in training.
    The last layer has no boundary. `output` is "gated", the paper's sum over all layers, or "top", the last layer's h.
    """
    if output not in {"gated", "top"}:
        raise EquationError(f'hm_lstm\'s output is "gated" or "top", not {output!r}')
    hidden, memories, boundaries = states[0 : 2 * layers : 2], states[1 : 2 * layers : 2], states[2 * layers :]
    new: list[Vector] = []
    moves: list[Vector] = []
    for number in range(layers):
        last = number + 1 == layers
        layer = _Layer(
            number,
            hidden[number],
            below=new[-2] if new else x,
            moves=moves[-1] if moves else None,
            above=None if last else hidden[number + 1],
            flushes=None if last else boundaries[number],
        )
        new += layer.memory(memories[number])
        if not last:
            moves.append(layer.boundary())
    return (new[-2] if output == "top" else _embedded(new[::2]), *new, *moves)
