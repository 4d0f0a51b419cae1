"""The gradients of the parameters, after the loop over the steps: one table of jobs for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from cellwright.emit.llvm.gradient import DIAGONAL, OUTER_BY_LEFT, OUTER_BY_RIGHT, SEGMENT, TOTAL, gradient_text
from cellwright.plan.layer import Share, Training
from cellwright.plan.machine import BYTES, Machine
from cellwright.plan.schedule import Schedule, Table
from cellwright.run.kernel import KERNEL, Buffer, Library
from cellwright.run.objects import object_code
from cellwright.run.threads import shared_out, threads_for

# rows of a block: the deltas and operands of so many rows stay in the second-level cache
BLOCK = 256


class GradientKernel:
    """The compiled module for one processor and number type."""

    def __init__(self, machine: Machine, dtype: str) -> None:
        self._library = Library(object_code(f"gradients {dtype}", lambda: gradient_text(machine, dtype), machine))
        self.run = KERNEL(self._library.address("gradients"))


@lru_cache(maxsize=8)
def gradient_kernel(machine: Machine, dtype: str) -> GradientKernel:
    """The module for one processor and number type, compiled once."""
    return GradientKernel(machine, dtype)


@dataclass(frozen=True, eq=False)
class Segments:
    """Which rows of the deltas meet which rows of an operand: (left row, right row, count), and each block's first."""

    table: Table
    starts: Table

    def swapped(self) -> Segments:
        """The same with left and right exchanged."""
        return Segments(np.ascontiguousarray(self.table[:, [1, 0, 2]]), self.starts)


def add_parameter_gradients(
    training: Training, schedule: Schedule, arrays: Mapping[str, int], results: Mapping[str, Buffer], most_threads: int
) -> None:
    """Add the gradients of the stacked parameters to `results`.

    Args:
        training: the kernels of the training step.
        schedule: which rows each step touches.
        arrays: the address of "deltas" and of every array that holds an operand.
        results: for each stacked parameter whose gradient is wanted, an array of its shape, zeros at first.
        most_threads: how many threads may share the work.
    """
    plan = training.forward
    threads = threads_for(plan.operations * schedule.rows, most_threads, most_threads)
    kernel = gradient_kernel(plan.machine, plan.dtype)
    jobs: list[tuple[int, ...]] = []
    turned: list[tuple[Buffer, Buffer]] = []
    alive: list[Segments] = []
    for share in training.shares:
        if share.stack not in results:
            continue
        target = result = results[share.stack][share.row : share.row + share.rows]
        narrow = _is_narrow(share, plan.lanes)
        if narrow:
            target = np.zeros(result.shape[::-1], dtype=plan.dtype)
            turned.append((result, target))
        for operand, segments in _operands(share, schedule):
            alive.append(segments.swapped() if narrow else segments)
            jobs.append(_job(training, share, arrays, operand, target, alive[-1]))
    table = np.array(jobs, dtype=np.int64)
    context = np.array([blocks_of(schedule.rows), len(jobs), table.ctypes.data], dtype=np.int64)
    address = context.ctypes.data
    shared_out(lambda part, _: kernel.run(address, part, threads), threads, threads)
    for result, across in turned:
        np.add(result, across.T, out=result)


def blocks_of(rows: int) -> int:
    """How many blocks there are in so many rows."""
    return -(-rows // BLOCK)


def _is_narrow(share: Share, lanes: int) -> bool:
    """Whether the operand would leave most lanes idle, so that the deltas go across instead."""
    return share.operand is not None and not share.diagonal and share.operand.columns * 2 <= lanes


def _job(
    training: Training, share: Share, arrays: Mapping[str, int], operand: str, result: Buffer, segments: Segments
) -> tuple[int, ...]:
    """A record of the kernel's table (see `cellwright.emit.llvm.gradient.JOB`)."""
    size = BYTES[training.forward.dtype]
    where = (segments.table.ctypes.data, segments.starts.ctypes.data)
    delta = (arrays["deltas"] + share.delta * size, training.delta_columns, share.rows)
    target = (result.ctypes.data, result.strides[0] // size)
    if share.operand is None:
        return (TOTAL, *delta, 0, 0, 0, *target, *where)
    other = (arrays[operand] + share.operand.offset * size, share.operand.stride, share.operand.columns)
    if share.diagonal:
        return (DIAGONAL, *delta, *other, *target, *where)
    if _is_narrow(share, training.forward.lanes):
        return (OUTER_BY_RIGHT, *other, *delta, *target, *where)
    return (OUTER_BY_LEFT, *delta, *other, *target, *where)


def _operands(share: Share, schedule: Schedule) -> Iterator[tuple[str, Segments]]:
    """The arrays that an operand's rows lie in, and the segments of each."""
    if share.operand is None or share.operand.rows == "step":
        yield (share.operand.array if share.operand else ""), _same_rows(schedule)
    else:
        continuing, beginning = _rows_before(schedule)
        yield share.operand.array, continuing
        yield share.operand.initial, beginning


@lru_cache(maxsize=64)
def _same_rows(schedule: Schedule) -> Segments:
    return _in_blocks([(0, 0, schedule.rows)], schedule.rows)


@lru_cache(maxsize=64)
def _rows_before(schedule: Schedule) -> tuple[Segments, Segments]:
    """The row that each row continues, in the trail of the state; and in its initial values where it begins."""
    continuing, beginning = [], []
    at, count = schedule.at.tolist(), schedule.count.tolist()
    for s, old in enumerate(schedule.continuing.tolist()[:-1]):
        continuing.append((at[s], at[s - 1], old))
        beginning.append((at[s] + old, old, count[s] - old))
    return _in_blocks(sorted(continuing), schedule.rows), _in_blocks(sorted(beginning), schedule.rows)


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
