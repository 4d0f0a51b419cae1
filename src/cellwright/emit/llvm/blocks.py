"""Which numbers of an operand some columns meet where weights are cut into blocks: all others meet zeros only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cellwright.emit.llvm.writer import Writer
from cellwright.equation.blocks import bounds, parsed
from cellwright.equation.node import Weight
from cellwright.plan.plan import Operand, Plan


@dataclass(frozen=True)
class Stretch:
    """Some numbers of an operand: `depth` of them from number `start` on.

    `weight` is one of the weights that they meet if all of those are cut into the same blocks; else None.
    """

    start: int
    depth: int
    weight: Weight | None


def stretches(operand: Operand) -> Iterator[Stretch]:
    """The numbers of an operand, cut only where blocks make a difference."""
    start = end = 0
    for piece, depth in zip(operand.pieces, operand.depths, strict=True):
        patterns = {weight.pattern for weight in piece}
        if len(patterns) == 1 and "" not in patterns:
            if start < end:
                yield Stretch(start, end - start, None)
            start = end + depth
            yield Stretch(end, depth, piece[0])
        end += depth
    if start < end:
        yield Stretch(start, end - start, None)


def met(w: Writer, plan: Plan, operand: Operand, weight: Weight, column: str, columns: int) -> tuple[str, str]:
    """The first number and the end of those in a stretch that some columns, from `column` on, meet."""
    rows, across = plan.sizes[weight.rows], plan.sizes[weight.columns]
    along, units = (rows, across) if operand.transposed else (across, rows)
    _, blocks = parsed(weight.pattern)
    begins, ends = bounds(weight.pattern, transposed=operand.transposed)

    def block_of(column: str) -> str:
        return w.let(f"udiv i64 {w.times(column, blocks)}, {units}")

    def first_of(block: str) -> str:
        return w.let(f"udiv i64 {w.add(w.times(block, along), str(blocks - 1))}, {blocks}")

    last = w.smaller(w.add(column, str(columns - 1)), str(units - 1))
    first = first_of(block_of(column)) if begins else "0"
    end = first_of(w.add(block_of(last), "1")) if ends else str(along)
    return first, end
