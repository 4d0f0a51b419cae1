"""How the outputs of two directions become one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce

import torch

MERGES: Mapping[str, Callable[[Sequence[torch.Tensor]], torch.Tensor]] = {
    "concat": lambda outputs: torch.cat(tuple(outputs), -1),
    "sum": lambda outputs: reduce(torch.add, outputs),
    "mean": lambda outputs: reduce(torch.add, outputs) / len(outputs),
    "mul": lambda outputs: reduce(torch.mul, outputs),
}
