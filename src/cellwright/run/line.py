"""Compiled steps one after the other on arrays that stay where they are: one native call, by a thread or by a team."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any

import numpy as np
import numpy.typing as npt

from cellwright.emit.llvm.line import BY_COLUMNS, BY_ONE, BY_ROWS, LINE, MEET, WALK, line_text
from cellwright.run.chain import TURNS, Chain
from cellwright.run.host import host
from cellwright.run.kernel import address_of
from cellwright.run.library import KERNEL, Library
from cellwright.run.objects import object_code
from cellwright.run.team import Barrier
from cellwright.run.threads import Together, granted

# in bytes of weights, which take as long to read: what a meeting of threads costs each of them in a step, and what it
# costs to call them together
WORTH_MEETING, WORTH_JOINING = 1 << 18, 1 << 19
Array = npt.NDArray[Any]
Numbers = npt.NDArray[np.int64]


class _Functions:
    """The compiled functions."""

    def __init__(self) -> None:
        self._library = Library(object_code("line", lambda: line_text(host(), "float32"), host()))
        self.line, self.walk = self._library.address("line"), self._library.address("walk")


@lru_cache(maxsize=1)
def _functions() -> _Functions:
    return _Functions()


class Part:
    """A compiled function for rows, and its context, whose entries may change from call to call.

    Args:
        function: its address.
        context: addresses and numbers.
        kept: the arrays that lie there.
        way: how members of a team share it: by rows, of which none reads what another writes, or one does it all.
    """

    def __init__(self, function: int, context: Sequence[int], *kept: Array | None, way: int = BY_ROWS) -> None:
        self.context = np.array(context, np.int64)
        self.kept, self.way = list(kept), way
        self.links = ((function, address_of(self.context)),) * TURNS
        self._run = KERNEL(function)

    def by_columns(self, members: int) -> bool:  # noqa: ARG002
        """Whether so many threads share its columns."""
        return False

    def together(self, barrier: Barrier) -> tuple[tuple[int, int], ...]:  # noqa: ARG002
        """What they call then."""
        return self.links

    def step(self, rows: int) -> None:
        """Do it for the first rows."""
        self._run(self.links[0][1], 0, rows)


class Crew:
    """So many threads that take steps of a line together.

    Args:
        parts: of the line.
        members: how many threads.
        whole: whether all rows take part, so that the columns of a chain can be shared.

    Attributes:
        tables: a record for each turn.
    """

    def __init__(self, parts: Sequence[Chain | Part], members: int, *, whole: bool) -> None:
        self.members, self._parts = members, parts
        self._barrier = Barrier(members) if members > 1 else None
        self._columns = [whole and members > 1 and part.by_columns(members) for part in parts]
        self.tables = [np.array(self._record(turn), np.int64) for turn in range(TURNS)]
        self._steps = [self.caller(_functions().line, table) for table in self.tables]

    def _record(self, turn: int) -> list[int]:
        barrier = self._barrier.address if self._barrier else 0
        record = [0, len(self._parts), barrier]
        ways = [BY_COLUMNS if own else part.way for part, own in zip(self._parts, self._columns, strict=True)]
        for part, way, following in zip(self._parts, ways, [*ways[1:], BY_ROWS], strict=True):
            own = part.together(self._barrier) if self._barrier and way == BY_COLUMNS else part.links
            # who shares columns has met at the end; else whoever reads other rows waits until they are written
            waits = self._barrier and (way == BY_ONE or (way == BY_ROWS and following != BY_ROWS))
            record += *own[turn], way + (MEET if waits else 0)
        return record

    def caller(self, function: int, context: Array) -> Callable[[], None]:
        """What calls a function of a context, member and members in every thread."""
        if self._barrier is None:
            return partial(KERNEL(function), address_of(context), 0, 1)
        return Together(function, address_of(context), self.members, self._barrier)

    def rows(self, rows: int) -> None:
        """Take steps of the first rows from now on."""
        for table in self.tables:
            table[LINE.index("rows")] = rows

    def step(self) -> None:
        """A step."""
        self._steps.reverse()
        self._steps[0]()


class Line:
    """Steps of chains and parts, each of which reads what the ones before have written.

    Args:
        parts: in order; all chains have as many rows.
        steps: how many are usually taken in one call.
    """

    def __init__(self, parts: Sequence[Chain | Part], steps: int = 1) -> None:
        self._parts, self._steps, self._rows = parts, steps, 0
        self._chains = [part for part in parts if isinstance(part, Chain)]
        self._alone = self._team = Crew(parts, 1, whole=False)
        self._crews = {(1, True): self._alone, (1, False): self._alone}

    def crew(self, rows: int) -> Crew:
        """Who takes steps of the first rows now."""
        if rows != self._rows:
            self._rows, self._team = rows, self._formed(rows)
            for crew in (self._alone, self._team):
                crew.rows(rows)
        team = self._team
        return team if team.members == 1 or granted(team.members) > 1 else self._alone

    def step(self, rows: int) -> None:
        """A step of the first rows."""
        self.crew(rows).step()

    def _formed(self, rows: int) -> Crew:
        """As many threads as are worth it."""
        whole = all(chain.rows == rows for chain in self._chains)
        most = min((chain.most_threads for chain in self._chains), default=1)
        members = next((count for count in range(most, 1, -1) if self._worth(count, rows, whole=whole)), 1)
        if (members, whole) not in self._crews:
            self._crews[members, whole] = Crew(self._parts, members, whole=whole)
        return self._crews[members, whole]

    def _worth(self, members: int, rows: int, *, whole: bool) -> bool:
        """Whether what so many threads can share outweighs their meetings, and their beginning in each call."""
        shared = sum(
            chain.load(rows) for chain in self._chains if rows >= members or (whole and chain.by_columns(members))
        )
        return shared >= members * (WORTH_MEETING + WORTH_JOINING // self._steps)


class Walk:
    """A line that goes on by itself, step by step.

    Args:
        line: whose steps write the tokens that the next one reads.
        tokens: of each row.
        end: the one that ends a row.
        count: one number, which is that of the step.
    """

    def __init__(self, line: Line, tokens: Numbers, end: int, count: Numbers) -> None:
        self._line, self._tokens, self._end, self._count = line, tokens, end, count
        self._walks: dict[Crew, tuple[Array, Callable[[], None]]] = {}

    def steps(self, rows: int, most: int) -> int:
        """Take steps with the first rows until one of them has come to its end, or so many; how many these were."""
        crew = self._line.crew(rows)
        if crew not in self._walks:
            self._walks[crew] = self._prepared(crew)
        context, walk = self._walks[crew]
        context[WALK.index("most")], self._count[0] = most, 0
        walk()
        return int(self._count[0])

    def _prepared(self, crew: Crew) -> tuple[Array, Callable[[], None]]:
        even, odd, tokens, count = map(address_of, (*crew.tables, self._tokens, self._count))
        entries = {"even": even, "odd": odd, "tokens": tokens, "end": self._end, "count": count}
        context = np.array([entries.get(name, 0) for name in WALK], np.int64)
        return context, crew.caller(_functions().walk, context)
