"""Probabilities that mean what they say: temperature scaling, and how far off probabilities are."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.special import expit, log_softmax

Floats = npt.NDArray[np.float64]

# how far, in the logarithm, a temperature is expected to lie from 1: what a few examples held out cannot refute
SPREAD = 0.5
BINS = 10


def temperature_for(logits: Floats, targets: npt.NDArray[Any]) -> float:
    """The temperature by which logits are divided so that the probabilities of the targets are likely.

    A few examples say little about it, and where all are right they would ask for certainty; so its logarithm has a
    normal prior around 0.

    Args:
        logits: (examples, classes).
        targets: (examples,) numbers of classes; or (examples, classes) zeros and ones.

    Source: Guo et al., On calibration of modern neural networks, ICML 2017.

    Example:
        >>> logits = np.repeat([[4.0, 0.0]], 100, axis=0)
        >>> targets = np.array([0] * 75 + [1] * 25)
        >>> 3.0 < temperature_for(logits, targets) < 4.0
        True
    """

    def surprise(logarithm: float) -> float:
        scaled = logits * np.exp(-logarithm)
        if targets.ndim == 1:
            likely = log_softmax(scaled, -1)[np.arange(len(targets)), targets]
        else:
            likely = np.log(np.clip(expit(np.where(targets == 1, scaled, -scaled)), 1e-300, 1.0))
        return float(0.5 * (logarithm / SPREAD) ** 2 - likely.sum())

    return float(np.exp(minimize_scalar(surprise, bounds=(-3.0, 3.0), method="bounded").x))


def reliability(confidence: Floats, right: npt.NDArray[np.bool_]) -> tuple[Floats, Floats, npt.NDArray[np.int64]]:
    """Of each bin of confidence: its mean, the share that was right, and how many there are; empty bins are left out.

    Example:
        >>> reliability(np.array([0.95, 0.93, 0.15]), np.array([True, False, False]))
        (array([0.15, 0.94]), array([0. , 0.5]), array([1, 2]))
    """
    bins = np.minimum((confidence * BINS).astype(np.int64), BINS - 1)
    counts = np.bincount(bins, minlength=BINS)
    filled = counts > 0
    means = [np.bincount(bins, values, BINS)[filled] / counts[filled] for values in (confidence, right.astype(float))]
    return means[0], means[1], counts[filled]


def expected_calibration_error(confidence: Floats, right: npt.NDArray[np.bool_]) -> float:
    """The mean distance between confidence and the share that is right, over bins of confidence.

    Source: Naeini, Cooper and Hauskrecht, AAAI 2015.

    Example:
        >>> round(expected_calibration_error(np.array([0.95, 0.93, 0.15]), np.array([True, False, False])), 3)
        0.343
    """
    means, shares, counts = reliability(confidence, right)
    return float((np.abs(means - shares) * counts).sum() / counts.sum())
