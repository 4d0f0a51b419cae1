"""The clockwork RNN: modules of units that tick at periods of their own."""

from __future__ import annotations

from collections.abc import Sequence

from cellwright.equation import Vector, affine, blocks, cell, modulo, step, tanh
from cellwright.equation.node import HIDDEN, ONE
from cellwright.errors import EquationError


@cell(states=lambda periods: {"h": HIDDEN, "t": ONE})
def clockwork_rnn(x: Vector, h: Vector, t: Vector, *, periods: Sequence[int] = (1, 2, 4, 8)) -> tuple[Vector, Vector]:
    """Clockwork RNN (Koutník et al. 2014): at step t only the modules move whose period divides t.

    The hidden units are cut into as many modules as there are periods, from the shortest to the longest; a module is
    fed by itself and by the slower ones.
    """
    if not periods or list(periods) != sorted(set(periods)) or periods[0] < 1:
        raise EquationError(f"periods are rising whole numbers from 1 on, such as (1, 2, 4, 8); got {periods!r}")
    new = tanh(affine("h", x, h, pattern=f"upper {len(periods)}"))
    waits = step(modulo(t, blocks(periods, h)))
    return waits * h + (1 - waits) * new, t + 1
