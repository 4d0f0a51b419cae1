"""The products of one operand in one register tile, and what is asked for from memory meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

from cellwright.emit.llvm.blocks import Stretch, met, stretches
from cellwright.emit.llvm.bytes import add_bytes
from cellwright.emit.llvm.narrow import Block, Sums, add_halves
from cellwright.emit.llvm.pairs import add_pairs
from cellwright.emit.llvm.spot import Soon, Spot
from cellwright.emit.llvm.writer import Writer
from cellwright.equation.node import Weight
from cellwright.plan.plan import Operand, Plan

# rounds of the inner loop that are written out: enough to hide its own bookkeeping
UNROLL = 4
# how sums grow where weights are narrow, by the name of their numbers
NARROW_PRODUCTS = {"bfloat16": add_halves, "bfloat16_dot": add_pairs, "int8": add_bytes}


class Products:
    """The products of one operand in one tile: an outer product of a column of rows and a row of weights for each k."""

    def __init__(self, w: Writer, plan: Plan, operand: Operand, spot: Spot, packed: str, row: str) -> None:
        lanes = plan.lanes
        self.plan = plan
        self.w = w
        self.operand = operand
        self.spot = spot
        self.lanes = lanes
        self.narrow = NARROW_PRODUCTS.get(plan.matrices.name)
        self.width = len(operand.accumulators)
        self.place = operand.rounded or operand.place
        self.row = row
        # in blocks, the next columns may meet other numbers than these
        self.blocky = any(weight.pattern for piece in operand.pieces for weight in piece)
        first = w.at(packed, operand.panel)
        registers = plan.matrices.registers(operand.depth) * self.width
        group = w.at(first, w.times(str(spot.column), registers))
        self.panels = [w.at(group, v * lanes * registers) for v in range(spot.vectors)]

    def add_to(self, sums: Sums, soon: Sequence[Soon]) -> None:
        """Replace the sums by themselves plus the products; meanwhile ask for the lines that are read soon."""
        if self.narrow:
            self.narrow(Block(self.w, self.operand, self.spot.rows, self.row, self.place.stride, self.panels), sums)
            return
        for stretch in stretches(self.operand):
            self._add_stretch(stretch, sums, soon)
            soon = ()

    def _add_stretch(self, stretch: Stretch, sums: Sums, soon: Sequence[Soon]) -> None:
        w, whole, asking = self.w, stretch.depth // UNROLL, self.spot.rows * self.spot.vectors
        row = w.at(self.row, stretch.start)
        panels = [w.at(panel, stretch.start * self.width * self.lanes) for panel in self.panels]
        if stretch.weight is None:
            asking = min(whole, asking) if soon else 0
            self._rounds(row, panels, "0", asking, sums, soon)
            self._rounds(row, panels, str(asking), whole - asking, sums, ())
        else:
            first, rounds = self._met(stretch.weight, whole)
            asked = w.smaller(rounds, str(asking)) if soon else "0"
            if soon:
                self._rounds(row, panels, first, asked, sums, soon)
            self._rounds(row, panels, w.add(first, asked), w.let(f"sub i64 {rounds}, {asked}"), sums, ())
        for k in range(whole * UNROLL, stretch.depth):
            self._multiply(row, panels, k, sums)

    def _met(self, weight: Weight, whole: int) -> tuple[str, str]:
        """The first round in which the columns of this tile meet weights that are not zero, and how many there are."""
        w, columns = self.w, self.spot.vectors * self.lanes
        begin, end = met(w, self.plan, self.operand, weight, str(self.spot.column), columns)
        first = w.let(f"udiv i64 {begin}, {UNROLL}")
        stop = w.smaller(w.let(f"udiv i64 {w.add(end, str(UNROLL - 1))}, {UNROLL}"), str(whole))
        return first, w.let(f"sub i64 {stop}, {w.smaller(first, stop)}")

    def _rounds(
        self, row: str, panels: Sequence[str], start: str, times: int | str, sums: Sums, soon: Sequence[Soon]
    ) -> None:
        w = self.w
        keys = [
            (m, v, i)
            for m in range(self.spot.rows)
            for v in range(self.spot.vectors)
            for i in sorted(set(self.operand.accumulators))
        ]
        starts = [w.at(w.at(base, w.times(self.spot.row, place.stride)), self.spot.column) for place, base in soon]

        def rounds(count: str, carried: list[str]) -> list[str]:
            for (place, _), first in zip(soon, starts, strict=True):
                m = w.let(f"udiv i64 {count}, {self.spot.vectors}")
                v = w.let(f"urem i64 {count}, {self.spot.vectors}")
                w.prefetch(w.at(w.at(first, w.times(m, place.stride)), w.times(v, self.lanes)))
            k = w.add(count, start)
            self._ask_for_next(k)
            here = w.at(row, w.times(k, UNROLL))
            there = [w.at(panel, w.times(k, UNROLL * self.width * self.lanes)) for panel in panels]
            values = dict(zip(keys, carried, strict=True))
            for offset in range(UNROLL):
                self._multiply(here, there, offset, values)
            return [values[key] for key in keys]

        carried = [(w.types.vector, sums[key]) for key in keys]
        sums.update(zip(keys, w.repeat(times, carried, rounds), strict=True))

    def _ask_for_next(self, k: str) -> None:
        """A part of the weights that the next columns meet in this round: each tile of the group asks for another."""
        w, size = self.w, self.width * self.lanes
        group = self.operand.depth * size * self.spot.vectors * w.types.bytes
        # the next weights must not drive out those that this group of columns still needs
        if self.spot.next is None or self.blocky or group >= w.types.machine.cache // 4:
            return
        part = w.let(f"and i64 {self.spot.next.share}, {UNROLL - 1}")
        here = w.times(w.add(w.times(k, UNROLL), part), size)
        there = w.add(here, w.times(self.spot.next.columns, self.operand.depth * self.width))
        for panel in self.panels:
            for slot in range(self.width):
                w.prefetch(panel, w.add(there, str(slot * self.lanes)))

    def _multiply(self, row: str, panels: Sequence[str], k: int, sums: Sums) -> None:
        w, rows = self.w, range(self.spot.rows)
        across = [(v, slot) for v in range(self.spot.vectors) for slot in range(self.width)]

        def weight(v: int, slot: int) -> str:
            return w.load(w.at(panels[v], (k * self.width + slot) * self.lanes))

        def number(m: int) -> str:
            return w.broadcast(w.load_number(w.at(row, m * self.operand.place.stride + k)))

        def add(m: int, v: int, slot: int, one: str, other: str) -> None:
            key = m, v, self.operand.accumulators[slot]
            sums[key] = w.fma(one, other, sums[key])

        # the fewer ones stay in registers while the others stream past
        if len(rows) < len(across):
            numbers = [number(m) for m in rows]
            for v, slot in across:
                streamed = weight(v, slot)
                for m in rows:
                    add(m, v, slot, numbers[m], streamed)
        else:
            weights = {key: weight(*key) for key in across}
            for m in rows:
                streamed = number(m)
                for v, slot in across:
                    add(m, v, slot, streamed, weights[v, slot])
