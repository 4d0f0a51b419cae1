"""A layer with random weights beside its reference, and how far two lists of arrays are apart."""

from __future__ import annotations

import numpy as np
import torch
from rows import Row
from torch import Tensor
from written import Array, named, sequence

import cellwright as cw


class Drawn:
    """Random weights, input and first states of one layer, and its reference on the same numbers."""

    def __init__(self, row: Row, size: tuple[int, int, int, int], seed: int = 0) -> None:
        inputs, self.hidden, batch, steps = size
        self.row = row
        rng = np.random.default_rng(seed)
        self.layer = cw.Recurrent(row.cell, inputs, self.hidden, backend="cpu", dtype=torch.float64)
        self.parameters = {name: rng.normal(size=tuple(p.shape)) * 0.6 for name, p in self.layer.named_parameters()}
        self.layer.load_state_dict({n: torch.tensor(p) for n, p in self.parameters.items()}, strict=False)
        self.x = rng.normal(size=(steps, batch, inputs))
        self.states = row.initial(rng, batch, self.hidden)

    def expected(self) -> list[Array]:
        """The output and the last states, by the reference."""
        weights = named(self.row.layout, self.parameters, self.hidden)
        return sequence(self.row.step, weights, self.x, self.states)

    def found(self) -> list[Array]:
        """The same by the layer."""
        with torch.no_grad():
            return [part.numpy() for part in self.followed()[0]]

    def followed(self) -> tuple[list[Tensor], dict[str, Tensor]]:
        """Output and last states of the layer with their graph, and all that they depend on."""
        x = torch.tensor(self.x, requires_grad=True)
        states = [torch.tensor(state[None], requires_grad=True) for state in self.states]
        y, last = self.layer(x, tuple(states) if len(states) > 1 else states[0])
        parts = last if isinstance(last, tuple) else (last,)
        leaves = {
            "x": x,
            **{f"state {n}": state for n, state in enumerate(states)},
            **dict(self.layer.named_parameters()),
        }
        return [y, *(part[0] for part in parts)], leaves


def difference(found: list[Array], expected: list[Array]) -> float:
    """The largest difference, as a share of the largest number where that is above one."""
    assert [a.shape for a in found] == [a.shape for a in expected]
    pairs = zip(found, expected, strict=True)
    return max(float(np.abs(a - b).max() / max(1.0, float(np.abs(b).max()))) for a, b in pairs)
