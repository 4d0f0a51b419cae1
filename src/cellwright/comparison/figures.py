"""The figures of a comparison; a cell has the same colour in all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import MaxNLocator

from cellwright.inspect.figures import TEXT, drawing, finished, look
from cellwright.inspect.reach import gradient_figure

if TYPE_CHECKING:
    from cellwright.comparison.result import Comparison


def drawn(comparison: Comparison) -> Mapping[str, str]:
    """The figures by name."""
    return {
        "scores": _scores(comparison),
        "reach before training": _reach(comparison, trained=False),
        "reach after training": _reach(comparison, trained=True),
        "time": _bars(comparison, "fit_seconds", "Seconds of a fit"),
        "memory": _bars(comparison, "memory_mb", "Peak of memory during a fit, MB"),
        "learning": _learning(comparison),
    }


def _scores(comparison: Comparison) -> str:
    """A dot for each seed, a bar at their mean; the lowest error on top."""
    table = comparison.table.dropna(subset=["mean"])
    numbers = _numbers(comparison)
    figure, axes = drawing(8.5, 0.9 + 0.36 * len(table))
    for row, (name, mean) in enumerate(table["mean"].items()):
        place = len(table) - 1 - row
        if name in numbers:
            seeds = [fit.scores[comparison.measure] for fit in comparison.complete[str(name)]]
            colour = look(numbers[str(name)])["color"]
            axes.plot(seeds, [place] * len(seeds), "o", ms=6, color=colour, alpha=0.55, markeredgewidth=0)
            axes.plot([mean], [place], "|", ms=18, mew=2.4, color=colour)
        else:
            axes.plot([mean], [place], "D", ms=6, color=TEXT, fillstyle="none")
    axes.set_yticks(range(len(table)), list(reversed(table.index)))
    axes.set_ylim(-0.6, len(table) - 0.4)
    axes.set_xlabel(f"{comparison.measure}, lower is better")
    return finished(figure, "", f"{comparison.measure} of each cell and seed, and of the baselines")


def _reach(comparison: Comparison, *, trained: bool) -> str:
    curves = {name: comparison.gradient(name, trained=trained) for name in comparison.complete}
    return gradient_figure(curves, "After training" if trained else "Before training", _numbers(comparison))


def _bars(comparison: Comparison, column: str, title: str) -> str:
    """A bar for each cell, in the order in which they were named, with a dot for each seed."""
    names, runs = list(comparison.complete), comparison.runs[comparison.runs["failure"] == ""]
    tall = comparison.table[column].fillna(0).to_dict()
    figure, axes = drawing(5.4, 0.9 + 0.34 * len(names))
    for place, name in enumerate(reversed(names)):
        values = runs.loc[runs["cell"] == name, column].to_numpy(np.float64)
        colour = look(_numbers(comparison)[name])["color"]
        axes.barh(place, tall[name], height=0.6, color=colour, alpha=0.35)
        axes.plot(values, [place] * len(values), "o", ms=5, color=colour, markeredgewidth=0)
    axes.set_yticks(range(len(names)), list(reversed(names)))
    axes.set_xlim(left=0)
    return finished(figure, title, f"{title}, for each cell")


def _learning(comparison: Comparison) -> str:
    """The lowest loss so far after each epoch of each fit, of what was held out where something was."""
    figure, axes = drawing(8.5, 3.2)
    for name in comparison.complete:
        style = look(_numbers(comparison)[name])
        for seed, history in enumerate(comparison.histories(name)):
            losses = [each.loss if each.validation_loss is None else each.validation_loss for each in history.epochs]
            epochs = np.arange(1, len(losses) + 1)
            lowest = np.minimum.accumulate(losses)
            axes.plot(epochs, lowest, lw=1.1, alpha=0.75, label=name if seed == 0 else None, **style)
            axes.plot([history.best], [losses[history.best - 1]], "o", ms=4, color=style["color"], markeredgewidth=0)
    axes.set_xlabel("epoch")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    return finished(figure, "", "Lowest loss so far of each fit, by epoch")


def _numbers(comparison: Comparison) -> dict[str, int]:
    return {each.name: number for number, each in enumerate(comparison.entrants)}
