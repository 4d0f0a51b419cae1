"""Threads that share work: those of torch's OpenMP where it is loaded, or else Python's own.

The threads of an OpenMP spin for some milliseconds after their work. Threads beside them would have to fight for their
cores; the same threads are already where they should be. Compiled kernels do not hold Python's lock, so plain threads
do where there is no OpenMP, and in a forked child, whose OpenMP lost its threads.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from struct import Struct

from cellwright.emit.llvm.team import HEADER, team_text
from cellwright.run.host import host
from cellwright.run.library import KERNEL, Library
from cellwright.run.objects import object_code

# below so many operations a second thread costs more than it saves
WORTH_A_THREAD = 4_000_000
FIRST_PROCESS = os.getpid()
# the files of OpenMP libraries that have GNU's entry points
OPENMP = ("libgomp", "libomp", "libiomp")

Part = tuple[int, int]
Team = Callable[[int, bytes, Sequence[Part]], None]


def threads_for(operations: int, parts: int, most: int) -> int:
    """How many threads to share work among that can be cut into `parts`."""
    if most == 1 or parts == 1:
        return 1
    return max(1, min(most, parts, operations // WORTH_A_THREAD))


def parts_of(total: int, threads: int) -> list[Part]:
    """The numbers 0..total in `threads` parts, equal but for one.

    Example:
        >>> parts_of(5, 2)
        [(0, 2), (2, 5)]
    """
    threads = max(1, min(threads, total))
    bounds = [total * part // threads for part in range(threads + 1)]
    return list(pairwise(bounds))


def share(kernel: int, context: bytes, parts: Sequence[Part]) -> None:
    """Run `kernel(context, *part)` for every part, each in a thread of its own; return when all have ended.

    Args:
        kernel: the address of a compiled function.
        context: what all of them are given.
        parts: the two numbers that each is given.
    """
    _team(os.getpid(), "torch" in sys.modules)(kernel, context, parts)


@lru_cache(maxsize=2)
def _team(process: int, with_torch: bool) -> Team:
    path = _loaded_openmp() if with_torch and process == FIRST_PROCESS else None
    return _PythonTeam() if path is None else _OpenMPTeam(path)


def _loaded_openmp() -> str | None:
    """The OpenMP library of this process, torch's if there are several; None where that cannot be told."""
    try:
        maps = Path("/proc/self/maps").read_text()
    except OSError:
        return None
    paths = {line.split(maxsplit=5)[-1] for line in maps.splitlines() if "/" in line}
    known = sorted(path for path in paths if Path(path).name.startswith(OPENMP))
    return next((path for path in known if "torch" in path), known[0] if known else None)


class _OpenMPTeam:
    """The threads of an OpenMP library."""

    def __init__(self, path: str) -> None:
        library = ctypes.CDLL(path)
        self._parallel = library.GOMP_parallel
        self._parallel.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint, ctypes.c_uint)
        self._parallel.restype = None
        self._most: Callable[[], int] = library.omp_get_max_threads
        self._functions = [_address(library.omp_get_thread_num), _address(library.omp_get_num_threads)]
        self._library = Library(object_code("team", team_text, host()))
        self._member = self._library.address("member")

    def __call__(self, kernel: int, context: bytes, parts: Sequence[Part]) -> None:
        numbers = [kernel, _address(ctypes.c_char_p(context)), *self._functions, len(parts)]
        numbers += [number for part in parts for number in part]
        record = Struct(f"{len(HEADER) + 2 * len(parts)}q").pack(*numbers)
        # never a smaller team than torch's: OpenMP would end the other threads, and torch start them again
        self._parallel(self._member, record, max(len(parts), self._most()), 0)


class _PythonTeam:
    """A pool of Python's threads."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=os.cpu_count(), thread_name_prefix="cellwright")

    def __call__(self, kernel: int, context: bytes, parts: Sequence[Part]) -> None:
        run = KERNEL(kernel)
        others = [self._pool.submit(run, context, *part) for part in parts[1:]]
        run(context, *parts[0])
        for other in others:
            other.result()


def _address(of: object) -> int:
    return ctypes.cast(of, ctypes.c_void_p).value or 0  # type: ignore[arg-type]
