"""Grid LSTM: memory cells along time and along depth."""

from __future__ import annotations

from collections.abc import Mapping

from cellwright.equation import Vector, affine, cell, named, sigmoid, tanh
from cellwright.equation.node import HIDDEN


def _states(layers: int, **_others: object) -> Mapping[str, str]:
    return {f"{kind}{layer + 1}": HIDDEN for layer in range(layers) for kind in "hc"}


def _lstm(dimension: str, time: Vector, depth: Vector, memory: Vector, layer: int, place: int) -> list[Vector]:
    """One dimension's own LSTM on H = [time; depth]: its hidden vector and its memory."""

    def gate(name: str) -> Vector:
        along = affine(f"{name}_{dimension}", h=time, layer=place)
        a = along + affine(f"{name}_{dimension}", h=depth, layer=place, part="depth", bias=False)
        return named(f"{name}{layer + 1}_{dimension}", tanh(a) if name == "g" else sigmoid(a))

    i, f, g, o = gate("i"), gate("f"), gate("g"), gate("o")
    memory = named(f"c{layer + 1}_{dimension}", f * memory + i * g)
    return [named(f"h{layer + 1}_{dimension}", o * tanh(memory)), memory]


@cell(states=_states)
def grid_lstm(x: Vector, *states: Vector, layers: int = 2, tied: bool = False) -> tuple[Vector, ...]:
    """Grid LSTM over time and depth (Kalchbrenner et al. 2015); `tied` shares the weights of all layers.

    The input enters along depth, as a hidden vector and a memory; the output leaves along depth at the top.
    """
    depth, memory = named("h0", affine("h", x)), named("c0", affine("c", x))
    new: list[Vector] = []
    for layer in range(layers):
        h, c = states[2 * layer], states[2 * layer + 1]
        place = 0 if tied else layer
        new += _lstm("time", h, depth, c, layer, place)
        depth, memory = _lstm("depth", h, depth, memory, layer, place)
    return (depth, *new)
