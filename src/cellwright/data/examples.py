"""What a task learns from: examples that can be counted and batched, whatever they are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
import torch

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Batch:
    """Some examples, ready for a module.

    Attributes:
        inputs: what the module is called with.
        targets: what its output is scored against; empty where nothing is known yet.
    """

    inputs: tuple[torch.Tensor, ...]
    targets: tuple[torch.Tensor, ...] = ()

    def to(self, device: torch.device, dtype: torch.dtype) -> Batch:
        """The same batch on another device, its real numbers as `dtype`."""

        def moved(part: torch.Tensor) -> torch.Tensor:
            return part.to(device, dtype if part.is_floating_point() else part.dtype)

        return Batch(tuple(moved(part) for part in self.inputs), tuple(moved(part) for part in self.targets))


class Examples(Protocol):
    """Examples in a fixed order."""

    def __len__(self) -> int:
        """How many there are."""
        ...

    def batch(self, rows: Rows) -> Batch:
        """The examples of these rows."""
        ...
