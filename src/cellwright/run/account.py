"""Whether threads are worth it at present: what sharing work has won and lost lately.

On cores that others keep busy, a member of a team may wait for its turn a thousand times as long as its work takes, and
all wait for it. Nobody can ask a system whether that will happen; but when it has happened it shows.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter_ns

# so many nanoseconds won are remembered: a loss that is no larger is a mishap
CREDIT = 2_000_000
# one thread works alone for so many times what was lost beyond that, and twice as long each time, but no longer than
ALONE, MOST = 10, 1_000_000_000
# after a while alone, threads may lose this part of it: they sleep by then, and to wake them can take milliseconds
PATIENCE = 20


class Account:
    """The time that teams of threads have won or lost against one thread.

    Args:
        alone: for how many times a loss one thread works alone; zero to share work whatever it costs.
        clock: the nanoseconds now.

    Example:
        >>> account = Account()
        >>> account.enter(took=600_000, worked=1_000_000)
        >>> account.overdrawn()
        False
        >>> account.enter(took=40_000_000, worked=1_000_000)
        >>> account.overdrawn()
        True
    """

    def __init__(self, alone: int = ALONE, clock: Callable[[], int] = perf_counter_ns) -> None:
        self._factor = alone
        self._clock = clock
        self._balance = 0
        # what was won since one thread last worked alone, for how long that was, and its end
        self._won = 0
        self._pause = 0
        self._until = 0

    def enter(self, took: int, worked: int) -> None:
        """Note that a team took so many nanoseconds for what its threads have worked on for so long together."""
        won = worked - took
        self._won += won
        self._balance = min(self._balance + won, max(self._balance, CREDIT))
        if self._won >= CREDIT:
            self._pause = 0
        if self._balance < 0:
            self._pause = min(max(-self._balance * self._factor, 2 * self._pause), MOST)
            self._until = self._clock() + self._pause
            self._balance = self._pause // PATIENCE
            self._won = 0

    def overdrawn(self) -> bool:
        """Whether one thread had better work alone now."""
        return self._until > 0 and self._clock() < self._until
