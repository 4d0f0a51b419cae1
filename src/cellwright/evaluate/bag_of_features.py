"""What a table of simple features can tell: the models that a recurrent network on sequences has to beat."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, RidgeCV
from sklearn.multiclass import OneVsRestClassifier
from sklearn.multioutput import MultiOutputRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from cellwright.data.sequences import Sequences, Texts
from cellwright.data.vocabulary import TOKENISERS, tokeniser_to_learn

Floats = npt.NDArray[np.float64]
STATISTICS = ("mean", "deviation", "smallest", "largest", "first", "last", "slope", "observed")


def summaries(sequences: Sequences) -> Floats:
    """Of each channel: mean, deviation, smallest, largest, first, last, slope and how often observed; and the length.

    What a channel without any value has is NaN.

    Example:
        >>> one = Sequences((0,), np.array([[1.0], [2.0], [np.nan], [4.0]]), np.array([0, 4]))
        >>> summaries(one).round(2).tolist()
        [[2.33, 1.25, 1.0, 4.0, 1.0, 4.0, 1.0, 3.0, 4.0]]
    """
    rows = [_summary(sequences.values[a:b]) for a, b in zip(sequences.bounds, sequences.bounds[1:], strict=False)]
    return np.array(rows)


def _summary(values: Floats) -> Floats:
    known = ~np.isnan(values)
    steps = np.arange(len(values), dtype=np.float64)[:, None]
    count = known.sum(0)
    some = np.where(count > 0, count, np.nan)
    filled = np.where(known, values, 0.0)
    mean = filled.sum(0) / some
    apart = np.where(known, values - mean, 0.0)
    place = np.where(known, steps - np.where(known, steps, 0.0).sum(0) / some, 0.0)
    run = np.square(place).sum(0)
    slope = np.where(run > 0, (place * apart).sum(0) / np.where(run > 0, run, 1.0), np.where(count > 0, 0.0, np.nan))
    first, last = known.argmax(0), len(values) - 1 - known[::-1].argmax(0)
    columns = np.arange(values.shape[1])
    parts = [
        mean,
        np.sqrt(np.square(apart).sum(0) / some),
        np.where(known, values, np.inf).min(0),
        np.where(known, values, -np.inf).max(0),
        values[first, columns],
        values[last, columns],
        slope,
    ]
    summary = np.where(count > 0, np.array(parts), np.nan)
    return np.concatenate([summary.ravel(), count, [len(values)]])


def features_of(inputs: Sequences | Texts) -> Any:
    """What a baseline is fitted on: a table of summaries, or the texts."""
    return summaries(inputs) if isinstance(inputs, Sequences) else np.array(inputs.texts, dtype=object)


def _prepared(inputs: Sequences | Texts) -> list[Any]:
    if isinstance(inputs, Sequences):
        return [SimpleImputer(strategy="median", keep_empty_features=True), StandardScaler()]
    split = TOKENISERS[tokeniser_to_learn(inputs.texts)]
    return [
        TfidfVectorizer(tokenizer=split, token_pattern=None, lowercase=False, ngram_range=(1, 2), sublinear_tf=True)
    ]


def majority(exclusive: bool) -> Any:
    """The share of each class in the training data, for every sequence."""
    dummy = DummyClassifier(strategy="prior")
    return make_pipeline(FunctionTransformer(_nothing), dummy if exclusive else OneVsRestClassifier(dummy))


def mean_value() -> Any:
    """The mean of the training data, for every sequence."""
    return make_pipeline(FunctionTransformer(_nothing), DummyRegressor())


def _nothing(features: Any) -> Any:
    return np.zeros((len(features), 1))


def logistic_regression(inputs: Sequences | Texts, exclusive: bool) -> Any:
    """A logistic regression on summaries of each channel, or on the tf-idf of words and pairs of words."""
    # texts have far more features than examples, of small size, and want a weaker penalty
    model = LogisticRegression(C=1.0 if isinstance(inputs, Sequences) else 10.0, max_iter=2000)
    return make_pipeline(*_prepared(inputs), model if exclusive else OneVsRestClassifier(model))


def ridge(inputs: Sequences | Texts, targets: Floats) -> Any:
    """A ridge regression on the same features, its penalty chosen by leaving one out."""
    model = RidgeCV(alphas=(0.01, 0.1, 1.0, 10.0, 100.0))
    return make_pipeline(*_prepared(inputs), MultiOutputRegressor(model) if targets.ndim > 1 else model)
