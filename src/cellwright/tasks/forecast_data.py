"""How a forecaster reads its data: series to learn from, and new history that goes on where these ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from cellwright.data.calendar import calendar_of
from cellwright.data.features import Features
from cellwright.data.panel import Panel, panel_of
from cellwright.data.scaling import Scaling
from cellwright.data.tail import from_json, joined, tail_of, to_json
from cellwright.data.windows import Shape, last_windows, split_in_time, split_places, training_windows
from cellwright.errors import ArgumentError
from cellwright.tasks.forecast_options import AUTO, ForecastOptions
from cellwright.tasks.forecast_shape import memory_for, season_of, shape_for
from cellwright.tasks.task import Encoded

# a model keeps at least so many seasons of its training data, so that a baseline can stand on them
LEAST_TAIL = 3


class Known(NamedTuple):
    """What a model file keeps of a forecaster's data, as it is used."""

    shape: Shape
    scaling: Scaling
    features: Features
    tail: Panel


@dataclass(kw_only=True, eq=False, repr=False)
class ForecastData(ForecastOptions):
    """A forecaster that reads its data."""

    def known(self, learned: Mapping[str, Any]) -> Known:
        """What was learned, read once for all forecasts of this model."""
        kept = getattr(self, "_kept", None)
        if kept is None or kept[0] is not learned:
            shape, features = Shape(**learned["shape"]), Features.from_json(learned["features"])
            kept = (learned, Known(shape, Scaling.from_json(learned["scaling"]), features, from_json(learned["tail"])))
            self._kept = kept
        known: Known = kept[1]
        return known

    def _panel(self, data: Any) -> Panel:
        return panel_of(data, self.columns, self.freq, self.season_length)

    def _calendar(self, panel: Panel) -> Sequence[str]:
        """The cycles of the calendar that the network is told of."""
        if self.calendar is None:
            return ()
        if self.calendar != AUTO:
            if panel.first.dtype.kind != "M":
                raise ArgumentError(f"calendar={self.calendar!r} needs dates, but the stamps are integers")
            return tuple(self.calendar)
        ends = [panel.stamps(i, np.array([0, panel.lengths[i] - 1])) for i in range(len(panel)) if panel.lengths[i]]
        step = _usual_step(panel) if panel.frequency.irregular else panel.frequency.microseconds
        return calendar_of(ends, step, season_of(panel, self.season_length))

    def _data_or(self, data: Any) -> Any:
        """The data; without any, the ends of its series, which a forecaster knows in a model file, too."""
        return data

    def _tail(self, learned: Mapping[str, Any]) -> Panel:
        """The end of the training data, in the library that they came in if this is not a loaded model."""
        tail = self.known(learned).tail
        data = getattr(self, "data_", tail)
        return replace(tail, library=data.library, time_type=data.time_type)

    def _continued(self, data: Any, learned: Mapping[str, Any]) -> Panel:
        """New history, led by the end of the training data where it goes on from there."""
        if isinstance(data, Panel):
            return data
        tail = self.known(learned).tail
        categories = tail.covariates.categories
        panel = panel_of(data, self.columns, tail.frequency, self.season_length, categories)
        return joined(tail, panel, season_of(panel, self.season_length), learned["shape"]["input_size"])

    def encode(self, data: Any, learned: Mapping[str, Any] | None = None, held_out: float = 0.0) -> Encoded:
        """Windows of the series: to train on, or the last one of each to forecast from."""
        if learned is not None:
            known = self.known(learned)
            panel = self._tail(learned) if data is None else self._continued(data, learned)
            return Encoded(panel, last_windows(panel, *known[:3]), None, {}, learned)
        panel = self._panel(data)
        shape = replace(shape_for(panel, self.horizon, self.input_size, self.season_length), horizon=self.block)
        if self.linear:
            shape = replace(shape, memory=memory_for(shape.season))
        places = split_places(panel, shape, held_out) if held_out else panel.lengths
        scaling = Scaling.fitted(self.scaling, panel.before(places.tolist()).series())
        self.likelihood.check(panel)
        features = Features.fitted(panel, places, self._calendar(panel))
        training, validation = split_in_time(training_windows(panel, shape, scaling, features), places)
        if held_out and not (len(training) and len(validation)):
            return self.encode(panel)  # too short to hold anything out
        sizes = {**_sizes(shape), **features.widths(panel)}
        tail = tail_of(panel, max(shape.points, LEAST_TAIL * season_of(panel, self.season_length)))
        learned = {"shape": vars(shape), "scaling": scaling.to_json(), "tail": to_json(tail)}
        learned["features"] = features.to_json()
        return Encoded(panel, training, validation if held_out else None, sizes, learned)

    def check_learned(self, learned: Mapping[str, Any]) -> None:
        """Raise if these are not windows, a scaling and a tail of series that fit together."""
        known = self.known(learned)
        if not _sizes(known.shape).items() <= self.sizes_.items():
            raise ValueError("the windows do not have the sizes of the network")
        if self.block != known.shape.horizon:
            raise ValueError(f"the network says {known.shape.horizon} steps at once, the options {self.block}")
        last_windows(known.tail, *known[:3]).batch(np.arange(len(known.tail)))


def _sizes(shape: Shape) -> dict[str, int]:
    """What a network has to know of its windows."""
    return {"input_size": shape.input_size, "points": shape.points, "horizon": shape.horizon, "season": shape.season}


def _usual_step(panel: Panel) -> float:
    """The median time between observations, in microseconds, or in whatever integer stamps are."""
    every = [np.diff(panel.stamps(i, np.arange(panel.lengths[i]))).astype(np.int64) for i in range(len(panel))]
    return float(np.median(np.concatenate(every)))
