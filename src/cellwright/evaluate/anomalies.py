"""Metrics of anomaly detectors: of points, of ranges and of events, and NAB's score. None adjusts points.

A point-adjusted F1 counts every step of an event as found once a single one is, so that random scores reach the top
(Kim et al., AAAI 2022); it is not here, and nothing here rewards one alarm for more than one event.

Metrics of scores alone are means over the series that have an event; counts at the threshold are summed over all.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score

from cellwright.evaluate.nab import nab
from cellwright.evaluate.ranges import runs, vus

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

MOST_BUFFER = 100
# a buffer is no longer than this share of a series
SHARE_OF_BUFFER = 10


@dataclass(frozen=True, eq=False)
class Scored:
    """A series with its true events and the scores of a detector.

    Attributes:
        labels: (steps,), True where an event is.
        scores: (steps,), higher is more anomalous; NaN, where there is none yet, alarms nobody.
        threshold: scores above it are alarms.
    """

    labels: Flags
    scores: Floats
    threshold: float

    @property
    def alarms(self) -> Flags:
        """(steps,), True where the score is above the threshold."""
        return self.scores > self.threshold

    @property
    def ranked(self) -> Floats:
        """The scores with the lowest of them where there is none."""
        known = self.scores[~np.isnan(self.scores)]
        return np.where(np.isnan(self.scores), known.min(initial=np.inf) if len(known) else 0.0, self.scores)


Metric = Callable[[Sequence[Scored]], float]


def mean_over(metric: Callable[[Flags, Floats], float]) -> Metric:
    """The mean of a metric of labels and scores over the series that have an event, and steps without one."""

    def mean(series: Sequence[Scored]) -> float:
        values = [metric(s.labels, s.ranked) for s in series if s.labels.any() and not s.labels.all()]
        return float(np.mean(values)) if values else math.nan

    return mean


def _vus(place: int) -> Metric:
    def volume(labels: Flags, scores: Floats) -> float:
        return vus(labels, scores, min(MOST_BUFFER, len(labels) // SHARE_OF_BUFFER))[place]

    return mean_over(volume)


def best_f1(labels: Flags, scores: Floats) -> float:
    """The highest F1 of points over all thresholds: what a threshold could reach that knew the labels.

    Example:
        >>> best_f1(np.array([False, True, True]), np.array([0.3, 0.2, 0.9]))
        0.8
    """
    precision, recall, _ = precision_recall_curve(labels, scores)
    return float(np.max(2 * precision * recall / np.maximum(precision + recall, 1e-300)))


def point_f1(series: Sequence[Scored]) -> float:
    """F1 of points at the threshold."""
    hits = sum(int((s.labels & s.alarms).sum()) for s in series)
    return ratio(2 * hits, sum(int(s.labels.sum() + s.alarms.sum()) for s in series))


@dataclass(frozen=True)
class Events:
    """How the alarms met the events.

    Attributes:
        found: events with at least one alarm.
        missed: events with none.
        false: runs of alarms outside events. A run that begins in an event and goes on behind it is one as well, or a
            detector that never stops would be perfect.

    Example:
        >>> labels, scores = np.array([False, True, True, False, False]), np.array([0.0, 0.0, 9.0, 9.0, 0.0])
        >>> events_of([Scored(labels, scores, threshold=1.0)])
        Events(found=1, missed=0, false=1)
    """

    found: int
    missed: int
    false: int

    @property
    def precision(self) -> float:
        """Found events among these and false alarms; NaN without any alarm."""
        return ratio(self.found, self.found + self.false)

    @property
    def recall(self) -> float:
        """The share of the events that were found."""
        return ratio(self.found, self.found + self.missed)

    @property
    def f1(self) -> float:
        """Their harmonic mean, 0 where nothing is found; NaN where there is neither an event nor an alarm."""
        return ratio(2 * self.found, 2 * self.found + self.missed + self.false)


def events_of(series: Sequence[Scored]) -> Events:
    """Events found, events missed and false alarms of some series."""
    found = missed = false = 0
    for each in series:
        hits = [bool(each.alarms[start:end].any()) for start, end in runs(each.labels)]
        found += sum(hits)
        missed += len(hits) - sum(hits)
        false += len(runs(each.alarms & ~each.labels))
    return Events(found, missed, false)


def false_alarm_rate(series: Sequence[Scored]) -> float:
    """The share, in percent, of the steps outside events that are alarms."""
    normal = sum(int((~s.labels).sum()) for s in series)
    return 100 * ratio(sum(int((s.alarms & ~s.labels).sum()) for s in series), normal)


def ratio(part: float, whole: float) -> float:
    """A share, NaN of nothing."""
    return part / whole if whole else math.nan


def _nab(series: Sequence[Scored]) -> float:
    return nab([(each.labels, each.alarms) for each in series])


# of units in no order, such as sessions
POINT_METRICS: Mapping[str, Metric] = {
    "PR AUC": mean_over(lambda labels, scores: float(average_precision_score(labels, scores))),
    "ROC AUC": mean_over(lambda labels, scores: float(roc_auc_score(labels, scores))),
    "best F1": mean_over(best_f1),
    "F1": point_f1,
    "false alarms %": false_alarm_rate,
}
# of steps of series
METRICS: Mapping[str, Metric] = {
    "VUS-PR": _vus(1),
    "VUS-ROC": _vus(0),
    **POINT_METRICS,
    "event precision": lambda series: events_of(series).precision,
    "event recall": lambda series: events_of(series).recall,
    "event F1": lambda series: events_of(series).f1,
    "NAB": _nab,
}
