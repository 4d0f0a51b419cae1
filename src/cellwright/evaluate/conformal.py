"""Calibrated quantiles: moved by what they were wrong by on windows that no training has seen.

Source: Romano, Patterson and Candès, Conformalized Quantile Regression (2019), for each quantile and step ahead alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# a step with fewer errors of its own borrows those of the steps beside it
LEAST_ERRORS = 200
MEDIAN = 0.5


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


def _rank(level: float, count: int) -> int:
    """Which of so many sorted errors has this share below it, when the next one is counted too."""
    exact = (count + 1) * level
    rank = math.ceil(exact - 1e-9) if level > MEDIAN else math.floor(exact + 1e-9)
    return min(max(rank, 1), count) - 1
