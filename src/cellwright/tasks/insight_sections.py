"""The sections of a task's report that look into its network: what it looked at, and what its gates did."""

from __future__ import annotations

from typing import Any

from cellwright.errors import CellwrightError
from cellwright.inspect import explain_report, trace_report
from cellwright.inspect.report import Section
from cellwright.tasks.task import Task

# a report looks at a few examples only, with fewer random orders than an explanation that was asked for
EXAMPLES, DRAWS = 4, 40


def insight_sections(model: Task, data: Any) -> list[Section]:
    """What the network looked at, what its gates did, and how far back its gradient survives.

    Args:
        model: a fitted task.
        data: as for `predict`; the first few examples are looked at.
    """
    try:
        looked = explain_report.sections(model.explain(data, most=EXAMPLES, draws=DRAWS))
    except CellwrightError as error:  # no captum, or a quantised network: the report goes on without
        looked = [Section("What the network looked at", f"Not found out: {error}")]
    return [*looked, *trace_report.short_sections(model.trace(data, most=EXAMPLES))]
