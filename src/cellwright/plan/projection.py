"""The products of the input, taken out of the loop over the steps.

Inside the loop the weights of the input are read once a step. When a step has few rows, or when all weights together
do not fit into the cache, it is better to multiply the inputs of many steps at once and to begin each step from the
result: the same numbers are added in the same order, so the results are the same to the last bit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from cellwright.plan.packing import Packer
from cellwright.plan.phases import weight_vectors
from cellwright.plan.plan import Operand, Phase, Place, Plan, Vectors, row_stride
from cellwright.plan.tile import tiles_for


@dataclass(frozen=True, eq=False)
class Projection:
    """A kernel in two: `before` fills the array "projected" for any number of rows, `loop` runs the steps from it.

    `columns` and `input_columns` are the widths of the rows of "projected" and "input".
    """

    before: Plan
    loop: Plan
    columns: int
    input_columns: int


def project(plan: Plan) -> Projection | None:
    """The plan with the products of its input taken out of the loop; None if it has none.

    Example:
        >>> import cellwright as cw
        >>> from cellwright.plan.layer import inference
        >>> from cellwright.plan.machine import AVX2
        >>> split = project(inference(cw.cells.lstm, (("input", 3), ("hidden", 16)), "float32", AVX2))
        >>> split.before.operations, split.loop.operations, split.columns
        (384, 2048, 64)
    """
    widths = [phase.columns for phase in plan.phases for _ in _projected(phase)]
    if not widths:
        return None
    stride = row_stride(sum(widths), plan.dtype)
    places = iter([Place("projected", "step", w, stride, sum(widths[:i])) for i, w in enumerate(widths)])
    before, loop = _Rebuilder(plan), _Rebuilder(plan)
    for phase in plan.phases:
        taken = {index: next(places) for index in _projected(phase)}
        for index, place in taken.items():
            before.add(_before(phase, index, place))
        loop.add(_loop(phase, taken))
    (input_columns,) = {place.stride for place in plan.places if place.array == "input"}
    first = before.plan("input of all steps", ())
    return Projection(first, loop.plan("steps", plan.finals), stride, input_columns)


def _is_input(operand: Operand) -> bool:
    return operand.place.array == "input"


def _projected(phase: Phase) -> list[int]:
    """The accumulators of a phase that the input is part of."""
    return sorted({index for operand in phase.operands if _is_input(operand) for index in operand.accumulators})


def _before(phase: Phase, index: int, place: Place) -> Phase:
    """The products of the input in one accumulator: a phase of its own, which writes whole stretches of a row."""
    accumulator = phase.accumulators[index]
    operands = []
    for operand in filter(_is_input, phase.operands):
        # where it meets one sum several times, it does so number by number
        slots = [slot for slot, of in enumerate(operand.accumulators) if of == index]
        pieces = tuple(tuple(piece[slot] for slot in slots) for piece in operand.pieces)
        operands += [replace(operand, accumulators=(0,) * len(slots), pieces=pieces)] if slots else []
    sums = (replace(accumulator, rest=()),)
    return replace(phase, operands=tuple(operands), accumulators=sums, loads=(), stores=((accumulator.node, place),))


def _loop(phase: Phase, taken: dict[int, Place]) -> Phase:
    accumulators = tuple(
        replace(accumulator, start=taken.get(index, accumulator.start))
        for index, accumulator in enumerate(phase.accumulators)
    )
    operands = tuple(operand for operand in phase.operands if not _is_input(operand))
    return replace(phase, operands=operands, accumulators=accumulators)


class _Rebuilder:
    """Collects changed phases into a plan with its own packed block and tiles."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._packer = Packer(plan.sizes, plan.lanes, plan.matrices)
        self._phases: list[Phase] = []

    def add(self, phase: Phase) -> None:
        """A phase, its weights packed anew."""
        plan, packer = self._plan, self._packer
        accumulators = tuple(
            replace(a, start=packer.again(a.start)) if isinstance(a.start, Vectors) else a for a in phase.accumulators
        )
        operands = tuple(replace(o, panel=packer.panel(o, phase.columns)) for o in phase.operands)
        main, few = tiles_for(len(accumulators), phase.columns, operands, plan.machine, plan.lanes)
        few = few if operands else ()
        self._phases.append(replace(phase, accumulators=accumulators, operands=operands, tile=main, few=few))

    def plan(self, part: str, finals: tuple[tuple[Place, str], ...]) -> Plan:
        """The plan of the phases, a part of the whole one."""
        packer = self._packer
        used = {node for phase in self._phases for node in weight_vectors(phase)}
        vectors = {node: packer.again(vectors) for node, vectors in self._plan.vectors.items() if node in used}
        names = {weight.stack for weight in packer.weights}
        stacks = {stack: shape for stack, shape in self._plan.stacks.items() if stack in names}
        return replace(
            self._plan,
            does=f"{self._plan.does}, {part}",
            identity=f"{part}\n{self._plan.identity}",
            phases=tuple(self._phases),
            vectors=vectors,
            packed=packer.size,
            stacks=stacks,
            finals=finals,
        )
