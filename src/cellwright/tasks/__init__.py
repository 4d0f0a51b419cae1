"""Tasks: one file each, and one row here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cellwright.tasks import saved
from cellwright.tasks.forecaster import Forecaster

# the name in model files -> the task
TASKS: Mapping[str, type[Forecaster]] = {"Forecaster": Forecaster}

__all__ = ["TASKS", "Forecaster", "load"]


def load(path: str | Path) -> Forecaster:
    """The model that was saved as a `.cw` file, or as a folder.

    Nothing in the file is executed, and nothing is believed before it is checked.

    Raises:
        ModelFileError: the file is missing, damaged, foreign, or written by a newer version.
    """
    return saved.load(path, TASKS)
