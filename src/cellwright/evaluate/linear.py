"""A linear model of a table, its penalty chosen by what it says of rows that it has not seen."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

Floats = npt.NDArray[np.float64]

STRENGTHS = (0.001, 0.01, 0.1, 1.0)
# what is taken where too few rows are there to choose by
USUAL_STRENGTH = 0.1
FOLDS = 5
# of the optimizer, for each penalty
STEPS = 200
# a column that varies by less than this share of its size is a constant
CONSTANT = 1e-6


@dataclass(frozen=True, eq=False)
class Linear:
    """Logits (rows, classes) = (table - centers) @ weights + biases.

    Attributes:
        centers: (columns,).
        weights: (columns, classes).
        biases: (classes,).
    """

    centers: Floats
    weights: Floats
    biases: Floats


def logistic(table: Floats, targets: npt.NDArray[Any], classes: int, counts: Floats) -> Linear:
    """A logistic regression on standardised columns, its L2 penalty chosen by the cross-entropy of five folds.

    Args:
        table: (rows, columns).
        targets: (rows,) numbers of classes; or (rows, classes) zeros and ones, each column a model of its own.
        classes: how many there are; one that no row has gets the logit of one that a row in two would have.
        counts: what each row counts, (rows,) or (rows, classes).

    Example:
        >>> table = np.array([[0.0], [1.0], [2.0], [3.0]])
        >>> linear = logistic(table, np.array([0, 0, 1, 1]), 2, np.ones(4))
        >>> ((table - linear.centers) @ linear.weights + linear.biases).argmax(1)
        array([0, 0, 1, 1])
    """
    if targets.ndim == 2:
        each = [logistic(table, column, 2, own) for column, own in zip(targets.T, counts.T, strict=True)]
        weights = np.column_stack([one.weights[:, 1] - one.weights[:, 0] for one in each])
        return Linear(each[0].centers, weights, np.array([one.biases[1] - one.biases[0] for one in each]))
    centers, deviations = table.mean(0), table.std(0)
    scales = np.where(deviations > CONSTANT * np.maximum(1.0, np.abs(centers)), deviations, np.inf)
    present = np.unique(targets)
    weights, biases = np.zeros((table.shape[1], classes)), np.full(classes, -np.log(2 * len(targets)))
    weights[:, present], biases[present] = _of_present((table - centers) / scales, targets, counts)
    return Linear(centers, weights / scales[:, None], biases)


def _of_present(standard: Floats, targets: npt.NDArray[Any], counts: Floats) -> tuple[Floats, Floats]:
    """Weights (columns, classes) and biases (classes,) of the classes that some row has."""
    _, often = np.unique(targets, return_counts=True)
    if len(often) == 1:
        return np.zeros((standard.shape[1], 1)), np.zeros(1)
    with warnings.catch_warnings():
        # of a penalty so weak that it converges slowly, and of options that are renamed
        warnings.simplefilter("ignore")
        model = LogisticRegression(C=_strength(standard, targets, counts), max_iter=STEPS)
        model.fit(standard, targets, sample_weight=counts)
    weights, biases = model.coef_.T, model.intercept_
    # of two classes there is one logit: that of the second over the first
    return (
        (np.hstack([-weights, weights]) / 2, np.append(-biases, biases) / 2) if len(often) == 2 else (weights, biases)
    )


def _strength(standard: Floats, targets: npt.NDArray[Any], counts: Floats) -> float:
    """The inverse penalty under which rows that were left out are least surprising."""
    folds = min(FOLDS, int(np.unique(targets, return_counts=True)[1].min()))
    if folds < 2:
        return USUAL_STRENGTH
    surprise = np.zeros(len(STRENGTHS))
    for seen, unseen in StratifiedKFold(folds).split(standard, targets):
        # each fit goes on where the stronger penalty ended
        model = LogisticRegression(max_iter=STEPS, warm_start=True)
        for place, strength in enumerate(STRENGTHS):
            model.set_params(C=strength).fit(standard[seen], targets[seen], sample_weight=counts[seen])
            likely = model.predict_log_proba(standard[unseen])
            true = np.searchsorted(model.classes_, targets[unseen])
            surprise[place] -= (counts[unseen] * likely[np.arange(len(true)), true]).sum()
    return STRENGTHS[int(surprise.argmin())]
