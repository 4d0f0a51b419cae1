"""Large blocks of memory, lent and taken back: fresh memory costs a fault a page, and zeros for all of it.

What a training step keeps for its way back is given back when torch lets go of it; the next step gets the same memory.
"""

from __future__ import annotations

import weakref
from math import prod

import numpy as np

from cellwright.plan.machine import BYTES
from cellwright.run.kernel import Buffer
from cellwright.run.pages import prefer_large_pages

# the C library keeps smaller blocks from call to call
LARGE = 1 << 22
# bytes that nobody uses at present, at most
IDLE = 1 << 28


class Lender:
    """Blocks of memory that are idle, for whoever needs one that is not much smaller.

    Example:
        >>> lender = Lender()
        >>> first = lender.array((3, 5), "float32")
        >>> address = first.ctypes.data
        >>> del first
        >>> lender.array((2, 7), "float32").ctypes.data == address
        True
    """

    def __init__(self, most: int = IDLE) -> None:
        self._most = most
        # by identity; every change is one operation, since memory may come back at any time and from any thread
        self._idle: dict[int, Buffer] = {}

    def array(self, shape: tuple[int, ...], dtype: str) -> Buffer:
        """An array that holds anything; its memory is taken back when nobody refers to it any more."""
        size = prod(shape) * BYTES[dtype]
        block = self._fitting(size)
        if block is None:
            block = np.empty(size, dtype=np.uint8)
            if size:
                prefer_large_pages(block.ctypes.data, size)
        array: Buffer = block[:size].view(dtype).reshape(shape)
        weakref.finalize(array, self._take_back, block)
        return array

    def _fitting(self, size: int) -> Buffer | None:
        """The smallest idle block that is large enough, but not twice as large."""
        idle = sorted((block.nbytes, key) for key, block in list(self._idle.items()))
        keys = [key for nbytes, key in idle if size <= nbytes < max(2 * size, 1)]
        return self._idle.pop(keys[0], None) if keys else None

    def _take_back(self, block: Buffer) -> None:
        if block.nbytes > self._most:
            return
        self._idle[id(block)] = block
        # those that came back first go first
        for key in list(self._idle):
            if sum(each.nbytes for each in list(self._idle.values())) <= self._most:
                break
            self._idle.pop(key, None)


lender = Lender()
