"""What the ways to judge readings by errors share: all but the network, what it is trained on, and its errors."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import torch

from cellwright.data.examples import Batch, Examples
from cellwright.data.readings import Readings, Roles, readings_of
from cellwright.evaluate.anomalies import METRICS
from cellwright.evaluate.detectors import BASELINES
from cellwright.fit import Score
from cellwright.tasks.detection_method import Flags, Floats, Learned, Network, Stretch
from cellwright.tasks.detection_readings import Scaling, check_scaling, learn_scaling
from cellwright.tasks.detection_score import ErrorScore, Running
from cellwright.tasks.detection_shift import MovingMean


class StepByStep(Protocol):
    """A network that reads one series, step by step."""

    def step(self, values: Floats, known: Flags) -> Floats | None:
        """Its errors (channels,) on the next step, scaled and filled; None while the series is too young."""
        ...


class OfReadings(ABC):
    """A way to judge readings by the errors of a network."""

    metrics = METRICS
    baselines = BASELINES
    by_session = False

    @abstractmethod
    def examples(self, readings: Readings, stretch: Stretch, learned: Learned) -> Examples:
        """What to train on, or to stop training by."""

    @abstractmethod
    def build(self, sizes: Mapping[str, int], network: Network) -> torch.nn.Module:
        """The network."""

    @abstractmethod
    def loss(self, output: torch.Tensor, batch: Batch) -> Score:
        """The loss of its output."""

    @abstractmethod
    def errors(self, module: torch.nn.Module, values: Floats, known: Flags, series: Sequence[slice]) -> Floats:
        """Its errors (points, channels) on series, scaled and filled; NaN while they are too young.

        Args:
            module: the network.
            values: (points, channels).
            known: (points, channels), what of them was read.
            series: where each lies.
        """

    @abstractmethod
    def step_by_step(self, module: torch.nn.Module) -> StepByStep:
        """The same, one step at a time."""

    def read(self, data: Any, roles: Roles, labels: Any) -> Readings:
        """Readings of whatever holds them."""
        return readings_of(data, roles, labels)

    def learn(self, readings: Readings, training: Stretch, window: int | None) -> tuple[dict[str, int], dict[str, Any]]:
        """A scaling of each channel, and the window."""
        return learn_scaling(readings, training, window)

    def check(self, sizes: Mapping[str, int], learned: Learned) -> None:
        """Raise if these are no scaling and window that fit together."""
        check_scaling(sizes, learned)

    def evidence(self, module: torch.nn.Module, readings: Readings, learned: Learned) -> Floats:
        """Errors, NaN where nothing was read, and what was read, scaled and filled (points, channels, 2)."""
        values, known = Scaling.of(learned).filled(readings)
        errors = self.errors(module, values, known, tuple(readings.slices()))
        return np.stack([np.where(known, errors, np.nan), values], -1)

    def calibrated(
        self, evidence: Floats, series: Sequence[slice], parts: Sequence[Flags], memory: int, smoothing: int
    ) -> dict[str, Any]:
        """What is usual, see `ErrorScore`."""
        return ErrorScore.of(evidence[..., 0], evidence[..., 1], series, parts, memory, smoothing).to_json()

    def scores(self, evidence: Floats, calibration: Mapping[str, Any]) -> Floats:
        """How far a series is from what is usual, see `ErrorScore`."""
        return ErrorScore.from_json(calibration).scores(evidence[..., 0], evidence[..., 1])

    def session(self, module: torch.nn.Module, learned: Learned, calibration: Mapping[str, Any]) -> ReadingsSession:
        """A series from its beginning."""
        return ReadingsSession(self.step_by_step(module), Scaling.of(learned), ErrorScore.from_json(calibration))


class ReadingsSession:
    """A series that is judged one step at a time.

    Args:
        network: what reads it.
        scaling: how the network sees it.
        score: how errors become scores.
    """

    def __init__(self, network: StepByStep, scaling: Scaling, score: ErrorScore) -> None:
        score.check(len(scaling.mean))
        self._network, self._scaling, self._score = network, scaling, score
        self._running, self._mean = Running(score), MovingMean(score.smoothing)
        self._last = np.zeros(len(scaling.mean))

    def step(self, x: Floats) -> float:
        """The score of the next step (channels,)."""
        scaled = self._scaling.scaled(x)
        known = ~np.isnan(scaled)
        self._last = np.where(known, scaled, self._last)
        shift = float(self._score.shift.distance(self._mean.step(self._last)))
        errors = self._network.step(self._last, known)
        if errors is None:
            return float("nan")
        return self._running.step(float(self._score.combined(np.where(known, errors, np.nan))), shift)

    def end(self) -> float:
        """Nothing: that readings end is neither strange nor usual."""
        return float("nan")


def as_array(parameter: torch.Tensor) -> npt.NDArray[Any]:
    """A weight as NumPy's array, for what is computed one step at a time."""
    array: npt.NDArray[Any] = parameter.detach().cpu().numpy()
    return array
