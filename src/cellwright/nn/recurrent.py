"""Recurrent layers over any cell, and the drop-ins for torch.nn's LSTM, GRU and RNN."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

import torch
import torch.nn.functional as F
from torch.nn.utils.rnn import PackedSequence

from cellwright.cells import CATALOGUE
from cellwright.equation import Cell
from cellwright.equation.transform import projected, without_bias
from cellwright.errors import ArgumentError
from cellwright.nn.batch import Batch, from_packed, from_padded, to_packed
from cellwright.nn.direction import run_direction

State = torch.Tensor | tuple[torch.Tensor, ...]
MERGES: Mapping[str, Callable[[Sequence[torch.Tensor]], torch.Tensor]] = {
    "concat": lambda outputs: torch.cat(tuple(outputs), -1) if len(outputs) > 1 else outputs[0],
    "sum": lambda outputs: reduce(torch.add, outputs),
    "mean": lambda outputs: reduce(torch.add, outputs) / len(outputs),
    "mul": lambda outputs: reduce(torch.mul, outputs),
}
BACKENDS = ("auto", "cpu", "eager")

# torch's own order of a layer's parameters; anything else follows in the order of the equations
PARAMETER_ORDER = ("weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_hr")


class Recurrent(torch.nn.Module):
    """A stack of recurrent layers over any cell, with torch.nn.LSTM's constructor, parameters and conventions.

    Args:
        cell: a name of the catalogue (`cellwright cells` lists them) or a `@cw.cell`.
        input_size: features of the input at each step.
        hidden_size: size of the hidden state (and of the memory).
        num_layers: how many layers lie above each other.
        bias: whether the affine maps have biases.
        batch_first: whether input and output are (batch, steps, features) instead of (steps, batch, features).
        dropout: probability of dropping an output of each layer but the last, in training.
        bidirectional: whether a second cell reads each sequence from its end.
        proj_size: if not 0, the output is projected to this size (Sak et al. 2014).
        merge: how the outputs of the two directions become one: "concat", "sum", "mean" or "mul".
        residual: whether each layer but the first adds its input to its output.
        backend: "cpu" (compiled), "eager" (plain torch operations), or "auto": compiled where that is possible.
            `layer.plan` says which one runs, and why.
        device: where the parameters are made.
        dtype: of the parameters; float32 and float64 are compiled.

    Raises:
        ArgumentError: an argument has a wrong value.
        EquationError: the cell cannot be projected.

    Example:
        >>> import torch, cellwright as cw
        >>> layer = cw.Recurrent("peephole_lstm", 3, 5, batch_first=True)
        >>> y, (h, c) = layer(torch.zeros(2, 7, 3), lengths=[7, 4])
        >>> y.shape, h.shape
        (torch.Size([2, 7, 5]), torch.Size([1, 2, 5]))
    """

    def __init__(
        self,
        cell: str | Cell,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        *,
        merge: str = "concat",
        residual: bool = False,
        backend: str = "auto",
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        self.input_size = _positive("input_size", input_size)
        self.hidden_size = _positive("hidden_size", hidden_size)
        self.num_layers = _positive("num_layers", num_layers)
        self.bias = bool(bias)
        self.batch_first = bool(batch_first)
        self.dropout = _probability("dropout", dropout)
        self.bidirectional = bool(bidirectional)
        self.proj_size = _in_range("proj_size", proj_size, 0, hidden_size - 1)
        self.merge = _one_of("merge", merge, MERGES)
        self.residual = bool(residual)
        self.backend = _one_of("backend", backend, BACKENDS)
        self.cell = _effective(resolve_cell(cell), self.bias, self.proj_size)
        for layer, suffix in self._suffixes():
            shapes = self.cell.parameters(**self._sizes(layer))
            for stack in sorted(shapes, key=_parameter_rank):
                values = torch.empty(shapes[stack], device=device, dtype=dtype)
                self.register_parameter(stack + suffix, torch.nn.Parameter(values))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw every parameter from U(-1/√hidden_size, 1/√hidden_size), as torch.nn.LSTM does."""
        bound = 1.0 / math.sqrt(self.hidden_size)
        for parameter in self.parameters():
            torch.nn.init.uniform_(parameter, -bound, bound)

    def flatten_parameters(self) -> None:
        """Nothing to do here; torch.nn.LSTM has this method for cuDNN, and models call it."""

    @property
    def all_weights(self) -> list[list[torch.nn.Parameter]]:
        """The parameters of each layer and direction, as torch.nn.LSTM lists them."""
        return [
            [getattr(self, stack + suffix) for stack in sorted(self.cell.stacks, key=_parameter_rank)]
            for _, suffix in self._suffixes()
        ]

    def forward(
        self,
        x: torch.Tensor | PackedSequence,
        state: State | None = None,
        *,
        lengths: torch.Tensor | Sequence[int] | None = None,
        hx: State | None = None,
    ) -> tuple[Any, State]:
        """Run the layers over a batch of sequences.

        Args:
            x: (steps, batch, input_size), or (batch, steps, input_size) with `batch_first`; (steps, input_size)
                for one sequence; or a PackedSequence.
            state: the first states, each (num_layers * directions, batch, size); zeros if not given. One tensor
                for a cell of one state (GRU, RNN), else a tuple (LSTM: h and c).
            lengths: the number of steps of each right-padded sequence, in any order; outputs behind the end are
                zero, and the last state is that of the last real step, in both directions.
            hx: torch.nn's name for `state`.

        Returns:
            The output in the form of the input, and the last states in the form of `state`.

        Raises:
            ArgumentError: a shape, type or length is wrong.
        """
        packed = x if isinstance(x, PackedSequence) else None
        data = x.data if isinstance(x, PackedSequence) else x
        self._check_input(data, packed=packed is not None, lengths=lengths)
        single = packed is None and data.ndim == 2
        if packed is not None:
            batch = from_packed(packed)
        elif single:
            batch = from_padded(data.unsqueeze(1), lengths)
        else:
            batch = from_padded(data.transpose(0, 1) if self.batch_first else data, lengths)
        initial = self._initial(state if state is not None else hx, batch, single=single)
        rows, last = self._layers(batch, [batch.sorted(part) for part in initial])
        finals = tuple(batch.unsorted(part) for part in last)
        if packed is not None:
            return to_packed(rows, packed), self._released(finals)
        output = batch.padded(rows)
        if single:
            return output.squeeze(1), self._released(tuple(part.squeeze(1) for part in finals))
        return (output.transpose(0, 1) if self.batch_first else output), self._released(finals)

    def _layers(self, batch: Batch, initial: list[torch.Tensor]) -> tuple[torch.Tensor, list[torch.Tensor]]:
        directions = 2 if self.bidirectional else 1
        rows, last = batch.rows, []
        for layer in range(self.num_layers):
            outputs = []
            for direction in range(directions):
                index = layer * directions + direction
                output, finals = run_direction(
                    self.cell,
                    rows,
                    [part[index] for part in initial],
                    {stack: getattr(self, stack + _suffix(layer, direction)) for stack in self.cell.stacks},
                    self._sizes(layer),
                    batch.counts,
                    steps=batch.steps,
                    reverse=direction == 1,
                    backend=self.backend,
                )
                outputs.append(output)
                last.append(finals)
            merged = MERGES[self.merge](outputs)
            rows = merged + rows if self.residual and layer > 0 else merged
            if self.dropout and self.training and layer < self.num_layers - 1:
                rows = F.dropout(rows, self.dropout, training=True)
        return rows, [torch.stack(parts) for parts in zip(*last, strict=True)]

    def _initial(self, state: State | None, batch: Batch, *, single: bool) -> list[torch.Tensor]:
        count = self.num_layers * (2 if self.bidirectional else 1)
        sizes = [self._sizes(0)[node.size] for node in self.cell.states]
        if state is None:
            return [batch.rows.new_zeros(count, batch.sequences, size) for size in sizes]
        parts = (state,) if isinstance(state, torch.Tensor) else tuple(state)
        labels = [node.label for node in self.cell.states]
        if len(parts) != len(labels):
            raise ArgumentError(
                f"the state of {self.cell.name} is {_tuple_of(labels)}, {len(labels)} tensors; got {len(parts)}"
            )
        given = [part.unsqueeze(1) if single and part.ndim == 2 else part for part in parts]
        for label, part, size in zip(labels, given, sizes, strict=True):
            if part.shape != (count, batch.sequences, size):
                raise ArgumentError(
                    f"the state {label} must have shape {(count, batch.sequences, size)} "
                    f"(num_layers * directions, batch, size); got {tuple(part.shape)}"
                )
            if part.dtype != batch.rows.dtype:
                raise ArgumentError(f"the state {label} is {part.dtype}, but the input is {batch.rows.dtype}")
        return given

    def _released(self, finals: tuple[torch.Tensor, ...]) -> State:
        return finals[0] if len(finals) == 1 else finals

    def _check_input(self, data: torch.Tensor, *, packed: bool, lengths: Any) -> None:
        if not isinstance(data, torch.Tensor):
            raise ArgumentError(f"the input must be a tensor or a PackedSequence; got {type(data).__name__}")
        if packed and lengths is not None:
            raise ArgumentError("a PackedSequence has its own lengths; leave lengths= out")
        if not packed and data.ndim not in {2, 3}:
            raise ArgumentError(
                f"the input must have 3 dimensions, {self._layout()}, or 2 for one sequence; "
                f"got shape {tuple(data.shape)}"
            )
        if data.shape[-1] != self.input_size:
            raise ArgumentError(
                f"the input has {data.shape[-1]} features a step, but input_size is {self.input_size}; "
                f"got shape {tuple(data.shape)}, expected {self._layout()}"
            )
        weight = next(self.parameters())
        if data.dtype != weight.dtype:
            raise ArgumentError(
                f"the input is {data.dtype}, but the parameters are {weight.dtype}; write x.to({weight.dtype}) "
                f"or layer.to({data.dtype})"
            )

    def _layout(self) -> str:
        return "(batch, steps, input_size)" if self.batch_first else "(steps, batch, input_size)"

    def _suffixes(self) -> list[tuple[int, str]]:
        directions = 2 if self.bidirectional else 1
        return [(layer, _suffix(layer, d)) for layer in range(self.num_layers) for d in range(directions)]

    def _sizes(self, layer: int) -> dict[str, int]:
        output = self.proj_size or self.hidden_size
        wide = output * 2 if self.bidirectional and self.merge == "concat" else output
        sizes = {"input": self.input_size if layer == 0 else wide, "hidden": self.hidden_size}
        return {**sizes, "proj": self.proj_size} if self.proj_size else sizes

    def extra_repr(self) -> str:
        """The constructor's arguments that differ from their defaults."""
        defaults = {
            "num_layers": 1, "bias": True, "batch_first": False, "dropout": 0.0, "bidirectional": False,
            "proj_size": 0, "merge": "concat", "residual": False, "backend": "auto",
        }  # fmt: skip
        changed = (f"{n}={getattr(self, n)!r}" for n, v in defaults.items() if getattr(self, n) != v)
        return ", ".join([f"{self.cell.name}, {self.input_size}, {self.hidden_size}", *changed])


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


def resolve_cell(cell: str | Cell) -> Cell:
    """The cell of a catalogue name, or the cell itself.

    Raises:
        ArgumentError: no such name; the message suggests the nearest one.
    """
    if isinstance(cell, Cell):
        return cell
    if isinstance(cell, str) and cell in CATALOGUE:
        return CATALOGUE[cell]
    near = difflib.get_close_matches(str(cell), CATALOGUE, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise ArgumentError(
        f"unknown cell {cell!r}{hint} The catalogue has {', '.join(sorted(CATALOGUE))}; "
        f"or pass a function decorated with @cw.cell"
    )


def _effective(cell: Cell, bias: bool, proj_size: int) -> Cell:
    cell = cell if bias else without_bias(cell)
    return projected(cell) if proj_size else cell


def _suffix(layer: int, direction: int) -> str:
    return f"_l{layer}" + ("_reverse" if direction else "")


def _parameter_rank(stack: str) -> tuple[int, str]:
    return (PARAMETER_ORDER.index(stack), "") if stack in PARAMETER_ORDER else (len(PARAMETER_ORDER), stack)


def _tuple_of(labels: Sequence[str]) -> str:
    return f"({', '.join(labels)})"


def _positive(name: str, value: Any) -> int:
    return _in_range(name, value, 1, None)


def _in_range(name: str, value: Any, low: int, high: int | None) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < low or (high is not None and value > high):
        span = f"an integer of at least {low}" if high is None else f"an integer in {low}..{high}"
        raise ArgumentError(f"{name} must be {span}; got {value!r}")
    return value


def _probability(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise ArgumentError(f"{name} must be a number in 0..1, the probability of dropping a value; got {value!r}")
    return float(value)


def _one_of(name: str, value: Any, known: Any) -> str:
    if value not in known:
        raise ArgumentError(f"{name} must be one of {', '.join(map(repr, known))}; got {value!r}")
    return str(value)
