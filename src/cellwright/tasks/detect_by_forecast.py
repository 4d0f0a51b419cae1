"""Anomalies by forecast: a step is as strange as it is far from what a recurrent network expected of it.

    expected[t + 1] = x[t]  +  (A x[t], ..., x[t - window + 1])  +  (head of the state that has read x[..t])

A, the weights of each channel's own past, and the head begin at zero, so training starts at "as it was" and learns how
to be better. The errors of many channels are compared with those on normal data, as in Malhotra et al., Long Short Term
Memory Networks for Anomaly Detection in Time Series (ESANN 2015).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from cellwright.data.examples import Batch, Examples
from cellwright.data.readings import Readings, Roles, readings_of
from cellwright.evaluate.anomalies import METRICS
from cellwright.evaluate.detectors import BASELINES
from cellwright.fit import Score
from cellwright.nn import Recurrent
from cellwright.tasks.detection_method import Floats, Learned, Network, Stretch
from cellwright.tasks.detection_readings import Scaling, check_scaling, chunks, learn_scaling
from cellwright.tasks.detection_score import ErrorScore, Running

# the steps of a chunk that are scored in training, behind the window that they are expected from
SPAN = 64
# beyond this many deviations an error weighs no more with its square: normal data have outliers too
HUBER = 1.0


class NextStep(torch.nn.Module):
    """Readings (batch, steps, channels), filled, and where they were read, to what is expected one step later.

    Args:
        channels: how many there are.
        window: how many past steps each channel's own weights see.
        network: the recurrent part.
    """

    def __init__(self, channels: int, window: int, network: Network) -> None:
        super().__init__()
        self.window = window
        self.recurrent = Recurrent(
            network.cell,
            2 * channels,
            network.hidden_size,
            num_layers=network.num_layers,
            batch_first=True,
            dropout=network.dropout,
            **network.layers,
        )
        self.head = torch.nn.Linear(network.hidden_size, channels)
        self.own = torch.nn.Conv1d(channels, channels, window, groups=channels, bias=False)
        for parameter in (*self.head.parameters(), *self.own.parameters()):
            torch.nn.init.zeros_(parameter)

    def forward(self, values: torch.Tensor, known: torch.Tensor) -> torch.Tensor:
        """What is expected at the step behind each (batch, steps, channels)."""
        states, _ = self.recurrent(torch.cat([values, known], -1))
        past = torch.nn.functional.pad(values.transpose(1, 2), (self.window - 1, 0))
        expected: torch.Tensor = values + self.own(past).transpose(1, 2) + self.head(states)
        return expected


class ByForecast:
    """The error of a forecast of the next step."""

    metrics = METRICS
    baselines = BASELINES
    by_session = False

    def read(self, data: Any, roles: Roles, labels: Any) -> Readings:
        """Readings of whatever holds them."""
        return readings_of(data, roles, labels)

    def learn(self, readings: Readings, training: Stretch, window: int | None) -> tuple[dict[str, int], dict[str, Any]]:
        """A scaling of each channel, and the window."""
        return learn_scaling(readings, training, window)

    def check(self, sizes: Mapping[str, int], learned: Learned) -> None:
        """Raise if these are no scaling and window that fit together."""
        check_scaling(sizes, learned)

    def examples(self, readings: Readings, stretch: Stretch, learned: Learned) -> Examples:
        """Chunks of a window and a span to be scored; those held out are led by what lies before them."""
        window = learned["window"]
        every = 1 if not stretch.starts.any() else SPAN // 4
        return chunks(readings, stretch, learned, window + SPAN, led_by=window, every=every)

    def build(self, sizes: Mapping[str, int], network: Network) -> torch.nn.Module:
        """The network."""
        return NextStep(sizes["channels"], sizes["window"], network)

    def loss(self, output: torch.Tensor, batch: Batch) -> Score:
        """The Huber loss of what was expected, behind the first window, where it is known what came."""
        values, known = batch.targets
        window = batch.inputs[0].shape[1] - SPAN
        expected, came, counts = output[:, window - 1 : -1], values[:, window:], known[:, window:]
        error = torch.nn.functional.huber_loss(expected, came, reduction="none", delta=HUBER)
        count = counts.sum().to(output.dtype)
        return Score((error * (counts / count.clamp(min=1))).sum(), count)

    def errors(self, module: torch.nn.Module, readings: Readings, learned: Learned) -> Floats:
        """What came less what was expected; nothing is expected in the first window of a series."""
        like = next(module.parameters())
        values, known = Scaling.of(learned).filled(readings)
        errors: Floats = np.full(values.shape, np.nan)
        window = learned["window"]
        for part in readings.slices():
            own = torch.from_numpy(values[part]).to(like.device, like.dtype)[None]
            with torch.inference_mode():
                expected = module(own, torch.from_numpy(known[part]).to(like.device, like.dtype)[None])[0].cpu().numpy()
            errors[part][window:] = values[part][window:] - expected[window - 1 : -1]
        errors[~known] = np.nan
        return errors

    def calibrated(self, errors: Floats, memory: int, smoothing: int) -> dict[str, Any]:
        """The usual sizes of errors."""
        return ErrorScore.of(errors, memory, smoothing).to_json()

    def scores(self, errors: Floats, calibration: Mapping[str, Any]) -> Floats:
        """Errors in units of their usual size, see `ErrorScore`."""
        return ErrorScore.from_json(calibration).scores(errors)

    def session(self, module: torch.nn.Module, learned: Learned, calibration: Mapping[str, Any]) -> ForecastSession:
        """A series from its beginning."""
        assert isinstance(module, NextStep)
        return ForecastSession(module, Scaling.of(learned), ErrorScore.from_json(calibration))


class ForecastSession:
    """A series that is expected one step at a time, by the compiled step of the network."""

    def __init__(self, module: NextStep, scaling: Scaling, score: ErrorScore) -> None:
        score.check(len(scaling.mean))
        self._scaling, self._score, self._running = scaling, score, Running(score)
        self._stream = module.recurrent.stream()
        self._type = np.dtype(self._stream.dtype)
        self._head, self._bias = _array(module.head.weight), _array(module.head.bias)
        channels = len(scaling.mean)
        # the weights of the oldest step come first, as in a convolution
        self._own = _array(module.own.weight).reshape(channels, -1)
        self._past = np.zeros_like(self._own)
        self._last = np.zeros(channels)
        self._expected: npt.NDArray[Any] | None = None
        self._seen, self._window = 0, module.window

    def end(self) -> float:
        """Nothing: that readings end is neither strange nor usual."""
        return float("nan")

    def step(self, x: Floats) -> float:
        """The score of the next step (channels,)."""
        scaled = self._scaling.scaled(x)
        known = ~np.isnan(scaled)
        self._last = np.where(known, scaled, self._last)
        score = float("nan")
        if self._seen >= self._window and self._expected is not None:
            errors = np.where(known, self._last - self._expected, np.nan)
            score = self._running.step(float(self._score.combined(errors)))
        self._seen += 1
        values = self._last.astype(self._type)
        state = self._stream.step(np.concatenate([values, known]).astype(self._type))
        self._past[:, :-1] = self._past[:, 1:]
        self._past[:, -1] = values
        self._expected = values + (self._own * self._past).sum(1) + self._head @ state + self._bias
        return score


def _array(parameter: torch.Tensor) -> npt.NDArray[Any]:
    array: npt.NDArray[Any] = parameter.detach().cpu().numpy()
    return array
