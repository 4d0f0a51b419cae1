"""The short way of a plain call: one layer, one direction, a padded batch, compiled kernels.

All that such a call needs besides its numbers follows from the shape of the input, and is worked out once. A step of a
small layer takes less time than the checks and tables of the general way, which any other call takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import torch
from torch import Tensor

from cellwright.equation import Cell
from cellwright.nn.alone import Alone
from cellwright.nn.compiled import DTYPES, Layer, Sizes, infer, layer_of
from cellwright.nn.direction import is_traced
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
    shape: torch.Size,
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
        matrices: the numbers in which weights are kept.
        recompute: whether training keeps less, and computes it again.
        again: whether the eager backend may give second gradients.
    """
    if is_traced() or type(x) is not Tensor or x.ndim != 3 or torch._C._are_functorch_transforms_active():
        return None
    x = x.transpose(0, 1) if batch_first else x
    dtype = x.dtype
    way = _way(cell, direction.sizes, matrices, recompute, x.shape, dtype)
    if way is None or not x.is_cpu:
        return None
    parts = (state,) if isinstance(state, Tensor) else state or ()
    if state is not None and [(p.shape, p.dtype, p.is_cpu) for p in parts] != [(s, dtype, True) for s in way.states]:
        return None
    weights = _rows_of(stacks, cell, dtype)
    if weights is None:
        return None
    x = x.contiguous()
    initial = None if state is None else [part.contiguous() for part in parts]
    trained = () if matrices.narrow else stacks.values()
    if torch.is_grad_enabled() and any(tensor.requires_grad for tensor in (x, *parts, *trained)):
        if matrices.narrow:
            return None
        sequences = way.shape[1]
        first = way.layer.zeros(sequences) if initial is None else [part.view(sequences, -1) for part in initial]
        run = padded_run(way.layer, way.schedule, way.shape, again, torch.get_num_threads())
        output, *finals = run_function(run, x, *first, *weights.values())
    elif way.alone and not way.is_shared(torch.get_num_threads()):
        output, finals = way.alone.infer(x, initial, weights, cache)
    else:
        given = None if initial is None else [part.squeeze(0) for part in initial]
        output, finals = infer(way.layer, x, given, weights, way.schedule, cache, 0, (), way.shape)
    return (output.transpose(0, 1) if batch_first else output), tuple(finals)


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
