"""The end of a panel: what a model keeps of its training data, so that it can forecast on and new rows can follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from cellwright.data.covariates import Covariates, Floats, filled_forward, stacked
from cellwright.data.frequency import Frequency
from cellwright.data.panel import Missing, Panel, fill
from cellwright.data.table import Columns


def tail_of(panel: Panel, points: int) -> Panel:
    """The last `points` points of each series.

    Example:
        >>> from cellwright.data.panel import panel_of
        >>> tail_of(panel_of([1.0, 2.0, 3.0]), 2).values
        array([2., 3.])
    """
    starts = np.array([_start(panel, index, points) for index in range(len(panel))])
    pieces = [
        slice(begin + start, end) for begin, start, end in zip(panel.bounds[:-1], starts, panel.bounds[1:], strict=True)
    ]
    kept = np.concatenate([np.arange(piece.start, piece.stop) for piece in pieces])
    first = [panel.stamps(index, starts[index : index + 1])[0] for index in range(len(panel))]
    return replace(
        panel,
        bounds=np.concatenate([[0], np.cumsum(panel.lengths - starts)]),
        values=panel.values[kept],
        filled=panel.filled[kept],
        first=np.array(first, panel.first.dtype),
        covariates=panel.covariates.behind(starts, kept),
    )


def _start(panel: Panel, series: int, points: int) -> int:
    """Where the tail of a series begins: at a stamp from which the grid goes on as it did.

    It does not from the end of February if the series keeps to the 31st: then the tail begins a month or two before.
    """
    length = int(panel.lengths[series])
    if panel.frequency.irregular:
        # the first of the points came some time after one before it
        return max(length - points - 1, 0)
    for start in range(max(length - points, 0), 0, -1):
        stamps = panel.stamps(series, np.arange(start, length + 1))
        if np.array_equal(panel.frequency.stamps(stamps[0], np.arange(len(stamps))), stamps):
            return start
    return 0


def joined(tail: Panel, panel: Panel, season: int, most_missing: int) -> Panel:
    """The panel with each series led by its tail, where the tail ends before the series begins.

    Args:
        tail: the end of earlier data.
        panel: newer data on the same grid.
        season: the season length by which what lies between them is filled.
        most_missing: the most points that may lie between them; a series further away stays alone.

    Example:
        >>> from cellwright.data.panel import panel_of
        >>> old, new = panel_of({"ds": [1, 2], "y": [5.0, 6.0]}), panel_of({"ds": [4, 5], "y": [8.0, 9.0]})
        >>> joined(old, new, 1, 10).values
        array([ 5.,  6., nan,  8.,  9.])
    """
    pieces = []
    for index, (label, values) in enumerate(panel.series()):
        own = _Piece(panel.first[index], values, _filled(panel, index), *_covariates(panel, index))
        led = tail.place_of.get(label)
        if led is not None and panel.frequency == tail.frequency and panel.first.dtype == tail.first.dtype:
            gap = _gap(tail, led, own.first)
            if 0 <= gap <= most_missing:
                own = _led(tail, led, gap, own, season)
        pieces.append(own)
    return replace(
        panel,
        bounds=np.concatenate([[0], np.cumsum([len(piece.values) for piece in pieces])]).astype(np.int64),
        values=np.concatenate([piece.values for piece in pieces]),
        filled=np.concatenate([piece.filled for piece in pieces]),
        first=np.array([piece.first for piece in pieces], panel.first.dtype),
        covariates=stacked([(each.past, each.known, each.static) for each in pieces], panel.covariates.categories),
    )


def _gap(tail: Panel, led: int, first: Any) -> int:
    """How many points lie between the end of a tail and a stamp behind it; negative if it is not behind it."""
    length = int(tail.lengths[led])
    if tail.frequency.irregular:
        return 0 if first > tail.stamps(led, np.array([length - 1]))[0] else -1
    return int(tail.frequency.places(tail.first[led], first.reshape(1))[0]) - length


class _Piece(NamedTuple):
    """One series of a panel."""

    first: Any
    values: Floats
    filled: Floats
    past: Floats
    known: Floats
    static: Floats


def _filled(panel: Panel, series: int) -> Floats:
    return panel.filled[panel.bounds[series] : panel.bounds[series + 1]]


def _covariates(panel: Panel, series: int) -> tuple[Floats, Floats, Floats]:
    own = panel.covariates
    return (
        own.past[panel.bounds[series] : panel.bounds[series + 1]],
        own.known[own.bounds[series] : own.bounds[series + 1]],
        own.static[series],
    )


def _led(tail: Panel, led: int, gap: int, own: _Piece, season: int) -> _Piece:
    """A series behind its tail, and behind a gap."""
    past, known, _ = _covariates(tail, led)
    known = known[: tail.lengths[led]]
    values, filled = tail.values[tail.bounds[led] : tail.bounds[led + 1]], _filled(tail, led)
    behind = np.concatenate([np.full(gap, np.nan), own.values])
    nothing = np.full((gap, 1), np.nan)
    return _Piece(
        tail.first[led],
        np.concatenate([values, behind]),
        fill(np.concatenate([filled, behind]), season),
        filled_forward(np.concatenate([past, nothing.repeat(past.shape[1], 1), own.past])),
        filled_forward(np.concatenate([known, nothing.repeat(known.shape[1], 1), own.known])),
        own.static,
    )


def to_json(panel: Panel) -> dict[str, Any]:
    """The panel as plain JSON, in which NaN is null."""
    return {
        "ids": list(panel.ids),
        "names": list(panel.names),
        "bounds": panel.bounds.tolist(),
        "values": [None if np.isnan(value) else value for value in panel.values.tolist()],
        "filled": panel.filled.tolist(),
        "first": panel.first.astype("datetime64[us]").astype(str).tolist()
        if panel.first.dtype.kind == "M"
        else panel.first.tolist(),
        "frequency": panel.frequency.text,
        "columns": vars(panel.columns),
        "missing": [vars(each) for each in panel.missing],
        "covariates": _covariates_to_json(panel.covariates),
    }


def _covariates_to_json(covariates: Covariates) -> dict[str, Any]:
    """The covariates as plain JSON, in which NaN is null."""
    arrays = {name: getattr(covariates, name) for name in ("past", "known", "static")}
    values = {
        name: [[None if np.isnan(value) else value for value in row] for row in array.tolist()]
        for name, array in arrays.items()
    }
    categories = {name: list(texts) for name, texts in covariates.categories.items()}
    return {**values, "bounds": covariates.bounds.tolist(), "categories": categories}


def _covariates_from_json(document: Mapping[str, Any], columns: Columns) -> Covariates:
    widths = {"past": len(columns.hist), "known": len(columns.futr), "static": len(columns.stat)}
    arrays = {
        name: np.array(document[name], np.float64).reshape(len(document[name]), width) for name, width in widths.items()
    }
    return Covariates(**arrays, bounds=np.array(document["bounds"], np.int64), categories=document["categories"])


def from_json(document: Mapping[str, Any]) -> Panel:
    """The panel that `to_json` wrote; its results come as pandas frames.

    Raises:
        ValueError, LookupError, TypeError: it wrote no such panel.
    """
    dates = isinstance(document["first"][0], str)
    named: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in document["columns"].items()}
    columns = Columns(**named)
    panel = Panel(
        ids=tuple(document["ids"]),
        names=tuple(document["names"]),
        bounds=np.array(document["bounds"], np.int64),
        values=np.array([np.nan if value is None else value for value in document["values"]], np.float64),
        filled=np.array(document["filled"], np.float64),
        first=np.array(document["first"], "datetime64[us]" if dates else np.int64),
        frequency=Frequency.parse(document["frequency"]),
        missing=tuple(Missing(**each) for each in document["missing"]),
        columns=columns,
        library="pandas",
        time_type=None,
        covariates=_covariates_from_json(document["covariates"], columns),
    )
    _check_parts(panel)
    return panel


def _check_parts(panel: Panel) -> None:
    """Raise ValueError if the parts of a panel are not of equally many series, or points."""
    own, series, points = panel.covariates, len(panel), len(panel.values)
    if {len(panel.names), len(panel.first), len(panel.missing), len(own.static)} != {series}:
        raise ValueError("the parts of a tail are not of equally many series")
    if {len(panel.filled), len(own.past)} != {points}:
        raise ValueError("the parts of a tail are not of equally many points")
    for bounds, end in ((panel.bounds, points), (own.bounds, len(own.known))):
        if len(bounds) != series + 1 or bounds[0] != 0 or bounds[-1] != end or (np.diff(bounds) < 0).any():
            raise ValueError("the series of a tail do not lie where they are said to")
    if not all(isinstance(name, (str, int)) for name in (*panel.names, *panel.ids)):
        raise ValueError("a series is called by what is no name")
