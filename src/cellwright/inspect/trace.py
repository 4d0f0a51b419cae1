"""What a recurrent network does inside: every named value of its equations at every step, as arrays and pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch

from cellwright.equation import Cell
from cellwright.equation.transform import expected
from cellwright.errors import ArgumentError
from cellwright.inspect import trace_report
from cellwright.inspect.calls import recurrent_calls
from cellwright.inspect.reach import Reach, reach_of
from cellwright.inspect.report import write_report
from cellwright.inspect.trace_report import CLOSED, OPEN
from cellwright.nn.trace import Key, named_values, traced

Array = npt.NDArray[np.floating]


@dataclass(frozen=True, eq=False)
class TracedLayer:
    """One layer of a trace.

    Attributes:
        module: the recurrent layers that it is one of, by their name in the network; nothing for the network itself.
        cell: its equations.
        lengths: the steps of each sequence.
    """

    module: str
    cell: Cell
    lengths: npt.NDArray[np.int64]

    @property
    def gates(self) -> tuple[str, ...]:
        """The values that the equations make by a sigmoid: they let something through, or do not."""
        return tuple(name for name, node in named_values(self.cell).items() if node.op == "sigmoid")


@dataclass(frozen=True, eq=False)
class Trace(Mapping[Key, Array]):
    """Every named value of recurrent layers at every step: a mapping (name, layer, direction) -> array.

    An array is (batch, steps, size), NaN behind the end of a sequence. Names are those of the equations: for an LSTM
    "x", "i", "f", "g", "o", "c", "h"; a state is meant as the step leaves it behind. Layers are counted from 0, through
    all recurrent layers of a network in the order in which it calls them; a direction is "forward" or "reverse". The
    end of a key may be left out where one value is meant all the same: `trace["f"]`, `trace["f", 1]`.

    Attributes:
        arrays: the arrays, by their whole keys.
        layers: which layer is which.
        reach: how far back a gradient survives in the first recurrent layers; None if they are quantised.

    Example:
        >>> import torch, cellwright as cw
        >>> trace = cw.trace(cw.LSTM(3, 5, batch_first=True), torch.randn(2, 7, 3), lengths=[7, 4])
        >>> trace["f"].shape, trace.layers[0].gates
        ((2, 7, 5), ('i', 'f', 'o'))
        >>> trace.saturation().columns.tolist()
        ['gate', 'layer', 'direction', 'mean', 'below 0.1', 'above 0.9']
    """

    arrays: Mapping[Key, Array]
    layers: tuple[TracedLayer, ...]
    reach: Reach | None

    def __getitem__(self, key: str | tuple[Any, ...]) -> Array:
        wanted = key if isinstance(key, tuple) else (key,)
        found = [each for each in self.arrays if each[: len(wanted)] == wanted]
        if len(found) > 1:
            raise ArgumentError(f"{len(found)} values are meant by {key!r}: {', '.join(map(str, found))}; name one")
        if not found:
            raise KeyError(f"{key!r} is not one of {', '.join(dict.fromkeys(name for name, _, _ in self.arrays))}")
        return self.arrays[found[0]]

    def __iter__(self) -> Iterator[Key]:
        return iter(self.arrays)

    def __len__(self) -> int:
        return len(self.arrays)

    def saturation(self) -> pd.DataFrame:
        """For each gate its mean, and the share of its values, over units and steps, below 0.1 and above 0.9."""
        rows = []
        for number, layer in enumerate(self.layers):
            for name, place, direction in self.arrays:
                if place == number and name in layer.gates:
                    values = self.arrays[name, place, direction]
                    inside = values[~np.isnan(values)]
                    means = (inside, inside < CLOSED, inside > OPEN)
                    shares = [float(each.mean()) if inside.size else np.nan for each in means]
                    rows.append([name, place, direction, *shares])
        head = ["gate", "layer", "direction", "mean", f"below {CLOSED}", f"above {OPEN}"]
        frame: pd.DataFrame = pd.DataFrame(rows, columns=head)
        return frame

    def to_frame(self) -> pd.DataFrame:
        """A pandas frame: a row for each unit of each layer at each step of each sequence, a column for each name."""
        parts = []
        for number, layer in enumerate(self.layers):
            for direction in dict.fromkeys(key[2] for key in self.arrays if key[1] == number):
                named = {n: v for (n, place, way), v in self.arrays.items() if (place, way) == (number, direction)}
                parts.append(_rows(named, layer.lengths, number, direction))
        frame: pd.DataFrame = pd.concat(parts, ignore_index=True)
        return frame

    def plot(self, sequence: int = 0) -> Mapping[Key, str]:
        """Each value of a sequence over time, by its key: SVG texts for a page, heat maps of units by steps.

        Raises:
            ArgumentError: there is no such sequence.
        """
        return trace_report.pictures(self, self.checked(sequence))

    def save(self, path: str | Path, sequence: int = 0) -> Path:
        """Write a page with the pictures of one sequence, and the saturation of the gates over all of them.

        Raises:
            ArgumentError: there is no such sequence.
            DataError: it cannot be written; what was there before is unchanged.
        """
        return write_report(trace_report.report(self, self.checked(sequence)), path)

    def checked(self, sequence: int) -> int:
        """The number of a sequence, counted from 0, if there is such a one."""
        count = len(self.layers[0].lengths)
        if not 0 <= sequence < count:
            raise ArgumentError(f"there is no sequence {sequence}; the trace has {count}, counted from 0")
        return sequence

    def __repr__(self) -> str:
        count, steps = len(self.layers[0].lengths), int(self.layers[0].lengths.max(initial=0))
        parts = []
        for number, layer in enumerate(self.layers):
            names = dict.fromkeys(name for name, place, _ in self.arrays if place == number)
            parts.append(f"layer {number} ({layer.cell.name}): {' '.join(names)}")
        return f"<Trace of {count} sequences of up to {steps} steps; {'; '.join(parts)}>"


def trace(module: torch.nn.Module, *inputs: Any, **keywords: Any) -> Trace:
    """Call a network, and keep every named value of the equations of its recurrent layers at every step.

    The arguments behind the network are what it is called with, so that a single layer is traced with its lengths:
    `cw.trace(layer, x, lengths=[7, 4])`. Nothing is dropped: the network runs as in evaluation. Of a layer that is
    called several times, the first call is traced. Compiled layers are traced by compiled kernels.

    Args:
        module: a layer, or a network with recurrent layers of cellwright in it.
        inputs: what it is called with.
        keywords: what it is called with by name.

    Raises:
        ArgumentError: the module calls no recurrent layer of cellwright.

    Example:
        >>> import torch, cellwright as cw
        >>> network = torch.nn.Sequential(torch.nn.Linear(2, 3), cw.GRU(3, 5, num_layers=2, bidirectional=True))
        >>> trace = cw.trace(network, torch.randn(7, 1, 2))
        >>> trace["z", 1, "reverse"].shape
        (1, 7, 5)
    """
    training = module.training
    module.eval()
    try:
        values: dict[Key, Array] = {}
        layers: list[TracedLayer] = []
        calls = recurrent_calls(module, inputs, keywords)
        for call in calls:
            found = traced(call.layer, call.x, call.state, **call.keywords)
            for (name, layer, direction), part in found.items():
                values[name, len(layers) + layer, direction] = part.cpu().numpy()
            one = TracedLayer(call.name, expected(call.layer.cell), call.lengths.numpy())
            layers += [one] * len({layer for _, layer, _ in found})
        return Trace(values, tuple(layers), reach_of(calls[0]))
    finally:
        module.train(training)


def _rows(named: Mapping[str, Array], lengths: npt.NDArray[np.int64], layer: int, direction: str) -> pd.DataFrame:
    batch, steps = next(iter(named.values())).shape[:2]
    units = max(values.shape[2] for values in named.values())
    sequence, step, unit = (index.ravel() for index in np.indices((batch, steps, units)))
    kept = step < lengths[sequence]
    columns: dict[str, Any] = {
        "sequence": sequence[kept], "step": step[kept], "layer": layer, "direction": direction, "unit": unit[kept],
    }  # fmt: skip
    for name, values in named.items():
        wide = np.full((batch, steps, units), np.nan)
        wide[..., : values.shape[2]] = values
        columns[name] = wide.ravel()[kept]
    frame: pd.DataFrame = pd.DataFrame(columns)
    return frame
