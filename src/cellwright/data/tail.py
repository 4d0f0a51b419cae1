"""The end of a panel: what a model keeps of its training data, so that it can forecast on and new rows can follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

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
    first = [panel.stamps(index, starts[index : index + 1])[0] for index in range(len(panel))]
    return replace(
        panel,
        bounds=np.concatenate([[0], np.cumsum(panel.lengths - starts)]),
        values=np.concatenate([panel.values[piece] for piece in pieces]),
        filled=np.concatenate([panel.filled[piece] for piece in pieces]),
        first=np.array(first, panel.first.dtype),
    )


def _start(panel: Panel, series: int, points: int) -> int:
    """Where the tail of a series begins: at a stamp from which the grid goes on as it did.

    It does not from the end of February if the series keeps to the 31st: then the tail begins a month or two before.
    """
    length = int(panel.lengths[series])
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
    values, filled, first = [], [], []
    for index, (label, alone) in enumerate(panel.series()):
        own = alone
        own_filled = panel.filled[panel.bounds[index] : panel.bounds[index + 1]]
        start = panel.first[index]
        led = tail.place_of.get(label)
        if led is not None and panel.frequency == tail.frequency and panel.first.dtype == tail.first.dtype:
            place = int(panel.frequency.places(tail.first[led], start.reshape(1))[0])
            gap = place - int(tail.lengths[led])
            if 0 <= gap <= most_missing:
                part = slice(tail.bounds[led], tail.bounds[led + 1])
                start = tail.first[led]
                behind = np.concatenate([np.full(gap, np.nan), alone])
                own = np.concatenate([tail.values[part], behind])
                own_filled = fill(np.concatenate([tail.filled[part], behind]), season)
        values.append(own)
        filled.append(own_filled)
        first.append(start)
    return replace(
        panel,
        bounds=np.concatenate([[0], np.cumsum([len(each) for each in values])]).astype(np.int64),
        values=np.concatenate(values),
        filled=np.concatenate(filled),
        first=np.array(first, panel.first.dtype),
    )


def to_json(panel: Panel) -> dict[str, Any]:
    """The panel as plain JSON, in which NaN is null."""
    return {
        "ids": list(panel.ids),
        "bounds": panel.bounds.tolist(),
        "values": [None if np.isnan(value) else value for value in panel.values.tolist()],
        "filled": panel.filled.tolist(),
        "first": panel.first.astype("datetime64[us]").astype(str).tolist()
        if panel.first.dtype.kind == "M"
        else panel.first.tolist(),
        "frequency": panel.frequency.text,
        "columns": vars(panel.columns),
        "missing": [vars(each) for each in panel.missing],
    }


def from_json(document: Mapping[str, Any]) -> Panel:
    """The panel that `to_json` wrote; its results come as pandas frames."""
    dates = isinstance(document["first"][0], str)
    return Panel(
        ids=tuple(document["ids"]),
        bounds=np.array(document["bounds"], np.int64),
        values=np.array([np.nan if value is None else value for value in document["values"]], np.float64),
        filled=np.array(document["filled"], np.float64),
        first=np.array(document["first"], "datetime64[us]" if dates else np.int64),
        frequency=Frequency.parse(document["frequency"]),
        missing=tuple(Missing(**each) for each in document["missing"]),
        columns=Columns(**document["columns"]),
        library="pandas",
        time_type=None,
    )
