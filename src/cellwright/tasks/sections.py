"""Sections that the report of every task has: how training went, the equations, the plan, the settings."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from cellwright.cells import resolve_cell
from cellwright.equation.show import equations
from cellwright.evaluate.shown import alike, told
from cellwright.fit import History
from cellwright.inspect.figures import TEXT, counted_axis, drawing, finished, lines
from cellwright.inspect.report import Section, Table
from cellwright.nn import Recurrent
from cellwright.tasks.insight_sections import insight_sections
from cellwright.tasks.task import Task


def network_in_words(model: Task) -> str:
    """The network in a few words."""
    parameters = sum(parameter.numel() for parameter in model.module_.parameters())
    return (
        f"{resolve_cell(model.cell).name}, {model.num_layers} x {model.units(model.sizes_)}, {parameters:,} parameters"
    )


def counted(number: int, one: str, many: str = "") -> str:
    """A number of things.

    Example:
        >>> counted(1, "epoch"), counted(2, "class", "classes")
        ('1 epoch', '2 classes')
    """
    return f"{number} {one if number == 1 else many or one + 's'}"


def scores_table(scores: Mapping[str, Mapping[str, float]], lower: Collection[str] = ()) -> Table:
    """The scores of several models, a row each, the best of each measure marked.

    Args:
        scores: of each model, by measure.
        lower: the measures of which a lower value is better.

    Example:
        >>> scores_table({"LSTM": {"MAE": 0.4, "R²": 0.9}, "Mean": {"MAE": 0.5, "R²": 0.0}}, {"MAE"}).best
        {1: 0, 2: 0}
    """
    measures = told(scores)
    rows = [[name, *cells] for name, *cells in zip(scores, *map(alike, measures.values()), strict=True)]
    best = {}
    for column, (measure, values) in enumerate(measures.items(), start=1):
        if np.isfinite(values).any():
            best[column] = int(np.nanargmin(values) if measure in lower else np.nanargmax(values))
    return Table(["", *measures], rows, best)


def closing_sections(model: Task, loss: str, data: Any = None) -> list[Section]:
    """How training went, by this loss; what the network does with some of the data, if any; and what was trained."""
    cell = resolve_cell(model.cell)
    plans = [str(part.plan) for part in model.module_.modules() if isinstance(part, Recurrent)]
    last = model.history_[-1]
    ended = f"The last run ended {last.ended}, after {counted(len(last.epochs), 'epoch')}."
    settings = "\n".join(f"{name} = {value!r}" for name, value in model.get_params().items())
    return [
        Section("How training went", f"{loss} of each epoch. {ended}", figures=learning_curves(model.history_)),
        *(insight_sections(model, data) if data is not None else ()),
        Section("The equations of a step", cell.summary, code="\n".join(equations(cell))),
        Section("The plan that ran", "What was compiled for this processor.", code="\n\n".join(plans)),
        Section("Settings", code=settings),
    ]


def learning_curves(histories: Sequence[History]) -> list[str]:
    """The loss over the epochs of each training run, and the error that it was stopped by, if that is another one."""
    pictures = []
    for number, history in enumerate(histories, start=1):
        curves: dict[str, list[float | None]] = {"training": [epoch.loss for epoch in history.epochs]}
        if history.epochs[0].validation_loss is not None:
            curves["held out"] = [epoch.validation_loss for epoch in history.epochs]
        if number < len(histories):
            title = f"To find out how long: best after epoch {history.best}"
        else:
            title = "The network that is used" + (", trained on everything" if number > 1 else "")
        pictures.append(_by_epoch(history, curves, title, f"Learning curves of training run {number}"))
        errors = [epoch.validation_error for epoch in history.epochs]
        if errors[0] is not None:
            says = f"Errors of what was held out in training run {number}"
            pictures.append(_by_epoch(history, {"held out": errors}, "What tells which epoch is best", says))
    return pictures


def _by_epoch(history: History, curves: Mapping[str, Sequence[float | None]], title: str, says: str) -> str:
    figure, axes = drawing()
    epochs = np.array([epoch.number for epoch in history.epochs])
    lines(axes, epochs, {name: np.array(values, np.float64) for name, values in curves.items()})
    axes.axvline(history.best, color=TEXT, lw=0.8, ls=":")
    counted_axis(axes, "epoch")
    return finished(figure, title, says)
