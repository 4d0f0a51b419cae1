"""A token drawn from its logits: softmax, and the first token up to which a random share of the chances lies.

`draw(context, first, last)` does so for the rows first..last. Sums are added up register by register, so that the last
one is the total, and a random number below 1 always finds a token.
"""

from __future__ import annotations

from collections.abc import Mapping

from cellwright.emit.llvm.mathematics import SPELLINGS
from cellwright.emit.llvm.whole_rows import row_by_row
from cellwright.emit.llvm.writer import Types, Writer
from cellwright.plan.machine import Machine

# logits (rows, columns), memory for chances (rows, room) in whole registers, a random number for each row (double) and
# the token that is drawn; what logits are divided by (one number); whether the likeliest is always taken, the first of
# several: then the random number has to be 0
DRAWING = ("logits", "columns", "chances", "room", "random", "drawn", "temperature", "greedy")


def drawing_text(machine: Machine, dtype: str) -> str:
    """The LLVM module with `draw`."""
    types = Types(machine, dtype)
    declarations: dict[str, None] = {}
    text = row_by_row(types, "draw", DRAWING, declarations, lambda *given: _Row(*given).write())
    return "\n\n".join(["\n".join(declarations), text]) + "\n"


def largest_of(w: Writer, numbers: str, whole: str, rest: str) -> str:
    """The largest of some numbers: so many whole registers, and the active lanes of one more."""
    kind, nothing = w.types.vector, w.types.splat(float("-inf"))

    def larger(place: str, top: list[str], active: str | None = None) -> list[str]:
        value = w.load(w.at(numbers, w.times(place, w.types.lanes)), active)
        if active is not None:
            value = w.let(f"select <{w.types.lanes} x i1> {active}, {kind} {value}, {kind} {nothing}")
        return [SPELLINGS["maximum"](w, top[0], value)]

    top = larger(whole, w.repeat(whole, [(kind, nothing)], larger), rest)
    return w.folded(top[0], lambda a, b: SPELLINGS["maximum"](w, a, b))


class _Row:
    """Writes the drawing of one row."""

    def __init__(self, w: Writer, row: str, number: Mapping[str, str], pointer: Mapping[str, str]) -> None:
        self.w, self.row, self.pointer = w, row, pointer
        self.logits = w.at(pointer["logits"], w.let(f"mul i64 {row}, {number['columns']}"))
        self.chances = w.at(pointer["chances"], w.let(f"mul i64 {row}, {number['room']}"))
        self.greedy = w.let(f"icmp ne i64 {number['greedy']}, 0")
        self.temperature = w.broadcast(w.load_number(pointer["temperature"]))
        self.whole = w.let(f"sdiv i64 {number['columns']}, {w.types.lanes}")
        self.rest = w.mask(w.let(f"sub i64 {number['columns']}, {w.times(self.whole, w.types.lanes)}"))
        self.registers = w.add(self.whole, "1")

    def write(self) -> None:
        """Chances, then the register in which the token lies, then the token."""
        w = self.w
        total = self._chances(w.broadcast(largest_of(w, self.logits, self.whole, self.rest)))
        random, drawn = self.pointer["random"], self.pointer["drawn"]
        share = w.let(f"load double, ptr {w.let(f'getelementptr double, ptr {random}, i64 {self.row}')}")
        target = w.let(f"fmul double {share}, {self._double(total)}")
        start, before = self._register(target)
        token = w.add(start, self._lane(start, before, target))
        w.do(f"store i64 {token}, ptr {w.let(f'getelementptr i64, ptr {drawn}, i64 {self.row}')}")

    def _chances(self, most: str) -> str:
        """Of all tokens; what they add up to."""
        w, kind, bits = self.w, self.w.types.vector, f"<{self.w.types.lanes} x i1>"

        def chance(place: str, total: list[str], active: str | None = None) -> list[str]:
            here = w.times(place, w.types.lanes)
            value = w.load(w.at(self.logits, here), active)
            power = SPELLINGS["exp"](w, w.binary("fdiv", w.binary("fsub", value, most), self.temperature))
            likeliest = w.choose("oeq", value, most, w.types.splat(1.0), "zeroinitializer")
            power = w.let(f"select i1 {self.greedy}, {kind} {likeliest}, {kind} {power}")
            if active is not None:
                power = w.let(f"select {bits} {active}, {kind} {power}, {kind} zeroinitializer")
            w.store(power, w.at(self.chances, here))
            return [self._sum(total[0], self._folded(power))]

        zero = [(w.types.element, w.types.number(0.0))]
        return chance(self.whole, w.repeat(self.whole, zero, chance), self.rest)[0]

    def _register(self, target: str) -> tuple[str, str]:
        """The first token of the first register that goes beyond the target, and the sum before it."""
        w, element = self.w, self.w.types.element
        zero = w.types.number(0.0)

        def look(place: str, carried: list[str]) -> list[str]:
            total, found, before = carried
            here = w.load(w.at(self.chances, w.times(place, w.types.lanes)))
            after = self._sum(total, self._folded(here))
            now = self._first(after, target, found)
            return [after, self._either("i64", now, place, found), self._either(element, now, total, before)]

        _, found, before = w.repeat(self.registers, [(element, zero), ("i64", "-1"), (element, zero)], look)
        # where logits are no numbers there is no sum
        return w.times(w.larger(found, "0"), w.types.lanes), before

    def _lane(self, start: str, before: str, target: str) -> str:
        """Which of the tokens of a register goes beyond the target; the last with any chance, if rounding hides it."""
        w, element = self.w, self.w.types.element
        chances = w.at(self.chances, start)

        def look(lane: str, carried: list[str]) -> list[str]:
            total, found, last = carried
            chance = w.load_number(w.at(chances, lane))
            after = self._sum(total, chance)
            some = w.let(f"fcmp ogt {element} {chance}, {w.types.number(0.0)}")
            now = self._first(after, target, found)
            return [after, self._either("i64", now, lane, found), self._either("i64", some, lane, last)]

        _, found, last = w.repeat(w.types.lanes, [(element, before), ("i64", "-1"), ("i64", "0")], look)
        return self._either("i64", w.let(f"icmp slt i64 {found}, 0"), last, found)

    def _first(self, total: str, target: str, found: str) -> str:
        """Whether a sum is the first beyond the target."""
        w = self.w
        beyond = w.let(f"fcmp ogt double {self._double(total)}, {target}")
        return w.let(f"and i1 {w.let(f'icmp slt i64 {found}, 0')}, {beyond}")

    def _either(self, kind: str, holds: str, one: str, other: str) -> str:
        return self.w.let(f"select i1 {holds}, {kind} {one}, {kind} {other}")

    def _sum(self, one: str, other: str) -> str:
        return self.w.let(f"fadd {self.w.types.element} {one}, {other}")

    def _folded(self, register: str) -> str:
        return self.w.folded(register, lambda a, b: self.w.binary("fadd", a, b))

    def _double(self, number: str) -> str:
        return number if self.w.types.element == "double" else self.w.let(f"fpext float {number} to double")
