"""The gradients of the parameters, after the loop over the steps: one table of jobs for all of them."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from struct import Struct

import numpy as np

from cellwright.emit.llvm.gradient import (
    BLOCK,
    DIAGONAL,
    JOB,
    OUTER_BY_LEFT,
    OUTER_BY_RIGHT,
    SEGMENT,
    TOTAL,
    gradient_text,
)
from cellwright.plan.layer import Share, Training
from cellwright.plan.machine import BYTES, Machine
from cellwright.plan.schedule import Chunk, Schedule, Table
from cellwright.run.kernel import Buffer, address_of
from cellwright.run.library import KERNEL, Library
from cellwright.run.objects import object_code
from cellwright.run.threads import granted, share, threads_for


class _GradientKernel:
    def __init__(self, machine: Machine, dtype: str) -> None:
        code = object_code(f"gradients {dtype}", lambda: gradient_text(machine, dtype), machine)
        self.dtype = dtype
        self._library = Library(code)
        self.address = self._library.address("gradients")
        self.run = KERNEL(self.address)


@lru_cache(maxsize=8)
def _gradient_kernel(machine: Machine, dtype: str) -> _GradientKernel:
    return _GradientKernel(machine, dtype)


class Segments:
    """Which rows of the deltas meet which rows of an operand: (left row, right row, count), and each block's first."""

    def __init__(self, table: Table, starts: Table) -> None:
        self._table = table
        self._starts = starts
        self.addresses = table.ctypes.data, starts.ctypes.data

    @cached_property
    def swapped(self) -> Segments:
        """The same with left and right exchanged."""
        return Segments(np.ascontiguousarray(self._table[:, [1, 0, 2]]), self._starts)


@dataclass(frozen=True, eq=False)
class _Job:
    """What is known of a share of a gradient before there are addresses; offsets are in bytes."""

    stack: str
    kind: int
    delta_offset: int
    delta: tuple[int, int]
    array: str
    operand_offset: int
    operand: tuple[int, int]
    begins: bool
    same_row: bool
    result_offset: int
    columns: int

    def record(
        self, arrays: Mapping[str, int], result: int, segments: tuple[Segments, Segments, Segments]
    ) -> tuple[int, ...]:
        """A record of the kernel's table (see `cellwright.emit.llvm.gradient.JOB`)."""
        same, continuing, beginning = segments
        rows = same if self.same_row else beginning if self.begins else continuing
        delta = (arrays["deltas"] + self.delta_offset, *self.delta)
        operand = (arrays[self.array] + self.operand_offset if self.array else 0, *self.operand)
        if self.kind == OUTER_BY_RIGHT:
            return (self.kind, *operand, *delta, result, self.delta[1], *rows.swapped.addresses)
        return (self.kind, *delta, *operand, result + self.result_offset, self.columns, *rows.addresses)


class ParameterGradients:
    """Adds up the gradients of the stacked parameters of one layer."""

    def __init__(self, training: Training) -> None:
        plan = training.forward
        self._operations = plan.operations
        self._kernel = _gradient_kernel(plan.machine, plan.dtype)
        jobs = [job for share in training.shares for job in _jobs(training, share)]
        # plain sums first: they read the deltas row by row
        self._jobs = sorted(jobs, key=lambda job: job.kind != TOTAL)

    def into(self, results: Mapping[str, int]) -> Sums:
        """The gradients of one pass; `results` has the address of each one that is wanted, zeros at first."""
        jobs = [job for job in self._jobs if job.stack in results]
        return Sums(jobs, self._kernel, self._operations, results)


class Sums:
    """The gradients of one backward pass, which grow from chunk to chunk."""

    def __init__(
        self,
        jobs: Sequence[_Job],
        kernel: _GradientKernel,
        operations: int,
        results: Mapping[str, int],
    ) -> None:
        self._jobs = jobs
        self._kernel = kernel
        self._operations = operations
        self._results = results
        self._turned = {
            job: np.zeros((job.columns, job.delta[1]), dtype=kernel.dtype) for job in jobs if job.kind == OUTER_BY_RIGHT
        }

    def add(self, schedule: Schedule, chunk: Chunk, arrays: Mapping[str, int], most_threads: int) -> None:
        """Add what the rows of a chunk contribute.

        Args:
            schedule: which rows each step touches.
            chunk: the steps.
            arrays: the address of every array that holds an operand, and that of the deltas of the chunk.
            most_threads: how many threads may share the work.
        """
        if not self._jobs:
            return
        segments = _segments(schedule, chunk)
        table: list[int] = []
        for job in self._jobs:
            turned = self._turned.get(job)
            result = self._results[job.stack] if turned is None else address_of(turned)
            table += job.record(arrays, result, segments)
        self._run(table, blocks_of(chunk.rows), threads_for(self._operations * chunk.rows, most_threads))

    def finish(self) -> None:
        """Put into the results what was added up beside them."""
        for job, across in self._turned.items():
            gradient = _view(self._results[job.stack] + job.result_offset, across.shape[::-1], self._kernel.dtype)
            np.add(gradient, across.T, out=gradient)

    def _run(self, table: list[int], blocks: int, most_threads: int) -> None:
        threads = granted(most_threads)
        context = _struct(2 + len(table)).pack(blocks, len(table) // len(JOB), *table)
        if threads == 1:
            self._kernel.run(context, 0, 1)
        else:
            share(self._kernel.address, context, [(part, threads) for part in range(threads)])


@lru_cache(maxsize=64)
def _struct(count: int) -> Struct:
    return Struct(f"{count}q")


def blocks_of(rows: int) -> int:
    """How many blocks there are in so many rows."""
    return -(-rows // BLOCK)


def _jobs(training: Training, share: Share) -> list[_Job]:
    """The jobs of a share: one, or two where the operand lies in the initial states for sequences that begin."""
    plan = training.forward
    size = BYTES[plan.dtype]
    operand = share.operand
    columns = plan.stacks[share.stack][1]
    # a narrow operand would leave most lanes idle: then the deltas go across instead
    whole = operand is not None and not share.diagonal and operand.columns == columns
    narrow = whole and columns * 2 <= plan.lanes
    kind = TOTAL if operand is None else DIAGONAL if share.diagonal else OUTER_BY_RIGHT if narrow else OUTER_BY_LEFT
    places = [("", False)] if operand is None else [(operand.array, False)]
    if operand is not None and operand.rows == "before":
        places.append((operand.initial, True))
    return [
        _Job(
            stack=share.stack,
            kind=kind,
            delta_offset=share.delta * size,
            delta=(training.delta_columns, share.rows),
            array=array,
            operand_offset=operand.offset * size if operand else 0,
            operand=(operand.stride, operand.columns) if operand else (0, 0),
            begins=begins,
            same_row=operand is None or operand.rows == "step",
            result_offset=(share.row * columns + share.column) * size,
            columns=columns,
        )
        for array, begins in places
    ]


def _view(address: int, shape: tuple[int, ...], dtype: str) -> Buffer:
    """Memory at an address as an array."""
    size = int(np.prod(shape)) * BYTES[dtype]
    memory = memoryview((ctypes.c_char * size).from_address(address))
    array: Buffer = np.frombuffer(memory, np.dtype(dtype)).reshape(shape)
    return array


@lru_cache(maxsize=1024)
def _segments(schedule: Schedule, chunk: Chunk) -> tuple[Segments, Segments, Segments]:
    """The rows of deltas beside the same rows, the rows that they continue, and the initial states they begin from.

    Rows of deltas are counted from the first one of the chunk.
    """
    continuing, beginning = [], []
    steps = range(chunk.start, chunk.stop)
    at, count, old = (table.tolist() for table in (schedule.at, schedule.count, schedule.continuing))
    for s in steps:
        here = at[s] - chunk.first
        continuing.append((here, at[s - 1], old[s]))
        beginning.append((here + old[s], old[s], count[s] - old[s]))
    pieces = [(0, chunk.first, chunk.rows)], sorted(continuing), sorted(beginning)
    same, before, first = (_in_blocks(rows, chunk.rows) for rows in pieces)
    return same, before, first


def _in_blocks(pieces: Sequence[tuple[int, int, int]], rows: int) -> Segments:
    """Pieces of rows, joined where they follow each other, then cut at the ends of blocks."""
    joined: list[list[int]] = []
    for left, right, count in pieces:
        if joined and joined[-1][0] + joined[-1][2] == left and joined[-1][1] + joined[-1][2] == right:
            joined[-1][2] += count
        elif count:
            joined.append([left, right, count])
    cut: list[tuple[int, int, int]] = []
    for left, right, count in joined:
        done = 0
        while done < count:
            take = min(count - done, BLOCK - (left + done) % BLOCK)
            cut.append((left + done, right + done, take))
            done += take
    table = np.array(cut, dtype=np.int64).reshape(-1, len(SEGMENT))
    starts = np.searchsorted(table[:, 0], np.arange(blocks_of(rows) + 1) * BLOCK)
    return Segments(table, starts.astype(np.int64))
