"""Anomalies by forecast: a step is as strange as it is far from what a recurrent network expected of it.

    expected[t + 1] = x[t]  +  (A x[t], ..., x[t - window + 1])  +  (head of the state that has read x[..t])

A, the weights of each channel's own past, and the head begin at zero, so training starts at "as it was" and learns how
to be better. The errors of many channels are compared with those on normal data, as in Malhotra et al., Long Short Term
Memory Networks for Anomaly Detection in Time Series (ESANN 2015).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch

from cellwright.data.examples import Batch, Examples
from cellwright.data.readings import Readings
from cellwright.fit import Score
from cellwright.nn import Recurrent
from cellwright.tasks.detect_readings import OfReadings, as_array
from cellwright.tasks.detection_method import Flags, Floats, Learned, Network, Stretch
from cellwright.tasks.detection_readings import chunks

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


class ByForecast(OfReadings):
    """The error of a forecast of the next step."""

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

    def errors(self, module: torch.nn.Module, values: Floats, known: Flags, series: Sequence[slice]) -> Floats:
        """What came less what was expected; nothing is expected in the first window of a series."""
        assert isinstance(module, NextStep)
        like = module.head.weight
        errors: Floats = np.full(values.shape, np.nan)
        for part in series:
            own = (torch.from_numpy(each[part]).to(like.device, like.dtype)[None] for each in (values, known))
            with torch.inference_mode():
                expected = module(*own)[0].cpu().numpy()
            errors[part][module.window :] = values[part][module.window :] - expected[module.window - 1 : -1]
        return errors

    def step_by_step(self, module: torch.nn.Module) -> Expecting:
        """The network, one step at a time."""
        assert isinstance(module, NextStep)
        return Expecting(module)


class Expecting:
    """What is expected of a series, by the compiled step of the network."""

    def __init__(self, module: NextStep) -> None:
        self._stream = module.recurrent.stream()
        self._type = np.dtype(self._stream.dtype)
        self._head, self._bias = as_array(module.head.weight), as_array(module.head.bias)
        # the weights of the oldest step come first, as in a convolution
        self._own = as_array(module.own.weight)[:, 0]
        self._past = np.zeros_like(self._own)
        self._expected = np.zeros_like(self._bias)
        self._seen, self._window = 0, module.window

    def step(self, values: Floats, known: Flags) -> Floats | None:
        """The errors (channels,) of the next step."""
        errors = values - self._expected if self._seen >= self._window else None
        self._seen += 1
        now = values.astype(self._type)
        state = self._stream.step(np.concatenate([now, known]).astype(self._type))
        self._past[:, :-1] = self._past[:, 1:]
        self._past[:, -1] = now
        self._expected = now + (self._own * self._past).sum(1) + self._head @ state + self._bias
        return errors
