"""Drop-ins for torch.nn's recurrent layers."""

from __future__ import annotations

from typing import Any

from cellwright.cells import CATALOGUE
from cellwright.nn.recurrent import Recurrent


class LSTM(Recurrent):
    """torch.nn.LSTM: same constructor, parameters, state dict and results.

    Example:
        >>> import torch, cellwright as cw
        >>> layer = cw.LSTM(3, 5, num_layers=2, bidirectional=True)
        >>> _ = layer.load_state_dict(torch.nn.LSTM(3, 5, num_layers=2, bidirectional=True).state_dict())
    """

    def __init__(self, input_size: int, hidden_size: int, *args: Any, **options: Any) -> None:
        super().__init__("lstm", input_size, hidden_size, *args, **options)


class GRU(Recurrent):
    """torch.nn.GRU: same constructor, parameters, state dict and results.

    Example:
        >>> import torch, cellwright as cw
        >>> y, h = cw.GRU(3, 5)(torch.zeros(7, 2, 3))
    """

    def __init__(self, input_size: int, hidden_size: int, *args: Any, **options: Any) -> None:
        super().__init__("gru", input_size, hidden_size, *args, **options)


class RNN(Recurrent):
    """torch.nn.RNN: same constructor (with `nonlinearity`), parameters, state dict and results.

    Example:
        >>> import torch, cellwright as cw
        >>> y, h = cw.RNN(3, 5, nonlinearity="relu")(torch.zeros(7, 2, 3))
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        nonlinearity: str = "tanh",
        *args: Any,
        **options: Any,
    ) -> None:
        cell = CATALOGUE["rnn"].variant(nonlinearity=nonlinearity)
        super().__init__(cell, input_size, hidden_size, num_layers, *args, **options)
        self.nonlinearity = nonlinearity
