"""Threads that share the rows of a batch: compiled kernels do not hold Python's lock, so plain threads do."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

# below so many operations a second thread costs more than it saves
WORTH_A_THREAD = 4_000_000


def threads_for(operations: int, parts: int, most: int) -> int:
    """How many threads to share work among that can be cut into `parts`."""
    if most == 1 or parts == 1:
        return 1
    return max(1, min(most, parts, operations // WORTH_A_THREAD))


@lru_cache(maxsize=1)
def _pool(process: int) -> ThreadPoolExecutor:  # noqa: ARG001  # a forked child must not use its parent's threads
    return ThreadPoolExecutor(max_workers=os.cpu_count(), thread_name_prefix="cellwright")


def shared_out(work: Callable[[int, int], object], total: int, threads: int) -> None:
    """Run `work(first, last)` over 0..total in `threads` equal parts, the first one in the calling thread."""
    threads = max(1, min(threads, total))
    bounds = [total * part // threads for part in range(threads + 1)]
    pool = _pool(os.getpid()) if threads > 1 else None
    others = [pool.submit(work, bounds[part], bounds[part + 1]) for part in range(1, threads)] if pool else []
    work(0, bounds[1])
    for other in others:
        other.result()
