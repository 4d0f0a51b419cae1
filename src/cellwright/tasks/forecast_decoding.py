"""Forecasts beyond what a network says at once: block after block, each from the ones before, along many paths.

Along each path, values are drawn from what is said of a block: its quantiles are joined by pieces of normal
distributions, and its steps depend on each other as the errors on windows held out did (`persistence`). What was drawn
becomes the past of the next block. The point forecast is the path of medians, which needs no draws; around it lie the
quantiles of the drawn paths.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

from cellwright.data.frequency import Places
from cellwright.data.tail import tail_of
from cellwright.data.windows import Windows
from cellwright.errors import ArgumentError
from cellwright.evaluate.conformal import MEDIAN

Floats = npt.NDArray[np.float64]
# windows, and the number of the series of each -> its quantiles (windows, block, levels)
Saying = Callable[[Windows, Places], Floats]

# so many paths are drawn, and as many mirrored, which makes their median exact where all is symmetric
PATHS = 50
# along the paths of all series there are no more values than this, 1 GiB
MOST_VALUES = 2**27
# paths of all series that are walked along together
MOST_PATHS = 4096


def walked(
    first: Floats, windows: Windows, horizon: int, say: Saying, levels: Sequence[float], steady: float
) -> Floats:
    """The quantiles (series, horizon, levels) of more steps than a block has.

    A forecast depends on nothing but its own series: the draws are the same for all, and from call to call.

    Args:
        first: the quantiles of the first block (series, block, levels).
        windows: the last one of each series.
        horizon: how many steps to forecast.
        say: what the network says of a block.
        levels: of the quantiles; one is the median.
        steady: the correlation of neighbouring steps within a block, see `persistence`.

    Raises:
        ArgumentError: the paths would not fit into any usual memory.
    """
    most = MOST_VALUES // (len(windows) * (1 + 2 * PATHS))
    if horizon > most:
        raise ArgumentError(
            f"a forecast of {horizon:,} steps is too far: of {len(windows)} series at most {most:,} steps can be "
            f"forecast at once; choose a smaller horizon, or fewer series"
        )
    block = first.shape[1]
    draws = normal_draws(-(-horizon // block), block, steady)
    groups = np.array_split(np.arange(len(windows)), -(-len(windows) * len(draws) // MOST_PATHS))
    paths = np.concatenate([_paths(first[each], windows, each, say, levels, draws) for each in groups])
    medians, drawn = paths[:, 0, :horizon], paths[:, 1:, :horizon]
    around = np.moveaxis(np.quantile(drawn, levels, axis=1), 0, -1)
    middle = around[..., [list(levels).index(MEDIAN)]]
    return np.concatenate([first, (medians[..., None] + around - middle)[:, block:]], 1)


def _paths(
    first: Floats, windows: Windows, group: Places, say: Saying, levels: Sequence[float], draws: Floats
) -> Floats:
    """The values (series, paths, blocks x block) along each path of some series."""
    count, blocks, block = draws.shape
    shape, panel = windows.shape, windows.panel.only(group)
    # an unknown series keeps the scale of its past, whatever it is followed by
    learned = {name: windows.scaling.of_series(name, values) for name, values in panel.series()}
    past = tail_of(panel, shape.points).only(np.repeat(np.arange(len(group)), count))
    panel = past.longer(blocks * block)
    origins = past.lengths + block * np.arange(blocks)[:, None]
    ahead = replace(
        windows,
        panel=panel,
        scaling=replace(windows.scaling, learned={**windows.scaling.learned, **learned}),
        series=np.tile(np.arange(len(past)), blocks),
        cutoffs=origins.ravel(),
    )
    # what is known in advance is read once for all blocks, and handed on by `take`
    _ = ahead.seen
    said = np.repeat(first, count, 0)
    values = np.empty((len(past), blocks, block))
    for number in range(blocks):
        if number:
            rows = np.arange(len(past)) + number * len(past)
            said = say(ahead.take(rows), np.repeat(group, count))
        values[:, number] = drawn_from(said, np.tile(draws[:, number], (len(group), 1)), levels)
        places = panel.bounds[:-1, None] + origins[number][:, None] + np.arange(block)
        # what was drawn is the past of the next block, which reads it here
        panel.values[places] = panel.filled[places] = values[:, number]
    return values.reshape(len(group), count, -1)


def normal_draws(blocks: int, block: int, steady: float) -> Floats:
    """Draws (1 + paths, blocks, block) of standard normal numbers; the first path has none but zeros.

    Neighbours within a block have this correlation, blocks have none: what the one said, the next has seen.
    """
    fresh = np.random.default_rng(0).standard_normal((PATHS, blocks, block))
    draws = fresh.copy()
    for step in range(1, block):
        draws[..., step] = steady * draws[..., step - 1] + np.sqrt(1 - steady**2) * fresh[..., step]
    return np.concatenate([np.zeros((1, blocks, block)), draws, -draws])


def drawn_from(quantiles: Floats, draws: Floats, levels: Sequence[float]) -> Floats:
    """The values (windows, steps) at standard normal draws of distributions that have these quantiles.

    Between two quantiles, and beyond the outermost ones, the distribution is the normal one that has the nearest two.

    Args:
        quantiles: (windows, steps, levels).
        draws: (windows, steps).
        levels: of the quantiles; with a single one, that is the value.

    Example:
        >>> drawn_from(np.array([[[1.0, 2.0, 4.0]]]), norm.ppf([[0.9]]), [0.1, 0.5, 0.9])
        array([[4.]])
    """
    if len(levels) == 1:
        return np.asarray(quantiles[..., 0])
    places = norm.ppf(levels)
    left = np.clip(np.searchsorted(places, draws) - 1, 0, len(levels) - 2)
    low, high = (np.take_along_axis(quantiles, (left + side)[..., None], -1)[..., 0] for side in (0, 1))
    return np.asarray(low + (high - low) * (draws - places[left]) / (places[left + 1] - places[left]))


def persistence(errors: Floats) -> float:
    """The correlation of the errors (windows, horizon) of neighbouring steps; NaN is not known. At least 0, under 1.

    Example:
        >>> persistence(np.array([[1.0, 2.0], [1.0, np.nan], [2.0, 1.0]]))
        0.8
    """
    one, next_one = errors[:, :-1], errors[:, 1:]
    known = ~np.isnan(one) & ~np.isnan(next_one)
    size = np.sqrt(np.square(one[known]).sum() * np.square(next_one[known]).sum())
    return float(np.clip((one[known] * next_one[known]).sum() / size, 0, 0.999)) if size else 0.0
