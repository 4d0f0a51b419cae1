"""The backward pass of one direction of one layer: the loop over the steps and what follows from its deltas.

Some steps at a time, from the last to the first: their deltas are still in the cache when the gradients of the input
and of the parameters are made of them, and no memory is needed for the deltas of a whole sequence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from math import ceil

from cellwright.emit.llvm.outer import BLOCK
from cellwright.plan.layer import Training
from cellwright.plan.machine import BYTES
from cellwright.plan.plan import Plan
from cellwright.plan.schedule import Chunk, Schedule, chunks, dense, most_rows
from cellwright.run.gradient import ParameterGradients
from cellwright.run.kernel import Kernel, Packed, compiled
from cellwright.run.packed import Weights
from cellwright.run.scratch import scratch
from cellwright.run.straight import Call, own_arrays, running
from cellwright.run.threads import threads_for

# bytes of deltas that are made at a time, unless a block of rows has more
CHUNK = 1 << 21
# what a number of the deltas costs beside products, about, in operations that take as long
OPERATIONS_A_DELTA = 50


class Backward:
    """The kernels of a backward pass, and the order in which they take their turns."""

    def __init__(self, training: Training) -> None:
        self._loop = compiled(training.backward)
        after = training.input_gradient
        self._input = None if after is None else compiled(after)
        self._parameters = ParameterGradients(training)
        self._row = training.delta_columns * BYTES[training.forward.dtype]
        self._operations = training.backward.operations + OPERATIONS_A_DELTA * training.delta_columns
        # what the gradient of the input is made of and where it goes: bytes from one row to the next
        self._input_rows = {} if after is None else _row_bytes(after, "deltas")

    def run(
        self,
        schedule: Schedule,
        weights: Weights,
        arrays: Mapping[str, int],
        results: Mapping[str, int],
        most_threads: int,
        *,
        wants_x: bool = True,
        again: Callable[[Chunk], int] | None = None,
    ) -> None:
        """Carry the gradients back through all steps of all sequences.

        Args:
            schedule: which rows each step touches.
            weights: where the kernels get their packed weights.
            arrays: the address of each array of the kernels but "deltas".
            results: the address of the gradient of each stacked parameter that is wanted, zeros at first.
            most_threads: how many threads may share the work.
            wants_x: whether the gradient of the input is wanted.
            again: from a chunk to the address of "saved" there, if it is not the same for all.
        """
        loop = weights.of(self._loop, most_threads)
        after = weights.of(self._input, most_threads) if wants_x and self._input is not None else None
        sums = self._parameters.into(results)
        pieces = chunks(schedule, self.steps(schedule))
        _kept, deltas = scratch.block(self._row * most_rows(pieces))
        for chunk in reversed(pieces):
            there = {**arrays, "deltas": deltas}
            if again is not None:
                there["saved"] = again(chunk)
            # the loop counts rows from the first one of all
            here = {**there, "deltas": deltas - chunk.first * self._row} if chunk.first else there
            threads = threads_for(self._operations * chunk.rows, most_threads)
            self._loop.run(schedule, loop, here, threads, (chunk.start, chunk.stop))
            if after is not None and self._input is not None:
                self._input_gradient(self._input, after, chunk, there, most_threads)
            sums.add(schedule, chunk, there, most_threads)
        sums.finish()

    def straight(
        self, schedule: Schedule, wanted: Mapping[str, int], *, wants_x: bool
    ) -> tuple[list[Call], dict[str, int]]:
        """The same as calls on this thread, all steps at a time, and the arrays that only they need, with their bytes.

        Args:
            schedule: which rows each step touches.
            wanted: the bytes of the gradient of each stacked parameter that is wanted.
            wants_x: whether the gradient of the input is wanted.
        """
        own = {"deltas": self._row * schedule.rows}
        calls: list[Call] = []
        for kernel, rows in zip(self.kernels(wants_x=wants_x), (schedule, dense(1, schedule.rows)), strict=False):
            calls += running(kernel, rows)
            own |= own_arrays(kernel, rows)
        sums, beside = self._parameters.straight(schedule, wanted)
        return [*calls, *sums], {**own, **beside}

    def kernels(self, *, wants_x: bool) -> list[Kernel]:
        """The loop, then what is left of the gradient of the input, if that is wanted and anything is left."""
        return [self._loop, self._input] if wants_x and self._input is not None else [self._loop]

    def operations(self, schedule: Schedule) -> int:
        """What the loop over all steps takes as long as, in operations."""
        return self._operations * schedule.rows

    def steps(self, schedule: Schedule) -> int:
        """How many steps are taken at a time: as many in each chunk, so that none is too small for several threads."""
        rows = max(BLOCK, CHUNK // max(self._row, 1))
        most = max(1, rows // max(schedule.sequences, 1))
        return ceil(schedule.steps / ceil(schedule.steps / most)) if schedule.steps else 1

    def _input_gradient(
        self, kernel: Kernel, packed: Packed, chunk: Chunk, arrays: Mapping[str, int], most_threads: int
    ) -> None:
        here = {name: arrays[name] + chunk.first * self._input_rows.get(name, 0) for name in kernel.arrays}
        threads = threads_for(kernel.plan.operations * chunk.rows, most_threads)
        kernel.run(dense(1, chunk.rows), packed, here, threads)


def _row_bytes(plan: Plan, but: str) -> dict[str, int]:
    """Bytes from one row to the next in each array of a plan that has all rows."""
    size = BYTES[plan.dtype]
    return {place.array: place.stride * size for place in plan.places if place.array != but}


@lru_cache(maxsize=1024)
def backward_of(training: Training) -> Backward:
    """The backward pass of a training step."""
    return Backward(training)
