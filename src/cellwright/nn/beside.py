"""What a linear map says of a window, beside what a network does."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch


class Beside(torch.nn.Module):
    """Windows (batch, input_size) to forecasts (batch, horizon), linear in them; and how much these count.

    The map is set by `set_linear`, never trained with the network; until then it says zero.

    Args:
        input_size: the points of a window.
        horizon: the steps ahead.

    Attributes:
        share: of what the map says in a forecast, from 0 to 1; the network has the rest.

    Example:
        >>> beside = Beside(input_size=2, horizon=1)
        >>> beside.set_linear(np.array([[0.0], [1.0]]))
        >>> beside.share.fill_(0.25)
        tensor(0.2500)
        >>> beside.mixed(torch.tensor([[[8.0, 9.0]]]), torch.tensor([[1.0, 4.0]]), torch.ones(2), middle=0)
        tensor([[[7., 8.]]])
    """

    def __init__(self, input_size: int, horizon: int) -> None:
        super().__init__()
        self.weights: torch.Tensor
        self.register_buffer("weights", torch.zeros(input_size, horizon))
        self.share: torch.Tensor
        self.register_buffer("share", torch.tensor(0.0))

    def set_linear(self, weights: npt.NDArray[np.float64]) -> None:
        """Say windows @ weights from now on."""
        self.weights.copy_(torch.from_numpy(weights))

    def forward(self, windows: torch.Tensor) -> torch.Tensor:
        """What the map says."""
        return windows @ self.weights

    def mixed(self, forecast: torch.Tensor, windows: torch.Tensor, located: torch.Tensor, middle: int) -> torch.Tensor:
        """A network's forecast (batch, horizon, outputs), moved by its share towards what the map says.

        Args:
            forecast: of the network.
            windows: (batch, input_size).
            located: for each output whether it moves with the level.
            middle: which output says where the forecast lies.
        """
        apart = self(windows) - forecast[..., middle]
        moved: torch.Tensor = forecast + (self.share * apart).unsqueeze(-1) * located
        return moved
