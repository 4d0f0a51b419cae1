"""The network of the forecaster: last season, plus a linear map of the window, plus what a recurrent net makes of it.

    forecast[h, q] = window[the same phase of the last season]  +  (A window + b)[h]  +  (head of the last state)[h, q]
                     +  effects of what is known of step h

where q is a quantile, or a parameter of a distribution, of which only the location has the first two terms. Once it is
trained, simple forecasts may stand beside all of this, and have a share of where a forecast lies.

A, the head and the effects begin at zero, so training starts at the seasonal naive forecast and learns how to be
better: a short series cannot make it much worse. The linear path is the autoregressive highway of LSTNet (Lai et al.
2018).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from cellwright.cells import resolve_cell
from cellwright.equation import Cell
from cellwright.nn import Recurrent
from cellwright.nn.beside import Beside


class Effects(torch.nn.Module):
    """What is known of a step ahead, and how it differs from the last season, to what that adds to the forecast.

    A linear effect, the same at each step; and a small network that sees the state of the recurrent one too, so that
    an effect may depend on what the series did. Both begin at zero.

    Args:
        features: of a step.
        state_size: of the recurrent network.
        located: for each output of a step whether it moves with the level of the series.
        dropout: the share of values dropped in the small network.
    """

    def __init__(self, features: int, state_size: int, located: Sequence[bool], dropout: float) -> None:
        super().__init__()
        self.located: torch.Tensor
        self.register_buffer("located", torch.tensor(located, dtype=torch.float32), persistent=False)
        self.linear = torch.nn.Linear(features, 1, bias=False)
        self.context = torch.nn.Linear(state_size, state_size)
        self.features = torch.nn.Linear(features, state_size, bias=False)
        self.dropout = torch.nn.Dropout(dropout)
        self.head = torch.nn.Linear(state_size, len(located), bias=False)
        for layer in (self.linear, self.head):
            torch.nn.init.zeros_(layer.weight)

    def forward(self, steps: torch.Tensor, state: torch.Tensor) -> torch.Tensor:
        """The effects (batch, horizon, outputs) of features (batch, horizon, features) and a state (batch, state)."""
        both = torch.relu(self.features(steps) + self.context(state).unsqueeze(1))
        effects: torch.Tensor = self.head(self.dropout(both)) + self.linear(steps) * self.located
        return effects


class ForecastNetwork(torch.nn.Module):
    """Windows (batch, points, 2 + past + known) of scaled values, flags and features to forecasts.

    A forecast is (batch, horizon, outputs).

    Args:
        cell: the recurrent cell.
        input_size: the points of a window that the network sees, which are its last.
        points: the points of a window.
        horizon: how many points are forecast.
        season: the season length; 1 for none.
        located: for each output of a step whether it moves with the level of the series, as quantiles do.
        hidden_size: the size of the state.
        dropout: the share of values dropped between the layers and before the head.
        bidirectional: whether a second cell reads the window from its end.
        middle: which output says where the forecast lies.
        beside: whether simple forecasts stand beside the network.
        past: the features of each step that are known up to the present.
        known: the features of each step that are known in advance.
        static: the features of the series.
        patch_size: how many steps the recurrent network takes at once.
        reversible: whether values go through a learned affine map, which is undone in the end (Kim et al. 2022).
        layers: other arguments of `cellwright.nn.Recurrent`, such as num_layers and zoneout.
    """

    def __init__(
        self,
        cell: str | Cell,
        *,
        input_size: int,
        points: int,
        horizon: int,
        season: int,
        located: Sequence[bool],
        hidden_size: int,
        dropout: float,
        bidirectional: bool,
        middle: int = 0,
        beside: bool = False,
        past: int = 0,
        known: int = 0,
        static: int = 0,
        patch_size: int = 1,
        reversible: bool = False,
        **layers: Any,
    ) -> None:
        super().__init__()
        self.input_size, self.horizon, self.season, self.middle = input_size, horizon, season, middle
        self.beside = Beside(points, horizon) if beside else None
        self.hidden_size = hidden_size
        self.recurrent = Recurrent(
            cell,
            (2 + past + known) * patch_size,
            hidden_size,
            batch_first=True,
            bidirectional=bidirectional,
            # layers inside a cell stand too close to each other for dropout
            dropout=0.0 if resolve_cell(cell).layers > 1 else dropout,
            **layers,
        )
        self.dropout = torch.nn.Dropout(dropout)
        state_size = hidden_size * (2 if bidirectional else 1)
        self.head = torch.nn.Linear(state_size, horizon * len(located))
        self.linear = torch.nn.Linear(input_size, horizon)
        self.located: torch.Tensor
        self.register_buffer("located", torch.tensor(located, dtype=torch.float32), persistent=False)
        last_season = input_size - season + torch.arange(horizon) % season
        self.last_season: torch.Tensor
        self.register_buffer("last_season", last_season, persistent=False)
        self.known, self.patch_size = known, patch_size
        self.affine = torch.nn.Parameter(torch.tensor([1.0, 0.0])) if reversible else None
        features = 2 * known + static
        self.effects = Effects(features, state_size, located, dropout) if features else None
        for parameter in (*self.head.parameters(), *self.linear.parameters()):
            torch.nn.init.zeros_(parameter)

    def begin(self, outputs: torch.Tensor) -> None:
        """Let every step begin at these (outputs,), as seen from the last season."""
        with torch.no_grad():
            self.head.bias.copy_(outputs.repeat(self.horizon))

    def last_seasons(self, windows: torch.Tensor) -> torch.Tensor:
        """The last season of each window, repeated over the horizon: the seasonal naive forecast."""
        return windows[:, -self.input_size :, 0][:, self.last_season]

    def patches(self, windows: torch.Tensor) -> torch.Tensor:
        """Windows as steps of `patch_size` points each; what is over at the start is filled up with zeros."""
        if self.patch_size == 1:
            return windows
        over = -windows.shape[1] % self.patch_size
        filled = torch.nn.functional.pad(windows, (0, 0, over, 0))
        return filled.reshape(len(windows), -1, self.patch_size * windows.shape[2])

    def forward(
        self,
        windows: torch.Tensor,
        futures: torch.Tensor | None = None,
        static: torch.Tensor | None = None,
        zero: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """What is said of each window's future, on the scale of the window; the network is trained alone.

        Args:
            windows: (batch, points, 2 + past + known).
            futures: what is known of each step ahead (batch, horizon, known).
            static: the features of the series (batch, static).
            zero: where zero lies on the scale of the window (batch, 1); without it no logarithms are taken.
        """
        forecast = self.alone(windows, futures, static)
        if self.beside is None or self.training:
            return forecast
        return self.beside.mixed(forecast, self.beside(windows[..., 0], zero), self.located, self.middle)

    def alone(
        self, windows: torch.Tensor, futures: torch.Tensor | None = None, static: torch.Tensor | None = None
    ) -> torch.Tensor:
        """The same of the network alone, which sees the end of the windows."""
        windows = windows[:, -self.input_size :]
        if self.affine is None:
            return self._forecast(windows, futures, static)
        factor, offset = self.affine
        changed = torch.cat([windows[..., :1] * factor + offset, windows[..., 1:]], -1)
        forecast = self._forecast(changed, futures, static)
        return torch.where(self.located > 0, (forecast - offset) / factor, forecast)

    def _forecast(
        self, windows: torch.Tensor, futures: torch.Tensor | None, static: torch.Tensor | None
    ) -> torch.Tensor:
        outputs, _ = self.recurrent(self.patches(windows))
        # the last output of each direction
        forward, backward = outputs.tensor_split([self.hidden_size], -1)
        ends = self.dropout(torch.cat([forward[:, -1], backward[:, 0]], -1))
        learned = self.head(ends).unflatten(-1, (self.horizon, -1))
        base: torch.Tensor = self.linear(windows[..., 0]) + self.last_seasons(windows)
        forecast: torch.Tensor = learned + base.unsqueeze(-1) * self.located
        if self.effects is None:
            return forecast
        assert futures is not None
        assert static is not None
        differences = futures - windows[:, self.last_season, windows.shape[-1] - self.known :]
        steps = torch.cat([futures, differences, static.unsqueeze(1).expand(-1, self.horizon, -1)], -1)
        effects: torch.Tensor = self.effects(steps, ends)
        return forecast + effects
