"""The network of the forecaster: last season, plus a linear map of the window, plus what a recurrent net makes of it.

    forecast[h, q] = window[the same phase of the last season]  +  (A window + b)[h]  +  (head of the last state)[h, q]

A and the head begin at zero, so training starts at the seasonal naive forecast and learns how to be better: a short
series cannot make it much worse. The linear path is the autoregressive highway of LSTNet (Lai et al. 2018).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from cellwright.cells import resolve_cell
from cellwright.equation import Cell
from cellwright.nn import Recurrent


class ForecastNetwork(torch.nn.Module):
    """Windows (batch, input_size, 2) of scaled values and flags to quantiles (batch, horizon, quantiles).

    Args:
        cell: the recurrent cell.
        input_size: the points of a window.
        horizon: how many points are forecast.
        season: the season length; 1 for none.
        quantiles: the levels that are forecast.
        hidden_size: the size of the state.
        dropout: the share of values dropped between the layers and before the head.
        bidirectional: whether a second cell reads the window from its end.
        layers: other arguments of `cellwright.nn.Recurrent`, such as num_layers and zoneout.
    """

    def __init__(
        self,
        cell: str | Cell,
        *,
        input_size: int,
        horizon: int,
        season: int,
        quantiles: Sequence[float],
        hidden_size: int,
        dropout: float,
        bidirectional: bool,
        **layers: Any,
    ) -> None:
        super().__init__()
        self.horizon = horizon
        self.hidden_size = hidden_size
        self.recurrent = Recurrent(
            cell,
            2,
            hidden_size,
            batch_first=True,
            bidirectional=bidirectional,
            # layers inside a cell stand too close to each other for dropout
            dropout=0.0 if resolve_cell(cell).layers > 1 else dropout,
            **layers,
        )
        self.dropout = torch.nn.Dropout(dropout)
        self.head = torch.nn.Linear(hidden_size * (2 if bidirectional else 1), horizon * len(quantiles))
        self.linear = torch.nn.Linear(input_size, horizon)
        last_season = input_size - season + torch.arange(horizon) % season
        self.last_season: torch.Tensor
        self.register_buffer("last_season", last_season, persistent=False)
        for parameter in (*self.head.parameters(), *self.linear.parameters()):
            torch.nn.init.zeros_(parameter)

    def spread(self, quantiles: torch.Tensor) -> None:
        """Let the quantiles of every step begin at these (quantiles,) distances from the last season."""
        with torch.no_grad():
            self.head.bias.copy_(quantiles.repeat(self.horizon))

    def last_seasons(self, windows: torch.Tensor) -> torch.Tensor:
        """The last season of each window, repeated over the horizon: the seasonal naive forecast."""
        return windows[..., 0][:, self.last_season]

    def forward(self, windows: torch.Tensor) -> torch.Tensor:
        """The quantiles of each window's future, on the scale of the window."""
        values = windows[..., 0]
        outputs, _ = self.recurrent(windows)
        # the last output of each direction
        forward, backward = outputs.tensor_split([self.hidden_size], -1)
        ends = torch.cat([forward[:, -1], backward[:, 0]], -1)
        learned = self.head(self.dropout(ends)).unflatten(-1, (self.horizon, -1))
        base: torch.Tensor = self.linear(values) + self.last_seasons(windows)
        forecast: torch.Tensor = learned + base.unsqueeze(-1)
        return forecast
