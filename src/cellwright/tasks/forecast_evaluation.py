"""The evaluation of forecasts, and its report."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cellwright.data.panel import Panel
from cellwright.evaluate.forecasts import Forecasts
from cellwright.evaluate.metrics import METRICS, nominal_coverage, point
from cellwright.evaluate.shown import alike
from cellwright.evaluate.verdict import verdict
from cellwright.inspect.evaluation import Evaluation
from cellwright.inspect.figures import (
    FIRST,
    PALETTE,
    TEXT,
    autocorrelation,
    counted_axis,
    drawing,
    fan,
    finished,
    lines,
)
from cellwright.inspect.report import Report, Section, Table
from cellwright.tasks.forecast_network import ForecastNetwork
from cellwright.tasks.sections import closing_sections, counted, network_in_words

if TYPE_CHECKING:
    from cellwright.tasks.forecaster import Forecaster

# a report draws no more windows than this
MOST_DRAWN = 4
# how many horizons of history a chart shows
HISTORY_SHOWN = 2
MOST_LAGS = 40
# a share below it is none in whole percent
LEAST_SAID = 0.005
MOST_SERIES_LISTED = 20


def forecast_evaluation(model: Forecaster, panel: Panel, forecasts: Forecasts) -> Evaluation:
    """The scores of a forecaster and of the baselines on the same windows."""
    scores = {name: forecasts.scores(name) for name in forecasts.models}
    measure = "MASE" if np.isfinite(scores[model.name]["MASE"]) else "MAE"
    rivals = {}
    for name in forecasts.models:
        if name != model.name:
            both = forecasts.windows_of(model.name) & forecasts.windows_of(name)
            rivals[name] = (forecasts.scores(model.name, both)[measure], forecasts.scores(name, both)[measure])
    sentence = verdict(model.name, measure, rivals)
    notes = (*_notes(panel, forecasts), *forecasts.notes)
    return Evaluation(
        scores,
        sentence,
        notes,
        forecasts,
        measure,
        "window",
        {name: forecasts.error_by_window(name, measure) for name in forecasts.models},
        partial(_report, model, panel, forecasts, scores, sentence, notes),
    )


def _notes(panel: Panel, forecasts: Forecasts) -> list[str]:
    windows, horizon = forecasts.actual.shape
    known = int((~np.isnan(forecasts.actual)).sum())
    text = f"{counted(windows, 'window')} of {counted(horizon, 'step')}"
    if known < forecasts.actual.size:
        text += f", {known} of {forecasts.actual.size} values known"
    gaps = [each for each in panel.missing if each.stamps or each.values]
    promised = f"the outermost quantiles promise a coverage of {nominal_coverage(forecasts.levels):.0f} %"
    if not gaps:
        return [f"{text}; {promised}."]
    lacking = sum(each.stamps + each.values for each in gaps)
    return [
        f"{text}; {promised}.",
        f"{lacking} points of {counted(len(gaps), 'series', 'series')} were missing: not trained on, not scored.",
    ]


def _report(
    model: Forecaster,
    panel: Panel,
    forecasts: Forecasts,
    scores: dict[str, dict[str, float]],
    sentence: str,
    notes: Sequence[str],
) -> Report:
    facts = {
        "Series": f"{len(panel)}, {int(panel.lengths.sum())} points, step {panel.frequency.text}",
        "Horizon": f"{model.horizon} steps from the last {model.sizes_['input_size']}"
        + (f", {model.block} at a time" if model.block < model.horizon else ""),
        "Network": f"{network_in_words(model)}{_beside_in_words(model)}",
        "Scored on": f"{counted(len(forecasts.series), 'window')} that the network had not seen",
    }
    sections = [
        Section("Scores", " ".join(notes), table=_scores_table(scores)),
        Section("Forecasts", "What was forecast, and what was observed.", figures=_fans(model, panel, forecasts)),
        Section(
            "Error at each step ahead",
            "The mean absolute error: near steps should be easier than far ones.",
            figures=[_error_by_step(forecasts)],
        ),
        Section(
            "What the errors look like",
            "A good forecast leaves errors around zero, without a trend and without a season.",
            figures=_residuals(panel, forecasts, model.name),
        ),
        Section(
            "The data",
            "Points that were not observed are neither trained on nor scored; the network sees them filled from the "
            "past, flagged as such.",
            table=_missing_table(panel),
        ),
        *closing_sections(model, "The loss, on the network's own scale,", panel),
    ]
    title = f"Forecast of {panel.names[0] if len(panel) == 1 else f'{len(panel)} series'}"
    return Report(title, sentence, facts, sections)


def _beside_in_words(model: Forecaster) -> str:
    """What share simple forecasts beside the network have, if they have any."""
    assert isinstance(model.module_, ForecastNetwork)
    share = 0.0 if model.module_.beside is None else float(model.module_.beside.share)
    return f"; simple forecasts beside it have {share:.0%} of each forecast" if share >= LEAST_SAID else ""


def _scores_table(scores: dict[str, dict[str, float]]) -> Table:
    names = list(METRICS)
    columns = [alike([values[metric] for values in scores.values()]) for metric in names]
    rows = [[name, *cells] for name, *cells in zip(scores, *columns, strict=True)]
    best = {}
    for column, metric in enumerate(names, start=1):
        values = [each[metric] for each in scores.values()]
        if metric != "coverage" and np.isfinite(values).any():
            best[column] = int(np.nanargmin(values))
    return Table(["", *(f"{name} %" if name in {"sMAPE", "MAPE", "coverage"} else name for name in names)], rows, best)


def _fans(model: Forecaster, panel: Panel, forecasts: Forecasts) -> list[str]:
    drawn = np.unique(np.linspace(0, len(forecasts.series) - 1, MOST_DRAWN).astype(int))
    return [_fan(model, panel, forecasts, int(window)) for window in drawn]


def _fan(model: Forecaster, panel: Panel, forecasts: Forecasts, window: int) -> str:
    series, origin = int(forecasts.series[window]), int(forecasts.origins[window])
    horizon = forecasts.actual.shape[1]
    start = max(0, origin - HISTORY_SHOWN * horizon)
    values = panel.values[panel.bounds[series] : panel.bounds[series + 1]]
    ahead = panel.stamps(series, origin + np.arange(horizon))
    figure, axes = drawing()
    stop = min(origin + horizon, len(values))
    axes.plot(panel.stamps(series, np.arange(start, stop)), values[start:stop], color=TEXT, lw=1.1, label="observed")
    fan(axes, ahead, forecasts.models[model.name][window], forecasts.levels, label=model.name)
    others = [name for name in forecasts.models if name != model.name]
    for colour, name in zip(PALETTE[1:], others, strict=False):
        rival = point(forecasts.models[name][window], forecasts.levels)
        axes.plot(ahead, rival, color=colour, lw=1, ls="--", label=name)
    says = f"Forecast of {panel.names[series]} by {model.name} beside what was observed"
    return finished(figure, f"{panel.names[series]}, from {_day(ahead[0])}", says, dates=ahead.dtype.kind == "M")


def _day(stamp: np.generic) -> str:
    return str(stamp).split("T", maxsplit=1)[0]


def _error_by_step(forecasts: Forecasts) -> str:
    figure, axes = drawing(8.5, 2.8)
    steps = np.arange(1, forecasts.actual.shape[1] + 1)
    lines(axes, steps, {name: forecasts.error_by_step(name) for name in forecasts.models})
    counted_axis(axes, "steps ahead")
    axes.set_ylim(bottom=0)
    return finished(figure, "", "Mean absolute error at each step ahead")


def _residuals(panel: Panel, forecasts: Forecasts, name: str) -> list[str]:
    errors = forecasts.actual - point(forecasts.models[name], forecasts.levels)
    horizon = errors.shape[1]
    over_time, axes = drawing()
    for series, origin, own in zip(forecasts.series.tolist(), forecasts.origins.tolist(), errors, strict=True):
        axes.plot(panel.stamps(series, origin + np.arange(horizon)), own, ".", ms=3.5, color=FIRST, alpha=0.7)
    axes.axhline(0, color=TEXT, lw=0.8)
    spread, axes = drawing()
    axes.hist(errors[~np.isnan(errors)], bins=min(40, max(8, errors.size // 8)), color=FIRST, alpha=0.8)
    axes.axvline(0, color=TEXT, lw=0.8)
    dates = panel.first.dtype.kind == "M"
    pictures = [
        finished(over_time, "Over time (observed - forecast)", f"Errors of {name} over time", dates=dates),
        finished(spread, "How large they are", f"Histogram of the errors of {name}"),
    ]
    lags = min(MOST_LAGS, horizon - 1)
    if lags > 1:
        correlation, axes = drawing()
        axes.bar(np.arange(1, lags + 1), autocorrelation(list(errors), lags), color=FIRST, alpha=0.8)
        axes.axhline(0, color=TEXT, lw=0.8)
        axes.set_ylim(-1, 1)
        counted_axis(axes, "steps apart")
        title = "How they resemble the ones before (autocorrelation)"
        pictures.append(finished(correlation, title, f"Autocorrelation of the errors of {name}"))
    return pictures


def _missing_table(panel: Panel) -> Table:
    head = ("series", "points", "without a row", "without a value", "longest gap")
    worst = sorted(panel.missing, key=lambda each: -(each.stamps + each.values))[:MOST_SERIES_LISTED]
    rows = [[str(m.series), *map(str, (m.points, m.stamps, m.values, m.longest))] for m in worst]
    if len(panel) > len(rows):
        rows.append([f"... and {len(panel) - len(rows)} more", "", "", "", ""])
    return Table(head, rows)
