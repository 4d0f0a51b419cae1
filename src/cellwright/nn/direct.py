"""The short way of a plain call: one layer, one direction, a padded batch, compiled kernels.

A step of a small layer takes less time than the checks and tables of the general way, which any other call takes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from torch import Tensor

from cellwright.equation import Cell
from cellwright.nn.autocast import numbers_now
from cellwright.nn.direction import is_replaced
from cellwright.nn.parameters import Direction
from cellwright.nn.way import way_of
from cellwright.plan.weights import WeightFormat
from cellwright.run.packed import PackedCache

# the only layer and direction
PLACE = 0


def directly(
    cell: Cell,
    direction: Direction,
    x: Any,
    state: Any,
    stacks: Mapping[str, Tensor],
    cache: PackedCache,
    batch_first: bool,
    matrices: WeightFormat,
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
        matrices: the layer's own numbers; those of autocast take the place of full ones.
        recompute: whether training keeps less, and computes it again.
        again: whether the eager backend may give second gradients.
    """
    if not _is_plain(x) or x.ndim != 3:
        return None
    x = x.transpose(0, 1) if batch_first else x
    way = way_of(cell, direction.sizes, numbers_now(matrices, x.dtype), recompute, x.shape, x.dtype)
    parts = _parts(state)
    if way is None or not _fit(parts, [(1, *own) for own in way.states], x):
        return None
    found = way.run(x, parts, tuple(x.shape[:-1]), stacks, cache, PLACE, again)
    if found is None:
        return None
    output, finals = found
    return (output.transpose(0, 1) if batch_first else output), tuple(finals)


def stepped(
    cell: Cell,
    direction: Direction,
    x: Any,
    state: Any,
    stacks: Mapping[str, Tensor],
    cache: PackedCache,
    matrices: WeightFormat,
    *,
    again: bool,
) -> tuple[Tensor, ...] | None:
    """The states after one step, each (sequences, size) as those before, from an input (sequences, features).

    The arguments are those of `directly`; None, too, where the call is not plain or something is wrong with it.
    """
    if not _is_plain(x) or x.ndim != 2:
        return None
    way = way_of(cell, direction.sizes, numbers_now(matrices, x.dtype), False, (1, *x.shape), x.dtype)
    parts = _parts(state)
    if way is None or not _fit(parts, way.states, x):
        return None
    found = way.run(x, parts, tuple(x.shape[:-1]), stacks, cache, PLACE, again)
    return None if found is None else tuple(found[1])


def _is_plain(x: Any) -> bool:
    """Whether this is a tensor of the CPU, of which torch asks nothing but numbers, as they lie in memory."""
    return type(x) is Tensor and x.is_cpu and not is_replaced() and not x.is_neg()


def _parts(state: Any) -> Sequence[Tensor] | None:
    """The states, one or several, as the user gives them."""
    return (state,) if isinstance(state, Tensor) else state


def _fit(parts: Sequence[Tensor] | None, shapes: Sequence[tuple[int, ...]], x: Tensor) -> bool:
    """Whether first states are tensors of these shapes, as plain as the input."""
    if parts is None:
        return True
    found = [(part.shape, part.dtype, part.is_cpu, part.is_neg()) for part in parts]
    return found == [(shape, x.dtype, True, False) for shape in shapes]
