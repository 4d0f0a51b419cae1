"""The forward pass of one direction of one layer, in one kernel or in two.

One kernel multiplies the input of a step inside the loop. With a single row a step, or with weights that fill the
cache, it is better to multiply the inputs of many steps first (`cellwright.plan.projection`), chunk by chunk, so that
the results are still in the cache when the loop comes to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache

from cellwright.plan.machine import BYTES
from cellwright.plan.plan import Plan
from cellwright.plan.projection import Projection, project
from cellwright.plan.schedule import Schedule, chunks, dense
from cellwright.run.kernel import Kernel, compiled
from cellwright.run.packed import Weights
from cellwright.run.scratch import scratch
from cellwright.run.threads import threads_for

# bytes of input weights, over all steps, that take as long to read as a second kernel takes to begin
SECOND_KERNEL = 5_000_000
# so many sequences reuse the weights of a step too little
FEW = 1
# or so many for each second-level cache that the weights fill, if they fill as much of all caches
FEW_PER_CACHE, MOSTLY = 4, 0.7
# bytes of multiplied inputs that are made at a time
CHUNK = 1 << 20


class Forward:
    """A plan as one kernel or two, whichever is faster for a schedule. The results are the same to the last bit."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._split = project(plan)

    @cached_property
    def _fused(self) -> Kernel:
        return compiled(self.plan)

    @cached_property
    def _parts(self) -> tuple[Kernel, Kernel]:
        assert self._split is not None
        return compiled(self._split.before), compiled(self._split.loop)

    def run(
        self,
        schedule: Schedule,
        weights: Weights,
        arrays: Mapping[str, int],
        most_threads: int,
        steps: tuple[int, int] | None = None,
    ) -> None:
        """Run the steps of all sequences.

        Args:
            schedule: which rows each step touches.
            weights: where the kernels get their packed weights.
            arrays: the address of each of the plan's arrays.
            most_threads: how many threads may share the work.
            steps: the first step and the end, if not all.
        """
        threads = threads_for(self.plan.operations * schedule.rows, most_threads)
        if self._split is None or not self.projects(schedule, threads):
            self._fused.run(schedule, weights.of(self._fused, threads), arrays, threads, steps)
        else:
            self._run_in_two(self._split, schedule, weights, arrays, threads, steps or (0, schedule.steps))

    def single(self, schedule: Schedule) -> Kernel | None:
        """The kernel that does all of it, with no memory of its own; None if there is more to it."""
        if self.projects(schedule, 1) or len(self._fused.arrays) < len(self.plan.arrays):
            return None
        return self._fused

    def projects(self, schedule: Schedule, threads: int) -> bool:
        """Whether the inputs are multiplied before the loop, if so many threads share the weights."""
        if self._split is None or schedule.steps < 2:
            return False
        size = BYTES[self.plan.dtype]
        if self._split.before.packed * size * schedule.steps < SECOND_KERNEL:
            return False
        fill = self.plan.packed * size / (self.plan.machine.cache * threads)
        return schedule.sequences <= max(FEW, FEW_PER_CACHE * fill if fill > MOSTLY else 0)

    def _run_in_two(
        self,
        split: Projection,
        schedule: Schedule,
        weights: Weights,
        arrays: Mapping[str, int],
        threads: int,
        span: tuple[int, int],
    ) -> None:
        before, loop = self._parts
        packed_before, packed_loop = (weights.of(kernel, threads) for kernel in (before, loop))
        size = BYTES[self.plan.dtype]
        row, input_row = split.columns * size, split.input_columns * size
        steps = max(1, CHUNK // (row * schedule.sequences))
        _kept, base = scratch.block(row * min(schedule.rows, steps * schedule.sequences))
        for chunk in chunks(schedule, steps, *span):
            here = {"input": arrays["input"] + chunk.first * input_row, "projected": base}
            before.run(dense(1, chunk.rows), packed_before, here, threads)
            there = {**arrays, "projected": base - chunk.first * row}
            loop.run(schedule, packed_loop, there, threads, (chunk.start, chunk.stop))


@lru_cache(maxsize=1024)
def forward_of(plan: Plan) -> Forward:
    """The forward pass of a plan."""
    return Forward(plan)
