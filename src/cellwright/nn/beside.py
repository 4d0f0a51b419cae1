"""What simple forecasts say of a window, beside what a network does."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch


class Beside(torch.nn.Module):
    """Windows (batch, points) to forecasts (batch, horizon); and how much these count.

    One map is of the values, one of their logarithms, where all of a window are positive: what it says grows with the
    level. The maps are set by `set_maps`, never trained with the network; until then they say zero.

    Args:
        points: of a window.
        horizon: the steps ahead.

    Attributes:
        of_logarithms: the share of what the second map says, from 0 to 1.
        share: of what both say in a forecast, from 0 to 1; the network has the rest.

    Example:
        >>> beside = Beside(points=2, horizon=1)
        >>> beside.set_maps(np.array([[0.0], [1.0]]), np.array([[-1.0], [2.0]]), of_logarithms=1.0)
        >>> said = beside(torch.tensor([[-2.0, 2.0]]), zero=torch.tensor([[-6.0]]))
        >>> said.item()  # 4 and 8 are followed by 16, as seen from 6
        10.0
        >>> beside.share.fill_(0.25)
        tensor(0.2500)
        >>> beside.mixed(torch.tensor([[[2.0, 3.0]]]), said, torch.ones(2), middle=0)
        tensor([[[4., 5.]]])
    """

    def __init__(self, points: int, horizon: int) -> None:
        super().__init__()
        self.values: torch.Tensor
        self.logarithms: torch.Tensor
        for name in ("values", "logarithms"):
            self.register_buffer(name, torch.zeros(points, horizon))
        self.of_logarithms: torch.Tensor
        self.share: torch.Tensor
        for name in ("of_logarithms", "share"):
            self.register_buffer(name, torch.tensor(0.0))

    def set_maps(
        self, values: npt.NDArray[np.float64], logarithms: npt.NDArray[np.float64], of_logarithms: float
    ) -> None:
        """Say by these maps (points, horizon) what follows, from now on."""
        self.values.copy_(torch.from_numpy(values))
        self.logarithms.copy_(torch.from_numpy(logarithms))
        self.of_logarithms.fill_(of_logarithms)

    def forward(self, windows: torch.Tensor, zero: torch.Tensor | None = None) -> torch.Tensor:
        """What the maps say.

        Args:
            windows: (batch, points).
            zero: where zero lies on the scale of the windows (batch, 1); without it no logarithms are taken.
        """
        said = windows @ self.values
        if zero is None or self.of_logarithms == 0:
            return said
        # a level may be far above what happens on it
        positive = windows.double() - zero.double()
        where = (positive > 0).all(1, keepdim=True)
        level = positive.mean(1, keepdim=True)
        logarithms = torch.where(where, positive / level, 1.0).log()
        lowest, highest = logarithms.aminmax(dim=1, keepdim=True)
        # no further beyond what was than that reaches itself
        within = (logarithms @ self.logarithms.double()).clamp(2 * lowest - highest, 2 * highest - lowest)
        grown = (level * within.exp() + zero).to(said)
        mixed: torch.Tensor = said + self.of_logarithms * where * (grown - said)
        return mixed

    def mixed(self, forecast: torch.Tensor, said: torch.Tensor, located: torch.Tensor, middle: int) -> torch.Tensor:
        """A network's forecast (batch, horizon, outputs), moved by its share towards what the maps said.

        Args:
            forecast: of the network.
            said: (batch, horizon).
            located: for each output whether it moves with the level.
            middle: which output says where the forecast lies.
        """
        apart = said - forecast[..., middle]
        moved: torch.Tensor = forecast + (self.share * apart).unsqueeze(-1) * located
        return moved
