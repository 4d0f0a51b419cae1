"""The short way of a plain call: one layer, one direction, a padded batch, compiled kernels.

All that such a call needs besides its numbers follows from the shape of the input, and is worked out once. A step of a
small layer takes less time than the checks and tables of the general way, which any other call takes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import torch
from torch import Tensor

from cellwright.equation import Cell
from cellwright.nn.alone import Alone
from cellwright.nn.autocast import numbers_now
from cellwright.nn.compiled import DTYPES, Layer, Sizes, infer, layer_of
from cellwright.nn.direction import is_replaced
from cellwright.nn.function import padded_run, run_function
from cellwright.nn.parameters import Direction
from cellwright.plan.schedule import Schedule, dense
from cellwright.plan.weights import WeightFormat
from cellwright.run.packed import PackedCache
from cellwright.run.threads import threads_for


@dataclass(frozen=True)
class Way:
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

    @property
    def states_of_a_step(self) -> tuple[tuple[int, ...], ...]:
        """The shape of each first state where there is one step: (sequences, size)."""
        return tuple(shape[1:] for shape in self.states)

    @cached_property
    def alone(self) -> Alone | None:
        """The forward pass as one kernel on one thread, if one kernel does it."""
        kernel = self.layer.inference_pass.single(self.schedule)
        return Alone(self.layer, kernel, self.schedule) if kernel else None

    def is_shared(self, threads: int) -> bool:
        """Whether inference is worth more than one of so many threads."""
        return threads > 1 and threads_for(self.layer.inference.operations * self.schedule.rows, threads) > 1


@lru_cache(maxsize=256)
def _way(
    cell: Cell,
    sizes: Sizes,
    matrices: WeightFormat,
    recompute: bool,
    shape: tuple[int, ...],
    dtype: torch.dtype,
) -> Way | None:
    """How an input (steps, sequences, features) goes; None if it has to go, or to be refused, the general way."""
    if cell.noises or cell.batch_norms or cell.eager_only or dtype not in DTYPES:
        return None
    steps, sequences, features = shape
    if features != dict(sizes)["input"] or not steps or not sequences or (matrices.narrow and dtype != torch.float32):
        return None
    layer = layer_of(cell, sizes, dtype, matrices, recompute)
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
    way = _way(cell, direction.sizes, numbers_now(matrices, x.dtype), recompute, x.shape, x.dtype)
    found = way and _run(way, x, way.states, way.shape, state, stacks, cache, again)
    if not found:
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
    way = _way(cell, direction.sizes, numbers_now(matrices, x.dtype), False, (1, *x.shape), x.dtype)
    found = way and _run(way, x, way.states_of_a_step, way.shape[1:], state, stacks, cache, again)
    return tuple(found[1]) if found else None


def _is_plain(x: Any) -> bool:
    """Whether this is a tensor of the CPU, of which torch asks nothing but numbers."""
    return type(x) is Tensor and x.is_cpu and not is_replaced()


def _run(
    way: Way,
    x: Tensor,
    shapes: Sequence[tuple[int, ...]],
    shape: tuple[int, ...],
    state: Any,
    stacks: Mapping[str, Tensor],
    cache: PackedCache,
    again: bool,
) -> tuple[Tensor, Sequence[Tensor]] | None:
    """The output, (*shape, size), and the last states, of these shapes; None if something is no such tensor."""
    layer, dtype = way.layer, x.dtype
    parts = (state,) if isinstance(state, Tensor) else state or ()
    if state is not None and [(p.shape, p.dtype, p.is_cpu) for p in parts] != [(s, dtype, True) for s in shapes]:
        return None
    weights = _rows_of(stacks, layer.cell, dtype)
    if weights is None:
        return None
    x = x.contiguous()
    initial = layer.zeros(*shapes[0][:-1]) if state is None else [part.contiguous() for part in parts]
    trained = stacks.values() if layer.matrices.trains else ()
    threads = torch.get_num_threads()
    if torch.is_grad_enabled() and any(tensor.requires_grad for tensor in (x, *parts, *trained)):
        if not layer.matrices.trains:
            return None
        run = padded_run(layer, way.schedule, shape, again, threads)
        output, *finals = run_function(run, x, *initial, *weights.values())
        return output, finals
    if way.alone and not way.is_shared(threads):
        return way.alone.infer(x, initial, weights, cache)
    return infer(layer, x, initial, weights, way.schedule, cache, 0, (), shape)


def _rows_of(stacks: Mapping[str, Tensor], cell: Cell, dtype: torch.dtype) -> dict[str, Tensor] | None:
    """The parameters in the order of the cell; None where one is of another number type or somewhere else."""
    found: dict[str, Tensor] = {}
    for name in cell.stacks:
        stack = stacks[name]
        if stack.dtype != dtype or not stack.is_cpu:
            return None
        # kernels read rows that lie behind each other; a parameter may be the transpose of another tensor
        found[name] = stack.contiguous()
    return found
