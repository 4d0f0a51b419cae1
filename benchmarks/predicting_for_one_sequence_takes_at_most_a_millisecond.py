"""Classifiers, regressors and forecasters predict for one sequence in at most a millisecond, after the first call."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from verdicts import Verdict, announce, options

import cellwright as cw
from cellwright.inspect.speed import duration, table_of

MOST = 1e-3
QUICK = {"max_epochs": 1, "random_state": 0, "progress": False}


def calls() -> Iterator[tuple[str, Callable[[], Any]]]:
    """What is called, in words; how well a network is trained changes nothing about its time."""
    generator = np.random.default_rng(0)
    y = np.repeat([0, 1], 40)
    # labels lie in the shapes, so that the linear model beside the network looks for all of them
    X = np.abs(generator.normal(size=(80, 50))) * np.cumprod(np.where(y[:, None] == 1, -1, 1) * np.ones(50), 1)
    classifier = cw.SequenceClassifier(**QUICK).fit(X, y)
    assert classifier.module_.evidence.used > classifier.module_.evidence.widths[0]
    yield "SequenceClassifier, 50 steps", lambda: classifier.predict(X[:1])
    yield "SequenceClassifier, its probabilities", lambda: classifier.predict_proba(X[:1])
    texts = ["a fine film with fine acting", "a dull film with bad acting"] * 20
    reader = cw.SequenceClassifier(**QUICK).fit(texts, ["good", "bad"] * 20)
    yield "SequenceClassifier, a text of 6 words", lambda: reader.predict(texts[:1])
    regressor = cw.SequenceRegressor(**QUICK).fit(X, X.mean(1))
    yield "SequenceRegressor, 50 steps", lambda: regressor.predict(X[:1])
    season = 10 + np.sin(np.arange(156) * np.pi / 6)
    forecaster = cw.Forecaster(horizon=12, season_length=12, **QUICK).fit(season[:144])
    yield "Forecaster, behind the training data", forecaster.predict
    yield "Forecaster, behind 144 new points", lambda: forecaster.predict(season[12:])


def times(call: Callable[[], Any], seconds: float) -> list[float]:
    """Seconds of each call, for about so many seconds in all; the first call is not counted."""
    call()
    found: list[float] = []
    end = time.perf_counter() + seconds
    while (start := time.perf_counter()) < end:
        call()
        found.append(time.perf_counter() - start)
    return found


def main() -> None:
    asked = options(__doc__)
    rows, medians = [], {}
    for name, call in calls():
        found = times(call, asked.seconds)
        medians[name] = 1e3 * statistics.median(found)
        worst = float(np.quantile(found, 0.99))
        rows.append(
            {
                "predict": name,
                "median": duration(statistics.median(found)),
                "shortest": duration(min(found)),
                "99 of 100 within": duration(worst),
            }
        )
    print(table_of(rows), end="\n\n")
    announce(
        [Verdict("the median of predict at most 1 ms", 1e3 * MOST, medians, most=True, form="{:.2f} ms")],
    )


if __name__ == "__main__":
    main()
