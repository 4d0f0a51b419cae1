"""Packed weights: made anew for each training step, kept from call to call in inference while nothing changes."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from struct import Struct
from typing import Protocol

from cellwright.emit.llvm.fingerprint import fingerprint_text
from cellwright.plan.machine import Machine
from cellwright.run.kernel import Kernel, Packed
from cellwright.run.library import Library
from cellwright.run.objects import object_code

WORD = 4
# larger blocks are given back after the call that needed them
REUSED = 1 << 20
FINGERPRINT = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_void_p, ctypes.c_int64)

# the address of each stacked parameter, and its bytes
Addresses = Mapping[str, int]
Sources = Mapping[str, tuple[int, int]]


class Weights(Protocol):
    """Where a kernel gets its packed weights."""

    def of(self, kernel: Kernel, most_threads: int) -> Packed:
        """The packed block of a kernel; so many threads may share the work."""
        ...


class _Blocks(threading.local):
    """The small blocks of a thread that are packed anew for each use: fresh memory costs more than packing them."""

    def __init__(self) -> None:
        self.of: dict[Kernel, Packed] = {}


_blocks = _Blocks()


@dataclass(frozen=True)
class FreshWeights:
    """Weights that are packed for this one use, until the same thread packs those of the same kernel again."""

    addresses: Addresses

    def of(self, kernel: Kernel, most_threads: int) -> Packed:
        """The block, packed now."""
        stacks = [self.addresses[name] for name in kernel.plan.stacks]
        packed = kernel.pack(stacks, _blocks.of.get(kernel), most_threads)
        if packed.block.nbytes <= REUSED:
            _blocks.of[kernel] = packed
        return packed


class HeldWeights:
    """Weights that are packed when a kernel first asks for them, for the kernels of one pass."""

    def __init__(self, addresses: Addresses) -> None:
        self._fresh = FreshWeights(addresses)
        self._packed: dict[Kernel, Packed] = {}

    def of(self, kernel: Kernel, most_threads: int) -> Packed:
        """The block, packed at the first time."""
        if kernel not in self._packed:
            self._packed[kernel] = self._fresh.of(kernel, most_threads)
        return self._packed[kernel]


class PackedCache:
    """The packed weights of one module, kept from call to call."""

    def __init__(self) -> None:
        self.kept: dict[tuple[int, Kernel], tuple[tuple[object, ...], Packed]] = {}

    def __deepcopy__(self, memo: object) -> PackedCache:
        return PackedCache()

    def __reduce__(self) -> tuple[type[PackedCache], tuple[()]]:
        return PackedCache, ()


class KeptWeights:
    """Weights that stay packed in a cache while their numbers do not change; `place` tells the layers apart.

    `versions` says when they have changed, if somebody counts; otherwise all numbers are read.
    """

    def __init__(
        self,
        sources: Sources,
        cache: PackedCache,
        place: int,
        machine: Machine,
        versions: tuple[int, ...] | None = None,
    ) -> None:
        self._sources = sources
        self._cache = cache
        self._place = place
        places = tuple(sources.values())
        self._mark = (places, fingerprint(machine, places) if versions is None else versions)

    def of(self, kernel: Kernel, most_threads: int) -> Packed:
        """The block, packed now if the weights have changed."""
        kept = self._cache.kept.get((self._place, kernel))
        if kept is not None and kept[0] == self._mark:
            return kept[1]
        packed = kernel.pack([self._sources[name][0] for name in kernel.plan.stacks], most_threads=most_threads)
        self._cache.kept[self._place, kernel] = self._mark, packed
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
    return int(_fingerprint(machine).function(_struct(len(words)).pack(*words), len(sources)))


@lru_cache(maxsize=64)
def _struct(count: int) -> Struct:
    return Struct(f"{count}q")


class _Fingerprint:
    def __init__(self, machine: Machine) -> None:
        self._library = Library(object_code("fingerprint", lambda: fingerprint_text(machine), machine))
        self.function = FINGERPRINT(self._library.address("fingerprint"))


@lru_cache(maxsize=8)
def _fingerprint(machine: Machine) -> _Fingerprint:
    return _Fingerprint(machine)
