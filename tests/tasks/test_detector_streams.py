"""Law: a stream says of each step what `decision_function` says of the whole series, but for rounding."""

from __future__ import annotations

import numpy as np
import pytest
from small_detectors import DATA, broken, detector, fitted, waves

import cellwright as cw

# sums of float32 in another order, in scores of order 1 to 100: `DetectorStream` promises ten times as much
RELATIVE, ABSOLUTE = 1e-4, 1e-4


def streamed(one, series):
    """The scores and labels of a stream, step by step."""
    stream = one.stream()
    said = [stream.step(x) for x in series]
    return np.array([each.score for each in said]), np.array([each.label for each in said])


def with_gaps(values):
    """The values with some missing, alone and together, at the start too."""
    values = values.copy()
    values[0, 0] = np.nan
    values[[20, 21, 50], 1] = np.nan
    values[100:112] = np.nan
    return values


@pytest.mark.parametrize("gaps", [False, True], ids=["complete", "with gaps"])
@pytest.mark.parametrize("method", ["forecast", "reconstruction"])
@pytest.mark.parametrize("options", [{}, {"cell": "gru", "num_layers": 2, "smoothing": 1, "memory": 5}], ids=str)
def test_of_readings(method, options, gaps):
    one = fitted(method, **options)
    values = with_gaps(broken()[0]) if gaps else broken()[0]
    scores, labels = streamed(one, values)
    np.testing.assert_allclose(scores, one.decision_function(values), rtol=RELATIVE, atol=ABSOLUTE)
    np.testing.assert_array_equal(labels, one.predict(values))
    assert labels.any()


@pytest.mark.parametrize("top_k", [None, 2])
def test_of_events(top_k):
    one = fitted("next_event", top_k=top_k)
    for session in DATA["next_event"][1]():
        stream = one.stream()
        scores = np.array([stream.step(key).score for key in session])
        # the whole session is known to end, and its last event stands for that
        scores[-1] = max(scores[-1], stream.end().score)
        np.testing.assert_allclose(scores, one.decision_function([session])[0], rtol=RELATIVE, atol=ABSOLUTE)


def test_the_end_of_readings_is_nothing_and_begins_anew():
    stream = fitted().stream()
    assert stream.step(np.zeros(2)).label == stream.end().label == 0
    assert np.isnan(stream.end().score)


def test_in_double_precision_the_difference_is_that_of_doubles():
    one = detector(precision="float64").fit(waves())
    values = broken()[0]
    np.testing.assert_allclose(streamed(one, values)[0], one.decision_function(values), rtol=1e-9)


def test_the_law_can_fail():
    one = fitted()
    values = broken()[0]
    other = streamed(one, values[1:])[0]
    with pytest.raises(AssertionError):
        np.testing.assert_allclose(other, one.decision_function(values)[1:], rtol=RELATIVE, atol=ABSOLUTE)


def test_a_reset_begins_a_new_series():
    one = fitted()
    stream = one.stream()
    values = broken()[0][:40]
    first = [stream.step(x).score for x in values]
    stream.reset()
    np.testing.assert_array_equal([stream.step(x).score for x in values], first)


def test_two_streams_do_not_meet():
    one = fitted()
    values, others = broken()[0][:60], waves(60, 5)
    left, right = one.stream(), one.stream()
    pairs = [(left.step(x).score, right.step(y).score) for x, y in zip(values, others, strict=True)]
    np.testing.assert_array_equal([pair[0] for pair in pairs], streamed(one, values)[0])
    np.testing.assert_array_equal([pair[1] for pair in pairs], streamed(one, others)[0])


def test_one_channel_is_a_number():
    one = detector().fit(waves(channels=1))
    assert np.isnan(one.stream().step(0.5).score)


@pytest.mark.parametrize(
    ("step", "message"),
    [
        ([1.0], "a step has 2 channels; got 1"),
        ([1.0, np.inf], "a step must be finite, or NaN where nothing was read; got an infinite value"),
        ("high", "a step is 2 numbers; got 'high'"),
    ],
)
def test_a_wrong_step_is_refused_and_changes_nothing(step, message):
    stream, untouched = fitted().stream(), fitted().stream()
    values = broken()[0][:30]
    for x in values[:20]:
        stream.step(x)
        untouched.step(x)
    with pytest.raises(cw.ArgumentError, match=message):
        stream.step(step)
    for x in values[20:]:
        assert stream.step(x) == untouched.step(x)
