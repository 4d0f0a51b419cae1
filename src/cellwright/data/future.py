"""What is known in advance of the steps that are to be forecast, from a table beside the history."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from cellwright.data.covariates import Floats
from cellwright.data.frequency import shown
from cellwright.data.panel import Panel
from cellwright.data.table import Table, read_table
from cellwright.errors import DataError


def with_future(panel: Panel, data: Any, horizon: int) -> Panel:
    """The panel with its known covariates a horizon behind the end of each series.

    Args:
        panel: the history.
        data: a table with the columns of series and stamps and each covariate that is known in advance; None if the
            panel knows them already. Rows of other stamps and series count for nothing. Of an irregular series, the
            stamps of its next observations are known in advance.
        horizon: how many steps are needed.

    Raises:
        DataError: the table lacks a series, a stamp, a column or a value; the message names it.
    """
    own = panel.covariates
    table = None if data is None else read_table(data, panel.columns, own.categories, future=True)
    pieces = []
    for series in range(len(panel)):
        length = int(panel.lengths[series])
        known = own.known[own.bounds[series] : own.bounds[series + 1]]
        ahead = known[length : length + horizon] if table is None else _ahead(panel, series, table, horizon)
        _check(panel, series, ahead, horizon, given=table is not None)
        pieces.append(np.concatenate([known[:length], ahead]))
    return replace(panel, covariates=own.with_known(pieces))


def without_future(panel: Panel) -> Panel:
    """The panel up to the last value of each series; known covariates stay known behind it.

    Example:
        >>> from cellwright.data.panel import panel_of
        >>> without_future(panel_of([1.0, 2.0, None])).values
        array([1., 2.])
    """
    observed = np.where(np.isnan(panel.values), -1, np.arange(len(panel.values)))
    ends = np.maximum.reduceat(observed, panel.bounds[:-1]) + 1 - panel.bounds[:-1]
    return panel.before(ends.tolist())


def _ahead(panel: Panel, series: int, table: Table, horizon: int) -> Floats:
    """The rows of the table that follow a series, NaN where there is none."""
    ahead = np.full((horizon, len(panel.columns.futr)), np.nan)
    if panel.ids[series] not in table.ids:
        return ahead
    rows = np.flatnonzero(table.series == table.ids.index(panel.ids[series]))
    if table.stamps.dtype == panel.first.dtype:
        if panel.frequency.irregular:
            last = panel.stamps(series, panel.lengths[series : series + 1] - 1)
            later = rows[table.stamps[rows] > last]
            ordered = later[np.argsort(table.stamps[later], kind="stable")][:horizon]
            ahead[: len(ordered)] = table.covariates[ordered]
            return ahead
        stamps = panel.stamps(series, panel.lengths[series] + np.arange(horizon))
        place = {stamp: step for step, stamp in enumerate(stamps.tolist())}
        for row, stamp in zip(rows, table.stamps[rows].tolist(), strict=True):
            if stamp in place:
                ahead[place[stamp]] = table.covariates[row]
    return ahead


def _check(panel: Panel, series: int, ahead: Floats, horizon: int, *, given: bool) -> None:
    missing = np.full((horizon, len(panel.columns.futr)), True)
    missing[: len(ahead)] = np.isnan(ahead)
    if not missing.any():
        return
    step, column = np.argwhere(missing)[0]
    if panel.frequency.irregular and missing[step, -1]:
        where = "futr_df must say" if given else "predict needs futr_df, which says"
        raise DataError(
            f"{where} when the next {horizon} observations of series {panel.ids[series]!r} come, in a row for each; "
            f"there are {step} behind the end of the series"
        )
    stamp = panel.stamps(series, panel.lengths[series] + np.arange(step, step + 1))[0]
    where = "futr_df does not say" if given else "predict needs futr_df, which says"
    raise DataError(
        f"{where} what {panel.columns.futr[column]!r} is at {shown(stamp)} in series {panel.ids[series]!r}; it needs a "
        f"row for each of the {horizon} stamps behind the end of each series, with a value in each column of futr_exog"
    )
