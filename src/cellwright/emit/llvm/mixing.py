"""What was counted of a text has a say beside a network: its logits become those of a mixture of both.

`mix(context, first, last)` does so for the rows first..last. It notes the token that each row has read, finds the
longest context that was seen before what follows, and adds up what the n-grams of each order say, the longest first:
each order leaves a share to the ones below, and the shortest one to all tokens that can occur at all.
"""

from __future__ import annotations

from collections.abc import Mapping

from cellwright.emit.llvm.drawing import largest_of
from cellwright.emit.llvm.mathematics import SPELLINGS
from cellwright.emit.llvm.whole_rows import row_by_row
from cellwright.emit.llvm.writer import Types, Writer
from cellwright.plan.machine import Machine

# logits (rows, columns), memory for their powers (rows, room) in whole registers, and the result (rows, columns); the
# token that each row has read, those before it (rows, reach), the last one first and zeros before a beginning, and the
# token that begins a text; memory for the place of the context in each order (rows, orders); what each token has where
# nothing is known, what is added to each in the end, and two numbers: the shares of the network and of what was counted
MIX = (
    "logits", "columns", "powers", "room", "mixed", "tokens", "history", "reach", "end", "places", "possible", "added",
    "shares", "orders",
)  # fmt: skip
# behind these, for each order: the keys of contexts in order, how many there are, and how often they can be halved;
# where the n-grams of each begin, and what it leaves to the order below; the last token of each n-gram, and its part
ORDER = ("contexts", "count", "halvings", "starts", "rest", "last", "parts")


def mixing_text(machine: Machine, dtype: str) -> str:
    """The LLVM module with `mix`."""
    types = Types(machine, dtype)
    declarations: dict[str, None] = {}
    text = row_by_row(types, "mix", MIX, declarations, lambda *given: _Row(*given).write())
    return "\n\n".join(["\n".join(declarations), text]) + "\n"


class _Row:
    """Writes the mixture of one row."""

    def __init__(self, w: Writer, row: str, number: Mapping[str, str], pointer: Mapping[str, str]) -> None:
        self.w, self.row, self.number, self.pointer = w, row, number, pointer
        self.columns = number["columns"]
        self.logits, self.mixed = (w.at(pointer[name], self._times(row, self.columns)) for name in ("logits", "mixed"))
        self.powers = w.at(pointer["powers"], self._times(row, number["room"]))
        self.history = self._integer(pointer["history"], self._times(row, number["reach"]))
        self.places = self._integer(pointer["places"], self._times(row, number["orders"]))
        self.whole = w.let(f"sdiv i64 {self.columns}, {w.types.lanes}")
        self.rest = w.mask(w.let(f"sub i64 {self.columns}, {w.times(self.whole, w.types.lanes)}"))

    def write(self) -> None:
        """The token is noted, the contexts are found, then all is added up."""
        self._note()
        left = self._say(self._known())
        self._mix(left)

    def _note(self) -> None:
        w, token = self.w, self.w.load_integer(self.pointer["tokens"], self.row)
        begins = w.let(f"icmp eq i64 {token}, {self.number['end']}")
        reach = self.number["reach"]
        with w.loop(reach) as count:
            place = w.let(f"sub i64 {reach}, {w.add(count, '1')}")
            older = w.load_integer(self.history, w.larger(w.let(f"sub i64 {place}, 1"), "0"))
            # nothing beyond a beginning is looked at
            older = w.let(f"select i1 {begins}, i64 0, i64 {older}")
            value = w.let(f"select i1 {w.let(f'icmp eq i64 {place}, 0')}, i64 {token}, i64 {older}")
            self._store(value, self.history, place)

    def _known(self) -> str:
        """How many orders know the context; the place of each is written."""
        w = self.w
        self._store("0", self.places, "0")

        def longer(index: str, carried: list[str]) -> list[str]:
            place, known, depth = carried
            order = w.add(index, "1")
            key = w.add(self._times(place, self.columns), w.load_integer(self.history, index))
            here = self._found(self._order(order), key)
            same = w.let(f"icmp eq i64 {w.load_integer(self._of(self._order(order), 'contexts'), here)}, {key}")
            known = w.let(f"and i64 {known}, {w.let(f'zext i1 {same} to i64')}")
            self._store(here, self.places, order)
            return [here, known, w.add(depth, known)]

        times = w.let(f"sub i64 {self.number['orders']}, 1")
        return w.repeat(times, [("i64", "0"), ("i64", "1"), ("i64", "1")], longer)[2]

    def _found(self, order: str, key: str) -> str:
        """The place of the last context that is not beyond the key."""
        w, contexts = self.w, self._of(order, "contexts")

        def halve(_: str, carried: list[str]) -> list[str]:
            first, count = carried
            half = w.let(f"lshr i64 {count}, 1")
            middle = w.add(first, half)
            reached = w.let(f"icmp sle i64 {w.load_integer(contexts, middle)}, {key}")
            return [w.let(f"select i1 {reached}, i64 {middle}, i64 {first}"), w.let(f"sub i64 {count}, {half}")]

        halvings = w.load_integer(order, ORDER.index("halvings"))
        count = w.load_integer(order, ORDER.index("count"))
        return w.repeat(halvings, [("i64", "0"), ("i64", count)], halve)[0]

    def _say(self, depth: str) -> str:
        """Write what the n-grams say; the share that is left."""
        w, element = self.w, self.w.types.element
        with w.loop(self.whole) as place:
            w.store("zeroinitializer", w.at(self.mixed, w.times(place, w.types.lanes)))
        w.store("zeroinitializer", w.at(self.mixed, w.times(self.whole, w.types.lanes)), self.rest)

        def shorter(index: str, carried: list[str]) -> list[str]:
            number = w.let(f"sub i64 {depth}, {w.add(index, '1')}")
            order, place = self._order(number), w.load_integer(self.places, number)
            starts = self._of(order, "starts")
            start, stop = w.load_integer(starts, place), w.load_integer(starts, w.add(place, "1"))
            with w.loop(stop, start=start) as gram:
                token = w.at(self.mixed, w.load_integer(self._of(order, "last"), gram))
                part = self._product(carried[0], w.load_number(w.at(self._of(order, "parts"), gram)))
                w.store_number(w.let(f"fadd {element} {w.load_number(token)}, {part}"), token)
            return [self._product(carried[0], w.load_number(w.at(self._of(order, "rest"), place)))]

        return w.repeat(depth, [(element, w.types.number(1.0))], shorter)[0]

    def _mix(self, left: str) -> None:
        w, kind = self.w, self.w.types.vector
        most, left = w.broadcast(largest_of(w, self.logits, self.whole, self.rest)), w.broadcast(left)

        def power(place: str, total: list[str], active: str | None = None) -> list[str]:
            here = w.times(place, w.types.lanes)
            value = SPELLINGS["exp"](w, w.binary("fsub", w.load(w.at(self.logits, here), active), most))
            if active is not None:
                value = w.let(f"select <{w.types.lanes} x i1> {active}, {kind} {value}, {kind} zeroinitializer")
            w.store(value, w.at(self.powers, here))
            return [w.binary("fadd", total[0], value)]

        total = power(self.whole, w.repeat(self.whole, [(kind, "zeroinitializer")], power), self.rest)[0]
        total = w.broadcast(w.folded(total, lambda a, b: w.binary("fadd", a, b)))
        own, counted = (w.broadcast(w.load_number(w.at(self.pointer["shares"], place))) for place in range(2))
        own = w.binary("fdiv", own, total)

        def mixed(place: str, active: str | None = None) -> None:
            here = w.times(place, w.types.lanes)
            target = w.at(self.mixed, here)
            said = w.fma(left, w.load(w.at(self.pointer["possible"], here), active), w.load(target, active))
            likely = w.fma(own, w.load(w.at(self.powers, here), active), w.binary("fmul", counted, said))
            added = w.load(w.at(self.pointer["added"], here), active)
            w.store(w.binary("fadd", SPELLINGS["log"](w, likely), added), target, active)

        with w.loop(self.whole) as place:
            mixed(place)
        mixed(self.whole, self.rest)

    def _order(self, number: str) -> str:
        """The entries of an order."""
        return self._integer("%context", self.w.add(self.w.times(number, len(ORDER)), str(len(MIX))))

    def _of(self, order: str, name: str) -> str:
        return self.w.load_pointer(order, ORDER.index(name))

    def _integer(self, pointer: str, index: str) -> str:
        return self.w.let(f"getelementptr i64, ptr {pointer}, i64 {index}")

    def _store(self, value: str, pointer: str, index: str) -> None:
        self.w.do(f"store i64 {value}, ptr {self._integer(pointer, index)}, align 8")

    def _times(self, a: str, b: str) -> str:
        return self.w.let(f"mul i64 {a}, {b}")

    def _product(self, a: str, b: str) -> str:
        return self.w.let(f"fmul {self.w.types.element} {a}, {b}")
