"""Metrics of classifications. Every one takes what was judged; which are better when higher is said in `METRICS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.metrics import average_precision_score, roc_auc_score

from cellwright.evaluate.calibration import expected_calibration_error

Floats = npt.NDArray[np.float64]
Zeros = npt.NDArray[np.int64]

# a probability of 0 that was wrong is this far from it, so that one certainty does not decide all
LEAST = 1e-7


@dataclass(frozen=True, eq=False)
class Judged:
    """Probabilities of labels, and which labels were true.

    Attributes:
        truth: (sequences, classes) of zeros and ones.
        probability: (sequences, classes).
        exclusive: whether each sequence has one label.

    Example:
        >>> judged = Judged(np.array([[1, 0], [0, 1]]), np.array([[0.9, 0.1], [0.6, 0.4]]), exclusive=True)
        >>> {name: round(metric(judged), 3) for name, metric in METRICS.items()}["accuracy"]
        0.5
    """

    truth: Zeros
    probability: Floats
    exclusive: bool

    @cached_property
    def predicted(self) -> Zeros:
        """(sequences, classes) of zeros and ones."""
        if not self.exclusive:
            return (self.probability >= 0.5).astype(np.int64)
        return np.asarray(np.eye(self.probability.shape[1], dtype=np.int64)[self.probability.argmax(1)])

    @property
    def confidence(self) -> tuple[Floats, npt.NDArray[np.bool_]]:
        """How sure each prediction is, and whether it is right."""
        if self.exclusive:
            return self.probability.max(1), (self.predicted == self.truth).all(1)
        sure = np.maximum(self.probability, 1 - self.probability)
        return sure.ravel(), (self.predicted == self.truth).ravel()

    @property
    def columns(self) -> list[int]:
        """The classes that have a curve: those that some sequences have and others have not; one of two."""
        both = [int(k) for k in np.flatnonzero((self.truth.min(0) == 0) & (self.truth.max(0) == 1))]
        return both[-1:] if self.exclusive and self.truth.shape[1] == 2 else both

    def surprise(self) -> Floats:
        """The logarithmic loss of each sequence."""
        likely = np.clip(np.where(self.truth == 1, self.probability, 1 - self.probability), LEAST, 1.0)
        if self.exclusive:
            return np.asarray(-np.log(likely[self.truth == 1]))
        return np.asarray(-np.log(likely).mean(1))


Metric = Callable[[Judged], float]


def accuracy(judged: Judged) -> float:
    """The share of sequences whose labels are all right."""
    return float((judged.predicted == judged.truth).all(1).mean())


def balanced_accuracy(judged: Judged) -> float:
    """The mean over classes of the share of their sequences that is found."""
    present = judged.truth.sum(0)
    found = (judged.truth * judged.predicted).sum(0)
    return float((found[present > 0] / present[present > 0]).mean())


def macro_f1(judged: Judged) -> float:
    """The mean over classes of 2 TP / (2 TP + FP + FN); classes that neither occur nor are predicted are left out."""
    total = judged.truth.sum(0) + judged.predicted.sum(0)
    found = 2 * (judged.truth * judged.predicted).sum(0)
    return float((found[total > 0] / total[total > 0]).mean())


def _by_column(judged: Judged, metric: Callable[[Any, Any], float]) -> float:
    values = [metric(judged.truth[:, k], judged.probability[:, k]) for k in judged.columns]
    return float(np.mean(values)) if values else float("nan")


def roc_auc(judged: Judged) -> float:
    """The area under the ROC curve: the mean over classes, each against the rest."""
    return _by_column(judged, roc_auc_score)


def pr_auc(judged: Judged) -> float:
    """The average precision: the mean over classes, each against the rest; of two classes that of the second."""
    return _by_column(judged, average_precision_score)


def log_loss(judged: Judged) -> float:
    """The mean negative logarithm of the probability of what was true."""
    return float(judged.surprise().mean())


def calibration_error(judged: Judged) -> float:
    """The expected calibration error, in ten bins of confidence."""
    return expected_calibration_error(*judged.confidence)


METRICS: Mapping[str, Metric] = {
    "accuracy": accuracy,
    "balanced accuracy": balanced_accuracy,
    "macro F1": macro_f1,
    "ROC AUC": roc_auc,
    "PR AUC": pr_auc,
    "log loss": log_loss,
    "calibration error": calibration_error,
}
LOWER_IS_BETTER = frozenset({"log loss", "calibration error"})
