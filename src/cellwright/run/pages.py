"""Large pages for large arrays: memory that is fresh in each call costs a fault a page, and zeros for all of it."""

from __future__ import annotations

import ctypes
import mmap
from collections.abc import Callable
from functools import lru_cache

# the C library keeps smaller blocks from call to call
FRESH = 1 << 25


def prefer_large_pages(address: int, size: int) -> None:
    """Ask the system to back a large block that nobody has written to yet by large pages, where it has them."""
    if size < FRESH:
        return
    advise = _advise()
    if advise is not None:
        start = -(-address // mmap.PAGESIZE) * mmap.PAGESIZE
        # advice, not a command: there is nothing to be done about a refusal
        advise(start, (address + size - start) // mmap.PAGESIZE * mmap.PAGESIZE, mmap.MADV_HUGEPAGE)


@lru_cache(maxsize=1)
def _advise() -> Callable[[int, int, int], int] | None:
    if not hasattr(mmap, "MADV_HUGEPAGE"):
        return None
    function = ctypes.CDLL(None).madvise
    function.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    function.restype = ctypes.c_int
    return function
