"""A whole kernel: the loops over steps, phases, columns and rows around the tiles, and the packing of its weights.

The module has two functions. `kernel(context, first, last)` runs steps for the sequences first..last. Its context is a
table of numbers and addresses: the first step and the end, the three tables of the schedule, the packed block, then the
arrays in the order of `plan.arrays`. `pack(context, member, members)` fills a member's part of the packed block (entry
0) from the stacked parameters (the following entries, in the order of `plan.stacks`).

If the plan shares columns, there is only `kernel(context, member, members)`, a member's part of all phases. Its context
ends with the address of a barrier, and the packed block is that of the plan whose members share rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cellwright.emit.llvm.bytes import row_of_bytes
from cellwright.emit.llvm.pack import pack_text
from cellwright.emit.llvm.pairs import row_of_halves
from cellwright.emit.llvm.sharing import ByColumns, ByRows, Sharing
from cellwright.emit.llvm.spot import Next, Soon, Spot
from cellwright.emit.llvm.tile import TileWriter
from cellwright.emit.llvm.writer import Types, Writer
from cellwright.plan.plan import Phase, Place, Plan

# first column, registers, active lanes of the last one (None for all)
Group = tuple[str | int, int, int | None]
# so many rows take a phase without products together: one adds up its columns while others compute
ROWS = 4
# how a row of an operand is rounded before it meets narrow weights
ROUNDINGS = {"bfloat16_dot": row_of_halves, "int8": row_of_bytes}
HEADER = ("start", "stop", "at", "count", "continuing", "packed")


def slots(plan: Plan) -> tuple[str, ...]:
    """The entries of a kernel's context, in order."""
    return (*HEADER, *plan.arrays, *(["barrier"] if plan.shares_columns else []))


def module_text(plan: Plan) -> str:
    """The LLVM module of a plan."""
    types = Types(plan.machine, plan.dtype)
    declarations: dict[str, None] = {}
    functions = [_kernel_text(plan, types, declarations)]
    if not plan.shares_columns:
        functions.append(pack_text(plan, types, declarations))
    return "\n\n".join(["\n".join(declarations), *functions]) + "\n"


def _kernel_text(plan: Plan, types: Types, declarations: dict[str, None]) -> str:
    parameters = (ByColumns if plan.shares_columns else ByRows).parameters
    w = Writer(types, "kernel", parameters, declarations)
    start, stop = w.load_integer("%context", 0), w.load_integer("%context", 1)
    bases = {name: w.load_pointer("%context", index) for index, name in enumerate(slots(plan)) if index > 1}
    sharing = ByColumns(w, bases["barrier"]) if plan.shares_columns else ByRows(w)
    mirror = w.let(f"sub i64 {w.add(start, stop)}, 1")
    with w.loop(stop, start=start) as index:
        s = w.let(f"sub i64 {mirror}, {index}") if plan.backward else index
        _StepWriter(w, plan, bases, s, sharing).write()
    return w.text()


class _StepWriter:
    """Writes one step: the sequences that continue, then those that begin, phase by phase."""

    def __init__(self, w: Writer, plan: Plan, bases: dict[str, str], s: str, sharing: Sharing) -> None:
        self.w = w
        self.sharing = sharing
        self.plan = plan
        self.bases = bases
        self.s = s
        self.rounded: set[Place] = set()
        self.at = w.load_integer(bases["at"], s)
        self.stop = sharing.end(w.load_integer(bases["count"], s))
        # every other step takes the columns in reverse: the weights it needs first are those that were used last
        self.turned = w.let(f"icmp eq i64 {w.let(f'and i64 {s}, 1')}, 1")

    @property
    def _weights_are_far(self) -> bool:
        """Whether the second-level cache does not keep the weights from step to step."""
        return 2 * self.plan.packed * self.w.types.bytes > self.plan.machine.cache

    def write(self) -> None:
        """The whole step."""
        w, own_first = self.w, self.sharing.first
        if any(place.rows == "before" for place in self.plan.places):
            continuing = w.load_integer(self.bases["continuing"], self.s)
            middle = w.larger(own_first, w.smaller(continuing, self.stop))
            before = w.load_integer(self.bases["at"], w.larger(w.let(f"sub i64 {self.s}, 1"), "0"))
            with w.loop("2") as part:
                begins = w.let(f"icmp eq i64 {part}, 1")
                first = w.let(f"select i1 {begins}, i64 {middle}, i64 {own_first}")
                last = w.let(f"select i1 {begins}, i64 {self.stop}, i64 {middle}")
                self._phases(self._pointers(before, begins), first, last)
        else:
            self._phases(self._pointers("", ""), own_first, self.stop)
        if self.plan.finals:
            self._finals()

    def _finals(self) -> None:
        """Copy out the last states of the sequences that end here."""
        w = self.w
        following = w.load_integer(self.bases["continuing"], w.let(f"add i64 {self.s}, 1"))
        first, last = self.sharing.rows(w.larger(self.sharing.first, following), self.stop)
        with w.loop(last, start=first) as sequence:
            for trail, name in self.plan.finals:
                source = w.at(self.bases[trail.array], w.times(w.add(self.at, sequence), trail.stride))
                target = w.at(self.bases[name], w.times(sequence, trail.columns))
                for column, _, active in self._columns(trail.columns, 1):
                    w.store(w.load(w.at(source, column), active), w.at(target, column), active)

    def _pointers(self, before: str, begins: str) -> dict[Place, str]:
        """The address of row 0 of every place at this step."""
        w, pointers = self.w, {}
        for place in self.plan.places:
            base = self.bases[place.array]
            if place.rows == "step":
                base = w.at(base, w.times(self.at, place.stride))
            elif place.rows == "before":
                old = w.at(base, w.times(before, place.stride))
                base = w.let(f"select i1 {begins}, ptr {self.bases[place.initial]}, ptr {old}")
            pointers[place] = w.at(base, place.offset)
        return pointers

    def _phases(self, pointers: dict[Place, str], first: str, last: str) -> None:
        w = self.w
        some, end = w.label(), w.label()
        w.branch(w.let(f"icmp slt i64 {first}, {last}"), some, end)
        w.begin(some)
        for run in self.plan.runs:
            packed = self.bases["packed"]
            written = [TileWriter(w, self.plan, phase, packed, pointers, self._soon(phase)) for phase in run]
            if run[0].accumulators:
                self._product_phase(run[0], written[0], first, last)
            else:
                self._row_by_row(written, *self.sharing.rows(first, last))
            self.sharing.meet()
        w.jump(end)
        w.begin(end)

    def _soon(self, phase: Phase) -> list[Soon]:
        """What the last products had better ask for: what the next step back reads element by element.

        The way back goes through everything that was saved, which is in no cache.
        """
        last = next((each for each in reversed(self.plan.phases) if each.accumulators), None)
        if not self.plan.backward or phase is not last:
            return []
        w, at = self.w, self.bases["at"]
        following = w.larger(w.let(f"sub i64 {self.s}, 1"), "0")
        rows = {
            "step": w.load_integer(at, following),
            "before": w.load_integer(at, w.larger(w.let(f"sub i64 {following}, 1"), "0")),
        }
        loads = dict.fromkeys(place for each in self.plan.phases if not each.accumulators for _, place in each.loads)
        return [
            (place, w.at(w.at(self.bases[place.array], w.times(rows[place.rows], place.stride)), place.offset))
            for place in loads
            if place.rows in rows and place.columns == phase.columns
        ]

    def _row_by_row(self, phases: Sequence[TileWriter], first: str, last: str) -> None:
        """Phases without products: each row passes through all of them while it is in the nearest cache."""
        w = self.w
        with w.loop(last, start=first, step=ROWS) as start:
            stop = w.smaller(last, w.add(start, str(ROWS)))
            for tiles in phases:
                with w.loop(stop, start=start) as row:
                    tiles.begin_row(row)
                    if tiles.phase.reductions:
                        self._reducing_phase(tiles, row)
                    else:
                        for column, vectors, active in self._columns(tiles.phase.columns, 1):
                            tiles.write(Spot(1, vectors, row, column, active))

    def _reducing_phase(self, tiles: TileWriter, row: str) -> None:
        w, lanes = self.w, self.plan.lanes
        whole, active = divmod(tiles.phase.columns, lanes)
        neutral = [(w.types.vector, w.types.splat(reduction.neutral)) for reduction in tiles.reductions]
        totals = w.repeat(
            whole, neutral, lambda count, so_far: tiles.reduce(Spot(1, 1, row, w.times(count, lanes), None), so_far)
        )
        if active:
            totals = tiles.reduce(Spot(1, 1, row, whole * lanes, active), totals)
        tiles.store_reductions(row, totals)

    def _round_operands(self, phase: Phase, tiles: TileWriter, first: str, last: str) -> None:
        """Round the rows of operands that no phase before has rounded."""
        before = len(self.rounded)
        for operand in phase.operands:
            rounded = operand.rounded
            if rounded is None or rounded in self.rounded:
                continue
            self.rounded.add(rounded)
            own_first, own_last = self.sharing.rows(first, last)
            with self.w.loop(own_last, start=own_first) as row:
                spot = Spot(1, 1, row, 0, None)
                source, target = tiles.row(operand.place, spot), tiles.row(rounded, spot)
                ROUNDINGS[self.plan.matrices.name](self.w, source, target, operand.depth, rounded.stride)
        if len(self.rounded) > before:
            self.sharing.meet()

    def _product_phase(self, phase: Phase, tiles: TileWriter, first: str, last: str) -> None:
        """Few rows take their own wide tiles; more rows are shared out evenly among tiles of the main kind."""
        w = self.w
        self._round_operands(phase, tiles, first, last)
        count = w.let(f"sub i64 {last}, {first}")
        end = w.label()
        for tile in phase.few:
            fits, more = w.label(), w.label()
            w.branch(w.let(f"icmp eq i64 {count}, {tile.rows}"), fits, more)
            w.begin(fits)
            for column, vectors, active in self._own_columns(phase.columns, tile.vectors):
                tiles.write(Spot(tile.rows, vectors, first, column, active))
            w.jump(end)
            w.begin(more)
        most = phase.tile.rows
        heights = range(min(len(phase.few) + 1, (most + 1) // 2), most + 1)
        shares = w.let(f"udiv i64 {w.let(f'add i64 {count}, {most - 1}')}, {most}")
        rows = w.let(f"udiv i64 {count}, {shares}")
        extra = w.let(f"sub i64 {count}, {w.let(f'mul i64 {rows}, {shares}')}")
        width = phase.tile.vectors * self.plan.lanes
        onward = w.let(f"select i1 {self.turned}, i64 {-width}, i64 {width}")
        for column, vectors, active in self._own_columns(phase.columns, phase.tile.vectors):
            with w.loop(shares) as share:
                following = Next(onward, share) if self._weights_are_far and isinstance(column, str) else None
                before = w.add(w.let(f"mul i64 {share}, {rows}"), w.smaller(share, extra))
                here = w.add(rows, w.let(f"zext i1 {w.let(f'icmp slt i64 {share}, {extra}')} to i64"))
                spot = Spot(0, vectors, w.add(first, before), column, active, following)
                self._tile_of_height(tiles, heights, here, spot)
        w.jump(end)
        w.begin(end)

    def _tile_of_height(self, tiles: TileWriter, heights: Sequence[int], height: str, spot: Spot) -> None:
        w = self.w
        labels = {rows: w.label() for rows in heights}
        end = w.label()
        cases = " ".join(f"i64 {rows}, label %{label}" for rows, label in labels.items())
        w.do(f"switch i64 {height}, label %{end} [ {cases} ]")
        for rows, label in labels.items():
            w.begin(label)
            tiles.write(replace(spot, rows=rows))
            w.jump(end)
        w.begin(end)

    def _own_columns(self, columns: int, vectors: int) -> Iterator[Group]:
        """The groups of columns of this member, from the other end at every other step."""
        w, width = self.w, vectors * self.plan.lanes
        whole, rest = self._groups(columns, vectors)
        if whole == 1 and self.sharing.all_columns:
            yield 0, vectors, None
        elif whole:
            start, stop, top = self.sharing.columns(whole, bool(rest), width)
            with w.loop(stop, start=start, step=width) as column:
                mirrored = w.let(f"sub i64 {top}, {column}")
                yield w.let(f"select i1 {self.turned}, i64 {mirrored}, i64 {column}"), vectors, None
        for group in rest:
            with self.sharing.last_group():
                yield group

    def _columns(self, columns: int, vectors: int) -> Iterator[Group]:
        """All groups of columns."""
        width = vectors * self.plan.lanes
        whole, rest = self._groups(columns, vectors)
        if whole == 1:
            yield 0, vectors, None
        elif whole:
            with self.w.loop(str(whole * width), step=width) as column:
                yield column, vectors, None
        yield from rest

    def _groups(self, columns: int, vectors: int) -> tuple[int, list[Group]]:
        """How many groups of `vectors` registers there are in the columns, and what is left: one group or none."""
        whole, active = divmod(columns, self.plan.lanes)
        groups, rest = divmod(whole, vectors)
        width = vectors * self.plan.lanes
        left: list[Group] = [(groups * width, rest + bool(active), active or None)]
        return groups, left if rest or active else []
