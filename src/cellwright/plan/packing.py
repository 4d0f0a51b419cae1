"""Where each weight lies in the packed block that a kernel streams through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cellwright.equation.blocks import block_vector
from cellwright.equation.node import COLUMN, Node, Weight
from cellwright.plan.plan import Operand, Vectors
from cellwright.plan.weights import FULL, WeightFormat


class Packer:
    """Hands out places in the packed block; every place begins at a whole register."""

    def __init__(self, sizes: Mapping[str, int], lanes: int, matrices: WeightFormat = FULL) -> None:
        self.sizes = sizes
        self.lanes = lanes
        self.matrices = matrices
        self.size = 0
        self.weights: set[Weight] = set()
        self._vectors: dict[tuple[Weight, ...], Vectors] = {}
        self._fixed: dict[tuple[float, ...], Vectors] = {}

    def padded(self, columns: int) -> int:
        """`columns` rounded up to whole registers."""
        return -(-columns // self.lanes) * self.lanes

    def panel(self, operand: Operand, columns: int) -> int:
        """The place of the panel that an operand meets."""
        self.weights.update(weight for piece in operand.pieces for weight in piece)
        return self._take(self.padded(columns) * self.matrices.registers(operand.depth) * len(operand.accumulators))

    def vector(self, weights: tuple[Weight, ...]) -> Vectors:
        """The place of a sum of weight vectors."""
        if weights not in self._vectors:
            self.weights.update(weights)
            self._vectors[weights] = Vectors(weights, self._take(self.padded(self.sizes[weights[0].rows])))
        return self._vectors[weights]

    def fixed(self, numbers: Sequence[float]) -> Vectors:
        """The place of a vector that depends on no weights."""
        given = tuple(numbers)
        if given not in self._fixed:
            self._fixed[given] = Vectors((), self._take(self.padded(len(given))), given)
        return self._fixed[given]

    def table(self, weight: Weight) -> Vectors:
        """The place of the columns of a table."""
        if (weight,) not in self._vectors:
            self.weights.add(weight)
            columns = self.sizes[weight.columns]
            place = self._take(self.padded(self.sizes[weight.rows]) * columns)
            self._vectors[weight,] = Vectors((weight,), place, columns=columns)
        return self._vectors[weight,]

    def leaf(self, node: Node) -> Vectors:
        """The place of a weight vector, of a fixed one, or of a table."""
        if node.op == COLUMN:
            return self.table(node.weight)
        if node.op == "blocks":
            return self.fixed(block_vector(node.numbers, self.sizes[node.size]).tolist())
        return self.vector((node.weight,))

    def again(self, vectors: Vectors) -> Vectors:
        """The place here of vectors that another block has too."""
        if vectors.columns:
            return self.table(*vectors.weights)
        return self.fixed(vectors.fixed) if vectors.fixed else self.vector(vectors.weights)

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
