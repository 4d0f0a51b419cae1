"""Where each weight lies in the packed block that a kernel streams through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cellwright.equation.node import Weight
from cellwright.plan.plan import Operand, Vectors


class Packer:
    """Hands out places in the packed block; every place begins at a whole register."""

    def __init__(self, sizes: Mapping[str, int], lanes: int) -> None:
        self.sizes = sizes
        self.lanes = lanes
        self.size = 0
        self.weights: set[Weight] = set()
        self._vectors: dict[tuple[Weight, ...], Vectors] = {}

    def padded(self, columns: int) -> int:
        """`columns` rounded up to whole registers."""
        return -(-columns // self.lanes) * self.lanes

    def panel(self, operand: Operand, columns: int) -> int:
        """The place of the panel that an operand meets."""
        self.weights.update(weight for piece in operand.pieces for weight in piece)
        return self._take(self.padded(columns) * operand.depth * len(operand.accumulators))

    def vector(self, weights: tuple[Weight, ...]) -> Vectors:
        """The place of a sum of weight vectors."""
        if weights not in self._vectors:
            self.weights.update(weights)
            self._vectors[weights] = Vectors(weights, self._take(self.padded(self.sizes[weights[0].rows])))
        return self._vectors[weights]

    def shape(self, weights: tuple[Weight, ...]) -> tuple[int, int]:
        """Rows and columns of a stacked parameter."""
        columns = weights[0].columns
        return sum(self.sizes[weight.rows] for weight in weights), self.sizes[columns] if columns else 1

    def _take(self, numbers: int) -> int:
        start = self.size
        self.size += numbers
        return start


def first_rows(weights: Sequence[Weight], sizes: Mapping[str, int]) -> list[tuple[Weight, int]]:
    """Each weight of a stack, and its first row there."""
    starts, row = [], 0
    for weight in weights:
        starts.append((weight, row))
        row += sizes[weight.rows]
    return starts
