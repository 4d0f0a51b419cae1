"""The evaluation of a detector beside simple ones."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cellwright.data.readings import Readings
from cellwright.evaluate.anomalies import Scored, events_of
from cellwright.evaluate.tails import Tail
from cellwright.evaluate.verdict import verdict
from cellwright.inspect.evaluation import Evaluation
from cellwright.tasks.detection_report import Detections, detection_report
from cellwright.tasks.detection_settle import apart_of

if TYPE_CHECKING:
    from cellwright.tasks.detector import AnomalyDetector

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


def detection_evaluation(
    model: AnomalyDetector, readings: Readings, starts: Places, normal: Readings, *, baselines: bool
) -> Evaluation:
    """The scores of a detector and of the baselines on the same series."""
    way = model.way
    said = {model.name: (model.scores_of(readings), model.threshold_)}
    for name, baseline in way.baselines.items() if baselines else ():
        usual, found = baseline(normal, readings)
        known = usual if normal.labels is None else usual[~normal.labels]
        said[name] = (found, _threshold(model, known))
    models = {name: _scored(readings, starts, *each, by_session=way.by_session) for name, each in said.items()}
    scores = {name: {metric: compute(each) for metric, compute in way.metrics.items()} for name, each in models.items()}
    first = next(iter(way.metrics))
    measure = f"1 - {first}"
    for each in scores.values():
        each[measure] = 1 - each[first]
    own = scores[model.name][measure]
    rivals = {name: (own, each[measure]) for name, each in scores.items() if name != model.name}
    sentence = verdict(model.name, measure, rivals) if rivals else f"{model.name} was compared with nothing."
    detections = Detections(readings, starts, models)
    errors = {
        name: np.array([1 - way.metrics[first]([one]) for one in each], np.float64) for name, each in models.items()
    }
    notes = tuple(_notes(model, detections))
    unit = "set of sessions" if way.by_session else "series"
    report = partial(detection_report, model, detections, scores, sentence, notes)
    return Evaluation(scores, sentence, notes, detections, measure, unit, errors, report)


def _threshold(model: AnomalyDetector, usual: Floats) -> float:
    """The threshold of a baseline, set on normal data as that of the model is."""
    if model.contamination is not None:
        return float(np.nanquantile(usual, 1 - model.contamination))
    return Tail.of(usual, apart_of(model.way, model.smoothing)).threshold(model.false_alarm_rate)


def _scored(
    readings: Readings, starts: Places, scores: Floats, threshold: float, *, by_session: bool
) -> tuple[Scored, ...]:
    """What a detector said, series by series; or of all sessions that are judged, at once."""
    assert readings.labels is not None
    parts = [slice(part.start + int(start), part.stop) for part, start in zip(readings.slices(), starts, strict=True)]
    if not by_session:
        return tuple(Scored(readings.labels[part], scores[part], threshold) for part in parts)
    judged = [part for part in parts if part.stop > part.start]
    labels = np.array([readings.labels[part].any() for part in judged], bool)
    return (Scored(labels, np.array([scores[part].max() for part in judged]), threshold),)


def _notes(model: AnomalyDetector, detections: Detections) -> list[str]:
    own = detections.models[model.name]
    events = events_of(own)
    steps = sum(len(each.labels) for each in own)
    normal = sum(int((~each.labels).sum()) for each in own)
    if model.way.by_session:
        anomalies = int(sum(each.labels.sum() for each in own))
        return [f"{steps} sessions, {anomalies} of them anomalies; a session is one if any of its events is."]
    count = len([each for each in own if each.labels.any()])
    notes = [
        f"{steps} steps of {len(own)} series, {count} of them with an event; {events.found} of "
        f"{events.found + events.missed} events found, {events.false} false alarms in {normal} normal steps. "
        "No point is adjusted."
    ]
    if not count:
        notes.append("No event is labelled: only false alarms can be counted.")
    return notes
