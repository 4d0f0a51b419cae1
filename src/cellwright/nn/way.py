"""How padded batches go through compiled kernels: all that follows from the shape of the input is worked out once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import torch
from torch import Tensor

from cellwright.equation import Cell
from cellwright.nn.alone import Alone
from cellwright.nn.compiled import DTYPES, Layer, Sizes, infer, layer_of
from cellwright.nn.function import padded_run, run_function
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
    """

    layer: Layer
    schedule: Schedule

    @cached_property
    def states(self) -> tuple[tuple[int, ...], ...]:
        """The shape of each first state: (sequences, size)."""
        return tuple((self.schedule.sequences, columns) for columns in self.layer.state_columns)

    @cached_property
    def alone(self) -> Alone | None:
        """The forward pass as one kernel on one thread, if one kernel does it."""
        kernel = self.layer.inference_pass.single(self.schedule)
        return Alone(self.layer, kernel, self.schedule) if kernel else None

    def is_shared(self, threads: int) -> bool:
        """Whether inference is worth more than one of so many threads."""
        return threads > 1 and threads_for(self.layer.inference.operations * self.schedule.rows, threads) > 1

    def run(
        self,
        x: Tensor,
        initial: Sequence[Tensor] | None,
        shape: tuple[int, ...],
        stacks: Mapping[str, Tensor],
        cache: PackedCache,
        place: int,
        again: bool,
    ) -> tuple[Tensor, Sequence[Tensor]] | None:
        """The output, (*shape, size), and the last states in the form of the first; with gradients if any is wanted.

        Args:
            x: as many rows as the schedule has, in any form.
            initial: the first states, (sequences, size) or one dimension more; if None, zeros that have one more where
                `shape` has.
            shape: (steps, sequences), or (sequences,) for one step.
            stacks: the stacked parameters by name.
            cache: keeps packed weights between calls.
            place: the layer and direction that they belong to.
            again: whether the eager backend may give second gradients.

        Returns:
            None where a parameter is of another number type or somewhere else, or where quantised weights are to have
            gradients.
        """
        layer, schedule = self.layer, self.schedule
        weights = _rows_of(stacks, layer.cell, x.dtype)
        if weights is None:
            return None
        x = x.contiguous()
        if initial is None:
            first = layer.zeros(*[1] * (len(shape) - 1), schedule.sequences)
        else:
            first = [part.contiguous() for part in initial]
        trained = stacks.values() if layer.matrices.trains else ()
        threads = torch.get_num_threads()
        if torch.is_grad_enabled() and any(tensor.requires_grad for tensor in (x, *(initial or ()), *trained)):
            if not layer.matrices.trains:
                return None
            run = padded_run(layer, schedule, shape, again, threads)
            output, *finals = run_function(run, x, *first, *weights.values())
            return output, finals
        if self.alone and not self.is_shared(threads):
            return self.alone.infer(x, first, weights, cache, place)
        return infer(layer, x, first, weights, schedule, cache, place, (), shape)


@lru_cache(maxsize=256)
def way_of(
    cell: Cell,
    sizes: Sizes,
    matrices: WeightFormat,
    recompute: bool,
    shape: tuple[int, ...],
    dtype: torch.dtype,
    reverse: bool = False,
) -> Way | None:
    """How an input (steps, sequences, features) goes; None if it has to go, or to be refused, the general way."""
    if cell.noises or cell.batch_norms or cell.eager_only or dtype not in DTYPES:
        return None
    steps, sequences, features = shape
    if features != dict(sizes)["input"] or not steps or not sequences or (matrices.narrow and dtype != torch.float32):
        return None
    return Way(layer_of(cell, sizes, dtype, matrices, recompute), dense(steps, sequences, reverse=reverse))


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
