"""What a detector learns once its network is trained: how large errors are on normal data, and where to alarm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from cellwright.data.readings import Readings
from cellwright.errors import DataError
from cellwright.evaluate.tails import Tail
from cellwright.tasks.detection_method import Method
from cellwright.tasks.detection_sample import sample_of, to_json

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

# sessions are held out whole if there are so many
LEAST_SESSIONS = 5
# what a model file brought is tried on so many steps
FEW_STEPS = 2


@dataclass(frozen=True)
class Wish:
    """What the user asked of scores and threshold; see `AnomalyDetector`."""

    false_alarm_rate: float
    contamination: float | None
    top_k: int | None
    memory: int
    smoothing: int


def settle(
    way: Method,
    module: torch.nn.Module,
    readings: Readings,
    learned: Mapping[str, Any],
    places: Places,
    wish: Wish,
) -> tuple[dict[str, Any], Floats]:
    """What to know of normal errors and scores, as plain JSON, and the scores (points,) of the training data.

    Args:
        way: the method.
        module: its trained network.
        readings: the training data; known anomalies among them say nothing of what is normal.
        learned: what was learned of them before.
        places: where the part of each series begins that was held out.
        wish: how alarms are wanted.

    Raises:
        DataError: no step of them has a score.
    """
    errors = way.errors(module, readings, learned)
    normal = np.ones(len(errors), bool) if readings.labels is None else ~readings.labels
    place = np.concatenate([np.arange(length) for length in readings.lengths])
    trained = place < np.repeat(places, readings.lengths)
    parts = [normal & ~trained, normal & trained]
    # what was held out says most; where it is too short to say anything, all does
    told = next((errors[part] for part in parts if not np.isnan(errors[part]).all()), errors)
    calibration = way.calibrated(told, wish.memory, wish.smoothing)
    scores = scores_of(way, errors, readings, calibration)
    tails = [Tail.of(scores[part]) for part in parts if not np.isnan(scores[part]).all()]
    if not tails:
        raise DataError("no step of the training data has a score; give longer series, or a shorter window=")
    tail = max(tails, key=lambda each: each.threshold(wish.false_alarm_rate))
    settled = {"tail": tail.to_json(), "threshold": _threshold(tail, scores, wish), "normal": to_json(readings)}
    return {"calibration": calibration, **settled}, scores


def check_settled(way: Method, module: torch.nn.Module, sizes: Mapping[str, int], learned: Mapping[str, Any]) -> None:
    """Raise ValueError, LookupError or TypeError if what a model file brought does not fit together."""
    way.check(sizes, learned)
    Tail.from_json(learned["tail"])
    if not np.isfinite(float(learned["threshold"])):
        raise ValueError("the threshold must be finite")
    sample = sample_of(learned["normal"])
    if list(sample.channels) != learned["readings"]["channels"]:
        raise ValueError("the sample of normal data has other channels than the network")
    way.session(module, learned, learned["calibration"])
    few = sample.between(np.zeros_like(sample.lengths), np.minimum(sample.lengths, FEW_STEPS))
    scores_of(way, way.errors(module, few, learned), few, learned["calibration"])


def places_of(readings: Readings, share: float, *, by_session: bool) -> Places:
    """Where the part of each series begins that is held out, about this share; sessions are held out whole."""
    if by_session and len(readings) >= LEAST_SESSIONS:
        kept = np.arange(len(readings)) < round((1 - share) * len(readings))
        return np.where(kept, readings.lengths, 0)
    return np.round((1 - share) * readings.lengths).astype(np.int64)


def scores_of(way: Method, errors: Floats, readings: Readings, calibration: Mapping[str, Any]) -> Floats:
    """The scores (points,) of errors (points, channels), series after series."""
    return np.concatenate([way.scores(errors[part], calibration) for part in readings.slices()])


def _threshold(tail: Tail, scores: Floats, wish: Wish) -> float:
    """By the tail, unless there is a better word on it."""
    if wish.top_k is not None:
        return float(wish.top_k)
    if wish.contamination is not None:
        return float(np.nanquantile(scores, 1 - wish.contamination))
    return tail.threshold(wish.false_alarm_rate)
