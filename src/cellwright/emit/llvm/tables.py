"""Tables: their columns lie one behind the other in the packed block, and code loads the one a number points at."""

from __future__ import annotations

from collections.abc import Mapping

from cellwright.emit.llvm.writer import INTRINSIC_SUFFIX, Writer
from cellwright.equation.node import Node
from cellwright.plan.plan import Plan, Vectors


def column_of_table(w: Writer, plan: Plan, node: Node, register: str, packed: str) -> str:
    """The address of the column that a number points at, which every lane of a register has."""
    vectors = plan.vectors[node]
    number = w.let(f"extractelement {w.types.vector} {register}, i32 0")
    # the nearest integer there is, 0 for what is no number
    conversion = f"@llvm.fptosi.sat.i64.{INTRINSIC_SUFFIX[plan.dtype]}"
    whole = w.call("i64", conversion, (w.types.element, number))
    index = w.larger("0", w.smaller(whole, str(vectors.columns - 1)))
    padded = -(-plan.sizes[node.size] // plan.lanes) * plan.lanes
    return w.at(w.at(packed, vectors.offset), w.times(index, padded))


def pack_table(w: Writer, plan: Plan, vectors: Vectors, rows: int, packed: str, stacks: Mapping[str, str]) -> None:
    """The columns of a table, one behind the other."""
    (weight,) = vectors.weights
    whole, active = divmod(rows, plan.lanes)
    padded = (whole + bool(active)) * plan.lanes
    first = w.at(stacks[weight.stack], plan.first_row[weight] * vectors.columns)

    def fill(row: str, active: int | None) -> None:
        values = w.load_apart(w.at(w.at(first, w.times(row, vectors.columns)), k), vectors.columns, active)
        w.store(values, w.at(w.at(w.at(packed, vectors.offset), w.times(k, padded)), row))

    with w.loop(str(vectors.columns)) as k:
        if whole:
            with w.loop(str(whole * plan.lanes), step=plan.lanes) as row:
                fill(row, None)
        if active:
            fill(str(whole * plan.lanes), active)
