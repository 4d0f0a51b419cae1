"""What is known beside the values of a panel: past and known-in-advance covariates, and features of whole series.

A covariate is a number, or a category where its column holds text; a category is kept as the place of its text among
those that were there when the model was fitted. What is missing in a column is filled by the last value before it; what
has none before it stays NaN, which a network sees as the mean of the column, or as no category.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from cellwright.data.frequency import Places
from cellwright.data.numbers import numbers, plain
from cellwright.errors import DataError

Floats = npt.NDArray[np.float64]
# the texts of each column that holds categories, none for one of numbers
Categories = Mapping[str, Sequence[str]]

# a column of more texts than this names things; it does not sort them into kinds
MOST_CATEGORIES = 100


@dataclass(frozen=True)
class Covariates:
    """The covariates of a panel, NaN where nothing was known yet.

    Attributes:
        past: (points, columns), on the grids of the panel's values.
        known: (known points, columns), on the same grids, but it may go on behind their ends.
        bounds: what is known in advance of series i lies in known[bounds[i]:bounds[i + 1]].
        static: (series, columns).
        categories: the texts that the places of each categorical column stand for.
    """

    past: Floats
    known: Floats
    bounds: Places
    static: Floats
    categories: Categories

    def before(self, kept: Places) -> Covariates:
        """As it was known when only the points `kept` had been observed: what is known in advance was."""
        return replace(self, past=self.past[kept])

    def with_known(self, pieces: Sequence[Floats]) -> Covariates:
        """With other known covariates, one array a series."""
        return replace(self, known=_stacked(pieces, self.known), bounds=_bounds(pieces))

    def only(self, series: Places, kept: Places) -> Covariates:
        """Of some series, whose points are `kept`."""
        pieces = [self.known[self.bounds[each] : self.bounds[each + 1]] for each in series]
        return replace(self.with_known(pieces), past=self.past[kept], static=self.static[series])

    def behind(self, starts: Places, kept: Places) -> Covariates:
        """From some place of each series on."""
        pieces = [self.known[self.bounds[i] + start : self.bounds[i + 1]] for i, start in enumerate(starts)]
        return replace(self.with_known(pieces), past=self.past[kept])


def stacked(pieces: Sequence[tuple[Floats, Floats, Floats]], categories: Categories) -> Covariates:
    """The covariates of series from their (past, known, static) parts."""
    past, known, static = zip(*pieces, strict=True)
    return Covariates(np.concatenate(past), np.concatenate(known), _bounds(known), np.stack(static), categories)


def covariate(values: npt.NDArray[Any], name: str, texts: Sequence[str] | None) -> tuple[Floats, Sequence[str]]:
    """A column as numbers, and the texts that they stand for if it holds categories.

    Args:
        values: the column.
        name: what it is called.
        texts: those of an earlier table, empty for numbers; None finds them.

    Raises:
        DataError: a value is no number, infinite, or a text that was not there before.

    Example:
        >>> covariate(np.array(["sun", None, "rain"], object), "sky", None)
        (array([ 1., nan,  0.]), ('rain', 'sun'))
    """
    if texts is None:
        texts = _texts_of(values, name)
    if not texts:
        return numbers(values, name), ()
    missing = np.asarray(pd.isna(values))
    places = {text: float(place) for place, text in enumerate(texts)}
    found = np.array([np.nan if no else places.get(str(v), -1.0) for v, no in zip(values, missing, strict=True)])
    strange = np.flatnonzero(found < 0)
    if len(strange):
        raise DataError(
            f"{name} is {plain(values[strange[0]])!r} in row {strange[0]}, which it never was in the training data: "
            f"{', '.join(map(repr, texts))}. Correct it, or fit the model on data that have it"
        )
    return found, texts


def _texts_of(values: npt.NDArray[Any], name: str) -> Sequence[str]:
    if values.dtype.kind not in "OUST":
        return ()
    present = pd.Series(values, dtype=object).dropna()
    if not pd.to_numeric(present, errors="coerce").isna().any():
        return ()
    texts = sorted({str(value) for value in present})
    if len(texts) > MOST_CATEGORIES:
        raise DataError(
            f"{name} holds {len(texts)} different texts, such as {texts[0]!r}; a covariate is a number or one of at "
            f"most {MOST_CATEGORIES} categories. Leave it out, or group its texts"
        )
    return tuple(texts)


def filled_forward(columns: Floats) -> Floats:
    """The columns (points, columns) with the last value wherever there is none.

    Example:
        >>> filled_forward(np.array([[np.nan], [2.0], [np.nan]])).ravel()
        array([nan,  2.,  2.])
    """
    places = np.where(np.isnan(columns), 0, np.arange(len(columns))[:, None])
    return np.asarray(np.take_along_axis(columns, np.maximum.accumulate(places, 0), 0)) if len(columns) else columns


def on_grid(rows: Floats, places: Places, points: int) -> Floats:
    """Rows of covariates on a grid of so many points, gaps filled from the past."""
    grid = np.full((points, rows.shape[1]), np.nan)
    grid[places] = rows
    return filled_forward(grid)


def constant(rows: Floats, label: str | int, names: Sequence[str]) -> Floats:
    """The one value of each static column of a series.

    Raises:
        DataError: a column changes on the way.
    """
    values = np.full(rows.shape[1], np.nan)
    for column, name in enumerate(names):
        present = rows[~np.isnan(rows[:, column]), column]
        if len(present) and (present != present[0]).any():
            raise DataError(
                f"{name} is static, but changes within series {label!r}; name it in hist_exog or futr_exog instead"
            )
        values[column] = present[0] if len(present) else np.nan
    return values


def _stacked(pieces: Sequence[Floats], like: Floats) -> Floats:
    return np.concatenate(pieces) if pieces else like[:0]


def _bounds(pieces: Sequence[Floats]) -> Places:
    return np.concatenate([[0], np.cumsum([len(piece) for piece in pieces])]).astype(np.int64)
