"""The made-up problems of the claims: each draws fresh examples from a generator of numpy, so that a seed repeats them.

Sequences are (steps, batch, features) tensors of float32. Where no target stands at a step, it is `NOTHING`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

Random = np.random.Generator
NOTHING = -1
SYMBOLS = "BTSXPVE"
# the Reber grammar: for each state, the symbols that may follow, and where they lead; "end" leads out
GRAMMAR = {
    "0": {"T": "1", "P": "2"},
    "1": {"S": "1", "X": "3"},
    "2": {"T": "2", "V": "4"},
    "3": {"X": "2", "S": "end"},
    "4": {"P": "3", "V": "end"},
    "end": {"E": "out"},
}
# the embedded one: such a string between two equal symbols, one of T and P, and then the next string
EMBEDDED = (
    {"start": {"B": "frame"}, "frame": {"T": "T in", "P": "P in"}}
    | {
        f"{frame} {state}": {symbol: f"{frame} {to}" for symbol, to in ways.items()}
        for frame in "TP"
        for state, ways in {"in": {"B": "0"}, **GRAMMAR, "out": {frame: "close"}}.items()
    }
    | {f"{frame} close": {"E": "start"} for frame in "TP"}
)


def adding(random: Random, steps: int, batch: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Numbers from [0, 1] and marks (steps, batch, 2); the target (batch,) is the sum of the two marked numbers.

    One mark stands in the first half, the other in the second. Always to answer 1 has a mean squared error of 1/6.
    """
    numbers, marks = random.random((steps, batch)), np.zeros((steps, batch))
    half, each = steps // 2, np.arange(batch)
    marks[random.integers(0, half, batch), each] = 1.0
    marks[random.integers(half, steps, batch), each] = 1.0
    return _tensor(np.stack([numbers, marks], -1)), _tensor((numbers * marks).sum(0))


def parity(random: Random, bits: int, batch: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Bits (1, batch, bits) as -1 and 1, all in a single step, and whether the number of ones is odd (batch,)."""
    ones = random.integers(0, 2, (batch, bits))
    return _tensor(2.0 * ones - 1.0)[None], _tensor(ones.sum(1) % 2)


def spikes(
    random: Random, steps: int, batch: int, shortest: int, longest: int
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Trains of spikes (steps, batch, 1), the distance to the spike before, and where it is asked for (steps, batch).

    Distances are drawn evenly from `shortest` to `longest` and given in units of `longest`.
    """
    train, distance = np.zeros((steps, batch)), np.zeros((steps, batch))
    for column in range(batch):
        last = int(random.integers(0, shortest))
        train[last, column] = 1.0
        while (place := last + int(random.integers(shortest, longest + 1))) < steps:
            train[place, column], distance[place, column] = 1.0, (place - last) / longest
            last = place
    return _tensor(train)[..., None], _tensor(distance), torch.as_tensor(distance > 0)


def waveform(random: Random, steps: int, waves: int, shortest: float, longest: float) -> torch.Tensor:
    """A sum (steps,) of so many sines, scaled to a largest size of 1; periods are drawn evenly in their logarithm."""
    time = np.arange(steps)[:, None]
    periods = np.exp(random.uniform(np.log(shortest), np.log(longest), waves))
    shape = np.sin(2 * np.pi * (time / periods + random.random(waves))).sum(1)
    return _tensor(shape / np.abs(shape).max())


@dataclass(frozen=True)
class Symbols:
    """Symbols of Reber strings, and what comes next.

    Attributes:
        inputs: one of seven (steps, batch, 7).
        following: the number of the next symbol (steps, batch), `NOTHING` behind the end of a string.
        legal: which symbols may come next (steps, batch, 7).
        last: whether the symbol is the last of its string (steps, batch).
    """

    inputs: torch.Tensor
    following: torch.Tensor
    legal: torch.Tensor
    last: torch.Tensor


def reber(random: Random, batch: int) -> Symbols:
    """Embedded Reber strings, side by side, each without its last symbol, which is only said to follow."""
    walk = Walk(random, batch)
    steps = [walk.step()]
    ended = np.zeros((1, batch), bool)
    while not ended[-1].all():
        steps.append(walk.step())
        ended = np.concatenate([ended, [ended[-1] | (walk.states == 0)]])
    symbols = _symbols(steps)
    nothing = torch.as_tensor(ended[:-1])
    return Symbols(
        symbols.inputs * ~nothing[..., None],
        symbols.following.masked_fill(nothing, NOTHING),
        symbols.legal,
        symbols.last & ~nothing,
    )


def reber_streams(random: Random, batch: int, steps: int) -> Iterator[Symbols]:
    """Pieces of endless streams of embedded Reber strings; a piece goes on where the one before it ended."""
    walk = Walk(random, batch)
    pending = [walk.step()]
    while True:
        pending += [walk.step() for _ in range(steps)]
        yield _symbols(pending)
        pending = pending[-1:]


class Walk:
    """Walkers through the embedded Reber grammar, who turn at random where they may.

    Attributes:
        states: where they stand, as the number of a key of `EMBEDDED`; 0 is the start of a string.
    """

    def __init__(self, random: Random, batch: int) -> None:
        self.random = random
        self.states = np.zeros(batch, int)

    def step(self) -> tuple[np.ndarray, np.ndarray]:
        """The symbols that they pass, as numbers (batch,), and the states that they come to."""
        turns = self.random.integers(0, 2, len(self.states))
        symbols, self.states = PASSED[self.states, turns], REACHED[self.states, turns]
        return symbols, self.states


def _tables() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each state and turn the symbol and the next state, and for each state which symbols may follow."""
    numbers = {state: number for number, state in enumerate(EMBEDDED)}
    ways = [[*way.items()] for way in EMBEDDED.values()]
    both = [way * (2 // len(way)) for way in ways]
    passed = [[SYMBOLS.index(symbol) for symbol, _ in way] for way in both]
    reached = [[numbers[state] for _, state in way] for way in both]
    return (
        np.array(passed),
        np.array(reached),
        np.array([[symbol in way for symbol in SYMBOLS] for way in EMBEDDED.values()]),
    )


PASSED, REACHED, LEGAL = _tables()


def _symbols(steps: Sequence[tuple[np.ndarray, np.ndarray]]) -> Symbols:
    """What stands at each step but the last, whose symbol is only said to follow."""
    passed, states = (np.stack(part) for part in zip(*steps, strict=True))
    return Symbols(
        torch.as_tensor(np.eye(len(SYMBOLS), dtype=np.float32)[passed[:-1]]),
        torch.as_tensor(passed[1:]),
        torch.as_tensor(LEGAL[states[:-1]]),
        torch.as_tensor(states[:-1] == 0),
    )


def _tensor(values: np.ndarray) -> torch.Tensor:
    return torch.as_tensor(values, dtype=torch.float32)
