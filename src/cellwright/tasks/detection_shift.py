"""How far a series has moved: the mean of its last steps beside such means of normal data.

    T^2 = d' (S + RIDGE I)^-1 d / channels,      d = mean of the last steps - its usual place

S is the covariance of such means on normal data, so that T is about 1 there. An error is large when a series leaves its
place, and small again while it stays away: this is what tells that it has not come back.

Source: Hotelling, Multivariate Quality Control (1947); of moving means, as in the control charts that follow it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# a mean that is off by less than a twentieth of the deviation of its channel is where it was
RIDGE = 0.05**2


@dataclass(frozen=True, eq=False)
class Shift:
    """Where the means of normal data are.

    Attributes:
        centre: (channels,), their mean.
        whitening: (channels, channels), what makes the coordinates of a mean uncorrelated and of deviation 1.
    """

    centre: Floats
    whitening: Floats

    @classmethod
    def of(cls, means: Floats) -> Shift:
        """The usual place of means (points, channels), at least one, of normal data.

        Example:
            >>> shift = Shift.of(np.random.default_rng(0).normal(size=(10_000, 2)))
            >>> shift.distance(np.array([[0.0, 0.0], [3.0, 3.0]])).round().tolist()
            [0.0, 3.0]
        """
        centre = means.mean(0)
        away = means - centre
        covariance = away.T @ away / len(means) + RIDGE * np.eye(len(centre))
        return cls(centre, np.linalg.inv(np.linalg.cholesky(covariance)))

    def distance(self, means: Floats) -> Floats:
        """T (...) of means (..., channels)."""
        squares = np.square((means - self.centre) @ self.whitening.T).mean(-1)
        return np.asarray(np.sqrt(squares))

    def to_json(self) -> dict[str, Any]:
        """For the model file."""
        return {"centre": self.centre.tolist(), "whitening": self.whitening.tolist()}

    @classmethod
    def from_json(cls, document: Mapping[str, Any], channels: int) -> Shift:
        """From the model file.

        Raises:
            ValueError: this is no place of so many channels.
        """
        centre, whitening = (np.array(document[name], np.float64) for name in ("centre", "whitening"))
        if centre.shape != (channels,) or whitening.shape != (channels, channels):
            raise ValueError(f"the usual place of means is not that of {channels} channels")
        if not (np.isfinite(centre).all() and np.isfinite(whitening).all()):
            raise ValueError("the usual place of means must be finite")
        return cls(centre, whitening)


def moving_means(values: Floats, steps: int) -> Floats:
    """The mean of the last steps (steps, channels) of each step of one series, or of as many as there are.

    Example:
        >>> moving_means(np.array([[2.0], [4.0], [6.0]]), 2).tolist()
        [[2.0], [3.0], [5.0]]
    """
    total = np.concatenate([np.zeros_like(values[:1]), np.cumsum(values, 0)])
    ends = np.arange(1, len(values) + 1)
    starts = np.maximum(ends - steps, 0)
    return np.asarray((total[ends] - total[starts]) / (ends - starts)[:, None])


class MovingMean:
    """The same, one step at a time.

    Args:
        steps: how many steps the mean is over.
    """

    def __init__(self, steps: int) -> None:
        self._last: deque[Floats] = deque(maxlen=steps)

    def step(self, values: Floats) -> Floats:
        """The mean (channels,) with the next values (channels,)."""
        self._last.append(values)
        return np.asarray(np.mean(self._last, axis=0))
