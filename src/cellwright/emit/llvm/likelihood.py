"""The likelihood of tags under a linear-chain CRF: the forward algorithm sentence by sentence, and its gradients.

`forward(context, first, last)` goes through the sentences first..last and keeps what `backward` needs, which adds up
gradients and so has to be one thread's. Rows of tags that only these two read have `stride` numbers, whole registers.
"""

from __future__ import annotations

from collections.abc import Callable

from cellwright.emit.llvm.mathematics import SPELLINGS
from cellwright.emit.llvm.whole_rows import PARAMETERS
from cellwright.emit.llvm.writer import Types, Writer
from cellwright.plan.machine import Machine

# emissions (sentences, steps, tags); lengths; the tags that were said (sentences, steps); the exponentials of the
# transitions and of these turned (tags, stride); transitions (tags, tags); first and last scores (tags,)
GIVEN = ("emissions", "lengths", "said", "powers", "turned", "transitions", "first", "last")
# of each step the exponentials of the scores of all beginnings, those of its last step their logarithms, and their sums
# (sentences, steps, stride); how likely each tag is at the end (sentences, stride); the log-likelihood (sentences,)
KEPT = ("chances", "sums", "ends", "value")
# the gradient of each value; memory of two rows; what is added to: gradients of emissions, of first and last scores, of
# the powers (tags, stride), and how often a tag followed another (tags, tags), by the gradient
BACK = ("given", "rows", "d emissions", "d first", "d last", "d powers", "moves")
LIKELIHOOD = (*GIVEN, *KEPT, *BACK, "steps", "tags", "stride")
# stands below the logarithm where no beginning leads to a tag
LEAST = 1e-30


def likelihood_text(machine: Machine, dtype: str) -> str:
    """The LLVM module with `forward` and `backward`."""
    types = Types(machine, dtype)
    declarations: dict[str, None] = {}
    functions = []
    for name, write in (("forward", _Sentence.forward), ("backward", _Sentence.backward)):
        w = Writer(types, name, PARAMETERS, declarations)
        with w.loop("%last", start="%first") as sentence:
            write(_Sentence(w, sentence))
        functions.append(w.text())
    return "\n\n".join(["\n".join(declarations), *functions]) + "\n"


class _Sentence:
    """Writes what is done for one sentence."""

    def __init__(self, w: Writer, sentence: str) -> None:
        self.w, self.sentence = w, sentence
        self.at = {name: w.load_pointer("%context", place) for place, name in enumerate(LIKELIHOOD)}
        self.steps, self.tags, self.stride = (
            w.load_integer("%context", LIKELIHOOD.index(name)) for name in ("steps", "tags", "stride")
        )
        self.length = w.load_integer(self.at["lengths"], sentence)
        self.end = w.let(f"sub i64 {self.length}, 1")
        self.begin = w.let(f"mul i64 {sentence}, {self.steps}")
        self.registers = w.let(f"sdiv i64 {self.stride}, {w.types.lanes}")

    def forward(self) -> None:
        """The log-likelihood, and what the way back needs."""
        w, nothing = self.w, self.w.types.splat(float("-inf"))
        first = self._row("chances", "0")

        def begun(column: str, inside: str) -> None:
            emission = w.load(w.at(self._emissions("emissions", "0"), column), inside)
            value = w.binary("fadd", emission, w.load(w.at(self.at["first"], column), inside))
            w.store(self._either(inside, value, nothing), w.at(first, column))

        self._each(begun)
        with w.loop(self.length, start="1") as step:
            self._reach(step)
        last, ends = self._row("chances", self.end), self._of_sentence("ends")

        def ended(column: str, inside: str) -> None:
            value = w.binary("fadd", w.load(w.at(last, column)), w.load(w.at(self.at["last"], column), inside))
            w.store(value, w.at(ends, column))

        self._each(ended)
        top, total = self._exponentials(ends)

        def share(column: str, _: str) -> None:
            w.store(w.binary("fdiv", w.load(w.at(ends, column)), total), w.at(ends, column))

        self._each(share)
        partition = w.binary("fadd", top, SPELLINGS["log"](w, total))
        number = w.let(f"extractelement {w.types.vector} {partition}, i32 0")
        value = w.let(f"fsub {w.types.element} {self._score()}, {number}")
        w.store_number(value, w.at(self.at["value"], self.sentence))

    def _reach(self, step: str) -> None:
        """One more step: the logarithms of the step before become exponentials."""
        w, nothing = self.w, self.w.types.splat(float("-inf"))
        before = self._row("chances", w.let(f"sub i64 {step}, 1"))
        top, _ = self._exponentials(before)
        here, sums, emissions = self._row("chances", step), self._row("sums", step), self._emissions("emissions", step)

        def reach(column: str, inside: str) -> None:
            total = self._product(before, "powers", column)
            w.store(total, w.at(sums, column))
            least = w.binary("fadd", total, w.types.splat(LEAST))
            value = w.binary("fadd", w.binary("fadd", w.load(w.at(emissions, column), inside), top), self._log(least))
            w.store(self._either(inside, value, nothing), w.at(here, column))

        self._each(reach)

    def _log(self, value: str) -> str:
        return SPELLINGS["log"](self.w, value)

    def _product(self, row: str, matrix: str, column: str) -> str:
        """A register of the product of a row of tags with a matrix (tags, stride)."""
        w, first = self.w, self.w.at(self.at[matrix], column)

        def add(tag: str, total: list[str]) -> list[str]:
            number = w.broadcast(w.load_number(w.at(row, tag)))
            return [w.fma(number, w.load(w.at(first, w.let(f"mul i64 {tag}, {self.stride}"))), total[0])]

        return w.repeat(self.tags, [(w.types.vector, "zeroinitializer")], add)[0]

    def _exponentials(self, row: str) -> tuple[str, str]:
        """A row becomes its exponentials beside the largest; this and their sum, in all lanes."""
        w, kind, lanes = self.w, self.w.types.vector, self.w.types.lanes

        def larger(place: str, top: list[str]) -> list[str]:
            return [SPELLINGS["maximum"](w, top[0], w.load(w.at(row, w.times(place, lanes))))]

        [top] = w.repeat(self.registers, [(kind, w.types.splat(float("-inf")))], larger)
        top = w.broadcast(w.folded(top, lambda a, b: SPELLINGS["maximum"](w, a, b)))

        def power(place: str, total: list[str]) -> list[str]:
            here = w.at(row, w.times(place, lanes))
            value = SPELLINGS["exp"](w, w.binary("fsub", w.load(here), top))
            w.store(value, here)
            return [w.binary("fadd", total[0], value)]

        [total] = w.repeat(self.registers, [(kind, "zeroinitializer")], power)
        return top, w.broadcast(w.folded(total, lambda a, b: w.binary("fadd", a, b)))

    def _score(self) -> str:
        """That of the tags that were said."""
        w, element = self.w, self.w.types.element
        start = w.let(
            f"fadd {element} {self._number('first', self._said('0'))}, {self._number('last', self._said(self.end))}"
        )

        def emitted(step: str, total: list[str]) -> list[str]:
            own = w.load_number(w.at(self._emissions("emissions", step), self._said(step)))
            return [w.let(f"fadd {element} {total[0]}, {own}")]

        def moved(step: str, total: list[str]) -> list[str]:
            place = self._move(self._said(step), self._said(w.add(step, "1")))
            return [w.let(f"fadd {element} {total[0]}, {self._number('transitions', place)}")]

        total = w.repeat(self.length, [(element, start)], emitted)
        return w.repeat(self.end, [(element, total[0])], moved)[0]

    def backward(self) -> None:
        """What the tags have, less what all sequences have in the mean, times the gradient."""
        w = self.w
        given = w.load_number(w.at(self.at["given"], self.sentence))
        less, ends = w.broadcast(w.let(f"fneg {w.types.element} {given}")), self._of_sentence("ends")
        # of the scores of all beginnings at a step, and of their sums
        reached, summed = self.at["rows"], w.at(self.at["rows"], self.stride)

        def ended(column: str, inside: str) -> None:
            value = w.binary("fmul", less, w.load(w.at(ends, column)))
            w.store(value, w.at(reached, column))
            self._add("d last", column, value, inside)

        self._each(ended)
        with w.loop(self.end) as back:
            step = w.let(f"sub i64 {self.end}, {back}")
            self._emitted(step, reached)
            self._back(step, reached, summed)
        self._emitted("0", reached)
        self._each(lambda column, inside: self._add("d first", column, w.load(w.at(reached, column)), inside))
        self._add_number("d first", self._said("0"), given)
        self._add_number("d last", self._said(self.end), given)
        with w.loop(self.length) as step:
            row = w.let(f"mul i64 {w.add(self.begin, step)}, {self.tags}")
            self._add_number("d emissions", w.add(row, self._said(step)), given)
        with w.loop(self.end) as step:
            self._add_number("moves", self._move(self._said(step), self._said(w.add(step, "1"))), given)

    def _emitted(self, step: str, reached: str) -> None:
        w, target = self.w, self._emissions("d emissions", step)
        self._each(lambda column, inside: w.store(w.load(w.at(reached, column)), w.at(target, column), inside))

    def _back(self, step: str, reached: str, summed: str) -> None:
        """To the step before; what the products with the transitions have is added up."""
        w, lanes = self.w, self.w.types.lanes
        sums, before = self._row("sums", step), self._row("chances", w.let(f"sub i64 {step}, 1"))

        def divide(column: str, _: str) -> None:
            total = w.binary("fadd", w.load(w.at(sums, column)), w.types.splat(LEAST))
            w.store(w.binary("fdiv", w.load(w.at(reached, column)), total), w.at(summed, column))

        self._each(divide)
        with w.loop(self.tags) as tag:
            number = w.broadcast(w.load_number(w.at(before, tag)))
            row = w.at(self.at["d powers"], w.let(f"mul i64 {tag}, {self.stride}"))
            with w.loop(self.stride, step=lanes) as column:
                here = w.at(row, column)
                w.store(w.fma(number, w.load(w.at(summed, column)), w.load(here)), here)

        def carry(column: str, _: str) -> None:
            value = w.binary("fmul", w.load(w.at(before, column)), self._product(summed, "turned", column))
            w.store(value, w.at(reached, column))

        self._each(carry)

    def _each(self, body: Callable[[str, str], None]) -> None:
        """The body for each register of tags: its first column, and a mask of the lanes that are tags."""
        w = self.w
        with w.loop(self.stride, step=w.types.lanes) as column:
            body(column, w.mask(w.let(f"sub i64 {self.tags}, {column}")))

    def _row(self, array: str, step: str) -> str:
        return self.w.at(self.at[array], self.w.let(f"mul i64 {self.w.add(self.begin, step)}, {self.stride}"))

    def _of_sentence(self, array: str) -> str:
        return self.w.at(self.at[array], self.w.let(f"mul i64 {self.sentence}, {self.stride}"))

    def _emissions(self, array: str, step: str) -> str:
        return self.w.at(self.at[array], self.w.let(f"mul i64 {self.w.add(self.begin, step)}, {self.tags}"))

    def _said(self, step: str) -> str:
        return self.w.load_integer(self.at["said"], self.w.add(self.begin, step))

    def _move(self, tag: str, following: str) -> str:
        return self.w.add(self.w.let(f"mul i64 {tag}, {self.tags}"), following)

    def _number(self, array: str, place: str) -> str:
        return self.w.load_number(self.w.at(self.at[array], place))

    def _either(self, mask: str, value: str, otherwise: str) -> str:
        kind = self.w.types.vector
        return self.w.let(f"select <{self.w.types.lanes} x i1> {mask}, {kind} {value}, {kind} {otherwise}")

    def _add(self, array: str, column: str, value: str, inside: str) -> None:
        here = self.w.at(self.at[array], column)
        self.w.store(self.w.binary("fadd", self.w.load(here, inside), value), here, inside)

    def _add_number(self, array: str, place: str, number: str) -> None:
        here = self.w.at(self.at[array], place)
        self.w.store_number(self.w.let(f"fadd {self.w.types.element} {self.w.load_number(here)}, {number}"), here)
