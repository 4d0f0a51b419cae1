"""The packing of weights: from torch's row-major parameters to the block that a kernel streams through."""

from __future__ import annotations

from collections.abc import Mapping

from cellwright.emit.llvm.writer import Types, Writer
from cellwright.equation.node import Weight
from cellwright.plan.plan import Operand, Plan, Vectors


def pack_text(plan: Plan, types: Types, declarations: dict[str, None]) -> str:
    """The function `pack(context)`: entry 0 is the packed block, then come the stacks of `plan.stacks`."""
    w = Writer(types, "pack", ("ptr noalias %context",), declarations)
    packed = w.load_pointer("%context", 0)
    stacks = {stack: w.load_pointer("%context", index + 1) for index, stack in enumerate(plan.stacks)}
    for phase in plan.phases:
        for operand in phase.operands:
            _panel(w, plan, operand, phase.columns, packed, stacks)
        for accumulator in phase.accumulators:
            if isinstance(accumulator.start, Vectors):
                _vector(w, plan, accumulator.start, phase.columns, packed, stacks)
    for node, vectors in plan.vectors.items():
        _vector(w, plan, vectors, plan.sizes[node.size], packed, stacks)
    return w.text()


def _panel(w: Writer, plan: Plan, operand: Operand, columns: int, packed: str, stacks: Mapping[str, str]) -> None:
    lanes, width = plan.lanes, len(operand.accumulators)
    whole, active = divmod(columns, lanes)

    def fill(column: str, active: int | None) -> None:
        start = w.at(w.at(packed, operand.panel), w.times(column, operand.depth * width))
        done = 0
        for piece, depth in zip(operand.pieces, operand.depths, strict=True):
            with w.loop(str(depth)) as k:
                target = w.at(w.at(start, done * width * lanes), w.times(k, width * lanes))
                for slot, weight in enumerate(piece):
                    values = _register(w, plan, operand, weight, column, k, active, stacks[weight.stack])
                    w.store(values, w.at(target, slot * lanes))
            done += depth

    if whole:
        with w.loop(str(whole * lanes), step=lanes) as column:
            fill(column, None)
    if active:
        fill(str(whole * lanes), active)


def _register(
    w: Writer,
    plan: Plan,
    operand: Operand,
    weight: Weight,
    column: str,
    k: str,
    active: int | None,
    stack: str,
) -> str:
    """The weights between number k of the operand and one register of the result."""
    stride, first = plan.stacks[weight.stack][1], plan.first_row[weight]
    if operand.transposed:
        row = w.at(stack, w.times(w.add(k, str(first)), stride))
        return w.load(w.at(row, column), active)
    start = w.at(w.at(stack, w.times(w.add(column, str(first)), stride)), k)
    return w.load_apart(start, stride, active)


def _vector(w: Writer, plan: Plan, vectors: Vectors, columns: int, packed: str, stacks: Mapping[str, str]) -> None:
    whole, active = divmod(columns, plan.lanes)

    def fill(column: str, active: int | None) -> None:
        starts = [w.at(w.at(stacks[weight.stack], plan.first_row[weight]), column) for weight in vectors.weights]
        total = w.load(starts[0], active)
        for start in starts[1:]:
            total = w.binary("fadd", total, w.load(start, active))
        w.store(total, w.at(w.at(packed, vectors.offset), column))

    if whole:
        with w.loop(str(whole * plan.lanes), step=plan.lanes) as column:
            fill(column, None)
    if active:
        fill(str(whole * plan.lanes), active)
