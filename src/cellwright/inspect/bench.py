"""How fast our layers are on this machine beside torch's own: what `cellwright bench` measures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product

import torch

from cellwright.equation.blocks import joined_numbers
from cellwright.equation.node import widths
from cellwright.errors import ArgumentError
from cellwright.inspect.speed import SHAPES, Shape, Timing, race, threads
from cellwright.nn import GRU, LSTM, RNN, Recurrent

DROP_INS: Mapping[str, tuple[Callable[[int, int], Recurrent], Callable[[int, int], torch.nn.RNNBase]]] = {
    "LSTM": (LSTM, torch.nn.LSTM),
    "GRU": (GRU, torch.nn.GRU),
    "RNN": (RNN, torch.nn.RNN),
}


def inference(layer: torch.nn.Module, x: torch.Tensor) -> Callable[[], object]:
    """One run without gradients."""

    def run() -> object:
        with torch.no_grad():
            return layer(x)

    return run


def training(
    layer: torch.nn.Module, x: torch.Tensor, forward: Callable[[torch.Tensor], torch.Tensor] | None = None
) -> Callable[[], tuple[torch.Tensor, ...]]:
    """One forward and backward pass, with the gradients of the input and of all parameters.

    The gradient that comes from outside is the same for every layer whose output has the same shape. `forward` says
    how the output comes from the input, where it is not what the layer returns first.
    """
    forward = forward or (lambda x: layer(x)[0])
    x = x.detach().requires_grad_()
    leaves = [x, *layer.parameters()]
    outside: list[torch.Tensor] = []

    def run() -> tuple[torch.Tensor, ...]:
        output = forward(x)
        if not outside:
            outside.append(torch.randn(output.shape, generator=torch.Generator().manual_seed(0)))
        return torch.autograd.grad(output, leaves, outside[0])

    return run


def operations(layer: Recurrent, shape: Shape) -> float:
    """Operations of the matrix products of one forward pass; a training step has three times as many.

    Products with the zeros between blocks do not count.
    """
    weights = sum(parameter.numel() for parameter in layer.parameters() if parameter.ndim == 2)
    columns = widths({"input": layer.input_size, "hidden": layer.hidden_size})
    shapes = [(w.pattern, columns[w.rows], columns[w.columns]) for w in layer.cell.weights if w.pattern]
    zeros = sum(rows * across - joined_numbers(pattern, rows, across) for pattern, rows, across in shapes)
    copies = layer.num_layers // layer.cell.layers * (1 + layer.bidirectional)
    return 2.0 * shape.batch * shape.steps * (weights - copies * zeros)


def check_agreement(ours: Sequence[torch.Tensor], theirs: Sequence[torch.Tensor]) -> None:
    """Refuse to go on when two rivals do not compute the same.

    Raises:
        AssertionError: they disagree, so that no time of theirs means anything.
    """
    for mine, other in zip(ours, theirs, strict=True):
        # single precision: sums of many terms differ by a little of the largest one
        torch.testing.assert_close(mine, other, rtol=1e-4, atol=1e-4 * max(1e-2, float(other.detach().abs().max())))


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
        ArgumentError: there is no such kind.
    """
    if kind not in DROP_INS:
        raise ArgumentError(f"kind must be one of {', '.join(map(repr, DROP_INS))}; got {kind!r}")
    make, original = DROP_INS[kind]
    torch.manual_seed(0)
    layers = make(shape.input, shape.hidden), original(shape.input, shape.hidden)
    return beside_original(kind, *layers, shape, train=train, count=count, seconds=seconds)


def beside_original(
    name: str,
    ours: Recurrent,
    theirs: torch.nn.RNNBase,
    shape: Shape,
    *,
    train: bool,
    count: int = 1,
    seconds: float = 1.0,
) -> Timing:
    """One of our layers beside the torch layer whose weights it takes, after checking that they agree.

    Args:
        name: what the pair is called.
        ours: our layer.
        theirs: torch's.
        shape: the sizes.
        train: whether to time a training step or inference.
        count: how many threads.
        seconds: about how long to measure.

    Raises:
        AssertionError: the two layers disagree, so that no time of theirs means anything.
    """
    ours.load_state_dict(theirs.state_dict())
    x = torch.randn(shape.steps, shape.batch, shape.input)
    timed = training if train else inference
    rivals = {"cellwright": timed(ours, x), "torch.nn": timed(theirs, x)}
    with threads(count):
        check_agreement(ours(x)[:1], theirs(x)[:1])
        if train:
            check_agreement(training(ours, x)(), training(theirs, x)())
    task, work = (f"{name} training", 3) if train else (f"{name} inference", 1)
    return race(task, shape, rivals, operations=work * operations(ours, shape), count=count, seconds=seconds)


def bench(
    kinds: Iterable[str] = tuple(DROP_INS),
    shapes: Iterable[Shape] = SHAPES,
    train: bool = False,
    thread_counts: Iterable[int] = (1,),
    seconds: float = 0.5,
) -> list[Timing]:
    """Our layers beside torch's: each kind, number of threads and shape in turn, about `seconds` for each.

    Args:
        kinds: of "LSTM", "GRU" and "RNN".
        shapes: the sizes.
        train: whether to time training steps or inference.
        thread_counts: the numbers of threads.
        seconds: about how long to measure each.

    Example:
        >>> [timing] = bench(["RNN"], [Shape(1, 2, 3, 4)], seconds=0.01)
        >>> timing.task, timing.ratio("cellwright", "torch.nn") > 0
        ('RNN inference', True)
    """
    rounds = product(kinds, thread_counts, shapes)
    return [against_torch(kind, shape, train=train, count=count, seconds=seconds) for kind, count, shape in rounds]
