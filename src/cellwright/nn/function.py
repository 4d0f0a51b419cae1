"""The compiled kernels under plain autograd, without a dispatcher in between.

The torch operators of `cellwright.nn.ops` do the same and are what torch.compile and torch.export see. Their way
through torch's dispatcher takes longer than a short sequence takes to train, so plain training comes here.
"""

from __future__ import annotations

from typing import Any, NoReturn

import torch
from torch import Tensor

from cellwright.errors import BackendError
from cellwright.nn.compiled import Layer, train_backward, train_forward
from cellwright.plan.schedule import Schedule


class CellFunction(torch.autograd.Function):
    """A cell over all rows: (layer, schedule, x, *initial, *stacks) -> (output, *finals)."""

    @staticmethod
    def forward(ctx: Any, layer: Layer, schedule: Schedule, x: Tensor, *others: Tensor) -> tuple[Tensor, ...]:
        """Run the cell, and keep what the backward pass needs."""
        states = len(layer.cell.states)
        initial, stacks = others[:states], dict(zip(layer.cell.stacks, others[states:], strict=True))
        output, finals, kept = train_forward(layer, x, initial, stacks, schedule)
        ctx.layer, ctx.schedule = layer, schedule
        ctx.save_for_backward(x, *others, output, *kept)
        ctx.set_materialize_grads(False)
        return output, *finals

    @staticmethod
    def backward(ctx: Any, d_output: Tensor | None, *d_finals: Tensor | None) -> tuple[Tensor | None, ...]:
        """Carry the gradients back."""
        layer: Layer = ctx.layer
        states, stacks = len(layer.cell.states), len(layer.cell.stacks)
        saved = ctx.saved_tensors
        x, initial = saved[0], saved[1 : 1 + states]
        named = dict(zip(layer.cell.stacks, saved[1 + states :][:stacks], strict=True))
        output, *kept = saved[1 + states + stacks :]
        wanted = dict(zip(layer.cell.stacks, ctx.needs_input_grad[3 + states :], strict=True))
        with torch.no_grad():
            d_x, d_initial, d_stacks = train_backward(
                layer,
                x,
                initial,
                named,
                output,
                kept,
                torch.zeros_like(output) if d_output is None else d_output.contiguous(),
                [torch.zeros_like(p) if d is None else d.contiguous() for p, d in zip(initial, d_finals, strict=True)],
                ctx.schedule,
                wants_x=ctx.needs_input_grad[2],
                wanted_stacks=[name for name, wants in wanted.items() if wants],
            )
        gradients = (d_x, *d_initial, *(d_stacks.get(name) for name in layer.cell.stacks))
        return None, None, *(refuse_again(g) if torch.is_grad_enabled() else g for g in gradients)


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
        "build the layer with backend='eager' for second derivatives (gradient penalties, meta-learning)"
    )
