"""The report of an evaluation of detectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from sklearn.metrics import precision_recall_curve, roc_curve

from cellwright.data.readings import Readings
from cellwright.evaluate.anomalies import METRICS, Scored, events_of
from cellwright.evaluate.ranges import runs
from cellwright.evaluate.tails import Tail
from cellwright.inspect.figures import FIRST, SECOND, TEXT, drawing, finished, look
from cellwright.inspect.report import Report, Section, Table
from cellwright.tasks.sections import closing_sections, counted, network_in_words, scores_table

if TYPE_CHECKING:
    from cellwright.tasks.detector import AnomalyDetector

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

# a report draws no more series, no more of their channels, and lists no more series, than this
MOST_DRAWN, MOST_CHANNELS, MOST_LISTED = 4, 6, 40
# a line has no more points than this; where there are more, each is the one of some that is furthest out
MOST_POINTS = 2000
BINS = 60


@dataclass(frozen=True, eq=False)
class Detections:
    """What detectors said of the same series.

    Attributes:
        readings: the series.
        starts: for each, the first step that is judged.
        models: for each detector, what it said of each series; of the sessions alone, if these are judged.
    """

    readings: Readings
    starts: Places
    models: Mapping[str, Sequence[Scored]]


def detection_report(
    model: AnomalyDetector,
    detections: Detections,
    scores: Mapping[str, Mapping[str, float]],
    sentence: str,
    notes: Sequence[str],
) -> Report:
    """What was found, drawn and told."""
    readings = detections.readings
    own = detections.models[model.name]
    facts = {
        "Data": f"{len(readings)} {'sessions' if model.way.by_session else 'series'}, {len(readings.values)} steps, "
        f"{counted(len(readings.channels), 'channel')}",
        "Method": model.method.replace("_", " "),
        "Network": network_in_words(model),
        "Threshold": _threshold_in_words(model),
    }
    sections = [Section("Scores", " ".join(notes), table=scores_table(scores, {"false alarms %"}))]
    if not model.way.by_session:
        sections += [
            Section(
                "Series, score and alarms",
                "Above, the series, with true events shaded; below, its score on a logarithmic scale, with the "
                "threshold. The series with the most events come first.",
                figures=_series_figures(model, detections),
            ),
            Section("Series by series", table=_table_of_series(model, detections)),
        ]
    sections += [
        Section(
            "Scores of normal and anomalous steps",
            "The line is the tail that was fitted to the peaks among the scores of normal training data: where the "
            "normal steps of the data judged reach far beyond it, they are not like those, and false alarms are more "
            "than was stated.",
            figures=[_histogram(model, own)],
        ),
        Section(
            "What other thresholds would do",
            "Over the steps of all series together; dots are the thresholds in use.",
            figures=_curves(detections),
        ),
        *closing_sections(model, "The loss", readings),
    ]
    what = readings.ids[0] if len(readings) == 1 else f"{len(readings)} series"
    return Report(f"Anomalies of {what}", sentence, facts, sections)


def _threshold_in_words(model: AnomalyDetector) -> str:
    if model.top_k is not None:
        return f"a key that is not among the {model.top_k} most probable"
    if model.contamination is not None:
        return f"{model.threshold_:.4g}, which {100 * model.contamination:g} % of the training data pass"
    rate = Tail.from_json(model.learned_["tail"]).told(model.false_alarm_rate)
    rarest = "" if rate == model.false_alarm_rate else ", the rarest that so few normal data can tell"
    return f"{model.threshold_:.4g}, above which normal data come once in {1 / rate:,.0f} steps{rarest}"


def _table_of_series(model: AnomalyDetector, detections: Detections) -> Table:
    deciding = next(iter(METRICS))
    rows = []
    ids = detections.readings.ids
    for place, label in list(enumerate(ids))[:MOST_LISTED]:
        cells = [f"{METRICS[deciding]([each[place]]):.3f}" for each in detections.models.values()]
        events = events_of([detections.models[model.name][place]])
        rows.append([str(label), *cells, f"{events.found} of {events.found + events.missed}", str(events.false)])
    if len(ids) > MOST_LISTED:
        rows.append([f"... and {len(ids) - MOST_LISTED} more", *[""] * (len(detections.models) + 2)])
    return Table(
        ["series", *(f"{deciding} {name}" for name in detections.models), "events found", "false alarms"], rows
    )


def _series_figures(model: AnomalyDetector, detections: Detections) -> list[str]:
    own = detections.models[model.name]
    order = np.argsort([-len(runs(each.labels)) for each in own], kind="stable")[:MOST_DRAWN]
    return [picture for place in order.tolist() for picture in _of_series(detections, place, own[place])]


def _of_series(detections: Detections, place: int, each: Scored) -> tuple[str, str]:
    """A series, and its score."""
    readings = detections.readings
    part = slice(int(readings.bounds[place] + detections.starts[place]), int(readings.bounds[place + 1]))
    stamps, values, label = readings.stamps[part], readings.values[part], readings.ids[place]
    dates = stamps.dtype.kind == "M"
    above, axes = drawing()
    for number in range(min(values.shape[1], MOST_CHANNELS)):
        axes.plot(*_thinned(stamps, _comparable(values, number)), lw=0.8, alpha=0.8, **look(number))
    _shade(axes, stamps, each)
    below, axes = drawing()
    axes.plot(*_thinned(stamps, each.scores), color=FIRST, lw=0.9, label="score")
    axes.axhline(each.threshold, color=SECOND, lw=1, ls="--", label="threshold")
    _shade(axes, stamps, each)
    axes.set_yscale("symlog", linthresh=max(each.threshold / 2, 1e-6))
    return (
        finished(above, f"{label}", f"The series {label}, with its true events", dates=dates),
        finished(below, f"{label}: score", f"The score of {label}, and the threshold", dates=dates),
    )


def _comparable(values: Floats, channel: int) -> Floats:
    """A channel as it is if it is the only one, else in deviations from its mean."""
    own = values[:, channel]
    if values.shape[1] == 1 or np.isnan(own).all():
        return own
    deviation = float(np.nanstd(own))
    return np.asarray((own - np.nanmean(own)) / (deviation or 1.0))


def _shade(axes: Axes, stamps: npt.NDArray[Any], each: Scored) -> None:
    for number, (start, end) in enumerate(runs(each.labels).tolist()):
        label = "true event" if number == 0 else None
        axes.axvspan(stamps[start], stamps[end - 1], color=SECOND, alpha=0.2, lw=0, label=label)


def _thinned(stamps: npt.NDArray[Any], values: Floats) -> tuple[npt.NDArray[Any], Floats]:
    """At most so many points, each the one of some that is furthest from their median."""
    if len(values) <= MOST_POINTS:
        return stamps, values
    step = -(-len(values) // MOST_POINTS)
    middle = float(np.nanmedian(values)) if not np.isnan(values).all() else 0.0
    kept = []
    for start in range(0, len(values), step):
        some = values[start : start + step]
        known = np.where(np.isnan(some), -1.0, np.abs(some - middle))
        kept.append(start + int(known.argmax()))
    return stamps[kept], values[kept]


def _histogram(model: AnomalyDetector, own: Sequence[Scored]) -> str:
    figure, axes = drawing(8.5, 3.1)
    scores = np.concatenate([each.scores for each in own])
    labels = np.concatenate([each.labels for each in own])
    known = ~np.isnan(scores)
    scores, labels = scores[known], labels[known]
    if len(scores):
        low = max(float(scores.min()), 1e-3)
        edges = np.geomspace(low, max(float(scores.max()), 2 * low), BINS)
        for kind, colour, name in ((~labels, FIRST, "normal"), (labels, SECOND, "anomalous")):
            if kind.any():
                heights, _ = np.histogram(np.maximum(scores[kind], low), edges, density=True)
                axes.stairs(heights, edges, fill=True, color=colour, alpha=0.5, label=f"{name} steps")
        tail = Tail.from_json(model.learned_["tail"])
        beyond = edges[edges > tail.start]
        if tail.scale and len(beyond):
            axes.plot(beyond, tail.density(beyond), color=TEXT, lw=1.2, label="peaks of normal training data")
        axes.axvline(model.threshold_, color=TEXT, lw=1, ls="--", label="threshold")
        axes.set_xscale("log")
        axes.set_ylim(bottom=0.1 / (len(scores) * (edges[-1] - edges[-2])))
        axes.set_yscale("log")
    axes.set_xlabel("score")
    return finished(figure, "", "Histogram of the scores of normal and anomalous steps")


def _curves(detections: Detections) -> list[str]:
    roc, roc_axes = drawing()
    pr, pr_axes = drawing()
    for number, (name, each) in enumerate(detections.models.items()):
        labels = np.concatenate([one.labels for one in each])
        if labels.all() or not labels.any():
            continue
        ranked = np.concatenate([one.ranked for one in each])
        alarms = np.concatenate([one.alarms for one in each])
        false, true, _ = roc_curve(labels, ranked)
        precision, recall, _ = precision_recall_curve(labels, ranked)
        style = look(number)
        roc_axes.plot(*_every(false, true), label=name, **style)
        pr_axes.plot(*_every(recall, precision), label=name, **style)
        found = float(alarms[labels].mean())
        roc_axes.plot(float(alarms[~labels].mean()), found, "o", color=style["color"])
        if alarms.any():
            pr_axes.plot(found, float(labels[alarms].mean()), "o", color=style["color"])
    roc_axes.set_xlabel("share of normal steps alarmed")
    roc_axes.set_ylabel("share of anomalous steps alarmed")
    pr_axes.set_xlabel("recall")
    pr_axes.set_ylabel("precision")
    return [
        finished(roc, "ROC curves", "The ROC curve of each detector"),
        finished(pr, "Precision and recall", "The precision-recall curve of each detector"),
    ]


def _every(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Few enough points for a picture."""
    kept = np.unique(np.linspace(0, len(x) - 1, min(len(x), MOST_POINTS // 4)).astype(int))
    return x[kept], y[kept]
