"""What an evaluation found: scores of a model and of simple baselines, a verdict, and a report to read."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from cellwright.evaluate.shown import alike, score_of, told
from cellwright.inspect.report import Report, Section, Table, write_report

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
        seeds: the scores of the model with each seed, if several were tried; its own come first.
    """

    scores: Mapping[str, Mapping[str, float]]
    verdict: str
    notes: tuple[str, ...]
    details: Any
    measure: str
    unit: str
    errors: Mapping[str, Floats] = field(repr=False)
    _report: Callable[[], Report] = field(repr=False)
    seeds: tuple[Mapping[str, float], ...] = ()

    def beside(self, others: Sequence[Mapping[str, float]]) -> Evaluation:
        """The same, with the scores of models that differ from this one in nothing but their seeds."""
        seeds = (next(iter(self.scores.values())), *others)
        measure, each = score_of(self.measure, [scores[self.measure] for scores in seeds])
        values = np.array(each)
        spread = (
            f"{len(seeds)} seeds: {measure} {values.mean():.4g} ± {values.std(ddof=1):.2g}, "
            f"from {values.min():.4g} to {values.max():.4g}; the scores are those of the first."
        )
        return replace(self, seeds=seeds, notes=(*self.notes, spread))

    def to_frame(self) -> pd.DataFrame:
        """The scores as a pandas frame: one row a model, one column a metric."""
        frame: pd.DataFrame = pd.DataFrame.from_dict(
            {name: dict(values) for name, values in self.scores.items()}, orient="index"
        )
        return frame

    def to_json(self) -> dict[str, Any]:
        """The scores, the verdict and the notes as plain JSON; a score that is not defined is None."""
        document = {
            "scores": {name: _plain(values) for name, values in self.scores.items()},
            "verdict": self.verdict,
            "notes": list(self.notes),
        }
        return {**document, "seeds": [_plain(scores) for scores in self.seeds]} if self.seeds else document

    def save(self, path: str | Path) -> Path:
        """Write the report: one HTML file that needs nothing else.

        Raises:
            DataError: it cannot be written; what was there before is unchanged.
        """
        report = self._report()
        if self.seeds:
            report = replace(report, sections=(report.sections[0], self._luck(), *report.sections[1:]))
        return write_report(report, path)

    def _luck(self) -> Section:
        """The section of a report that says how much of the scores is luck."""
        seeds = {f"seed {number}": scores for number, scores in enumerate(self.seeds)}
        metrics = told(seeds)
        columns = [alike([*each, float(np.mean(each)), float(np.std(each, ddof=1))]) for each in metrics.values()]
        rows = [[name, *cells] for name, *cells in zip([*seeds, "mean", "standard deviation"], *columns, strict=True)]
        says = "The same model, fitted anew with other random numbers: what is within this spread is luck."
        return Section("Other seeds", says, table=Table(["", *metrics], rows))

    def told(self) -> dict[str, list[str]]:
        """What people are shown: each measure, with a value for each model as text."""
        return {measure: alike(values) for measure, values in told(self.scores).items()}

    def __str__(self) -> str:
        table = pd.DataFrame(self.told(), index=list(self.scores)).to_string()
        return "\n".join([table, self.verdict, *self.notes])


def _plain(scores: Mapping[str, float]) -> dict[str, float | None]:
    """Scores as JSON can say them."""
    return {metric: value if math.isfinite(value) else None for metric, value in scores.items()}
