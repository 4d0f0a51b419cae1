"""The largest of many numbers, in one pass: a register is looked into only if it has one above the least that is kept.

`largest(context, first, last)` does so for the groups first..last of rows. To the numbers of each row its own offset is
added first. Of equal ones the first are kept, and stand first.
"""

from __future__ import annotations

from collections.abc import Mapping

from cellwright.emit.llvm.whole_rows import PARAMETERS
from cellwright.emit.llvm.writer import Types, Writer
from cellwright.plan.machine import Machine

# values (groups, rows, columns) and an offset for each row; how many are kept for each group, at most as many as there
# are; then, for each that is kept, its row in the group, its column and its value (groups, count)
LARGEST = ("values", "offsets", "rows", "columns", "count", "row", "column", "found")


def largest_text(machine: Machine, dtype: str) -> str:
    """The LLVM module with `largest`."""
    types = Types(machine, dtype)
    declarations: dict[str, None] = {}
    functions = [_insert(types), _largest(types, declarations)]
    return "\n\n".join(["\n".join(declarations), *functions]) + "\n"


def _largest(types: Types, declarations: dict[str, None]) -> str:
    w = Writer(types, "largest", PARAMETERS, declarations)
    number = {name: w.load_integer("%context", place) for place, name in enumerate(LARGEST)}
    with w.loop("%last", start="%first") as group:
        w.repeat(number["rows"], [("i64", "0")], _Group(w, group, number).row)
    return w.text()


class _Group:
    """Writes the search in one group of rows; what it carries along is how many numbers are kept."""

    def __init__(self, w: Writer, group: str, number: Mapping[str, str]) -> None:
        self.w, self.number = w, number
        self.values, self.offsets = (w.load_pointer("%context", LARGEST.index(name)) for name in ("values", "offsets"))
        kept = w.let(f"mul i64 {group}, {number['count']}")
        self.first = w.let(f"mul i64 {group}, {number['rows']}")
        rows, columns, found = (w.load_pointer("%context", LARGEST.index(name)) for name in ("row", "column", "found"))
        self.kept = [w.let(f"getelementptr i64, ptr {each}, i64 {kept}") for each in (rows, columns)]
        self.found = w.at(found, kept)
        self.least = w.at(self.found, w.let(f"sub i64 {number['count']}, 1"))

    def row(self, row: str, kept: list[str]) -> list[str]:
        """One row: its whole registers, then the lanes that are left."""
        w, lanes = self.w, self.w.types.lanes
        place, columns = w.add(self.first, row), self.number["columns"]
        values = w.at(self.values, w.let(f"mul i64 {place}, {columns}"))
        offset = w.broadcast(w.load_number(w.at(self.offsets, place)))
        whole = w.let(f"sdiv i64 {columns}, {lanes}")

        def some(column: str, kept: list[str], active: str | None = None) -> list[str]:
            register = w.binary("fadd", w.load(w.at(values, column), active), offset)
            return self._register(register, row, column, kept, active)

        kept = w.repeat(whole, [("i64", kept[0])], lambda count, so_far: some(w.times(count, lanes), so_far))
        done = w.times(whole, lanes)
        return some(done, kept, w.mask(w.let(f"sub i64 {columns}, {done}")))

    def _register(self, register: str, row: str, column: str, kept: list[str], active: str | None) -> list[str]:
        """Those of a register's numbers that are worth it."""
        w, lanes, element = self.w, self.w.types.lanes, self.w.types.element
        bits = f"<{lanes} x i1>"
        anyway = w.let(f"icmp slt i64 {kept[0]}, {self.number['count']}")
        above = w.let(f"fcmp ogt {w.types.vector} {register}, {w.broadcast(w.load_number(self.least))}")
        everything = w.lane_mask(None)
        worth = w.let(f"select i1 {anyway}, {bits} {everything}, {bits} {above}")
        if active is not None:
            worth = w.let(f"and {bits} {worth}, {active}")
        which = w.let(f"zext i{lanes} {w.let(f'bitcast {bits} {worth} to i{lanes}')} to i64")

        def keep(_: str, carried: list[str]) -> list[str]:
            which, kept = carried
            lane = w.call("i64", "@llvm.cttz.i64", ("i64", which), ("i1", "true"))
            value = w.let(f"extractelement {w.types.vector} {register}, i64 {lane}")
            numbers = f"i64 {kept}, i64 {self.number['count']}, i64 {row}, i64 {w.add(column, lane)}"
            arrays = f"ptr {self.kept[0]}, ptr {self.kept[1]}, ptr {self.found}"
            kept = w.let(f"call i64 @insert({arrays}, {element} {value}, {numbers})")
            return [w.let(f"and i64 {which}, {w.let(f'sub i64 {which}, 1')}"), kept]

        times = w.call("i64", "@llvm.ctpop.i64", ("i64", which))
        return w.repeat(times, [("i64", which), ("i64", kept[0])], keep)[1:]


def _insert(types: Types) -> str:
    """A number among those that are kept, largest first, if it is worth it; how many these are then."""
    element = types.element
    parameters = ("ptr %rows", "ptr %columns", "ptr %found", f"{element} %value")
    numbers = ("i64 %kept", "i64 %count", "i64 %row", "i64 %column")
    w = Writer(types, "insert", (*parameters, *numbers), {}, "i64")
    look, shift, more, settle, end = (w.label() for _ in range(5))
    full = w.let("icmp eq i64 %kept, %count")
    least = w.load_number(w.at("%found", w.let("sub i64 %count, 1")))
    too_small = w.let(f"xor i1 {w.let(f'fcmp ogt {element} %value, {least}')}, true")
    begin = w.let(f"select i1 {full}, i64 {w.let('sub i64 %count, 1')}, i64 %kept")
    w.branch(w.let(f"and i1 {full}, {too_small}"), end, look)
    w.begin(look)
    place = w.let(f"phi i64 [ {begin}, %entry ], [ %before, %{shift} ]")
    w.branch(w.let(f"icmp sgt i64 {place}, 0"), more, settle)
    w.begin(more)
    w.do(f"%before = sub i64 {place}, 1")
    w.branch(w.let(f"fcmp olt {element} {w.load_number(w.at('%found', '%before'))}, %value"), shift, settle)
    w.begin(shift)
    w.store_number(w.load_number(w.at("%found", "%before")), w.at("%found", place))
    for array in ("%rows", "%columns"):
        _store_integer(w, w.load_integer(array, "%before"), array, place)
    w.jump(look)
    w.begin(settle)
    w.store_number("%value", w.at("%found", place))
    _store_integer(w, "%row", "%rows", place)
    _store_integer(w, "%column", "%columns", place)
    w.jump(end)
    w.begin(end)
    more_kept = w.smaller(w.add("%kept", "1"), "%count")
    return w.text(w.let(f"select i1 {full}, i64 %count, i64 {more_kept}"))


def _store_integer(w: Writer, number: str, array: str, place: str) -> None:
    w.do(f"store i64 {number}, ptr {w.let(f'getelementptr i64, ptr {array}, i64 {place}')}, align 8")
