"""The gradients of the parameters, after the loop over the steps: one table of jobs for all of them."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from struct import Struct

import numpy as np

from cellwright.emit.llvm.gradient import (
    DIAGONAL,
    HEADER,
    JOB,
    OUTER_BY_LEFT,
    OUTER_BY_RIGHT,
    SEGMENT,
    TOTAL,
    gradient_text,
)
from cellwright.emit.llvm.outer import BLOCK
from cellwright.plan.layer import Share, Training
from cellwright.plan.machine import BYTES, Machine
from cellwright.plan.schedule import Chunk, Schedule, Table, chunks
from cellwright.plan.weights import WeightFormat
from cellwright.run.kernel import Buffer, address_of
from cellwright.run.library import KERNEL, Library
from cellwright.run.objects import object_code
from cellwright.run.straight import ZERO, Call, Entry, driver
from cellwright.run.threads import granted, share, threads_for


class _GradientKernel:
    def __init__(self, machine: Machine, dtype: str, matrices: WeightFormat) -> None:
        identity = f"gradients {dtype} {matrices.name}"
        code = object_code(identity, lambda: gradient_text(machine, dtype, matrices), machine)
        self.dtype = dtype
        self._library = Library(code)
        self.address = self._library.address("gradients")
        self.run = KERNEL(self.address)


@lru_cache(maxsize=8)
def _gradient_kernel(machine: Machine, dtype: str, matrices: WeightFormat) -> _GradientKernel:
    return _GradientKernel(machine, dtype, matrices)


class Pairings:
    """Which rows of the deltas meet which rows of an operand in a chunk, in each of the ways that a job may ask for."""

    def __init__(self, ways: Sequence[tuple[Table, Table]]) -> None:
        turned = [(np.ascontiguousarray(table[:, [1, 0, 2]]), starts) for table, starts in ways]
        self._tables = [table for way in (*ways, *turned) for table in way]
        self.addresses = tuple(table.ctypes.data for table in self._tables)


# the ways, by their place: the same rows, those that the deltas continue, or the initial states; then left and right
# exchanged
SAME, CONTINUING, BEGINNING, TURNED = range(4)

# where the addresses of a record stand
LEFT, RIGHT, RESULT = (JOB.index(name) for name in ("left", "right", "result"))

_header = Struct(f"{HEADER}q")


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
    rows: int
    result_offset: int
    columns: int

    @property
    def is_turned(self) -> bool:
        """Whether the deltas go across, so that its result is added up beside the gradient, turned."""
        return self.kind == OUTER_BY_RIGHT

    @property
    def record(self) -> tuple[int, ...]:
        """A record of the kernel's table (`cellwright.emit.llvm.gradient.JOB`), with zeros for the addresses."""
        if self.is_turned:
            return (self.kind, 0, *self.operand, 0, *self.delta, 0, self.delta[1], TURNED + self.rows)
        return (self.kind, 0, *self.delta, 0, *self.operand, 0, self.columns, self.rows)

    @property
    def entries(self) -> list[Entry]:
        """The record, with arrays by their names."""
        numbers = [(ZERO, number) for number in self.record]
        for place, (array, offset) in zip((LEFT, RIGHT), self.sides, strict=True):
            # a plain sum has nothing on its right
            numbers[place] = array or ZERO, offset
        numbers[RESULT] = (self.across, 0) if self.is_turned else (gradient_array(self.stack), self.result_offset)
        return numbers

    @property
    def across(self) -> str:
        """The array in which a turned result is added up: one for each result."""
        return f"turned {self.result_offset} {gradient_array(self.stack)}"

    @property
    def sides(self) -> tuple[tuple[str, int], tuple[str, int]]:
        """The arrays that are read on the left and on the right, each with an offset."""
        delta, operand = ("deltas", self.delta_offset), (self.array, self.operand_offset)
        return (operand, delta) if self.is_turned else (delta, operand)


class _Table:
    """The kernel's table of some jobs, known but for the addresses."""

    def __init__(self, jobs: Sequence[_Job]) -> None:
        self.jobs = jobs
        self.turned = [(place, job) for place, job in enumerate(jobs) if job.is_turned]
        self._numbers = [number for job in jobs for number in job.record]
        self._struct = Struct(f"{len(self._numbers)}q")
        sides = [(place, *side) for n, job in enumerate(jobs) for place, side in _placed(n * len(JOB), job)]
        # a plain sum has nothing on its right
        self._sides = [(place, array, offset) for place, array, offset in sides if array]

    def filled(self, arrays: Mapping[str, int], results: Sequence[int]) -> bytes:
        """The table, with the addresses of the arrays and of the result of each job."""
        numbers = self._numbers.copy()
        for place, array, offset in self._sides:
            numbers[place] = arrays[array] + offset
        numbers[RESULT :: len(JOB)] = results
        return self._struct.pack(*numbers)


def _placed(start: int, job: _Job) -> Iterable[tuple[int, tuple[str, int]]]:
    return zip((start + LEFT, start + RIGHT), job.sides, strict=True)


class ParameterGradients:
    """Adds up the gradients of the stacked parameters of one layer."""

    def __init__(self, training: Training) -> None:
        plan = training.forward
        self._operations = plan.operations
        self._kernel = _gradient_kernel(plan.machine, plan.dtype, plan.matrices)
        jobs = [job for share in training.shares for job in _jobs(training, share)]
        # plain sums first: they read the deltas row by row
        self._jobs = sorted(jobs, key=lambda job: job.kind != TOTAL)
        # by the gradients that are wanted
        self._tables: dict[tuple[str, ...], _Table] = {}

    def into(self, results: Mapping[str, int]) -> Sums:
        """The gradients of one pass; `results` has the address of each one that is wanted, zeros at first."""
        wanted = tuple(results)
        table = self._tables.get(wanted)
        if table is None:
            table = self._tables[wanted] = _Table([job for job in self._jobs if job.stack in results])
        return Sums(table, self._kernel, self._operations, results)

    def straight(self, schedule: Schedule, wanted: Mapping[str, int]) -> tuple[list[Call], dict[str, int]]:
        """The calls that add up the gradients of all rows on this thread, and the bytes of each array of their own.

        The gradients of the wanted stacks, of so many bytes, are in arrays named by `gradient_array`; these are filled
        with zeros first.
        """
        jobs = [job for job in self._jobs if job.stack in wanted]
        functions, size = driver(self._kernel.dtype), BYTES[self._kernel.dtype]
        rows = {job.across: job for job in jobs if job.is_turned}
        own = {across: job.columns * job.delta[1] * size for across, job in rows.items()}
        cleared = {**own, **{gradient_array(stack): number for stack, number in wanted.items()}}
        calls = [Call(functions.clear, [(array, 0), (ZERO, number)]) for array, number in cleared.items()]
        if not jobs:
            return calls, own
        (chunk,) = chunks(schedule, schedule.steps)
        pairings = _pairings(schedule, chunk)
        header = [(ZERO, number) for number in (blocks_of(chunk.rows), len(jobs), *pairings.addresses)]
        entries = [entry for job in jobs for entry in job.entries]
        calls.append(Call(self._kernel.address, [*header, *entries], alive=pairings))
        for across, job in rows.items():
            target = gradient_array(job.stack), job.result_offset
            shape = [(ZERO, job.delta[1]), (ZERO, job.columns)]
            calls.append(Call(functions.add_turned, [target, (across, 0), *shape]))
        return calls, own


class Sums:
    """The gradients of one backward pass, which grow from chunk to chunk."""

    def __init__(
        self,
        table: _Table,
        kernel: _GradientKernel,
        operations: int,
        results: Mapping[str, int],
    ) -> None:
        self._table = table
        self._kernel = kernel
        self._operations = operations
        self._results = results
        self._turned: dict[_Job, Buffer] = {}
        # where the result of each job is added up
        self._addresses = [results[job.stack] + job.result_offset for job in table.jobs]
        for place, job in table.turned:
            across = self._turned[job] = np.zeros((job.columns, job.delta[1]), dtype=kernel.dtype)
            self._addresses[place] = address_of(across)
        self._arrays: Mapping[str, int] = {}
        self._filled = b""

    def add(self, schedule: Schedule, chunk: Chunk, arrays: Mapping[str, int], most_threads: int) -> None:
        """Add what the rows of a chunk contribute.

        Args:
            schedule: which rows each step touches.
            chunk: the steps.
            arrays: the address of every array that holds an operand, and that of the deltas of the chunk.
            most_threads: how many threads may share the work.
        """
        jobs = len(self._addresses)
        if not jobs:
            return
        if arrays != self._arrays:
            # most often the same for all chunks
            self._arrays, self._filled = arrays, self._table.filled(arrays, self._addresses)
        header = _header.pack(blocks_of(chunk.rows), jobs, *_pairings(schedule, chunk).addresses)
        most_threads = threads_for(self._operations * chunk.rows, most_threads)
        self._run(header + self._filled, granted(most_threads))

    def finish(self) -> None:
        """Put into the results what was added up beside them."""
        for job, across in self._turned.items():
            gradient = _view(self._results[job.stack] + job.result_offset, across.shape[::-1], self._kernel.dtype)
            np.add(gradient, across.T, out=gradient)

    def _run(self, context: bytes, threads: int) -> None:
        if threads == 1:
            self._kernel.run(context, 0, 1)
        else:
            share(self._kernel.address, context, [(part, threads) for part in range(threads)])


def gradient_array(stack: str) -> str:
    """The name of the array with the gradient of a stacked parameter."""
    return f"gradient {stack}"


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
    places = [("", SAME)] if operand is None else [(operand.array, CONTINUING)]
    if operand is not None and operand.rows == "before":
        places.append((operand.initial, BEGINNING))
    return [
        _Job(
            stack=share.stack,
            kind=kind,
            delta_offset=share.delta * size,
            delta=(training.delta_columns, share.rows),
            array=array,
            operand_offset=operand.offset * size if operand else 0,
            operand=(operand.stride, operand.columns) if operand else (0, 0),
            rows=SAME if operand is None or operand.rows == "step" else rows,
            result_offset=(share.row * columns + share.column) * size,
            columns=columns,
        )
        for array, rows in places
    ]


def _view(address: int, shape: tuple[int, ...], dtype: str) -> Buffer:
    """Memory at an address as an array."""
    size = int(np.prod(shape)) * BYTES[dtype]
    memory = memoryview((ctypes.c_char * size).from_address(address))
    array: Buffer = np.frombuffer(memory, np.dtype(dtype)).reshape(shape)
    return array


@lru_cache(maxsize=1024)
def _pairings(schedule: Schedule, chunk: Chunk) -> Pairings:
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
    return Pairings([_in_blocks(rows, chunk.rows) for rows in pieces])


def _in_blocks(pieces: Sequence[tuple[int, int, int]], rows: int) -> tuple[Table, Table]:
    """Pieces of rows, joined where they follow each other, then cut at the ends of blocks; and where blocks begin."""
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
    return table, starts.astype(np.int64)
