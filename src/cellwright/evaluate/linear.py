"""Linear models of a table, their penalty chosen by what they say of rows that they have not seen."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, diags
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import KFold, StratifiedKFold
from threadpoolctl import threadpool_limits

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
# weights (columns, outputs) and biases (outputs,)
Map = tuple[Floats, Floats]

FOLDS = 5
# when so many rows were left out, those of further folds would choose the same
ENOUGH_LEFT_OUT = 5000
# of the optimizer, for each penalty
STEPS = 200
# a column that varies by less than this share of its size is a constant
CONSTANT = 1e-6


@dataclass(frozen=True)
class Linear:
    """Outputs (rows, outputs) = (table - centers) @ weights + biases, of the first columns of a table.

    Attributes:
        centers: (columns,), up to the last one that has a weight.
        weights: (columns, outputs).
        biases: (outputs,).
    """

    centers: Floats
    weights: Floats
    biases: Floats


@dataclass(frozen=True)
class Family:
    """Linear models that differ in their penalty.

    Attributes:
        model: one of them, unfitted.
        name: of the parameter that says how strong the penalty is.
        values: of this parameter, the strongest penalty first.
        usual: what is taken where too few rows are there to choose by.
        surprise: how far a fitted model is from saying the targets of rows, in all.
        scales: what each column is multiplied by, from the rows that are fitted to; None leaves them as they are.
    """

    model: Any
    name: str
    values: Sequence[float]
    usual: float
    surprise: Callable[[Any, Any, npt.NDArray[Any], Floats], float]
    scales: Callable[[csr_matrix, npt.NDArray[Any]], Floats] | None = None


def _cross_entropy(model: Any, table: Any, targets: npt.NDArray[Any], counts: Floats) -> float:
    true = np.searchsorted(model.classes_, targets)
    return float(-(counts * model.predict_log_proba(table)[np.arange(len(true)), true]).sum())


def _squares(model: Any, table: Any, targets: npt.NDArray[Any], counts: Floats) -> float:
    # of one number, predictions are flat
    missing = model.predict(table).reshape(targets.shape) - targets
    return float((counts * np.square(missing).mean(1)).sum())


def _rarity(table: csr_matrix, targets: npt.NDArray[Any]) -> Floats:  # noqa: ARG001
    """The logarithm of one in how many texts has a token, and 1."""
    often = np.asarray((table > 0).sum(0)).ravel()
    return np.asarray(np.log((1 + table.shape[0]) / (1 + often)) + 1)


def _telling(table: csr_matrix, targets: npt.NDArray[Any]) -> Floats:
    """How rare a token is, by how far the evidence of naive Bayes for each class, against the others, is apart."""
    seen = (table > 0).astype(np.float64)
    often = np.asarray(seen.sum(0)).ravel()
    known = np.count_nonzero(often)
    own = np.array([np.asarray(seen[targets == label].sum(0)).ravel() for label in np.unique(targets)])
    rest = often - own
    likely, unlikely = (np.log((1 + each) / (known + each.sum(1, keepdims=True))) for each in (own, rest))
    return np.asarray((likely - unlikely).std(0)) * _rarity(table, targets)


LOGISTIC = Family(
    LogisticRegression(max_iter=STEPS, warm_start=True), "C", (0.001, 0.01, 0.1, 1.0), 0.1, _cross_entropy
)
# a text has few of the many columns, so that each of them says little about the others
OF_TEXTS = Family(LOGISTIC.model, "C", (0.1, 0.3, 1.0, 3.0, 10.0), 1.0, _cross_entropy, _telling)
RIDGE = Family(Ridge(), "alpha", (1000.0, 100.0, 10.0, 1.0), 10.0, _squares)
RIDGE_OF_TEXTS = Family(Ridge(solver="sparse_cg"), "alpha", (10.0, 3.0, 1.0, 0.3), 1.0, _squares, _rarity)


def logistic(
    table: Floats, targets: npt.NDArray[Any], classes: int, counts: Floats, widths: Sequence[int] = ()
) -> Linear:
    """A logistic regression on standardised columns, its L2 penalty chosen by the cross-entropy of up to five folds.

    Args:
        table: (rows, columns).
        targets: (rows,) numbers of classes; or (rows, classes) zeros and ones, each column a model of its own.
        classes: how many there are; one that no row has gets the logit of one that a row in two would have.
        counts: what each row counts, (rows,) or (rows, classes).
        widths: how many of the first columns the model may take, in the order of preference; all if empty. Which of
            them it does is chosen with the penalty.

    Example:
        >>> table = np.array([[0.0], [1.0], [2.0], [3.0]])
        >>> linear = logistic(table, np.array([0, 0, 1, 1]), 2, np.ones(4))
        >>> ((table - linear.centers) @ linear.weights + linear.biases).argmax(1)
        array([0, 0, 1, 1])
    """

    def fitted(standard: Floats, widths: Sequence[int]) -> Map:
        return _each_label(
            lambda own, many, each: _of_classes(LOGISTIC, standard, own, many, each, widths), targets, classes, counts
        )

    return _standardised(table, widths, fitted)


def ridge(table: Floats, targets: Floats, widths: Sequence[int] = ()) -> Linear:
    """A ridge regression on standardised columns, its penalty chosen by the squared error of up to five folds.

    Args:
        table: (rows, columns).
        targets: (rows, numbers).
        widths: as for `logistic`.

    Example:
        >>> table = np.arange(100.0)[:, None]
        >>> ridge(table, 2 * table + 1).weights.round(1)
        array([[2.]])
    """
    return _standardised(table, widths, lambda own, many: _chosen(RIDGE, own, targets, np.ones(len(table)), many))


def logistic_of_texts(table: csr_matrix, targets: npt.NDArray[Any], classes: int, counts: Floats) -> Map:
    """A logistic regression on which tokens texts have, each weighed by how rare it is and how much it tells.

    Args:
        table: (texts, tokens), at least 0.
        targets: as for `logistic`.
        classes: as for `logistic`.
        counts: as for `logistic`.

    Source: Wang and Manning, Baselines and bigrams, ACL 2012, for the ratios of naive Bayes as features.

    Example:
        >>> table = csr_matrix(np.eye(2)[[0, 0, 1, 1]])
        >>> weights, biases = logistic_of_texts(table, np.array([0, 0, 1, 1]), 2, np.ones(4))
        >>> weights.argmax(1)
        array([0, 1])
    """
    return _each_label(lambda own, many, each: _of_classes(OF_TEXTS, table, own, many, each), targets, classes, counts)


def ridge_of_texts(table: csr_matrix, targets: Floats) -> Map:
    """A ridge regression on which tokens texts have, each weighed by how rare it is.

    Args:
        table: (texts, tokens), at least 0.
        targets: (texts, numbers).
    """
    return _chosen(RIDGE_OF_TEXTS, table, targets, np.ones(table.shape[0]))


def _standardised(table: Floats, widths: Sequence[int], fit: Callable[[Floats, Sequence[int]], Map]) -> Linear:
    """The map that `fit` makes of standardised columns and of the widths among them.

    Columns that are the same are one: k of them share a weight w, which costs k (w / k)^2, as w / sqrt(k) of a column
    that is sqrt(k) times as large does.
    """
    centers, deviations = table.mean(0), table.std(0)
    varies = deviations > CONSTANT * np.maximum(1.0, np.abs(centers))
    widths = tuple(widths) or (table.shape[1],)
    # the first has a place even if it is a constant, since no model is of no columns
    kept, copies = _distinct(table, np.union1d([0], np.flatnonzero(varies)), widths)
    scales = np.where(varies, deviations, np.inf)[kept] / np.sqrt(copies)
    own, biases = fit((table[:, kept] - centers[kept]) / scales, np.searchsorted(kept, widths).tolist())
    weights = np.zeros((table.shape[1], own.shape[1]))
    weights[kept] = own / scales[:, None]
    used = slice(int(np.flatnonzero(weights.any(1)).max(initial=-1)) + 1)
    return Linear(centers[used], weights[used], biases)


def _distinct(table: Floats, places: Places, widths: Sequence[int]) -> tuple[Places, Places]:
    """The first of each column that these places have, and how often it is there, within the same of the widths."""
    within = np.searchsorted(widths, places, side="right").tolist()
    found: dict[tuple[int, bytes], list[int]] = {}
    for place, width in zip(places.tolist(), within, strict=True):
        found.setdefault((width, _named(table[:, place])), []).append(place)
    return np.array([same[0] for same in found.values()]), np.array([len(same) for same in found.values()])


def _named(column: Floats) -> bytes:
    """What only columns have that are the same."""
    return hashlib.sha256(column.tobytes()).digest()


def _each_label(
    fit: Callable[[npt.NDArray[Any], int, Floats], Map], targets: npt.NDArray[Any], classes: int, counts: Floats
) -> Map:
    """The map for classes; for labels that do not exclude each other, the log-odds of each, from a map of its own."""
    if targets.ndim == 1:
        return fit(targets, classes, counts)
    each = [fit(column, 2, own) for column, own in zip(targets.T, counts.T, strict=True)]
    weights = np.column_stack([weights[:, 1] - weights[:, 0] for weights, _ in each])
    return weights, np.array([biases[1] - biases[0] for _, biases in each])


def _of_classes(
    family: Family, table: Any, targets: npt.NDArray[Any], classes: int, counts: Floats, widths: Sequence[int] = ()
) -> Map:
    """The map for classes of which some may have no row."""
    present = np.unique(targets)
    weights, biases = np.zeros((table.shape[1], classes)), np.full(classes, -np.log(2 * len(targets)))
    if len(present) == 1:
        biases[present] = 0.0
        return weights, biases
    own, base = _chosen(family, table, targets, counts, widths)
    if len(present) == 2:
        # of two classes there is one logit: that of the second over the first
        own, base = np.hstack([-own, own]) / 2, np.append(-base, base) / 2
    weights[:, present], biases[present] = own, base
    return weights, biases


def _chosen(family: Family, table: Any, targets: npt.NDArray[Any], counts: Floats, widths: Sequence[int] = ()) -> Map:
    """The map of the model of a family, on so many of the first columns, that rows left out surprise least."""
    # products this small gain nothing by more threads, and on busy cores these wait for each other
    with warnings.catch_warnings(), threadpool_limits(1, user_api="blas"):
        # of a penalty so weak that it converges slowly, and of options that are renamed
        warnings.simplefilter("ignore")
        width, value = _choice(family, table, targets, counts, widths or (table.shape[1],))
        model = clone(family.model).set_params(**{family.name: value})
        scaled, scales = _scaled(family, table, targets)
        model.fit(scaled[:, :width], targets, sample_weight=counts)
    found = np.atleast_2d(model.coef_).T
    weights = np.zeros((table.shape[1], found.shape[1]))
    weights[:width] = found
    return (weights if scales is None else scales[:, None] * weights), np.atleast_1d(model.intercept_)


def _scaled(family: Family, table: Any, targets: npt.NDArray[Any]) -> tuple[Any, Floats | None]:
    """The table with its columns scaled, and by what."""
    if family.scales is None:
        return table, None
    scales = family.scales(table, targets)
    return table @ diags(scales), scales


def _choice(
    family: Family, table: Any, targets: npt.NDArray[Any], counts: Floats, widths: Sequence[int]
) -> tuple[int, float]:
    """The width, and the value of the penalty, under which rows that were left out are least surprising."""
    numbers = np.issubdtype(targets.dtype, np.floating)
    folds = min(FOLDS, len(targets) if numbers else int(np.unique(targets, return_counts=True)[1].min()))
    if folds < 2:
        return widths[0], family.usual
    # numbers may come in their order
    split = KFold(folds, shuffle=True, random_state=0) if numbers else StratifiedKFold(folds)
    surprise, left_out = np.zeros((len(widths), len(family.values))), 0
    for seen, unseen in split.split(table, targets):
        # what is left out has no say in how columns are scaled
        known, scales = _scaled(family, table[seen], targets[seen])
        other = table[unseen] if scales is None else table[unseen] @ diags(scales)
        for row, width in enumerate(widths):
            # each fit may go on where the stronger penalty ended
            model = clone(family.model)
            for column, value in enumerate(family.values):
                model.set_params(**{family.name: value}).fit(
                    known[:, :width], targets[seen], sample_weight=counts[seen]
                )
                surprise[row, column] += family.surprise(model, other[:, :width], targets[unseen], counts[unseen])
        left_out += len(unseen)
        if left_out >= ENOUGH_LEFT_OUT:
            break
    best = divmod(int(surprise.argmin()), len(family.values))
    return widths[best[0]], family.values[best[1]]
