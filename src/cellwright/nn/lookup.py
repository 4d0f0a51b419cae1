"""Vectors that are looked up, few at a time."""

from __future__ import annotations

from collections.abc import Callable

import torch


class Lookup(torch.nn.Embedding):
    """Vectors that nothing but a look-up reads.

    So training may leave those as they are that a batch does not have, until they are needed: `cellwright.fit` does.

    Attributes:
        before: what is called with the weight and the numbers before a look-up; None is nothing.

    Example:
        >>> Lookup(5, 3)(torch.tensor([[4, 4]])).shape
        torch.Size([1, 2, 3])
    """

    before: Callable[[torch.Tensor, torch.Tensor], None] | None = None

    def forward(self, numbers: torch.Tensor) -> torch.Tensor:
        """The vectors (..., size) of these numbers."""
        if self.before is not None:
            self.before(self.weight, numbers)
        return super().forward(numbers)
