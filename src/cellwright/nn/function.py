"""The compiled kernels under plain autograd, without a dispatcher in between.

The torch operators of `cellwright.nn.ops` do the same and are what torch.compile and torch.export see. Their way
through torch's dispatcher takes longer than a short sequence takes to train, so plain training comes here.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import Any, NoReturn

import torch
from torch import Tensor

from cellwright.equation import Cell
from cellwright.errors import BackendError
from cellwright.nn.compiled import Layer, train_backward, train_forward
from cellwright.plan.schedule import Schedule
from cellwright.run import eager

# what has no gradient: the arguments before x
NOTHING = (None, None, None, None, None)


class CellFunction(torch.autograd.Function):
    """A cell over all rows: (layer, schedule, shape, noises, again, x, *initial, *stacks) -> (output, *finals).

    The output is (*shape, size), last states are (1, sequences, size). `again` says whether gradients that are to be
    differentiated again may come from the eager backend.
    """

    @staticmethod
    def forward(
        ctx: Any,
        layer: Layer,
        schedule: Schedule,
        shape: tuple[int, ...],
        noises: Sequence[Tensor],
        again: bool,
        x: Tensor,
        *others: Tensor,
    ) -> tuple[Tensor, ...]:
        """Run the cell, and keep what the backward pass needs."""
        states = len(layer.cell.states)
        initial, stacks = others[:states], dict(zip(layer.cell.stacks, others[states:], strict=True))
        output, finals, kept = train_forward(layer, x, initial, stacks, noises, schedule, shape)
        ctx.layer, ctx.schedule, ctx.noises, ctx.again = layer, schedule, noises, again
        ctx.save_for_backward(x, *others, output, *kept)
        ctx.set_materialize_grads(False)
        return output, *[part.unsqueeze_(0) for part in finals]

    @staticmethod
    def backward(ctx: Any, d_output: Tensor | None, *d_finals: Tensor | None) -> tuple[Tensor | None, ...]:
        """Carry the gradients back."""
        differentiated = torch.is_grad_enabled()
        if differentiated and ctx.again:
            return *NOTHING, *_differentiable(ctx, d_output, d_finals)
        layer: Layer = ctx.layer
        states, stacks = len(layer.cell.states), len(layer.cell.stacks)
        saved = ctx.saved_tensors
        x, initial = saved[0], saved[1 : 1 + states]
        named = dict(zip(layer.cell.stacks, saved[1 + states :][:stacks], strict=True))
        output, *kept = saved[1 + states + stacks :]
        wants_x, *others = ctx.needs_input_grad[len(NOTHING) :]
        wanted = [name for name, wants in zip(layer.cell.stacks, others[states:], strict=True) if wants]
        with torch.no_grad() if differentiated else nullcontext():
            d_x, d_initial, d_stacks = train_backward(
                layer,
                x,
                initial,
                named,
                ctx.noises,
                output,
                kept,
                torch.zeros_like(output) if d_output is None else d_output.contiguous(),
                d_finals,
                ctx.schedule,
                wants_x=wants_x,
                wanted_stacks=wanted,
            )
        gradients = (d_x, *d_initial, *(d_stacks.get(name) for name in layer.cell.stacks))
        return *NOTHING, *(map(refuse_again, gradients) if differentiated else gradients)


# transforms of torch.func never come here, so that what torch does for them can be left out
run_function: Callable[..., tuple[Tensor, ...]] = super(torch.autograd.Function, CellFunction).apply


def _differentiable(ctx: Any, d_output: Tensor | None, d_finals: Sequence[Tensor | None]) -> tuple[Tensor | None, ...]:
    """The gradients as torch operations, to be differentiated again: the cell runs anew, on the eager backend."""
    warnings.warn(
        "the eager backend computes these gradients, because they are to be differentiated again (create_graph=True), "
        "and compiled ones cannot be; backend='eager' silences this",
        stacklevel=2,
    )
    cell: Cell = ctx.layer.cell
    states, needs = len(cell.states), ctx.needs_input_grad[len(NOTHING) :]
    # views, so that no gradient of one input runs through another
    inputs = [tensor.view_as(tensor) for tensor in ctx.saved_tensors[: len(needs)]]
    stacks = dict(zip(cell.stacks, inputs[1 + states :], strict=True))
    sizes = dict(ctx.layer.sizes)
    x, initial = inputs[0].flatten(0, -2), inputs[1 : 1 + states]
    output, finals = eager.sequence(cell, x, initial, stacks, sizes, ctx.schedule, ctx.noises)
    pairs = zip((output, *finals), (d_output, *d_finals), strict=True)
    outer = [
        (result, given.reshape(result.shape)) for result, given in pairs if given is not None and result.requires_grad
    ]
    wanted = [tensor for tensor, needed in zip(inputs, needs, strict=True) if needed]
    results, outside = [result for result, _ in outer], [given for _, given in outer]
    found = iter(torch.autograd.grad(results, wanted, outside, create_graph=True, allow_unused=True))
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
    refused: Tensor = _Refusal.apply(gradient, torch.ones((), requires_grad=True))  # type: ignore[no-untyped-call]
    return refused


def refuse() -> NoReturn:
    """Say that the compiled backward pass has no derivative of its own."""
    raise BackendError(
        "the compiled backward pass cannot be differentiated again; "
        "build the layer with backend='auto' or 'eager' for second derivatives (gradient penalties, meta-learning)"
    )
