"""Covariates and calendar as a network sees them: numbers around 0, categories as flags, the calendar as waves.

of a number      (value - mean) / deviation over the training part of all series, 0 where nothing is known
of a category    one flag for each text, none set where nothing is known
of the calendar  see `cellwright.data.calendar`
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cellwright.data.calendar import calendar_features, width_of
from cellwright.data.covariates import Categories, Floats
from cellwright.data.frequency import Places
from cellwright.data.panel import Panel

Singles = npt.NDArray[np.float32]
# center and scale of each column
Scales = Sequence[tuple[float, float]]

# a covariate that lies further out than it ever was in training is seen as this many deviations
FURTHEST = 10.0


@dataclass(frozen=True, eq=False)
class Seen:
    """The features of a panel.

    Attributes:
        past: (points, features).
        known: (known points, features), from somewhere in each series to a horizon behind its end.
        origins: place p of series i is known[origins[i] + p].
        static: (series, features).
    """

    past: Singles
    known: Singles
    origins: Places
    static: Singles


@dataclass(frozen=True)
class Features:
    """How the covariates of a panel become features.

    Attributes:
        past, known, static: center and scale of each column, of no use for categories.
        categories: the texts of each categorical column.
        calendar: the cycles of the calendar.
    """

    past: Scales
    known: Scales
    static: Scales
    categories: Categories
    calendar: Sequence[str]

    @classmethod
    def fitted(cls, panel: Panel, ends: Places, calendar: Sequence[str]) -> Features:
        """The features of the part of a panel that lies before these ends."""
        columns, own = panel.columns, panel.covariates
        training = panel.before(ends.tolist()).covariates
        within = np.concatenate([_known(panel, i, 0, int(end)) for i, end in enumerate(ends)])
        return cls(
            past=_scales(training.past, columns.hist, own.categories),
            known=_scales(within, columns.futr, own.categories),
            static=_scales(own.static, columns.stat, own.categories),
            categories=own.categories,
            calendar=tuple(calendar),
        )

    def widths(self, panel: Panel) -> dict[str, int]:
        """How many features there are of each kind; only those that there are."""
        columns = panel.columns
        known = self._width(columns.futr) + width_of(self.calendar)
        widths = {"past": self._width(columns.hist), "known": known, "static": self._width(columns.stat)}
        return {kind: width for kind, width in widths.items() if width}

    def _width(self, names: Sequence[str]) -> int:
        return sum(len(self.categories.get(name, ())) or 1 for name in names)

    def of(self, panel: Panel, starts: Places, horizon: int) -> Seen:
        """The features of a panel; what is known in advance from a place in each series to a horizon behind its end."""
        columns, own = panel.columns, panel.covariates
        ends = panel.lengths + horizon
        counts = ends - starts
        parts = list(zip(starts.tolist(), ends.tolist(), strict=True))
        pieces = [np.empty((int(counts.sum()), 0))]
        if columns.futr:
            given = np.concatenate([_known(panel, i, *part) for i, part in enumerate(parts)])
            pieces.append(self._seen(given, self.known, columns.futr))
        if self.calendar:
            stamps = np.concatenate([panel.stamps(i, np.arange(*part)) for i, part in enumerate(parts)])
            pieces.append(calendar_features(stamps, self.calendar))
        return Seen(
            past=self._seen(own.past, self.past, columns.hist).astype(np.float32),
            known=np.concatenate(pieces, 1).astype(np.float32),
            origins=np.cumsum(counts) - counts - starts,
            static=self._seen(own.static, self.static, columns.stat).astype(np.float32),
        )

    def since_last(self, panel: Panel, series: Places, cutoffs: Places, horizon: int) -> tuple[int, Floats]:
        """The time between the last observation and each step ahead (windows, horizon); which known feature that is.

        Within a window, the feature is the time since the observation before; it is scaled as that is.
        """
        own, column = panel.covariates, len(panel.columns.futr) - 1
        places = own.bounds[series, None] + np.maximum(cutoffs[:, None] + np.arange(-1, horizon), 0)
        stamps = own.known[np.minimum(places, own.bounds[series + 1, None] - 1), column]
        center, scale = self.known[column]
        scaled = (_logarithm(stamps[:, 1:] - stamps[:, :1]) - center) / scale
        return self._width(panel.columns.futr) - 1, np.clip(scaled, -FURTHEST, FURTHEST)

    def _seen(self, values: Floats, scales: Scales, names: Sequence[str]) -> Floats:
        parts = [np.empty((len(values), 0))]
        for column, (center, scale), name in zip(values.T, scales, names, strict=True):
            texts = self.categories.get(name, ())
            if texts:
                parts.append((column[:, None] == np.arange(len(texts))).astype(np.float64))
            else:
                scaled = np.clip((column - center) / scale, -FURTHEST, FURTHEST)
                parts.append(np.nan_to_num(scaled)[:, None])
        return np.concatenate(parts, 1)

    def to_json(self) -> dict[str, Any]:
        """For the model file."""
        return {name: list(value) for name, value in vars(self).items() if name != "categories"} | {
            "categories": {name: list(texts) for name, texts in self.categories.items()}
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Features:
        """From the model file."""
        read: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in document.items()}
        return cls(**read)


NO_FEATURES = Features((), (), (), {}, ())


def _known(panel: Panel, series: int, start: int, end: int) -> Floats:
    """What is known in advance of a series between two places; of irregular stamps, the time since the one before."""
    own = panel.covariates
    known = _cut(own.known, own.bounds, series, start, end)
    if panel.frequency.irregular:
        stamps = _cut(own.known[:, -1:], own.bounds, series, start - 1, end)[:, 0]
        known[:, -1] = _logarithm(np.diff(stamps))
        if start == 0:
            known[0, -1] = np.nan
    return known


def _logarithm(elapsed: Floats) -> Floats:
    """Of the time between stamps, which is nothing behind those that are given: there the last is repeated."""
    return np.log(np.maximum(elapsed, 1.0))


def _cut(known: Floats, bounds: Places, series: int, start: int, end: int) -> Floats:
    """What is known of a series between two places; the last of it again where it ends before."""
    own = known[bounds[series] : bounds[series + 1]]
    if not len(own):
        return np.full((end - start, known.shape[1]), np.nan)
    return own[np.minimum(np.arange(start, end), len(own) - 1)]


def _scales(values: Floats, names: Sequence[str], categories: Categories) -> Scales:
    return tuple(_scale(column, name in categories) for column, name in zip(values.T, names, strict=True))


def _scale(column: Floats, categorical: bool) -> tuple[float, float]:
    present = column[~np.isnan(column)]
    if categorical or not len(present):
        return 0.0, 1.0
    center, deviation = float(present.mean()), float(present.std())
    return center, deviation if deviation > 1e-9 * abs(center) else 1.0
