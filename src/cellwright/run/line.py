"""Compiled steps one after the other on arrays that stay where they are: one native call, where one thread does it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from struct import Struct
from typing import Any

import numpy as np
import numpy.typing as npt

from cellwright.emit.llvm.attention import ATTENTION, STRIDE, attention_text
from cellwright.emit.llvm.chain import HEADER
from cellwright.emit.llvm.whole_rows import LOOK_UP, MOVE, rows_text
from cellwright.run.chain import TURNS, Chain, driver
from cellwright.run.host import host
from cellwright.run.kernel import address_of
from cellwright.run.library import KERNEL, Library
from cellwright.run.objects import object_code

Array = npt.NDArray[Any]
Numbers = npt.NDArray[np.int64]


class _Functions:
    """The compiled functions for one number type."""

    def __init__(self, dtype: str) -> None:
        machine = host()
        self._rows = Library(object_code(f"rows {dtype}", lambda: rows_text(machine, dtype), machine))
        text = object_code(f"attention {dtype}", lambda: attention_text(machine, dtype), machine)
        self._attention = Library(text)
        self.look_up, self.move = self._rows.address("look_up"), self._rows.address("move")
        self.dot, self.additive = self._attention.address("dot"), self._attention.address("additive")


@lru_cache(maxsize=2)
def _functions(dtype: str) -> _Functions:
    return _Functions(dtype)


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

    def step(self, rows: int) -> None:
        """A step of the first rows."""
        if rows != self._rows:
            self._rows, self._alone = rows, all(part.threads(rows) == 1 for part in self._parts)
        if self._alone:
            self._record, self._next_record = self._next_record, self._record
            self._driver.chain(self._record, 0, rows)
        else:
            for part in self._parts:
                part.step(rows)


class LookUp(Part):
    """Rows are the vectors of tokens, and behind them rows of what is fed back.

    Args:
        vectors: of all tokens (tokens, columns).
        target: what is written (rows, columns, with those of `fed` behind).
        fed: what rows are given beside (rows, columns), if anything.

    Attributes:
        tokens: of each row, to be written before a step.
        parents: the rows of `fed` that each row is given.

    Example:
        >>> found = np.zeros((2, 3), np.float32)
        >>> part = LookUp(np.arange(12, dtype=np.float32).reshape(4, 3), found)
        >>> part.tokens[:] = 3, 1
        >>> part.step(2)
        >>> found.tolist()
        [[9.0, 10.0, 11.0], [3.0, 4.0, 5.0]]
    """

    def __init__(self, vectors: Array, target: Array, fed: Array | None = None) -> None:
        rows, width = target.shape
        self.tokens, self.parents = np.zeros(rows, np.int64), np.arange(rows)
        beside = target if fed is None else fed
        entries = {
            "tokens": address_of(self.tokens),
            "vectors": address_of(vectors),
            "columns": vectors.shape[1],
            "target": address_of(target),
            "width": width,
            "parents": address_of(self.parents),
            "fed": address_of(beside),
            "columns fed": 0 if fed is None else fed.shape[1],
        }
        arrays = vectors, target, beside
        super().__init__(_functions(target.dtype.name).look_up, [entries[name] for name in LOOK_UP], *arrays)


class Move(Part):
    """The first rows of some arrays become what other rows were; a row may become several.

    Args:
        arrays: each (rows, columns) of one number type; integers of 64 bits move as two numbers of 32.
        dtype: "float32" or "float64".

    Attributes:
        parents: what each row goes on from, to be written before a step.

    Example:
        >>> states = np.arange(6, dtype=np.float32).reshape(3, 2)
        >>> part = Move([states], "float32")
        >>> part.parents[:2] = 2, 0
        >>> part.step(2)
        >>> states.tolist()
        [[4.0, 5.0], [0.0, 1.0], [4.0, 5.0]]
    """

    def __init__(self, arrays: Sequence[Array], dtype: str) -> None:
        self.parents = np.arange(len(arrays[0]))
        entries, kept = {"parents": address_of(self.parents), "arrays": len(arrays)}, list(arrays)
        context = [entries[name] for name in MOVE]
        for array in arrays:
            kept.append(np.empty_like(array))
            columns = array[0].nbytes // np.dtype(dtype).itemsize
            context += address_of(array), address_of(kept[-1]), columns
        super().__init__(_functions(dtype).move, context, *kept)


class Looking(Part):
    """Rows look at the steps of their sources.

    Args:
        queries: what is compared with keys (rows, size).
        own: what is written behind what a row sees (rows, columns).
        seen: what is written (rows, features and columns).
        score: the vector v of v . tanh(query + key) (size,); products of queries and keys if None.

    Attributes:
        sources: the source of each row, to be written before a step.
    """

    def __init__(self, queries: Array, own: Array, seen: Array, score: Array | None = None) -> None:
        self.sources = np.zeros(len(own), np.int64)
        self._weights: Array = np.empty((len(own), 0), own.dtype)
        self._longest = 0
        kind = _functions(own.dtype.name).dot if score is None else _functions(own.dtype.name).additive
        self._entries = {
            "queries": address_of(queries),
            "sources": address_of(self.sources),
            "score": 0 if score is None else address_of(score),
            "own": address_of(own),
            "seen": address_of(seen),
            "size": queries.shape[1],
            "features": seen.shape[1] - own.shape[1],
            "columns": own.shape[1],
        }
        super().__init__(kind, [self._entries.get(name, 0) for name in ATTENTION], queries, own, seen, score)

    def begin(self, keys: Array, steps: Array, lengths: Numbers) -> None:
        """Look at other sources.

        Args:
            keys: (sources, longest, size).
            steps: what is seen (sources, longest, features).
            lengths: of each source, at least 1.
        """
        self._longest = keys.shape[1]
        stride = -(-self._longest // STRIDE) * STRIDE
        if self._weights.shape[1] != stride:
            self._weights = np.zeros((len(self.sources), stride), keys.dtype)
        self._memory = keys, steps, lengths
        begun = {
            "keys": address_of(keys),
            "steps": address_of(steps),
            "lengths": address_of(lengths),
            "weights": address_of(self._weights),
            "longest": self._longest,
            "stride": stride,
        }
        for name, entry in begun.items():
            self.context[ATTENTION.index(name)] = entry

    def weights(self, rows: int) -> Array:
        """How much each step was looked at in the last step (rows, longest); the next one writes over it."""
        return self._weights[:rows, : self._longest]
