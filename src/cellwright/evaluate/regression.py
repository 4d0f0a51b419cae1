"""Metrics of numbers predicted for sequences: each takes (sequences, numbers) twice; several numbers are averaged."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Metric = Callable[[Floats, Floats], float]


def mae(actual: Floats, predicted: Floats) -> float:
    """The mean absolute error.

    Example:
        >>> mae(np.array([[1.0], [2.0]]), np.array([[2.0], [2.0]]))
        0.5
    """
    return float(np.abs(actual - predicted).mean())


def rmse(actual: Floats, predicted: Floats) -> float:
    """The root of the mean squared error: the mean over the numbers of a sequence."""
    return float(np.sqrt(np.square(actual - predicted).mean(0)).mean())


def r2(actual: Floats, predicted: Floats) -> float:
    """The share of the variance that is explained; NaN where nothing varies.

    Example:
        >>> r2(np.array([[1.0], [3.0]]), np.array([[1.0], [2.0]]))
        0.5
    """
    total = np.square(actual - actual.mean(0)).sum(0)
    left = np.square(actual - predicted).sum(0)
    varying = total > 0
    return float((1 - left[varying] / total[varying]).mean()) if varying.any() else float("nan")


METRICS: Mapping[str, Metric] = {"MAE": mae, "RMSE": rmse, "R²": r2}
HIGHER_IS_BETTER = frozenset({"R²"})
