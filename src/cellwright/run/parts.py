"""What stands around recurrent layers where a network writes: vectors of tokens, attention, drawing, moving rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from cellwright.emit.llvm.attention import ATTENTION, STRIDE, attention_text
from cellwright.emit.llvm.drawing import DRAWING, drawing_text
from cellwright.emit.llvm.largest import LARGEST
from cellwright.emit.llvm.line import BY_ONE, BY_ROWS
from cellwright.emit.llvm.whole_rows import LOOK_UP, MOVE, NOTE, RECALL, rows_text
from cellwright.plan.schedule import dense
from cellwright.run.chain import Chain
from cellwright.run.host import host
from cellwright.run.kernel import Packed, address_of, aligned
from cellwright.run.largest import address_for
from cellwright.run.library import Library
from cellwright.run.line import Part
from cellwright.run.objects import object_code
from cellwright.run.stream import Stream

# numbers of the widest registers that there may be
ROOM = 64
# bytes of what is kept of tokens
LARGEST_TABLE = 1 << 26
Array = npt.NDArray[Any]
Numbers = npt.NDArray[np.int64]


class _Functions:
    """The compiled functions for one number type."""

    def __init__(self, dtype: str) -> None:
        machine = host()
        self._rows = Library(object_code(f"rows {dtype}", lambda: rows_text(machine, dtype), machine))
        text = object_code(f"attention {dtype}", lambda: attention_text(machine, dtype), machine)
        self._attention = Library(text)
        text = object_code(f"drawing {dtype}", lambda: drawing_text(machine, dtype), machine)
        self._drawing = Library(text)
        self.draw = self._drawing.address("draw")
        self.look_up, self.recall, self.move = map(self._rows.address, ("look_up", "recall", "move"))
        self.note = self._rows.address("note")
        self.dot, self.additive = self._attention.address("dot"), self._attention.address("additive")


@lru_cache(maxsize=2)
def _functions(dtype: str) -> _Functions:
    return _Functions(dtype)


def whole_registers(rows: int, columns: int, dtype: npt.DTypeLike) -> Array:
    """Memory for rows of so many numbers, each in whole registers."""
    return np.zeros((rows, (columns // ROOM + 1) * ROOM), dtype)


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
        # what is fed back are other rows, which the step writes anew
        way = BY_ROWS if fed is None else BY_ONE
        super().__init__(_functions(target.dtype.name).look_up, [entries[name] for name in LOOK_UP], *arrays, way=way)


class Recall(Part):
    """Rows are what a layer's weights make of the vectors of tokens, which is kept for each token.

    Args:
        vectors: of all tokens (tokens, size).
        chain: that of the layer, which begins with this.
        packed: the weights as `chain.before` reads them.

    Attributes:
        tokens: of each row, to be written before a step.
        parents: nothing, as for a `LookUp` with nothing fed back.
    """

    def __init__(self, vectors: Array, chain: Chain, packed: Packed) -> None:
        assert chain.before is not None
        (rows, columns), target = chain.input.shape, chain.input
        self.tokens, self.parents = np.zeros(rows, np.int64), np.arange(rows)
        known = np.zeros(len(vectors), np.int64)
        table = aligned(len(vectors) * columns, target.dtype.name)
        arrays = {"input": address_of(vectors), "projected": address_of(table)}
        self._schedule, self._packed = dense(1, len(vectors)), packed
        self._context = chain.before.context(self._schedule, packed, arrays)
        self._given = np.frombuffer(self._context.table, np.int64)
        entries = {
            "tokens": address_of(self.tokens),
            "table": address_of(table),
            "known": address_of(known),
            "columns": columns,
            "target": address_of(target),
            "kernel": chain.before.address,
            "context": address_of(self._given),
        }
        kept = vectors, target, known, table
        super().__init__(_functions(target.dtype.name).recall, [entries[name] for name in RECALL], *kept)


def reader(vectors: Array, stream: Stream, fed: Array | None = None) -> tuple[LookUp | Recall, Chain]:
    """What reads tokens for a stream, and the chain that goes on; what a token comes to is kept, if it can be.

    Args:
        vectors: of all tokens (tokens, input size).
        stream: whose weights of now are taken.
        fed: what its rows are given beside (rows, columns), if anything.

    Example:
        >>> import cellwright as cw
        >>> vectors, stream = np.eye(4, 3, dtype=np.float32), cw.GRU(3, 5).stream(batch=2)
        >>> read, chain = reader(vectors, stream)
        >>> read.tokens[:] = 3, 1
        >>> read.step(2); chain.step(2)
        >>> bool((chain.output == stream.step(vectors[[3, 1]])).all())
        True
    """
    if fed is not None:
        return LookUp(vectors, stream.chain.input, fed), stream.chain
    chain = stream.projecting()
    if chain.before is None or len(vectors) * chain.input[0].nbytes > LARGEST_TABLE:
        return LookUp(vectors, stream.chain.input), stream.chain
    return Recall(vectors, chain, stream.packed(chain.before, 0)), chain


def hand_over(source: Array, target: Array) -> LookUp:
    """Rows (rows, columns) of one array as those of another.

    Example:
        >>> found = np.zeros((2, 3), np.float32)
        >>> hand_over(np.ones((2, 3), np.float32), found).step(1)
        >>> found.tolist()
        [[1.0, 1.0, 1.0], [0.0, 0.0, 0.0]]
    """
    part = LookUp(source, target)
    part.tokens[:] = np.arange(len(target))
    return part


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
        super().__init__(_functions(dtype).move, context, *kept, way=BY_ONE)


class Note(Part):
    """What some arrays were in each of some steps.

    Args:
        arrays: each (rows, columns) of one number type; integers of 64 bits count as two numbers of 32.
        steps: how many are kept at most.
        dtype: "float32" or "float64".

    Attributes:
        noted: those arrays, (steps, rows, columns) each.
        count: one number, which of these steps comes next; to be written before it.

    Example:
        >>> state = np.ones((2, 3), np.float32)
        >>> part = Note([state], 2, "float32")
        >>> part.step(2); state[1] = 5; part.count[0] = 1; part.step(2)
        >>> part.noted[0][:, :, 0].tolist()
        [[1.0, 1.0], [1.0, 5.0]]
    """

    def __init__(self, arrays: Sequence[Array], steps: int, dtype: str) -> None:
        self.noted = [np.zeros((steps, *array.shape), array.dtype) for array in arrays]
        self.count = np.zeros(1, np.int64)
        entries = {"count": address_of(self.count), "rows": len(arrays[0]), "arrays": len(arrays)}
        context = [entries[name] for name in NOTE]
        for array, room in zip(arrays, self.noted, strict=True):
            context += address_of(array), address_of(room), array[0].nbytes // np.dtype(dtype).itemsize
        super().__init__(_functions(dtype).note, context, *arrays, *self.noted)


class Looking(Part):
    """Rows look at the steps of their sources.

    Args:
        queries: what is compared with keys (rows, size).
        own: what is written behind what a row sees (rows, columns); None for nothing.
        seen: what is written (rows, features and columns).
        score: the vector v of v . tanh(query + key) (size,); products of queries and keys if None.

    Attributes:
        sources: the source of each row, to be written before a step.
        longest: the steps of the longest source.
    """

    def __init__(self, queries: Array, own: Array | None, seen: Array, score: Array | None = None) -> None:
        rows, dtype = len(seen), seen.dtype
        own = np.zeros((rows, 0), dtype) if own is None else own
        self.sources = np.zeros(rows, np.int64)
        self._weights: Array = np.empty((rows, 0), dtype)
        self.longest = 0
        kind = _functions(dtype.name).dot if score is None else _functions(dtype.name).additive
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
            steps: what is seen (sources, longest, features); its rows may lie some numbers apart.
            lengths: of each source, at least 1.
        """
        self.longest = keys.shape[1]
        stride = -(-self.longest // STRIDE) * STRIDE
        if self._weights.shape[1] != stride:
            self._weights = np.zeros((len(self.sources), stride), keys.dtype)
        self._memory = keys, steps, lengths
        begun = {
            "keys": address_of(keys),
            "steps": address_of(steps),
            "lengths": address_of(lengths),
            "weights": address_of(self._weights),
            "longest": self.longest,
            "width": steps.strides[1] // steps.itemsize,
            "stride": stride,
        }
        for name, entry in begun.items():
            self.context[ATTENTION.index(name)] = entry

    def weights(self, rows: int) -> Array:
        """How much each step was looked at in the last step (rows, longest); the next one writes over it."""
        return self._weights[:rows, : self.longest]

    @property
    def table(self) -> Array:
        """The same for all rows, with zeros behind the longest source: whole until a memory has another length."""
        return self._weights


class Likeliest(Part):
    """The token with the largest logit of each row, the first of several.

    Args:
        logits: (rows, tokens).
        drawn: the tokens, which are written (rows,).

    Attributes:
        found: their logits (rows, 1).
    """

    def __init__(self, logits: Array, drawn: Numbers) -> None:
        rows, columns = logits.shape
        self.found = np.zeros((rows, 1), logits.dtype)
        offsets, row = np.zeros(rows, logits.dtype), np.zeros(rows, np.int64)
        arrays = {"values": logits, "offsets": offsets, "row": row, "column": drawn, "found": self.found}
        entries = {name: address_of(array) for name, array in arrays.items()}
        entries |= {"rows": 1, "columns": columns, "count": 1}
        super().__init__(address_for(logits.dtype.name), [entries[name] for name in LARGEST], *arrays.values())


class Draw(Part):
    """A token for each row, drawn from its logits.

    Args:
        logits: (rows, tokens).
        drawn: the tokens, which are written (rows,).

    Attributes:
        random: a number in [0, 1) for each row, to be written before a step.
        divisor: what logits are divided by; 0 if the likeliest is drawn.

    Example:
        >>> drawn = np.zeros(2, np.int64)
        >>> part = Draw(np.log(np.array([[0.5, 0.25, 0.25], [0.1, 0.3, 0.6]])), drawn)
        >>> part.random[:] = 0.8, 0.3
        >>> part.step(2)
        >>> drawn.tolist()
        [2, 1]
        >>> part.temperature(0)
        >>> part.step(2)
        >>> drawn.tolist()
        [0, 2]
    """

    def __init__(self, logits: Array, drawn: Numbers) -> None:
        rows, columns = logits.shape
        self.divisor, self.random, self._temperature = 1.0, np.zeros(rows), np.ones(1, logits.dtype)
        chances = whole_registers(rows, columns, logits.dtype)
        entries = {
            "logits": address_of(logits),
            "columns": columns,
            "chances": address_of(chances),
            "room": chances.shape[1],
            "random": address_of(self.random),
            "drawn": address_of(drawn),
            "temperature": address_of(self._temperature),
            "greedy": 0,
        }
        kept = logits, chances, drawn
        super().__init__(_functions(logits.dtype.name).draw, [entries[name] for name in DRAWING], *kept)

    def temperature(self, divisor: float) -> None:
        """What logits are divided by from now on; with 0 the likeliest token is drawn, the first of several."""
        self.divisor, greedy = divisor, divisor == 0
        self.context[DRAWING.index("greedy")] = greedy
        self._temperature[0] = 1 if greedy else divisor
        if greedy:
            self.random[:] = 0
