"""Teams of threads that share work: those of torch's OpenMP where it is loaded, or else Python's own.

The threads of an OpenMP spin for some milliseconds after their work. Threads beside them would have to fight for their
cores; the same threads are already where they should be. Compiled kernels do not hold Python's lock, so plain threads
do where there is no OpenMP, and in a forked child, whose OpenMP lost its threads.
"""

from __future__ import annotations

import ctypes
import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple, Protocol

from cellwright.emit.llvm.barrier import LINE, barrier_numbers, waited_at
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


class Team(Protocol):
    """Threads that share work."""

    def apart(self, kernel: int, context: bytes, parts: Sequence[Part]) -> Spent:
        """Run `kernel(context, *part)` for every part."""
        ...

    def together(self, kernel: int, context: bytes, members: int, barrier: Barrier) -> Spent:
        """Run `kernel(context, member, members)` in as many threads at once, or in fewer if there are fewer.

        The kernel may wait for all members at the barrier, which nobody has used.
        """
        ...

    def prepared(self, kernel: int, context: int, members: int, barrier: Barrier) -> Callable[[], Spent]:
        """What does the same each time it is called, with a context at this address."""
        ...


class _Functions:
    """What a team needs of its own compiled functions and of the C library."""

    def __init__(self) -> None:
        self._library = Library(object_code("team", lambda: team_text(host()), host()))
        self.region = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(self._library.address("region"))
        self.roles = {role: self._library.address(role) for role in ("apart", "together")}
        c = ctypes.CDLL(None)
        self.clock = _address(c.clock_gettime)
        self.fixed: list[ctypes.c_int64 | int] = [self._library.address("meet"), self.clock, _address(c.sched_yield)]


@lru_cache(maxsize=1)
def _functions() -> _Functions:
    return _Functions()


class Barrier:
    """Where so many members of a team meet (see `cellwright.emit.llvm.barrier`)."""

    def __init__(self, members: int) -> None:
        self._numbers = barrier_numbers(members)
        self._block = (ctypes.c_int64 * (self._numbers + LINE))()
        start = -ctypes.addressof(self._block) // 8 % LINE
        self._start = start
        fixed = _functions().fixed
        self._block[start : start + len(fixed)] = fixed
        self.address = ctypes.addressof(self._block) + 8 * start

    def clear(self) -> None:
        """Make it new for another team, which may have other members."""
        begin, end = self._start + LINE, self._start + self._numbers
        self._block[begin:end] = [0] * (end - begin)

    def waited(self, member: int) -> int:
        """The nanoseconds of its own clock that a member has waited in vain."""
        return self._block[self._start + waited_at(member)]


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
        self._parallel = _address(library.GOMP_parallel)
        self._functions = [_address(library.omp_get_thread_num), _address(library.omp_get_num_threads)]

    def apart(self, kernel: int, context: bytes, parts: Sequence[Part]) -> Spent:
        """As `Team` says."""
        return self._run("apart", kernel, context, parts, 0)

    def together(self, kernel: int, context: bytes, members: int, barrier: Barrier) -> Spent:
        """As `Team` says."""
        return self._run("together", kernel, context, [(0, 0)] * members, barrier.address)

    def prepared(self, kernel: int, context: int, members: int, barrier: Barrier) -> Callable[[], Spent]:
        """As `Team` says."""
        return self._prepared("together", kernel, context, [(0, 0)] * members, barrier.address)

    def _run(self, role: str, kernel: int, context: bytes, parts: Sequence[Part], barrier: int) -> Spent:
        return self._prepared(role, kernel, _address(ctypes.c_char_p(context)), parts, barrier)()

    def _prepared(
        self, role: str, kernel: int, context: int, parts: Sequence[Part], barrier: int
    ) -> Callable[[], Spent]:
        own, most = _functions(), self._most
        numbers = [self._parallel, own.roles[role], 0, *self._functions, own.clock]
        numbers += [kernel, context, barrier, len(parts), 0]
        numbers += [number for part in parts for number in (*part, 0)]
        record = (ctypes.c_int64 * len(numbers))(*numbers)
        address, begin = ctypes.addressof(record), len(HEADER) + PART.index("worked")

        def run() -> Spent:
            # never a smaller team than torch's: OpenMP would end the other threads, and torch start them again
            record[HEADER.index("threads")] = max(len(parts), most())
            own.region(address)
            return Spent(record[HEADER.index("wall")], sum(record[begin :: len(PART)]))

        return run


class PythonTeam:
    """A pool of Python's threads."""

    def __init__(self) -> None:
        self._others = os.cpu_count() or 1
        self._pool = ThreadPoolExecutor(max_workers=self._others, thread_name_prefix="cellwright")
        # of two teams in one pool, each might wait for members that the other has
        self._one_at_a_time = threading.Lock()

    def apart(self, kernel: int, context: bytes | int, parts: Sequence[Part]) -> Spent:
        """As `Team` says."""

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

    def together(self, kernel: int, context: bytes | int, members: int, barrier: Barrier) -> Spent:
        """As `Team` says."""
        members = min(members, 1 + self._others)
        with self._one_at_a_time:
            took, worked = self.apart(kernel, context, [(member, members) for member in range(members)])
        return Spent(took, worked - sum(map(barrier.waited, range(members))))

    def prepared(self, kernel: int, context: int, members: int, barrier: Barrier) -> Callable[[], Spent]:
        """As `Team` says."""
        return partial(self.together, kernel, context, members, barrier)


def _address(of: object) -> int:
    return ctypes.cast(of, ctypes.c_void_p).value or 0  # type: ignore[arg-type]
