"""What an evaluation found: scores of a model and of simple baselines, a verdict, and a report to read."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from cellwright.inspect.report import Report, write_report

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Evaluation:
    """Scores of a model beside baselines on the same data.

    Attributes:
        scores: for each model, the value of each metric; the model itself comes first.
        verdict: who wins, in a sentence.
        notes: what should be known about the scores.
        details: what the scores were computed from; its type depends on the task.
        measure: the metric that decides; lower is better.
        unit: what the scores are means over: "window", "sentence".
        errors: for each model, the measure of each unit alone (units,), NaN where it has none.
    """

    scores: Mapping[str, Mapping[str, float]]
    verdict: str
    notes: tuple[str, ...]
    details: Any
    measure: str
    unit: str
    errors: Mapping[str, Floats] = field(repr=False)
    _report: Callable[[], Report] = field(repr=False)

    def to_frame(self) -> pd.DataFrame:
        """The scores as a pandas frame: one row a model, one column a metric."""
        frame: pd.DataFrame = pd.DataFrame.from_dict(
            {name: dict(values) for name, values in self.scores.items()}, orient="index"
        )
        return frame

    def to_json(self) -> dict[str, Any]:
        """The scores, the verdict and the notes as plain JSON; a score that is not defined is None."""
        scores = {
            name: {metric: value if math.isfinite(value) else None for metric, value in values.items()}
            for name, values in self.scores.items()
        }
        return {"scores": scores, "verdict": self.verdict, "notes": list(self.notes)}

    def save(self, path: str | Path) -> Path:
        """Write the report: one HTML file that needs nothing else.

        Raises:
            DataError: it cannot be written; what was there before is unchanged.
        """
        return write_report(self._report(), path)

    def __str__(self) -> str:
        table = self.to_frame().to_string(float_format=lambda value: f"{value:.4g}")
        return "\n".join([table, self.verdict, *self.notes])
