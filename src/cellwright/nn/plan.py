"""What runs when a layer is called, and why: `layer.plan`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import torch

from cellwright.equation.cell import Cell
from cellwright.equation.recurrences import recurrences
from cellwright.equation.transform import expected
from cellwright.nn.autocast import numbers_now
from cellwright.nn.compiled import Sizes, layer_of
from cellwright.nn.direction import why_not_compiled
from cellwright.nn.operators import operator_of
from cellwright.plan.machine import Machine
from cellwright.plan.plan import Plan
from cellwright.plan.show import describe
from cellwright.plan.weights import WeightFormat

SCANNED = "all steps run at once, by a scan, since the equations are affine in each state"


@dataclass(frozen=True)
class LayerPlan:
    """What runs when a layer is called. Printed, it is the answer for people.

    Attributes:
        layer: the layer in a few words.
        backend: "cpu" (compiled kernels), "eager" (torch operations, one after the other), or "torch" (its operator
            for these very equations).
        reason: why this backend runs.
        machine: the processor that the kernels are compiled for; None for "eager".
        kernels: the plans of the first layer of each shape: inference, then forward, backward and input gradient of
            a training step.
    """

    layer: str
    backend: str
    reason: str
    machine: Machine | None
    kernels: tuple[Plan, ...]

    def __str__(self) -> str:
        head = f"{self.layer}: backend {self.backend!r}, because {self.reason}"
        if self.machine is None:
            return head
        machine = self.machine
        kind = self.kernels[0].dtype
        facts = (
            f"compiled for {machine.cpu} with {machine.name}: registers of {machine.lanes(kind)} x {kind}, "
            f"{machine.registers} of them, {machine.cores} {'core' if machine.cores == 1 else 'cores'}"
        )
        return "\n".join([head, facts, *(describe(plan) for plan in self.kernels)])

    __repr__ = __str__


def layer_plan(
    layer: str, cell: Cell, sizes: Iterable[Sizes], weight: torch.Tensor, backend: str, matrices: WeightFormat
) -> LayerPlan:
    """What runs when a layer is called.

    Args:
        layer: the layer in a few words.
        cell: its equations.
        sizes: the number that each size name stands for, for each of its layers and directions.
        weight: one of its parameters.
        backend: which one was asked for.
        matrices: the layer's own numbers; those of autocast take the place of full ones.
    """
    inferring = expected(cell)
    reason = why_not_compiled(weight) or inferring.eager_only
    asked = backend != "auto" and not (reason and backend == "cpu")
    because = "it was asked for" if asked else reason or "nothing stands against compiled kernels"
    if backend == "auto" and weight.is_cuda and operator_of(inferring):
        return LayerPlan(layer, "torch", f"{because}; torch has an operator for these equations", None, ())
    if backend == "eager" or reason:
        scan = f"; {SCANNED}" if recurrences(cell) else ""
        return LayerPlan(layer, "eager", because + scan, None, ())
    if cell.eager_only:
        because = f"{because}; but training runs on the eager backend, because {cell.eager_only}"
    compiled = inferring if cell.eager_only else cell
    numbers = numbers_now(matrices, weight.dtype)
    kernels: list[Plan] = []
    for each in dict.fromkeys(sizes):
        kernels += layer_of(compiled, each, weight.dtype, numbers).kernels
    # a cell of another name that has the same equations has the same plans
    named = tuple(replace(plan, cell=cell.name) for plan in kernels)
    return LayerPlan(layer, "cpu", because, named[0].machine, named)
