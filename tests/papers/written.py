"""What references are written in: weights by the names of the papers, two functions, and the loop over time.

Nothing here knows the equations of cellwright: it hands over numbers, and loops.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

Array = np.ndarray
Weights = Mapping[str, Array]
Step = Callable[..., tuple[Array, tuple[Array, ...]]]
# the names of the pieces of each parameter from its first row on; "W_z:1" is a piece of one row
Layout = Mapping[str, str]


def sigma(v: Array) -> Array:
    return 1 / (1 + np.exp(-v))


def affine(w: Weights, gate: str, x: Array, h: Array) -> Array:
    """The usual argument of a gate: W x + R h + b, where our layers, like torch's, have b in two parts."""
    return w[f"W_{gate}"] @ x + w[f"R_{gate}"] @ h + w[f"b_{gate}"] + w[f"c_{gate}"]


def gates(fed: str, recurrent: str | None = None, peepholes: str = "", suffix: str = "_l0") -> dict[str, str]:
    """The layout of torch.nn: the gates one below the other."""
    recurrent = fed if recurrent is None else recurrent
    pieces = {
        "weight_ih": [f"W_{gate}" for gate in fed],
        "bias_ih": [f"b_{gate}" for gate in fed],
        "weight_hh": [f"R_{gate}" for gate in recurrent],
        "bias_hh": [f"c_{gate}" for gate in recurrent],
        "weight_diag": [f"p_{gate}" for gate in peepholes],
    }
    return {name + suffix: " ".join(some) for name, some in pieces.items() if some}


def named(layout: Layout, parameters: Weights, hidden: int) -> dict[str, Array]:
    """The pieces of all parameters by their names in the paper; every row of every parameter must have a name."""
    assert set(layout) == set(parameters), f"{sorted(layout)} are not {sorted(parameters)}"
    pieces = {}
    for parameter, names in layout.items():
        start, matrix = 0, parameters[parameter]
        for piece in names.split():
            name, _, rows = piece.partition(":")
            stop = start + int(rows or hidden)
            pieces[name], start = matrix[start:stop], stop
        assert start == len(matrix), f"{parameter} has {len(matrix)} rows, and the layout names {start}"
    return pieces


def sequence(step: Step, w: Weights, x: Array, states: tuple[Array, ...]) -> list[Array]:
    """The outputs of all sequences, `(T, B, H)`, and their last states: one vector after another."""
    steps, batch = x.shape[:2]
    outputs, finals = [], []
    for b in range(batch):
        now: tuple[Any, ...] = tuple(state[b] for state in states)
        own = []
        for t in range(steps):
            y, now = step(w, x[t, b], *now)
            own.append(y)
        outputs.append(own)
        finals.append(now)
    return [np.swapaxes(np.array(outputs), 0, 1), *(np.array(parts) for parts in zip(*finals, strict=True))]
