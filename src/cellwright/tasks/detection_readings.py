"""What the methods for readings share: how readings are scaled for a network, and stretches of them to train on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from cellwright.data.examples import Batch, Rows
from cellwright.data.readings import Readings
from cellwright.errors import DataError
from cellwright.tasks.detection_method import Learned, Places, Stretch

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

USUAL_WINDOW = 32
# a window is no longer than this share of the longest series
SHARE_OF_WINDOW = 8
LEAST_WINDOW = 4
# a scaled value further out is as far out as this, so that a network stays where it has learned something
FURTHEST = 10.0


def learn_scaling(readings: Readings, training: Stretch, window: int | None) -> tuple[dict[str, int], dict[str, Any]]:
    """The sizes of a network over windows, and the mean and the deviation of each channel.

    Raises:
        DataError: the series are too short, or a channel has no value.
    """
    longest = int(readings.lengths.max())
    if window is None:
        window = max(min(USUAL_WINDOW, longest // SHARE_OF_WINDOW), LEAST_WINDOW)
    if longest < window + 2:
        raise DataError(
            f"the longest series has {longest} steps; with a window of {window} it needs at least {window + 2}, and "
            f"many more to learn what is normal. Give more steps, or a shorter window="
        )
    learned_from = readings.between(training.starts, training.ends)
    values = learned_from.values if learned_from.labels is None else learned_from.values[~learned_from.labels]
    for number, channel in enumerate(readings.channels):
        if np.isnan(values[:, number]).all():
            raise DataError(
                f"the channel {channel!r} has no value in any step to learn from; leave it out, or name the others "
                f"with channels="
            )
    mean, deviation = np.nanmean(values, 0), np.nanstd(values, 0)
    # what never moved has no deviation; any step it takes then counts as it is
    scale = np.where(deviation > 1e-9 * np.abs(mean), deviation, 1.0)
    sizes = {"channels": len(readings.channels), "window": int(window)}
    return sizes, {"window": int(window), "mean": mean.tolist(), "scale": scale.tolist()}


def check_scaling(sizes: Mapping[str, int], learned: Learned) -> None:
    """Raise ValueError if these are not what `learn_scaling` gives."""
    mean, scale = np.array(learned["mean"], np.float64), np.array(learned["scale"], np.float64)
    if mean.shape != (sizes["channels"],) or scale.shape != mean.shape:
        raise ValueError("the scaling is not that of the channels of the network")
    if not (np.isfinite(mean).all() and (np.isfinite(scale) & (scale > 0)).all()):
        raise ValueError("a scaling must be finite, and its scales above zero")
    if type(learned["window"]) is not int or learned["window"] != sizes["window"]:
        raise ValueError("the window is not that of the network")


@dataclass(frozen=True)
class Scaling:
    """Readings for a network: scaled, bounded, and with the last value where none was read.

    Attributes:
        mean: of each channel.
        scale: its deviation.
    """

    mean: Floats
    scale: Floats

    @classmethod
    def of(cls, learned: Learned) -> Scaling:
        """The one that was learned."""
        return cls(np.array(learned["mean"]), np.array(learned["scale"]))

    def scaled(self, values: Floats) -> Floats:
        """Values (..., channels) as the network sees them, NaN still where nothing was read."""
        return np.clip((values - self.mean) / self.scale, -FURTHEST, FURTHEST)

    def filled(self, readings: Readings) -> tuple[Floats, Flags]:
        """Scaled values (points, channels), filled from the past of their series, and which of them were read."""
        scaled = self.scaled(readings.values)
        known = ~np.isnan(scaled)
        places = np.arange(len(scaled))[:, None]
        starts = np.repeat(readings.bounds[:-1], readings.lengths)[:, None]
        last = np.maximum.accumulate(np.where(known, places, -1), axis=0)
        inside = last >= starts
        values = np.take_along_axis(scaled, np.maximum(last, 0), axis=0)
        return np.where(inside, values, 0.0), known


@dataclass(frozen=True, eq=False)
class Chunks:
    """Chunks of readings to train on. Nothing is copied before a batch is asked for.

    Attributes:
        values: (points, channels), scaled and filled.
        known: (points, channels), what was read and may be learned from.
        places: where each chunk begins.
        ends: the place behind the last that each chunk may see.
        length: how many steps a chunk has; where it would reach behind its end, nothing is known.
    """

    values: npt.NDArray[np.float32]
    known: Flags
    places: Places
    ends: Places
    length: int

    def __len__(self) -> int:
        return len(self.places)

    def batch(self, rows: Rows) -> Batch:
        """Values (batch, length, channels) and 1 where they were read; the same as targets."""
        places = self.places[rows, None] + np.arange(self.length)
        inside = places < self.ends[rows, None]
        flat = np.minimum(places, self.ends[rows, None] - 1)
        known = self.known[flat] & inside[..., None]
        values = torch.from_numpy(self.values[flat])
        return Batch((values, torch.from_numpy(known.astype(np.float32))), (values, torch.from_numpy(known)))


def chunks(readings: Readings, stretch: Stretch, learned: Learned, length: int, *, led_by: int, every: int) -> Chunks:
    """Chunks of a length from a stretch of each series, each led by so many steps of what lies before the stretch.

    Args:
        readings: the series; what is labelled an anomaly is not learned from.
        stretch: where to learn from.
        learned: the scaling.
        length: the steps of a chunk.
        led_by: how many steps before the stretch the first chunk begins, if there are as many.
        every: how many steps lie between the beginnings of two chunks.
    """
    values, known = Scaling.of(learned).filled(readings)
    if readings.labels is not None:
        known = known & ~readings.labels[:, None]
    places, ends = [], []
    for begin, start, end in zip(readings.bounds[:-1], stretch.starts, stretch.ends, strict=True):
        first = max(int(start) - led_by, 0)
        if end - first <= led_by:
            continue
        own = np.arange(first, max(int(end) - length, first) + 1, every)
        places.append(begin + own)
        ends.append(np.full(len(own), begin + end))
    empty = np.zeros(0, np.int64)
    return Chunks(
        values.astype(np.float32),
        known,
        np.concatenate([empty, *places]),
        np.concatenate([empty, *ends]),
        length,
    )
