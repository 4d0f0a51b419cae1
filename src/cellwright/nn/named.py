"""A class for every cell of the catalogue. LSTM, GRU and RNN are drop-ins for their namesakes in torch.nn.

A new cell costs one line here; the docstring comes from the cell, and so do the options that its class takes.
"""

from __future__ import annotations

import difflib
from inspect import cleandoc, signature
from typing import Any, ClassVar

from cellwright.cells import CATALOGUE
from cellwright.errors import ArgumentError
from cellwright.nn.recurrent import Recurrent

LAYER_ARGUMENTS = tuple(name for name in signature(Recurrent.__init__).parameters if name not in {"self", "cell"})


class Named(Recurrent):
    """A layer over one cell of the catalogue: the arguments of `Recurrent`, and by name those of the cell.

    Args:
        input_size: features of the input at each step.
        hidden_size: size of the hidden state.
        args: the other positional arguments of `Recurrent`, from `num_layers` on.
        options: keyword arguments of `Recurrent`, and the options of the cell.

    Raises:
        ArgumentError: neither the layer nor the cell has an argument of this name.

    Example:
        >>> import cellwright as cw
        >>> cw.PeepholeLSTM(3, 5, num_layers=2, peepholes="f").cell.options
        {'peepholes': 'f'}
    """

    cell_name: ClassVar[str]

    def __init_subclass__(cls, cell: str = "", **others: Any) -> None:
        super().__init_subclass__(**others)
        if not cell:
            return  # a user's own subclass
        cls.cell_name = cell
        own = ", ".join(f"{name}={value!r}" for name, value in CATALOGUE[cell].options.items())
        takes = f"Takes the arguments of `Recurrent`{f', and of its cell: {own}' if own else ''}."
        cls.__doc__ = f"{cleandoc(cls.__doc__ or CATALOGUE[cell].summary)}\n\n{takes}"

    def __init__(self, input_size: int, hidden_size: int, *args: Any, **options: Any) -> None:
        cell = CATALOGUE[self.cell_name]
        for name in options:
            if name not in cell.options and name not in LAYER_ARGUMENTS:
                raise ArgumentError(_unknown(type(self).__name__, name, tuple(cell.options)))
        own = {name: options.pop(name) for name in cell.options if name in options}
        super().__init__(cell.variant(**own) if own else cell, input_size, hidden_size, *args, **options)


def _unknown(layer: str, name: str, own: tuple[str, ...]) -> str:
    known = (*own, *LAYER_ARGUMENTS)
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else "."
    return f"{layer} has no argument {name!r}{hint} It takes {', '.join(known)}"


class LSTM(Named, cell="lstm"):
    """torch.nn.LSTM: same constructor, parameters, state dict and results.

    Example:
        >>> import torch, cellwright as cw
        >>> layer = cw.LSTM(3, 5, num_layers=2, bidirectional=True)
        >>> _ = layer.load_state_dict(torch.nn.LSTM(3, 5, num_layers=2, bidirectional=True).state_dict())
    """


class GRU(Named, cell="gru"):
    """torch.nn.GRU: same constructor, parameters, state dict and results.

    Example:
        >>> import torch, cellwright as cw
        >>> y, h = cw.GRU(3, 5)(torch.zeros(7, 2, 3))
    """


class RNN(Named, cell="rnn"):
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
        # torch has the nonlinearity among the positional arguments
        super().__init__(input_size, hidden_size, num_layers, *args, nonlinearity=nonlinearity, **options)
        self.nonlinearity = nonlinearity


# fmt: off
class LSTM1997(Named, cell="lstm1997"): ...
class PeepholeLSTM(Named, cell="peephole_lstm"): ...
class CIFGLSTM(Named, cell="cifg_lstm"): ...
class GreffLSTM(Named, cell="greff_lstm"): ...
class MUT1(Named, cell="mut1"): ...
class MUT2(Named, cell="mut2"): ...
class MUT3(Named, cell="mut3"): ...
class DepthGatedLSTM(Named, cell="depth_gated_lstm"): ...
class ClockworkRNN(Named, cell="clockwork_rnn"): ...
class GridLSTM(Named, cell="grid_lstm"): ...
class NestedLSTM(Named, cell="nested_lstm"): ...
class HMLSTM(Named, cell="hm_lstm"): ...
class SLSTM(Named, cell="slstm"): ...
class MinLSTM(Named, cell="min_lstm"): ...
class MinGRU(Named, cell="min_gru"): ...
class QuantumLSTM(Named, cell="quantum_lstm"): ...
