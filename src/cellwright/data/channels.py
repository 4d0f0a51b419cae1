"""Numeric sequences as a network sees them: scaled channels, filled from the past, with flags and times beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from cellwright.data.sequences import Sequences
from cellwright.errors import DataError

Floats = npt.NDArray[np.float64]

# what a channel is moved by, and divided by
SCALINGS: Mapping[str | None, Callable[[Floats], tuple[float, float]]] = {
    "standard": lambda known: (float(known.mean()), float(known.std())),
    "minmax": lambda known: (float(known.min()), float(known.max() - known.min())),
    None: lambda known: (0.0, 1.0),
}
# a channel that varies by less than this share of its size is a constant
CONSTANT = 1e-9


@dataclass(frozen=True)
class Channels:
    """How channels are scaled, and which of them had gaps: learned from the sequences that were trained on.

    A value that is missing is the one before it in its sequence, or the channel's centre if there is none. A channel
    with any gap in the training data has a flag beside it, 1 where the value was not observed. Where steps are not
    equally far apart, the logarithm of the time since the step before is a channel, too, and for each channel with gaps
    that of the time since it was last observed.

    Attributes:
        names: of the channels; empty where they have none.
        centers: one a channel.
        scales: one a channel.
        gaps: whether each channel has a flag.
        step: the mean time between steps; None where they are equally far apart.
    """

    names: tuple[str, ...]
    centers: tuple[float, ...]
    scales: tuple[float, ...]
    gaps: tuple[bool, ...]
    step: float | None = None
    kind: ClassVar[str] = "channels"

    @classmethod
    def fitted(cls, sequences: Sequences, scaling: str | None) -> Channels:
        """The scales and flags of these sequences.

        Raises:
            DataError: no sequence has any value.
        """
        pairs = [_scale(column[~np.isnan(column)], scaling) for column in sequences.values.T]
        if np.isnan(sequences.values).all():
            raise DataError("the sequences have no value at all: each is missing; leave them out")
        gaps = tuple(bool(np.isnan(column).any()) for column in sequences.values.T)
        step = None
        if sequences.elapsed is not None:
            step = float(sequences.elapsed.mean()) or 1.0
        return cls(sequences.channels, tuple(c for c, _ in pairs), tuple(s for _, s in pairs), gaps, step)

    @property
    def sizes(self) -> dict[str, int]:
        """The features of a step."""
        timed = 0 if self.step is None else 1 + sum(self.gaps)
        return {"features": len(self.centers) + sum(self.gaps) + timed}

    @property
    def feature_names(self) -> tuple[str, ...]:
        """What the features of a step are called, in the order of `encoded`.

        Example:
            >>> Channels(("a", "b"), (0.0, 0.0), (1.0, 1.0), (False, True), step=1.0).feature_names
            ('a', 'b', 'b missing', 'time', 'time since b')
        """
        names = self.names or tuple(f"channel {number}" for number in range(len(self.centers)))
        gaps = [name for name, gap in zip(names, self.gaps, strict=True) if gap]
        timed = () if self.step is None else ("time", *(f"time since {name}" for name in gaps))
        return (*names, *(f"{name} missing" for name in gaps), *timed)

    def encoded(self, sequences: Sequences) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        """The features (steps, features) of every step, and the bounds of the sequences.

        Raises:
            DataError: the channels are not those that were learned from.
        """
        self._check(sequences)
        missing = np.isnan(sequences.values)
        scaled = (sequences.values - self.centers) / self.scales
        last = _last_observed(missing, sequences.bounds)
        filled = np.where(last >= 0, np.take_along_axis(scaled, np.maximum(last, 0), 0), 0.0)
        gaps = np.array(self.gaps)
        parts = [filled, missing[:, gaps].astype(np.float64)]
        if self.step is not None:
            elapsed = sequences.elapsed if sequences.elapsed is not None else _even(sequences, self.step)
            clock = np.cumsum(elapsed)
            begin = np.repeat(sequences.bounds[:-1], sequences.lengths)
            since = clock[:, None] - clock[np.where(last >= 0, last, begin[:, None])][:, gaps]
            parts += [np.log1p(np.maximum(np.column_stack([elapsed, since]), 0.0) / self.step)]
        return np.concatenate(parts, axis=1).astype(np.float32), sequences.bounds

    def _check(self, sequences: Sequences) -> None:
        found, expected = sequences.values.shape[1], len(self.centers)
        if found != expected:
            raise DataError(
                f"X has {found} {'channel' if found == 1 else 'channels'}; the model was fitted on {expected}. Give "
                f"the same channels in the same order; a single sequence is given as [sequence]"
            )
        if self.names and sequences.channels and self.names != sequences.channels:
            raise DataError(
                f"the channels are {', '.join(map(repr, sequences.channels))}; the model was fitted on "
                f"{', '.join(map(repr, self.names))}"
            )

    def to_json(self) -> dict[str, Any]:
        """What `from_json` reads."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in vars(self).items()}

    @classmethod
    def from_json(cls, saved: Mapping[str, Any]) -> Channels:
        """The channels of a model file.

        Raises:
            ValueError: they do not fit together.
        """
        channels = cls(
            tuple(map(str, saved["names"])),
            tuple(map(float, saved["centers"])),
            tuple(map(float, saved["scales"])),
            tuple(map(bool, saved["gaps"])),
            None if saved["step"] is None else float(saved["step"]),
        )
        numbers = [*channels.centers, *channels.scales, channels.step or 1.0]
        lengths = {
            len(channels.centers),
            len(channels.scales),
            len(channels.gaps),
            len(channels.names or saved["gaps"]),
        }
        if len(lengths) != 1 or not np.isfinite(numbers).all() or min([*channels.scales, channels.step or 1.0]) <= 0:
            raise ValueError("the scales of the channels do not fit together")
        return channels


def _scale(known: Floats, scaling: str | None) -> tuple[float, float]:
    if not len(known):
        return 0.0, 1.0
    center, scale = SCALINGS[scaling](known)
    return center, scale if scale > CONSTANT * max(1.0, abs(center)) else 1.0


def _last_observed(missing: npt.NDArray[np.bool_], bounds: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The step (steps, channels) of the last value up to each step of its own sequence; -1 where there is none."""
    steps = np.arange(len(missing))[:, None]
    last = np.maximum.accumulate(np.where(missing, -1, steps), axis=0)
    begin = np.repeat(bounds[:-1], np.diff(bounds))[:, None]
    return np.where(last >= begin, last, -1)


def _even(sequences: Sequences, step: float) -> Floats:
    elapsed = np.full(len(sequences.values), step)
    elapsed[sequences.bounds[:-1]] = 0.0
    return elapsed
