"""How far back a gradient survives in a recurrent network: the reason why long dependencies are learned, or not.

Hochreiter (1991) and Bengio, Simard and Frasconi (1994) explain by it why simple recurrent networks forget. It is
measured on the inputs of the layers, not on their states, so that it means the same for a cell of any states.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch.nn.utils.rnn import PackedSequence, pad_packed_sequence

from cellwright.data.examples import Batch
from cellwright.errors import ArgumentError
from cellwright.nn import Recurrent

Floats = npt.NDArray[np.float64]

# below this share of the gradient at lag 0 it is called gone
GONE = 0.01


def gradient_over_distance(module: torch.nn.Module, batch: Batch) -> Floats:
    """The size (steps,) of the gradient of the last output with respect to the input 0, 1, 2, ... steps before.

    It is the root mean square, over the sequences of the batch, of |Jᵀ v|: J is the Jacobian of the last output of the
    recurrent layers, v a random vector of independent normal numbers for each sequence, so that its mean square is
    that of J. The recurrent layers are those that the module calls first; nothing is dropped.

    Args:
        module: a network with recurrent layers.
        batch: what the module is called with; it lies where the module does.

    Raises:
        ArgumentError: the module calls no recurrent layer.

    Example:
        >>> import cellwright as cw
        >>> @cw.cell
        ... def half(x, h):
        ...     return 0.5 * h + cw.affine("in", x)
        >>> sequence = torch.zeros(1, 4, 1)
        >>> curve = gradient_over_distance(cw.Recurrent(half, 1, 1, batch_first=True), Batch((sequence,)))
        >>> curve / curve[0]
        array([1.   , 0.5  , 0.25 , 0.125])
    """
    training = module.training
    module.eval()
    try:
        layer, x, arguments, keywords = _first_call(module, batch)
        x = x.detach().clone().requires_grad_()
        with torch.enable_grad():
            output = layer(x, *arguments, **keywords)[0]
            steps = _steps_first(output, layer)
            lengths = _lengths(keywords.get("lengths"), steps)
            last = steps[lengths - 1, torch.arange(len(lengths))]
            direction = torch.randn(last.shape, generator=torch.Generator().manual_seed(0)).to(last)
            [gradient] = torch.autograd.grad(last, x, direction)
    finally:
        module.train(training)
    squares = _steps_first(gradient, layer).double().square().sum(-1)
    return _by_distance(squares.cpu().numpy(), lengths.numpy())


def reach(curve: Floats, share: float = GONE) -> float:
    """The distance at which a curve falls below a share of its start for good, between steps on its logarithm.

    It is infinite where the curve ends before that, and 0 where there is no gradient at all.

    Example:
        >>> round(reach(0.5 ** np.arange(10.0)), 3), math.log(0.01) / math.log(0.5)  # doctest: +ELLIPSIS
        (6.644, 6.643...)
    """
    start = curve[0] or curve.max()
    if start <= 0:
        return 0.0
    last = int(np.flatnonzero(curve >= share * start)[-1])
    if last == len(curve) - 1:
        return math.inf
    if curve[last + 1] == 0:
        return last + 1.0
    high, low = math.log(curve[last] / start), math.log(curve[last + 1] / start)
    return last + (high - math.log(share)) / (high - low)


def _first_call(module: torch.nn.Module, batch: Batch) -> tuple[Recurrent, torch.Tensor, Any, dict[str, Any]]:
    """The recurrent layers that a module calls first: their input, padded, and what else they are called with."""
    calls: list[Any] = []
    hooks = [
        part.register_forward_pre_hook(lambda *call: calls.append(call), with_kwargs=True)
        for part in module.modules()
        if isinstance(part, Recurrent)
    ]
    try:
        with torch.no_grad():
            module(*batch.inputs)
    finally:
        for hook in hooks:
            hook.remove()
    if not calls:
        raise ArgumentError(f"{type(module).__name__} calls no recurrent layer, so it has no gradient over distance")
    layer, positional, keywords = calls[0]
    x, arguments = (positional[0], positional[1:]) if positional else (keywords.pop("x"), ())
    if isinstance(x, PackedSequence):
        x, lengths = pad_packed_sequence(x, batch_first=layer.batch_first)
        keywords = {**keywords, "lengths": lengths}
    if x.ndim == 2:  # one sequence
        x = x.unsqueeze(0 if layer.batch_first else 1)
    return layer, x, arguments, keywords


def _steps_first(values: torch.Tensor, layer: Recurrent) -> torch.Tensor:
    return values.transpose(0, 1) if layer.batch_first else values


def _lengths(given: Any, steps: torch.Tensor) -> torch.Tensor:
    if given is None:
        return torch.full((steps.shape[1],), len(steps))
    return torch.as_tensor(given, dtype=torch.int64).cpu()


def _by_distance(squares: Floats, lengths: npt.NDArray[np.int64]) -> Floats:
    """The root of the mean of squares (steps, sequences) at each distance from the last step of its sequence."""
    steps, sequences = squares.shape
    places = lengths[None, :] - 1 - np.arange(steps)[:, None]
    inside = places >= 0
    values = np.where(inside, squares[np.maximum(places, 0), np.arange(sequences)], 0.0)
    return np.asarray(np.sqrt(values.sum(1) / np.maximum(inside.sum(1), 1))[: lengths.max()])
