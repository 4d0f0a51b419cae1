"""A linear forecast of few weights: the last season, and by what a window tells that the next one will differ from it.

It has no more than seven weights, whatever the sizes of windows, so that some dozens of windows settle them.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def last_season(input_size: int, horizon: int, season: int) -> Floats:
    """The map (input_size, horizon) of a window to its last season, as often as the horizon goes round it.

    Example:
        >>> np.array([[1.0, 2.0, 3.0]]) @ last_season(3, 4, 2)
        array([[2., 3., 2., 3.]])
    """
    return _at(input_size, input_size - season + np.arange(horizon) % season)


def seasonal_terms(input_size: int, horizon: int, season: int) -> Floats:
    """Maps (terms, input_size, horizon) of a window to how the future may differ from its last season.

    Each is a difference, which a window without any change does not have. With a season: the last point from the one a
    season before, and from the mean of the season, each for all steps alike and dying away over the horizon; the mean
    of the season from each of its points; its mean from that of the season before, once for each season ahead; and the
    mean shape of all seasons from that of the last. Without one: the means of the last points, and lines through them.
    Those that do not fit into the window are left out.

    Args:
        input_size: the points of a window.
        horizon: the steps ahead.
        season: the points of a season; 1 for none.

    Example:
        >>> seasonal_terms(24, 6, 12).shape, seasonal_terms(12, 6, 12).shape, seasonal_terms(16, 2, 1).shape
        ((7, 24, 6), (3, 12, 6), (7, 16, 2))
    """
    found = _of_level(input_size, horizon) if season == 1 else _of_season(input_size, horizon, season)
    return np.stack(found) if found else np.empty((0, input_size, horizon))


def seasonal_map(parts: Iterable[tuple[Floats, Floats]], input_size: int, horizon: int, season: int) -> Floats:
    """The map (input_size, horizon) of windows to what follows them: the last season, and its terms by their weights.

    The weights minimise the squared error and a penalty as large as what a window that overlaps with no other says
    about each in the mean: with a single one they go half of the way, with hundreds all of it. Windows are taken to
    follow each other, so that a horizon of them is one.

    Args:
        parts: some windows (windows, input_size) and what followed them (windows, horizon), NaN where it is not known.
        input_size: the points of a window.
        horizon: the steps ahead.
        season: the points of a season; 1 for none.

    Source: Kass and Wasserman, A reference Bayesian test for nested hypotheses, 1995: a prior worth one observation.

    Example:
        >>> line = np.arange(40.0)
        >>> windows, future = line[np.arange(30)[:, None] + np.arange(8)], line[8:38, None]
        >>> (line[-8:] @ seasonal_map([(windows, future)], 8, 1, 1)).round(1)
        array([40.])
    """
    last, terms = last_season(input_size, horizon, season), seasonal_terms(input_size, horizon, season)
    if not len(terms):
        return last
    squares, products, count, known = np.zeros((len(terms), len(terms))), np.zeros(len(terms)), 0, 0
    for windows, future in parts:
        errors = (future - windows @ last).ravel()
        said = ~np.isnan(errors)
        table = np.stack([(windows @ term).ravel()[said] for term in terms], 1)
        squares += table.T @ table
        products += table.T @ errors[said]
        count, known = count + len(windows), known + int(said.sum())
    usual = np.diag(squares).copy()
    seen = usual > np.finfo(float).eps * usual.max(initial=0.0)
    if not known or not seen.any():
        return last
    penalty = np.diag(usual[seen] / max(count / horizon, 1))
    weights = np.linalg.solve(squares[np.ix_(seen, seen)] + penalty, products[seen])
    return last + np.tensordot(weights, terms[seen], 1)


def _of_season(input_size: int, horizon: int, season: int) -> list[Floats]:
    ahead = np.arange(horizon)
    dying = 1 - (ahead + 1) / horizon
    naive, newest = last_season(input_size, horizon, season), _at(input_size, np.full(horizon, input_size - 1))
    level = _mean(input_size, input_size - season, input_size, horizon)
    found = [level - naive, newest - level, (newest - level) * dying]
    if input_size > season:
        since = newest - _at(input_size, np.full(horizon, input_size - 1 - season))
        found += [since, since * dying]
    seasons = input_size // season
    if seasons >= 2:
        before = _mean(input_size, input_size - 2 * season, input_size - season, horizon)
        shape = np.zeros((input_size, horizon))
        for start in range(input_size - seasons * season, input_size, season):
            shape += _at(input_size, start + ahead % season) - _mean(input_size, start, start + season, horizon)
        found += [(level - before) * (1 + ahead // season), shape / seasons + level - naive]
    return found


def _of_level(input_size: int, horizon: int) -> list[Floats]:
    newest = _at(input_size, np.full(horizon, input_size - 1))
    means = [width for width in (2, 4, 8, input_size) if width <= input_size and input_size > 1]
    lines = [back for back in (1, 3, input_size - 1) if 0 < back < input_size]
    steps = np.arange(1, horizon + 1)
    return [
        *(_mean(input_size, input_size - width, input_size, horizon) - newest for width in sorted({*means})),
        *((newest - _at(input_size, np.full(horizon, input_size - 1 - b))) / b * steps for b in sorted({*lines})),
    ]


def _at(input_size: int, places: npt.NDArray[np.int64]) -> Floats:
    """The map to the points of a window at these places."""
    return np.eye(input_size)[:, places]


def _mean(input_size: int, start: int, stop: int, horizon: int) -> Floats:
    """The map to the mean of some points of a window, at every step ahead."""
    inside = (np.arange(input_size) >= start) & (np.arange(input_size) < stop)
    return np.repeat(inside[:, None] / (stop - start), horizon, 1)
