"""Forecasts of several models for the same windows, and their scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from cellwright.errors import DataError
from cellwright.evaluate.baselines import BASELINES, Baseline, naive_scale
from cellwright.evaluate.metrics import METRICS, point

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Forecasts:
    """Windows with what happened and what models said, each window from an origin in a series.

    Attributes:
        series: the number of the series of each window.
        origins: the place in its series where the forecast begins.
        actual: (windows, horizon), NaN where nothing is known.
        levels: the levels of the quantiles.
        scale: (windows,), the seasonal naive error within the history of each window.
        models: the quantiles (windows, horizon, levels) of each model; NaN where a model made no forecast.
        notes: what should be known about them.
    """

    series: Indices
    origins: Indices
    actual: Floats
    levels: Sequence[float]
    scale: Floats
    models: Mapping[str, Floats]
    notes: tuple[str, ...] = field(default=())

    def windows_of(self, model: str) -> npt.NDArray[np.bool_]:
        """Which windows a model made a forecast for."""
        return np.asarray(~np.isnan(self.models[model]).any((1, 2)))

    def scores(self, model: str, windows: npt.NDArray[np.bool_] | None = None) -> dict[str, float]:
        """Every metric of a model, over some windows or over all that it made a forecast for."""
        rows = self.windows_of(model) if windows is None else windows
        parts = (self.actual[rows], self.models[model][rows], self.levels, self.scale[rows])
        return {name: metric(*parts) for name, metric in METRICS.items()}

    def error_by_window(self, model: str, measure: str) -> Floats:
        """A metric of each window (windows,) alone; NaN where the model made no forecast or no target is known."""
        quantiles = self.models[model]
        rows = [(self.actual[[w]], quantiles[[w]], self.levels, self.scale[[w]]) for w in range(len(self.series))]
        return np.array([METRICS[measure](*row) for row in rows])

    def error_by_step(self, model: str) -> Floats:
        """The mean absolute error (horizon,) of a model at each step ahead; NaN where no target is known."""
        errors = np.abs(self.actual - point(self.models[model], self.levels))
        known = ~np.isnan(errors)
        total = np.where(known, errors, 0.0).sum(0)
        return np.where(known.any(0), total / np.maximum(known.sum(0), 1), np.nan)


def with_baselines(
    forecasts: Forecasts, histories: Sequence[Floats], season: int, names: Sequence[str] = tuple(BASELINES)
) -> Forecasts:
    """The forecasts, with baselines for the same windows.

    Args:
        forecasts: those of the model.
        histories: what was known before each window, without gaps.
        season: the season length.
        names: of the baselines.
    """
    models, notes = dict(forecasts.models), list(forecasts.notes)
    for name in names:
        models[name], note = _computed(name, BASELINES[name], forecasts, histories, season)
        notes += [note] if note else []
    return replace(forecasts, models=models, notes=tuple(notes))


def _computed(
    name: str, baseline: Baseline, forecasts: Forecasts, histories: Sequence[Floats], season: int
) -> tuple[Floats, str]:
    """A baseline's quantiles, and what should be known about them."""
    count, horizon = forecasts.actual.shape
    result = np.full((count, horizon, len(forecasts.levels)), np.nan)
    most = min(count, baseline.most_windows or count)
    rows = np.linspace(0, count - 1, most).astype(int)
    failed = 0
    for row in rows:
        try:
            result[row] = baseline.quantiles(histories[row], season, horizon, forecasts.levels)
        except DataError:
            failed += 1
    if failed:
        return result, f"{name} could not be fitted in {failed} of {len(rows)} windows; it is scored on the others."
    return result, f"{name} was computed for {len(rows)} of {count} windows, spread evenly." if most < count else ""


def scales_of(histories: Sequence[Floats], season: int) -> Floats:
    """The seasonal naive error of each history, NaN where it is not known."""
    return np.array([naive_scale(history, season) for history in histories])
