"""Checks of what a layer is called with: the input, and the first states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch.autograd import forward_ad
from torch.nn.utils.rnn import PackedSequence

from cellwright.equation import Cell
from cellwright.errors import ArgumentError


def layout(batch_first: bool, *, features: bool = True, single: bool = False) -> str:
    """The shape of an input, or of one number a step, as messages write it."""
    names = ["steps"] if single else ["batch", "steps"] if batch_first else ["steps", "batch"]
    return f"({', '.join([*names, 'input_size'] if features else names)}{',' if single else ''})"


def check_input(data: Any, features: int, batch_first: bool, *, packed: bool, lengths: Any) -> None:
    """Refuse an input of the wrong kind or shape."""
    if not isinstance(data, torch.Tensor):
        raise ArgumentError(f"the input must be a tensor or a PackedSequence; got {type(data).__name__}")
    if packed and lengths is not None:
        raise ArgumentError("a PackedSequence has its own lengths; leave lengths= out")
    if not packed and data.ndim not in {2, 3}:
        raise ArgumentError(
            f"the input must have 3 dimensions, {layout(batch_first)}, or 2 for one sequence; "
            f"got shape {tuple(data.shape)}"
        )
    if data.shape[-1] != features:
        raise ArgumentError(
            f"the input has {data.shape[-1]} features a step, but input_size is {features}; "
            f"got shape {tuple(data.shape)}, expected {layout(batch_first)}"
        )


def is_transformed() -> bool:
    """Whether tensors stand for more than their numbers: in a transform of torch.func, or with forward derivatives."""
    return torch._C._are_functorch_transforms_active() or forward_ad._current_level >= 0


def in_own_type(x: Any, what: str, own: torch.Tensor) -> Any:
    """A tensor or PackedSequence, cast to the number type of the parameters where autocast made it another.

    `own` is one of the parameters; what lies on another device is refused.
    """
    data, dtype = x.data if isinstance(x, PackedSequence) else x, own.dtype
    if data.device != own.device:
        raise ArgumentError(
            f"the {what} is on {data.device}, but the parameters are on {own.device}; "
            f"write x.to({str(own.device)!r}) or layer.to({str(data.device)!r})"
        )
    found = data.dtype
    if found == dtype:
        return x
    if found.is_floating_point and any(map(torch.is_autocast_enabled, ("cpu", "cuda"))):
        return x.to(dtype)
    raise ArgumentError(
        f"the {what} is {found}, but the parameters are {dtype}; write x.to({dtype}) or layer.to({found})"
    )


def first_states(
    cell: Cell,
    state: torch.Tensor | tuple[torch.Tensor, ...],
    shape: tuple[int, int],
    columns: Mapping[str, int],
    own: torch.Tensor,
    *,
    single: bool,
) -> list[torch.Tensor]:
    """The first states that the user gave, each (num_layers * directions, batch, size)."""
    parts = (state,) if isinstance(state, torch.Tensor) else tuple(state)
    labels = [node.label for node in cell.states]
    if len(parts) != len(labels):
        raise ArgumentError(
            f"the state of {cell.name} is ({', '.join(labels)}), {len(labels)} tensors; got {len(parts)}"
        )
    given = [part.unsqueeze(1) if single and part.ndim == 2 else part for part in parts]
    for node, part in zip(cell.states, given, strict=True):
        expected = (*shape, columns[node.size])
        if part.shape != expected:
            raise ArgumentError(
                f"the state {node.label} must have shape {expected} (num_layers * directions, batch, size); "
                f"got {tuple(part.shape)}"
            )
    return [in_own_type(part, f"state {node.label}", own) for node, part in zip(cell.states, given, strict=True)]
