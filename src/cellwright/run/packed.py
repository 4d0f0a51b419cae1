"""Packed weights: made anew for each training step, kept from call to call in inference while nothing changes."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from math import prod
from struct import Struct
from typing import Any, NamedTuple, Protocol

import numpy as np

from cellwright.emit.llvm.fingerprint import fingerprint_text
from cellwright.emit.llvm.straight import MARK
from cellwright.plan.machine import BYTES, Machine
from cellwright.run.kernel import Buffer, Kernel, Packed, address_of
from cellwright.run.library import Library
from cellwright.run.objects import object_code

WORD = 4
# bytes of packed weights that a thread keeps for the next training step
KEPT = 1 << 26
# with no more rows, to pack weights is a large part of a training step: loops over steps had better find them packed
FEW_ROWS = 256
FINGERPRINT = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_void_p, ctypes.c_int64)

# the address of each stacked parameter
Addresses = Mapping[str, int]


class Weights(Protocol):
    """Where a kernel gets its packed weights."""

    def of(self, kernel: Kernel, most_threads: int) -> Packed:
        """The packed block of a kernel; so many threads may share the work."""
        ...


class Block(NamedTuple):
    """A block of packed weights, and a mark of what was packed (`cellwright.emit.llvm.straight.MARK`)."""

    packed: Packed
    mark: Buffer
    mark_address: int


class Blocks(threading.local):
    """The blocks of a thread that training packs again and again: fresh memory may cost more than packing them."""

    def __init__(self) -> None:
        self.of: dict[object, Block] = {}
        self._bytes = 0

    def get(self, kernel: Kernel, owner: object = None) -> Block:
        """The block of a kernel: one for all, or one for each owner; kept unless it is too large by itself."""
        block = self.of.get((kernel, owner))
        if block is None:
            mark = np.zeros(len(MARK), dtype=np.int64)
            block = Block(kernel.block(), mark, address_of(mark))
            if block.packed.block.nbytes <= KEPT:
                self.of[kernel, owner] = block
                self._bytes += block.packed.block.nbytes
            # the first ones go where all together are too large
            while self._bytes > KEPT:
                self._bytes -= self.of.pop(next(iter(self.of))).packed.block.nbytes
        return block


blocks = Blocks()


class FreshWeights:
    """Weights that are packed for this one use, until the same thread packs those of the same kernel again."""

    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses

    def of(self, kernel: Kernel, most_threads: int) -> Packed:
        """The block, packed now."""
        return kernel.pack(
            [self._addresses[name] for name in kernel.plan.stacks], blocks.get(kernel).packed, most_threads
        )


class SeenWeights:
    """Weights that are packed unless the thread has packed the same ones last: to read them costs less."""

    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses

    def of(self, kernel: Kernel, most_threads: int) -> Packed:
        """The block, packed now if the weights have changed."""
        stacks = [self._addresses[name] for name in kernel.plan.stacks]
        block = blocks.get(kernel, tuple(stacks))
        mark = [1, fingerprint_of(kernel)(stacks)]
        if block.mark.tolist() != mark:
            kernel.pack(stacks, block.packed, most_threads)
            block.mark[:] = mark
        return block.packed


def weights_for(addresses: Addresses, rows: int) -> Weights:
    """The packed weights of a training pass over so many rows."""
    return SeenWeights(addresses) if rows <= FEW_ROWS else FreshWeights(addresses)


class HeldWeights:
    """Weights that are packed when a kernel first asks for them, for the kernels of one pass."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._packed: dict[Kernel, Packed] = {}

    def of(self, kernel: Kernel, most_threads: int) -> Packed:
        """The block, packed at the first time."""
        if kernel not in self._packed:
            self._packed[kernel] = self._weights.of(kernel, most_threads)
        return self._packed[kernel]


class PackedCache:
    """The packed weights of one module, kept from call to call."""

    def __init__(self) -> None:
        self.kept: dict[tuple[int, Kernel], tuple[tuple[Any, ...], Packed]] = {}
        # what a kernel that looks after its weights itself has to look at, beside the entry that it was made for
        self.guards: dict[tuple[int, Kernel], tuple[object, bytes]] = {}

    def __deepcopy__(self, memo: object) -> PackedCache:
        return PackedCache()

    def __reduce__(self) -> tuple[type[PackedCache], tuple[()]]:
        return PackedCache, ()


class KeptWeights:
    """Weights that stay packed in a cache while their numbers do not change; `place` tells the layers apart.

    `mark` is another one when the numbers may be others: a fingerprint, or how often they have been changed.
    """

    def __init__(self, addresses: Addresses, mark: object, cache: PackedCache, place: int) -> None:
        self._addresses = addresses
        self._cache = cache
        self._place = place
        self._mark = (*addresses.values(), mark)

    def of(self, kernel: Kernel, most_threads: int) -> Packed:
        """The block, packed now if the weights have changed."""
        kept = self._cache.kept.get((self._place, kernel))
        if kept is not None and kept[0] == self._mark:
            return kept[1]
        packed = kernel.pack([self._addresses[name] for name in kernel.plan.stacks], most_threads=most_threads)
        self._cache.kept[self._place, kernel] = self._mark, packed
        return packed


class Fingerprint:
    """A fingerprint of the bytes of some arrays, whose sizes are known before their addresses.

    Args:
        machine: whose instructions read them.
        sizes: the bytes of each array.

    Attributes:
        numbers: a place for the address, and the number of words, of each array.
        guard: the address of the function that runs a kernel if a fingerprint is as it was.
        address: that of the function that takes fingerprints.

    Example:
        >>> import numpy as np
        >>> from cellwright.run.host import host
        >>> a = np.ones(5, dtype=np.float32)
        >>> fingerprint = Fingerprint(host(), [a.nbytes])
        >>> before = fingerprint([a.ctypes.data])
        >>> a[3] = 2
        >>> fingerprint([a.ctypes.data]) == before
        False
    """

    def __init__(self, machine: Machine, sizes: Sequence[int]) -> None:
        reader = _reader(machine)
        self._function, self.guard, self.address = reader.function, reader.guard, reader.address
        self._count = len(sizes)
        self._table = Struct(f"{2 * self._count}q")
        self.numbers = [number for size in sizes for number in (0, size // WORD)]

    def __call__(self, addresses: Iterable[int]) -> int:
        """The fingerprint of the arrays that lie at these addresses."""
        numbers = self.numbers.copy()
        numbers[::2] = addresses
        return self._function(self._table.pack(*numbers), self._count)


@lru_cache(maxsize=1024)
def fingerprint_of(kernel: Kernel) -> Fingerprint:
    """Of the stacked parameters that a kernel reads, in the order of its plan."""
    size = BYTES[kernel.plan.dtype]
    return Fingerprint(kernel.plan.machine, [size * prod(shape) for shape in kernel.plan.stacks.values()])


class _Reader:
    def __init__(self, machine: Machine) -> None:
        self._library = Library(object_code("fingerprint", lambda: fingerprint_text(machine), machine))
        self.address = self._library.address("fingerprint")
        self.function: Callable[[bytes, int], int] = FINGERPRINT(self.address)
        self.guard = self._library.address("guarded")


@lru_cache(maxsize=8)
def _reader(machine: Machine) -> _Reader:
    return _Reader(machine)
