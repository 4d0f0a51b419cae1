"""How the members of a team share a step: each takes some of its rows, or each some columns of every phase.

By rows, members know nothing of each other. By columns, what one phase writes others read in the next, so all members
meet behind every phase. No sum is ever split: whoever computes a number computes it whole, in the same order.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Protocol

from cellwright.emit.llvm.writer import Writer


class Sharing(Protocol):
    """What a member does of a step.

    Attributes:
        first: the first row of the member.
        all_columns: whether it takes all columns of its rows.
    """

    first: str
    all_columns: bool

    def end(self, count: str) -> str:
        """The row behind the member's last, in a step of so many."""
        ...

    def rows(self, first: str, last: str) -> tuple[str, str]:
        """Which of its rows the member takes where columns are not cut."""
        ...

    def columns(self, groups: int, rest: bool, width: int) -> tuple[str, str, str]:
        """Of so many groups of `width` columns, the member's: the first column, the end, the first of the last group.

        With a `rest`, a group that is not whole follows the others: that of the last member.
        """
        ...

    def last_group(self) -> AbstractContextManager[None]:
        """What only the member with the last group does."""
        ...

    def meet(self) -> None:
        """Wait for all members."""
        ...


class ByRows:
    """`kernel(context, first, last)`: the rows first..last of every step, all columns."""

    parameters = ("ptr noalias %context", "i64 %first", "i64 %last")
    first = "%first"
    all_columns = True

    def __init__(self, w: Writer) -> None:
        self._w = w

    def end(self, count: str) -> str:
        """The smaller of both ends."""
        return self._w.smaller("%last", count)

    def rows(self, first: str, last: str) -> tuple[str, str]:
        """All of its own."""
        return first, last

    def columns(self, groups: int, rest: bool, width: int) -> tuple[str, str, str]:  # noqa: ARG002
        """All."""
        return "0", str(groups * width), str((groups - 1) * width)

    def last_group(self) -> AbstractContextManager[None]:
        """Every member has it."""
        return nullcontext()

    def meet(self) -> None:
        """Nobody has to wait."""


class Member:
    """A function of `(context, member, members)`: the columns of one member of a team that need not meet."""

    parameters = ("ptr noalias %context", "i64 %member", "i64 %members")

    def __init__(self, w: Writer) -> None:
        self._w = w

    def columns(self, groups: int, rest: bool, width: int) -> tuple[str, str, str]:
        """An equal part of them."""
        w, total = self._w, str(groups + rest)
        low, high = self.bound(total, "%member"), w.smaller(self.bound(total, self._next()), str(groups))
        start, stop = w.times(low, width), w.times(high, width)
        return start, stop, w.let(f"sub i64 {w.add(start, stop)}, {width}")

    @contextmanager
    def last_group(self) -> Iterator[None]:
        """It is that of the last member."""
        w, inside, end = self._w, self._w.label(), self._w.label()
        w.branch(w.let(f"icmp eq i64 {self._next()}, %members"), inside, end)
        w.begin(inside)
        yield
        w.jump(end)
        w.begin(end)

    def bound(self, total: str, part: str) -> str:
        """Where a part of so many begins."""
        return self._w.let(f"udiv i64 {self._w.let(f'mul i64 {total}, {part}')}, %members")

    def _next(self) -> str:
        return self._w.add("%member", "1")


class ByColumns(Member):
    """`kernel(context, member, members)`: all rows of every step, the columns of one member of a team."""

    first = "0"
    all_columns = False

    def __init__(self, w: Writer, barrier: str) -> None:
        super().__init__(w)
        self._barrier = barrier
        self._meet = w.load_pointer(barrier, 0)

    def end(self, count: str) -> str:
        """All rows."""
        return count

    def rows(self, first: str, last: str) -> tuple[str, str]:
        """An equal part of them."""
        count = self._w.let(f"sub i64 {last}, {first}")
        return self._w.add(self.bound(count, "%member"), first), self._w.add(self.bound(count, self._next()), first)

    def meet(self) -> None:
        """A call of the function that the barrier begins with."""
        self._w.do(f"call void {self._meet}(ptr {self._barrier}, i64 %member, i64 %members)")
