"""Sizes and batches for laws: odd on purpose, around the widths of registers and tiles."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from cellwright.equation.node import widths
from cellwright.plan.schedule import Schedule, dense, ragged


@dataclass(frozen=True)
class Case:
    """Sizes of a layer, and which rows its steps touch."""

    name: str
    input: int
    hidden: int
    proj: int
    schedule: Schedule

    @property
    def sizes(self) -> dict[str, int]:
        return widths({"input": self.input, "hidden": self.hidden, "proj": self.proj})


# few sizes for many batches: a kernel is compiled for its sizes, and runs any batch
CASES = (
    Case("one sequence", 3, 5, 2, dense(4, 1)),
    Case("one step", 3, 5, 2, dense(1, 4)),
    Case("one number a step, two sequences", 1, 37, 9, dense(3, 2)),
    Case("three sequences", 1, 37, 9, dense(2, 3)),
    Case("seven sequences, one more than a tile", 17, 64, 16, dense(5, 7)),
    Case("backward in time", 17, 64, 16, dense(3, 13, reverse=True)),
    Case("ragged, one sequence empty", 1, 37, 9, ragged([5, 3, 3, 1], 6)),
    Case("ragged, backward in time", 17, 64, 16, ragged([9, 8, 8, 2], 9, reverse=True)),
    Case("many rows, several blocks of gradients", 3, 5, 2, ragged([90, 90, 90, 80, 7], 91)),
)

every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
