"""Simple detectors that a network has to beat. Each learns from normal readings and scores these and others.

A baseline is a function (normal readings, other readings) -> scores of the normal steps, scores of the others, both
(points,): higher is more anomalous, NaN where there is none.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import IsolationForest

from cellwright.data.readings import Readings

Floats = npt.NDArray[np.float64]
Detector = Callable[[Readings, Readings], tuple[Floats, Floats]]

# how many steps the moving mean and the windows of the forest see
WINDOW = 32
# a forest of the windows of many channels gets so many columns at most
MOST_COLUMNS = 256
# how many keys before an event an n-gram looks at
CONTEXT = 2


def moving_z_score(normal: Readings, other: Readings) -> tuple[Floats, Floats]:
    """How many deviations a step is from the mean of the 32 steps before it: the largest over channels.

    It learns nothing. Where the 32 steps are all the same, any other value is as far as can be.

    Example:
        >>> from cellwright.data.readings import readings_of
        >>> wave = readings_of(np.sin(np.arange(40.0)))
        >>> scores, _ = moving_z_score(wave, wave)
        >>> int(np.isnan(scores).sum())
        32
    """
    return _by_series(normal, _z_scores), _by_series(other, _z_scores)


def isolation_forest(normal: Readings, other: Readings) -> tuple[Floats, Floats]:
    """How easily an isolation forest (Liu et al., ICDM 2008; scikit-learn's, as it is) sets a window of steps apart.

    A window is the last 32 steps, or fewer if that would make more than 256 columns; missing values are those before.
    """
    window = max(min(WINDOW, MOST_COLUMNS // normal.values.shape[1], int(normal.lengths.max())), 1)
    rows = np.concatenate([_windows(normal.values[part], window) for part in normal.slices()])
    forest = IsolationForest(random_state=0).fit(rows)

    def scores(values: Floats) -> Floats:
        if len(values) < window:
            return np.full(len(values), np.nan)
        return np.concatenate([np.full(window - 1, np.nan), -forest.score_samples(_windows(values, window))])

    return _by_series(normal, scores), _by_series(other, scores)


def n_gram(normal: Readings, other: Readings) -> tuple[Floats, Floats]:
    """How improbable a key is after the two before it, in bits, by counting; rarer contexts lean on shorter ones.

    Each order is smoothed by the next shorter one as by one more event (Witten-Bell in its simplest form); every key
    of either table may come, with equal probability, where nothing is known. Where there are several sessions, their
    end is a key, too, and the last event of a session has its surprise if it is the higher one.
    """
    ends = ("end of session",) if len(normal) > 1 else ()
    counts: Counter[tuple[str | int, ...]] = Counter()
    contexts: Counter[tuple[str | int, ...]] = Counter()
    for session in _keys(normal):
        keys = session + ends
        for place in range(len(keys)):
            for order in range(min(CONTEXT, place) + 1):
                context = keys[place - order : place]
                counts[(*context, keys[place])] += 1
                contexts[context] += 1
    number = len({*normal.vocabulary, *other.vocabulary, *ends})

    def surprise(keys: tuple[str | int, ...]) -> list[float]:
        result: list[float] = []
        for place, key in enumerate(keys + ends):
            probability = 1 / number
            for order in range(min(CONTEXT, place) + 1):
                context = (keys + ends)[place - order : place]
                probability = (counts[(*context, key)] + probability) / (contexts[context] + 1)
            result.append(-math.log2(probability))
        return [*result[: len(keys) - 1], max(result[len(keys) - 1 :])]

    def scores(events: Readings) -> Floats:
        return np.array([bits for keys in _keys(events) for bits in surprise(keys)])

    return scores(normal), scores(other)


def _by_series(readings: Readings, score: Callable[[Floats], Floats]) -> Floats:
    return np.concatenate([score(readings.values[part]) for part in readings.slices()])


def _z_scores(values: Floats) -> Floats:
    known = ~np.isnan(values)
    filled = np.where(known, values, 0.0)

    def before(x: Floats) -> Floats:
        """The sum of the steps before each, as many as there are."""
        total = np.concatenate([np.zeros((1, x.shape[1])), np.cumsum(x, 0)])
        sums: Floats = total[WINDOW:-1] - total[: -WINDOW - 1]
        return sums

    if len(values) <= WINDOW:
        return np.full(len(values), np.nan)
    # about a value of the series, or the squares would drown the deviation
    centred = np.where(known, filled - filled.sum(0) / np.maximum(known.sum(0), 1), 0.0)
    count = np.maximum(before(known.astype(np.float64)), 1)
    mean = before(centred) / count
    variance = np.maximum(before(np.square(centred)) / count - np.square(mean), 0)
    # rounding of the sums is no deviation
    deviation = np.maximum(np.sqrt(variance), 1e-7 * np.abs(centred).max(0, initial=0) + 1e-12)
    z = np.where(known[WINDOW:], np.abs(centred[WINDOW:] - mean) / deviation, np.nan)
    nothing = np.isnan(z).all(1)
    largest = np.where(nothing, np.nan, np.where(np.isnan(z), -np.inf, z).max(1))
    return np.concatenate([np.full(WINDOW, np.nan), largest])


def _windows(values: Floats, window: int) -> Floats:
    """The last steps of each step (steps - window + 1, columns)."""
    if len(values) < window:
        return np.zeros((0, window * values.shape[1]))
    places = np.maximum.accumulate(np.where(np.isnan(values), 0, np.arange(len(values))[:, None]), axis=0)
    filled: Floats = np.nan_to_num(np.take_along_axis(values, places, axis=0))
    windows = np.lib.stride_tricks.sliding_window_view(filled, window, axis=0)
    return np.asarray(windows.reshape(len(windows), -1))


def _keys(events: Readings) -> list[tuple[str | int, ...]]:
    """The keys of each session."""
    keys = [events.vocabulary[int(code)] for code in events.values[:, 0]]
    return [tuple(keys[part]) for part in events.slices()]


BASELINES: Mapping[str, Detector] = {"MovingZScore": moving_z_score, "IsolationForest": isolation_forest}
EVENT_BASELINES: Mapping[str, Detector] = {"NGram": n_gram}
