"""A kernel that looks first whether its packed weights are still those of the parameters: one native call for both."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from struct import Struct

from cellwright.emit.llvm.fingerprint import GUARD
from cellwright.emit.llvm.kernel import slots
from cellwright.run.kernel import Kernel
from cellwright.run.packed import Fingerprint, PackedCache

GUARDED = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_char_p)


class Guarded:
    """Runs a kernel on this thread, unless the parameters have changed since their weights were packed.

    Args:
        kernel: all of a forward pass, without memory of its own.
        fingerprint: of the stacked parameters.
    """

    def __init__(self, kernel: Kernel, fingerprint: Fingerprint) -> None:
        self._packed_by = kernel
        self._run = GUARDED(fingerprint.guard)
        self._numbers = fingerprint.numbers
        self._kernel = kernel.address, len(self._numbers) // 2
        self._guard = Struct(f"{len(GUARD) + len(self._numbers)}q")
        self._rest = Struct(f"{1 + len(slots(kernel.plan))}q")

    def run(
        self, cache: PackedCache, place: int, parameters: Sequence[int], begin: Sequence[int], arrays: Sequence[int]
    ) -> bool:
        """Whether it ran.

        Args:
            cache: has the packed weights, and how they are told from others, if there are any.
            place: the layer and direction that the weights belong to.
            parameters: the addresses of the stacked parameters.
            begin: how many sequences there are, then the kernel's table up to the packed weights.
            arrays: the addresses of the kernel's arrays.
        """
        key = place, self._packed_by
        kept = cache.kept.get(key)
        if kept is None:
            return False
        (*known, mark), packed = kept
        if known != parameters:
            return False
        guard = cache.guards.get(key)
        if guard is None or guard[0] is not kept:
            guard = cache.guards[key] = kept, self._guarding(known, mark)
        return bool(self._run(guard[1] + self._rest.pack(*begin, packed.address, *arrays)) == mark)

    def _guarding(self, parameters: Sequence[int], mark: int) -> bytes:
        numbers = self._numbers.copy()
        numbers[::2] = parameters
        return self._guard.pack(mark, *self._kernel, *numbers)
