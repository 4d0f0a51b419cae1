"""One register tile: the sums of products grow in registers, and the element-wise code eats them from there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cellwright.emit.llvm.mathematics import SPELLINGS
from cellwright.emit.llvm.narrow import Sums
from cellwright.emit.llvm.products import Products
from cellwright.emit.llvm.spot import Soon, Spot
from cellwright.emit.llvm.tables import column_of_table
from cellwright.emit.llvm.writer import Writer
from cellwright.equation.node import COLUMN, ONE, SPREAD, Node
from cellwright.plan.fusing import uses_in
from cellwright.plan.phases import PACKED
from cellwright.plan.plan import Phase, Place, Plan, Vectors


@dataclass(frozen=True)
class Reduction:
    """How a reduction is spelled: the op that takes in one more number, and the number that changes nothing."""

    op: str
    neutral: float


REDUCTIONS = {"total": Reduction("add", -0.0), "largest": Reduction("maximum", float("-inf"))}


class TileWriter:
    """Writes the tiles of one phase, at any spot."""

    def __init__(
        self,
        w: Writer,
        plan: Plan,
        phase: Phase,
        packed: str,
        pointers: Mapping[Place, str],
        soon: Sequence[Soon] = (),
    ) -> None:
        self.w = w
        self.soon = soon
        self.plan = plan
        self.phase = phase
        self.packed = packed
        self.pointers = pointers
        self.loads = dict(phase.loads)
        self.sums = {accumulator.node: index for index, accumulator in enumerate(phase.accumulators)}
        self.uses = uses_in(phase.results, {*self.loads, *self.sums})
        self.reductions = tuple(REDUCTIONS[node.op] for node, _ in phase.reductions)
        self.numbers: dict[Node, str] = {}
        self._starts_of_rows: dict[Place, str] = {}

    def begin_row(self, row: str) -> None:
        """Compute what has one number a row, for all of the row's columns: to find it again in each takes divisions."""
        self._starts_of_rows = {}
        self.numbers = {}
        if self.phase.columns > 1:
            code = _Code(self, Spot(1, 1, row, 0, None), 0, 0, {}, self._loads_of_numbers)
            self.numbers = {node: code.value(node) for node in self.uses if node.size == ONE}

    @property
    def _loads_of_numbers(self) -> Mapping[Node, Place]:
        return {node: place for node, place in self.loads.items() if node.size == ONE}

    def write(self, spot: Spot) -> None:
        """The whole tile: products, element-wise code, stores."""
        self._starts_of_rows = {}
        sums = self._starts(spot)
        # what is read soon is asked for along the longest loop
        longest = max(self.phase.operands, key=lambda operand: operand.depth, default=None)
        for operand in self.phase.operands:
            row = self.row(operand.rounded or operand.place, spot)
            Products(self.w, self.plan, operand, spot, self.packed, row).add_to(
                sums, self.soon if operand is longest else ()
            )
        for m in range(spot.rows):
            for v in range(spot.vectors):
                _Code(self, spot, m, v, sums).write()

    def reduce(self, spot: Spot, totals: Sequence[str]) -> list[str]:
        """The tile of one register, its values added to what the reductions of the phase have come to."""
        self._starts_of_rows = {}
        code = _Code(self, spot, 0, 0, {})
        code.write()
        active = self.w.lane_mask(spot.active)
        found = []
        for total, (node, _), reduction in zip(totals, self.phase.reductions, self.reductions, strict=True):
            value = code.value(node.sources[0])
            if spot.active is not None:
                kind, neutral = self.w.types.vector, self.w.types.splat(reduction.neutral)
                value = self.w.let(f"select <{self.plan.lanes} x i1> {active}, {kind} {value}, {kind} {neutral}")
            found.append(SPELLINGS[reduction.op](self.w, total, value))
        return found

    def store_reductions(self, row: str, totals: Sequence[str]) -> None:
        """Write the results of the reductions of one row."""
        spot = Spot(1, 1, row, 0, None)
        for total, (_, place), reduction in zip(totals, self.phase.reductions, self.reductions, strict=True):
            spell = SPELLINGS[reduction.op]
            number = self.w.folded(total, lambda a, b, spell=spell: spell(self.w, a, b))  # type: ignore[misc]
            self.w.store_number(number, self.row(place, spot))

    def row(self, place: Place, spot: Spot) -> str:
        """The address of a value in the first row of the tile that is being written."""
        return self.w.at(self.pointers[place], self.w.times(spot.row, place.stride))

    def row_of(self, place: Place, spot: Spot, m: int) -> str:
        """The address of a value in row m of the tile that is being written."""
        return self.w.at(self.row(place, spot), m * place.stride)

    def address(self, place: Place, spot: Spot, m: int, v: int) -> str:
        """The address of one register of a value in row m of the tile that is being written."""
        if place not in self._starts_of_rows:
            self._starts_of_rows[place] = self.w.at(self.row(place, spot), spot.column)
        return self.w.at(self._starts_of_rows[place], m * place.stride + v * self.plan.lanes)

    def packed_vector(self, vectors: Vectors, spot: Spot, v: int) -> str:
        """A register of a packed weight vector."""
        start = self.w.at(self.packed, vectors.offset + v * self.plan.lanes)
        return self.w.load(self.w.at(start, spot.column))

    def _starts(self, spot: Spot) -> Sums:
        """What the sums grow from: a weight vector is loaded once for all rows, a value for each of its own."""
        sums: Sums = {}
        for i, accumulator in enumerate(self.phase.accumulators):
            for v in range(spot.vectors):
                given = accumulator.start
                if isinstance(given, Place):
                    for m in range(spot.rows):
                        sums[m, v, i] = self.w.load(self.address(given, spot, m, v), spot.lanes_of(v))
                else:
                    shared = self.packed_vector(given, spot, v) if given else "zeroinitializer"
                    sums.update(((m, v, i), shared) for m in range(spot.rows))
        return sums


class _Code:
    """The element-wise code of a phase for one register of one row."""

    def __init__(
        self, tile: TileWriter, spot: Spot, m: int, v: int, sums: Sums, loads: Mapping[Node, Place] | None = None
    ) -> None:
        self.tile = tile
        self.w = tile.w
        self.spot = spot
        self.m = m
        self.v = v
        self.sums = sums
        self.active = spot.lanes_of(v)
        self.known = dict(tile.numbers)
        for node, place in (tile.loads if loads is None else loads).items():
            if node not in self.known:
                self.known[node] = self._loaded(place)

    def write(self) -> None:
        """From the loads to the stores; all values before the first store, which may overwrite what others read."""
        results = [(self.value(node), place) for node, place in self.tile.phase.stores]
        for result, place in results:
            self.w.store(result, self._address(place), self.active)

    def _address(self, place: Place) -> str:
        return self.tile.address(place, self.spot, self.m, self.v)

    def _loaded(self, place: Place) -> str:
        if place.columns == 1:
            # one number stands for all columns
            return self.w.broadcast(self.w.load_number(self.tile.row_of(place, self.spot, self.m)))
        return self.w.load(self._address(place), self.active)

    def value(self, node: Node) -> str:
        """The register of a value, computed when it is first asked for."""
        if node not in self.known:
            self.known[node] = self._computed(node)
        return self.known[node]

    def _computed(self, node: Node) -> str:
        if node in self.tile.sums:
            return self._completed(self.tile.sums[node])
        if node.op == "constant":
            return self.w.types.splat(node.number)
        if node.op == "fraction":
            return self.w.types.splat(1 / self.tile.plan.sizes[node.label])
        if node.op in PACKED:
            return self._packed(node)
        if node.op == COLUMN:
            return self._column(node)
        if node.op == SPREAD:
            return self.value(node.sources[0])
        if node.op == "add":
            first, second = node.sources
            return self._plus(second, first) if self._fuses(first) else self._plus(first, second)
        if node.op == "sub" and self._fuses(node.sources[1]):
            a, b = node.sources[1].sources
            return self.w.fma(self.w.negative(self.value(a)), self.value(b), self.value(node.sources[0]))
        return SPELLINGS[node.op](self.w, *(self.value(source) for source in node.sources))

    def _packed(self, node: Node) -> str:
        vectors = self.tile.plan.vectors[node]
        if node.size == ONE:
            return self.w.broadcast(self.w.load_number(self.w.at(self.tile.packed, vectors.offset)))
        return self.tile.packed_vector(vectors, self.spot, self.v)

    def _column(self, node: Node) -> str:
        start = column_of_table(self.w, self.tile.plan, node, self.value(node.sources[0]), self.tile.packed)
        if node.size == ONE:
            return self.w.broadcast(self.w.load_number(start))
        return self.w.load(self.w.at(self.w.at(start, self.v * self.tile.plan.lanes), self.spot.column))

    def _completed(self, accumulator: int) -> str:
        """A sum of products with the rest of its terms."""
        total = self.sums[self.m, self.v, accumulator]
        for term in self.tile.phase.accumulators[accumulator].rest:
            total = self._added(total, term)
        return total

    def _plus(self, node: Node, term: Node) -> str:
        return self._added(self.value(node), term)

    def _added(self, total: str, term: Node) -> str:
        if self._fuses(term):
            a, b = term.sources
            return self.w.fma(self.value(a), self.value(b), total)
        return self.w.binary("fadd", total, self.value(term))

    def _fuses(self, node: Node) -> bool:
        """Whether a product is part of a fused multiply-add."""
        return node in self.tile.phase.fused and node not in self.tile.loads
