"""Forecasts from origins in the past, made by models that saw nothing behind them, and what they are worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from cellwright.data.frequency import Places
from cellwright.data.panel import Panel
from cellwright.data.table import table_of
from cellwright.data.windows import Shape
from cellwright.errors import DataError
from cellwright.evaluate.baselines import BASELINES
from cellwright.evaluate.forecasts import Forecasts, scales_of, with_baselines
from cellwright.evaluate.metrics import point
from cellwright.nn.arguments import positive

Floats = npt.NDArray[np.float64]
NOT_HERE = -1
# a model is judged by so many windows of its own data, if this share of the shortest series holds them
MOST_WINDOWS, SHARE_JUDGED = 10, 0.1


class Model(Protocol):
    """What makes forecasts."""

    @property
    def levels(self) -> list[float]:
        """The levels of its quantiles."""
        ...

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    def values_behind(self, past: Panel) -> Floats:
        """The quantiles (series, horizon, levels) behind the end of each series."""
        ...


def usual_windows(panel: Panel, horizon: int) -> int:
    """How many windows behind each other judge a model where nobody says it.

    Example:
        >>> from cellwright.data.panel import panel_of
        >>> [usual_windows(panel_of(np.arange(float(points))), horizon=12) for points in (36, 500, 5000)]
        [1, 4, 10]
    """
    return int(np.clip(SHARE_JUDGED * panel.lengths.min() // horizon, 1, MOST_WINDOWS))


def rolling_origins(panel: Panel, horizon: int, n_windows: int, step_size: int | None) -> list[Places]:
    """The origins of cross-validation, oldest first; the last lies a horizon before the end of each series.

    A `step_size` of None is a horizon.

    Raises:
        ArgumentError: the numbers are not at least 1.
        DataError: a series is too short.
    """
    n_windows = positive("n_windows", n_windows)
    step_size = horizon if step_size is None else positive("step_size", step_size)
    needed = horizon + (n_windows - 1) * step_size + 2
    short = np.flatnonzero(panel.lengths < needed)
    if len(short):
        raise DataError(
            f"series {panel.names[short[0]]!r} has {panel.lengths[short[0]]} points; {n_windows} windows of horizon "
            f"{horizon}, {step_size} apart, need at least {needed}. Leave it out, or ask for fewer windows"
        )
    return [panel.lengths - horizon - step * step_size for step in reversed(range(n_windows))]


def unseen_origins(panel: Panel, trained: Panel, horizon: int, step_size: int | None) -> list[Places]:
    """As many origins as fit behind what a model was trained on; a series has -1 where it has no such origin.

    A series that goes on for less than a horizon has one origin, where its training data ended.

    Raises:
        DataError: no series goes on.
    """
    step_size = horizon if step_size is None else positive("step_size", step_size)
    starts = np.maximum(unseen_places(panel, trained), 1)
    room = panel.lengths - starts
    if not (room > 0).any():
        raise DataError(
            "there is nothing to evaluate on: no series goes on behind the training data. Give newer rows, or write "
            "evaluate() to backtest on the training data"
        )
    counts = np.where(room > 0, np.maximum((room - horizon) // step_size + 1, 1), 0)
    return [
        np.where(step < counts, np.maximum(panel.lengths - horizon - step * step_size, starts), NOT_HERE)
        for step in reversed(range(int(counts.max())))
    ]


def unseen_places(panel: Panel, trained: Panel) -> Places:
    """The place in each series from which on a model that was trained on other data has seen nothing."""
    starts = np.zeros(len(panel), np.int64)
    for index, label in enumerate(panel.names):
        known = trained.place_of.get(label)
        if known is not None and panel.first.dtype == trained.first.dtype:
            last = trained.stamps(known, trained.lengths[known : known + 1] - 1)
            stamps = panel.stamps(index, np.arange(panel.lengths[index]))
            starts[index] = int(np.searchsorted(stamps, last[0], side="right"))
    return starts


def complete_origins(panel: Panel, trained: Panel, shape: Shape, most: int) -> Places:
    """The newest origins (series, origins), oldest first, behind which all of a horizon has come and was not seen.

    They lie a horizon apart, and have a whole window before them; where a series has fewer, the first are -1.
    """
    starts = np.maximum(unseen_places(panel, trained), shape.input_size)
    counts = np.clip((panel.lengths - starts) // shape.horizon, 0, most)
    back = np.arange(int(counts.max(initial=0)), 0, -1)
    return np.where(back <= counts[:, None], panel.lengths[:, None] - back * shape.horizon, NOT_HERE)


def places_before_test(panel: Panel, horizon: int, share: float) -> Places:
    """Where the part of each series begins that is held out for a test: whole horizons, about this share of it.

    A series that is too short to be cut is not.

    Raises:
        DataError: every series is too short.

    Example:
        >>> from cellwright.data.panel import panel_of
        >>> places_before_test(panel_of(np.arange(100.0)), horizon=8, share=0.2)
        array([84])
    """
    held_out = np.maximum(np.round(share * panel.lengths / horizon), 1).astype(np.int64) * horizon
    long_enough = panel.lengths - held_out > horizon
    if not long_enough.any():
        raise DataError(
            f"the longest series has {panel.lengths.max()} points; to hold out {share:g} of them, and at least a "
            f"horizon of {horizon}, leaves too few to learn from. Shorten the horizon, or give more history"
        )
    return np.where(long_enough, panel.lengths - held_out, panel.lengths)


def run(
    panel: Panel,
    origins: Sequence[Places],
    models: Sequence[Model],
    season: int,
    baselines: Sequence[str] = tuple(BASELINES),
) -> Forecasts:
    """The forecasts of one model an origin; a model is given nothing but what lies before its origin."""
    parts = [_from_origin(panel, places, model) for places, model in zip(origins, models, strict=True)]
    series, ends, actual, values = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    begins = panel.bounds[series]
    known = [panel.values[begin : begin + end] for begin, end in zip(begins, ends, strict=True)]
    forecasts = Forecasts(series, ends, actual, models[0].levels, scales_of(known, season), {models[0].name: values})
    histories = [panel.filled[begin : begin + end] for begin, end in zip(begins, ends, strict=True)]
    return with_baselines(forecasts, histories, season, baselines)


def _from_origin(panel: Panel, origins: Places, model: Model) -> tuple[Places, Places, Floats, Floats]:
    here = np.flatnonzero(origins != NOT_HERE)
    values = model.values_behind(panel.only(here).before(origins[here].tolist()))
    places = origins[here, None] + np.arange(values.shape[1])
    inside = places < panel.lengths[here, None]
    flat = panel.bounds[here, None] + np.where(inside, places, 0)
    return here, origins[here], np.where(inside, panel.values[flat], np.nan), values


def as_frame(forecasts: Forecasts, panel: Panel, name: str, quantiles: Sequence[float]) -> Any:
    """A frame with a row for each window and step: the columns `unique_id, ds, cutoff, y` and the forecasts."""
    horizon, channels = forecasts.actual.shape[1], panel.columns.targets
    windows = list(zip(forecasts.series.tolist(), forecasts.origins.tolist(), strict=True))[:: len(channels)]
    stamps = [panel.stamps(series, np.arange(origin - 1, origin + horizon)) for series, origin in windows]
    naive = by_channel(point(forecasts.models["SeasonalNaive"], forecasts.levels), channels)
    actual = by_channel(forecasts.actual, channels)
    columns = {
        panel.columns.id: [panel.ids[series] for series, _ in windows for _ in range(horizon)],
        panel.columns.time: np.concatenate([each[1:] for each in stamps]),
        "cutoff": np.concatenate([np.repeat(each[:1], horizon) for each in stamps]),
        **dict(zip(channels, actual, strict=True)),
        **forecast_columns(name, forecasts.models[name], forecasts.levels, quantiles, channels),
        **{f"{prefix}SeasonalNaive": each for prefix, each in zip(prefixes(channels), naive, strict=True)},
    }
    kinds = {panel.columns.time: panel.time_type, "cutoff": panel.time_type} if panel.time_type else {}
    return table_of(columns, panel.library, kinds)


def forecast_columns(
    name: str, values: Floats, levels: Sequence[float], quantiles: Sequence[float], channels: Sequence[str]
) -> Mapping[str, Floats]:
    """The columns of forecasts (windows, horizon, levels): the median under the model's name, and some quantiles.

    Where several targets are forecast, the name of the target comes in front: `OT-LSTM`, `OT-LSTM-q-0.9`.
    """
    columns = {}
    for prefix, own in zip(prefixes(channels), by_channel(values, channels), strict=True):
        columns[f"{prefix}{name}"] = point(own, levels)
        columns |= {f"{prefix}{name}-q-{level:g}": own[..., list(levels).index(level)] for level in quantiles}
    return columns


def prefixes(channels: Sequence[str]) -> list[str]:
    """What stands in front of the columns of each target: nothing where there is one."""
    return [f"{channel}-" for channel in channels] if len(channels) > 1 else [""]


def by_channel(values: Floats, channels: Sequence[str]) -> list[Floats]:
    """Values (windows, horizon, ...) of each target alone, as rows of a table (rows, ...)."""
    return [values[place :: len(channels)].reshape(-1, *values.shape[2:]) for place in range(len(channels))]
