"""Anomalies by reconstruction: a window is as strange as what an LSTM autoencoder makes of it is wrong.

    window (steps, channels)  ->  encoder's last state  ->  code, a few numbers  ->  decoder  ->  window again

Trained on normal windows, it has no code for others; Malhotra et al., LSTM-based Encoder-Decoder for Multi-sensor
Anomaly Detection (2016). The error of a step is that of the window which ends with it.
"""

from __future__ import annotations

from collections import deque
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
from cellwright.fit.loop import batches
from cellwright.nn import Recurrent
from cellwright.tasks.detection_method import Floats, Learned, Network, Stretch
from cellwright.tasks.detection_readings import Chunks, Scaling, check_scaling, chunks, learn_scaling
from cellwright.tasks.detection_score import ErrorScore, Running

# the code has so many times fewer numbers than the window
COMPRESSION = 4
WINDOWS_AT_ONCE = 256


class Autoencoder(torch.nn.Module):
    """Windows (batch, window, channels), filled, and where they were read, to what can be made of their codes.

    Args:
        channels: how many there are.
        window: the steps of a window.
        network: both recurrent parts.
    """

    def __init__(self, channels: int, window: int, network: Network) -> None:
        super().__init__()
        hidden = network.hidden_size
        layers: dict[str, Any] = {"batch_first": True, "num_layers": network.num_layers, "dropout": network.dropout}
        self.recurrent = Recurrent(network.cell, 2 * channels, hidden, **layers, **network.layers)
        self.decoder = Recurrent(network.cell, hidden, hidden, **layers, **network.layers)
        code = max(min(window * channels // COMPRESSION, hidden), 1)
        self.code = torch.nn.Linear(hidden, code)
        self.start = torch.nn.Linear(code, hidden)
        self.head = torch.nn.Linear(hidden, channels)

    def forward(self, values: torch.Tensor, known: torch.Tensor) -> torch.Tensor:
        """The windows again."""
        states, _ = self.recurrent(torch.cat([values, known], -1))
        start = self.start(self.code(states[:, -1])).unsqueeze(1)
        made, _ = self.decoder(start.expand(-1, values.shape[1], -1).contiguous())
        again: torch.Tensor = self.head(made)
        return again


class ByReconstruction:
    """The error of a window that was made again from a few numbers."""

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
        """Every window of the stretch."""
        return chunks(readings, stretch, learned, learned["window"], led_by=0, every=1)

    def build(self, sizes: Mapping[str, int], network: Network) -> torch.nn.Module:
        """The network."""
        return Autoencoder(sizes["channels"], sizes["window"], network)

    def loss(self, output: torch.Tensor, batch: Batch) -> Score:
        """The mean squared error of what is known of the windows."""
        values, known = batch.targets
        count = known.sum().to(output.dtype)
        return Score((torch.square(output - values) * (known / count.clamp(min=1))).sum(), count)

    def errors(self, module: torch.nn.Module, readings: Readings, learned: Learned) -> Floats:
        """The root of the mean squared error of each channel over the window that ends with a step."""
        like = next(module.parameters())
        window = learned["window"]
        values, known = Scaling.of(learned).filled(readings)
        starts = np.concatenate([np.arange(part.start, part.stop - window + 1) for part in readings.slices()])
        all_ends = np.full(len(starts), len(values))
        windows = Chunks(values.astype(np.float32), known, starts.astype(np.int64), all_ends, window)
        errors: Floats = np.full(values.shape, np.nan)
        for rows in batches(len(windows), WINDOWS_AT_ONCE):
            batch = windows.batch(rows).to(like.device, like.dtype)
            with torch.inference_mode():
                again = module(*batch.inputs)
            errors[starts[rows] + window - 1] = _root(
                (again - batch.targets[0]).cpu().numpy(), batch.targets[1].cpu().numpy()
            )
        errors[~known] = np.nan
        return errors

    def calibrated(self, errors: Floats, memory: int, smoothing: int) -> dict[str, Any]:
        """The usual sizes of errors."""
        return ErrorScore.of(errors, memory, smoothing).to_json()

    def scores(self, errors: Floats, calibration: Mapping[str, Any]) -> Floats:
        """Errors in units of their usual size, see `ErrorScore`."""
        return ErrorScore.from_json(calibration).scores(errors)

    def session(self, module: torch.nn.Module, learned: Learned, calibration: Mapping[str, Any]) -> WindowSession:
        """A series from its beginning."""
        assert isinstance(module, Autoencoder)
        return WindowSession(module, learned["window"], Scaling.of(learned), ErrorScore.from_json(calibration))


class WindowSession:
    """A series whose last window is made again at each step, by the compiled steps of both parts."""

    def __init__(self, module: Autoencoder, window: int, scaling: Scaling, score: ErrorScore) -> None:
        score.check(len(scaling.mean))
        self._module, self._scaling, self._score, self._running = module, scaling, score, Running(score)
        self._encoder, self._decoder = module.recurrent.stream(), module.decoder.stream()
        self._type = np.dtype(self._encoder.dtype)
        self._values: deque[Floats] = deque(maxlen=window)
        self._known: deque[npt.NDArray[np.bool_]] = deque(maxlen=window)
        self._last = np.zeros(len(scaling.mean))
        self._maps = [
            (layer.weight.detach().cpu().numpy(), layer.bias.detach().cpu().numpy())
            for layer in (module.code, module.start, module.head)
        ]

    def end(self) -> float:
        """Nothing: that readings end is neither strange nor usual."""
        return float("nan")

    def step(self, x: Floats) -> float:
        """The score of the next step (channels,)."""
        scaled = self._scaling.scaled(x)
        known = ~np.isnan(scaled)
        self._last = np.where(known, scaled, self._last)
        self._values.append(self._last.astype(self._type))
        self._known.append(known)
        if len(self._values) < (self._values.maxlen or 0):
            return float("nan")
        errors = _root((self._again() - np.stack(self._values))[None], np.stack(self._known)[None])[0]
        return self._running.step(float(self._score.combined(np.where(known, errors, np.nan))))

    def _again(self) -> npt.NDArray[Any]:
        """What is made of the code of the last window."""
        (code, code_bias), (start, start_bias), (head, head_bias) = self._maps
        self._encoder.reset()
        self._decoder.reset()
        for values, known in zip(self._values, self._known, strict=True):
            state = self._encoder.step(np.concatenate([values, known]).astype(self._type))
        begin = start @ (code @ state + code_bias) + start_bias
        made = np.stack([self._decoder.step(begin) for _ in self._values])
        again: npt.NDArray[Any] = made @ head.T + head_bias
        return again


def _root(errors: npt.NDArray[Any], known: npt.NDArray[np.bool_]) -> Floats:
    """The root of the mean square (windows, channels) of what is known of errors (windows, steps, channels)."""
    squares = np.where(known, np.square(errors, dtype=np.float64), 0.0).sum(1)
    return np.asarray(np.sqrt(squares / np.maximum(known.sum(1), 1)))
