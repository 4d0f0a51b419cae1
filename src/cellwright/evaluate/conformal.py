"""Calibrated quantiles: moved by what they were wrong by on windows that no training has seen.

Held-out windows come first (Romano, Patterson and Candès, Conformalized Quantile Regression, 2019; for each quantile
and step ahead alone). They say what is to come if the future is like them. What came since then corrects them, whatever
it is like (Gibbs and Candès, Adaptive Conformal Inference Under Distribution Shift, 2021; in the form of quantile
tracking, Angelopoulos, Candès and Tibshirani, Conformal PID Control for Time Series Prediction, 2023).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.stats import norm, t

Floats = npt.NDArray[np.float64]

# a step with fewer errors of its own borrows those of the steps beside it
LEAST_ERRORS = 200
MEDIAN = 0.5
# how far an origin moves the logarithm of a distance, chosen on other parts of the series than are reported; one of
# fewer steps than this moves it by so much less, since its share says so much less
RATE, STEPS_AT_FULL_RATE = 0.5, 12


def conformal_shifts(errors: Floats, levels: Sequence[float]) -> Floats:
    """What to add to each quantile of each step ahead (horizon, levels), so that it has its share below it.

    The median stays where it is: it is the point forecast.

    Args:
        errors: (windows, horizon, levels), observed minus quantile, NaN where nothing is known.
        levels: of the quantiles.

    Example:
        >>> conformal_shifts(np.arange(1.0, 10.0).reshape(9, 1, 1), [0.9])
        array([[9.]])
    """
    windows, horizon, _ = errors.shape
    beside = 0 if windows >= LEAST_ERRORS else math.ceil((LEAST_ERRORS / max(windows, 1) - 1) / 2)
    shifts = np.zeros((horizon, len(levels)))
    for step in range(horizon):
        near = errors[:, max(step - beside, 0) : step + beside + 1]
        for column, level in enumerate(levels):
            own = near[..., column]
            known = np.sort(own[~np.isnan(own)])
            if level != MEDIAN and len(known):
                shifts[step, column] = known[_rank(level, len(known))]
    return shifts


def mean_distances(quantiles: Floats, levels: Sequence[float]) -> Floats:
    """How far each quantile lies above the median at each step ahead (horizon, levels), in the mean over windows.

    Args:
        quantiles: (windows, horizon, levels).
        levels: of the quantiles; one is the median.

    Example:
        >>> mean_distances(np.array([[[1.0, 2.0, 4.0]], [[2.0, 3.0, 9.0]]]), [0.1, 0.5, 0.9])
        array([[-1.,  0.,  4.]])
    """
    middle = list(levels).index(MEDIAN)
    return np.asarray((quantiles - quantiles[..., [middle]]).mean(0))


def widths_for_few(count: float, levels: Sequence[float]) -> Floats:
    """By what to multiply distances from the median (levels,) that few independent errors told.

    How far a new error lies from a few others that are normal follows Student's t, which reaches further.

    Args:
        count: how many independent errors there were.
        levels: of the quantiles.

    Example:
        >>> widths_for_few(3, [0.1, 0.5, 0.9]).round(2)
        array([1.28, 1.  , 1.28])
    """
    normal, few = norm.ppf(levels), t.ppf(levels, count)
    return np.asarray(np.divide(few, normal, out=np.ones(len(levels)), where=np.abs(normal) > np.finfo(float).eps))


def stretches(calibrated: Floats, own: Floats) -> Floats:
    """By what to multiply the distances from the median, so that they are the calibrated ones in the mean.

    This is how a network gets its intervals that has seen all windows: its errors there say nothing of those to come.
    A quantile that always lies on the median stays there; one that would lie beyond the median goes there.

    Args:
        calibrated: the mean distances of the network that was calibrated (horizon, levels).
        own: those of the other network, on the same windows.

    Example:
        >>> stretches(np.array([[-2.0, 0.0, 3.0]]), np.array([[-1.0, 0.0, 2.0]]))
        array([[2. , 1. , 1.5]])
    """
    return np.maximum(np.divide(calibrated, own, out=np.ones_like(own), where=own != 0), 0)


def stretched(quantiles: Floats, factors: Floats, levels: Sequence[float]) -> Floats:
    """The quantiles (..., levels) with their distances from the median multiplied by the factors."""
    median = quantiles[..., [list(levels).index(MEDIAN)]]
    return np.asarray(median + (quantiles - median) * factors)


def followed(quantiles: Floats, actual: Floats, levels: Sequence[float]) -> Floats:
    """By what to multiply the distances from the median of each series (series, levels), after what came.

    A distance grows where more lay beyond its quantile than should, and shrinks where less did. Over T origins the
    share that lay beyond differs from the one that should by the logarithm of the last factor, divided by T times
    `rate_of` the horizon: whatever came, and however it changed, the share is right in the long run while the factor
    stays within bounds.

    Args:
        quantiles: (series, origins, horizon, levels), as they were before the first origin, the oldest first.
        actual: (series, origins, horizon), NaN where nothing is known; an origin without any counts for nothing.
        levels: of the quantiles; one is the median.

    Example:
        >>> followed(np.array([[[[1.0, 2.0, 3.0]]]]), np.array([[[9.0]]]), [0.1, 0.5, 0.9]).round(2)
        array([[1.  , 1.  , 1.04]])
    """
    rate = rate_of(actual.shape[2])
    upper = np.asarray(levels) > MEDIAN
    share = np.where(upper, 1 - np.asarray(levels), np.asarray(levels))
    moved = np.zeros((len(quantiles), len(levels)))
    for said, came in zip(np.moveaxis(quantiles, 1, 0), np.moveaxis(actual, 1, 0)[..., None], strict=True):
        bounds = stretched(said, np.exp(moved)[:, None], levels)
        beyond = np.where(upper, came > bounds, came < bounds).sum(1)
        count = (~np.isnan(came)).sum(1)
        moved += rate * np.where(count > 0, beyond / np.maximum(count, 1) - share, 0)
    moved[:, list(levels).index(MEDIAN)] = 0
    return np.asarray(np.exp(moved))


def rate_of(horizon: int) -> float:
    """How far an origin of so many steps moves the logarithm of a distance for what its share is off.

    Example:
        >>> rate_of(24), rate_of(3)
        (0.5, 0.125)
    """
    return RATE * min(horizon / STEPS_AT_FULL_RATE, 1)


def _rank(level: float, count: int) -> int:
    """Which of so many sorted errors has this share below it, when the next one is counted too."""
    exact = (count + 1) * level
    rank = math.ceil(exact - 1e-9) if level > MEDIAN else math.floor(exact + 1e-9)
    return min(max(rank, 1), count) - 1
