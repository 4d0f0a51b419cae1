"""What laws find: two arrays that should be equal, the error where they are not, and the report where all are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


class LawError(AssertionError):
    """A cell breaks a law; the message names the law, the case, the value, both numbers, and where to look."""


@dataclass(frozen=True)
class Comparison:
    """A value that was found, and what it should be.

    Attributes:
        value: what it is, by the user's own names.
        found: the numbers.
        expected: what they should be.
        allowed: the largest difference, as a share of the largest expected number (at least one); 0 for equal bits.
    """

    value: str
    found: Array
    expected: Array
    allowed: float = 0.0

    @property
    def share(self) -> float:
        """The largest difference as a share of what is allowed; above 1 the law is broken."""
        if self.found.shape != self.expected.shape:
            return float("inf")
        largest = float(self._differences().max(initial=0.0))
        scale = max(1.0, float(np.abs(np.nan_to_num(self.expected, posinf=0, neginf=0)).max(initial=0.0)))
        return largest / (self.allowed * scale) if self.allowed else (0.0 if largest == 0 else float("inf"))

    def __str__(self) -> str:
        """Where the two differ most."""
        if self.found.shape != self.expected.shape:
            return f"found shape {self.found.shape}, expected {self.expected.shape}"
        differences = self._differences()
        at = np.unravel_index(int(differences.argmax()), differences.shape)
        place = f" at [{', '.join(map(str, at))}]" if at else ""
        if not np.isfinite(self.found[at]) and np.isfinite(self.expected[at]):
            return f"found {self.found[at]}{place} of shape {self.found.shape}, expected a finite number"
        allowed = f"allowed {self.allowed:.1e} of the largest number" if self.allowed else "every bit must be equal"
        return (
            f"found {self.found[at]:.9g}, expected {self.expected[at]:.9g}{place} of shape {self.found.shape}; "
            f"off by {differences[at]:.3g}, {allowed}"
        )

    def _differences(self) -> Array:
        """How far each number is off: infinitely where only one is NaN, and not at all where both are the same."""
        found, expected = (np.asarray(array, dtype=np.float64) for array in (self.found, self.expected))
        same = (found == expected) | (np.isnan(found) & np.isnan(expected))
        with np.errstate(invalid="ignore"):
            off = np.abs(found - expected)
        result: Array = np.where(same, 0.0, np.where(np.isnan(off), np.inf, off))
        return result


def compared(
    found: Mapping[str, Array],
    expected: Mapping[str, Array],
    allowed: float | Mapping[str, float] = 0.0,
    when: str = "",
) -> Iterator[Comparison]:
    """Each value of `found` beside the one of the same name."""
    for name, array in found.items():
        bound = allowed if isinstance(allowed, float) else allowed[name]
        yield Comparison(f"{name}{when}", array, expected[name], bound)


@dataclass(frozen=True)
class Kept:
    """A law that holds.

    Attributes:
        law: the law in words.
        cases: how many sizes, batches and number types it was tried on.
        values: how many numbers were compared.
        share: the largest difference as a share of what is allowed; 0 where every bit is equal.
        skipped: why it was not tried; empty if it was.
    """

    law: str
    cases: int = 0
    values: int = 0
    share: float = 0.0
    skipped: str = ""

    def __str__(self) -> str:
        if self.skipped:
            return f"  skipped  {self.law}: {self.skipped}"
        room = f", at most {100 * self.share:.2g} % of the allowed difference" if self.share else ""
        return f"  holds    {self.law} ({self.cases} cases, {self.values:,} numbers{room})"


@dataclass(frozen=True)
class Report:
    """That a cell obeys all laws. Printed, it is a line for each."""

    cell: str
    laws: tuple[Kept, ...]

    def __str__(self) -> str:
        held = sum(not law.skipped for law in self.laws)
        return "\n".join([f"cell {self.cell!r} obeys {held} laws", *map(str, self.laws)])

    __repr__ = __str__


def judged(law: str, comparisons: Iterable[Comparison], head: str, advice: str) -> tuple[int, float]:
    """How many numbers were compared, and the largest share of what is allowed.

    Raises:
        LawError: a difference is larger than allowed.
    """
    values, largest = 0, 0.0
    for comparison in comparisons:
        share = comparison.share
        if not share <= 1:
            raise LawError(f"{head} breaks the law {law!r}\n  value: {comparison.value}\n  {comparison}\n  {advice}")
        values, largest = values + comparison.found.size, max(largest, share)
    return values, largest
