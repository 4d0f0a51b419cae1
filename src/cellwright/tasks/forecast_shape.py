"""How much of the past a forecaster sees, where its user did not say."""

from __future__ import annotations

import numpy as np

from cellwright.data.panel import Panel
from cellwright.data.windows import Shape
from cellwright.errors import DataError

# how many seasons the network sees, if the data are long enough to train it on that
MOST_SEASONS = 3
# without a season: so many horizons, within these bounds
HORIZONS, LEAST_POINTS = 2, 16
# the recurrent network takes no more steps than the hours of a week: time grows with them, and what they teach does not
MOST_STEPS = 168


def season_of(panel: Panel, season_length: int | None) -> int:
    """The season length given, or what is usual for the frequency."""
    return season_length or panel.frequency.season


def shape_for(panel: Panel, horizon: int, input_size: int | None, season_length: int | None) -> Shape:
    """The shape of the windows.

    The input is as many whole seasons, up to three, as leave the panel at least so many windows to train on; without
    such a season it is two horizons, or half of the longest series.

    Raises:
        DataError: no series is long enough for a single window.
    """
    longest = int(panel.lengths.max())
    if longest <= horizon:
        raise DataError(
            f"the longest series has {longest} points; a horizon of {horizon} needs at least {horizon + 1}, and many "
            f"more to learn from. Shorten the horizon, or give more history"
        )
    horizon, season = int(horizon), int(season_of(panel, season_length))
    if input_size is not None:
        return Shape(int(input_size), horizon, season if season <= input_size else 1)
    for seasons in range(MOST_SEASONS, 0, -1):
        size = seasons * season
        if season > 1 and _windows(panel, size + horizon) >= size:
            return Shape(size, horizon, season)
    size = min(max(HORIZONS * horizon, LEAST_POINTS), (longest - horizon + 1) // 2)
    return Shape(max(size, 1), horizon, 1)


def memory_for(season: int) -> int:
    """How many points the maps beside the network are given at least, which want seasons rather than windows.

    Example:
        >>> memory_for(12), memory_for(1)
        (36, 0)
    """
    return MOST_SEASONS * season if season > 1 else 0


def patch_for(input_size: int) -> int:
    """How many points of a window the recurrent network takes at once.

    Example:
        >>> patch_for(72), patch_for(864)
        (1, 6)
    """
    return -(-input_size // MOST_STEPS)


def _windows(panel: Panel, points: int) -> int:
    """How many windows of so many points the panel has."""
    return int(np.maximum(panel.lengths - points + 1, 0).sum())
