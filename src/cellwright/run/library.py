"""Machine code in this process."""

from __future__ import annotations

import ctypes

import llvmlite.binding as llvm

from cellwright.run.host import start_llvm

# every kernel: the address of its context, and two numbers that say which part of the work to do
KERNEL = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64)


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
