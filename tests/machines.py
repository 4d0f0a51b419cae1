"""The processors that kernels are made for: those that this one can run, and those it can at least compile for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from batches import CASES, Case

from cellwright.plan.machine import MACHINES, Machine
from cellwright.run.host import can_run, host

RUNNABLE = [replace(machine, triple=host().triple) for machine in MACHINES.values() if can_run(machine)]


def cases_for(machine: Machine) -> list[Case]:
    """The batches that a machine is tried on: all for the host's own width, one set of sizes for narrower ones."""
    return [case for case in CASES if machine.vector_bytes == host().vector_bytes or case.hidden == 37]


every_runnable_machine = pytest.mark.parametrize("machine", RUNNABLE, ids=lambda machine: machine.name)
every_machine = pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
