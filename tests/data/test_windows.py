"""Laws of windows: they equal a slow, obvious construction, copy nothing, and no split leaks the future."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from panels import MANY, panel, with_ends

from cellwright.data.panel import fill, panel_of
from cellwright.data.scaling import KINDS, Scaling
from cellwright.data.windows import Shape, last_windows, split_in_time, split_places, training_windows

SHAPES = st.builds(Shape, st.integers(1, 8), st.integers(1, 4), st.integers(1, 4))
FRACTIONS = st.floats(0.05, 0.9)
every_kind = pytest.mark.parametrize("kind", KINDS)
unscaled = Scaling.fitted(None, [])


def slow_windows(many, shape):
    """For each window (series, inputs, targets), where an input that lies before the series is None."""
    found = []
    for label, values in enumerate(map(with_ends, many)):
        filled, length = fill(values, 3), len(values)
        shortest = min(shape.input_size, max(length - shape.horizon, 1))
        for cutoff in range(shortest, length - shape.horizon + 1):
            targets = values[cutoff : cutoff + shape.horizon]
            inputs = [filled[i] if i >= 0 else None for i in range(cutoff - shape.input_size, cutoff)]
            if not np.isnan(targets).all():
                found.append((label, inputs, targets))
    return found


def all_rows(windows):
    return np.arange(len(windows))


def tensors(windows):
    batch = windows.batch(all_rows(windows))
    return [part.numpy() for part in (batch.inputs[0], *batch.targets[:2])]


@given(many=MANY, shape=SHAPES)
def test_windows_equal_the_obvious_construction(many, shape):
    windows = training_windows(panel(many), shape, unscaled)
    slow = slow_windows(many, shape)
    assert windows.series.tolist() == [label for label, _, _ in slow]
    if not slow:
        return
    features, targets, known = tensors(windows)
    values, seen, _ = windows.inputs(all_rows(windows))
    for row, (_, inputs, expected) in enumerate(slow):
        assert seen[row].tolist() == [value is not None for value in inputs]
        assert [v for v, s in zip(values[row], seen[row], strict=True) if s] == [v for v in inputs if v is not None]
        assert features[row, :, 0].tolist() == [value or 0 for value in inputs]
        assert known[row].tolist() == (~np.isnan(expected)).tolist()
        assert targets[row].tolist() == np.nan_to_num(expected).tolist()


def test_what_was_not_observed_is_flagged():
    windows = training_windows(panel_of([1.0, None, 3.0, 4.0, 5.0]), Shape(4, 1, 1), unscaled)
    assert tensors(windows)[0][0, :, 1].tolist() == [1, 0, 1, 1]
    short = last_windows(panel_of([1.0, 2.0]), Shape(4, 1, 1), unscaled)
    assert tensors(short)[0][0].tolist() == [[0, 0], [0, 0], [1, 1], [2, 1]]


@given(many=MANY, shape=SHAPES)
def test_the_last_windows_end_with_the_series(many, shape):
    windows = last_windows(panel(many), shape, unscaled)
    features, _, known = tensors(windows)
    assert not known.any()
    for row, values in enumerate(map(with_ends, many)):
        expected = fill(values, 3)[-shape.input_size :]
        assert features[row, -len(expected) :, 0].tolist() == expected.tolist()


def test_an_empty_series_has_an_empty_window():
    early = panel_of({"unique_id": list("aabb"), "ds": [1, 2, 1, 2], "y": [1.0, 2.0, 3.0, 4.0]}).before([2, 0])
    features, _, known = tensors(last_windows(early, Shape(2, 1, 1), unscaled))
    assert features[1].tolist() == [[0, 0], [0, 0]]
    assert not known.any()


def test_nothing_is_copied_before_a_batch_is_asked_for():
    data = panel_of(np.arange(20_000.0))
    tracemalloc.start()
    windows = training_windows(data, Shape(1000, 100, 1), unscaled)
    training, validation = split_in_time(windows, split_places(data, windows.shape, 0.2))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert windows.panel is training.panel is validation.panel is data
    # a few numbers for each window, where a copy would be 1100
    assert most < len(windows) * 8 * 20
    own = [windows.series, windows.cutoffs]
    assert sum(part.nbytes for part in own) == len(windows) * 16


def assert_nothing_leaks(training, validation, places):
    """No training window touches anything from the place on; no target is in both parts."""
    horizon = np.arange(training.shape.horizon)
    for windows, inside in ((training, True), (validation, False)):
        targets = windows.cutoffs[:, None] + horizon
        assert ((targets < places[windows.series][:, None]) == inside).all()


@given(many=MANY, shape=SHAPES, fraction=FRACTIONS)
def test_no_target_is_in_both_parts(many, shape, fraction):
    data = panel(many)
    places = split_places(data, shape, fraction)
    windows = training_windows(data, shape, unscaled)
    training, validation = split_in_time(windows, places)
    assert_nothing_leaks(training, validation, places)
    assert len(training) + len(validation) <= len(windows)


def test_a_leak_is_seen():
    data = panel_of(np.arange(20.0))
    windows, places = training_windows(data, Shape(3, 2, 1), unscaled), np.array([15])
    training, validation = split_in_time(windows, places)
    assert_nothing_leaks(training, validation, places)
    with pytest.raises(AssertionError):
        assert_nothing_leaks(windows.take(windows.cutoffs < 15), validation, places)
    with pytest.raises(AssertionError):
        assert_nothing_leaks(training, windows.take(windows.cutoffs >= 14), places)


@every_kind
@settings(max_examples=40)
@given(many=MANY, shape=SHAPES, fraction=FRACTIONS, surprise=st.integers(-1000, 1000).map(float))
def test_what_comes_later_changes_nothing_in_training(kind, many, shape, fraction, surprise):
    def training_part(change):
        data = panel(many)
        places = split_places(data, shape, fraction)
        if change:
            data = panel([changed(values, place) for values, place in zip(many, places, strict=True)])
        scaling = Scaling.fitted(kind, data.before(places).series())
        return scaling, split_in_time(training_windows(data, shape, scaling), places)[0]

    def changed(values, place):
        # the grid keeps its ends, so that only values behind the place change
        return [surprise if 1 + i >= place else value for i, value in enumerate(values)]

    (scaling, training), (other_scaling, other) = training_part(False), training_part(True)
    assert scaling == other_scaling
    assert len(training) == len(other)
    if len(training):
        for part, other_part in zip(tensors(training), tensors(other), strict=True):
            assert np.array_equal(part, other_part)


@pytest.mark.parametrize(("length", "place"), [(100, 80), (10, 7), (3, 0), (2, 0)])
def test_a_horizon_at_least_is_held_out(length, place):
    assert split_places(panel_of(np.arange(float(length))), Shape(4, 3, 1), 0.2).tolist() == [place]


@pytest.mark.parametrize("length", [1, 2, 3, 4, 5, 8])
def test_short_series_give_the_windows_they_have(length):
    data = panel_of({"unique_id": ["a"] * length, "ds": range(length), "y": range(length)}, frequency=1)
    windows = training_windows(data, Shape(4, 3, 1), unscaled)
    assert windows.cutoffs.tolist() == {4: [1], 5: [2], 8: [4, 5]}.get(length, [])
