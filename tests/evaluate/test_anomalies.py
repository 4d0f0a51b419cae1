"""Metrics of detectors against scikit-learn, and against cases small enough to count."""

from __future__ import annotations

import math

import numpy as np
import pytest
from sklearn import metrics as sklearn_metrics

from cellwright.evaluate.anomalies import METRICS, Events, Scored, best_f1, events_of
from cellwright.evaluate.nab import FEW_FALSE_ALARMS, FEW_MISSED, Profile, nab


def scored(seed=0, events=((10, 14), (50, 53)), steps=80):
    """A series with events, and scores that know a little of them."""
    labels = np.zeros(steps, bool)
    for start, end in events:
        labels[start:end] = True
    return Scored(labels, np.random.default_rng(seed).normal(size=steps) + 2 * labels, 1.5)


def alarmed(labels, alarms):
    """A series with these alarms."""
    return Scored(np.array(labels, bool), np.array(alarms, float), 0.5)


def test_against_scikit_learn():
    one = scored()
    expected = {
        "ROC AUC": sklearn_metrics.roc_auc_score(one.labels, one.scores),
        "PR AUC": sklearn_metrics.average_precision_score(one.labels, one.scores),
        "F1": sklearn_metrics.f1_score(one.labels, one.alarms),
        "false alarms %": 100 * one.alarms[~one.labels].mean(),
    }
    for name, value in expected.items():
        np.testing.assert_allclose(METRICS[name]([one]), value)
    thresholds = [sklearn_metrics.f1_score(one.labels, one.scores >= score) for score in one.scores]
    np.testing.assert_allclose(best_f1(one.labels, one.scores), max(thresholds))


def test_scores_are_averaged_and_counts_are_summed():
    series = [scored(seed) for seed in range(3)]
    for name in ("VUS-PR", "ROC AUC", "best F1"):
        np.testing.assert_allclose(METRICS[name](series), np.mean([METRICS[name]([one]) for one in series]))
    counts = [events_of([one]) for one in series]
    sums = [sum(getattr(each, part) for each in counts) for part in ("found", "missed", "false")]
    assert events_of(series) == Events(*sums)


def test_a_series_without_events_counts_its_false_alarms_alone():
    quiet = scored(1, events=())
    assert math.isnan(METRICS["VUS-PR"]([quiet]))
    assert METRICS["VUS-PR"]([scored(), quiet]) == METRICS["VUS-PR"]([scored()])
    assert METRICS["event precision"]([scored(), quiet]) < METRICS["event precision"]([scored()])


def test_events_are_found_by_any_alarm_and_false_alarms_are_runs():
    one = alarmed([0, 0, 1, 1, 1, 0, 0, 0, 1, 0, 0], [1, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1])
    events = events_of([one])
    assert events == Events(found=1, missed=1, false=3)
    assert (events.precision, events.recall, events.f1) == (1 / 4, 1 / 2, 1 / 3)


def test_alarming_always_is_not_perfect():
    labels = np.zeros(50, bool)
    labels[20:30] = True
    always = Scored(labels, np.ones(50), 0.5)
    assert events_of([always]) == Events(found=1, missed=0, false=2)
    assert METRICS["NAB"]([always]) < 100


def test_one_alarm_in_a_long_event_is_no_perfect_f1():
    one = alarmed([1] * 10 + [0] * 10, [0] * 5 + [1] + [0] * 14)
    assert METRICS["F1"]([one]) == pytest.approx(2 / 11)


def test_steps_without_a_score_alarm_nobody_and_are_ranked_last():
    labels = np.array([True, False, True, False])
    one = Scored(labels, np.array([np.nan, np.nan, 3.0, 1.0]), 2.0)
    assert one.alarms.tolist() == [False, False, True, False]
    assert one.ranked.tolist() == [1.0, 1.0, 3.0, 1.0]
    assert Scored(labels, np.full(4, np.nan), 2.0).ranked.tolist() == [0.0] * 4


def test_the_nab_score_is_that_of_its_authors_own_tests():
    # the cases of NAB's unit tests: sigmoids by hand, raw scores put between nothing and perfect
    weights = Profile(found=1.1, false=0.11, missed=1.2)

    def normalised(raw, events):
        return 100 * (raw + 1.2 * events) / (events * (1.1 + 1.2))

    late, first = 0.8482836399575131 / 0.9866142981514305, 1.0
    cases = [
        ([0, 1, 1, 0, 1, 1, 0], [0] * 7, -2 * 1.2, 2),
        ([0, 1, 1, 0, 0, 0, 0], [0, 0, 1, 0, 0, 0, 0], 1.1 * late, 1),
        ([0, 1, 1, 0, 1, 1, 0], [0, 0, 1, 0, 0, 0, 0], 1.1 * late - 1.2, 2),
        ([0, 0, 0, 0, 1, 1, 0], [0, 0, 0, 0, 1, 1, 0], 1.1 * first, 1),
        ([0, 1, 1, 0, 1, 1, 0], [0, 0, 1, 0, 1, 0, 0], 1.1 * (late + first), 2),
        # false alarms before the first event cost in full
        ([0, 0, 0, 0, 1, 1, 0], [0, 1, 0, 1, 0, 0, 0], -1.2 - 2 * 0.11, 1),
        # one length behind its end: the sigmoid at 1
        ([1, 1, 1, 0, 0, 0], [0, 0, 0, 0, 1, 0], -1.2 - 0.11 * 0.9866142981514305, 1),
    ]
    for labels, alarms, raw, events in cases:
        found = nab([(np.array(labels, bool), np.array(alarms, bool))], weights)
        assert found == pytest.approx(normalised(raw, events), rel=1e-12)


def test_nab_profiles_weigh_false_and_missed():
    one = scored()
    standard = nab([(one.labels, one.alarms)])
    assert nab([(one.labels, one.alarms)], FEW_FALSE_ALARMS) < standard
    early = [(one.labels, np.arange(80) < 1)]
    assert nab(early) == pytest.approx(100 * -0.11 / 4)
    assert nab(early, FEW_MISSED) == pytest.approx(100 * -0.11 / 6)
    assert math.isnan(nab([(one.labels & False, one.alarms)]))


def test_an_event_of_one_step():
    labels = np.array([0, 1, 0, 0, 0], bool)
    assert nab([(labels, labels)]) == 100.0
    assert nab([(labels, np.array([0, 0, 0, 1, 0], bool))]) == pytest.approx(-11 / 2)
