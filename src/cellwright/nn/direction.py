"""One cell over one direction of a batch: here the backend is chosen."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from cellwright.equation import Cell
from cellwright.equation.node import widths
from cellwright.errors import BackendError
from cellwright.nn.autocast import asks_for_bfloat16, numbers_now
from cellwright.nn.compiled import DTYPES, Sizes, infer, layer_of
from cellwright.nn.function import Run, run_function
from cellwright.nn.inputs import is_transformed
from cellwright.nn.narrow import run_narrow
from cellwright.nn.operators import Operator, operator_of, run_operator
from cellwright.nn.ops import forward, lengthened, make_schedule
from cellwright.nn.way import way_of
from cellwright.plan.weights import FULL, WeightFormat
from cellwright.run import eager
from cellwright.run.packed import PackedCache


def run_direction(
    cell: Cell,
    rows: Tensor,
    initial: Sequence[Tensor] | None,
    stacks: Mapping[str, Tensor],
    counts: Tensor | None,
    *,
    sequences: int,
    sizes: Sizes,
    reverse: bool,
    backend: str,
    cache: PackedCache,
    place: int,
    shape: tuple[int, ...],
    noises: Sequence[Tensor] = (),
    matrices: WeightFormat = FULL,
    recompute: bool = False,
    notice: eager.Notice | None = None,
) -> tuple[Tensor, Sequence[Tensor]]:
    """The output, (*shape, size), and the last states of every sequence, each (1, sequences, size).

    Args:
        cell: the equations.
        rows: (rows, input), as in `cellwright.plan.schedule`; or (steps, sequences, input), which saves a view.
        initial: the first states, each (sequences, size); zeros if None.
        stacks: the stacked parameters by name.
        counts: how many sequences have a step t; all have every step if None.
        sequences: the size of the batch.
        sizes: the number that each size name stands for.
        reverse: whether each sequence is read from its end.
        backend: "auto", "cpu" or "eager".
        cache: keeps packed weights between calls.
        place: the layer and direction that the weights belong to.
        shape: of the output but for its columns: (steps, sequences) where all have every step, else (rows,).
        noises: (rows, size) for each random mask of the cell.
        matrices: the layer's own numbers; other ones than full ones are for inference by compiled kernels only.
        recompute: whether training keeps less, and computes it again.
        notice: is shown what is normalised over the rows of the batch.

    Raises:
        BackendError: the compiled backend was asked for and cannot take this.
    """
    options: dict[str, Any] = {"sequences": sequences, "sizes": sizes, "reverse": reverse, "shape": shape}
    if not matrices.trains:
        return run_narrow(cell, rows, initial, stacks, counts, noises, matrices, **options, cache=cache, place=place)
    reason = "" if backend == "eager" else why_not_compiled(rows) or cell.eager_only or _why_not_now(backend)
    if reason and backend == "cpu":
        raise BackendError(f"backend='cpu' cannot run this layer: {reason}; use backend='eager' or 'auto'")
    compiled = backend != "eager" and not reason
    if compiled and not is_traced():
        options |= {"matrices": matrices, "recompute": recompute, "cache": cache, "place": place}
        return _compiled(cell, rows, initial, stacks, counts, noises, backend == "auto", **options)
    rows = rows.flatten(0, -2)
    if initial is None:
        columns = widths(dict(sizes))
        initial = [rows.new_zeros(sequences, columns[state.size]) for state in cell.states]
    if compiled:
        return _written_down(cell, rows, initial, stacks, counts, noises, dict(sizes)["hidden"], reverse, shape)
    return _untraced(cell, rows, initial, stacks, counts, noises, notice, _operator(cell, rows, backend), **options)


def _compiled(
    cell: Cell,
    rows: Tensor,
    initial: Sequence[Tensor] | None,
    stacks: Mapping[str, Tensor],
    counts: Tensor | None,
    noises: Sequence[Tensor],
    again: bool,
    *,
    matrices: WeightFormat,
    recompute: bool,
    cache: PackedCache,
    place: int,
    sequences: int,
    sizes: Sizes,
    reverse: bool,
    shape: tuple[int, ...],
) -> tuple[Tensor, Sequence[Tensor]]:
    """By compiled kernels; `again` says whether the eager backend may give second gradients."""
    # in the form of last states; torch may keep a tensor with its signs still to be turned
    first = None if initial is None else [part.resolve_neg().contiguous().unsqueeze(0) for part in initial]
    rows = rows.resolve_neg()
    own = sizes, numbers_now(matrices, rows.dtype), recompute
    if len(shape) > 1 and not noises:
        way = way_of(cell, *own, (*shape, rows.shape[-1]), rows.dtype, reverse)
        found = way and way.run(rows, first, shape, stacks, cache, place, again)
        if found:
            return found
    rows = rows.contiguous()
    schedule = make_schedule(counts, _count(rows), sequences, reverse)
    layer = layer_of(cell, sizes, rows.dtype, *own[1:])
    if not _tracks_gradients(rows, initial, stacks):
        return infer(layer, rows, first, stacks, schedule, cache, place, noises, shape)
    weights = [stacks[name].contiguous() for name in cell.stacks]
    run = Run(layer, schedule, shape, noises, again)
    output, *finals = run_function(run, rows, *(first or layer.zeros(1, sequences)), *weights)
    return output, finals


def _written_down(
    cell: Cell,
    rows: Tensor,
    initial: Sequence[Tensor],
    stacks: Mapping[str, Tensor],
    counts: Tensor | None,
    noises: Sequence[Tensor],
    hidden: int,
    reverse: bool,
    shape: tuple[int, ...],
) -> tuple[Tensor, Sequence[Tensor]]:
    """By the operator that torch sees in place of compiled kernels."""
    given = [part.contiguous() for part in initial]
    behind = [*[stacks[name].contiguous() for name in cell.stacks], *noises]
    output, *others = forward(rows.contiguous(), given, behind, counts, cell.key, hidden, reverse, asks_for_bfloat16())
    return output.reshape(*shape, output.shape[-1]), [part.unsqueeze(0) for part in others[: len(initial)]]


def _count(rows: Tensor) -> int:
    """How many rows there are, in two dimensions or in three."""
    return rows.shape[:-1].numel()


def _run_eagerly(
    cell: Cell,
    rows: Tensor,
    initial: Sequence[Tensor],
    stacks: Mapping[str, Tensor],
    counts: Tensor | None,
    noises: Sequence[Tensor],
    notice: eager.Notice | None,
    operator: Operator | None = None,
    *,
    sequences: int,
    sizes: Sizes,
    reverse: bool,
    shape: tuple[int, ...],
) -> tuple[Tensor, Sequence[Tensor]]:
    schedule = make_schedule(counts, rows.shape[0], sequences, reverse)
    here, x = [noise[: schedule.rows] for noise in noises], rows[: schedule.rows]

    def step_by_step(
        x: Tensor, initial: Sequence[Tensor], stacks: Mapping[str, Tensor]
    ) -> tuple[Tensor, Sequence[Tensor]]:
        return eager.sequence(cell, x, initial, stacks, dict(sizes), schedule, here, (), notice)

    with torch.autocast("cuda" if rows.is_cuda else "cpu", enabled=False):
        if operator is None or not schedule.rows:
            output, finals = step_by_step(x, initial, stacks)
        else:
            present = sorted(schedule.count.tolist(), reverse=True)
            options = operator, cell, x, initial, stacks, present, step_by_step
            output, finals = run_operator(*options, reverse=reverse)
    return lengthened(output, rows.shape[0]).reshape(*shape, output.shape[-1]), [part.unsqueeze(0) for part in finals]


_untraced: Callable[..., tuple[Tensor, Sequence[Tensor]]] = torch.compiler.disable(  # type: ignore[no-untyped-call]
    _run_eagerly, reason="the eager backend of a layer takes its steps one by one; leave backend='eager' out"
)


def why_not_compiled(rows: Tensor) -> str:
    """Why the compiled backend cannot take such a tensor; empty if it can."""
    if not rows.is_cpu:
        return f"the tensors are on {rows.device.type!r}, and compiled kernels run on the CPU"
    if rows.dtype not in DTYPES:
        return f"the tensors are {rows.dtype}, and kernels are compiled for float32 and float64"
    return ""


def _why_not_now(backend: str) -> str:
    """Why the compiled backend cannot run in this call, which `layer.plan` does not know; a fallback is announced."""
    if not is_transformed():
        return ""
    work = "a transform of torch.func (grad, vmap, ...) or forward mode"
    reason = f"{work} is at work, for which compiled kernels have no rule"
    if backend == "auto":
        warnings.warn(f"the eager backend runs, because {reason}; backend='eager' silences this", stacklevel=7)
    return reason


def _operator(cell: Cell, rows: Tensor, backend: str) -> Operator | None:
    """Torch's own operator for the cell, if it had better run."""
    return operator_of(cell) if rows.is_cuda and backend == "auto" and not is_replaced() else None


def is_replaced() -> bool:
    """Whether torch runs something else in place of what is called: a graph that it writes down, or a transform."""
    return is_traced() or is_transformed()


def is_traced() -> bool:
    """Whether torch writes down what runs, or replaces it, so that it must see an operator."""
    return torch.compiler.is_compiling() or torch._C._len_torch_dispatch_stack() > 0 or torch._C._is_tracing()


def _tracks_gradients(rows: Tensor, initial: Sequence[Tensor] | None, stacks: Mapping[str, Tensor]) -> bool:
    if not torch.is_grad_enabled():
        return False
    return any(tensor.requires_grad for tensor in (rows, *(initial or ()), *stacks.values()))
