"""A plan as a function to call: compiled, loaded into this process, and given addresses."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from struct import Struct
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cellwright.emit.llvm.kernel import module_text, slots
from cellwright.plan.machine import BYTES, CACHE_LINE
from cellwright.plan.plan import Plan, is_own
from cellwright.plan.schedule import Schedule, shares
from cellwright.run.library import KERNEL, Library
from cellwright.run.objects import object_code
from cellwright.run.team import Barrier
from cellwright.run.threads import by_columns, granted, share, share_columns, threads_for

# to pack a number takes as long as so many operations
OPERATIONS_A_NUMBER = 64

Buffer = npt.NDArray[Any]


class Packed(NamedTuple):
    """A block of packed weights, and its address."""

    block: Buffer
    address: int


class Context(NamedTuple):
    """The table of addresses that a kernel is given, and the memory of its own arrays, which lives as long as it."""

    table: bytes
    own: Buffer | None


class Kernel:
    """A compiled plan.

    Its arrays are given by address; whoever calls keeps them alive, of the right type and size.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.arrays = tuple(name for name in plan.arrays if not is_own(name))
        self._library = Library(object_code(plan.identity, lambda: module_text(plan), plan.machine))
        self.address = self._library.address("kernel")
        self._kernel = KERNEL(self.address)
        self._context = Struct(f"{len(slots(plan))}q")
        self._stacks = Struct(f"{1 + len(plan.stacks)}q")
        strides = {place.array: place.stride for place in plan.places}
        self._own_strides = [strides[name] for name in plan.arrays if is_own(name)]

    @cached_property
    def pack_address(self) -> int:
        """The address of the function that packs the weights."""
        return self._library.address("pack")

    @cached_property
    def _pack(self) -> Callable[[bytes, int, int], None]:
        return KERNEL(self.pack_address)

    @cached_property
    def with_shared_columns(self) -> Kernel:
        """The same for a team whose members share the columns of each phase, on the same packed block."""
        return Kernel(self.plan.with_shared_columns)

    def block(self) -> Packed:
        """Memory for the packed weights."""
        return Packed(*aligned_block(self.plan.packed, self.plan.dtype))

    def pack(self, stacks: Sequence[int], into: Packed | None = None, most_threads: int = 1) -> Packed:
        """The weights packed, from the addresses of the stacked parameters in the order of the plan.

        They go into an older block of the same kernel if one is given. So many threads may share the work.
        """
        packed = into or self.block()
        context = self._stacks.pack(packed.address, *stacks)
        threads = threads_for(OPERATIONS_A_NUMBER * self.plan.packed, most_threads)
        if threads == 1 or granted(threads) == 1:
            self._pack(context, 0, 1)
        else:
            share(self.pack_address, context, [(member, threads) for member in range(threads)])
        return packed

    def run(
        self,
        schedule: Schedule,
        packed: Packed,
        arrays: Mapping[str, int],
        threads: int,
        steps: tuple[int, int] | None = None,
    ) -> None:
        """Run the steps for all sequences.

        Args:
            schedule: which rows each step touches.
            packed: the packed weights.
            arrays: the address of each of the plan's arrays but its own.
            threads: how many threads may share the work, by sequences or by columns.
            steps: the first step and the end, if not all.
        """
        if threads > 1:
            threads = granted(threads)
        if threads == 1:
            # the way of all short calls
            context = self.context(schedule, packed, arrays, steps)
            self._kernel(context.table, 0, schedule.sequences)
        else:
            self._run_together(schedule, packed, arrays, threads, steps)

    def run_alone(self, numbers: Sequence[int], sequences: int) -> None:
        """Run all steps of so many sequences on this thread, given the table as it stands (see `slots`)."""
        self._kernel(self._context.pack(*numbers), 0, sequences)

    def _run_together(
        self,
        schedule: Schedule,
        packed: Packed,
        arrays: Mapping[str, int],
        threads: int,
        steps: tuple[int, int] | None,
    ) -> None:
        if by_columns(self.plan, schedule.sequences, threads):
            barrier, kernel = Barrier(threads), self.with_shared_columns
            context = kernel.context(schedule, packed, arrays, steps, barrier)
            share_columns(kernel.address, context.table, threads, barrier)
            return
        context = self.context(schedule, packed, arrays, steps)
        if schedule.sequences == 1:
            self._kernel(context.table, 0, schedule.sequences)
        else:
            share(self.address, context.table, shares(schedule, threads, *(steps or ())))

    def context(
        self,
        schedule: Schedule,
        packed: Packed,
        arrays: Mapping[str, int],
        steps: tuple[int, int] | None = None,
        barrier: Barrier | None = None,
    ) -> Context:
        """What the kernel is given, as in `run`; a barrier if its columns are shared."""
        start, stop = steps or (0, schedule.steps)
        addresses = [arrays[name] for name in self.arrays]
        own = self._own(schedule.sequences, addresses) if self._own_strides else None
        addresses += [barrier.address] if barrier else []
        return Context(self._context.pack(start, stop, *schedule.tables, packed.address, *addresses), own)

    def _own(self, sequences: int, addresses: list[int]) -> Buffer:
        """Memory for the kernel's own arrays, whose addresses are added to the others."""
        line = CACHE_LINE // BYTES[self.plan.dtype]
        # a line between two arrays, so that rows of a power of two do not fall into the same few sets of the cache
        sizes = [(-(-stride * sequences // line) + 1) * line for stride in self._own_strides]
        block, address = aligned_block(sum(sizes), self.plan.dtype)
        for size in sizes:
            addresses.append(address)
            address += size * BYTES[self.plan.dtype]
        return block


@lru_cache(maxsize=1024)
def compiled(plan: Plan) -> Kernel:
    """The kernel of a plan, compiled once."""
    return Kernel(plan)


def address_of(array: Buffer) -> int:
    """The address of an array's first number."""
    if array.flags.carray and array.size:
        # four times as fast, but only for what is whole, can be written and is not empty
        return ctypes.addressof(ctypes.c_char.from_buffer(array.data))
    address: int = array.__array_interface__["data"][0]
    return address


def aligned(numbers: int, dtype: str) -> Buffer:
    """An uninitialised array that begins at a cache line."""
    return aligned_block(numbers, dtype)[0]


def aligned_block(numbers: int, dtype: str) -> tuple[Buffer, int]:
    """An uninitialised array that begins at a cache line, and its address."""
    size = numbers * BYTES[dtype]
    raw = np.empty(size + CACHE_LINE, dtype=np.uint8)
    # four times as fast as `address_of`, but only for what can be written and is not empty
    address = ctypes.addressof(ctypes.c_char.from_buffer(raw.data))
    start = -address % CACHE_LINE
    return raw[start : start + size].view(dtype), address + start
