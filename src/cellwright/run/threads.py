"""How work is shared among threads, and among how many."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from cellwright.plan.machine import BYTES
from cellwright.plan.plan import Plan
from cellwright.run.account import Account
from cellwright.run.team import Barrier, OpenMPTeam, Part, PythonTeam, Team, loaded_openmp

# below so many operations a second thread costs more than it saves
WORTH_A_THREAD = 7_000_000
# operations of a step between two meetings of a team that shares columns; below, it waits more than it works
WORTH_A_MEETING = 50_000
# up to so many sequences for each thread, its columns are worth more than its rows, if the weights fill the cache
FEW_PER_CACHE = 8
# bytes of weights for each thread that shares the columns of a single step; below, to begin takes longer than the work
WORTH_BEGINNING = 2 << 20
# a barrier needs the C library's way of letting others run
CAN_MEET = os.name == "posix"
FIRST_PROCESS = os.getpid()

account = Account()


def threads_for(operations: int, most: int) -> int:
    """How many threads are worth having for so many operations."""
    return 1 if operations < 2 * WORTH_A_THREAD else max(1, min(most, operations // WORTH_A_THREAD))


def by_columns(plan: Plan, sequences: int, threads: int) -> bool:
    """Whether threads had better share the columns of each step of so many sequences, instead of the sequences.

    With few sequences, each thread would read all weights for a few rows; with less than one for each, some would idle.
    """
    if threads == 1 or not CAN_MEET or plan.operations * sequences < WORTH_A_MEETING * len(plan.runs):
        return False
    fill = plan.packed * BYTES[plan.dtype] / plan.machine.cache
    return sequences < threads * max(1, FEW_PER_CACHE * fill)


def members_for(plans: Sequence[Plan], sequences: int, most: int) -> int:
    """How many threads had better share the columns of a single step of layers above each other; 1 if none.

    With few sequences a step takes as long as its weights take to be read.
    """
    size = sum(plan.packed * BYTES[plan.dtype] for plan in plans)
    members = max(1, min(most, size // WORTH_BEGINNING))
    return members if all(by_columns(plan, sequences, members) for plan in plans) else 1


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
    account.enter(*_present_team().apart(kernel, context, parts))


def share_columns(kernel: int, context: bytes, members: int, barrier: Barrier) -> None:
    """Run `kernel(context, member, members)` in so many threads at once, which meet at the barrier.

    Args:
        kernel: the address of a compiled function.
        context: what all of them are given.
        members: how many threads; fewer take part if the system has no more.
        barrier: one that nobody has used.
    """
    account.enter(*_present_team().together(kernel, context, members, barrier))


class Together:
    """What runs `kernel(context, member, members)` in so many threads at once, again and again.

    Args:
        kernel: the address of a compiled function.
        context: the address of what all of them are given.
        members: how many threads; fewer take part if the system has no more.
        barrier: where they meet, and nobody else.

    Attributes:
        members: how many threads.
    """

    def __init__(self, kernel: int, context: int, members: int, barrier: Barrier) -> None:
        self.members, self._barrier = members, barrier
        self._given = kernel, context, members, barrier
        self._team: Team | None = None

    def __call__(self) -> None:
        """Run it once."""
        team = _present_team()
        if team is not self._team:
            self._team, self._run = team, team.prepared(*self._given)
        self._barrier.clear()
        account.enter(*self._run())


def _present_team() -> Team:
    return _team(os.getpid(), "torch" in sys.modules)


@lru_cache(maxsize=2)
def _team(process: int, with_torch: bool) -> Team:
    path = loaded_openmp() if with_torch and process == FIRST_PROCESS else None
    return PythonTeam() if path is None else OpenMPTeam(path)
