"""A stream of a detector: what it says of each step, as soon as the step is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from cellwright.errors import ArgumentError
from cellwright.tasks.detection_method import Session


class Verdict(NamedTuple):
    """What a detector says of a step.

    Attributes:
        score: as in `decision_function`; NaN where it has none yet.
        label: 1 for an anomaly, 0 for none.
    """

    score: float
    label: int


class DetectorStream:
    """A detector that is given one step at a time; made by `detector.stream()`.

    Its scores are those of `decision_function` on the whole series, but for rounding: their difference is below 0.001
    of the score, or 0.001 where that is below 1. One thread at a time may use it.

    Args:
        session: begins a series.
        threshold: scores above it are anomalies.
        channels: how many values a step has; 0 for events, whose steps are keys.
    """

    def __init__(self, session: Callable[[], Session], threshold: float, channels: int) -> None:
        self._begin, self._threshold, self._channels = session, threshold, channels
        self._session: Session = session()

    def step(self, x: Any) -> Verdict:
        """The score and the label of the next step.

        Args:
            x: a number for one channel, the values (channels,) for several, NaN where none was read; or a key.

        Raises:
            ArgumentError: it has another number of channels, or is infinite; nothing has changed then.
        """
        score = self._session.step(self._checked(x) if self._channels else x)
        return Verdict(score, int(score > self._threshold))

    def end(self) -> Verdict:
        """How strange it is that a session of events ends here; NaN, and no anomaly, for readings. A new one begins.

        In `decision_function`, which sees whole sessions, the last event has this score if it is the higher one.
        """
        score = self._session.end()
        self.reset()
        return Verdict(score, int(score > self._threshold))

    def reset(self) -> None:
        """Begin a new series."""
        self._session = self._begin()

    def _checked(self, x: Any) -> Any:
        try:
            values = np.asarray(x, np.float64).reshape(-1)
        except (TypeError, ValueError) as error:
            raise ArgumentError(f"a step is {self._channels} numbers; got {x!r}") from error
        if len(values) != self._channels:
            raise ArgumentError(f"a step has {self._channels} channels; got {len(values)}")
        if np.isinf(values).any():
            raise ArgumentError("a step must be finite, or NaN where nothing was read; got an infinite value")
        return values
