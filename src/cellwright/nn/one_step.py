"""Cells as torch has them: modules that take one step when they are called."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch

from cellwright.cells import CATALOGUE
from cellwright.equation import Cell
from cellwright.errors import ArgumentError
from cellwright.nn.direct import stepped
from cellwright.nn.narrow import check_mode
from cellwright.nn.parameters import PARAMETER_ORDER, Direction
from cellwright.nn.recurrent import Recurrent, State
from cellwright.plan.layer import carrier


class RecurrentCell(Recurrent):
    """One step of any cell, with the constructor, parameters and conventions of torch.nn.LSTMCell.

    For loops that do something else between two steps, such as attention or acting in an environment. A sequence that
    is known is faster as a whole (`Recurrent`), and inference step by step is faster as `layer.stream()`.

    Args:
        cell: a name of the catalogue or a `@cw.cell`, one of whose states is its output.
        input_size: features of the input.
        hidden_size: size of the hidden state.
        bias: whether the affine maps have biases.
        backend: as in `Recurrent`.
        device: where the parameters are made.
        dtype: of the parameters.

    Raises:
        ArgumentError: an argument has a wrong value, or the output of the cell is no state.

    Example:
        >>> import torch, cellwright as cw
        >>> cell, state = cw.RecurrentCell("peephole_lstm", 3, 5), None
        >>> for x in torch.zeros(7, 2, 3):
        ...     h, c = state = cell(x, state)
        >>> h.shape
        torch.Size([2, 5])
    """

    def __init__(
        self,
        cell: str | Cell,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        *,
        backend: str = "auto",
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__(cell, input_size, hidden_size, bias=bias, backend=backend, device=device, dtype=dtype)
        if carrier(self.cell) is None:
            raise ArgumentError(
                f"the output of {self.cell.name} is none of its states, which are all that a cell returns; "
                f"write cw.Recurrent, and call it with sequences of one step"
            )

    def _make_directions(self) -> tuple[Direction, ...]:
        # those that torch's cells have, too, have no "_l0" behind their names there
        (own,) = super()._make_directions()
        torchs = {stack: stack for stack in own.parameters if stack in PARAMETER_ORDER}
        return (replace(own, parameters={**own.parameters, **torchs}),)

    def forward(self, x: torch.Tensor, state: State | None = None, *, hx: State | None = None) -> State:  # type: ignore[override]
        """Take one step.

        Args:
            x: (batch, input_size), or (input_size) for one sequence.
            state: the states before, each (batch, size), or (size) for one sequence; zeros if not given. One tensor for
                a cell of one state (GRU, RNN), else a tuple (LSTM: h and c).
            hx: torch.nn's name for `state`.

        Returns:
            The states after, in the form of those before.

        Raises:
            ArgumentError: a shape or type is wrong.
        """
        check_mode(self.matrices, training=self.training)
        state = state if state is not None else hx
        cell, own = self.cell if self.training else self._quiet_cell, self._directions[0]
        if self.backend != "eager":
            form = self._stacks(own, cell), self._packed, self.matrices
            found = stepped(cell, own, x, state, *form, again=self.backend == "auto")
            if found is not None:
                return found if len(found) > 1 else found[0]
        return self._generally(x, state)

    def _generally(self, x: Any, state: Any) -> State:
        """A step as a sequence of one."""
        if not isinstance(x, torch.Tensor) or x.ndim not in {1, 2}:
            found = tuple(x.shape) if isinstance(x, torch.Tensor) else type(x).__name__
            raise ArgumentError(
                f"a cell takes one step, (batch, {self.input_size}) or ({self.input_size},); got {found}; "
                "for sequences write the layer (cw.LSTM) in place of the cell (cw.LSTMCell)"
            )
        given = (state,) if isinstance(state, torch.Tensor) else state
        before = None if given is None else tuple([part.unsqueeze(0) for part in given])
        _, after = super().forward(x.unsqueeze(0), before[0] if before and len(before) == 1 else before)
        return after.squeeze(0) if isinstance(after, torch.Tensor) else tuple([part.squeeze(0) for part in after])


class LSTMCell(RecurrentCell):
    """torch.nn.LSTMCell: same constructor, parameters, state dict and results.

    Example:
        >>> import torch, cellwright as cw
        >>> h, c = cw.LSTMCell(3, 5)(torch.zeros(2, 3))
    """

    def __init__(self, input_size: int, hidden_size: int, bias: bool = True, **options: Any) -> None:
        super().__init__("lstm", input_size, hidden_size, bias, **options)


class GRUCell(RecurrentCell):
    """torch.nn.GRUCell: same constructor, parameters, state dict and results.

    Example:
        >>> import torch, cellwright as cw
        >>> h = cw.GRUCell(3, 5)(torch.zeros(2, 3))
    """

    def __init__(self, input_size: int, hidden_size: int, bias: bool = True, **options: Any) -> None:
        super().__init__("gru", input_size, hidden_size, bias, **options)


class RNNCell(RecurrentCell):
    """torch.nn.RNNCell: same constructor (with `nonlinearity`), parameters, state dict and results.

    Example:
        >>> import torch, cellwright as cw
        >>> h = cw.RNNCell(3, 5, nonlinearity="relu")(torch.zeros(2, 3))
    """

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, nonlinearity: str = "tanh", **options: Any
    ) -> None:
        cell = CATALOGUE["rnn"].variant(nonlinearity=nonlinearity)
        super().__init__(cell, input_size, hidden_size, bias, **options)
        self.nonlinearity = nonlinearity
