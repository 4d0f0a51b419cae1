"""Thresholds from the tail of normal scores: peaks over a high quantile follow a generalised Pareto distribution.

    P(score > u + y | score > u) = (1 + shape * y / scale) ** (-1 / shape),      exp(-y / scale) for shape = 0

So a threshold can be stated that normal scores pass once in a thousand steps though fewer were seen; but not once in a
million, of which a thousand steps know nothing: rarer than one in seven times as many steps as were seen is not asked.
Scores that follow each other resemble each other: where one is high, its neighbours are, and many of them tell no more
than one. So of scores above the quantile that lie close to each other only the highest is a peak, and the rate is that
at which alarms begin, however long they last.

Source: Siffer et al., Anomaly Detection in Streams with Extreme Value Theory (KDD 2017); the likelihood is maximised
over one parameter, as in Grimshaw, Computing Maximum Likelihood Estimates for the Generalized Pareto Distribution
(Technometrics 1993); peaks of clusters as in Davison and Smith, Models for Exceedances over High Thresholds (JRSS B,
1990).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar

from cellwright.errors import DataError

Floats = npt.NDArray[np.float64]

# peaks are the scores above this quantile
PEAKS_ABOVE = 0.95
# with fewer peaks than this the shape cannot be told, and the tail is an exponential one
LEAST_PEAKS = 20
# a shape beyond these is the noise of few peaks: its quantiles would be infinitely far, or the highest peak itself
LARGEST_SHAPE, SMALLEST_SHAPE = 0.5, -0.5
# how many peaks at least a threshold lets pass in as many scores as it was learned from
RAREST = 0.15


@dataclass(frozen=True)
class Tail:
    """The upper tail of some scores.

    Attributes:
        start: where it starts, u.
        share: how many peaks above it there are to a score.
        scale: of the generalised Pareto distribution.
        shape: of the same; 0 is an exponential tail, a higher one is heavier.
        count: of how many scores this is the tail.
    """

    start: float
    share: float
    scale: float
    shape: float
    count: int

    @classmethod
    def of(cls, scores: Floats, apart: int = 0) -> Tail:
        """The tail of scores.

        Args:
            scores: (steps,), NaN where there is none.
            apart: with fewer than so many steps between them, two high scores are of one peak; 0 takes each alone.

        Raises:
            DataError: there are no scores.

        Example:
            >>> tail = Tail.of(np.random.default_rng(0).exponential(size=100_000))
            >>> print(f"{tail.threshold(1e-3) / np.log(1000):.1f}")
            1.0
        """
        known = scores[~np.isnan(scores)]
        if not len(known):
            raise DataError("there is no score to set a threshold by: no step of the normal data has one")
        start = float(np.quantile(known, PEAKS_ABOVE))
        peaks = _peaks(scores, start, apart)
        if not len(peaks):  # all the highest scores are equal
            return cls(start, 1 / len(known), 0.0, 0.0, len(known))
        shape, scale = _fitted(peaks) if len(peaks) >= LEAST_PEAKS else (0.0, float(peaks.mean()))
        return cls(start, len(peaks) / len(known), scale, shape, len(known))

    def threshold(self, rate: float) -> float:
        """The score that normal data rise above at this rate, such as 1e-3 a step, as far as it is `told`."""
        rarer = max(self.share / self.told(rate), 1.0)
        if abs(self.shape) < 1e-9:
            return self.start + self.scale * math.log(rarer)
        return self.start + self.scale / self.shape * (math.pow(rarer, self.shape) - 1)

    def told(self, rate: float) -> float:
        """The rate, or the rarest that so many scores can tell, if it is rarer.

        Example:
            >>> Tail.of(np.arange(1000.0)).told(1e-6)
            0.00015
        """
        return max(rate, RAREST / self.count)

    def density(self, scores: Floats) -> Floats:
        """The density (points,) of peaks beyond the start of the tail, as a share of all scores."""
        scale = max(self.scale, 1e-300)
        away = np.maximum(scores - self.start, 0) / scale
        if abs(self.shape) < 1e-9:
            return np.asarray(self.share / scale * np.exp(-away))
        inside = np.maximum(1 + self.shape * away, 0)
        with np.errstate(divide="ignore"):
            return np.asarray(np.where(inside > 0, self.share / scale * inside ** (-1 / self.shape - 1), 0.0))

    def to_json(self) -> dict[str, float]:
        """For the model file."""
        return asdict(self)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Tail:
        """From the model file.

        Raises:
            ValueError: this is no tail.
        """
        start, share, scale, shape = (float(document[name]) for name in ("start", "share", "scale", "shape"))
        tail = cls(start, share, scale, shape, int(document["count"]))
        known = math.isfinite(tail.start) and 0 < tail.share <= 1 and 0 <= tail.scale < math.inf
        if not (known and tail.count > 0):
            raise ValueError(f"{tail} is not the tail of a distribution")
        if not SMALLEST_SHAPE <= tail.shape <= LARGEST_SHAPE:
            raise ValueError(f"the shape of a tail lies between {SMALLEST_SHAPE} and {LARGEST_SHAPE}; got {tail.shape}")
        return tail


def _peaks(scores: Floats, start: float, apart: int) -> Floats:
    """How far each peak is above the start: the highest of scores that lie close to each other."""
    places = np.flatnonzero(scores > start)
    if not len(places):
        return np.zeros(0)
    first = np.concatenate([[0], np.flatnonzero(np.diff(places) > apart) + 1])
    return np.maximum.reduceat(scores[places], first) - start


def _fitted(peaks: Floats) -> tuple[float, float]:
    """Shape and scale of greatest likelihood.

    With the ratio r = shape / scale known, the best shape is the mean of log(1 + r y), so one search over r is enough.
    Where that shape is out of bounds, it is set to the bound and the search is for the scale.
    """
    mean, highest = float(peaks.mean()), float(peaks.max())

    def shape_of(r: float) -> float:
        return float(np.log1p(r * peaks).mean())

    def loss(r: float) -> float:
        if abs(r) * mean < 1e-9:
            return math.log(mean) + 1
        shape = shape_of(r)
        return math.log(shape / r) + shape + 1

    # r is above -1 / highest; a step of the search is relative to the distance from there
    low, high = math.log(1e-6 / highest), math.log(1e3 / mean)
    found = minimize_scalar(lambda t: loss(math.exp(t) - 1 / highest), bounds=(low, high), method="bounded")
    r = math.exp(found.x) - 1 / highest
    shape = shape_of(r)
    if abs(r) * mean < 1e-6 or loss(r) > math.log(mean) + 1:
        return 0.0, mean
    if SMALLEST_SHAPE <= shape <= LARGEST_SHAPE:
        return shape, shape / r
    bound = float(np.clip(shape, SMALLEST_SHAPE, LARGEST_SHAPE))
    # at a fixed shape the likelihood is that of the scale alone; below zero no peak may lie beyond the end of the tail
    least = -bound * highest * (1 + 1e-6) if bound < 0 else 1e-9 * mean

    def fixed(scale: float) -> float:
        return math.log(scale) + (1 + 1 / bound) * float(np.log1p(bound * peaks / scale).mean())

    scaled = minimize_scalar(fixed, bounds=(least, max(100 * mean, 2 * least)), method="bounded")
    return bound, float(scaled.x)
