"""One register tile: the sums of products grow in registers, and the element-wise code eats them from there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cellwright.emit.llvm.mathematics import QUOTIENTS, SPELLINGS
from cellwright.emit.llvm.writer import Writer
from cellwright.equation.node import Node
from cellwright.plan.plan import Operand, Phase, Place, Plan, Vectors

# rounds of the inner loop that are written out: enough to hide its own bookkeeping
UNROLL = 2


@dataclass(frozen=True)
class Spot:
    """Where a tile lies: `rows` rows from row `row`, `vectors` registers from column `column`.

    `active` is the number of lanes of the last register that are inside the columns; None for all.
    """

    rows: int
    vectors: int
    row: str
    column: str | int
    active: int | None

    def lanes_of(self, vector: int) -> int | None:
        """The active lanes of a register; None for all."""
        return self.active if vector == self.vectors - 1 else None


class TileWriter:
    """Writes the tiles of one phase, at any spot."""

    def __init__(self, w: Writer, plan: Plan, phase: Phase, packed: str, pointers: Mapping[Place, str]) -> None:
        self.w = w
        self.plan = plan
        self.phase = phase
        self.packed = packed
        self.pointers = pointers
        self.loads = dict(phase.loads)
        self.sums = {accumulator.node: index for index, accumulator in enumerate(phase.accumulators)}
        self.uses = _uses(phase, {*self.loads, *self.sums})

    def write(self, spot: Spot) -> None:
        """The whole tile: products, element-wise code, stores."""
        rows = {place: self._row(place, spot) for place in self._places()}
        sums = self._starts(spot, rows)
        for operand in self.phase.operands:
            sums = self._products(operand, spot, self._row(operand.place, spot), sums)
        for m in range(spot.rows):
            for v in range(spot.vectors):
                self._elementwise(spot, rows, m, v, sums[m][v])

    def _places(self) -> list[Place]:
        starts = (a.start for a in self.phase.accumulators)
        touched = [*self.loads.values(), *(place for _, place in self.phase.stores)]
        return list(dict.fromkeys([*touched, *(start for start in starts if isinstance(start, Place))]))

    def _row(self, place: Place, spot: Spot) -> str:
        """The address of a value in the tile's first row."""
        return self.w.at(self.pointers[place], self.w.times(spot.row, place.stride))

    def _address(self, base: str, place: Place, spot: Spot, m: int, v: int) -> str:
        offset = m * place.stride + v * self.plan.lanes
        return self.w.at(self.w.at(base, spot.column), offset)

    def _packed_vector(self, vectors: Vectors, spot: Spot, v: int) -> str:
        place = self.w.at(self.packed, vectors.offset + v * self.plan.lanes)
        return self.w.load(self.w.at(place, spot.column))

    def _starts(self, spot: Spot, rows: Mapping[Place, str]) -> list[list[list[str]]]:
        """The first value of each sum, by row, register and accumulator."""

        def start(m: int, v: int, index: int) -> str:
            given = self.phase.accumulators[index].start
            if isinstance(given, Place):
                return self.w.load(self._address(rows[given], given, spot, m, v), spot.lanes_of(v))
            return shared[v, index]

        indices = range(len(self.phase.accumulators))
        shared = {
            (v, index): self._packed_vector(given, spot, v) if isinstance(given, Vectors) else "zeroinitializer"
            for v in range(spot.vectors)
            for index in indices
            if not isinstance(given := self.phase.accumulators[index].start, Place)
        }
        return [[[start(m, v, i) for i in indices] for v in range(spot.vectors)] for m in range(spot.rows)]

    def _products(self, operand: Operand, spot: Spot, row: str, sums: list[list[list[str]]]) -> list[list[list[str]]]:
        """Add an operand's products to the sums: an outer product of a column of rows and a row of weights, k times."""
        w, lanes, width = self.w, self.plan.lanes, len(operand.accumulators)
        panel = w.at(self.packed, operand.panel)
        panels = [
            w.at(w.at(panel, w.times(str(spot.column), operand.depth * width)), v * lanes * operand.depth * width)
            for v in range(spot.vectors)
        ]
        shape = [
            (m, v, i) for m in range(spot.rows) for v in range(spot.vectors) for i in sorted(set(operand.accumulators))
        ]

        def multiply(
            base_row: str, base_panels: Sequence[str], k: int, values: dict[tuple[int, int, int], str]
        ) -> None:
            def weight(v: int, slot: int) -> str:
                return w.load(w.at(base_panels[v], (k * width + slot) * lanes))

            def number(m: int) -> str:
                return w.broadcast(w.load_number(w.at(base_row, m * operand.place.stride + k)))

            across = [(v, slot) for v in range(spot.vectors) for slot in range(width)]
            if spot.rows < len(across):
                # the fewer ones stay in registers while the others stream past
                numbers = [number(m) for m in range(spot.rows)]
                for v, slot in across:
                    streamed = weight(v, slot)
                    for m in range(spot.rows):
                        i = operand.accumulators[slot]
                        values[m, v, i] = w.fma(numbers[m], streamed, values[m, v, i])
            else:
                weights = {key: weight(*key) for key in across}
                for m in range(spot.rows):
                    streamed = number(m)
                    for v, slot in across:
                        i = operand.accumulators[slot]
                        values[m, v, i] = w.fma(streamed, weights[v, slot], values[m, v, i])

        def body(count: str, carried: list[str]) -> list[str]:
            values = dict(zip(shape, carried, strict=True))
            base_row = w.at(row, w.times(count, UNROLL))
            base_panels = [w.at(base, w.times(count, UNROLL * width * lanes)) for base in panels]
            for k in range(UNROLL):
                multiply(base_row, base_panels, k, values)
            return [values[key] for key in shape]

        carried = [(self.w.types.vector, sums[m][v][i]) for m, v, i in shape]
        rounds = operand.depth // UNROLL
        results = w.repeat(rounds, carried, body) if rounds else [value for _, value in carried]
        values = dict(zip(shape, results, strict=True))
        for k in range(rounds * UNROLL, operand.depth):
            multiply(row, panels, k, values)
        for (m, v, i), value in values.items():
            sums[m][v][i] = value
        return sums

    def _elementwise(self, spot: Spot, rows: Mapping[Place, str], m: int, v: int, sums: Sequence[str]) -> None:
        """The element-wise code for one register of one row, from its loads to its stores."""
        w, active = self.w, spot.lanes_of(v)
        known = {
            node: w.load(self._address(rows[place], place, spot, m, v), active) for node, place in self.loads.items()
        }

        def value(node: Node) -> str:
            if node not in known:
                known[node] = compute(node)
            return known[node]

        def compute(node: Node) -> str:
            if node in self.sums:
                total = sums[self.sums[node]]
                for term in self.phase.accumulators[self.sums[node]].rest:
                    total = plus(total, term)
                return total
            if node.op == "constant":
                return w.types.splat(node.number)
            if node.op == "vector":
                return self._packed_vector(self.plan.vectors[node], spot, v)
            if node.op == "add":
                first, second = node.sources
                return plus(value(second), first) if self._fuses(first) else plus(value(first), second)
            if node.op == "sub" and self._fuses(node.sources[1]):
                a, b = node.sources[1].sources
                negated = w.let(f"fneg {w.types.vector} {value(a)}")
                return w.fma(negated, value(b), value(node.sources[0]))
            if self._is_one_quotient(node):
                left, right = (QUOTIENTS[source.op](w, value(source.sources[0])) for source in node.sources)
                return w.binary("fdiv", w.binary("fmul", left[0], right[0]), w.binary("fmul", left[1], right[1]))
            return SPELLINGS[node.op](w, *(value(source) for source in node.sources))

        def plus(total: str, term: Node) -> str:
            if self._fuses(term):
                a, b = term.sources
                return w.fma(value(a), value(b), total)
            return w.binary("fadd", total, value(term))

        results = [(value(node), place) for node, place in self.phase.stores]
        for result, place in results:
            w.store(result, self._address(rows[place], place, spot, m, v), active)

    def _fuses(self, node: Node) -> bool:
        """Whether a product is asked for only once, so that it can be part of a fused multiply-add."""
        return self._is_asked_once(node, "mul") and not self._is_one_quotient(node)

    def _is_one_quotient(self, node: Node) -> bool:
        """Whether a product is made of two quotients that nobody else asks for: then one division does for both."""
        return node.op == "mul" and all(self._is_asked_once(source, *QUOTIENTS) for source in node.sources)

    def _is_asked_once(self, node: Node, *ops: str) -> bool:
        return node.op in ops and self.uses.get(node) == 1 and node not in self.loads


def _uses(phase: Phase, known: set[Node]) -> dict[Node, int]:
    """How often each value of a phase's element-wise code is asked for."""
    uses: dict[Node, int] = {}
    pending = [node for node, _ in phase.stores]
    pending += [term for accumulator in phase.accumulators for term in accumulator.rest]
    while pending:
        node = pending.pop()
        uses[node] = uses.get(node, 0) + 1
        if uses[node] == 1 and node not in known:
            pending.extend(node.sources)
    return uses
