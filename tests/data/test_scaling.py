"""Law: scaling goes there and back, sees what it may see, and leaves a constant a constant."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellwright.data.panel import panel_of
from cellwright.data.scaling import KINDS, Scaling, window_scaling
from cellwright.data.windows import Shape, Windows, training_windows

LEVELS = st.floats(-1e6, 1e6).map(lambda level: round(level, 3))
SERIES = st.lists(LEVELS | st.just(float("nan")), min_size=3, max_size=30).filter(lambda v: not np.isnan(v).all())
every_kind = pytest.mark.parametrize("kind", KINDS)


def windows_of(values, kind, shape):
    panel = panel_of(np.array(values))
    return training_windows(panel, shape, Scaling.fitted(kind, panel.series()))


def back(windows: Windows, scaled):
    center, scale = windows.scales(np.arange(len(windows)))
    return scaled * scale + center


def assert_goes_back(windows):
    """Targets that were scaled for the network come back as they were, to the precision of float32."""
    rows = np.arange(len(windows))
    scaled, known = (part.numpy() for part in windows.batch(rows).targets[:2])
    targets = windows.targets(rows)
    assert np.array_equal(known, ~np.isnan(targets))
    center, scale = windows.scales(rows)
    rounding = 1e-6 * (np.abs(targets) + np.abs(center) + scale)
    assert (np.abs(back(windows, scaled) - targets) <= rounding)[known].all()
    assert (scaled[~known] == 0).all()


@every_kind
@given(values=SERIES, shape=st.builds(Shape, st.integers(1, 6), st.integers(1, 3), st.integers(1, 4)))
def test_there_and_back(kind, values, shape):
    assert_goes_back(windows_of(values, kind, shape))


def test_a_wrong_scale_is_seen(monkeypatch):
    windows = windows_of(np.arange(9.0), "standard", Shape(2, 1, 1))
    right, batch = windows.scales, windows.batch(np.arange(len(windows)))
    monkeypatch.setattr(Windows, "batch", lambda self, rows: batch)
    assert_goes_back(windows)
    monkeypatch.setattr(Windows, "scales", lambda self, rows: (right(rows)[0], 1.1 * right(rows)[1]))
    with pytest.raises(AssertionError):
        assert_goes_back(windows)


@given(values=SERIES)
def test_what_each_kind_gives(values):
    values = np.array(values)
    observed = values[~np.isnan(values)]
    center, scale = Scaling.fitted("minmax", [("a", values)]).of_series("a", values)
    scaled = (observed - center) / scale
    assert scaled.min() == 0
    assert scaled.max() == pytest.approx(1) or np.ptp(observed) <= 1e-9 * abs(observed.min())
    center, scale = Scaling.fitted("standard", [("a", values)]).of_series("a", values)
    assert center == pytest.approx(observed.mean())
    assert scale == pytest.approx(observed.std()) or scale == 1


@every_kind
@given(level=LEVELS, count=st.integers(3, 20))
def test_a_constant_is_zero_and_not_noise(kind, level, count):
    windows = windows_of([level] * count, kind, Shape(2, 1, 1))
    _, scale = windows.scales(np.arange(len(windows)))
    assert (scale == 1).all()
    inputs = windows.batch(np.arange(len(windows))).inputs[0][..., 0].numpy()
    expected = np.float32(level) if kind is None else 0
    assert np.abs(inputs - expected).max() <= 1e-6 * abs(level)


@given(values=st.lists(LEVELS, min_size=6, max_size=6), junk=LEVELS)
def test_window_scaling_does_not_look_at_what_is_not_seen(values, junk):
    seen = np.array([[False, False, True, True, True, True]])
    changed = [junk, junk, *values[2:]]
    for a, b in zip(
        window_scaling(np.array([values]), seen, 3), window_scaling(np.array([changed]), seen, 3), strict=True
    ):
        assert np.array_equal(a, b)


def test_window_scaling_is_centred_on_the_last_season():
    center, scale = window_scaling(np.array([[9.0, 1.0, 3.0]]), np.ones((1, 3), bool), season=2)
    assert center.item() == 2
    assert scale.item() == np.std([9, 1, 3])
    center, _ = window_scaling(np.array([[9.0, 1.0, 3.0]]), np.array([[False, True, True]]), season=2)
    assert center.item() == 2


@every_kind
def test_scaling_survives_json(kind):
    scaling = Scaling.fitted(kind, [("a", np.array([1.0, 4.0])), (7, np.array([np.nan, 0.1]))])
    assert Scaling.from_json(json.loads(json.dumps(scaling.to_json()))) == scaling


def test_a_series_that_was_not_there_in_training_is_scaled_by_itself():
    unseen = Scaling.fitted("standard", [("a", np.array([1.0, 3.0])), ("b", np.array([])), ("c", np.full(2, np.nan))])
    assert set(unseen.learned) == {"a"}
    assert unseen.of_series("b", np.array([10.0, 30.0])) == (20.0, 10.0)
    assert unseen.of_series("a", np.array([10.0, 30.0])) == (2.0, 1.0)
