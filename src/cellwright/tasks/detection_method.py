"""What a way to detect anomalies has to bring: its data, its module, and what its module makes of them.

    read(data)                  -> readings
    learn(readings)             -> sizes of the module, and what has to be known of the data again
    examples(readings, stretch) -> what the module is trained on
    build(sizes), loss(output)  -> as every task
    evidence(module, readings)  -> how far each step is from what was expected of it
    scores(evidence)            -> how anomalous each step is
    session(module)             -> the same, one step at a time

All else of `cw.AnomalyDetector` - thresholds, evaluation, streams, files - is written in these terms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import torch

from cellwright.data.examples import Batch, Examples
from cellwright.data.readings import Readings, Roles
from cellwright.evaluate.anomalies import Metric
from cellwright.fit import Score

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]
Learned = Mapping[str, Any]
Baseline = Callable[[Readings, Readings], tuple[Floats, Floats]]


@dataclass(frozen=True)
class Stretch:
    """A stretch of each series to learn from: the steps from `starts[i]` on, before `ends[i]`."""

    starts: Places
    ends: Places


@dataclass(frozen=True)
class Network:
    """The options of a detector's network."""

    cell: Any
    hidden_size: int
    num_layers: int
    dropout: float
    layers: Mapping[str, Any]


class Session(Protocol):
    """A series that is seen one step at a time."""

    def step(self, x: Any) -> float:
        """The score of the next step, NaN where it has none."""
        ...

    def end(self) -> float:
        """The score of an end of the series here, NaN where that means nothing."""
        ...


class Method(Protocol):
    """A way to detect anomalies."""

    @property
    def metrics(self) -> Mapping[str, Metric]:
        """What its scores are judged by; the first one decides."""
        ...

    @property
    def by_session(self) -> bool:
        """Whether what is judged is a whole series: it is an anomaly if any step of it is."""
        ...

    @property
    def baselines(self) -> Mapping[str, Baseline]:
        """Scores of simple detectors: of normal readings to learn from, and of others."""
        ...

    def read(self, data: Any, roles: Roles, labels: Any) -> Readings:
        """The readings of raw data."""
        ...

    def learn(self, readings: Readings, training: Stretch, window: int | None) -> tuple[dict[str, int], dict[str, Any]]:
        """Sizes, and what has to be known again; plain numbers and JSON."""
        ...

    def check(self, sizes: Mapping[str, int], learned: Learned) -> None:
        """Raise ValueError, LookupError or TypeError if these are not what `learn` gives."""
        ...

    def examples(self, readings: Readings, stretch: Stretch, learned: Learned) -> Examples:
        """What to train on, or to stop training by."""
        ...

    def build(self, sizes: Mapping[str, int], network: Network) -> torch.nn.Module:
        """The module."""
        ...

    def loss(self, output: torch.Tensor, batch: Batch) -> Score:
        """The loss of its output."""
        ...

    def evidence(self, module: torch.nn.Module, readings: Readings, learned: Learned) -> Floats:
        """(points, ...), what each step is judged by."""
        ...

    def calibrated(
        self, evidence: Floats, series: Sequence[slice], parts: Sequence[Flags], memory: int, smoothing: int
    ) -> dict[str, Any]:
        """What the evidence of training data says about that of others; plain JSON.

        Args:
            evidence: (points, ...).
            series: where each series lies.
            parts: (points,) each, the normal steps that were held out, and the others.
            memory: see `AnomalyDetector`.
            smoothing: see `AnomalyDetector`.
        """
        ...

    def scores(self, evidence: Floats, calibration: Mapping[str, Any]) -> Floats:
        """(steps,), of the evidence of one series; higher is more anomalous."""
        ...

    def session(self, module: torch.nn.Module, learned: Learned, calibration: Mapping[str, Any]) -> Session:
        """A series from its beginning."""
        ...
