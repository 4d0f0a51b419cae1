"""What simple models say of unseen sequences, fitted to the training data or, where there is none, cross-validated."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import numpy.typing as npt
from sklearn.model_selection import cross_val_predict

from cellwright.data.sequences import Sequences, Texts
from cellwright.evaluate.bag_of_features import features_of

# parts of a cross-validation
FOLDS = 5

Inputs = Sequences | Texts
Array = npt.NDArray[Any]


def said_by_baselines(
    models: Mapping[str, Any],
    method: str,
    known: tuple[Inputs, Array] | None,
    unseen: tuple[Inputs, Array],
    fewest: int,
) -> tuple[Mapping[str, Array], str]:
    """What each of the models says of the unseen sequences, and what a reader should know about it.

    Args:
        models: unfitted, of scikit-learn, for features as `features_of` makes them.
        method: which of their methods says it.
        known: sequences to fit them to, and their targets; None if there are none, as for a loaded model.
        unseen: the sequences, and their targets, which are looked at only if there are none to fit to.
        fewest: how many examples there are of what is rarest among them.
    """
    inputs, targets = unseen
    features = features_of(inputs)
    with warnings.catch_warnings():
        # of a class that a fold lacks, of a penalty that converges slowly
        warnings.simplefilter("ignore")
        if known is not None:
            seen = features_of(known[0])
            return {name: getattr(each.fit(seen, known[1]), method)(features) for name, each in models.items()}, ""
        if fewest < FOLDS:
            return {}, (
                f"No baseline: a loaded model has no training data, and there are fewer than {FOLDS} sequences to "
                f"cross-validate on, in all or of a class."
            )
        found = {n: cross_val_predict(each, features, targets, cv=FOLDS, method=method) for n, each in models.items()}
    return found, (
        f"A loaded model has no training data: the baselines were cross-validated on these sequences, in {FOLDS} parts."
    )
