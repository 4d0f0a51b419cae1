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
from cellwright.tasks.detection_shift import moving_means

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]

# sessions are held out whole if there are so many
LEAST_SESSIONS = 5
# alarms are so many means apart, or they are one
APART = 3
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
    evidence = way.evidence(module, readings, learned)
    place = np.concatenate([np.arange(length) for length in readings.lengths])
    trained = place < np.repeat(places, readings.lengths)
    normal = _normal(readings, 1 if way.by_session else wish.smoothing)
    parts = [normal & ~trained, normal & trained]
    calibration = way.calibrated(evidence, tuple(readings.slices()), parts, wish.memory, wish.smoothing)
    scores = scores_of(way, evidence, readings, calibration)
    if not np.isfinite(scores[normal]).any():
        raise DataError("no step of the training data has a score; give longer series, or a shorter window=")
    tail = Tail.of(scores[normal], apart_of(way, wish.smoothing))
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
    scores_of(way, way.evidence(module, few, learned), few, learned["calibration"])


def places_of(readings: Readings, share: float, *, by_session: bool) -> Places:
    """Where the part of each series begins that is held out, about this share; sessions are held out whole."""
    if by_session and len(readings) >= LEAST_SESSIONS:
        kept = np.arange(len(readings)) < round((1 - share) * len(readings))
        return np.where(kept, readings.lengths, 0)
    return np.round((1 - share) * readings.lengths).astype(np.int64)


def scores_of(way: Method, evidence: Floats, readings: Readings, calibration: Mapping[str, Any]) -> Floats:
    """The scores (points,) of evidence (points, ...), series after series."""
    return np.concatenate([way.scores(evidence[part], calibration) for part in readings.slices()])


def apart_of(way: Method, smoothing: int) -> int:
    """With fewer steps between them two high scores are of one alarm: what one mean saw is not yet forgotten."""
    return 0 if way.by_session else APART * smoothing


def _normal(readings: Readings, smoothing: int) -> Flags:
    """The steps (points,) in whose means there is no known anomaly; or all that are none, if there are no others."""
    if readings.labels is None:
        return np.ones(len(readings.values), bool)
    parts = [moving_means(readings.labels[part, None].astype(float), smoothing) for part in readings.slices()]
    normal: Flags = np.concatenate(parts)[:, 0] == 0
    return normal if normal.any() else ~readings.labels


def _threshold(tail: Tail, scores: Floats, wish: Wish) -> float:
    """By the tail, unless there is a better word on it."""
    if wish.top_k is not None:
        return float(wish.top_k)
    if wish.contamination is not None:
        return float(np.nanquantile(scores, 1 - wish.contamination))
    return tail.threshold(wish.false_alarm_rate)
