"""Many series, each on one regular grid, in flat arrays: what windows are cut from.

Missing stamps and missing values become NaN: they are never scored, never trained on, and counted in `Panel.missing`.
What the network sees in their place is `filled`: the step that the series took one season before (see `fill`),
and a flag beside it that says that the value was not observed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from cellwright.data.covariates import Categories, Covariates, constant, on_grid, stacked
from cellwright.data.frequency import Frequency, Places, Stamps, infer_frequency, shown
from cellwright.data.table import Columns, Table, read_table
from cellwright.errors import DataError

Floats = npt.NDArray[np.float64]

DEFAULT_COLUMNS = Columns()

# a grid this many times larger than its table is a wrong frequency, not a series with gaps
MOST_POINTS_A_ROW = 100


@dataclass(frozen=True)
class Missing:
    """What a series lacks between its first value and its end.

    Attributes:
        series: what the series is called.
        points: the length of its grid.
        stamps: how many stamps of the grid had no row.
        values: how many rows had no value.
        longest: the longest run of points that were not observed.
    """

    series: str | int
    points: int
    stamps: int
    values: int
    longest: int

    def __str__(self) -> str:
        if not self.stamps and not self.values:
            return f"{self.series}: complete, {self.points} points"
        return (
            f"{self.series}: of {self.points} points {self.stamps} had no row and {self.values} no value, "
            f"at most {self.longest} in a row"
        )


@dataclass(frozen=True)
class Panel:
    """Series on regular grids.

    Attributes:
        ids: what the rows of each series are called; where a table has several targets, they are as many series of
            the same id, one behind the other.
        names: what each series is called: its id, with its target where there are several.
        bounds: the series i lies in values[bounds[i]:bounds[i + 1]].
        values: NaN where nothing was observed.
        filled: the same without NaN, for the network to see.
        first: the first stamp of each series.
        frequency: the step of every grid.
        missing: what each series lacked.
        columns: the names of the columns of the table that it came from.
        library: the data frame library that it came from.
        time_type: the narwhals type that the stamps had there.
        covariates: what is known beside the values.
    """

    ids: tuple[str | int, ...]
    names: tuple[str | int, ...]
    bounds: Places
    values: Floats
    filled: Floats
    first: Stamps
    frequency: Frequency
    missing: tuple[Missing, ...]
    columns: Columns
    library: str
    time_type: Any
    covariates: Covariates

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def lengths(self) -> Places:
        """The number of points of each series."""
        return np.diff(self.bounds)

    @cached_property
    def place_of(self) -> dict[str | int, int]:
        """The number of the series of each name."""
        return {name: index for index, name in enumerate(self.names)}

    def series(self) -> Iterator[tuple[str | int, Floats]]:
        """The name and the values of each series."""
        for index, name in enumerate(self.names):
            yield name, self.values[self.bounds[index] : self.bounds[index + 1]]

    def stamps(self, series: int, places: Places) -> Stamps:
        """The stamps of a series at the places given, which may lie behind its end.

        Irregular ones are known no farther than they are given; behind that they are the last again.
        """
        if not self.frequency.irregular:
            return self.frequency.stamps(self.first[series], places)
        given = self.covariates.known[self.covariates.bounds[series] : self.covariates.bounds[series + 1], -1]
        return given[np.minimum(places, len(given) - 1)].astype(np.int64).astype(self.first.dtype)

    def before(self, ends: Sequence[int]) -> Panel:
        """The first `ends[i]` points of each series: the panel as it was known then.

        Example:
            >>> panel_of([1.0, 2.0, 3.0]).before([2]).values
            array([1., 2.])
        """
        kept = np.concatenate(
            [np.arange(start, start + end) for start, end in zip(self.bounds[:-1], ends, strict=True)]
        )
        bounds = np.concatenate([[0], np.cumsum(np.asarray(ends, np.int64))])
        return replace(
            self,
            bounds=bounds,
            values=self.values[kept],
            filled=self.filled[kept],
            covariates=self.covariates.before(kept),
        )

    def longer(self, points: int) -> Panel:
        """The panel with so many points behind the end of each series, of which nothing is known but covariates.

        Example:
            >>> panel_of([1.0, 2.0]).longer(2).values
            array([ 1.,  2., nan, nan])
        """
        lengths = self.lengths + points
        bounds = np.concatenate([[0], np.cumsum(lengths)])
        places = np.arange(bounds[-1]) - np.repeat(bounds[:-1], lengths)
        behind = places >= np.repeat(self.lengths, lengths)
        last = np.repeat(np.maximum(self.lengths - 1, 0), lengths)
        kept = np.minimum(np.repeat(self.bounds[:-1], lengths) + np.minimum(places, last), len(self.values) - 1)
        values = np.where(behind, np.nan, self.values[kept])
        return replace(
            self, bounds=bounds, values=values, filled=self.filled[kept], covariates=self.covariates.before(kept)
        )

    def only(self, series: Places) -> Panel:
        """Some of the series.

        Example:
            >>> two = panel_of({"unique_id": ["a", "a", "b", "b"], "ds": [1, 2, 1, 2], "y": [1.0, 2.0, 3.0, 4.0]})
            >>> two.only(np.array([1])).values
            array([3., 4.])
        """
        kept = np.concatenate([np.arange(self.bounds[each], self.bounds[each + 1]) for each in series])
        return replace(
            self,
            ids=tuple(self.ids[each] for each in series),
            names=tuple(self.names[each] for each in series),
            bounds=np.concatenate([[0], np.cumsum(self.lengths[series])]),
            values=self.values[kept],
            filled=self.filled[kept],
            first=self.first[series],
            missing=tuple(self.missing[each] for each in series),
            covariates=self.covariates.only(series, kept),
        )


def panel_of(
    data: Any,
    columns: Columns = DEFAULT_COLUMNS,
    frequency: str | int | Frequency | None = None,
    season: int | None = None,
    categories: Categories | None = None,
) -> Panel:
    """The panel of whatever holds series: see `read_table` for what `data` may be.

    Args:
        data: a long frame, a single series or array, or the path of a file.
        columns: the names of its columns.
        frequency: the step of the grid; inferred if None.
        season: the season length that gaps are filled by; the frequency's usual one if None.
        categories: the texts of categorical covariates, of an earlier table; None finds them.

    Raises:
        DataError: stamps are out of order, repeated or off the grid, or a series has no value at all; the message
            names the row, counted from 0.

    Example:
        >>> panel = panel_of({"ds": ["2024-01-01", "2024-01-02", "2024-01-04"], "y": [1.0, 2.0, 4.0]})
        >>> panel.frequency.text, panel.values, str(panel.missing[0])
        ('D', array([ 1.,  2., nan,  4.]), 'y: of 4 points 1 had no row and 0 no value, at most 1 in a row')
    """
    if isinstance(data, Panel):
        return data
    table = read_table(data, columns, categories)
    _check_covariates(table, columns)
    rows = _rows_of_series(table, columns)
    stamps = [table.stamps[part] for part in rows]
    step = _frequency(stamps, frequency)
    grids = [_grid(table, part, channel, step, columns) for part in rows for channel in range(len(columns.targets))]
    filled = [fill(grid.values, season or step.season) for grid in grids]
    return Panel(
        ids=tuple(label for label in table.ids for _ in columns.targets),
        names=tuple(grid.missing.series for grid in grids),
        bounds=np.concatenate([[0], np.cumsum([len(grid.values) for grid in grids])]).astype(np.int64),
        values=np.concatenate([grid.values for grid in grids]),
        filled=np.concatenate(filled),
        first=np.array([grid.first for grid in grids], table.stamps.dtype),
        frequency=step,
        missing=tuple(grid.missing for grid in grids),
        columns=columns,
        library=table.library,
        time_type=table.time_type,
        covariates=stacked([grid.covariates for grid in grids], table.categories),
    )


def _check_covariates(table: Table, columns: Columns) -> None:
    for name, values in zip(columns.covariates, table.covariates.T, strict=True):
        if np.isnan(values).all():
            raise DataError(f"{name} has no value at all; leave it out of the covariates")


def fill(values: Floats, season: int) -> Floats:
    """The values without NaN, each filled from the past alone: the last value, plus the last season's step.

    With no season, or in the first one, it is the last value.

    Example:
        >>> fill(np.array([1.0, 5.0, 2.0, np.nan, np.nan]), season=2)
        array([1., 5., 2., 6., 3.])
    """
    filled: Floats = values.copy()
    for place in np.flatnonzero(np.isnan(values)):
        filled[place] = filled[place - 1]
        if 1 < season < place:
            filled[place] += filled[place - season] - filled[place - season - 1]
    return filled


def _frequency(stamps: Sequence[Stamps], frequency: str | int | Frequency | None) -> Frequency:
    if isinstance(frequency, Frequency):
        frequency = frequency.text
    inferred = infer_frequency(stamps) if frequency is None else Frequency.parse(frequency)
    if not inferred.irregular and (inferred.unit == "integer") != (stamps[0].dtype.kind == "i"):
        kind = "integers" if stamps[0].dtype.kind == "i" else "dates"
        raise DataError(f"freq={frequency!r} does not fit the stamps, which are {kind}")
    return inferred


def _rows_of_series(table: Table, columns: Columns) -> list[Places]:
    """The rows of each series, in the order of the table, which must be the order of time."""
    order = np.argsort(table.series, kind="stable")
    rows = np.split(order, np.flatnonzero(np.diff(table.series[order])) + 1)
    for label, part in zip(table.ids, rows, strict=True):
        wrong = np.flatnonzero(np.diff(table.stamps[part]).astype(np.int64) <= 0)
        if len(wrong):
            before, after = part[wrong[0]], part[wrong[0] + 1]
            earlier, later = shown(table.stamps[before]), shown(table.stamps[after])
            if earlier == later:
                raise DataError(
                    f"series {label!r} has the stamp {later} twice, in rows {before} and {after}; keep one of them"
                )
            raise DataError(
                f"series {label!r} goes back in time: row {before} is of {earlier}, row {after} of {later}; "
                f"sort the table by {columns.time!r}"
            )
    return rows


@dataclass(frozen=True)
class _Grid:
    first: Any
    values: Floats
    missing: Missing
    covariates: tuple[Floats, Floats, Floats]


def _grid(table: Table, rows: Places, channel: int, frequency: Frequency, columns: Columns) -> _Grid:
    label, target = table.ids[table.series[rows[0]]], columns.targets[channel]
    given = table.values[:, channel]
    observed = ~np.isnan(given[rows])
    if not observed.any():
        raise DataError(
            f"series {label!r} has no value at all: {target} is missing in each of its {len(rows)} rows; "
            f"leave the {'series' if len(columns.targets) == 1 else 'column'} out"
        )
    rows = rows[observed.argmax() :]  # a series begins with its first value
    stamps = table.stamps[rows]
    places = np.arange(len(rows)) if frequency.irregular else frequency.places(stamps[0], stamps)
    off = np.flatnonzero(places < 0)
    if len(off):
        raise DataError(
            f"series {label!r}: the stamp {shown(stamps[off[0]])} in row {rows[off[0]]} is not on the grid of step "
            f"{frequency.text!r} that begins at {shown(stamps[0])}; correct it, or name another step with "
            f'freq=, "irregular" if there is none'
        )
    points = int(places[-1]) + 1
    if points > MOST_POINTS_A_ROW * len(rows):
        raise DataError(
            f"series {label!r} has {len(rows)} rows, but its grid of step {frequency.text!r} has {points} points; "
            f'name a longer step with freq=, "irregular" if there is none'
        )
    values = np.full(points, np.nan)
    values[places] = given[rows]
    known, past, static = np.split(table.covariates[rows], np.cumsum([len(columns.futr), len(columns.hist)]), 1)
    covariates = on_grid(past, places, points), on_grid(known, places, points), constant(static, label, columns.stat)
    absent = int(np.isnan(given[rows]).sum())
    name = label if len(columns.targets) == 1 else f"{label}: {target}"
    missing = Missing(name, points, points - len(rows), absent, _longest_run(np.isnan(values)))
    return _Grid(stamps[0], values, missing, covariates)


def _longest_run(flags: npt.NDArray[np.bool_]) -> int:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]])))
    return int((edges[1::2] - edges[::2]).max(initial=0))
