"""Readings: series of one or many channels, step by step as they were taken, in flat arrays.

Steps need no grid: they are what a detector is given one after another. Missing values stay NaN.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pandas as pd

from cellwright.data.frames import native
from cellwright.data.frequency import Places, Stamps
from cellwright.data.readers import read_file
from cellwright.data.table import Columns, read_table
from cellwright.errors import DataError

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Roles:
    """What the columns of a table of readings are; those that are named in none are left out if `channels` are.

    Attributes:
        id: names the series; without it the table is one series.
        time: the stamps; without it the rows are taken as they come.
        label: 1 where a known anomaly is, 0 elsewhere; need not be there.
        channels: the readings themselves; None is every other column.
    """

    id: str = "unique_id"
    time: str = "ds"
    label: str = "label"
    channels: tuple[str, ...] | None = None


@dataclass(frozen=True, eq=False)
class Readings:
    """Series of readings.

    Attributes:
        ids: what each series is called.
        bounds: the series i lies in values[bounds[i]:bounds[i + 1]].
        values: (points, channels), NaN where nothing was read.
        stamps: (points,), datetime64[us] or int64.
        labels: (points,), True where a known anomaly is; None if nothing is known.
        channels: what each channel is called.
        rows: (points,), the row of each point in the table that it came from.
        parts: whether it came as a list of series.
        vocabulary: of events, what the codes in `values` stand for.
    """

    ids: tuple[str | int, ...]
    bounds: Places
    values: Floats
    stamps: Stamps
    labels: Flags | None
    channels: tuple[str, ...]
    rows: Places
    parts: bool = False
    vocabulary: tuple[str | int, ...] = ()

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def lengths(self) -> Places:
        """The number of steps of each series."""
        return np.diff(self.bounds)

    def slices(self) -> Iterator[slice]:
        """Where each series lies in the flat arrays."""
        for start, end in zip(self.bounds[:-1].tolist(), self.bounds[1:].tolist(), strict=True):
            yield slice(start, end)

    def take(self, series: Places) -> Readings:
        """Some of the series.

        Example:
            >>> readings_of([[1.0, 2.0], [3.0]]).take(np.array([1])).values.ravel()
            array([3.])
        """
        kept = np.isin(np.arange(len(self)), series)
        nothing = np.zeros_like(self.lengths)
        found = self.between(nothing, np.where(kept, self.lengths, 0))
        return replace(found, ids=tuple(np.array(self.ids, object)[kept]), bounds=found.bounds[np.r_[True, kept]])

    def between(self, starts: Places, ends: Places) -> Readings:
        """A stretch of each series, from its step `starts[i]` to before its step `ends[i]`.

        Example:
            >>> readings_of([1.0, 2.0, 3.0]).between(np.array([1]), np.array([3])).values.ravel()
            array([2., 3.])
        """
        kept = np.concatenate(
            [np.arange(b + s, b + e) for b, s, e in zip(self.bounds[:-1], starts, ends, strict=True)]
        ).astype(np.int64)
        return replace(
            self,
            bounds=np.concatenate([[0], np.cumsum(ends - starts)]).astype(np.int64),
            values=self.values[kept],
            stamps=self.stamps[kept],
            labels=None if self.labels is None else self.labels[kept],
            rows=np.arange(len(kept)),
        )

    def as_given(self, points: npt.NDArray[Any]) -> Any:
        """What was found for each point (points,), in the order and form that the data came in."""
        if self.parts:
            return [points[part] for part in self.slices()]
        result = np.empty_like(points)
        result[self.rows] = points
        return result


def readings_of(data: Any, roles: Roles | None = None, labels: Any = None) -> Readings:
    """The readings of whatever holds series.

    Args:
        data: one series as a list, array (steps,) or (steps, channels); several as a list of arrays or an array
            (series, steps, channels); a pandas, polars or pyarrow frame with a row a step, or a dictionary of its
            columns; or the path of a CSV, TSV or Parquet file.
        roles: what the columns of a table are.
        labels: 1 for each step that is a known anomaly, 0 for the others, in the form of the data; None takes them from
            the column of labels, if there is one.

    Raises:
        DataError: it cannot be read, has no readings, is infinite, or goes back in time; the message names the row.

    Example:
        >>> readings_of({"ds": ["2024-01-01", "2024-01-02"], "hot": [1.0, 2.0], "wet": [3.0, None]}).values
        array([[ 1.,  3.],
               [ 2., nan]])
    """
    roles = roles or Roles()
    readings = data if isinstance(data, Readings) else _read(data, roles)
    if labels is None:
        return readings
    given = np.concatenate([np.asarray(part) for part in labels]) if readings.parts else np.asarray(labels).ravel()
    if given.shape != (len(readings.values),):
        raise DataError(f"there are {len(given)} labels for {len(readings.values)} steps; give one for each step")
    order = given if readings.parts else given[readings.rows]
    return replace(readings, labels=_flags(order, "the labels"))


def _read(data: Any, roles: Roles) -> Readings:
    if isinstance(data, (str, Path)):
        data = read_file(Path(data))
    data = native(data)
    frame = nw.from_native(data, pass_through=True, eager_only=True, allow_series=True)
    if isinstance(frame, nw.DataFrame):
        return _from_frame(frame, roles)
    if isinstance(frame, nw.Series):
        return _from_array(frame.to_numpy(), roles)
    if isinstance(data, (list, tuple)) and any(np.ndim(part) for part in data if isinstance(part, np.ndarray)):
        return _from_parts(data, roles)
    try:
        values = np.ma.filled(np.ma.asarray(data, np.float64), np.nan) if np.ma.isMA(data) else np.asarray(data)
    except ValueError:
        return _from_parts(data, roles)
    return _from_parts(list(values), roles) if values.ndim == 3 else _from_array(values, roles)


def _from_array(values: npt.NDArray[Any], roles: Roles) -> Readings:
    if values.ndim not in {1, 2} or 0 in values.shape:
        raise DataError(
            f"expected readings as an array (steps,) or (steps, channels), a list of them, or a frame; got an array of "
            f"shape {values.shape}"
        )
    columns = values.reshape(len(values), -1).T
    frame = pd.DataFrame({str(number): column for number, column in enumerate(columns)})
    return _from_frame(nw.from_native(frame, eager_only=True), replace(roles, channels=None))


def _from_parts(data: Sequence[Any], roles: Roles) -> Readings:
    parts = [_from_array(np.asarray(part), roles) for part in data]
    for number, part in enumerate(parts):
        if part.channels != parts[0].channels:
            raise DataError(
                f"series {number} has {len(part.channels)} channels, but series 0 has {len(parts[0].channels)}; give "
                f"every series the same channels"
            )
    lengths = [len(part.values) for part in parts]
    return replace(
        parts[0],
        ids=tuple(range(len(parts))),
        bounds=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        values=np.concatenate([part.values for part in parts]),
        stamps=np.concatenate([part.stamps for part in parts]),
        rows=np.arange(sum(lengths)),
        parts=True,
    )


def _from_frame(frame: nw.DataFrame[Any], roles: Roles) -> Readings:
    timed = roles.time in frame.columns
    if not timed and roles.time != Roles.time:
        raise DataError(
            f"there is no column {roles.time!r}; the table has {', '.join(map(repr, frame.columns))}. Say which "
            f"column holds the stamps with time_col="
        )
    channels = _channels(frame, roles)
    if not timed:
        frame = frame.with_columns(nw.new_series(roles.time, np.arange(len(frame)), backend=frame.implementation))
    columns, labels = [], None
    for channel in channels:
        table = read_table(frame, Columns(roles.id, roles.time, channel))
        columns.append(table.values[:, 0])
    if roles.label in frame.columns:
        labels = _flags(frame[roles.label].to_numpy(), roles.label)
    order = np.argsort(table.series, kind="stable")
    bounds = np.concatenate([[0], np.cumsum(np.bincount(table.series))]).astype(np.int64)
    readings = Readings(
        ids=table.ids if roles.id in frame.columns else ("series",),
        bounds=bounds,
        values=np.stack(columns, 1)[order],
        stamps=table.stamps[order],
        labels=None if labels is None else labels[order],
        channels=tuple(channels),
        rows=order,
    )
    _check_order(readings, roles.time)
    return readings


def _channels(frame: nw.DataFrame[Any], roles: Roles) -> Sequence[str]:
    if roles.channels is not None:
        missing = [name for name in roles.channels if name not in frame.columns]
        if missing:
            raise DataError(
                f"there is no channel {missing[0]!r}; the table has {', '.join(map(repr, frame.columns))}, and the "
                f"channels are {', '.join(map(repr, roles.channels))}"
            )
        return roles.channels
    others = [name for name in frame.columns if name not in {roles.id, roles.time, roles.label}]
    if not others:
        raise DataError(f"the table has no readings, only {', '.join(map(repr, frame.columns))}")
    for name in others:
        kind = frame[name].dtype
        if kind.is_temporal() or kind in {nw.String, nw.Categorical, nw.Enum}:
            raise DataError(
                f"the column {name!r} holds {kind}, not readings; if it is the stamps write time_col={name!r}, if it "
                f"names the series id_col={name!r}, or else name the channels with channels="
            )
    return others


def _flags(values: npt.NDArray[Any], name: str) -> Flags:
    """Labels as True and False."""
    wrong = [number for number, value in enumerate(values.tolist()) if value not in (0, 1)]
    if wrong:
        raise DataError(
            f"{name} is {values.tolist()[wrong[0]]!r} in row {wrong[0]}; expected 1 for an anomaly and 0 for none"
        )
    return values.astype(np.bool_)


def _check_order(readings: Readings, time: str) -> None:
    for label, part in zip(readings.ids, readings.slices(), strict=True):
        back = np.flatnonzero(np.diff(readings.stamps[part]).astype(np.int64) < 0)
        if len(back):
            before, after = part.start + back[0], part.start + back[0] + 1
            raise DataError(
                f"series {label!r} goes back in time: row {readings.rows[before]} is of {readings.stamps[before]}, row "
                f"{readings.rows[after]} of {readings.stamps[after]}; sort the table by {time!r}"
            )
