"""Scores of errors against their definition, written out step by step, and against what they are to tell apart."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.distance import mahalanobis
from small_detectors import detector, fitted, waves

from cellwright.evaluate.ranges import runs
from cellwright.tasks.detection_score import CAP, MOST_OF_LEVEL, MOST_OF_SHIFT, SLOWER, ErrorScore, Restless, Usual
from cellwright.tasks.detection_shift import RIDGE, MovingMean, Shift, moving_means

MEMORY, SMOOTHING = 7, 4


def some(steps=50, channels=3, seed=0):
    """Errors with gaps, and correlated values (steps, channels)."""
    random = np.random.default_rng(seed)
    errors = random.standard_t(3, (steps, channels))
    errors[:5], errors[20, 0], errors[30] = np.nan, np.nan, np.nan
    return errors, random.normal(size=(steps, channels)) @ random.normal(size=(channels, channels))


def calibrated(series=(slice(0, 50),)):
    errors, values = some()
    held_out = np.arange(50) >= 35
    return ErrorScore.of(errors, values, series, [held_out, ~held_out], MEMORY, SMOOTHING)


def by_definition(score, errors, values):
    """The scores as the head of the module has them."""
    square, all_r, scores = score.level**2, [], []
    usual = (score.spike, score.lasting)
    spread = [each.deviation**2 for each in usual]
    for step, error in enumerate(errors):
        z = np.sqrt(np.nanmean(np.square(error / score.sizes))) if not np.isnan(error).all() else np.nan
        if np.isnan(z):
            scores.append(np.nan)
            continue
        all_r.append(z / np.sqrt(max(square, score.level**2)))
        square += (min(z**2, MOST_OF_LEVEL**2 * square) - square) / MEMORY
        strange = 0.0
        for place, mean in enumerate((np.mean(all_r[-3:]), np.mean(np.minimum(all_r[-SMOOTHING:], CAP)))):
            away, lately = mean - usual[place].mean, max(spread[place], usual[place].deviation ** 2)
            strange += away / np.sqrt(lately)
            spread[place] += (min(away**2, MOST_OF_LEVEL**2 * lately) - spread[place]) / (SLOWER * MEMORY)
        shift = score.shift.distance(values[max(step + 1 - SMOOTHING, 0) : step + 1].mean(0))
        scores.append(max(strange, min(shift, MOST_OF_SHIFT)))
    return np.array(scores)


def test_scores_are_their_definition():
    score = calibrated()
    errors, values = some(seed=1)
    values[40:] += 100
    found = score.scores(errors, values)
    np.testing.assert_allclose(found, by_definition(score, errors, values), rtol=1e-9)
    assert found[49] == MOST_OF_SHIFT


def test_on_normal_data_both_means_of_r_are_usual():
    score = calibrated()
    errors, _ = some()
    means = np.array(score.means_of_r(score.combined(errors)))
    for usual, each in zip((score.spike, score.lasting), means.T, strict=True):
        assert usual == Usual(pytest.approx(np.nanmean(each)), pytest.approx(np.nanstd(each)))
    held_out = errors[35:]
    np.testing.assert_allclose(score.sizes, np.sqrt(np.nanmean(np.square(held_out), 0)))


def test_a_stream_that_has_become_restless_is_compared_with_that():
    restless = Restless(Usual(1.0, 0.5), rate=1e-2)
    first = restless.step(4.0)
    later = [restless.step(value) for value in [4.0, -2.0] * 500]
    assert first == 6.0
    # as far as ever, but no further than it always is
    assert later[-2] == pytest.approx(1.0, abs=0.05)
    # in a calm that no normal data had, a deviation is still theirs
    calm = [restless.step(1.0) for _ in range(2000)] + [restless.step(1.5)]
    assert calm[-1] == 1.0


def test_series_do_not_meet():
    together, apart = calibrated(), calibrated((slice(0, 25), slice(25, 50)))
    assert together.lasting != apart.lasting
    assert not np.array_equal(together.shift.centre, apart.shift.centre)


def test_a_shift_is_the_distance_of_mahalanobis():
    means = some()[1]
    shift = Shift.of(means)
    inverse = np.linalg.inv(np.cov(means.T, bias=True) + RIDGE * np.eye(3))
    expected = [mahalanobis(each, means.mean(0), inverse) / np.sqrt(3) for each in means]
    np.testing.assert_allclose(shift.distance(means), expected)


@pytest.mark.parametrize("steps", [1, 4, 80])
def test_a_moving_mean_is_that_of_the_last_steps(steps):
    values = some()[1]
    expected = [values[max(end - steps, 0) : end].mean(0) for end in range(1, len(values) + 1)]
    np.testing.assert_allclose(moving_means(values, steps), expected, atol=1e-12)
    one = MovingMean(steps)
    np.testing.assert_allclose([one.step(each) for each in values], expected, atol=1e-12)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("sizes", [1.0, -1.0, 1.0], "the sizes of errors must be finite and above zero"),
        ("memory", 0, "memory and smoothing of a score"),
        ("lasting", {"mean": 0.0, "deviation": 0.0}, "is not what a score usually is"),
        ("shift", {"centre": [0.0], "whitening": [[1.0]]}, "is not that of 3 channels"),
        ("shift", {"centre": [0.0] * 3, "whitening": [[np.nan] * 3] * 3}, "must be finite"),
    ],
)
def test_it_comes_back_from_json_and_nonsense_does_not(name, value, message):
    document = calibrated().to_json()
    errors, values = some()
    np.testing.assert_array_equal(
        ErrorScore.from_json(document).scores(errors, values), calibrated().scores(errors, values)
    )
    with pytest.raises(ValueError, match=message):
        ErrorScore.from_json({**document, name: value})


@pytest.mark.parametrize("method", ["forecast", "reconstruction"])
def test_what_moved_and_stays_away_ranks_above_all_that_was_there_before(method):
    values = waves(400, seed=2)
    values[200:] += 3
    scores = fitted(method).decision_function(values)
    # long after the jump, whose own errors are over
    assert scores[300:].min() > np.nanquantile(scores[:200], 0.98)


def test_false_alarms_begin_at_about_the_stated_rate():
    rate, new = 2e-3, 20_000
    one = detector(false_alarm_rate=rate, max_epochs=8).fit(waves(3000))
    alarms = runs(one.predict(waves(new, seed=3)).astype(bool))
    begun = 1 + (alarms[1:, 0] - alarms[:-1, 1] > 3 * one.smoothing).sum()
    # of 40 that are expected; the tail is known from 60 or so
    assert 10 < begun < 120


def test_anomalies_that_leave_no_time_between_them_leave_a_threshold():
    labels = np.zeros(240, int)
    labels[::10] = 1
    assert np.isfinite(detector(max_epochs=1).fit(waves(), labels).threshold_)


def test_what_follows_a_known_anomaly_sets_no_threshold():
    values, labels = waves(400), np.zeros(400, int)
    values[100:110] += 50
    labels[100:110] = 1
    assert detector().fit(values, labels).threshold_ < 3 * detector().fit(waves(400)).threshold_
