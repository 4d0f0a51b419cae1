"""The processors that kernels are made for: those that this one can run, and those it can at least compile for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cellwright.plan.machine import MACHINES
from cellwright.run.host import can_run, host

RUNNABLE = [replace(machine, triple=host().triple) for machine in MACHINES.values() if can_run(machine)]

every_runnable_machine = pytest.mark.parametrize("machine", RUNNABLE, ids=lambda machine: machine.name)
every_machine = pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
