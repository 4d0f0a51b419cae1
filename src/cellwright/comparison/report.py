"""The report of a comparison."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cellwright.equation.show import equations
from cellwright.evaluate.shown import cells
from cellwright.inspect.report import Report, Section, Table

if TYPE_CHECKING:
    from cellwright.comparison.result import Comparison

MOST_FITS_LISTED = 60


def report_of(comparison: Comparison) -> Report:
    """Scores first, then what they cost, then why."""
    pictures = comparison.drawings
    settings = {name: value for name, value in comparison.estimator.get_params().items() if name != "cell"}
    sections = [
        Section("Scores", " ".join(comparison.notes), [pictures["scores"]], _ranking(comparison)),
        Section(
            "Which differences are more than luck",
            "The first one's error minus the second's, over the same held-out data; p is how probable such a "
            "difference is between equals, for other data and seeds, and for these data with other seeds.",
            table=_pairs(comparison),
        ),
        Section(
            "How far back a gradient survives",
            "The gradient of the last output with respect to the input so many steps before, as a share of that to the "
            "last input, on windows of these data. Where it is small, nothing can be learned from that far back. The "
            "reach is where it falls below 1 % for good (dotted); > means that it does not within the window.",
            [pictures["reach before training"], pictures["reach after training"]],
            _reaches(comparison),
        ),
        Section(
            "What it costs",
            "Dots are single fits, bars the median time and the highest memory. Kernels were compiled before the clock "
            "ran; memory is the peak of the process during a fit beyond what it held before.",
            [pictures["time"], pictures["memory"]],
            _costs(comparison),
        ),
        Section(
            "How training went",
            "The lowest loss so far, on what the fit itself held out to stop by; a dot marks the epoch that was kept.",
            [pictures["learning"]],
        ),
        Section("Every fit", table=_fits(comparison)),
        *(
            Section(f"A step of {each.name}", each.cell.summary, code="\n".join(equations(each.cell)))
            for each in comparison.entrants
        ),
        Section("Settings", code="\n".join(f"{name} = {value!r}" for name, value in settings.items())),
    ]
    cells = ", ".join(each.name for each in comparison.entrants)
    return Report(f"Compared: {cells}", comparison.verdict, _facts(comparison), sections)


def _facts(comparison: Comparison) -> dict[str, str]:
    estimator = comparison.estimator
    epochs = estimator.max_epochs
    limits = ["as many epochs as suit the data" if epochs is None else f"{epochs} epochs"]
    limits += [f"{estimator.max_seconds:g} s"] if estimator.max_seconds is not None else []
    stopping = estimator.early_stopping
    return {
        "Fits": f"{len(comparison.entrants)} cells, {comparison.planned // len(comparison.entrants)} seeds each",
        "Size": f"as near as can be to {comparison.parameters:,} parameters",
        "Budget of a fit": f"at most {' and '.join(limits)}"
        + ("" if stopping is None else f"; stops after {stopping} without gain"),
        "Scored on": f"the last {100 * comparison.test_share:g} % of the data, which no fit has seen",
    }


def _ranking(comparison: Comparison) -> Table:
    table = comparison.table
    head = ("", comparison.measure, "sd", "lowest", "highest", "hidden size", "parameters", "fits", "failed")
    names = ("mean", "sd", "min", "max", "hidden_size", "parameters", "fits", "failed")
    rows = [[str(name), *row] for name, row in zip(table.index, cells(table[list(names)]), strict=True)]
    return Table(head, rows, {1: 0})


def _pairs(comparison: Comparison) -> Table:
    ordered = sorted(comparison.pairs, key=lambda pair: (math.isnan(pair.p), pair.p, pair.p_here))
    rows = [
        [
            f"{pair.first} and {pair.second}",
            f"{pair.difference:+.3g}",
            _shown(pair.p),
            _shown(pair.p_here),
            pair.better if pair.clear else f"{pair.better}, on these data" if pair.clear_here else "not clear",
        ]
        for pair in ordered
    ]
    return Table(("", "difference", "p", "p, these data", "better"), rows)


def _reaches(comparison: Comparison) -> Table:
    rows = [
        [name, *(comparison.reach_in_words(name, trained=trained) for trained in (False, True))]
        for name in comparison.complete
    ]
    return Table(("", "reach before training, steps", "reach after training, steps"), rows)


def _costs(comparison: Comparison) -> Table:
    head = ("", "seconds of a fit", "ms of a prediction", "memory, MB", "epochs")
    names = ("fit_seconds", "predict_ms", "memory_mb", "epochs")
    table = comparison.table.loc[list(comparison.complete), list(names)]
    return Table(head, [[name, *row] for name, row in zip(comparison.complete, cells(table), strict=True)])


def _fits(comparison: Comparison) -> Table:
    runs = comparison.runs.drop(columns=["cell", "predict_ms", "ended", "failure"])
    runs = runs.rename(columns={"fit_seconds": "seconds", "memory_mb": "MB"})
    rows = [[fit.cell, *row] for fit, row in zip(comparison.fits, cells(runs), strict=True)]
    if len(rows) > MOST_FITS_LISTED:
        rest = len(rows) - MOST_FITS_LISTED
        rows = [*rows[:MOST_FITS_LISTED], [f"... and {rest} more", *[""] * runs.shape[1]]]
    return Table(("", *map(str, runs.columns)), rows)


def _shown(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.3g}"
