"""A small training step of one layer on one thread: all it needs besides addresses is worked out before."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from cellwright.nn.compiled import Layer, like
from cellwright.plan.schedule import Schedule
from cellwright.run.gradient import gradient_array
from cellwright.run.training_step import SAVED, Pass, TrainingStep


class TrainingAlone:
    """What `train_forward` and `train_backward` do, some microseconds faster.

    Args:
        layer: the cell with its sizes.
        schedule: equally many steps of every sequence.
        shape: of the output but for its columns.
    """

    def __init__(self, layer: Layer, schedule: Schedule, shape: tuple[int, ...]) -> None:
        self._layer = layer
        self._step = TrainingStep(layer.training, schedule, layer.kept)
        self._output = like((*shape, layer.output_columns), layer.dtype)
        self._saved = like((self._step.saved_numbers,), layer.dtype)
        self._names = ["input", *layer.initial_arrays, *layer.cell.stacks]
        self._end = 1 + len(layer.cell.states)
        self._forward: Pass | None = None
        self._ways_back: dict[tuple[bool, ...], Pass] = {}

    def is_small(self, threads: int) -> bool:
        """Whether this is the way to train with so many threads."""
        return self._step.is_small(threads)

    def forward(self, inputs: Sequence[Tensor]) -> tuple[Tensor, list[Tensor], Tensor]:
        """The output, the last states in the form of the first ones, and what the way back needs besides.

        `inputs` are the input, the first states and the stacked parameters; every tensor is contiguous.
        """
        output, saved = torch.empty_like(self._output), torch.empty_like(self._saved)
        finals = [torch.empty_like(part) for part in inputs[1 : self._end]]
        if self._forward is None:
            layer = self._layer
            self._forward = self._step.forward([*self._names, layer.output_array, SAVED, *layer.final_arrays])
        self._forward.run([tensor.data_ptr() for tensor in (*inputs, output, saved, *finals)])
        return output, finals, saved

    def backward(
        self,
        inputs: Sequence[Tensor],
        output: Tensor,
        saved: Tensor,
        d_output: Tensor | None,
        d_finals: Sequence[Tensor | None],
        wanted: Sequence[bool],
    ) -> list[Tensor | None]:
        """The gradients of the inputs that want one; gradients that are None are zero."""
        d_output = torch.zeros_like(output) if d_output is None else d_output.resolve_neg().contiguous()
        kinds = (*wanted, *[given is not None for given in d_finals])
        gradients = [torch.empty_like(tensor) if wants else None for tensor, wants in zip(inputs, wanted, strict=True)]
        for place, given in enumerate(d_finals, 1):
            if given is not None:
                # the loop over the steps writes over it
                gradients[place] = given.reshape(inputs[place].shape).clone(memory_format=torch.contiguous_format)
        way = self._ways_back.get(kinds)
        if way is None:
            way = self._ways_back[kinds] = self._way_back(inputs, kinds)
        way.run([t.data_ptr() for t in (*inputs, output, saved, d_output, *gradients) if t is not None])
        return gradients

    def _way_back(self, inputs: Sequence[Tensor], kinds: Sequence[bool]) -> Pass:
        """The calls for gradients of some inputs; `kinds` says of which, and which last states have a gradient."""
        layer = self._layer
        d_states = [f"d state {state.label}" for state in layer.cell.states]
        stacks = {gradient_array(stack): stack for stack in layer.cell.stacks}
        names = ["d input", *d_states, *stacks]
        sizes = dict(zip(names, [tensor.nbytes for tensor in inputs], strict=True))
        wanted = {name for name, wants in zip(names, kinds, strict=False) if wants}
        given = {name for name, has in zip(d_states, kinds[len(names) :], strict=True) if has}
        arrays = [name for name in names if name in wanted | given]
        return self._step.backward(
            [*self._names, layer.output_array, SAVED, "d output", *arrays],
            wanted={stacks[name]: sizes[name] for name in stacks if name in wanted},
            zeros={name: sizes[name] for name in d_states if name not in given},
        )
