"""What a comparison found: a table, a verdict, figures, and a report to read."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from cellwright.comparison.entrants import Entrant
from cellwright.comparison.figures import drawn
from cellwright.comparison.fits import Fit
from cellwright.comparison.report import report_of
from cellwright.comparison.standing import Pair, basis, pairs_of, verdict
from cellwright.fit import History
from cellwright.inspect.evaluation import Evaluation
from cellwright.inspect.figures import standalone
from cellwright.inspect.reach import reach
from cellwright.inspect.report import write_report
from cellwright.tasks.task import Task

Floats = npt.NDArray[np.float64]
COLUMNS = (
    "hidden_size", "parameters", "mean", "sd", "min", "max", "fits", "failed", "fit_seconds", "predict_ms", "memory_mb",
    "epochs", "reach_untrained", "reach_trained",
)  # fmt: skip
# a network this far from the number of parameters asked for is worth a note
FAR = 0.05


@dataclass(frozen=True, eq=False)
class Comparison:
    """Cells beside each other, and beside the simple baselines, on data that no fit has seen.

    Attributes:
        estimator: what was fitted, but for its cell, its hidden size and its seed.
        entrants: the cells, each with its hidden size and its number of parameters.
        fits: every fit, in the order in which they were made.
        evaluation: the first of the evaluations, with the baselines.
        parameters: the number of parameters that every network was to have.
        planned: how many fits were planned; fewer are there if the comparison was stopped by hand.
        test_share: the share of the data that was held out.
    """

    estimator: Task = field(repr=False)
    entrants: tuple[Entrant, ...]
    fits: tuple[Fit, ...] = field(repr=False)
    evaluation: Evaluation = field(repr=False)
    parameters: int
    planned: int
    test_share: float

    @property
    def measure(self) -> str:
        """The error that decides; lower is better."""
        return self.evaluation.measure

    @cached_property
    def complete(self) -> Mapping[str, list[Fit]]:
        """The fits of each cell that succeeded; cells without any are left out."""
        good = [fit for fit in self.fits if not fit.failure]
        by_cell = {each.name: [fit for fit in good if fit.cell == each.name] for each in self.entrants}
        return {name: fits for name, fits in by_cell.items() if fits}

    @cached_property
    def baselines(self) -> Mapping[str, float]:
        """The measure of each baseline."""
        _, *names = self.evaluation.scores
        return {name: self.evaluation.scores[name][self.measure] for name in names}

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row for each cell and baseline, the lowest error first.

        Its columns: `hidden_size`, `parameters`; the `mean`, `sd`, `min` and `max` of the measure over the seeds; how
        many `fits` succeeded and how many `failed`; the medians of `fit_seconds`, `predict_ms` (the network's part of
        one prediction) and `epochs`; `memory_mb`, the highest peak during a fit beyond what was held before; and how
        many steps back the gradient of the last output falls below 1 % of its start, before and after training
        (infinite if it does not within the sequence).
        """
        rows = {name: {"mean": score} for name, score in self.baselines.items()}
        cells = {each.name: self._row(each) for each in self.entrants}
        table = pd.DataFrame.from_dict({**cells, **rows}, orient="index", columns=list(COLUMNS))
        whole = ["hidden_size", "parameters", "fits", "failed"]
        table = table.astype(dict.fromkeys(whole, "Int64"))
        ranked: pd.DataFrame = table.sort_values("mean", kind="stable").rename_axis("model")
        return ranked

    def _row(self, entrant: Entrant) -> dict[str, float]:
        fits = self.complete.get(entrant.name, [])
        failed = sum(fit.cell == entrant.name and bool(fit.failure) for fit in self.fits)
        row: dict[str, float] = {
            "hidden_size": entrant.hidden_size,
            "parameters": entrant.parameters,
            "fits": len(fits),
            "failed": failed,
        }
        if not fits:
            return row
        scores = [fit.scores[self.measure] for fit in fits]
        return row | {
            "mean": float(np.mean(scores)),
            "sd": float(np.std(scores, ddof=1)) if len(scores) > 1 else math.nan,
            "min": min(scores),
            "max": max(scores),
            "fit_seconds": float(np.median([fit.seconds for fit in fits])),
            "predict_ms": float(np.median([fit.predict_ms for fit in fits])),
            "memory_mb": max(fit.memory_mb for fit in fits),
            "epochs": float(np.median([fit.epochs for fit in fits])),
            "reach_untrained": reach(self.gradient(entrant.name, trained=False)),
            "reach_trained": reach(self.gradient(entrant.name, trained=True)),
        }

    @cached_property
    def runs(self) -> pd.DataFrame:
        """A row for each fit: cell, seed, every metric, seconds, memory, epochs, and why it failed."""
        frame: pd.DataFrame = pd.DataFrame(
            [
                {
                    "cell": fit.cell,
                    "seed": fit.seed,
                    **fit.scores,
                    "fit_seconds": fit.seconds,
                    "predict_ms": fit.predict_ms,
                    "memory_mb": fit.memory_mb,
                    "epochs": fit.epochs,
                    "ended": fit.history[0].ended if fit.history else "",
                    "failure": fit.failure,
                }
                for fit in self.fits
            ]
        )
        return frame

    @cached_property
    def pairs(self) -> list[Pair]:
        """Every pair of cells, and of a cell and a baseline, with whether their difference is more than luck."""
        errors = {name: np.array([fit.errors for fit in fits]) for name, fits in self.complete.items()}
        return pairs_of(errors, {name: self.evaluation.errors[name] for name in self.baselines})

    @cached_property
    def verdict(self) -> str:
        """The answer in a few sentences."""
        scores = {name: [fit.scores[self.measure] for fit in fits] for name, fits in self.complete.items()}
        seconds = {name: [fit.seconds for fit in fits] for name, fits in self.complete.items()}
        return verdict(self.measure, scores, self.baselines, self.pairs, seconds)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What should be known about the scores."""
        errors = next(iter(self.complete.values()))[0].errors
        known = int((~np.isnan(errors)).sum())
        seeds = min(len(fits) for fits in self.complete.values())
        notes = [basis(self.evaluation.unit, known, seeds)] if self.pairs else []
        notes += self.evaluation.notes
        notes += [
            f"{each.name} has {each.parameters:,} parameters where {self.parameters:,} were asked for; its hidden size "
            f"allows nothing nearer."
            for each in self.entrants
            if abs(each.parameters - self.parameters) > FAR * self.parameters
        ]
        if len(self.fits) < self.planned:
            notes.append(f"Stopped by hand after {len(self.fits)} of {self.planned} fits.")
        return (*notes, *(f"{fit.cell} with seed {fit.seed} failed: {fit.failure}" for fit in self.fits if fit.failure))

    def gradient(self, cell: str, *, trained: bool) -> Floats:
        """The gradient over distance (steps,) of a cell, 1 at its start: the geometric mean over its seeds."""
        curves = np.array([fit.trained if trained else fit.untrained for fit in self.complete[cell]])
        starts = np.where(curves[:, :1] > 0, curves[:, :1], curves.max(1, keepdims=True))
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.exp(np.log(np.nan_to_num(curves / starts)).mean(0)))

    def reach_in_words(self, cell: str, *, trained: bool) -> str:
        """How far back the gradient of a cell survives; with > where it does over all of the sequence."""
        curve = self.gradient(cell, trained=trained)
        steps = reach(curve)
        return f"> {len(curve) - 1}" if math.isinf(steps) else f"{steps:.1f}"

    def histories(self, cell: str) -> list[History]:
        """How the first training run of each fit of a cell went."""
        return [fit.history[0] for fit in self.complete[cell]]

    @cached_property
    def drawings(self) -> Mapping[str, str]:
        """The figures of the report, by name; their colours are those of the page that they stand in."""
        return drawn(self)

    @property
    def figures(self) -> dict[str, str]:
        """The figures by name, each an SVG text that can be written to a file."""
        return {name: standalone(picture) for name, picture in self.drawings.items()}

    def summary(self) -> str:
        """The table, the verdict and the notes as text."""
        table = self.table.dropna(axis="columns", how="all")
        shown = table.to_string(float_format=lambda value: f"{value:.3g}", na_rep="")
        return "\n".join([f"{self.measure}, lower is better", shown, self.verdict, *self.notes])

    def to_json(self) -> dict[str, Any]:
        """All of it as plain JSON; a number that is not defined, or infinite, is None."""
        return {
            "measure": self.measure,
            "verdict": self.verdict,
            "notes": list(self.notes),
            "table": _records(self.table.reset_index()),
            "pairs": _records(pd.DataFrame([vars(pair) for pair in self.pairs])),
            "fits": _records(self.runs),
        }

    def save(self, path: str | Path) -> Path:
        """Write the report: one HTML file that needs nothing else.

        Raises:
            DataError: it cannot be written; what was there before is unchanged.
        """
        return write_report(report_of(self), path)

    def __str__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        return f"{self.table.to_html(float_format='{:.3g}'.format, na_rep='')}<p>{self.verdict}</p>"


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain JSON."""
    rows: list[dict[str, Any]] = frame.astype(object).to_dict("records")
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    value = value.item() if isinstance(value, np.generic) else value
    return None if value is pd.NA or (isinstance(value, float) and not math.isfinite(value)) else value
