"""The layers of one step as one native call, on arrays that stay where they are."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from struct import Struct
from typing import Any

import numpy as np

from cellwright.emit.llvm.chain import ADD, HEADER, chain_text
from cellwright.emit.llvm.line import BY_ROWS
from cellwright.equation import Cell
from cellwright.plan.layer import carrier, inference
from cellwright.plan.machine import BYTES
from cellwright.plan.plan import Plan
from cellwright.plan.projection import Projection, project
from cellwright.plan.schedule import Schedule
from cellwright.plan.weights import FULL, WeightFormat
from cellwright.run.host import host
from cellwright.run.kernel import Buffer, Kernel, Packed, address_of, aligned, compiled
from cellwright.run.library import KERNEL, Library
from cellwright.run.objects import object_code
from cellwright.run.team import Barrier
from cellwright.run.threads import Together, by_columns, granted, members_for, parts_of, share, threads_for

Sizes = tuple[tuple[str, int], ...]
# for each turn, a compiled function and its context
Links = tuple[tuple[int, int], ...]
WHOLE = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
# a kernel takes its columns in turn from both ends, by the number of the step: then the weights that it needs first are
# those that it used last. So a step is number 0 and number 1 in turn, on the same rows.
TURNS = 2
# that a core does while it reads a byte of weights from the third-level cache
OPERATIONS_A_BYTE = 2


class Driver:
    """The compiled functions that call kernels one after the other."""

    def __init__(self, dtype: str) -> None:
        code = object_code(f"chain {dtype}", lambda: chain_text(host(), dtype), host())
        self._library = Library(code)
        self.address = self._library.address("chain")
        self.add = self._library.address("add")
        self.add_together = self._library.address("add_together")
        self.chain = KERNEL(self.address)
        self.whole = WHOLE(self._library.address("whole"))


@lru_cache(maxsize=2)
def driver(dtype: str) -> Driver:
    """The driver of one number type."""
    return Driver(dtype)


class Chain:
    """One step of a stack of layers for `rows` sequences.

    Args:
        cell: the equations of every layer.
        sizes: the number that each size name stands for, layer by layer.
        rows: how many sequences.
        dtype: "float32" or "float64".
        residual: whether each layer but the first adds its input to its output.
        matrices: the numbers in which the weights are kept.
        threads: the most threads that may share a step.
        projected: whether a step reads what the first layer's weights make of its input, in place of the input.

    Attributes:
        input: (rows, input size), or (rows, columns) of what was made of it; read by a step.
        before: what makes that of the input; None where it is not asked for.
        output: (rows, output size); written by a step.
        states: an array (layers, rows, size) for each state of the cell; a step replaces the old by the new.
        links: a function for rows and its context, for each turn: a step as a part of a longer one.
    """

    links: Links
    # no row of a step reads what another one writes
    way = BY_ROWS

    def __init__(
        self,
        cell: Cell,
        sizes: Sequence[Sizes],
        rows: int,
        dtype: str,
        *,
        residual: bool,
        matrices: WeightFormat = FULL,
        threads: int = 1,
        projected: bool = False,
    ) -> None:
        self.rows = rows
        self._residual = residual
        self._dtype = dtype
        at, count = np.zeros(TURNS, dtype=np.int64), np.full(TURNS, rows, dtype=np.int64)
        self._schedule = Schedule(at, count, np.zeros(TURNS + 1, dtype=np.int64), rows, TURNS * rows)
        self._driver = driver(dtype)
        self._kernels = kernels_of(cell, sizes, dtype, matrices)
        columns = self._kernels[0].plan.sizes
        carrying = carrier(cell)
        self._output_name = f"state {carrying.label}" if carrying else "output"
        self._labels = [state.label for state in cell.states]
        width = columns[cell.outputs[0][1].size]
        split = _split(self._kernels[0].plan) if projected else None
        self.before = None if split is None else compiled(split.before)
        if split is not None:
            self._kernels[0] = compiled(split.loop)
        first = columns["input"] if split is None else split.columns
        self._levels = [_zeros(rows, size, dtype=dtype) for size in (first, *[width] * len(sizes))]
        self.input, self.output = self._levels[0], self._levels[-1]
        self.states = [_zeros(len(sizes), rows, columns[state.size], dtype=dtype) for state in cell.states]
        self._operations = sum(kernel.plan.operations for kernel in self._kernels)
        # so many threads share the columns of a step of all rows
        self._members = members_for([kernel.plan for kernel in self._kernels], rows, threads)
        self._barrier = Barrier(self._members) if self._members > 1 else None
        self.most_threads = threads
        self._bytes = sum(kernel.plan.packed * BYTES[dtype] for kernel in self._kernels)

    @property
    def kernels(self) -> Sequence[Kernel]:
        """The kernel of each layer, whose weights `link` takes."""
        return self._kernels

    def link(self, packed: Sequence[Packed]) -> None:
        """Take these weights from now on: a packed block for each layer."""
        self._packed = packed
        self._kept: list[object] = [weights.block for weights in packed]
        # found once, so that a step has nothing to look up
        self.whole = self._driver.whole
        self.record, self.next_record = (self._linked(packed, turn, None) for turn in range(TURNS))
        self.links = tuple((self._driver.address, self._address(each)) for each in (self.record, self.next_record))
        if self._barrier:
            team = self._members, self._barrier
            self._together = [Together(*link, *team) for link in self.together(self._barrier)]

    def by_columns(self, members: int) -> bool:
        """Whether so many threads had better share the columns of a step of all rows."""
        return all(by_columns(kernel.plan, self.rows, members) for kernel in self._kernels)

    def together(self, barrier: Barrier) -> Links:
        """Links for threads that do so and meet at this barrier."""
        records = [self._linked(self._packed, turn, barrier) for turn in range(TURNS)]
        return tuple((self._driver.address, self._address(record)) for record in records)

    def load(self, rows: int) -> int:
        """How many bytes of weights take as long to be read as a step of so many rows: at least its own."""
        return max(self._bytes, self._operations * rows // OPERATIONS_A_BYTE)

    def _linked(self, packed: Sequence[Packed], turn: int, barrier: Barrier | None) -> bytes:
        """The record of a step, by rows or for a team that shares columns and meets at a barrier."""
        links: list[int] = []
        add = self._driver.add_together if barrier else self._driver.add
        for layer, (own, weights) in enumerate(zip(self._kernels, packed, strict=True)):
            kernel = own.with_shared_columns if barrier else own
            context = kernel.context(self._schedule, weights, self._arrays(layer), (turn, turn + 1), barrier)
            self._kept.append(context.own)
            links += kernel.address, self._address(context.table)
            if self._residual and layer > 0:
                below, above = self._levels[layer : layer + 2]
                numbers = address_of(above), address_of(below), above.shape[1], self.rows
                table = Struct(f"{len(ADD)}q").pack(*numbers, barrier.address if barrier else 0)
                links += add, self._address(table)
        return Struct(f"{len(HEADER) + len(links)}q").pack(self.rows, len(links) // 2, *links)

    def _address(self, table: bytes) -> int:
        self._kept.append(table)
        return ctypes.cast(ctypes.c_char_p(table), ctypes.c_void_p).value or 0

    def _arrays(self, layer: int) -> Mapping[str, int]:
        given = "projected" if self.before is not None and layer == 0 else "input"
        arrays = {given: self._levels[layer], self._output_name: self._levels[layer + 1]}
        for label, state in zip(self._labels, self.states, strict=True):
            # where a step begins is also where it ends: a kernel copies the last states when all else is done
            arrays.update({f"initial {label}": state[layer], f"final {label}": state[layer]})
        return {name: address_of(array) for name, array in arrays.items()}

    def threads(self, rows: int) -> int:
        """How many threads are worth it for a step of so many sequences."""
        if self._barrier and rows == self.rows:
            return self._members
        return min(rows, threads_for(self._operations * rows, self.most_threads))

    def step(self, rows: int) -> None:
        """A step of the first `rows` sequences, shared by as many threads as are worth it."""
        self.record, self.next_record = self.next_record, self.record
        threads = granted(self.threads(rows))
        if threads == 1:
            self._driver.chain(self.record, 0, rows)
        elif self._barrier and rows == self.rows:
            self._together.reverse()
            self._together[0]()
        else:
            share(self._driver.address, self.record, parts_of(rows, threads))


@lru_cache(maxsize=256)
def _split(plan: Plan) -> Projection | None:
    """The plan in two, the same whenever it is asked for, so that it is compiled once."""
    return project(plan)


def kernels_of(cell: Cell, sizes: Iterable[Sizes], dtype: str, matrices: WeightFormat) -> list[Kernel]:
    """The kernel of each layer."""
    return [compiled(inference(cell, layer, dtype, host(), matrices)) for layer in sizes]


def _zeros(*shape: int, dtype: str) -> Buffer:
    array: np.ndarray[Any, np.dtype[Any]] = aligned(int(np.prod(shape)), dtype).reshape(shape)
    array[...] = 0
    return array
