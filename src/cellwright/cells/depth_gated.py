"""The depth-gated LSTM: memories of neighbouring layers are joined by a gate."""

from __future__ import annotations

from collections.abc import Mapping

from cellwright.equation import Vector, affine, cell, diag, named, sigmoid, tanh
from cellwright.equation.node import HIDDEN


def _states(layers: int) -> Mapping[str, str]:
    return {f"{kind}{layer + 1}": HIDDEN for layer in range(layers) for kind in "hc"}


@cell(states=_states)
def depth_gated_lstm(x: Vector, *states: Vector, layers: int = 2) -> tuple[Vector, ...]:
    """LSTM layers whose memories flow upward through a depth gate (Yao et al. 2015); the first layer has none below."""
    new: list[Vector] = []
    for layer in range(layers):
        h, c = states[2 * layer], states[2 * layer + 1]
        below = x if layer == 0 else new[-2]

        def gate(name: str, below: Vector = below, h: Vector = h, layer: int = layer) -> Vector:
            squash = tanh if name == "g" else sigmoid
            return named(f"{name}{layer + 1}", squash(affine(name, below, h, layer=layer)))

        i, f, g, o = gate("i"), gate("f"), gate("g"), gate("o")
        memory = f * c + i * g
        if layer:
            lower = new[-1]
            seen = affine("d", below, layer=layer) + diag("d", c, layer=layer)
            d = named(f"d{layer + 1}", sigmoid(seen + diag("d_below", lower, layer=layer)))
            memory = d * lower + memory
        new += [o * tanh(memory), memory]
    return (new[-2], *new)
