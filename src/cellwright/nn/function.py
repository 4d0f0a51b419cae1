"""The compiled kernels under plain autograd, without a dispatcher in between.

The torch operators of `cellwright.nn.ops` do the same and are what torch.compile and torch.export see. Their way
through torch's dispatcher takes longer than a short sequence takes to train, so plain training comes here.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NoReturn

import torch
from torch import Tensor

from cellwright.equation import Cell
from cellwright.errors import BackendError
from cellwright.nn.compiled import Layer, train_backward, train_forward
from cellwright.nn.training_alone import TrainingAlone
from cellwright.plan.schedule import Schedule
from cellwright.run import eager

AGAIN = "they are to be differentiated again (create_graph=True), and compiled ones cannot be"
BATCHED = "several are computed at once (is_grads_batched, vectorize), for which compiled kernels have no rule"


@dataclass(frozen=True, eq=False)
class Run:
    """What a run of a cell needs besides tensors that have gradients.

    Attributes:
        layer: the cell and its kernels.
        schedule: which rows each step touches.
        shape: of the output but for its columns.
        noises: the random masks.
        again: whether gradients that are to be differentiated again may come from the eager backend.
        alone: does it on one thread, if that is the way.
    """

    layer: Layer
    schedule: Schedule
    shape: tuple[int, ...]
    noises: Sequence[Tensor]
    again: bool
    alone: TrainingAlone | None = None


@lru_cache(maxsize=256)
def padded_run(layer: Layer, schedule: Schedule, shape: tuple[int, ...], again: bool, threads: int) -> Run:
    """The run of a padded batch without random masks, by so many threads at most."""
    alone = None if layer.recompute else TrainingAlone(layer, schedule, shape)
    return Run(layer, schedule, shape, (), again, alone if alone and alone.is_small(threads) else None)


class CellFunction(torch.autograd.Function):
    """A cell over all rows: (run, x, *initial, *stacks) -> (output, *finals).

    The output is (*shape, size); last states have the form of the first ones, (sequences, size) or one dimension more.
    """

    @staticmethod
    def forward(ctx: Any, run: Run, *inputs: Tensor) -> tuple[Tensor, ...]:
        """Run the cell, and keep what the backward pass needs."""
        kept: Sequence[Tensor]
        if run.alone:
            output, finals, *kept = run.alone.forward(inputs)
        else:
            x, initial, stacks = _parts(run.layer.cell, inputs)
            output, finals, kept = train_forward(run.layer, x, initial, stacks, run.noises, run.schedule, run.shape)
        ctx.run = run
        ctx.save_for_backward(*inputs, output, *kept)
        ctx.set_materialize_grads(False)
        return output, *finals

    @staticmethod
    def backward(ctx: Any, d_output: Tensor | None, *d_finals: Tensor | None) -> tuple[Tensor | None, ...]:
        """Carry the gradients back."""
        differentiated = torch.is_grad_enabled()
        run: Run = ctx.run
        # what stands for many tensors has no numbers of its own
        batched = not all(torch._C._has_storage(given) for given in (d_output, *d_finals) if given is not None)
        if run.again and (differentiated or batched):
            with torch.autocast("cpu", enabled=False):
                return None, *_eager_gradients(ctx, d_output, d_finals, AGAIN if differentiated else BATCHED)
        if batched:
            raise BackendError(
                f"backend='cpu' cannot compute these gradients, because {BATCHED}; use 'eager' or 'auto'"
            )
        with torch.no_grad() if differentiated else nullcontext():
            # hooks of torch may give back what was saved in another form
            saved = [tensor.contiguous() for tensor in ctx.saved_tensors]
            gradients = _gradients(run, saved, ctx.needs_input_grad[1:], d_output, d_finals)
        return None, *(map(refuse_again, gradients) if differentiated else gradients)


def _parts(cell: Cell, inputs: Sequence[Tensor]) -> tuple[Tensor, Sequence[Tensor], dict[str, Tensor]]:
    """The input, the first states, and the stacked parameters by name."""
    states = len(cell.states)
    return inputs[0], inputs[1 : 1 + states], dict(zip(cell.stacks, inputs[1 + states :], strict=True))


def _gradients(
    run: Run,
    saved: Sequence[Tensor],
    needs: Sequence[bool],
    d_output: Tensor | None,
    d_finals: Sequence[Tensor | None],
) -> Sequence[Tensor | None]:
    """The gradients of all inputs, as far as they are needed."""
    inputs, output, kept = saved[: len(needs)], saved[len(needs)], saved[len(needs) + 1 :]
    if run.alone:
        return run.alone.backward(inputs, output, kept[0], d_output, d_finals, needs)
    cell = run.layer.cell
    x, initial, stacks = _parts(cell, inputs)
    wants_x, *others = needs
    wanted = [name for name, wants in zip(cell.stacks, others[len(initial) :], strict=True) if wants]
    d_output = torch.zeros_like(output) if d_output is None else d_output.resolve_neg().contiguous()
    given = x, initial, stacks, run.noises, output, kept, d_output, d_finals, run.schedule
    d_x, d_initial, d_stacks = train_backward(run.layer, *given, wants_x=wants_x, wanted_stacks=wanted)
    return d_x, *d_initial, *(d_stacks.get(name) for name in cell.stacks)


# transforms of torch.func never come here, so that what torch does for them can be left out
run_function: Callable[..., tuple[Tensor, ...]] = super(torch.autograd.Function, CellFunction).apply


def _eager_gradients(
    ctx: Any, d_output: Tensor | None, d_finals: Sequence[Tensor | None], reason: str
) -> tuple[Tensor | None, ...]:
    """The gradients as torch operations: the cell runs anew, on the eager backend."""
    warnings.warn(
        f"the eager backend computes these gradients, because {reason}; backend='eager' silences this", stacklevel=3
    )
    differentiated = torch.is_grad_enabled()
    run: Run = ctx.run
    cell, needs = run.layer.cell, ctx.needs_input_grad[1:]
    with torch.enable_grad():
        # views, so that no gradient of one input runs through another
        inputs = [tensor.view_as(tensor) for tensor in ctx.saved_tensors[: len(needs)]]
        x, initial, stacks = _parts(cell, inputs)
        sizes = dict(run.layer.sizes)
        x, initial = x.flatten(0, -2), [part.flatten(0, -2) for part in initial]
        output, finals = eager.sequence(cell, x, initial, stacks, sizes, run.schedule, run.noises)
    pairs = zip((output, *finals), (d_output, *d_finals), strict=True)
    outer = [
        (result, given.reshape(result.shape)) for result, given in pairs if given is not None and result.requires_grad
    ]
    wanted = [tensor for tensor, needed in zip(inputs, needs, strict=True) if needed]
    results, outside = [result for result, _ in outer], [given for _, given in outer]
    found = iter(torch.autograd.grad(results, wanted, outside, create_graph=differentiated, allow_unused=True))
    return tuple(next(found) if needed else None for needed in needs)


class _Refusal(torch.autograd.Function):
    """The identity, but it refuses to be differentiated."""

    @staticmethod
    def forward(_ctx: Any, value: Tensor, _anchor: Tensor) -> Tensor:
        """The value, now a function of the anchor too."""
        return value.view_as(value)

    @staticmethod
    def backward(_ctx: Any, *_gradients: Tensor) -> NoReturn:
        """Refuse."""
        refuse()


def refuse_again(gradient: Tensor | None) -> Tensor | None:
    """The gradient, which raises a BackendError if somebody differentiates it again."""
    if gradient is None:
        return None
    refused: Tensor = _Refusal.apply(gradient, gradient.new_ones((), requires_grad=True))  # type: ignore[no-untyped-call]
    return refused


def refuse() -> NoReturn:
    """Say that the compiled backward pass has no derivative of its own."""
    raise BackendError(
        "the compiled backward pass cannot be differentiated again; "
        "build the layer with backend='auto' or 'eager' for second derivatives (gradient penalties, meta-learning)"
    )
