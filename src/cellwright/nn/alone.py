"""A forward pass that is one kernel on one thread: all it needs besides addresses is worked out before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter

import torch
from torch import Tensor

from cellwright.nn.compiled import Layer, kept_weights, like
from cellwright.plan.schedule import Schedule
from cellwright.run.guarded import Guarded
from cellwright.run.kernel import Kernel
from cellwright.run.packed import PackedCache


class Alone:
    """What `infer` does, in a few microseconds less.

    Args:
        layer: the cell with its sizes.
        kernel: its forward pass, all of it, without memory of its own.
        schedule: equally many steps of every sequence.
    """

    def __init__(self, layer: Layer, kernel: Kernel, schedule: Schedule) -> None:
        self._layer = layer
        self._kernel = kernel
        self._output = like((schedule.steps, schedule.sequences, layer.output_columns), layer.dtype)
        # a kernel goes on from the numbers that it finds in a last state, unless that is a copy of an output
        copies = {name for _, name in kernel.plan.finals}
        self._goes_on = [name not in copies for name in layer.final_arrays]
        self._begin = (schedule.sequences, 0, schedule.steps, *schedule.tables)
        names = ["input", *layer.initial_arrays, layer.output_array, *layer.final_arrays]
        self._ordered = itemgetter(*[names.index(name) for name in kernel.arrays])
        # to read the parameters takes longer than a step with narrow weights
        self._guarded = Guarded(kernel, layer.fingerprint) if layer.matrices.trains else None

    def infer(
        self, x: Tensor, initial: Sequence[Tensor], stacks: Mapping[str, Tensor], cache: PackedCache, place: int
    ) -> tuple[Tensor, list[Tensor]]:
        """The output, and the last states in the form of the first ones; every tensor is contiguous."""
        output = torch.empty_like(self._output)
        pairs = zip(initial, self._goes_on, strict=True)
        finals = [given.clone() if goes_on else torch.empty_like(given) for given, goes_on in pairs]
        addresses = [tensor.data_ptr() for tensor in (x, *initial, output, *finals)]
        arrays = self._ordered(addresses)
        parameters = [stack.data_ptr() for stack in stacks.values()]
        if self._guarded is None or not self._guarded.run(cache, place, parameters, self._begin, arrays):
            held = dict(zip(stacks, parameters, strict=True))
            packed = kept_weights(self._layer, stacks, held, cache, place).of(self._kernel, 1)
            sequences, *begin = self._begin
            self._kernel.run_alone((*begin, packed.address, *arrays), sequences)
        return output, finals
