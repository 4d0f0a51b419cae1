"""A plan in words, for people who ask what runs."""

from __future__ import annotations

from cellwright.plan.machine import BYTES
from cellwright.plan.plan import Phase, Place, Plan


def describe(plan: Plan) -> str:
    """What a kernel does: its phases and tiles, and the operations and bytes of one step of one sequence.

    Example:
        >>> import cellwright as cw
        >>> from cellwright.plan.layer import inference
        >>> from cellwright.plan.machine import AVX2
        >>> print(describe(inference(cw.cells.gru, (("input", 3), ("hidden", 16)), "float32", AVX2)))
        gru inference: 1,824 operations, 204 bytes a step; 3.8 KiB of packed weights
          phase 1: 4 sums of 16 columns, over input (3) and old state h (16); tile 3 rows x 1 register
            reads old state h (16); writes state h (16)
    """
    weights = plan.packed * BYTES[plan.dtype] / 1024
    lines = [
        f"{plan.name}: {plan.operations:,} operations, {bytes_a_step(plan):,} bytes a step; "
        f"{weights:,.1f} KiB of packed weights"
    ]
    for index, phase in enumerate(plan.phases, 1):
        lines += _phase(index, phase)
    return "\n".join(lines)


def bytes_a_step(plan: Plan) -> int:
    """What one step of one sequence reads and writes in memory, the weights aside."""
    total = 0
    for phase in plan.phases:
        places = [operand.place for operand in phase.operands]
        places += [place for _, place in (*phase.loads, *phase.stores, *phase.reductions)]
        total += sum(place.columns for place in places)
    return total * BYTES[plan.dtype]


def _phase(index: int, phase: Phase) -> list[str]:
    head = f"  phase {index}: "
    if phase.accumulators:
        sums, tile = len(phase.accumulators), phase.tile
        head += (
            f"{sums} {_plural(sums, 'sum')} of {phase.columns} columns, {_origin(phase)}; "
            f"tile {tile.rows} rows x {tile.vectors} {_plural(tile.vectors, 'register')}"
        )
    else:
        head += f"element-wise over {phase.columns} {_plural(phase.columns, 'column')}"
        if phase.reductions:
            head += f", with {len(phase.reductions)} {_plural(len(phase.reductions), 'reduction')}"
    reads = [place for _, place in phase.loads]
    parts = [f"reads {_listed(reads)}"] if reads else []
    parts.append(f"writes {_listed([place for _, place in (*phase.stores, *phase.reductions)])}")
    return [head, f"    {'; '.join(parts)}"]


def _origin(phase: Phase) -> str:
    """What the sums of a phase grow over, or where they come from."""
    if phase.operands:
        return f"over {_listed([operand.place for operand in phase.operands])}"
    starts = [accumulator.start for accumulator in phase.accumulators]
    return f"from {_listed([start for start in starts if isinstance(start, Place)])}"


def _listed(places: list[Place]) -> str:
    widths: dict[str, int] = {}
    for place in places:
        name = f"old {place.array}" if place.rows == "before" else place.array
        widths[name] = widths.get(name, 0) + place.columns
    names = [f"{name} ({columns})" for name, columns in widths.items()]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _plural(count: int, noun: str) -> str:
    return noun if count == 1 else f"{noun}s"
