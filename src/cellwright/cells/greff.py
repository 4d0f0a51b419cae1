"""The nine variants of the search space odyssey: one LSTM, with one thing changed at a time."""

from __future__ import annotations

from collections.abc import Mapping

from cellwright.equation import Vector, affine, cell, diag, sigmoid, tanh
from cellwright.equation.node import HIDDEN
from cellwright.errors import EquationError

VARIANTS = ("V", "NIG", "NFG", "NOG", "NIAF", "NOAF", "CIFG", "NP", "FGR")


def _states(variant: str) -> Mapping[str, str]:
    return dict.fromkeys("hcifo" if variant == "FGR" else "hc", HIDDEN)


@cell(states=_states)
def greff_lstm(x: Vector, h: Vector, c: Vector, *gates: Vector, variant: str = "V") -> tuple[Vector, ...]:
    """The LSTM of Greff et al. 2015 with peepholes (variant V), or one of its eight variants.

    NIG, NFG, NOG lack the input, forget or output gate; NIAF, NOAF the tanh of the candidate or of the output; CIFG
    couples f = 1 - i; NP has no peepholes; in FGR the gates see all gates of the step before.
    """
    if variant not in VARIANTS:
        raise EquationError(f"greff_lstm has the variants {', '.join(VARIANTS)}; got {variant!r}")

    def gate(name: str, memory: Vector) -> Vector:
        a = affine(name, x, h)
        for source, old in zip("ifo", gates, strict=False):
            a = a + affine(f"{name}{source}", h=old, bias=False)
        return sigmoid(a if variant == "NP" else a + diag(name, memory))

    i = None if variant == "NIG" else gate("i", c)
    f = None if variant in {"NFG", "CIFG"} else gate("f", c)
    a = affine("g", x, h)
    g = a if variant == "NIAF" else tanh(a)
    kept = (1 - i) * c if variant == "CIFG" and i is not None else c if f is None else f * c
    c = kept + (g if i is None else i * g)
    o = None if variant == "NOG" else gate("o", c)
    squashed = c if variant == "NOAF" else tanh(c)
    h = squashed if o is None else o * squashed
    return (h, c, i, f, o) if variant == "FGR" and i is not None and f is not None and o is not None else (h, c)
