"""Figures of classifications."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.metrics import precision_recall_curve, roc_curve

from cellwright.evaluate.calibration import reliability
from cellwright.evaluate.classification import METRICS, Judged
from cellwright.inspect.figures import FIRST, TEXT, drawing, finished, look

Floats = npt.NDArray[np.float64]
GRID = np.linspace(0, 1, 201)
# more cells than this are not written into
MOST_NUMBERS = 12


def confusion(judged: Judged, names: Sequence[str]) -> str:
    """How many sequences of each class were predicted as which."""
    counts = judged.truth.T @ judged.predicted
    shares = counts / np.maximum(counts.sum(1, keepdims=True), 1)
    classes = len(names)
    size = 1.6 + 0.5 * classes
    figure, axes = drawing(min(8.5, 1.2 + size), min(7.5, size))
    for (true, said), share in np.ndenumerate(shares):
        axes.fill_between([said - 0.5, said + 0.5], true - 0.5, true + 0.5, color=FIRST, alpha=0.75 * share, lw=0)
        if classes <= MOST_NUMBERS:
            axes.text(said, true, str(counts[true, said]), ha="center", va="center", color=TEXT, fontsize=9)
    slanted = max(map(len, names)) > 3
    slant: dict[str, Any] = {"rotation": 45, "ha": "right", "rotation_mode": "anchor"} if slanted else {}
    axes.set_xticks(range(classes), names, **slant)
    axes.set_yticks(range(classes), names)
    for tick in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        tick.set_parse_math(False)
    axes.set_xlim(-0.5, classes - 0.5)
    axes.set_ylim(classes - 0.5, -0.5)
    axes.grid(visible=False)
    axes.set_xlabel("predicted")
    axes.set_ylabel("true")
    return finished(figure, "", "Confusion matrix: true classes against predicted ones")


def roc(judged: Mapping[str, Judged]) -> str:
    """The ROC curve of each model: the mean over classes."""

    def curve(truth: Any, probability: Any) -> Floats:
        false, true, _ = roc_curve(truth, probability)
        return np.asarray(np.interp(GRID, false, true))

    figure, axes = drawing()
    axes.plot([0, 1], [0, 1], color=TEXT, lw=0.8, ls="--")
    _curves(axes, judged, curve, "ROC AUC")
    axes.set_xlabel("share of the others taken for the class")
    axes.set_ylabel("share of the class found")
    return finished(figure, "ROC", "ROC curves")


def precision_recall(judged: Mapping[str, Judged]) -> str:
    """The precision at each recall of each model: the mean over classes."""

    def curve(truth: Any, probability: Any) -> Floats:
        precision, recall, _ = precision_recall_curve(truth, probability)
        return np.asarray(np.interp(GRID, recall[::-1], precision[::-1]))

    figure, axes = drawing()
    first = next(iter(judged.values()))
    if first.columns:
        axes.axhline(first.truth[:, first.columns].mean(), color=TEXT, lw=0.8, ls="--")
    _curves(axes, judged, curve, "PR AUC")
    axes.set_xlabel("recall")
    axes.set_ylabel("precision")
    axes.set_ylim(0, 1.03)
    return finished(figure, "Precision and recall", "Precision at each recall")


def _curves(axes: Any, judged: Mapping[str, Judged], curve: Callable[[Any, Any], Floats], metric: str) -> None:
    own = next(iter(judged))
    for number, (name, each) in enumerate(judged.items()):
        found = [curve(each.truth[:, k], each.probability[:, k]) for k in each.columns]
        if not found:
            continue
        if name == own and 1 < len(found) <= MOST_NUMBERS:
            for single in found:
                axes.plot(GRID, single, color=FIRST, lw=0.7, alpha=0.4)
        label = f"{name} {METRICS[metric](each):.3f}"
        axes.plot(GRID, np.mean(found, axis=0), label=label, **{**look(number), "lw": 2.2 if name == own else 1.4})


def reliability_diagram(judged: Mapping[str, Judged]) -> str:
    """The share of right predictions at each confidence; large points are of many predictions."""
    figure, axes = drawing()
    axes.plot([0, 1], [0, 1], color=TEXT, lw=0.8, ls="--")
    for number, (name, each) in enumerate(judged.items()):
        means, shares, counts = reliability(*each.confidence)
        style = look(number)
        axes.plot(means, shares, label=name, lw=1.1, **style)
        axes.scatter(means, shares, s=8 + 90 * counts / counts.sum(), color=style["color"], alpha=0.7, lw=0)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.03)
    axes.set_xlabel("confidence of the prediction")
    axes.set_ylabel("share that is right")
    return finished(figure, "", "Reliability diagram")
