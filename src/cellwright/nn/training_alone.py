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
        d_output = torch.zeros_like(output) if d_output is None else d_output.contiguous()
        states = len(d_finals)
        kinds = tuple(wanted) + tuple(given is not None for given in d_finals)
        gradients: list[Tensor | None] = []
        for place, (tensor, wants) in enumerate(zip(inputs, wanted, strict=True)):
            given = d_finals[place - 1] if 0 < place <= states else None
            if given is not None:
                # the loop over the steps writes over it
                gradients.append(given.reshape(tensor.shape).clone(memory_format=torch.contiguous_format))
            else:
                gradients.append(torch.empty_like(tensor) if wants else None)
        way = self._ways_back.get(kinds)
        if way is None:
            way = self._ways_back[kinds] = self._way_back(inputs, kinds)
        way.run([t.data_ptr() for t in (*inputs, output, saved, d_output, *gradients) if t is not None])
        return gradients

    def _way_back(self, inputs: Sequence[Tensor], kinds: Sequence[bool]) -> Pass:
        """The calls for gradients of these inputs; the last of `kinds` say which last states have a gradient."""
        layer = self._layer
        states = len(layer.cell.states)
        d_states = [f"d state {state.label}" for state in layer.cell.states]
        names = ["d input", *d_states, *map(gradient_array, layer.cell.stacks)]
        wanted, given = kinds[: len(names)], kinds[len(names) :]
        sizes = [tensor.nbytes for tensor in inputs]
        zeros = {name: size for name, size, has in zip(d_states, sizes[1:], given, strict=False) if not has}
        has_one = [wants or (0 < place <= states and given[place - 1]) for place, wants in enumerate(wanted)]
        present = [name for name, has in zip(names, has_one, strict=True) if has]
        after = [*zip(layer.cell.stacks, sizes[1 + states :], wanted[1 + states :], strict=True)]
        stacks = {stack: size for stack, size, wants in after if wants}
        arrays = [*self._names, layer.output_array, SAVED, "d output", *present]
        return self._step.backward(arrays, stacks, zeros)
