"""Recurrent layers over any cell."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch.nn.utils.rnn import PackedSequence

from cellwright.cells import resolve_cell
from cellwright.equation import Cell
from cellwright.equation.cell import rows_of
from cellwright.equation.node import widths
from cellwright.equation.transform import expected
from cellwright.nn.arguments import in_range, one_of, positive, probability
from cellwright.nn.batch import Batch, batch_of, to_packed
from cellwright.nn.batch_norm import Folds, Noticed, register, running
from cellwright.nn.direct import directly
from cellwright.nn.direction import run_direction
from cellwright.nn.inputs import check_input, first_states, in_own_type, layout
from cellwright.nn.masks import draw_masks
from cellwright.nn.merging import MERGES
from cellwright.nn.narrow import check_mode
from cellwright.nn.parameters import (
    Direction,
    directions_of,
    effective_cell,
    initialise,
    modified_cell,
    open_forget_gates,
    with_layers,
    with_shapes,
    zoneout_rates,
)
from cellwright.nn.pieces import checked_resets
from cellwright.nn.plan import LayerPlan, layer_plan
from cellwright.nn.stream import stream_of
from cellwright.plan.weights import FULL, WeightFormat
from cellwright.run.packed import PackedCache
from cellwright.run.stream import Stream

State = torch.Tensor | tuple[torch.Tensor, ...]
BACKENDS = ("auto", "cpu", "eager")


class Recurrent(torch.nn.Module):
    """A stack of recurrent layers over any cell, with torch.nn.LSTM's constructor, parameters and conventions.

    Under torch.autocast a layer keeps the number type of its parameters: inputs and states of another floating type
    are cast to it, and its output has it. Asked for bfloat16, it rounds matrix products where that is faster.

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
        zoneout: the probability that a unit keeps its old value in training (Krueger et al. 2016); one number, or one
            for each state by its name, such as {"h": 0.05, "c": 0.5}.
        recurrent_dropout: the probability that a unit of the state is dropped from the matrices, at all steps of a
            sequence alike, in training (Gal & Ghahramani 2016).
        norm: "layer" for layer normalisation (Ba et al. 2016) of W x, R h and of the memory before the output's tanh;
            "batch" for recurrent batch normalisation of the same (Cooijmans et al. 2016), over the rows that have a
            step in training, by running statistics in evaluation. It adds a state t, which counts the steps.
        max_steps: so many steps have batch statistics of their own; later ones share the last.
        momentum: the share of a new batch in the running statistics; the first batches are averaged.
        forget_bias: added to the bias of the forget gates when parameters are drawn (Jozefowicz et al. 2015).
        backend: "cpu" (compiled), "eager" (plain torch operations), or "auto": compiled where that is possible, on a
            GPU torch's own operator where it has one. `layer.plan` says which one runs, and why.
        memory: "keep" what the backward pass needs, or "recompute" most of it there: half the memory for up to a
            quarter more time, the same bits. The eager backend and torch.compile keep everything.
        device: where the parameters are made.
        dtype: of the parameters; float32 and float64 are compiled.

    Raises:
        ArgumentError: an argument has a wrong value.
        EquationError: the cell cannot be projected.
        MissingExtraError: the cell has quantum circuits, and PennyLane is not installed.

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
        zoneout: float | Mapping[str, float] = 0.0,
        recurrent_dropout: float = 0.0,
        norm: str | None = None,
        max_steps: int = 100,
        momentum: float = 0.1,
        forget_bias: float = 0.0,
        backend: str = "auto",
        memory: str = "keep",
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        self.input_size = positive("input_size", input_size)
        self.hidden_size = positive("hidden_size", hidden_size)
        self.num_layers = positive("num_layers", num_layers)
        self.bias, self.batch_first = bool(bias), bool(batch_first)
        self.dropout = probability("dropout", dropout)
        self.bidirectional, self.residual = bool(bidirectional), bool(residual)
        self.proj_size = in_range("proj_size", proj_size, 0, hidden_size - 1)
        self.merge = one_of("merge", merge, MERGES)
        self.recurrent_dropout = probability("recurrent_dropout", recurrent_dropout)
        self.norm, self.forget_bias = norm, float(forget_bias)
        self.max_steps, self.momentum = positive("max_steps", max_steps), probability("momentum", momentum)
        self.backend = one_of("backend", backend, BACKENDS)
        self.memory = one_of("memory", memory, ("keep", "recompute"))
        # cw.quantize changes this
        self.matrices: WeightFormat = FULL
        self._packed, self._folds = PackedCache(), Folds()
        between = {"dropout": self.dropout, "residual": self.residual}
        whole = with_layers(resolve_cell(cell), self.num_layers, between)
        self.zoneout = zoneout_rates(whole, zoneout)
        modified = modified_cell(whole, self.zoneout, self.recurrent_dropout, self.norm, self.max_steps)
        self.cell = effective_cell(modified, self.bias, self.proj_size, self.hidden_size).ready()
        self.num_layers = max(self.num_layers, self.cell.layers)
        self._quiet_cell = expected(self.cell).ready()
        self._directions = self._make_directions()
        for direction in self._directions:
            for stack, name in direction.parameters.items():
                values = torch.empty(direction.shapes[stack], device=device, dtype=dtype)
                if self.cell.stacks[stack][0].is_setting:
                    self.register_buffer(name, values)
                else:
                    self.register_parameter(name, torch.nn.Parameter(values))
            register(self, direction)
        self.reset_parameters()

    def _make_directions(self) -> tuple[Direction, ...]:
        sizes = {"hidden": self.hidden_size, **({"proj": self.proj_size} if self.proj_size else {})}
        output = widths(sizes)[self.cell.outputs[0][1].size]
        wide = output * 2 if self.bidirectional and self.merge == "concat" else output
        levels = 1 if self.cell.layers > 1 else self.num_layers
        features = [self.input_size, *[wide] * (levels - 1)]
        return directions_of(self.cell, features, sizes, ("", "_reverse") if self.bidirectional else ("",))

    @property
    def plan(self) -> LayerPlan:
        """What runs when the layer is called: the backend and why, then the phases, tiles and costs of each kernel.

        Example:
            >>> import cellwright as cw
            >>> print(cw.LSTM(3, 5, backend="eager").plan)
            LSTM(lstm, 3, 5, backend='eager'): backend 'eager', because it was asked for
        """
        name = f"{type(self).__name__}({self.extra_repr()})"
        sizes = [direction.sizes for direction in self._directions]
        return layer_plan(name, self.cell, sizes, self._weight(), self.backend, self.matrices)

    def reset_parameters(self) -> None:
        """Draw every parameter from U(-1/√hidden_size, 1/√hidden_size), as torch.nn.LSTM does.

        Those for which the equations name a first value get that value.
        """
        bound = 1.0 / math.sqrt(self.hidden_size)
        for parameter in self.parameters():
            torch.nn.init.uniform_(parameter, -bound, bound)
        with torch.no_grad():
            for direction in self._directions:
                for weight in self.cell.weights:
                    rows = rows_of(self.cell, weight, dict(direction.sizes))
                    initialise(self._parameter(direction.parameters[weight.stack])[rows], weight)
                if self.cell.batch_norms:
                    running(self, direction).reset()
                if self.forget_bias:
                    open_forget_gates(self.cell, direction, self._parameter, self.forget_bias)

    def flatten_parameters(self) -> None:
        """Nothing to do here; torch.nn.LSTM has this method for cuDNN, and models call it."""

    @property
    def all_weights(self) -> list[list[torch.nn.Parameter]]:
        """The parameters of each layer and direction, as torch.nn.LSTM lists them."""
        names = [direction.parameters.values() for direction in self._directions]
        return [[getattr(self, name) for name in some if name not in self._buffers] for some in names]

    def forward(
        self,
        x: torch.Tensor | PackedSequence | None = None,
        state: State | None = None,
        *,
        lengths: torch.Tensor | Sequence[int] | None = None,
        resets: torch.Tensor | PackedSequence | None = None,
        input: torch.Tensor | PackedSequence | None = None,
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
            resets: booleans in the form of the input without its features (for a PackedSequence, packed as it is):
                where one is true, a sequence starts afresh from zero states, and that step is its first. Outputs,
                last states and gradients are those of the pieces, run one by one. The reverse direction does not
                look across a reset either: it begins the piece before from zero.
            input: torch.nn's name for `x`.
            hx: torch.nn's name for `state`.

        Returns:
            The output in the form of the input, and the last states in the form of `state`.

        Raises:
            ArgumentError: a shape, type or length is wrong.

        Example:
            >>> import torch, cellwright as cw
            >>> layer, x, episode_begins = cw.LSTM(3, 5), torch.randn(7, 1, 3), torch.zeros(7, 1, dtype=torch.bool)
            >>> episode_begins[4] = True
            >>> torch.equal(layer(x, resets=episode_begins)[0][4:], layer(x[4:])[0])
            True
        """
        check_mode(self.matrices, training=self.training)
        given: Any = input if x is None else x
        state = state if state is not None else hx
        found = self._directly(given, state) if lengths is None and resets is None else None
        if found is not None:
            return found
        batch, initial, single = self._given(given, state, lengths, resets)
        rows, last = self._layers(batch, initial)
        rows = batch.given_order(rows)
        finals = tuple([part.squeeze(1) for part in last]) if single else tuple(last)
        if isinstance(given, PackedSequence):
            return to_packed(rows, given), _released(finals)
        if single:
            return rows.flatten(0, -2), _released(finals)
        steps = given.shape[1 if self.batch_first else 0]
        output = rows if rows.ndim == 3 else rows.view(steps, batch.sequences, rows.shape[-1])
        return (output.transpose(0, 1) if self.batch_first else output), _released(finals)

    def stream(self, batch: int | None = None, dtype: npt.DTypeLike | None = None) -> Stream:
        """A session that takes one step at a time, from and to NumPy arrays, at the speed of the compiled step.

        It has a snapshot of the weights of this moment: after training, `stream.refresh()` takes them anew. Dropout
        between layers is off, as in evaluation. A sequence in steps gives what it gives as a whole.

        Args:
            batch: how many sequences a step advances, each a row; a step takes and gives plain vectors if None.
            dtype: "float32" or "float64"; that of the parameters if None.

        Raises:
            ArgumentError: the layer is bidirectional, or the batch or the number type is wrong.

        Example:
            >>> import numpy as np, cellwright as cw
            >>> stream = cw.GRU(3, 5).stream()
            >>> stream.step(np.ones(3, np.float32)).shape
            (5,)
        """
        return stream_of(
            self._quiet_cell,
            [direction.sizes for direction in self._directions],
            lambda: [self._stacks(direction, self._quiet_cell) for direction in self._directions],
            batch,
            dtype,
            bidirectional=self.bidirectional,
            residual=self.residual,
            matrices=self.matrices,
        )

    def _directly(self, x: Any, state: Any) -> tuple[torch.Tensor, State] | None:
        """A plain call of one layer in one direction, by the short way; None if it has to go the general one."""
        if len(self._directions) > 1 or self.backend == "eager":
            return None
        cell, own = self.cell if self.training else self._quiet_cell, self._directions[0]
        recompute, again, stacks = self.memory == "recompute", self.backend == "auto", self._stacks(own, cell)
        form = self._packed, self.batch_first, self.matrices
        found = directly(cell, own, x, state, stacks, *form, recompute=recompute, again=again)
        return None if found is None else (found[0], _released(found[1]))

    def _given(self, x: Any, state: Any, lengths: Any, resets: Any) -> tuple[Batch, list[torch.Tensor] | None, bool]:
        """What the layer is called with, checked: the batch, its first states, and whether it is one sequence."""
        packed = isinstance(x, PackedSequence)
        data = x.data if packed else x
        check_input(data, self.input_size, self.batch_first, packed=packed, lengths=lengths)
        single = not packed and data.ndim == 2
        if resets is not None:
            checked_resets(resets, x, layout(self.batch_first, features=False, single=single))
        own = self._weight()
        batch = batch_of(in_own_type(x, "input", own), lengths, resets, self.batch_first)
        if state is None:
            return batch, None, single
        columns = widths(dict(self._directions[0].sizes))
        shape = len(self._directions), batch.sequences
        return batch, first_states(self.cell, state, shape, columns, own, single=single), single

    def _layers(
        self, batch: Batch, initial: Sequence[torch.Tensor] | None, run: Callable[..., Any] = run_direction
    ) -> tuple[torch.Tensor, list[torch.Tensor]]:
        """Run all layers, each direction by `run`; the last states are (num_layers * directions, sequences, size)."""
        cell = self.cell if self.training else self._quiet_cell
        rows = batch.rows
        outputs: list[torch.Tensor] = []
        last: list[Sequence[torch.Tensor]] = []
        for direction in self._directions:
            place, reverse = direction.place, direction.reverse
            notice = Noticed(self.max_steps) if cell.batch_norms else None
            output, finals = run(
                cell,
                rows,
                None if initial is None else [batch.first(part[place], reverse=reverse) for part in initial],
                self._stacks(direction, cell),
                batch.counts,
                sequences=batch.pieces,
                sizes=direction.sizes,
                reverse=reverse,
                backend=self.backend,
                cache=self._packed,
                place=place,
                shape=batch.shape,
                noises=draw_masks(cell, batch, widths(dict(direction.sizes))) if cell.noises else (),
                matrices=self.matrices,
                recompute=self.memory == "recompute",
                notice=notice,
            )
            if notice:
                notice.update(running(self, direction), cell, dict(direction.sizes), self.momentum)
            outputs.append(output)
            last.append([batch.last(part, reverse=reverse) for part in finals])
            if len(outputs) == 1 + self.bidirectional:
                rows = self._between(rows, outputs, direction.layer)
                outputs = []
        if len(last) == 1:
            return rows, list(last[0])
        return rows, [torch.cat(parts) for parts in zip(*last, strict=True)]

    def _between(self, rows: torch.Tensor, outputs: Sequence[torch.Tensor], layer: int) -> torch.Tensor:
        """What a layer hands to the next one."""
        merged = outputs[0] if len(outputs) == 1 else MERGES[self.merge](outputs)
        if self.residual and layer > 0:
            merged = merged + rows
        if self.dropout and self.training and layer < self.num_layers - 1:
            merged = F.dropout(merged, self.dropout, training=True)
        return merged

    def _weight(self) -> torch.Tensor:
        """Any one of the parameters: they share a device and a number type."""
        name = next(iter(self._directions[0].parameters.values()))
        return self._parameter(name)

    def _parameter(self, name: str) -> torch.Tensor:
        # a parametrised parameter is no longer in the dictionary, but still an attribute
        own = self._parameters.get(name)
        value: torch.Tensor = getattr(self, name) if own is None else own
        return value

    def _stacks(self, direction: Direction, cell: Cell) -> dict[str, torch.Tensor]:
        names = direction.parameters.items()
        own = with_shapes(direction, {s: self._parameter(name) for s, name in names if s in cell.stacks})
        folds = cell is self._quiet_cell and self.cell.batch_norms
        return {**own, **self._folds.of(direction.place, running(self, direction))} if folds else own

    def extra_repr(self) -> str:
        """The constructor's arguments that differ from their defaults."""
        defaults = {
            "num_layers": 1, "bias": True, "batch_first": False, "dropout": 0.0, "bidirectional": False,
            "proj_size": 0, "merge": "concat", "residual": False, "zoneout": {}, "recurrent_dropout": 0.0, "norm": None,
            "max_steps": 100, "momentum": 0.1, "forget_bias": 0.0, "backend": "auto", "memory": "keep",
        }  # fmt: skip
        changed = (f"{n}={getattr(self, n)!r}" for n, v in defaults.items() if getattr(self, n) != v)
        narrow = [f"{self.matrices.name} weights"] if self.matrices.narrow else []
        return ", ".join([f"{self.cell.name}, {self.input_size}, {self.hidden_size}", *changed, *narrow])


def _released(finals: tuple[torch.Tensor, ...]) -> State:
    return finals[0] if len(finals) == 1 else finals
