"""Metrics of forecasts. Every one takes the same arguments, skips what is not known, and is better when lower.

actual      (windows, horizon), NaN where nothing is known
quantiles   (windows, horizon, levels)
levels      the quantiles' levels, increasing, with 0.5 among them
scale       (windows,), the mean absolute error of the seasonal naive forecast within each window's history
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Metric = Callable[[Floats, Floats, Sequence[float], Floats], float]


def point(quantiles: Floats, levels: Sequence[float]) -> Floats:
    """The point forecast: the median."""
    return np.asarray(quantiles[..., list(levels).index(0.5)])


def mean(values: Floats) -> float:
    """The mean of what is known; NaN if nothing is."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")


def mae(actual: Floats, quantiles: Floats, levels: Sequence[float], scale: Floats) -> float:  # noqa: ARG001
    """The mean absolute error.

    Example:
        >>> mae(np.array([[1.0, 2.0]]), np.array([[[2.0], [2.0]]]), [0.5], np.ones(1))
        0.5
    """
    return mean(np.abs(actual - point(quantiles, levels)))


def rmse(actual: Floats, quantiles: Floats, levels: Sequence[float], scale: Floats) -> float:  # noqa: ARG001
    """The root of the mean squared error."""
    return float(np.sqrt(mean(np.square(actual - point(quantiles, levels)))))


def mape(actual: Floats, quantiles: Floats, levels: Sequence[float], scale: Floats) -> float:  # noqa: ARG001
    """The mean absolute error in percent of the actual values; points where these are zero are left out."""
    actual = np.where(actual == 0, np.nan, actual)
    return 100 * mean(np.abs((actual - point(quantiles, levels)) / actual))


def smape(actual: Floats, quantiles: Floats, levels: Sequence[float], scale: Floats) -> float:  # noqa: ARG001
    """The symmetric mean absolute percentage error, 0 to 200, as in the M4 competition; 0 where both are zero."""
    forecast = point(quantiles, levels)
    size = np.abs(actual) + np.abs(forecast)
    return 200 * mean(np.abs(actual - forecast) / np.where(size == 0, 1.0, size))


def mase(actual: Floats, quantiles: Floats, levels: Sequence[float], scale: Floats) -> float:
    """The mean absolute scaled error (Hyndman and Koehler 2006): below 1 is better than seasonal naive in its past.

    Windows whose history repeats itself exactly have no scale and are left out.
    """
    scale = np.where(scale > 0, scale, np.nan)
    return mean(np.abs(actual - point(quantiles, levels)) / scale[:, None])


def pinball(actual: Floats, quantiles: Floats, levels: Sequence[float], scale: Floats) -> float:  # noqa: ARG001
    """The mean pinball loss over all levels."""
    error = actual[..., None] - quantiles
    steps = np.asarray(levels)
    return mean(np.maximum(steps * error, (steps - 1) * error))


def coverage(actual: Floats, quantiles: Floats, levels: Sequence[float], scale: Floats) -> float:  # noqa: ARG001
    """The share of actual values, in percent, between the lowest and the highest quantile."""
    inside = (actual >= quantiles[..., 0]) & (actual <= quantiles[..., -1])
    return 100 * mean(np.where(np.isnan(actual) | np.isnan(quantiles[..., 0]), np.nan, inside))


METRICS: Mapping[str, Metric] = {
    "MASE": mase,
    "MAE": mae,
    "RMSE": rmse,
    "sMAPE": smape,
    "MAPE": mape,
    "pinball": pinball,
    "coverage": coverage,
}


def nominal_coverage(levels: Sequence[float]) -> float:
    """The coverage, in percent, that the outermost quantiles promise."""
    return 100 * (levels[-1] - levels[0])
