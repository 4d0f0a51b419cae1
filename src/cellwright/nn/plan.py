"""What runs when a layer is called, and why: `layer.plan`."""

from __future__ import annotations

from dataclasses import dataclass

from cellwright.plan.machine import Machine
from cellwright.plan.plan import Plan
from cellwright.plan.show import describe


@dataclass(frozen=True)
class LayerPlan:
    """What runs when a layer is called. Printed, it is the answer for people.

    Attributes:
        layer: the layer in a few words.
        backend: "cpu" (compiled kernels) or "eager" (torch operations, one after the other).
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
