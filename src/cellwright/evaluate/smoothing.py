"""Forecasts by smoothing, which need no fit: a level, a season and a trend, each a mean over the window."""

from __future__ import annotations

from itertools import product

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# what the newest point counts in the level, and how much of the trend goes on
NEWEST, GOING_ON = (0.1, 0.3, 1.0), (0.0, 0.5, 1.0)


def smoothing_maps(points: int, horizon: int, season: int) -> Floats:
    """Maps (maps, points, horizon) of a window to its level, as much of its trend as goes on, and its season.

    The trend leads from the mean of the first season to that of the last (without a season: the line of least squares);
    the season is the mean of all whole ones, without trend; the level is smoothed exponentially from what is left.

    Args:
        points: of a window.
        horizon: the steps ahead.
        season: the points of a season; 1 for none.

    Source: exponential smoothing of a series without its season, with half of its trend, is the theta method:
        Assimakopoulos and Nikolopoulos, The theta model, 2000; Hyndman and Billah, Unmasking the theta method, 2003.

    Example:
        >>> line = np.arange(8.0)
        >>> (line @ smoothing_maps(8, 2, 1)[-1]).round(6)
        array([8., 9.])
    """
    place, ahead = np.arange(1 - points, 1), np.arange(1, horizon + 1)
    trend = _trend(points, season)
    level_now = np.eye(points) - np.outer(trend, place)
    shape = _shape(level_now, season)
    left_over = level_now - shape[:, place % season]
    seasons_ahead = shape[:, ahead % season]
    found = []
    for newest, going_on in product(NEWEST, GOING_ON):
        weights = newest * (1 - newest) ** -place.astype(float)
        # the oldest point stands for all that were before it
        weights[0] = (1 - newest) ** (points - 1)
        level = left_over @ weights
        found.append(level[:, None] + going_on * np.outer(trend, ahead) + seasons_ahead)
    return np.stack(found)


def _trend(points: int, season: int) -> Floats:
    """The map (points,) to the rise from a point to the next."""
    if season == 1:
        place = np.arange(points) - (points - 1) / 2
        return np.asarray(place / (np.square(place).sum() or 1.0))
    seasons = points // season
    rise = np.zeros(points)
    if seasons > 1:
        rise[-season:] += 1
        rise[points - seasons * season : points - (seasons - 1) * season] -= 1
        rise /= season * (seasons - 1) * season
    return rise


def _shape(windows: Floats, season: int) -> Floats:
    """The mean of all whole seasons of windows (..., points), by the place from the end: the last is at 0."""
    seasons = windows.shape[-1] // season
    whole = windows[..., windows.shape[-1] - seasons * season :].reshape(*windows.shape[:-1], seasons, season)
    shape = (whole - whole.mean(-1, keepdims=True)).mean(-2)
    return np.asarray(np.roll(shape, 1, -1))
