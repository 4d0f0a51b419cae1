"""From errors to scores: how anomalous a step is, given the errors that the network made on it and before.

    z       = the root of the mean over channels of (error / its usual size)^2
    level   = the root of the running mean of z^2 over the last `memory` steps, no lower than on normal data
    r       = z / level
    score   = r + WEIGHT * mean of min(r, CAP) over the last `smoothing` steps

The usual size is that of errors on held-out normal data. A stream drifts, and errors with it: so they are compared with
their recent level. And what stays strange for a while is stranger than a spike of the same height; the cap is there so
that one spike does not count for many steps. Every quantity is known when its step is: a stream gives the same.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

WEIGHT, CAP = 2.0, 3.0
# an error smaller than this share of the deviation of its channel is as good as none
SMALLEST_SIZE = 0.2
# on series that never move there are no errors; then any is large
SMALLEST_LEVEL = 1e-3
# one error moves the level by no more than an error of so many times the level
MOST_OF_LEVEL = 5.0


@dataclass(frozen=True)
class ErrorScore:
    """How errors become scores.

    Attributes:
        sizes: (channels,), the usual size of an error.
        level: the root of the mean of z^2 on normal data.
        memory: how many steps the level looks back.
        smoothing: how many steps the mean is over.
    """

    sizes: Floats
    level: float
    memory: int
    smoothing: int

    @classmethod
    def of(cls, errors: Floats, memory: int, smoothing: int) -> ErrorScore:
        """The scores that errors (points, channels) on normal data, NaN where unknown, make usual.

        Example:
            >>> ErrorScore.of(np.array([[1.0], [-1.0], [np.nan]]), memory=10, smoothing=2).sizes
            array([1.])
        """
        known = ~np.isnan(errors)
        squares = np.where(known, np.square(errors), 0.0).sum(0) / np.maximum(known.sum(0), 1)
        sizes = np.maximum(np.sqrt(squares), SMALLEST_SIZE)
        unlevelled = cls(sizes, 1.0, memory, smoothing)
        z = unlevelled.combined(errors)
        z = z[~np.isnan(z)]
        level = math.sqrt(float(np.square(z).mean())) if len(z) else 1.0
        return cls(sizes, max(level, SMALLEST_LEVEL), memory, smoothing)

    def check(self, channels: int) -> None:
        """Raise ValueError if it is not for so many channels."""
        if len(self.sizes) != channels:
            raise ValueError(f"there are sizes of errors for {len(self.sizes)} channels, and {channels} channels")

    def combined(self, errors: Floats) -> Floats:
        """Z (points,) of errors (points, channels), over the channels that are known; NaN where none is."""
        known = ~np.isnan(errors)
        squares = np.square(np.where(known, errors, 0.0) / self.sizes).sum(-1)
        count = known.sum(-1)
        return np.where(count > 0, np.sqrt(squares / np.maximum(count, 1)), np.nan)

    def scores(self, errors: Floats) -> Floats:
        """The scores (steps,) of the errors (steps, channels) of one series; NaN where no channel is known."""
        running = Running(self)
        return np.array([running.step(z) for z in self.combined(errors).tolist()])

    def to_json(self) -> dict[str, Any]:
        """For the model file."""
        return {**vars(self), "sizes": self.sizes.tolist()}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> ErrorScore:
        """From the model file.

        Raises:
            ValueError: these are no sizes of errors.
        """
        sizes = np.array(document["sizes"], np.float64)
        score = cls(sizes, float(document["level"]), int(document["memory"]), int(document["smoothing"]))
        if sizes.ndim != 1 or not (np.isfinite(sizes) & (sizes >= SMALLEST_SIZE)).all():
            raise ValueError("the sizes of errors must be finite and above zero")
        if not (SMALLEST_LEVEL <= score.level < math.inf and score.memory >= 1 and score.smoothing >= 1):
            raise ValueError("the level, memory and smoothing of a score must be finite and above zero")
        return score


class Running:
    """The score of one series, step by step."""

    def __init__(self, score: ErrorScore) -> None:
        self._least = score.level**2
        self._rate = 1 / score.memory
        self._recent: deque[float] = deque(maxlen=score.smoothing)
        self._square = self._least

    def step(self, z: float) -> float:
        """The score of the next step; NaN, which changes nothing, if nothing is known of it."""
        if math.isnan(z):
            return math.nan
        r = z / math.sqrt(max(self._square, self._least))
        self._square += self._rate * (min(z * z, MOST_OF_LEVEL**2 * self._square) - self._square)
        self._recent.append(min(r, CAP))
        return r + WEIGHT * math.fsum(self._recent) / len(self._recent)
