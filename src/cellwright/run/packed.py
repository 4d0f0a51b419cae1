"""Packed weights: made anew for each training step, kept from call to call in inference while nothing changes."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from cellwright.emit.llvm.fingerprint import fingerprint_text
from cellwright.plan.machine import Machine
from cellwright.run.kernel import Kernel, Library, Packed
from cellwright.run.objects import object_code

WORD = 4
FINGERPRINT = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_void_p, ctypes.c_int64)

# the address and the bytes of each stacked parameter
Sources = Mapping[str, tuple[int, int]]


class Weights(Protocol):
    """Where a kernel gets its packed weights."""

    def of(self, kernel: Kernel) -> Packed:
        """The packed block of a kernel."""
        ...


@dataclass(frozen=True)
class FreshWeights:
    """Weights that are packed for this one use."""

    sources: Sources

    def of(self, kernel: Kernel) -> Packed:
        """The block, packed now."""
        return kernel.pack([self.sources[name][0] for name in kernel.plan.stacks])


class PackedCache:
    """The packed weights of one module, kept from call to call."""

    def __init__(self) -> None:
        self.kept: dict[tuple[int, Kernel], tuple[tuple[tuple[int, int], ...], int, Packed]] = {}

    def __deepcopy__(self, memo: object) -> PackedCache:
        return PackedCache()

    def __reduce__(self) -> tuple[type[PackedCache], tuple[()]]:
        return PackedCache, ()


@dataclass(frozen=True)
class KeptWeights:
    """Weights that stay packed in a cache while their numbers do not change; `place` tells the layers apart."""

    sources: Sources
    cache: PackedCache
    place: int

    def of(self, kernel: Kernel) -> Packed:
        """The block, packed now if the weights have changed."""
        sources = tuple([self.sources[name] for name in kernel.plan.stacks])
        mark = fingerprint(kernel.plan.machine, sources)
        kept = self.cache.kept.get((self.place, kernel))
        if kept is not None and kept[1] == mark and kept[0] == sources:
            return kept[2]
        packed = kernel.pack([address for address, _ in sources])
        self.cache.kept[self.place, kernel] = sources, mark, packed
        return packed


def fingerprint(machine: Machine, sources: tuple[tuple[int, int], ...]) -> int:
    """A fingerprint of the bytes of some arrays, each an address and a number of bytes.

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
