"""What every call of a kernel shares: how many threads to use, and weights that stay packed while they do not change."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from functools import lru_cache

from cellwright.emit.llvm.fingerprint import fingerprint_text
from cellwright.plan.machine import Machine
from cellwright.plan.plan import Plan
from cellwright.plan.schedule import Schedule
from cellwright.run.kernel import Buffer, Kernel, Library
from cellwright.run.objects import object_code

# below so many operations a second thread costs more than it saves
WORTH_A_THREAD = 4_000_000
WORD = 4
FINGERPRINT = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_void_p, ctypes.c_int64)

# the address and the bytes of an array
Source = tuple[int, int]


def threads_for(plan: Plan, schedule: Schedule, most: int) -> int:
    """How many threads to share a kernel's sequences among."""
    if most == 1 or schedule.sequences == 1:
        return 1
    return max(1, min(most, schedule.sequences, plan.operations * schedule.rows // WORTH_A_THREAD))


@dataclass(frozen=True)
class PackedWeights:
    """A packed block, and what it was packed from."""

    kernel: Kernel
    sources: tuple[Source, ...]
    fingerprint: int
    block: Buffer
    address: int


class PackedCache:
    """The packed weights of the layers of one module, kept from one call to the next while the weights do not change."""

    def __init__(self) -> None:
        self._kept: dict[int, PackedWeights] = {}

    def get(self, place: int, kernel: Kernel, sources: tuple[Source, ...]) -> PackedWeights:
        """The packed weights of a kernel.

        Args:
            place: the layer and direction that the weights belong to.
            kernel: the kernel.
            sources: its stacked parameters.
        """
        mark = fingerprint(kernel.plan.machine, sources)
        kept = self._kept.get(place)
        if kept is None or kept.fingerprint != mark or kept.kernel is not kernel or kept.sources != sources:
            block = kernel.packed([address for address, _ in sources])
            kept = self._kept[place] = PackedWeights(kernel, sources, mark, block, block.ctypes.data)
        return kept

    def __deepcopy__(self, memo: object) -> PackedCache:
        return PackedCache()

    def __reduce__(self) -> tuple[type[PackedCache], tuple[()]]:
        return PackedCache, ()


def fingerprint(machine: Machine, sources: tuple[Source, ...]) -> int:
    """A fingerprint of the bytes of some arrays.

    Example:
        >>> import numpy as np
        >>> from cellwright.run.host import host
        >>> a = np.ones(5, dtype=np.float32)
        >>> before = fingerprint(host(), ((a.ctypes.data, a.nbytes),))
        >>> a[3] = 2
        >>> fingerprint(host(), ((a.ctypes.data, a.nbytes),)) == before
        False
    """
    words = [number for address, size in sources for number in (address, size // WORD)]
    return int(_fingerprint(machine).function((ctypes.c_int64 * len(words))(*words), len(sources)))


class _Fingerprint:
    def __init__(self, machine: Machine) -> None:
        self._library = Library(object_code(fingerprint_text(machine), machine))
        self.function = FINGERPRINT(self._library.address("fingerprint"))


@lru_cache(maxsize=8)
def _fingerprint(machine: Machine) -> _Fingerprint:
    return _Fingerprint(machine)
