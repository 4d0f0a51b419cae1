"""Range metrics of anomaly scores: VUS-ROC and VUS-PR, areas under curves that allow for labels a little off.

For a buffer of w steps the label of a step near an event is no longer 0 but fades with its distance,

    label(d) = sqrt(1 - d / w)      for 1 <= d <= w // 2,      and events whose buffers overlap become one.

At each threshold, of the steps alarmed,

    TP = sum of their labels                                   P  = events' steps + half of the buffers' part of TP
    TPR = min(TP / P, 1) * share of events with an alarm       FPR = (alarms - TP) / (steps - P)

A volume is the mean of the areas over the buffers 0, 1, ..., `most_buffer`. No score can gain by raising one alarm in a
long event, as it does with point adjustment, since TPR still counts steps.

Source: Paparrizos et al., Volume Under the Surface: A New Accuracy Evaluation Measure for Time-Series Anomaly Detection
(PVLDB 2022); P as in the authors' package, so that numbers can be compared with those of TSB-AD.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]


def runs(flags: Flags) -> Places:
    """First place and end (runs, 2) of each run of True; the end is the place behind its last.

    Example:
        >>> runs(np.array([True, True, False, True])).tolist()
        [[0, 2], [3, 4]]
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]])))
    return edges.reshape(-1, 2)


def vus(labels: Flags, scores: Floats, most_buffer: int) -> tuple[float, float]:
    """VUS-ROC and VUS-PR of one series; NaN if it has no event, or nothing else.

    Args:
        labels: (steps,), True where an event is.
        scores: (steps,), higher is more anomalous, without NaN.
        most_buffer: the longest buffer, in steps.

    Example:
        >>> vus(np.array([False, False, True, False]), np.array([0.0, 0.1, 0.9, 0.2]), 0)
        (1.0, 1.0)
    """
    if labels.all() or not labels.any():
        return float("nan"), float("nan")
    order = np.argsort(-scores, kind="stable")
    # a threshold alarms every step of an equal score
    last = np.flatnonzero(np.append(np.diff(scores[order]) != 0, True))
    ranked = _Ranked(labels, scores, order, last)
    areas = np.array([ranked.areas(buffer) for buffer in range(most_buffer + 1)])
    roc, pr = areas.mean(0).tolist()
    return roc, pr


@dataclass(frozen=True)
class _Ranked:
    """A series whose steps are ranked once for all buffers.

    Attributes:
        order: the steps, the most anomalous first.
        last: for each threshold, the rank of the last step that it alarms.
    """

    labels: Flags
    scores: Floats
    order: Places
    last: Places

    def areas(self, buffer: int) -> tuple[float, float]:
        """The areas under the ROC and the precision-recall curve for a buffer."""
        label, events = faded(self.labels, buffer)
        alarms = self.last + 1.0
        hits = np.cumsum(label[self.order])[self.last]
        core = np.cumsum(self.labels[self.order])[self.last]
        positive = self.labels.sum() + (hits - core) / 2
        highest = np.sort([-self.scores[start:end].max() for start, end in events])
        found = np.searchsorted(highest, -self.scores[self.order][self.last], side="right")
        rate = np.minimum(hits / positive, 1) * found / len(events)
        false = (alarms - hits) / (len(label) - positive)
        roc = np.trapezoid(np.concatenate([[0], rate, [1]]), np.concatenate([[0], false, [1]]))
        pr = np.diff(rate, prepend=0) @ (hits / alarms)
        return float(roc), float(pr)


def faded(labels: Flags, buffer: int) -> tuple[Floats, Places]:
    """The labels with a buffer (steps,), and the events that they make (events, 2).

    Example:
        >>> faded(np.array([False, True, False, False]), 2)[0].round(2).tolist()
        [0.71, 1.0, 0.71, 0.0]
    """
    reach = buffer // 2
    label = labels.astype(np.float64)
    bounds = runs(labels)
    fading = np.sqrt(1 - np.arange(1, reach + 1) / buffer) if reach else np.zeros(0)
    for start, end in bounds.tolist():
        before, behind = min(reach, start), min(reach, len(labels) - end)
        label[start - before : start] += fading[:before][::-1]
        label[end : end + behind] += fading[:behind]
    apart = bounds[1:, 0] - reach > bounds[:-1, 1] - 1 + reach
    starts = np.maximum(np.concatenate([bounds[:1, 0], bounds[1:, 0][apart]]) - reach, 0)
    ends = np.minimum(np.concatenate([bounds[:-1, 1][apart], bounds[-1:, 1]]) + reach, len(labels))
    return np.minimum(label, 1), np.stack([starts, ends], 1)
