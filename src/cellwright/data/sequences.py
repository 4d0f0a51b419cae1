"""Sequences of any lengths in flat arrays: numbers in channels, or texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Sequences:
    """Numeric sequences, one behind the other.

    Attributes:
        ids: what each sequence is called; its number where it has no name.
        values: (steps, channels), NaN where nothing was observed.
        bounds: the sequence i lies in values[bounds[i]:bounds[i + 1]].
        channels: the name of each channel; empty where channels have none.
        elapsed: (steps,), the time since the step before, 0 at the first; None where steps are equally far apart.
    """

    ids: tuple[str | int, ...]
    values: Floats
    bounds: Rows
    channels: tuple[str, ...] = ()
    elapsed: Floats | None = None

    def __len__(self) -> int:
        return len(self.bounds) - 1

    @property
    def lengths(self) -> Rows:
        """The steps of each sequence."""
        return np.diff(self.bounds)

    def take(self, rows: Rows) -> Sequences:
        """Some of the sequences.

        Example:
            >>> two = Sequences((0, 1), np.arange(5.0)[:, None], np.array([0, 2, 5]))
            >>> two.take(np.array([1])).values.ravel()
            array([2., 3., 4.])
        """
        steps, bounds = steps_of(self.bounds, rows)
        elapsed = None if self.elapsed is None else self.elapsed[steps]
        return Sequences(tuple(self.ids[row] for row in rows), self.values[steps], bounds, self.channels, elapsed)


@dataclass(frozen=True, eq=False)
class Texts:
    """Texts.

    Attributes:
        ids: what each text is called; its number where it has no name.
        texts: the texts.
    """

    ids: tuple[str | int, ...]
    texts: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.texts)

    def take(self, rows: Rows) -> Texts:
        """Some of the texts."""
        return Texts(tuple(self.ids[row] for row in rows), tuple(self.texts[row] for row in rows))


@dataclass(frozen=True, eq=False)
class Cases:
    """Sequences, and what is known about each.

    Attributes:
        inputs: the sequences, or texts.
        targets: a label, a set of labels or numbers for each, in whatever they came in; None where nothing is known.
    """

    inputs: Sequences | Texts
    targets: Any

    def __len__(self) -> int:
        return len(self.inputs)

    def take(self, rows: Rows) -> Cases:
        """Some of them."""
        targets = self.targets
        if targets is not None:
            targets = targets[rows] if isinstance(targets, np.ndarray) else [targets[row] for row in rows]
        return Cases(self.inputs.take(rows), targets)


def steps_of(bounds: Rows, rows: Rows, most: int | None = None) -> tuple[Rows, Rows]:
    """Where the steps of some sequences lie, and the bounds that these have side by side.

    Args:
        bounds: of all sequences.
        rows: the numbers of some of them.
        most: no more than so many steps of each, its first.

    Example:
        >>> steps_of(np.array([0, 2, 5]), np.array([1, 0]), most=2)
        (array([2, 3, 0, 1]), array([0, 2, 4]))
    """
    lengths = np.diff(bounds)[rows]
    if most is not None:
        lengths = np.minimum(lengths, most)
    new = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return np.arange(new[-1]) + np.repeat(bounds[rows] - new[:-1], lengths), new


def joined(parts: Sequence[Floats]) -> tuple[Floats, Rows]:
    """Arrays (steps, channels) as one, and their bounds."""
    bounds = np.concatenate([[0], np.cumsum([len(part) for part in parts])]).astype(np.int64)
    return np.concatenate(parts), bounds
