"""Windows of a panel: views of its flat arrays, gathered a batch at a time; and splits of them in time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import torch

from cellwright.data.examples import Batch, Rows
from cellwright.data.features import NO_FEATURES, Features, Seen, Singles
from cellwright.data.frequency import Places
from cellwright.data.panel import Panel
from cellwright.data.scaling import OF_WINDOWS, Scaling, window_scaling

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Shape:
    """The shape of a window.

    Attributes:
        input_size: how many points the network sees.
        horizon: how many points follow, to be forecast.
        season: the season length, for the scaling by window.
        memory: how many points are given, if that is more than the network sees.
    """

    input_size: int
    horizon: int
    season: int
    memory: int = 0

    @property
    def points(self) -> int:
        """How many points a window has; the network sees the last `input_size` of them."""
        return max(self.input_size, self.memory)


@dataclass(frozen=True, eq=False)
class Windows:
    """Windows (inputs, then targets) of a panel. Nothing is copied before a batch is asked for.

    Attributes:
        panel: the series.
        shape: the sizes of each window.
        scaling: how the values are scaled.
        series: the series of each window.
        cutoffs: for each window, the place in its series where the inputs end and the targets begin.
        features: how covariates and calendar are seen.

    Example:
        >>> from cellwright.data.panel import panel_of
        >>> panel = panel_of(np.arange(6.0))
        >>> windows = training_windows(panel, Shape(2, 1, 1), Scaling.fitted(None, panel.series()))
        >>> len(windows), windows.batch(np.array([0, 3])).targets[0]
        (4, tensor([[2.],
                [5.]]))
    """

    panel: Panel
    shape: Shape
    scaling: Scaling
    series: Rows
    cutoffs: Places
    features: Features = NO_FEATURES

    def __len__(self) -> int:
        return len(self.series)

    def batch(self, rows: Rows) -> Batch:
        """Inputs: the window, the features of the horizon, those of the series, and zero; targets and their scales.

        The window (batch, points, 2 + past + known) holds the scaled value, 1 where it was observed, and the
        features of past and known covariates. Where it would begin before the series it holds zeros, and before what
        the network sees the first season again. The features are (batch, horizon, known) and (batch, static); zero
        lies at (batch, 1) on the scale of the window. Targets and flags are (batch, horizon), center and scale of each
        window (batch, 1).
        """
        inputs, seen, observed = self.inputs(rows)
        center, scale = self.scales(rows)
        given = seen | (np.arange(self.shape.points) < self.shape.points - self.shape.input_size)
        scaled = np.where(given, (inputs - center) / scale, 0.0)
        values = np.stack([scaled, observed], -1).astype(np.float32)
        past, futures, static = self._features_of(rows, seen)
        targets = (self.targets(rows) - center) / scale
        known = ~np.isnan(targets)
        return Batch(
            inputs=(
                torch.from_numpy(np.concatenate([values, past], -1)),
                *map(torch.from_numpy, (futures, static)),
                torch.from_numpy((-center / scale).astype(np.float32)),
            ),
            targets=(
                torch.from_numpy(np.where(known, targets, 0.0).astype(np.float32)),
                torch.from_numpy(known),
                *(torch.from_numpy(part.astype(np.float32)) for part in (center, scale)),
            ),
        )

    @cached_property
    def seen(self) -> Seen:
        """The features of the panel, from where the first window of each series begins."""
        first = self.panel.lengths.copy()
        np.minimum.at(first, self.series, self.cutoffs)
        return self.features.of(self.panel, np.maximum(first - self.shape.points, 0), self.shape.horizon)

    def _features_of(self, rows: Rows, seen: npt.NDArray[np.bool_]) -> tuple[Singles, Singles, Singles]:
        """The features within each window, in its horizon, and of its series."""
        if self.features == NO_FEATURES:
            nothing = np.empty((len(rows), self.shape.points, 0), np.float32)
            return nothing, np.empty((len(rows), self.shape.horizon, 0), np.float32), nothing[:, 0]
        own, series = self.seen, self.series[rows]
        places = np.maximum(self.cutoffs[rows, None] + np.arange(-self.shape.points, 0), 0)
        ahead = self.cutoffs[rows, None] + np.arange(self.shape.horizon)
        begins = own.origins[series, None]
        # a series may be empty, so that its place 0 lies behind everything
        past = own.past[np.minimum(self.panel.bounds[series, None] + places, len(own.past) - 1)]
        within = np.concatenate([past, own.known[begins + places]], -1)
        futures = own.known[begins + ahead]
        if self.panel.frequency.irregular:
            column, since = self.features.since_last(self.panel, series, self.cutoffs[rows], self.shape.horizon)
            futures[..., column] = since
        return within * seen[..., None], futures, own.static[series]

    def inputs(self, rows: Rows) -> tuple[Floats, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """The filled values (rows, points), which of them lie in the series, and which were observed.

        Before the series its first season stands again and again.
        """
        ends = self.cutoffs[rows, None]
        places = ends + np.arange(-self.shape.points, 0)
        seen = places >= 0
        again = np.minimum(places % self.shape.season, np.maximum(ends - 1, 0))
        # a series may be empty, so that its place 0 lies behind everything
        flat = np.minimum(
            self.panel.bounds[self.series[rows], None] + np.where(seen, places, again), self.panel.bounds[-1] - 1
        )
        return self.panel.filled[flat], seen, seen & ~np.isnan(self.panel.values[flat])

    def targets(self, rows: Rows) -> Floats:
        """The values (rows, horizon) behind each cutoff, NaN where nothing is known."""
        places = self.cutoffs[rows, None] + np.arange(self.shape.horizon)
        inside = places < self.panel.lengths[self.series[rows], None]
        flat = np.where(inside, self.panel.bounds[self.series[rows], None] + places, 0)
        return np.where(inside, self.panel.values[flat], np.nan)

    def scales(self, rows: Rows) -> tuple[Floats, Floats]:
        """Center and scale of each window, both (rows, 1)."""
        if self.scaling.kind in OF_WINDOWS:
            inputs, seen, _ = self.inputs(rows)
            own = slice(-self.shape.input_size, None)
            return window_scaling(inputs[:, own], seen[:, own], self.shape.season)
        centers, scales = self._series_scales
        return centers[self.series[rows], None], scales[self.series[rows], None]

    @cached_property
    def _series_scales(self) -> tuple[Floats, Floats]:
        pairs = [self.scaling.of_series(label, values) for label, values in self.panel.series()]
        return np.array([center for center, _ in pairs]), np.array([scale for _, scale in pairs])

    def take(self, rows: Rows | npt.NDArray[np.bool_]) -> Windows:
        """Some of the windows."""
        some = replace(self, series=self.series[rows], cutoffs=self.cutoffs[rows])
        if "seen" in vars(self):
            # what was made for all of them serves for some
            vars(some)["seen"] = self.seen
        return some


def training_windows(panel: Panel, shape: Shape, scaling: Scaling, features: Features = NO_FEATURES) -> Windows:
    """Every window whose targets lie in the panel and hold a value.

    A series too short for a full input gives windows that begin before it.
    """
    least = np.minimum(shape.input_size, np.maximum(panel.lengths - shape.horizon, 1))
    counts = np.maximum(panel.lengths - shape.horizon - least + 1, 0)
    series = np.repeat(np.arange(len(panel)), counts)
    cutoffs = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + least[series]
    windows = Windows(panel, shape, scaling, series, cutoffs, features)
    known = np.concatenate([[0], np.cumsum(~np.isnan(panel.values))])
    begin = panel.bounds[series] + cutoffs
    return windows.take(known[begin + shape.horizon] > known[begin])


def last_windows(panel: Panel, shape: Shape, scaling: Scaling, features: Features = NO_FEATURES) -> Windows:
    """The window at the end of each series: its targets are the future."""
    return Windows(panel, shape, scaling, np.arange(len(panel)), panel.lengths, features)


def split_places(panel: Panel, shape: Shape, fraction: float) -> Places:
    """The place in each series where its last `fraction` begins, at least a horizon before the end."""
    held_out = np.maximum(np.round(fraction * panel.lengths).astype(np.int64), shape.horizon)
    return np.maximum(panel.lengths - held_out, 0)


def split_in_time(windows: Windows, places: Places) -> tuple[Windows, Windows]:
    """Windows whose targets end before the place of their series, and windows whose targets begin behind it.

    No target is in both parts, and what was scored to stop training was never trained on.
    """
    place = places[windows.series]
    before = windows.cutoffs + windows.shape.horizon <= place
    return windows.take(before), windows.take(windows.cutoffs >= place)
