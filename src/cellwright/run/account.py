"""Whether threads are worth it at present: what sharing work has won and lost lately.

On cores that others keep busy, a member of a team may wait for its turn a thousand times as long as its work takes, and
all wait for it. Nobody can ask a system whether that will happen; but when it has happened it shows. Even on idle cores
threads that sleep cost something: to wake one takes some microseconds or some milliseconds, by the system.
"""

from __future__ import annotations

from collections.abc import Callable
from time import process_time_ns

# so many nanoseconds may be lost beyond what was won: to wake a team costs some milliseconds at worst, and does so
# again and again where a program rests between its calls
CREDIT = 10_000_000
# then one thread works alone for so many times what was lost: at first for a little, since a system that takes a core
# away once may not do so again, and for twice as long each time that threads have lost anew; but for no longer than
FIRST, ALONE, MOST = 2, 32, 5_000_000_000


class Account:
    """The time that teams of threads have won or lost against one thread.

    Where threads lose again and again, no more is lost by them than an `ALONE`th of the time that the process works,
    and what it takes to learn that.

    Args:
        alone: for how many times a loss one thread works alone at most; zero to share work whatever it costs.
        clock: the nanoseconds that this process has worked until now. What it sleeps between two calls does not count:
            else whoever works seldom would wake a team for each of them.

    Example:
        >>> account = Account()
        >>> account.enter(took=600_000, worked=1_000_000)
        >>> account.overdrawn()
        False
        >>> account.enter(took=40_000_000, worked=1_000_000)
        >>> account.overdrawn()
        True
    """

    def __init__(self, alone: int = ALONE, clock: Callable[[], int] = process_time_ns) -> None:
        self._most = alone
        self._factor = min(FIRST, alone)
        self._clock = clock
        self._balance = CREDIT
        # what threads have won, less what they lost, since the factor was last changed
        self._won = 0
        # until when one thread works alone; zero if threads may work now
        self._until = 0

    def enter(self, took: int, worked: int) -> None:
        """Note that a team took so many nanoseconds for what its threads have worked on for so long together."""
        self._won += worked - took
        self._balance = min(self._balance + worked - took, CREDIT)
        if self._balance < 0:
            self._until = self._clock() + min(self._factor * (CREDIT - self._balance), MOST)
            self._balance = CREDIT
            self._change(2 * self._factor)
        elif self._won >= CREDIT and self._factor > FIRST:
            self._change(self._factor // 2)

    def _change(self, factor: int) -> None:
        self._factor, self._won = min(factor, self._most), 0

    def overdrawn(self) -> bool:
        """Whether one thread had better work alone now."""
        if self._until and self._clock() >= self._until:
            self._until = 0
        return self._until > 0
