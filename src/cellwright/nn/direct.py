"""The short way of a plain call: one layer, one direction, a padded batch, compiled kernels.

All that such a call needs besides its numbers follows from the shape of the input, and is worked out once. A step of a
small layer takes less time than the checks and tables of the general way, which any other call takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import torch
from torch import Tensor

from cellwright.equation import Cell
from cellwright.nn.compiled import DTYPES, Layer, Sizes, infer, layer_of
from cellwright.nn.direction import is_traced
from cellwright.nn.function import run_function
from cellwright.nn.parameters import Direction
from cellwright.plan.schedule import Schedule, dense
from cellwright.run.packed import PackedCache


class Way(NamedTuple):
    """What the shape of an input says.

    Attributes:
        layer: the cell and its kernels.
        schedule: which rows each step touches.
        shape: (steps, sequences).
        states: the shape of each first state, as the user gives it: (1, sequences, size).
    """

    layer: Layer
    schedule: Schedule
    shape: tuple[int, int]
    states: tuple[tuple[int, int, int], ...]


@lru_cache(maxsize=256)
def _way(cell: Cell, sizes: Sizes, recompute: bool, shape: torch.Size, dtype: torch.dtype) -> Way | None:
    """How an input (steps, sequences, features) goes; None if it has to go, or to be refused, the general way."""
    if cell.noises or cell.batch_norms or cell.eager_only or dtype not in DTYPES:
        return None
    steps, sequences, features = shape
    if features != dict(sizes)["input"] or not steps or not sequences:
        return None
    layer = layer_of(cell, sizes, dtype, recompute=recompute)
    states = tuple((1, sequences, columns) for columns in layer.state_columns)
    return Way(layer, dense(steps, sequences), (steps, sequences), states)


def directly(
    cell: Cell,
    direction: Direction,
    x: Any,
    state: Any,
    stacks: Mapping[str, Tensor],
    cache: PackedCache,
    batch_first: bool,
    *,
    recompute: bool,
    again: bool,
) -> tuple[Tensor, tuple[Tensor, ...]] | None:
    """The output, in the form of the input, and the last states, each (1, sequences, size).

    None where the call is not plain, and where something is wrong with it: the general way knows what.

    Args:
        cell: the equations.
        direction: the only one of the layer.
        x: (steps, sequences, features), or (sequences, steps, features) if `batch_first`.
        state: the first states, as the user gives them; zeros if None.
        stacks: the stacked parameters by name.
        cache: keeps packed weights between calls.
        batch_first: the form of the input.
        recompute: whether training keeps less, and computes it again.
        again: whether the eager backend may give second gradients.
    """
    if is_traced() or type(x) is not Tensor or x.ndim != 3 or torch._C._are_functorch_transforms_active():
        return None
    x = x.transpose(0, 1) if batch_first else x
    way = _way(cell, direction.sizes, recompute, x.shape, x.dtype)
    if way is None or any(tensor.dtype != x.dtype or not tensor.is_cpu for tensor in (x, *stacks.values())):
        return None
    parts = (state,) if isinstance(state, Tensor) else state or ()
    if state is not None and [(p.shape, p.dtype, p.is_cpu) for p in parts] != [(s, x.dtype, True) for s in way.states]:
        return None
    initial = None if state is None else [part.contiguous().view(part.shape[1:]) for part in parts]
    x = x.contiguous()
    if torch.is_grad_enabled() and any(tensor.requires_grad for tensor in (x, *parts, *stacks.values())):
        initial = way.layer.zeros(way.shape[1]) if initial is None else initial
        weights = [stacks[name].contiguous() for name in cell.stacks]
        output, *finals = run_function(way.layer, way.schedule, way.shape, (), again, x, *initial, *weights)
    else:
        output, finals = infer(way.layer, x, initial, stacks, way.schedule, cache, 0, (), way.shape)
    return (output.transpose(0, 1) if batch_first else output), tuple(finals)
