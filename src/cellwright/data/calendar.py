"""Features of a stamp: where it stands in the hour, the day, the week and the year.

A cycle is a pair of waves (sine and cosine) for each of its harmonics; the day of the week is one of seven, since
a Sunday is no mean of a Saturday and a Monday. Integer stamps have no calendar.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cellwright.data.frequency import DAY, SECOND, Stamps

Floats = npt.NDArray[np.float64]

HOUR, WEEK = 3600 * SECOND, 7 * DAY
YEAR = 365.2425 * DAY
# "auto" wants so many cycles in the data before it believes in one
LEAST_CYCLES = 3


@dataclass(frozen=True)
class Cycle:
    """A cycle of the calendar.

    Attributes:
        length: microseconds.
        share: how much of the cycle is over at each stamp, 0 to 1.
        harmonics: how many pairs of waves stand for it; 0 for one flag for each seventh.
    """

    length: float
    share: Callable[[Stamps], Floats]
    harmonics: int

    @property
    def width(self) -> int:
        """How many features it has."""
        return 2 * self.harmonics or 7

    def features(self, stamps: Stamps) -> Floats:
        """The features (stamps, width)."""
        share = self.share(stamps)
        if not self.harmonics:
            return np.asarray((share * 7 // 1)[:, None] == np.arange(7), np.float64)
        angles = 2 * np.pi * share[:, None] * np.arange(1, self.harmonics + 1)
        return np.concatenate([np.sin(angles), np.cos(angles)], 1)


def _since(unit: str) -> Callable[[Stamps], Floats]:
    """The share of an hour or a day that is over."""
    length = {"h": HOUR, "D": DAY}[unit]
    return lambda stamps: (stamps - stamps.astype(f"datetime64[{unit}]")).astype(np.int64) / length


def _of_week(stamps: Stamps) -> Floats:
    # day 0 of the epoch was a Thursday, day 4 a Monday
    return np.asarray((stamps.astype("datetime64[us]").astype(np.int64) - 4 * DAY) % WEEK / WEEK)


def _of_year(stamps: Stamps) -> Floats:
    years = stamps.astype("datetime64[Y]")
    start, end = years.astype("datetime64[us]"), (years + 1).astype("datetime64[us]")
    return np.asarray((stamps - start).astype(np.int64) / (end - start).astype(np.int64))


# the name in `calendar=` -> the cycle, from short to long
CYCLES: Mapping[str, Cycle] = {
    "minute": Cycle(HOUR, _since("h"), 2),
    "hour": Cycle(DAY, _since("D"), 3),
    "weekday": Cycle(WEEK, _of_week, 0),
    "year": Cycle(YEAR, _of_year, 2),
}


def calendar_of(stamps: Sequence[Stamps], step: float, season: int) -> tuple[str, ...]:
    """The cycles that "auto" stands for: those longer than the season that the data hold often enough.

    With one of them comes the cycle of the season itself, since what a weekend does depends on the hour.

    Args:
        stamps: the first and the last stamp of each series.
        step: how long a step of the grid is, in microseconds.
        season: the season length, in steps.

    Example:
        >>> hours = np.array(["2024-01-01", "2024-03-01"], "datetime64[us]")
        >>> calendar_of([hours], step=HOUR, season=24)
        ('hour', 'weekday')
    """
    if stamps[0].dtype.kind != "M":
        return ()
    span = max(float((ends[-1] - ends[0]).astype(np.int64)) for ends in stamps)
    own = season * step
    # a month is no exact part of a year
    same = [name for name, cycle in CYCLES.items() if abs(cycle.length - own) < 0.05 * own]
    longer = [name for name, each in CYCLES.items() if each.length > 1.05 * own and span >= LEAST_CYCLES * each.length]
    return (*same, *longer) if longer else ()


def calendar_features(stamps: Stamps, names: Sequence[str]) -> Floats:
    """The features (stamps, columns) of some cycles.

    Example:
        >>> calendar_features(np.array(["2024-01-07"], "datetime64[us]"), ["weekday"])
        array([[0., 0., 0., 0., 0., 0., 1.]])
    """
    return np.concatenate([np.empty((len(stamps), 0)), *(CYCLES[name].features(stamps) for name in names)], 1)


def width_of(names: Sequence[str]) -> int:
    """How many columns the features of some cycles have."""
    return sum(CYCLES[name].width for name in names)
