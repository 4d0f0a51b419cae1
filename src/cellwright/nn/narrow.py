"""Inference with narrow weights: what a quantised layer refuses, and how it runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor

from cellwright.equation import Cell
from cellwright.errors import BackendError
from cellwright.nn.compiled import Sizes, infer, layer_of
from cellwright.nn.inputs import is_transformed
from cellwright.nn.ops import make_schedule
from cellwright.plan.weights import WeightFormat
from cellwright.run.packed import PackedCache

UNDO = "cw.quantize(model, weights=None)"


def check_mode(matrices: WeightFormat, *, training: bool) -> None:
    """Refuse to train a quantised layer.

    Raises:
        BackendError: the layer is quantised, and in training.
    """
    if not matrices.trains and training and torch.is_grad_enabled():
        raise BackendError(
            f"this layer was quantised to {matrices.name} weights, which are for inference; "
            f"write model.eval(), or {UNDO} to train it"
        )


def _run_narrow(
    cell: Cell,
    rows: Tensor,
    initial: Sequence[Tensor] | None,
    stacks: Mapping[str, Tensor],
    counts: Tensor | None,
    noises: Sequence[Tensor],
    matrices: WeightFormat,
    *,
    sequences: int,
    sizes: Sizes,
    reverse: bool,
    shape: tuple[int, ...],
    cache: PackedCache,
    place: int,
) -> tuple[Tensor, Sequence[Tensor]]:
    """One direction of a quantised layer; the arguments are those of `run_direction`.

    Raises:
        BackendError: the tensors are not float32 on the CPU, or their gradient is wanted.
    """
    given = (rows, *(initial or ()))
    if torch.is_grad_enabled() and any(tensor.requires_grad for tensor in given):
        raise BackendError(
            f"{matrices.name} weights give no gradient, but the input or a first state wants one; "
            f"run the layer under torch.no_grad(), detach them, or write {UNDO}"
        )
    if rows.dtype != torch.float32 or not rows.is_cpu:
        raise BackendError(
            f"{matrices.name} weights are for float32 on the CPU; got {rows.dtype} on {rows.device.type!r}; "
            f"write model.float().cpu(), or {UNDO}"
        )
    if is_transformed():
        raise BackendError(
            f"{matrices.name} weights have no rule for transforms of torch.func and forward mode; write {UNDO}"
        )
    layer = layer_of(cell, sizes, rows.dtype, matrices)
    first = None if initial is None else [part.resolve_neg().contiguous().unsqueeze(0) for part in initial]
    rows = rows.flatten(0, -2).resolve_neg().contiguous()
    schedule = make_schedule(counts, rows.shape[0], sequences, reverse)
    return infer(layer, rows, first, stacks, schedule, cache, place, noises, shape)


run_narrow: Callable[..., tuple[Tensor, Sequence[Tensor]]] = torch.compiler.disable(  # type: ignore[no-untyped-call]
    _run_narrow, reason="narrow weights are outside the graph of torch.compile"
)
