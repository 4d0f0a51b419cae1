"""Probabilities that mean what they say: temperature scaling, and how far off probabilities are."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit, log_softmax

Floats = npt.NDArray[np.float64]

# how far, in the logarithm, a temperature is expected to lie from 1: what a few examples held out cannot refute
SPREAD = 0.5
# two models are taken to be as good as each other, and their shares to lie within this of a half
HALF, SHARES_APART = 0.5, 0.2
BINS = 10


def mixed(logits: Any, evidence: Any, temperature: float, share: float) -> Any:
    """The mean of logits and of other evidence, which has this share in it, divided by a temperature.

    Example:
        >>> mixed(np.array([1.0]), np.array([3.0]), temperature=2.0, share=0.5)
        array([1.])
    """
    return ((1 - share) * logits + share * evidence) / temperature


def temperature_for(
    logits: Floats, targets: npt.NDArray[Any], evidence: Floats | None = None, *, calibrate: bool = True
) -> tuple[float, float]:
    """The temperature, and the share of other evidence, for which `mixed` makes the targets likely.

    A few examples say little about them, and where all are right they would ask for certainty; so the logarithm of the
    temperature has a normal prior around 0, and the share one around a half.

    Args:
        logits: (examples, classes).
        targets: (examples,) numbers of classes; or (examples, classes) zeros and ones.
        evidence: (examples, classes), from elsewhere; its share is 0 if there is none.
        calibrate: whether the temperature may be another than 1.

    Source: Guo et al., On calibration of modern neural networks, ICML 2017.

    Example:
        >>> logits = np.repeat([[4.0, 0.0]], 100, axis=0)
        >>> targets = np.array([0] * 75 + [1] * 25)
        >>> temperature, share = temperature_for(logits, targets)
        >>> 3.0 < temperature < 4.0, share
        (True, 0.0)
    """
    other = np.zeros_like(logits) if evidence is None else evidence
    start = np.array([0.0, 0.0 if evidence is None else HALF])

    def surprise(asked: Floats) -> float:
        logarithm, share = asked
        scaled = mixed(logits, other, np.exp(logarithm), share)
        if targets.ndim == 1:
            likely = log_softmax(scaled, -1)[np.arange(len(targets)), targets]
        else:
            likely = np.log(np.clip(expit(np.where(targets == 1, scaled, -scaled)), 1e-300, 1.0))
        unusual = (logarithm / SPREAD) ** 2 + ((share - start[1]) / SHARES_APART) ** 2
        return float(0.5 * unusual - likely.sum())

    bounds = [(-3.0, 3.0) if calibrate else (0.0, 0.0), (0.0, 0.0 if evidence is None else 1.0)]
    logarithm, share = minimize(surprise, start, bounds=bounds, method="L-BFGS-B").x
    return float(np.exp(logarithm)), float(share)


def share_for(
    numbers: Floats,
    targets: Floats,
    evidence: Floats,
    *,
    usual: float = HALF,
    apart: float = SHARES_APART,
    count: float = 1.0,
) -> float:
    """The share of other evidence for which `mixed` comes near the targets.

    By default both are taken to be as good as each other, as for `temperature_for`: the share has a normal prior around
    a half.

    Args:
        numbers: (examples, numbers).
        targets: (examples, numbers).
        evidence: (examples, numbers), from elsewhere.
        usual: the share where there are no examples.
        apart: how far from it shares lie.
        count: how much of an example each number counts, where they repeat each other.

    Example:
        >>> targets = np.arange(100.0)
        >>> round(share_for(targets + 9, targets, targets - 3), 2)
        0.75
    """
    distance, missing = evidence - numbers, targets - numbers
    # what is left over at the usual share says how large errors are
    left_over = max(float(np.square(missing - usual * distance).mean()), float(np.finfo(float).tiny))
    precision, prior = count / left_over, 1 / apart**2
    share = (precision * (distance * missing).sum() + prior * usual) / (precision * np.square(distance).sum() + prior)
    return float(np.clip(share, 0.0, 1.0))


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
