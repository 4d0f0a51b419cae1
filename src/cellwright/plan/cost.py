"""What a cell costs: parameters and operations a step, as formulas in its sizes and as numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from cellwright.equation.blocks import joined_share
from cellwright.equation.cell import Cell
from cellwright.equation.node import LINEAR, NUMBER, ONE, Node
from cellwright.equation.ops import OPS

# the letter of each size, as in the papers; a size without one stands for itself
SIZE_LETTERS = {"input": "I", "hidden": "H", "proj": "P"}
# an element-wise operation that takes more cycles than this is one of those that are felt
DEAR = 9


@dataclass(frozen=True)
class Formula:
    """A sum of products of sizes: how often each product stands in it, which may be a fraction.

    Example:
        >>> formula = Formula({("hidden", "input"): 4, ("hidden",): 8})
        >>> str(formula), formula.value(input=3, hidden=5)
        ('4 H I + 8 H', 100)
    """

    terms: Mapping[tuple[str, ...], int | Fraction]

    def value(self, **sizes: int) -> int:
        """The number for given sizes."""
        return int(sum(count * prod(sizes.get(name, 1) for name in names) for names, count in self.terms.items()))

    def __str__(self) -> str:
        parts = []
        # the highest power first
        for names, count in sorted(self.terms.items(), key=lambda term: -len(term[0])):
            letters = [SIZE_LETTERS.get(name, name) for name in names]
            product = " ".join(f"{x}²" if letters.count(x) == 2 else x for x in dict.fromkeys(letters))
            parts.append(f"{float(count):g} {product}".strip() if count != 1 or not product else product)
        return " + ".join(parts) or "0"


@dataclass(frozen=True)
class Cost:
    """What one layer of a cell has, and what one step of one sequence takes.

    Attributes:
        parameters: how many numbers are learned.
        products: multiplications and additions in matrix products, without those between blocks that are not joined.
        elementwise: other operations, each on every unit.
        dear: those among them that take many cycles: exponentials, divisions, ...
    """

    parameters: Formula
    products: Formula
    elementwise: Formula
    dear: Formula


def cost(cell: Cell) -> Cost:
    """The cost of a cell; what is added to matrix products is counted with them.

    Example:
        >>> import cellwright as cw
        >>> found = cost(cw.cells.lstm)
        >>> print(found.parameters, "|", found.products, "|", found.elementwise, "|", found.dear)
        4 H I + 4 H² + 8 H | 8 H I + 8 H² | 9 H | 5 H
    """
    parameters: Counter[tuple[str, ...]] = Counter()
    for weight in cell.weights:
        if not weight.is_setting:
            parameters[_product(weight.rows, weight.columns)] += _numerals(weight.rows, weight.columns)
    products: dict[tuple[str, ...], int | Fraction] = {}
    elementwise: Counter[tuple[str, ...]] = Counter()
    dear: Counter[tuple[str, ...]] = Counter()
    summed: set[Node] = set()
    for node in cell.nodes:
        if node.op in LINEAR:
            sizes, count = (
                _product(node.weight.rows, node.weight.columns),
                _numerals(node.weight.rows, node.weight.columns),
            )
            products[sizes] = products.get(sizes, 0) + 2 * count * joined_share(node.weight.pattern)
            summed.add(node)
        elif node.op == "add" and any(source in summed for source in node.sources):
            summed.add(node)
        elif node.sources:
            elementwise[_product(node.size)] += _numerals(node.size)
            if node.op in OPS and OPS[node.op].cycles > DEAR:
                dear[_product(node.size)] += _numerals(node.size)
    return Cost(Formula(parameters), Formula(products), Formula(elementwise), Formula(dear))


def _product(*sizes: str) -> tuple[str, ...]:
    """The sizes that are names, but for that of 1."""
    return tuple(size for size in sizes if size not in {NUMBER, ONE} and not size.isdigit())


def _numerals(*sizes: str) -> int:
    """The product of the sizes that are numerals."""
    return prod(int(size) for size in sizes if size.isdigit())
