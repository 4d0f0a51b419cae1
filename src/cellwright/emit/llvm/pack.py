"""The packing of weights: from torch's row-major parameters to the block that a kernel streams through."""

from __future__ import annotations

from collections.abc import Mapping

from cellwright.emit.llvm.narrow_pack import FILLS, NarrowPanel
from cellwright.emit.llvm.sharing import Member
from cellwright.emit.llvm.tables import pack_table
from cellwright.emit.llvm.writer import Types, Writer
from cellwright.equation.blocks import parsed
from cellwright.equation.node import Weight
from cellwright.plan.plan import Operand, Plan, Vectors

# how the block of an operand's number compares with the block of a result, in a product and in a transposed one
COMPARISONS = {"diagonal": ("eq", "eq"), "upper": ("uge", "ule"), "lower": ("ule", "uge")}


def pack_text(plan: Plan, types: Types, declarations: dict[str, None]) -> str:
    """The function `pack(context, member, members)`: a member's part of the columns of every panel.

    Entry 0 of the context is the packed block, then come the stacks of `plan.stacks`.
    """
    w = Writer(types, "pack", Member.parameters, declarations)
    member = Member(w)
    packed = w.load_pointer("%context", 0)
    stacks = {stack: w.load_pointer("%context", index + 1) for index, stack in enumerate(plan.stacks)}
    for phase in plan.phases:
        for operand in phase.operands:
            _panel(w, plan, operand, phase.columns, packed, stacks, member)
    with member.last_group():
        for phase in plan.phases:
            for accumulator in phase.accumulators:
                if isinstance(accumulator.start, Vectors):
                    _vector(w, plan, accumulator.start, phase.columns, packed, stacks)
        for node, vectors in plan.vectors.items():
            if vectors.fixed:
                _fixed(w, plan, vectors, packed)
            elif vectors.columns:
                pack_table(w, plan, vectors, plan.sizes[node.size], packed, stacks)
            else:
                _vector(w, plan, vectors, plan.sizes[node.size], packed, stacks)
    return w.text()


def _panel(
    w: Writer, plan: Plan, operand: Operand, columns: int, packed: str, stacks: Mapping[str, str], member: Member
) -> None:
    lanes, width = plan.lanes, len(operand.accumulators)
    whole, active = divmod(columns, lanes)

    def read(weight: Weight, column: str, k: str, active: int | None) -> str:
        return _register(w, plan, operand, weight, column, k, active, stacks[weight.stack])

    def square(weight: Weight, column: str, k: str) -> list[str]:
        rows = _square(w, plan, weight, column, k, stacks[weight.stack])
        if not weight.pattern:
            return rows
        numbers = [w.add(k, str(row)) for row in range(lanes)]
        return [
            _joined(w, plan, weight, values, column, number, transposed=False)
            for values, number in zip(rows, numbers, strict=True)
        ]

    def fill(column: str, active: int | None) -> None:
        registers = plan.matrices.registers(operand.depth) * width
        start = w.at(w.at(packed, operand.panel), w.times(column, registers))
        if plan.matrices.name in FILLS:
            NarrowPanel(w, plan, operand, read, square).fill(start, column, active)
            return
        done = 0
        for piece, depth in zip(operand.pieces, operand.depths, strict=True):
            target = w.at(start, done * width * lanes)
            squares = 0 if operand.transposed or active else depth // lanes * lanes
            if squares:
                with w.loop(str(squares), step=lanes) as k:
                    for slot, weight in enumerate(piece):
                        for row, values in enumerate(square(weight, column, k)):
                            w.store(values, w.at(w.at(target, w.times(k, width * lanes)), (row * width + slot) * lanes))
            if squares < depth:
                with w.loop(str(depth), start=str(squares)) as k:
                    for slot, weight in enumerate(piece):
                        values = read(weight, column, k, active)
                        w.store(values, w.at(w.at(target, w.times(k, width * lanes)), slot * lanes))
            done += depth

    if whole:
        start, stop, _ = member.columns(whole, bool(active), lanes)
        with w.loop(stop, start=start, step=lanes) as column:
            fill(column, None)
    if active:
        with member.last_group():
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
        values = w.load(w.at(row, column), active)
    else:
        start = w.at(w.at(stack, w.times(w.add(column, str(first)), stride)), k)
        values = w.load_apart(start, stride, active)
    return _joined(w, plan, weight, values, column, k, transposed=operand.transposed) if weight.pattern else values


def _joined(w: Writer, plan: Plan, weight: Weight, values: str, column: str, k: str, *, transposed: bool) -> str:
    """The weights of the blocks that the pattern joins, and zeros for the others."""
    kind, blocks = parsed(weight.pattern)
    rows, columns = plan.sizes[weight.rows], plan.sizes[weight.columns]
    across, along = (columns, rows) if transposed else (rows, columns)
    here = w.let(f"udiv i64 {w.times(k, blocks)}, {along}")
    there = w.blocks_of_lanes(column, blocks, across)
    # `there` is the block of rows and `here` that of columns, or the other way round
    comparison = COMPARISONS[kind][transposed]
    holds = w.let(f"icmp {comparison} <{plan.lanes} x i64> {w.broadcast_integer(here)}, {there}")
    return w.let(f"select <{plan.lanes} x i1> {holds}, {w.types.vector} {values}, {w.types.vector} zeroinitializer")


def _fixed(w: Writer, plan: Plan, vectors: Vectors, packed: str) -> None:
    """A vector of constants, zeros in the lanes behind it."""
    for start in range(0, len(vectors.fixed), plan.lanes):
        some = vectors.fixed[start : start + plan.lanes]
        padded = (*some, *[0.0] * (plan.lanes - len(some)))
        numbers = ", ".join(f"{w.types.element} {w.types.number(number)}" for number in padded)
        w.store(f"<{numbers}>", w.at(packed, vectors.offset + start))


def _square(w: Writer, plan: Plan, weight: Weight, column: str, k: str, stack: str) -> list[str]:
    """As many rows of weights as a register has lanes, turned: much faster than to gather each register."""
    stride, lanes = plan.stacks[weight.stack][1], plan.lanes
    start = w.at(w.at(stack, w.times(w.add(column, str(plan.first_row[weight])), stride)), k)
    rows = [w.load(w.at(start, row * stride)) for row in range(lanes)]
    for _ in range(lanes.bit_length() - 1):
        # to shuffle the halves of the list into each other, as often as 2 is in its length, exchanges rows and columns
        pairs = zip(rows[: lanes // 2], rows[lanes // 2 :], strict=True)
        rows = [half for a, b in pairs for half in w.interleaved(a, b)]
    return rows


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
