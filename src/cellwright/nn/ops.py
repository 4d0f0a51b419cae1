"""The compiled kernels as torch operators, one for each direction of differentiation.

`cellwright::forward` runs a cell over the rows of a batch and `cellwright::backward` carries the gradients back.
torch.compile and torch.export see opaque operators; the cell travels in them as its canonical text.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor

from cellwright.equation import Cell
from cellwright.equation.node import ONE
from cellwright.nn.autocast import numbers_for
from cellwright.nn.compiled import Layer, kept_columns, layer_of, train_backward, train_forward
from cellwright.nn.function import refuse
from cellwright.plan.schedule import Schedule, dense, ragged


def make_schedule(counts: Tensor | None, rows: int, sequences: int, reverse: bool) -> Schedule:
    """Which rows each step touches."""
    if counts is None:
        return dense(rows // sequences if sequences else 0, sequences, reverse=reverse)
    return ragged([count for count in counts.tolist() if count], sequences, reverse=reverse)


@lru_cache(maxsize=256)
def _cell(text: str) -> Cell:
    return Cell.from_text(text)


@torch.library.custom_op("cellwright::forward", mutates_args=(), device_types="cpu")
def forward(
    x: Tensor,
    initial: Sequence[Tensor],
    stacks: Sequence[Tensor],
    counts: Tensor | None,
    cell: str,
    hidden: int,
    reverse: bool,
    bfloat16: bool,
) -> list[Tensor]:
    """Run a cell over all rows.

    Args:
        x: (rows, input), contiguous; rows that `counts` does not reach are padding, and their results are zero.
        initial: the first states, each (sequences, size), contiguous.
        stacks: the stacked parameters, in the order of the cell; then (rows, size), contiguous, for each random mask,
            since a list of its own would often be empty, which what torch compiles ahead of time cannot hold.
        counts: how many sequences have a step t; all have every step if None.
        cell: the canonical text of the cell.
        hidden: the hidden size.
        reverse: whether each sequence is read from its end.
        bfloat16: whether matrices are multiplied in bfloat16, if the processor of the call has that.

    Returns:
        The output of every row, the last states, and what the backward operator needs besides.
    """
    layer = _layer(cell, x, initial, hidden, bfloat16)
    schedule = make_schedule(counts, x.shape[0], initial[0].shape[0], reverse)
    named, noises = _named(layer.cell, stacks, schedule)
    shape = (schedule.rows,)
    output, finals, kept = train_forward(layer, x[: schedule.rows], initial, named, noises, schedule, shape)
    return [lengthened(output, len(x)), *finals, *(lengthened(array, len(x)) for array in kept)]


@forward.register_fake
def _forward_shapes(
    x: Tensor,
    initial: Sequence[Tensor],
    _stacks: Sequence[Tensor],
    _counts: Tensor | None,
    cell: str,
    hidden: int,
    *_others: bool,
) -> list[Tensor]:
    equations = _cell(cell)
    columns = _columns(equations, x, initial, hidden)
    output = x.new_empty(x.shape[0], columns[equations.outputs[0][1].size])
    kept = [x.new_empty(x.shape[0], width) for width in kept_columns(equations, columns, x.dtype).values()]
    return [output, *(torch.empty_like(part) for part in initial), *kept]


@torch.library.custom_op("cellwright::backward", mutates_args=(), device_types="cpu")
def backward(
    d_output: Tensor,
    d_finals: Sequence[Tensor],
    x: Tensor,
    initial: Sequence[Tensor],
    stacks: Sequence[Tensor],
    kept: Sequence[Tensor],
    counts: Tensor | None,
    cell: str,
    hidden: int,
    reverse: bool,
    bfloat16: bool,
    wants_x: bool,
    wants_stacks: bool,
) -> list[Tensor]:
    """Carry gradients from the output and the last states to everything else.

    Args:
        d_output: the gradient of the output of every row.
        d_finals: the gradients of the last states.
        x: the input of `forward`; so are `initial`, `stacks`, `counts`, `cell`, `hidden`, `reverse` and `bfloat16`.
        initial: see x.
        stacks: see x.
        kept: the output of every row, and what `forward` returned behind the last states.
        counts: see x.
        cell: see x.
        hidden: see x.
        reverse: see x.
        bfloat16: see x.
        wants_x: whether the gradient of the input is wanted; else an empty tensor stands for it.
        wants_stacks: whether those of the parameters are; else empty tensors stand for them.

    Returns:
        The gradients of x, of the first states and of the stacked parameters.
    """
    layer = _layer(cell, x, initial, hidden, bfloat16)
    schedule = make_schedule(counts, x.shape[0], initial[0].shape[0], reverse)
    named, noises = _named(layer.cell, stacks, schedule)
    rows = schedule.rows
    d_x, d_initial, d_stacks = train_backward(
        layer,
        x[:rows],
        initial,
        named,
        noises,
        kept[0][:rows],
        [array[:rows] for array in kept[1:]],
        d_output[:rows],
        d_finals,
        schedule,
        wants_x=wants_x,
        wanted_stacks=list(named) if wants_stacks else [],
    )
    nothing = x.new_empty(0)
    gradients = [d_stacks[name] if wants_stacks else x.new_empty(0) for name in named]
    return [nothing if d_x is None else lengthened(d_x, len(x)), *d_initial, *gradients]


@backward.register_fake
def _backward_shapes(
    _d_output: Tensor,
    d_finals: Sequence[Tensor],
    x: Tensor,
    _initial: Sequence[Tensor],
    stacks: Sequence[Tensor],
    *rest: Any,
) -> list[Tensor]:
    _kept, _counts, cell, *_, wants_x, wants_stacks = rest
    parameters = stacks[: len(_cell(cell).stacks)]
    d_x = torch.empty_like(x) if wants_x else x.new_empty(0)
    d_stacks = [torch.empty_like(s) if wants_stacks else x.new_empty(0) for s in parameters]
    return [d_x, *(torch.empty_like(part) for part in d_finals), *d_stacks]


def _remember(ctx: Any, inputs: tuple[Any, ...], output: list[Tensor]) -> None:
    x, initial, stacks, counts, *ctx.options = inputs
    ctx.states, ctx.stacks = len(initial), len(stacks)
    kept = [output[0], *output[1 + ctx.states :]]
    ctx.save_for_backward(x, *initial, *stacks, *kept, *([] if counts is None else [counts]))
    ctx.ragged = counts is not None
    ctx.mark_non_differentiable(*output[1 + ctx.states :])


def _gradients(ctx: Any, gradients: list[Tensor]) -> tuple[Any, ...]:
    saved = list(ctx.saved_tensors)
    counts = saved.pop() if ctx.ragged else None
    x, initial, rest = saved[0], saved[1 : 1 + ctx.states], saved[1 + ctx.states :]
    stacks, kept = rest[: ctx.stacks], rest[ctx.stacks :]
    d_output = torch.zeros_like(kept[0]) if gradients[0] is None else gradients[0].contiguous()
    d_finals = [
        torch.zeros_like(part) if given is None else given.contiguous()
        for part, given in zip(initial, gradients[1 : 1 + ctx.states], strict=True)
    ]
    wants_x, wants_stacks = ctx.needs_input_grad[0], any(ctx.needs_input_grad[2])
    results = backward(d_output, d_finals, x, initial, stacks, kept, counts, *ctx.options, wants_x, wants_stacks)
    d_stacks = results[1 + ctx.states :] if wants_stacks else []
    return (
        results[0] if wants_x else None,
        results[1 : 1 + ctx.states],
        # random masks have none
        [*d_stacks, *[None] * (ctx.stacks - len(d_stacks))],
        None,
        *[None] * len(ctx.options),
    )


forward.register_autograd(_gradients, setup_context=_remember)
backward.register_autograd(lambda ctx, *gradients: refuse())


def lengthened(rows: Tensor, count: int) -> Tensor:
    """So many rows, zero where there were none."""
    if len(rows) == count:
        return rows
    return torch.cat([rows, rows.new_zeros(count - len(rows), rows.shape[1])])


def _layer(cell: str, x: Tensor, initial: Sequence[Tensor], hidden: int, bfloat16: bool) -> Layer:
    equations = _cell(cell)
    sizes = tuple(_columns(equations, x, initial, hidden).items())
    return layer_of(equations, sizes, x.dtype, numbers_for(bfloat16, x.dtype))


def _columns(cell: Cell, x: Tensor, initial: Sequence[Tensor], hidden: int) -> dict[str, int]:
    """The number that each size name stands for; a symbol while torch traces."""
    sizes = {"input": x.shape[-1], "hidden": hidden}
    sizes.update((state.size, part.shape[-1]) for state, part in zip(cell.states, initial, strict=True))
    sizes[ONE] = 1
    return sizes


def _named(cell: Cell, stacks: Sequence[Tensor], schedule: Schedule) -> tuple[dict[str, Tensor], list[Tensor]]:
    """The stacked parameters by name, and the rows of the random masks."""
    noises = stacks[len(cell.stacks) :]
    return dict(zip(cell.stacks, stacks, strict=False)), [noise[: schedule.rows] for noise in noises]
