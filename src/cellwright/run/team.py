"""Teams of threads that share work: those of torch's OpenMP where it is loaded, or else Python's own.

The threads of an OpenMP spin for some milliseconds after their work. Threads beside them would have to fight for their
cores; the same threads are already where they should be. Compiled kernels do not hold Python's lock, so plain threads
do where there is no OpenMP, and in a forked child, whose OpenMP lost its threads.
"""

from __future__ import annotations

import ctypes
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from cellwright.emit.llvm.team import HEADER, PART, team_text
from cellwright.run.host import host
from cellwright.run.library import KERNEL, Library
from cellwright.run.objects import object_code

# the files of OpenMP libraries that have GNU's entry points
OPENMP = ("libgomp", "libomp", "libiomp")

# the two numbers that a kernel is given
Part = tuple[int, int]


class Spent(NamedTuple):
    """Nanoseconds: from begin to end, and what all threads together have worked meanwhile."""

    took: int
    worked: int


Team = Callable[[int, bytes, Sequence[Part]], Spent]


def loaded_openmp() -> str | None:
    """The OpenMP library of this process, torch's if there are several; None where that cannot be told."""
    try:
        maps = Path("/proc/self/maps").read_text()
    except OSError:
        return None
    paths = {line.split(maxsplit=5)[-1] for line in maps.splitlines() if "/" in line}
    known = sorted(path for path in paths if Path(path).name.startswith(OPENMP))
    return next((path for path in known if "torch" in path), known[0] if known else None)


class OpenMPTeam:
    """The threads of an OpenMP library."""

    def __init__(self, path: str) -> None:
        library = ctypes.CDLL(path)
        self._most: Callable[[], int] = library.omp_get_max_threads
        functions = (library.omp_get_thread_num, library.omp_get_num_threads, ctypes.CDLL(None).clock_gettime)
        self._parallel = _address(library.GOMP_parallel)
        self._functions = [_address(function) for function in functions]
        self._library = Library(object_code("team", team_text, host()))
        self._region = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(self._library.address("region"))

    def __call__(self, kernel: int, context: bytes, parts: Sequence[Part]) -> Spent:
        """Run `kernel(context, *part)` for every part."""
        # never a smaller team than torch's: OpenMP would end the other threads, and torch start them again
        threads = max(len(parts), self._most())
        where = _address(ctypes.c_char_p(context))
        numbers = [self._parallel, threads, *self._functions, kernel, where, len(parts), 0]
        numbers += [number for part in parts for number in (*part, 0)]
        record = (ctypes.c_int64 * len(numbers))(*numbers)
        self._region(ctypes.addressof(record))
        worked = record[len(HEADER) + PART.index("worked") :: len(PART)]
        return Spent(record[HEADER.index("wall")], sum(worked))


class PythonTeam:
    """A pool of Python's threads."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=os.cpu_count(), thread_name_prefix="cellwright")

    def __call__(self, kernel: int, context: bytes, parts: Sequence[Part]) -> Spent:
        """Run `kernel(context, *part)` for every part."""

        def work(part: Part) -> int:
            begin = time.thread_time_ns()
            run(context, *part)
            return time.thread_time_ns() - begin

        run = KERNEL(kernel)
        begin = time.perf_counter_ns()
        others = [self._pool.submit(work, part) for part in parts[1:]]
        worked = work(parts[0])
        worked += sum(other.result() for other in others)
        return Spent(time.perf_counter_ns() - begin, worked)


def _address(of: object) -> int:
    return ctypes.cast(of, ctypes.c_void_p).value or 0  # type: ignore[arg-type]
