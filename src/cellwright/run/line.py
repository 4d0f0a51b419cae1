"""Compiled steps one after the other on arrays that stay where they are: one native call, where one thread does it."""

from __future__ import annotations

from collections.abc import Sequence
from struct import Struct
from typing import Any

import numpy as np
import numpy.typing as npt

from cellwright.emit.llvm.chain import HEADER, WALK
from cellwright.run.chain import TURNS, Chain, driver
from cellwright.run.kernel import address_of
from cellwright.run.library import KERNEL

Array = npt.NDArray[Any]


class Part:
    """A compiled function for rows, and its context, whose entries may change from call to call.

    Args:
        function: its address.
        context: addresses and numbers.
        kept: the arrays that lie there.
    """

    def __init__(self, function: int, context: Sequence[int], *kept: Array | None) -> None:
        self.context = np.array(context, np.int64)
        self.kept = list(kept)
        self.links = ((function, address_of(self.context)),) * TURNS
        self._run = KERNEL(function)

    def threads(self, rows: int) -> int:  # noqa: ARG002
        """It is never shared."""
        return 1

    def step(self, rows: int) -> None:
        """Do it for the first rows."""
        self._run(self.links[0][1], 0, rows)


class Line:
    """Steps of chains and parts, each of which reads what the ones before have written.

    Args:
        parts: in order.
        dtype: "float32" or "float64".
    """

    def __init__(self, parts: Sequence[Chain | Part], dtype: str) -> None:
        self._parts, self._rows, self._alone = parts, 0, True
        self._driver = driver(dtype)
        form = Struct(f"{len(HEADER) + 2 * len(parts)}q")
        links = [[number for part in parts for number in part.links[turn]] for turn in range(TURNS)]
        self._record, self._next_record = (form.pack(0, len(parts), *each) for each in links)
        # the same at an address that stays
        self._tables = [np.frombuffer(record, np.int64) for record in (self._record, self._next_record)]
        self.links = tuple((self._driver.address, address_of(table)) for table in self._tables)

    def alone(self, rows: int) -> bool:
        """Whether one thread takes a step of the first rows."""
        if rows != self._rows:
            self._rows, self._alone = rows, all(part.threads(rows) == 1 for part in self._parts)
        return self._alone

    def step(self, rows: int) -> None:
        """A step of the first rows."""
        if self.alone(rows):
            self._record, self._next_record = self._next_record, self._record
            self._driver.chain(self._record, 0, rows)
        else:
            for part in self._parts:
                part.step(rows)


class Walk(Part):
    """A line that goes on by itself, step by step, in one thread.

    Args:
        line: whose steps write the tokens that the next one reads.
        tokens: of each row.
        end: the one that ends a row.
        dtype: "float32" or "float64".
    """

    def __init__(self, line: Line, tokens: Array, end: int, dtype: str) -> None:
        even, odd = line.links
        entries = {"even": even[1], "odd": odd[1], "most": 0, "tokens": address_of(tokens), "end": end}
        super().__init__(driver(dtype).walk, [entries.get(name, 0) for name in WALK], tokens)
        self._line = line

    def steps(self, rows: int, most: int) -> int:
        """Take steps with the first rows until one of them has come to its end, or so many; how many these were."""
        self.context[WALK.index("most")] = most
        self.step(rows)
        return int(self.context[WALK.index("steps")])
