"""Laws on numbers: what is compiled is what the equations say, and its gradients are their derivatives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch

from cellwright.equation.interpret import sliced, step
from cellwright.equation.labels import labels
from cellwright.equation.show import label_text
from cellwright.nn import Recurrent
from cellwright.testing.finding import Comparison, compared
from cellwright.testing.trial import Data, Trial, Values, called, inferred, result_names, stacks_of, trained

# the steps of central differences, one after the other: a corner (relu, absolute) may lie within one of them
DIFFERENCES = (1e-5, 1e-6, 1e-7)
WRONG_SLOPE = 1e-5


def finite(trial: Trial) -> Iterator[Comparison]:
    """Every value of every step is a number, from zero states on."""
    cell, weights = trial.quiet, sliced(trial.quiet, stacks_of(trial.layer()), trial.sizes)
    names = {node: label_text(label) for node, label in labels(cell).items()}
    states = [np.zeros((trial.batch, trial.sizes[state.size])) for state in cell.states]
    torch.manual_seed(trial.seed)
    for at, x in enumerate(torch.randn(trial.steps, trial.batch, trial.input, dtype=torch.float64).numpy()):
        with np.errstate(all="ignore"):
            values = step(cell, [x], states, weights)
        for node in cell.nodes:
            found = np.asarray(values[node], dtype=float)
            where = f"\n  in {node.line}" if node.line else ""
            name = names.get(node, f"a value of {node.op}")
            yield Comparison(f"{name} at step {at}{where}", found, np.where(np.isfinite(found), found, 0.0))
        states = [np.broadcast_to(values[new], old.shape) for new, old in zip(cell.updates, states, strict=True)]


def inference(trial: Trial) -> Iterator[Comparison]:
    """Compiled inference is the interpreter."""
    layer, data = trial.layer(), trial.data()
    yield from compared(inferred(layer, data), _interpreted(trial, layer, data), _room_of_values(trial))


def training(trial: Trial) -> Iterator[Comparison]:
    """Compiled training, with random masks where the cell has any, is autograd through the interpreter."""
    for lengths in (None, ragged(trial)):
        when = "" if lengths is None else f", lengths={lengths}"
        found, expected = (_training(trial, backend, lengths) for backend in ("cpu", "eager"))
        yield from compared(found, expected, _room_of_gradients(trial, expected, lengths), when)


def differences(trial: Trial) -> Iterator[Comparison]:
    """Gradients are the slopes of the compiled values, along a random direction for each weight, state and input."""
    layer, data = trial.layer(), trial.data()
    torch.manual_seed(trial.seed)
    given = {"x": data.x, **{f"first {n.label}": s for n, s in zip(trial.cell.states, data.states, strict=True)}}
    given.update(layer.named_parameters())
    for tensor in given.values():
        tensor.requires_grad_()
    gradients = torch.autograd.grad(_loss(layer, data), list(given.values()), allow_unused=True)
    for (name, tensor), gradient in zip(given.items(), gradients, strict=True):
        along = torch.randn_like(tensor)
        slope = 0.0 if gradient is None else float((gradient * along).sum())
        slopes = [_slope(layer, data, tensor, along, size) for size in DIFFERENCES]
        nearest = min(slopes, key=lambda other: abs(other - slope))
        yield Comparison(f"the slope along {name}", np.array(slope), np.array(nearest), WRONG_SLOPE)


def ragged(trial: Trial) -> list[int]:
    """Lengths of all kinds, one of them zero."""
    return [(trial.steps, 2, 0, trial.steps - 1, 1)[sequence % 5] for sequence in range(trial.batch)]


def _interpreted(trial: Trial, layer: Recurrent, data: Data) -> Values:
    """By the interpreter in float64, on the weights and data as they are."""
    states = [state[0].double().numpy() for state in data.states]
    output, last = trial.interpreted(layer, data.x.double().numpy(), states)
    return dict(zip(result_names(trial.cell), [output, *(part[None] for part in last)], strict=True))


def _training(trial: Trial, backend: str, lengths: Sequence[int] | None) -> Values:
    """A training step; the eager backend takes it in float64, on the same rounded numbers."""
    layer, data = trial.layer().train(), trial.data()
    if backend == "eager":
        eager = trial.wide().layer(backend="eager").train()
        eager.load_state_dict({name: value.double() for name, value in layer.state_dict().items()})
        tensors = [tuple(t.double() for t in some) for some in (data.states, data.d_states)]
        layer, data = eager, Data(data.x.double(), tensors[0], data.d_output.double(), tensors[1])
    torch.manual_seed(trial.seed)
    return trained(layer, data, lengths=lengths)


def _rounding(trial: Trial) -> float:
    """Half a last place for each of the operations that follow one another.

    A step has sums over the input and hidden sizes and some more operations; roundings add up over the steps, there
    and back. What the equations do to such an error is another matter: see `_moved`.
    """
    operations = trial.input + trial.hidden + len(trial.cell.nodes)
    return float(np.finfo(trial.dtype).eps) * 2 * trial.steps * operations


def _moved(rounded: Values, exact: Values) -> dict[str, float]:
    """How far each value moves when nothing but the given numbers is rounded to float32: what the equations amplify."""
    moved = {}
    for name, value in exact.items():
        scale = max(1.0, float(np.abs(value).max(initial=0.0)))
        moved[name] = float(np.abs(rounded[name] - value).max(initial=0.0)) / scale
    return moved


def _allowed(trial: Trial, rounded: Values, exact: Values) -> dict[str, float]:
    own, shift = _rounding(trial), _moved(rounded, exact)
    # each step rounds as much anew as the given numbers were rounded, once for every operation that follows another
    again = trial.steps * len(trial.cell.nodes) * np.finfo(trial.dtype).eps / np.finfo(np.float32).eps
    return {name: own + again * shift[name] for name in exact}


def _room_of_values(trial: Trial) -> dict[str, float]:
    narrow, wide = _narrow(trial), trial.wide()
    rounded, exact = (_interpreted(one, one.layer(), one.data()) for one in (narrow, wide))
    return _allowed(trial, rounded, exact)


def _room_of_gradients(trial: Trial, expected: Values, lengths: Sequence[int] | None) -> dict[str, float]:
    rounded = expected if trial.dtype == "float32" else _training(_narrow(trial), "eager", lengths)
    room = _allowed(trial, rounded, _training(trial.wide(), "eager", lengths))
    sums = float(np.finfo(trial.dtype).eps) * trial.batch * trial.steps  # over all rows, in gradients of weights
    return {name: bound + sums for name, bound in room.items()}


def _narrow(trial: Trial) -> Trial:
    return Trial(trial.cell, trial.input, trial.hidden, trial.batch, "float32", trial.seed, trial.steps)


def _loss(layer: Recurrent, data: Data) -> torch.Tensor:
    parts = zip(called(layer, data.x, data.states), (data.d_output, *data.d_states), strict=True)
    return torch.stack([(part * weight).sum() for part, weight in parts]).sum()


def _slope(layer: Recurrent, data: Data, tensor: torch.Tensor, along: torch.Tensor, size: float) -> float:
    losses = []
    with torch.no_grad():
        before = tensor.clone()
        for sign in (1, -1):
            tensor.copy_(before + sign * size * along)
            losses.append(float(_loss(layer, data)))
        tensor.copy_(before)
    return (losses[0] - losses[1]) / (2 * size)
