"""Anomalies by reconstruction: a window is as strange as what an LSTM autoencoder makes of it is wrong.

    window (steps, channels)  ->  encoder's last state  ->  code, a few numbers  ->  decoder  ->  window again

Trained on normal windows, it has no code for others; Malhotra et al., LSTM-based Encoder-Decoder for Multi-sensor
Anomaly Detection (2016). The error of a step is that of the window which ends with it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from cellwright.data.examples import Batch, Examples
from cellwright.data.readings import Readings
from cellwright.fit import Score, batches
from cellwright.nn import Recurrent
from cellwright.tasks.detect_readings import OfReadings, as_array
from cellwright.tasks.detection_method import Flags, Floats, Learned, Network, Stretch
from cellwright.tasks.detection_readings import Chunks, chunks

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
        self.window = window
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


class ByReconstruction(OfReadings):
    """The error of a window that was made again from a few numbers."""

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

    def errors(self, module: torch.nn.Module, values: Floats, known: Flags, series: Sequence[slice]) -> Floats:
        """The root of the mean squared error of each channel over the window that ends with a step."""
        assert isinstance(module, Autoencoder)
        like, window = module.head.weight, module.window
        starts = np.concatenate([np.arange(part.start, part.stop - window + 1) for part in series]).astype(np.int64)
        windows = Chunks(values.astype(np.float32), known, starts, np.full(len(starts), len(values)), window)
        errors: Floats = np.full(values.shape, np.nan)
        for rows in batches(len(windows), WINDOWS_AT_ONCE):
            batch = windows.batch(rows).to(like.device, like.dtype)
            with torch.inference_mode():
                again = module(*batch.inputs)
            errors[starts[rows] + window - 1] = _root(
                (again - batch.targets[0]).cpu().numpy(), batch.targets[1].cpu().numpy()
            )
        return errors

    def step_by_step(self, module: torch.nn.Module) -> Remaking:
        """The network, one step at a time."""
        assert isinstance(module, Autoencoder)
        return Remaking(module)


class Remaking:
    """The last window of a series, made again at each step by the compiled steps of both parts."""

    def __init__(self, module: Autoencoder) -> None:
        self._encoder, self._decoder = module.recurrent.stream(), module.decoder.stream()
        self._type = np.dtype(self._encoder.dtype)
        self._values: deque[npt.NDArray[Any]] = deque(maxlen=module.window)
        self._known: deque[Flags] = deque(maxlen=module.window)
        self._window = module.window
        layers = (module.code, module.start, module.head)
        self._maps = [(as_array(layer.weight), as_array(layer.bias)) for layer in layers]

    def step(self, values: Floats, known: Flags) -> Floats | None:
        """The errors (channels,) of the window that ends with the next step."""
        self._values.append(values.astype(self._type))
        self._known.append(known)
        if len(self._values) < self._window:
            return None
        errors: Floats = _root((self._again() - np.stack(self._values))[None], np.stack(self._known)[None])[0]
        return errors

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


def _root(errors: npt.NDArray[Any], known: Flags) -> Floats:
    """The root of the mean square (windows, channels) of what is known of errors (windows, steps, channels)."""
    squares = np.where(known, np.square(errors, dtype=np.float64), 0.0).sum(1)
    return np.asarray(np.sqrt(squares / np.maximum(known.sum(1), 1)))
