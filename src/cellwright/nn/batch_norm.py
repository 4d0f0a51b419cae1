"""The running statistics of batch normalisation: kept in buffers, updated by training, folded for inference.

A layer has three kinds of buffers for each direction: `running_mean_ih_l0`, (units, max_steps), and `running_var_ih_l0`
for what is multiplied by W, and so on, and `num_batches_tracked_l0`, (max_steps,), how many batches had each step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from cellwright.equation import Cell
from cellwright.equation.cell import rows_of
from cellwright.equation.node import EPSILON, RUNNING_MEAN, SCALE, SHIFT
from cellwright.nn.parameters import Direction
from cellwright.run.eager import column_of

VARIANCE, TRACKED = "running_var", "num_batches_tracked"


@dataclass(frozen=True)
class Running:
    """The running statistics of one direction of a layer.

    Attributes:
        means: by their stack, each (units, steps).
        variances: by the stack of the means.
        tracked: (steps,), how many batches had the step.
    """

    means: Mapping[str, Tensor]
    variances: Mapping[str, Tensor]
    tracked: Tensor

    @property
    def tensors(self) -> tuple[Tensor, ...]:
        """All of them."""
        return (*self.means.values(), *self.variances.values(), self.tracked)

    def reset(self) -> None:
        """Forget all batches."""
        for mean, variance in zip(self.means.values(), self.variances.values(), strict=True):
            mean.zero_()
            variance.fill_(1.0)
        self.tracked.zero_()

    def folded(self) -> dict[str, Tensor]:
        """The tables of scales and shifts, by their stacks; a step that no batch had has the statistics before it."""
        steps = torch.arange(len(self.tracked), device=self.tracked.device)
        known = torch.where(self.tracked > 0, steps, 0).cummax(0).values
        tables = {}
        for stack, mean in self.means.items():
            scale = (self.variances[stack][:, known] + EPSILON).rsqrt()
            tables[stack.replace(RUNNING_MEAN, SCALE)] = scale
            tables[stack.replace(RUNNING_MEAN, SHIFT)] = -mean[:, known] * scale
        return tables


def register(layer: torch.nn.Module, direction: Direction) -> None:
    """Add the buffers of variances and numbers of batches to a layer that has those of the means."""
    for stack, name in direction.parameters.items():
        if stack.startswith(RUNNING_MEAN):
            mean: Tensor = getattr(layer, name)
            layer.register_buffer(name.replace(RUNNING_MEAN, VARIANCE), torch.empty_like(mean))
            if not hasattr(layer, _tracked(direction)):
                layer.register_buffer(_tracked(direction), torch.empty_like(mean[0], dtype=torch.int64))


def running(layer: torch.nn.Module, direction: Direction) -> Running:
    """The running statistics of one direction of a layer."""
    names = {stack: name for stack, name in direction.parameters.items() if stack.startswith(RUNNING_MEAN)}
    means = {stack: getattr(layer, name) for stack, name in names.items()}
    variances = {stack: getattr(layer, name.replace(RUNNING_MEAN, VARIANCE)) for stack, name in names.items()}
    return Running(means, variances, getattr(layer, _tracked(direction)))


def _tracked(direction: Direction) -> str:
    return f"{TRACKED}_l{direction.layer}{'_reverse' if direction.reverse else ''}"


class Noticed:
    """What a training pass has seen: the mean and the variance of each step, over the rows that have it.

    The variance is that of a sample, divided by n - 1. A step of a single row says nothing about a variance, and is
    left out, as are the passes of torch.func's transforms, which may not change a buffer.
    """

    def __init__(self, steps: int) -> None:
        self._steps = steps
        self._at: list[Tensor] = []
        self._means: list[Tensor] = []
        self._variances: list[Tensor] = []

    @torch.no_grad()
    def __call__(self, vectors: Sequence[Tensor], number: Tensor) -> None:
        """Note what is normalised at a step, and the number of the step of each row."""
        if len(number) < 2 or torch._C._are_functorch_transforms_active():
            return
        variance, mean = torch.var_mean(torch.cat(list(vectors), 1), 0)
        at = torch.unique(column_of(number, self._steps))
        self._at.append(at)
        self._means.append(mean.expand(len(at), -1))
        self._variances.append(variance.expand(len(at), -1))

    @torch.no_grad()
    def update(self, running: Running, cell: Cell, sizes: Mapping[str, int], momentum: float) -> None:
        """Blend what was seen into running statistics.

        The first batches are averaged, until a batch's share is no more than `momentum`.
        """
        if not self._at:
            return
        at = torch.cat(self._at)
        count = torch.zeros_like(running.tracked).index_add(0, at, torch.ones_like(at))
        share = (1 / (running.tracked.double() + 1)).clamp(min=momentum) * (count > 0)
        for seen, kept in ((self._means, running.means), (self._variances, running.variances)):
            each = torch.cat(seen)
            total = each.new_zeros(len(count), each.shape[1]).index_add(0, at, each).t()
            mean, first = total / count.clamp(min=1), 0
            for node in cell.batch_norms:
                old = kept[node.weight.stack][rows_of(cell, node.weight, sizes)]
                old.add_((mean[first : first + len(old)] - old) * share.to(old.dtype))
                first += len(old)
        running.tracked.add_(count > 0)


class Folds:
    """Folded tables of one module, kept from call to call while the running statistics do not change."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[tuple[Tensor, ...], tuple[int, ...], dict[str, Tensor]]] = {}

    def of(self, place: int, running: Running) -> dict[str, Tensor]:
        """The tables of a direction."""
        tensors = running.tensors
        traced = torch.compiler.is_compiling() or torch._C._len_torch_dispatch_stack() > 0
        if traced or torch._C._are_functorch_transforms_active() or any(tensor.is_inference() for tensor in tensors):
            return running.folded()
        versions = tuple(tensor._version for tensor in tensors)
        kept = self._kept.get(place)
        if kept is None or kept[1] != versions or any(a is not b for a, b in zip(kept[0], tensors, strict=True)):
            # what is made in inference mode could not be kept for a backward pass later
            with torch.inference_mode(False), torch.no_grad():
                kept = self._kept[place] = tensors, versions, running.folded()
        return kept[2]

    def __deepcopy__(self, memo: object) -> Folds:
        return Folds()

    def __reduce__(self) -> tuple[type[Folds], tuple[()]]:
        return Folds, ()
