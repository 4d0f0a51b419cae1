"""A plan as a function to call: compiled, loaded into this process, and given addresses."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import llvmlite.binding as llvm
import numpy as np
import numpy.typing as npt

from cellwright.emit.llvm.kernel import HEADER, module_text, slots
from cellwright.plan.machine import BYTES
from cellwright.plan.plan import Plan
from cellwright.plan.schedule import Schedule
from cellwright.run.host import start_llvm
from cellwright.run.objects import object_code
from cellwright.run.threads import shared_out

LINE = 64
KERNEL = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64)
PACK = ctypes.CFUNCTYPE(None, ctypes.c_void_p)

Buffer = npt.NDArray[Any]


class Library:
    """Machine code in this process; its functions live as long as it does."""

    def __init__(self, code: bytes) -> None:
        start_llvm()
        empty = llvm.parse_assembly("")
        target = llvm.Target.from_default_triple().create_target_machine()
        self._engine = llvm.create_mcjit_compiler(empty, target)
        self._engine.add_object_file(llvm.ObjectFileRef.from_data(code))
        self._engine.finalize_object()

    def address(self, name: str) -> int:
        """The address of a function."""
        return int(self._engine.get_function_address(name))


class Kernel:
    """A compiled plan.

    Its arrays are given by address; whoever calls keeps them alive, of the right type and size.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._library = Library(object_code(module_text(plan), plan.machine))
        self._kernel = KERNEL(self._library.address("kernel"))
        self._pack = PACK(self._library.address("pack"))
        self._arrays = slots(plan)[len(HEADER) :]
        self._scratch = {place.array: place.stride for place in plan.places if is_own(place.array)}

    def packed(self, stacks: Mapping[str, int]) -> Buffer:
        """The block of packed weights, from the addresses of the stacked parameters."""
        block = aligned(self.plan.packed, self.plan.dtype)
        context = np.array([block.ctypes.data, *(stacks[name] for name in self.plan.stacks)], dtype=np.int64)
        self._pack(context.ctypes.data)
        return block

    def run(self, schedule: Schedule, packed: Buffer, arrays: Mapping[str, int], threads: int) -> None:
        """All steps of all sequences.

        Args:
            schedule: which rows each step touches.
            packed: the block of packed weights.
            arrays: the address of every array of the plan but its scratch arrays.
            threads: how many threads share the sequences.
        """
        scratch = {
            name: aligned(stride * schedule.sequences, self.plan.dtype) for name, stride in self._scratch.items()
        }
        own = {name: block.ctypes.data for name, block in scratch.items()}
        tables = (schedule.at.ctypes.data, schedule.count.ctypes.data, schedule.continuing.ctypes.data)
        addresses = (own[name] if name in own else arrays[name] for name in self._arrays)
        context = np.array([schedule.steps, *tables, packed.ctypes.data, *addresses], dtype=np.int64)
        address = context.ctypes.data
        shared_out(lambda first, last: self._kernel(address, first, last), schedule.sequences, threads)


@lru_cache(maxsize=1024)
def compiled(plan: Plan) -> Kernel:
    """The kernel of a plan, compiled once."""
    return Kernel(plan)


def is_own(array: str) -> bool:
    """Whether an array is the kernel's own: nobody outside sees it."""
    return array.startswith(("scratch", "staged"))


def aligned(numbers: int, dtype: str) -> Buffer:
    """An uninitialised array that begins at a cache line."""
    size = BYTES[dtype]
    raw = np.empty(numbers * size + LINE, dtype=np.uint8)
    start = -raw.ctypes.data % LINE
    return raw[start : start + numbers * size].view(dtype)
