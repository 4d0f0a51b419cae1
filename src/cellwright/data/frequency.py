"""The regular grid that a series stands on: its step, how to infer it, and arithmetic with its stamps.

A stamp is a numpy datetime64[us] or an integer. Grids are spelled with pandas' aliases ("h", "D", "W", "MS", "QE").
The anchor of a calendar alias (the SAT of "W-SAT") is taken from the first stamp of each series and may be left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cellwright.errors import ArgumentError, DataError

# of datetime64[us] or of int64: NumPy's own types cannot say "all of the one or all of the other"
Stamps = npt.NDArray[Any]
Places = npt.NDArray[np.int64]

SECOND = 1_000_000
DAY = 86_400 * SECOND
MONTH = 365.2425 / 12 * DAY

# alias -> (unit, how many units one step of the alias takes); the longest spelling of a step comes first
ALIASES = {
    "W": ("microsecond", 7 * DAY),
    "D": ("microsecond", DAY),
    "h": ("microsecond", 3_600 * SECOND),
    "min": ("microsecond", 60 * SECOND),
    "s": ("microsecond", SECOND),
    "ms": ("microsecond", 1_000),
    "us": ("microsecond", 1),
    "YS": ("month_start", 12),
    "QS": ("month_start", 3),
    "MS": ("month_start", 1),
    "YE": ("month_end", 12),
    "QE": ("month_end", 3),
    "ME": ("month_end", 1),
    "B": ("business_day", 1),
}
# aliases that may name where in the week or the year they stand
ANCHORED = {"W", "YS", "QS", "YE", "QE"}
# series whose stamps follow no step: a place is the number of an observation
IRREGULAR = "irregular"
SPELLING = re.compile(r"([1-9][0-9]{0,8})?([A-Za-z]+)(-[A-Z]{3})?")
INTEGER = re.compile(r"[1-9][0-9]{0,17}")


@dataclass(frozen=True)
class Frequency:
    """The step of a regular grid.

    Attributes:
        unit: "integer", "microsecond", "month_start", "month_end", "business_day", or "irregular": there is no step.
        step: how many units lie between neighbours.

    Example:
        >>> Frequency.parse("QS").stamps(np.datetime64("2024-01-01", "us"), np.arange(3)).astype("datetime64[D]")
        array(['2024-01-01', '2024-04-01', '2024-07-01'], dtype='datetime64[D]')
        >>> Frequency("microsecond", 1800 * 1_000_000).text, Frequency("integer", 5).text
        ('30min', '5')
    """

    unit: str
    step: int

    @classmethod
    def parse(cls, text: str | int) -> Frequency:
        """The frequency that an alias of pandas, the step between integer stamps, or "irregular" stands for.

        Raises:
            ArgumentError: the spelling is not known.
        """
        spelled = str(text)
        if spelled == IRREGULAR:
            return cls(IRREGULAR, 1)
        if INTEGER.fullmatch(spelled):
            return cls("integer", int(spelled))
        match = SPELLING.fullmatch(spelled)
        if match is None or match[2] not in ALIASES or (match[3] and match[2] not in ANCHORED):
            raise ArgumentError(
                f"unknown frequency {text!r}; write one of {', '.join(ALIASES)}, with a number in front if need be "
                f'("30min"), the step between integer stamps ("1"), or "irregular"'
            )
        unit, step = ALIASES[match[2]]
        return cls(unit, step * int(match[1] or 1))

    @property
    def irregular(self) -> bool:
        """Whether there is no step."""
        return self.unit == IRREGULAR

    @property
    def text(self) -> str:
        """The alias, as `parse` reads it."""
        if self.unit == IRREGULAR:
            return IRREGULAR
        if self.unit == "integer":
            return str(self.step)
        for alias, (unit, step) in ALIASES.items():
            if unit == self.unit and self.step % step == 0:
                times = self.step // step
                return alias if times == 1 else f"{times}{alias}"
        raise AssertionError(self.unit)

    @property
    def season(self) -> int:
        """The season length that is usual for this grid: 12 for months, 24 for hours, 1 where none is usual."""
        if self.unit in {"month_start", "month_end"}:
            return 12 // self.step if 12 % self.step == 0 else 1
        if self.unit == "business_day":
            return 5 // self.step if 5 % self.step == 0 else 1
        if self.unit in {"integer", IRREGULAR} or self.step > 7 * DAY:
            return 1
        if self.step == 7 * DAY:
            return 52
        span = 7 * DAY if self.step >= DAY else DAY if self.step >= 300 * SECOND else 3_600 * SECOND
        return span // self.step if span % self.step == 0 and span // self.step <= 3_600 else 1

    @property
    def microseconds(self) -> float:
        """How long a step is in the mean; 0 for integers, which have no length, and where there is no step."""
        return {"integer": 0.0, IRREGULAR: 0.0, "microsecond": 1.0, "business_day": 1.4 * DAY}.get(
            self.unit, MONTH
        ) * self.step

    def stamps(self, first: Any, places: Places) -> Stamps:
        """The stamps at the places, where `first` stands at place 0."""
        if self.unit == "integer":
            return np.asarray(first, np.int64) + self.step * places
        if self.unit == "microsecond":
            return np.asarray(first + (self.step * places).astype("timedelta64[us]"))
        day = first.astype("datetime64[D]")
        if self.unit == "business_day":
            days = np.busday_offset(day, self.step * places, roll="forward")
        else:
            months = first.astype("datetime64[M]") + self.step * places
            days = last = (months + 1).astype("datetime64[D]") - 1
            if self.unit == "month_start":  # with the 30th of every month, February has its last day
                days = np.minimum(months.astype("datetime64[D]") + (day - day.astype("datetime64[M]")), last)
        return np.asarray(days.astype("datetime64[us]") + (first - day))

    def places(self, first: Any, stamps: Stamps) -> Places:
        """The place of each stamp on the grid that begins at `first`; -1 for a stamp that is not on it."""
        if self.unit in {"integer", "microsecond"}:
            distance = (stamps - first).astype(np.int64)
        elif self.unit == "business_day":
            distance = np.busday_count(first.astype("datetime64[D]"), stamps.astype("datetime64[D]"))
        else:
            distance = (stamps.astype("datetime64[M]") - first.astype("datetime64[M]")).astype(np.int64)
        places = np.asarray(distance // self.step, np.int64)
        return np.where((distance >= 0) & (self.stamps(first, places) == stamps), places, -1)


def infer_frequency(series: Sequence[Stamps]) -> Frequency:
    """The frequency of series whose stamps increase strictly: their most common step.

    Raises:
        DataError: no series has two stamps.

    Example:
        >>> infer_frequency([np.array(["2024-01-31", "2024-02-29", "2024-04-30"], "datetime64[us]")]).text
        'ME'
    """
    long = [stamps for stamps in series if len(stamps) > 1]
    if not long:
        raise DataError(
            "no frequency can be inferred: every series has a single row; a series needs at least 2 stamps, "
            'or name the frequency with freq=, for example freq="D"'
        )
    steps = np.concatenate([np.diff(stamps) for stamps in long]).astype(np.int64)
    if long[0].dtype.kind == "i":
        return Frequency("integer", _most_common(steps))
    smallest = int(steps.min())
    if smallest >= 28 * DAY:
        for unit in ("month_end", "month_start"):
            if all((Frequency(unit, 1).places(stamps[0], stamps) >= 0).all() for stamps in long):
                months = np.concatenate([np.diff(stamps.astype("datetime64[M]")) for stamps in long])
                return Frequency(unit, _most_common(months.astype(np.int64)))
    if smallest == DAY and not any(_has_weekend(stamps) for stamps in long) and (steps == 3 * DAY).any():
        return Frequency("business_day", 1)
    return Frequency("microsecond", _most_common(steps))


def _most_common(steps: npt.NDArray[np.int64]) -> int:
    values, counts = np.unique(steps, return_counts=True)
    return int(values[counts.argmax()])


def _has_weekend(stamps: Stamps) -> bool:
    return not bool(np.is_busday(stamps.astype("datetime64[D]")).all())


def shown(stamp: np.generic) -> str:
    """A stamp without the zeros of an hour that is not used.

    Example:
        >>> shown(np.datetime64("2024-01-31T00:00:00.000000"))
        '2024-01-31'
    """
    return str(stamp).removesuffix(".000000").removesuffix("T00:00:00").replace("T", " ")
