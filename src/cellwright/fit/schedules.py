"""How the learning rate goes through a run."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

# its share of the option at each share of the run, 0 to 1; the cosine is warmed up over the first twentieth
SCHEDULES: Mapping[str, Callable[[float], float]] = {
    "constant": lambda done: 1.0,
    "cosine": lambda done: min(1.0, 20 * (done + 0.005)) * 0.5 * (1 + math.cos(math.pi * done)),
}
