"""What every network is told about its recurrent layers by the options that every task has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cellwright.cells import has_forget_gate

if TYPE_CHECKING:
    from cellwright.tasks.task import Task


def layers_of(task: Task) -> dict[str, Any]:
    """The arguments of the recurrent layers of a task's network, but for the directions that they read in."""
    return {
        "hidden_size": task.hidden_size,
        "num_layers": task.num_layers,
        "dropout": task.dropout,
        "recurrent_dropout": task.recurrent_dropout,
        "zoneout": task.zoneout,
        # a cell that never forgets has nothing to add it to
        "forget_bias": task.forget_bias if has_forget_gate(task.cell) else 0.0,
    }
