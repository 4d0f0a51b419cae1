"""A session: a stack of recurrent layers that is given one step at a time, from and to NumPy arrays, without torch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt

from cellwright.equation import Cell
from cellwright.errors import ArgumentError
from cellwright.plan.machine import BYTES
from cellwright.plan.weights import FULL, WeightFormat
from cellwright.run.chain import Chain, Sizes
from cellwright.run.kernel import Kernel, Packed, address_of

Array = npt.NDArray[Any]
State = Array | tuple[Array, ...]
# the stacked parameters of each layer, by name
Weights = Sequence[Mapping[str, Array]]


class Stream:
    """A stack of layers that remembers its states from one step to the next.

    It is made by `layer.stream()`, or without torch from equations, sizes and weights. The weights are those of the
    moment when it was made; `refresh()` takes them anew. One thread at a time may use it.

    Args:
        cell: the equations of every layer.
        sizes: the number that each size name stands for, layer by layer.
        weights: gives the stacked parameters of each layer, by name; asked now and by `refresh`.
        batch: how many sequences a step advances, each a row; a step takes and gives plain vectors if None.
        dtype: "float32" or "float64".
        residual: whether each layer but the first adds its input to its output.
        threads: the most threads that may share a step, by its rows or by the columns of wide layers.
        matrices: the numbers in which the weights are kept; narrow ones only for float32.

    Raises:
        ArgumentError: the batch or the number type is wrong.

    Example:
        >>> import numpy as np, cellwright as cw
        >>> from cellwright.run.stream import Stream
        >>> sizes = (("input", 3), ("hidden", 5))
        >>> ones = {name: np.ones(shape, np.float32) for name, shape in cw.cells.gru.parameters(**dict(sizes)).items()}
        >>> stream = Stream(cw.cells.gru, [sizes], lambda: [ones])
        >>> stream.step(np.zeros(3, np.float32)).shape, stream.state.shape
        ((5,), (1, 5))
    """

    def __init__(
        self,
        cell: Cell,
        sizes: Sequence[Sizes],
        weights: Callable[[], Weights],
        batch: int | None = None,
        dtype: npt.DTypeLike = "float32",
        *,
        residual: bool = False,
        threads: int = 1,
        matrices: WeightFormat = FULL,
    ) -> None:
        self.cell = cell
        self.batch = _checked_batch(batch)
        self.dtype = _checked_dtype(dtype, matrices)
        self._matrices = matrices
        self._dtype = np.dtype(self.dtype)
        self._sizes = tuple(sizes)
        self._weights = weights
        self._residual = residual
        self._most_threads = threads
        self._some: Chain | None = None
        self._all = self._chain()
        self._threads = self._all.threads(self.batch or 1)
        # the records of the next two steps, which take turns
        self._record = self._next_record = b""
        rows = slice(None) if batch else 0
        self._input, self._output = self._all.input[rows], self._all.output[rows]
        self._shape = self._input.shape
        self._states = [state[:, rows] for state in self._all.states]
        self.refresh()

    def step(self, x: Array, rows: npt.ArrayLike | slice | None = None) -> Array:
        """Advance by one step, and return its output.

        Args:
            x: (input,), or (batch, input) if the stream was made for a batch, of the stream's number type.
            rows: the only sequences to advance, as indices or as a mask; then x has a row for each of them. The first
                ones, which lie side by side, are quickest as slice(count).

        Returns:
            The output, (output,) or (batch, output): a new array. NaN in x gives NaN, as in the layer.

        Raises:
            ArgumentError: x has another shape or number type, or a row is wrong; the states are as before.

        Example:
            >>> import numpy as np, cellwright as cw
            >>> stream = cw.LSTM(3, 5).stream(batch=4)
            >>> stream.step(np.zeros((4, 3), np.float32)).shape
            (4, 5)
            >>> stream.step(np.zeros((2, 3), np.float32), rows=[3, 0]).shape
            (2, 5)
        """
        if rows is not None and not isinstance(rows, slice):
            return self._step_some(x, self._indices(rows))
        output: Array = self.advance(x, rows).copy()
        return output

    def advance(self, x: Array, rows: slice | None = None) -> Array:
        """The same without the copy: the output is what the next step writes over, and rows are slice(count) or None.

        Raises:
            ArgumentError: x has another shape or number type, or the rows are not the first; the states are as before.
        """
        if rows is not None:
            return self._advance_first(x, rows)
        if type(x) is not np.ndarray or x.shape != self._shape or x.dtype != self._dtype:
            self._check("the input", x, self._shape, "(input,)" if self.batch is None else "(batch, input)")
        self._input[...] = x
        if self._threads == 1:
            self._record, self._next_record = self._next_record, self._record
            self._call(self._record)
        else:
            self._all.step(self._all.rows)
        return self._output

    def _advance_first(self, x: Array, rows: slice) -> Array:
        """A step of the first sequences, where they are."""
        count = rows.stop
        if self.batch is None or rows.start or rows.step or not 0 < (count or 0) <= self.batch:
            raise ArgumentError(f"rows= takes the first of {self.batch or 1} sequences as slice(count); got {rows}")
        self._check("the input", x, (count, self._shape[-1]), "(rows, input)")
        self._input[:count] = x
        self._all.step(count)
        return self._output[:count]

    def _step_some(self, x: Array, rows: npt.NDArray[np.int64]) -> Array:
        """A step of some sequences: gathered, advanced beside each other, and put back."""
        count = len(rows)
        self._check("the input", x, (count, self._shape[-1]), "(rows, input)")
        if self._some is None:
            self._some = self._chain()
            self._some.link(self._packed)
        some = self._some
        some.input[:count] = x
        for mine, state in zip(some.states, self._states, strict=True):
            np.take(state, rows, axis=1, out=mine[:, :count])
        some.step(count)
        for mine, state in zip(some.states, self._states, strict=True):
            state[:, rows] = mine[:, :count]
        output: Array = some.output[:count].copy()
        return output

    @property
    def state(self) -> State:
        """The states, in the form of the layer's: (layers, batch, size) each, without the batch if there is none.

        One array for a cell of one state, else a tuple. They are copies; to go on from others, set them.

        Raises:
            ArgumentError: a new state has another shape or number type; the old ones stay.

        Example:
            >>> import numpy as np, cellwright as cw
            >>> stream = cw.LSTM(3, 5).stream()
            >>> before = stream.state
            >>> first = stream.step(np.ones(3, np.float32))
            >>> stream.state = before
            >>> bool((stream.step(np.ones(3, np.float32)) == first).all())
            True
        """
        states = tuple(state.copy() for state in self._states)
        return states[0] if len(states) == 1 else states

    @state.setter
    def state(self, given: State) -> None:
        parts = tuple(given) if isinstance(given, (tuple, list)) else (given,)
        labels = [state.label for state in self.cell.states]
        if len(parts) != len(labels):
            raise ArgumentError(
                f"the state of {self.cell.name} is ({', '.join(labels)}), {len(labels)} arrays; got {len(parts)}"
            )
        form = "(layers, size)" if self.batch is None else "(layers, batch, size)"
        for label, part, state in zip(labels, parts, self._states, strict=True):
            self._check(f"the state {label}", part, state.shape, form)
        for part, state in zip(parts, self._states, strict=True):
            state[...] = part

    def packed(self, kernel: Kernel, layer: int) -> Packed:
        """The weights of a layer, now, as a kernel reads them."""
        stacks = self._weights()[layer]
        arrays = [np.ascontiguousarray(stacks[name], dtype=self.dtype) for name in kernel.plan.stacks]
        return kernel.pack([address_of(array) for array in arrays])

    def projecting(self) -> Chain:
        """A chain of its own, with the weights of now, that reads what the first layer's weights make of its input."""
        chain = self._chain(projected=True)
        chain.link([self.packed(kernel, layer) for layer, kernel in enumerate(chain.kernels)])
        return chain

    @property
    def chain(self) -> Chain:
        """What does a step of all sequences, and the arrays that it reads and writes; they stay where they are."""
        return self._all

    def view(self, name: str) -> Array:
        """The state of this name, (layers, batch, size): no copy, so that it changes with each step; not to be written.

        Raises:
            ArgumentError: the cell has no such state.

        Example:
            >>> import numpy as np, cellwright as cw
            >>> stream = cw.RNN(3, 5).stream()
            >>> h = stream.view("h")
            >>> output = stream.step(np.ones(3, np.float32))
            >>> bool((h[0] == output).all())
            True
        """
        labels = [state.label for state in self.cell.states]
        if name not in labels:
            raise ArgumentError(f"{self.cell.name} has the states {', '.join(labels)}; got {name!r}")
        seen: Array = self._states[labels.index(name)].view()
        seen.flags.writeable = False
        return seen

    def gather(self, rows: npt.ArrayLike) -> None:
        """Let the first sequences go on from where these are; one may be named several times, as in a beam search.

        Args:
            rows: indices, at most as many as there are sequences; those behind them stay as they are.

        Raises:
            ArgumentError: an index is wrong, or there are too many; the states are as before.

        Example:
            >>> import numpy as np, cellwright as cw
            >>> stream = cw.RNN(3, 5).stream(batch=4)
            >>> outputs = stream.step(np.eye(4, 3, dtype=np.float32))
            >>> stream.gather([2, 2, 0])
            >>> bool((stream.state[0] == outputs[[2, 2, 0, 3]]).all())
            True
        """
        given = self._known(rows)
        if len(given) > (self.batch or 1):
            raise ArgumentError(f"there are {self.batch} sequences; got {len(given)} rows to go on from")
        for state in self._states:
            state[:, : len(given)] = state.take(given, axis=1)

    def reset(self, rows: npt.ArrayLike | None = None) -> None:
        """Begin afresh from states of zero.

        Args:
            rows: the only sequences to reset, as a mask (batch,) or as indices.

        Raises:
            ArgumentError: the mask or an index is wrong.
        """
        chosen = ... if rows is None else (slice(None), self._indices(rows))
        for state in self._states:
            state[chosen] = 0

    def refresh(self) -> None:
        """Take the weights anew, after they were changed; the states stay."""
        packed = [self.packed(kernel, layer) for layer, kernel in enumerate(self._all.kernels)]
        self._packed = packed
        for chain in (self._all, self._some):
            if chain is not None:
                chain.link(packed)
        # at hand, so that a step has nothing to look up
        self._call, self._record, self._next_record = self._all.whole, self._all.record, self._all.next_record

    def _chain(self, *, projected: bool = False) -> Chain:
        return Chain(
            self.cell,
            self._sizes,
            self.batch or 1,
            self.dtype,
            residual=self._residual,
            matrices=self._matrices,
            threads=self._most_threads,
            projected=projected,
        )

    def _check(self, name: str, array: object, shape: tuple[int, ...], form: str) -> None:
        if not isinstance(array, np.ndarray):
            raise ArgumentError(
                f"{name} must be a NumPy array; got {type(array).__name__}; write np.asarray(..., dtype={self.dtype!r})"
            )
        if array.shape != shape:
            raise ArgumentError(f"{name} must have shape {shape}, {form}; got {array.shape}")
        if array.dtype != self._dtype:
            raise ArgumentError(
                f"{name} is {array.dtype}, but the stream is {self.dtype}; write .astype({self.dtype!r})"
            )

    def _indices(self, rows: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Rows that were given as a mask or as indices, as indices."""
        given = self._known(rows)
        if len(np.unique(given)) != len(given):
            raise ArgumentError("rows has an index twice; a sequence takes one step at a time")
        return given

    def _known(self, rows: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """The same, but one may be named several times."""
        if self.batch is None:
            raise ArgumentError("rows= needs a stream of a batch; write layer.stream(batch=...)")
        given = np.asarray(rows)
        if given.dtype == bool and given.shape == (self.batch,):
            return np.flatnonzero(given)
        if given.ndim != 1 or (given.size and given.dtype.kind not in "iu"):
            raise ArgumentError(
                f"rows must be indices (any number of them) or a mask of shape ({self.batch},); "
                f"got {given.dtype} of shape {given.shape}"
            )
        if given.size and (given.min() < 0 or given.max() >= self.batch):
            raise ArgumentError(f"rows must be in 0..{self.batch - 1}; got {given.min()}..{given.max()}")
        return given.astype(np.int64, copy=False)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise ArgumentError(
            "a stream cannot be copied or pickled, since it holds addresses of this process; "
            "make another one and give it this one's state: other.state = stream.state"
        )

    def __repr__(self) -> str:
        layers = f", {len(self._sizes)} layers" if len(self._sizes) > 1 else ""
        batch = "" if self.batch is None else f", batch={self.batch}"
        columns = f"{self._shape[-1]} -> {self._output.shape[-1]}"
        narrow = f", {self._matrices.name} weights" if self._matrices.narrow else ""
        return f"<Stream {self.cell.name}: {columns}{layers}{batch}, {self.dtype}{narrow}>"


def _checked_batch(batch: int | None) -> int | None:
    whole = isinstance(batch, (int, np.integer)) and not isinstance(batch, bool)
    if batch is not None and (not whole or batch < 1):
        raise ArgumentError(f"batch must be an integer of at least 1, or None for plain vectors; got {batch!r}")
    return None if batch is None else int(batch)


def _checked_dtype(dtype: npt.DTypeLike, matrices: WeightFormat) -> str:
    try:
        name = str(np.dtype(dtype).name)
    except TypeError:
        name = str(dtype)
    if name not in BYTES:
        raise ArgumentError(f"a stream is of float32 or float64; got {name}; write dtype='float32'")
    if matrices.narrow and name != "float32":
        raise ArgumentError(f"{matrices.name} weights are for float32 streams; got {name}; write dtype='float32'")
    return name
