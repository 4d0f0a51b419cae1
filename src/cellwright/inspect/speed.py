"""How fast layers are on this machine: against torch.nn or any other rival, and against the processor's own limit.

Machines are noisy, so rivals take turns within one run, medians are compared, and the limit is measured in between.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import torch

from cellwright.nn import GRU, LSTM, RNN, Recurrent
from cellwright.run.peak import measured_peak


@dataclass(frozen=True)
class Shape:
    """The sizes of a run: sequences, steps, features of the input, hidden size."""

    batch: int
    steps: int
    input: int
    hidden: int

    def __str__(self) -> str:
        return f"{self.batch}, {self.steps}, {self.input}, {self.hidden}"


# from a streaming step to layers that fill the cache; the last two are odd on purpose
SHAPES = (
    Shape(1, 1, 32, 64),
    Shape(1, 100, 32, 64),
    Shape(8, 100, 64, 128),
    Shape(32, 100, 1, 32),
    Shape(32, 100, 32, 64),
    Shape(32, 100, 64, 128),
    Shape(32, 100, 128, 256),
    Shape(128, 50, 128, 128),
    Shape(7, 93, 17, 43),
    Shape(33, 61, 5, 100),
)
DROP_INS: Mapping[str, tuple[Callable[[int, int], Recurrent], Callable[[int, int], torch.nn.RNNBase]]] = {
    "LSTM": (LSTM, torch.nn.LSTM),
    "GRU": (GRU, torch.nn.GRU),
    "RNN": (RNN, torch.nn.RNN),
}


TURN = 0.02


@dataclass(frozen=True)
class Timing:
    """Median seconds of each rival at one shape, the operations of one run, and the limit measured beside them."""

    shape: Shape
    seconds: Mapping[str, float]
    operations: float
    peak: float

    def ratio(self, ours: str, theirs: str) -> float:
        """How many times as fast `ours` is as `theirs`."""
        return self.seconds[theirs] / self.seconds[ours]

    def share_of_peak(self, name: str) -> float:
        """The share of the processor's limit that a rival reaches."""
        return self.operations / self.seconds[name] / self.peak


def take_turns(rivals: Mapping[str, Callable[[], object]], seconds: float = 1.0) -> dict[str, float]:
    """Median seconds of each rival; they run in turns, so that a machine that slows down slows all of them.

    Args:
        rivals: what to run, by name. A turn is a run of about `TURN` seconds, and begins with one that does not
            count, so that each rival finds its own weights in the cache.
        seconds: about how long to measure in all; each rival has at least five turns.

    Example:
        >>> sorted(take_turns({"a": lambda: None, "b": lambda: None}, seconds=0.01))
        ['a', 'b']
    """
    times: dict[str, list[float]] = {name: [] for name in rivals}
    turns, begin = 0, time.perf_counter()
    while time.perf_counter() - begin < seconds or turns < 5:
        turns += 1
        for name, run in rivals.items():
            run()
            turn = now = time.perf_counter()
            while now - turn < TURN:
                run()
                before, now = now, time.perf_counter()
                times[name].append(now - before)
    return {name: statistics.median(values) for name, values in times.items()}


@contextmanager
def threads(count: int) -> Iterator[None]:
    """Let torch, and with it cellwright, use so many threads."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def inference(layer: torch.nn.Module, x: torch.Tensor) -> Callable[[], object]:
    """One run without gradients."""

    def run() -> object:
        with torch.no_grad():
            return layer(x)

    return run


def training(layer: torch.nn.Module, x: torch.Tensor) -> Callable[[], object]:
    """One forward and backward pass, with the gradients of the input and of all parameters."""
    x = x.detach().requires_grad_()
    leaves = [x, *layer.parameters()]
    outside: list[torch.Tensor] = []

    def run() -> object:
        output = layer(x)[0]
        if not outside:
            outside.append(torch.randn_like(output))
        return torch.autograd.grad(output, leaves, outside[0])

    return run


def operations(layer: Recurrent, shape: Shape) -> float:
    """Operations of the matrix products of one forward pass; a training step has three times as many."""
    weights = sum(parameter.numel() for parameter in layer.parameters() if parameter.ndim == 2)
    return 2.0 * shape.batch * shape.steps * weights


def against_torch(kind: str, shape: Shape, *, train: bool, count: int = 1, seconds: float = 1.0) -> Timing:
    """A drop-in beside its original, with equal weights, after checking that they agree.

    Args:
        kind: "LSTM", "GRU" or "RNN".
        shape: the sizes.
        train: whether to time a training step or inference.
        count: how many threads.
        seconds: about how long to measure.

    Raises:
        AssertionError: the two layers disagree, so that no time of theirs means anything.
    """
    make, original = DROP_INS[kind]
    torch.manual_seed(0)
    theirs, ours = original(shape.input, shape.hidden), make(shape.input, shape.hidden)
    ours.load_state_dict(theirs.state_dict())
    x = torch.randn(shape.steps, shape.batch, shape.input)
    timed = training if train else inference
    with threads(count):
        torch.testing.assert_close(ours(x)[0], theirs(x)[0], rtol=1e-4, atol=1e-5)
        rivals = {"cellwright": timed(ours, x), "torch.nn": timed(theirs, x)}
        medians = take_turns(rivals, seconds)
        peak = statistics.median(measured_peak(count) for _ in range(5))
    return Timing(shape, medians, operations(ours, shape) * (3 if train else 1), peak)
