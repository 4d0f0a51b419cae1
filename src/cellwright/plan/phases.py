"""The heart of the planner: the equations of a step, cut into phases.

A matrix product needs its operand complete, so a product over a value of the step itself begins a new phase. A
reduction needs all columns of its operand, so it takes place behind the products that the operand is made of, and what
uses it begins a new phase too. All else joins the phase of the values it is made of. What a later phase needs of an
earlier one crosses through memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from cellwright.equation.cell import Cell
from cellwright.equation.node import COLUMN, FIXED, ONE, REDUCTIONS, SPREAD, Node, Weight
from cellwright.equation.ops import OPS
from cellwright.plan.fusing import asked_once, asked_once_in
from cellwright.plan.groups import groups_of, reached
from cellwright.plan.machine import Machine
from cellwright.plan.packing import Packer, first_rows
from cellwright.plan.plan import Accumulator, Operand, Phase, Place, Plan, Tile
from cellwright.plan.sums import Sum, computed, find_sums
from cellwright.plan.tile import main_tile, tiles_for
from cellwright.plan.weights import FULL, WeightFormat

Store = tuple[Node, Place]
# leaves that the packed block holds
PACKED = frozenset({"vector", "blocks"})


@dataclass(frozen=True)
class Target:
    """What every plan of one layer shares: its equations, the processor, the number types and the sizes."""

    cell: Cell
    machine: Machine
    dtype: str
    sizes: Mapping[str, int]
    matrices: WeightFormat = FULL

    def columns(self, node: Node, place: Place | None = None) -> int:
        """The size of a value; a number takes the size of the place it is stored in."""
        return self.sizes[node.size] if node.size else place.columns if place else 1


@dataclass
class _Draft:
    """A phase in the making."""

    columns: int
    sums: list[Sum] = field(default_factory=list)
    loads: dict[Node, Place] = field(default_factory=dict)
    stores: list[Store] = field(default_factory=list)
    reductions: list[Store] = field(default_factory=list)

    @property
    def results(self) -> list[Node]:
        """The values that the code of the phase ends in."""
        roots = [node for node, _ in self.stores] + [term for found in self.sums for term in found.rest]
        return roots + [node.sources[0] for node, _ in self.reductions]


class _Cutter:
    """Finds the phase of every value, and what has to cross from one phase to another."""

    def __init__(self, stores: Sequence[Store], known: Mapping[Node, Place], target: Target, backward: bool) -> None:
        self.known = known
        self.target = target
        self.sums = find_sums([node for node, _ in stores], known)
        self.levels: dict[Node, int] = {}
        # the way back has one plan: each of its phases decides by what it asks for
        self.fused = None if backward else self._fused(asked_once(target.cell))
        # by level and columns; where there are products and reductions, the reductions have a phase of their own
        self.drafts: dict[tuple[int, int, bool], _Draft] = {}
        self.stored: dict[Node, Place] = {}
        self.overwritten = {place.array for place in known.values() if place.rows == "sequence"}
        self.scratches = 0
        self.rounded: dict[Place, Place] = {}
        for found in self.sums.values():
            self._draft(found.node).sums.append(found)
        for node in computed([node for node, _ in stores], known):
            if node.op in REDUCTIONS and node not in known:
                self._reduce(node)
        for node, place in stores:
            self._store(node, place)
        done: set[tuple[int, int, bool]] = set()
        while waiting := set(self.drafts) - done:
            # from the last phase to the first: what one asks for is stored by an earlier one, which may be new
            done.add(latest := max(waiting))
            self._demand(latest[0], self.drafts[latest])

    def level(self, node: Node) -> int:
        """The phase in which a value is complete; -1 for what follows from memory alone, in any phase."""
        if node in self.known or not node.sources:
            return -1
        if node not in self.levels:
            if node.op in REDUCTIONS:
                parts = [self._reduced_at(node) + 1]
            elif found := self.sums.get(node):
                parts = [self._after(product.sources[0]) for product in found.products]
                parts += [self._ready(term, node) for term in found.rest]
            else:
                parts = [self._ready(source, node) for source in node.sources]
            self.levels[node] = max(parts)
        return self.levels[node]

    def _fused(self, once: Mapping[Node, Node]) -> frozenset[Node]:
        """The products that are complete in the same phase as the one value that is made of them."""
        sums = {term: found.node for found in self.sums.values() for term in found.rest}
        levels = {node: self.level(sums.get(node, user)) for node, user in once.items()}
        return frozenset(node for node, level in levels.items() if self.level(node) in {-1, level})

    def _ready(self, source: Node, user: Node) -> int:
        """The first phase whose code can use a value: a number that sums lead to waits for its turn in memory."""
        level = self.level(source)
        broadcast = source.size == ONE != user.size
        return level + 1 if broadcast and level >= 0 and self._eats_sums(source, level) else level

    def _after(self, operand: Node) -> int:
        """The first phase in which an operand can be multiplied."""
        return 0 if operand in self.known else max(self.level(operand), 0) + 1

    def _reduced_at(self, node: Node) -> int:
        """The phase in which a reduction takes place: the next one if its operand is still in the registers of sums."""
        (operand,) = node.sources
        level = max(self.level(operand), 0)
        return level + 1 if self._eats_sums(operand, level) else level

    def _eats_sums(self, node: Node, level: int) -> bool:
        """Whether the code of a phase that leads to a value begins with sums."""
        if node in self.known or node.op in REDUCTIONS or self.level(node) < level:
            return False
        return node in self.sums or any(self._eats_sums(source, level) for source in node.sources)

    def _draft(self, node: Node, place: Place | None = None) -> _Draft:
        columns = self.target.columns(node, place)
        level = max(self.level(node), 0)
        reducing = (level, columns, True) in self.drafts and (level, columns, False) not in self.drafts
        return self.drafts.setdefault((level, columns, reducing), _Draft(columns))

    def _reduce(self, node: Node) -> None:
        level, columns = self._reduced_at(node), self.target.columns(node.sources[0])
        draft = self.drafts.setdefault((level, columns, True), _Draft(columns))
        self.stored[node] = self._scratch(1)
        draft.reductions.append((node, self.stored[node]))

    def _scratch(self, columns: int) -> Place:
        self.scratches += 1
        return Place(f"scratch {self.scratches - 1}", "sequence", columns, columns)

    def rounds(self, place: Place) -> Place | None:
        """Where the rounded rows of an operand are written, if they are; the same place for all phases."""
        if not self.target.matrices.rounds_operands:
            return None
        lanes = self.target.machine.lanes(self.target.dtype)
        words = -(-place.columns // lanes) * lanes // self.target.matrices.per_word + 1
        new = Place(f"scratch rounded {len(self.rounded)}", "sequence", words, words)
        return self.rounded.setdefault(place, new)

    def _store(self, node: Node, place: Place) -> None:
        self._draft(node, place).stores.append((node, place))
        # a state that is overwritten may have to wait until nobody needs the old one: nothing is read from there
        if place.array not in self.overwritten:
            self.stored.setdefault(node, place)

    def place(self, node: Node) -> Place:
        """Where a later phase finds a value: where it lies already, or in a scratch array made for it."""
        if node not in self.known and node not in self.stored:
            self._store(node, self._scratch(self.target.columns(node)))
        return self.known.get(node) or self.stored[node]

    def _demand(self, level: int, draft: _Draft) -> None:
        """Follow the code of a phase from its results to what it loads; earlier phases store what is missing."""
        own = {found.node for found in draft.sums}
        for found in draft.sums:
            for product in found.products:
                self.place(product.sources[0])
        pending = draft.results
        seen: set[Node] = set()
        while pending:
            node = pending.pop()
            if node in seen or node in own or node.op in FIXED:
                continue
            seen.add(node)
            # memory would round what is fused, and not every plan of a cell writes the same values
            opened = self._follows_cheaply(node) or node in (self.fused or ())
            crosses = -1 < self.level(node) < level and not opened
            if node in self.known or node.op in REDUCTIONS or crosses:
                draft.loads[node] = self.place(node)
            else:
                pending.extend(node.sources)

    def _follows_cheaply(self, node: Node) -> bool:
        """Whether one crossing value gives this one too: then 1 - z and z * h cross as z."""
        crossing = {source for source in node.sources if self.level(source) > -1}
        cheap = node.op == SPREAD or (node.op in OPS and OPS[node.op].cycles == 1)
        return node not in self.stored and node not in self.sums and len(crossing) == 1 and cheap


def cut(
    kind: str,
    stores: Sequence[Store],
    known: Mapping[Node, Place],
    target: Target,
    *,
    backward: bool = False,
    finals: Sequence[tuple[Place, str]] = (),
) -> Plan:
    """The plan of a kernel that computes `stores` from the `known` values.

    Args:
        kind: what the kernel computes of the cell, in a few words.
        stores: the values to write, and where.
        known: the values that lie in memory before the step, and where.
        target: the cell, the processor, the number type and the sizes.
        backward: whether the steps are taken from the last to the first.
        finals: trails whose last row is copied to another array when a sequence ends.
    """
    cutter = _Cutter(stores, known, target, backward)
    packer = Packer(target.sizes, target.machine.lanes(target.dtype), target.matrices)
    drafts = [part for _, draft in sorted(cutter.drafts.items()) for part in _parts(draft, cutter)]
    phases = _staged([_phase(draft, cutter, packer) for draft in drafts])
    vectors = {node: packer.leaf(node) for phase in phases for node in weight_vectors(phase)}
    used = {weight.stack for weight in packer.weights}
    return Plan(
        cell=target.cell.name,
        does=kind + (f", {narrow} weights" if (narrow := target.matrices.name) else ""),
        identity="\n".join(
            [kind, target.cell.key, repr(sorted(target.sizes.items())), target.dtype, target.matrices.name]
        ),
        machine=target.machine,
        dtype=target.dtype,
        sizes=target.sizes,
        backward=backward,
        phases=tuple(phases),
        vectors=vectors,
        finals=tuple(finals),
        packed=packer.size,
        stacks={stack: packer.shape(weights) for stack, weights in target.cell.stacks.items() if stack in used},
        first_row={w: row for weights in target.cell.stacks.values() for w, row in first_rows(weights, target.sizes)},
        matrices=target.matrices,
    )


def _parts(draft: _Draft, cutter: _Cutter) -> list[_Draft]:
    """The phase; or several in its place, if its sums fall into groups of which each leaves room for more rows.

    So it is in a layer-normalised cell, which adds the products of the input to those of the state only when both are
    normalised.
    """
    machine = cutter.target.machine
    groups = groups_of(draft.sums, draft.results, draft.loads, cutter.place)
    rows = [main_tile(len(group), machine).rows for group in groups]
    if len(groups) < 2 or min(rows) <= main_tile(len(draft.sums), machine).rows:
        return [draft]
    own = {found.node for found in draft.sums}
    parts = [_Draft(draft.columns, group) for group in groups]
    for node, place in draft.stores:
        made_of = reached(node, own)
        # what is made of none of them is written by the first
        part = next((each for each in parts if made_of & {found.node for found in each.sums}), parts[0])
        part.stores.append((node, place))
    for part in parts:
        needed = set[Node]().union(*(reached(root, {*own, *draft.loads}) for root in part.results))
        part.loads = {node: place for node, place in draft.loads.items() if node in needed}
    return parts


def _phase(draft: _Draft, cutter: _Cutter, packer: Packer) -> Phase:
    machine, dtype = cutter.target.machine, cutter.target.dtype
    accumulators = tuple(
        Accumulator(
            found.node,
            packer.vector(tuple(node.weight for node in found.vectors)) if found.vectors else None,
            found.rest,
        )
        for found in draft.sums
    )
    operands = _operands(draft, cutter, packer)
    main, few = tiles_for(len(accumulators), draft.columns, operands, machine, machine.lanes(dtype))
    own = {found.node for found in draft.sums}
    return Phase(
        columns=draft.columns,
        operands=tuple(operands),
        accumulators=accumulators,
        loads=tuple(draft.loads.items()),
        stores=tuple(draft.stores),
        tile=main,
        few=few,
        reductions=tuple(draft.reductions),
        fused=asked_once_in(draft.results, {*draft.loads, *own}) if cutter.fused is None else cutter.fused,
    )


def _operands(draft: _Draft, cutter: _Cutter, packer: Packer) -> list[Operand]:
    """The operands of a phase; values that lie side by side and meet the same sums are multiplied as one."""
    met: dict[tuple[Place, bool], list[tuple[int, Weight]]] = {}
    nodes: dict[Place, Node] = {}
    for index, found in enumerate(draft.sums):
        for product in found.products:
            place = cutter.place(product.sources[0])
            nodes.setdefault(place, product.sources[0])
            met.setdefault((place, product.op == "matmul_t"), []).append((index, product.weight))
    matrices = cutter.target.matrices
    arrays = list(dict.fromkeys(place.array for place, _ in met))
    equations = {node: number for number, node in enumerate(cutter.target.cell.nodes)}
    operands: list[Operand] = []

    def order(place: Place) -> tuple[bool, int, int, int]:
        # the input first: then its products can be taken out of the loop without changing the order of a sum; the
        # values of a step as the equations have them, wherever they lie: then training adds them up as inference does
        number = equations.get(nodes[place], len(equations))
        return place.array != "input", number, arrays.index(place.array), place.offset

    for (place, transposed), pairs in sorted(met.items(), key=lambda item: order(item[0][0])):
        indices, weights = zip(*pairs, strict=True)
        new = Operand(place, indices, (weights,), (place.columns,), transposed, 0)
        # a word across both would add up the products in another order than plans in which they lie apart
        if operands and _side_by_side(operands[-1], new) and not operands[-1].depth % matrices.per_word:
            last = operands.pop()
            wider = replace(last.place, columns=last.place.columns + place.columns)
            new = replace(last, place=wider, pieces=(*last.pieces, weights), depths=(*last.depths, place.columns))
        operands.append(new)
    return [
        replace(operand, panel=packer.panel(operand, draft.columns), rounded=cutter.rounds(operand.place))
        for operand in operands
    ]


def _side_by_side(left: Operand, right: Operand) -> bool:
    follows = replace(left.place, offset=left.place.offset + left.place.columns, columns=right.place.columns)
    return follows == right.place and left.accumulators == right.accumulators and left.transposed == right.transposed


def _staged(phases: list[Phase]) -> list[Phase]:
    """The phases, with a last one that copies new states into place where an old state is needed to the end."""
    copies: list[Phase] = []
    for index, phase in enumerate(phases):
        late = {place.array for later in phases[index + 1 :] for _, place in later.loads}
        late |= {operand.place.array for later in phases[index:] for operand in later.operands}
        stores = []
        for node, place in phase.stores:
            if place.rows == "sequence" and place.array in late and not place.array.startswith("scratch"):
                staged = replace(place, array=f"staged {place.array}")
                copies.append(Phase(phase.columns, (), (), ((node, staged),), ((node, place),), Tile(1, 1), ()))
                stores.append((node, staged))
            else:
                stores.append((node, place))
        phases[index] = replace(phase, stores=tuple(stores))
    return phases + copies


def weight_vectors(phase: Phase) -> list[Node]:
    """The weight vectors, fixed vectors and tables in the element-wise code of a phase."""
    loaded = {node for node, _ in phase.loads} | {accumulator.node for accumulator in phase.accumulators}
    pending = phase.results
    found: dict[Node, None] = {}
    seen: set[Node] = set()
    while pending:
        node = pending.pop()
        if node in seen or (node in loaded and node.op not in PACKED):
            continue
        seen.add(node)
        if node.op in {*PACKED, COLUMN}:
            found[node] = None
        pending.extend(node.sources)
    return list(found)
