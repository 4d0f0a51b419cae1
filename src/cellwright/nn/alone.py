"""A forward pass that is one kernel on one thread: all it needs besides addresses is worked out before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from cellwright.nn.compiled import Layer, kept_weights
from cellwright.plan.schedule import Schedule
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
        self._sequences = schedule.sequences
        self._output = _like((schedule.steps, schedule.sequences, layer.output_columns), layer.dtype)
        self._finals = [_like((1, schedule.sequences, columns), layer.dtype) for columns in layer.state_columns]
        # a kernel goes on from the numbers that it finds in a last state, unless that is a copy of an output
        copies = {name for _, name in kernel.plan.finals}
        self._goes_on = [name not in copies for name in layer.final_arrays]
        self._begin = (0, schedule.steps, *schedule.tables)
        names = ["input", *layer.initial_arrays, layer.output_array, *layer.final_arrays]
        self._order = [names.index(name) for name in kernel.arrays]

    def infer(
        self, x: Tensor, initial: Sequence[Tensor] | None, stacks: Mapping[str, Tensor], cache: PackedCache
    ) -> tuple[Tensor, list[Tensor]]:
        """The output and the last states; every tensor is contiguous."""
        output = torch.empty_like(self._output)
        if initial is None:
            initial = self._layer.zeros(1, self._sequences)
            finals = [torch.zeros_like(like) for like in self._finals]
        else:
            pairs = zip(initial, self._goes_on, strict=True)
            finals = [given.clone() if goes_on else torch.empty_like(given) for given, goes_on in pairs]
        held = {name: stack.data_ptr() for name, stack in stacks.items()}
        packed = kept_weights(self._layer, stacks, held, cache, 0).of(self._kernel, 1)
        addresses = [tensor.data_ptr() for tensor in (x, *initial, output, *finals)]
        numbers = *self._begin, packed.address, *[addresses[place] for place in self._order]
        self._kernel.run_alone(numbers, self._sequences)
        return output, finals


def _like(shape: tuple[int, ...], dtype: torch.dtype) -> Tensor:
    """A tensor of this shape that takes the memory of one number."""
    return torch.zeros((), dtype=dtype, device="cpu").expand(shape)
