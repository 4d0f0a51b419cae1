"""How work is shared among threads, and among how many."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from cellwright.run.account import Account
from cellwright.run.team import OpenMPTeam, Part, PythonTeam, Team, loaded_openmp

# below so many operations a second thread costs more than it saves
WORTH_A_THREAD = 4_000_000
FIRST_PROCESS = os.getpid()

account = Account()


def threads_for(operations: int, parts: int, most: int) -> int:
    """How many threads to share work among that can be cut into `parts`."""
    if most == 1 or parts == 1:
        return 1
    return max(1, min(most, parts, operations // WORTH_A_THREAD))


def granted(threads: int) -> int:
    """So many threads; or one, if to share work has lost time lately (see `Account`)."""
    return 1 if threads > 1 and account.overdrawn() else threads


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
    account.enter(*_team(os.getpid(), "torch" in sys.modules)(kernel, context, parts))


@lru_cache(maxsize=2)
def _team(process: int, with_torch: bool) -> Team:
    path = loaded_openmp() if with_torch and process == FIRST_PROCESS else None
    return PythonTeam() if path is None else OpenMPTeam(path)
