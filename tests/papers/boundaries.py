"""The gradient of the hierarchical multiscale LSTM, by torch's autograd: Chung, Ahn & Bengio (2016), section 3.3.

A boundary is hard going forward; going back its slope is taken for one, so that the hard sigmoid before it counts.
Which of the three operations runs is a choice by two boundaries; its gradient is that of the sum over the choices,
each times its boundaries.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

Weights = Mapping[str, Tensor]
Bit = Tensor | float


class Boundary(torch.autograd.Function):
    """1 above one half, else 0; the gradient passes straight through."""

    @staticmethod
    def forward(_context: Any, soft: Tensor) -> Tensor:
        return (soft > 0.5).to(soft.dtype)

    @staticmethod
    def backward(_context: Any, gradient: Tensor) -> Tensor:
        return gradient


@dataclass(frozen=True)
class Seen:
    """What a layer sees: the layer below now, itself and the layer above at the step before; z are the boundaries."""

    below: Tensor
    z_below: Bit
    h: Tensor
    c: Tensor
    z: Bit
    above: Tensor | None


def layer(w: Weights, k: int, seen: Seen, slope: float) -> tuple[Tensor, Tensor, Bit]:
    """New output, memory and boundary of layer k for a batch."""
    z, z_below, above, a = seen.z, seen.z_below, seen.above, {}
    for gate in "ifog" if above is None else "ifogz":
        a[gate] = z_below * (seen.below @ w[f"W_{gate}{k}"].T) + seen.h @ w[f"R_{gate}{k}"].T + w[f"c_{gate}{k}"]
        if above is not None:
            a[gate] = a[gate] + z * (above @ w[f"U_{gate}{k}"].T)
    i, f, o, g = torch.sigmoid(a["i"]), torch.sigmoid(a["f"]), torch.sigmoid(a["o"]), torch.tanh(a["g"])
    flush, update, copy = z, (1 - z) * z_below, (1 - z) * (1 - z_below)
    c_new = flush * (i * g) + update * (f * seen.c + i * g) + copy * seen.c
    h_new = (flush + update) * (o * torch.tanh(c_new)) + copy * seen.h
    if above is None:
        return h_new, c_new, 0.0
    return h_new, c_new, Boundary.apply(((slope * a["z"] + 1) / 2).clamp(0, 1))


def multiscale(
    w: Weights, x: Tensor, states: tuple[Tensor, ...], layers: int, output: str, slope: float
) -> list[Tensor]:
    """Outputs of all steps and the last states, `(T, B, ...)` and `(B, ...)`."""
    hs, cs = list(states[0 : 2 * layers : 2]), list(states[1 : 2 * layers : 2])
    zs: list[Bit] = [*states[2 * layers :], 0.0]
    outputs = []
    for now in x:
        below, z_below, old = now, 1.0, list(hs)
        for k in range(layers):
            above = old[k + 1] if k < layers - 1 else None
            hs[k], cs[k], zs[k] = layer(w, k, Seen(below, z_below, old[k], cs[k], zs[k], above), slope)
            below, z_below = hs[k], zs[k]
        outputs.append(embedded(w, hs) if output == "gated" else hs[-1])
    return [torch.stack(outputs), *(part for pair in zip(hs, cs, strict=True) for part in pair), *zs[:-1]]


def embedded(w: Weights, hs: list[Tensor]) -> Tensor:
    """The output module."""
    total = torch.zeros_like(hs[0])
    for k, h in enumerate(hs):
        gate = torch.sigmoid(sum(seen @ w[f"w_{k}_{other}"].T for other, seen in enumerate(hs)))
        total = total + gate * (h @ w[f"W_e{k}"].T)
    return torch.relu(total)
