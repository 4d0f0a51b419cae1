"""Metrics against scikit-learn and against their definitions; what is not known changes nothing."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics as sklearn_metrics

from cellwright.evaluate.metrics import METRICS, nominal_coverage

LEVELS = [0.1, 0.5, 0.9]


@pytest.fixture
def windows():
    random = np.random.default_rng(0)
    actual = random.normal(10, 2, (7, 5))
    quantiles = np.sort(random.normal(10, 2, (7, 5, 3)), -1)
    return actual, quantiles, LEVELS, random.uniform(1, 2, 7)


def test_against_scikit_learn(windows):
    actual, quantiles, _, _ = windows
    flat, median = actual.ravel(), quantiles[..., 1].ravel()
    expected = {
        "MAE": sklearn_metrics.mean_absolute_error(flat, median),
        "RMSE": sklearn_metrics.root_mean_squared_error(flat, median),
        "MAPE": 100 * sklearn_metrics.mean_absolute_percentage_error(flat, median),
        "pinball": np.mean(
            [
                sklearn_metrics.mean_pinball_loss(flat, quantiles[..., number].ravel(), alpha=level)
                for number, level in enumerate(LEVELS)
            ]
        ),
    }
    for name, value in expected.items():
        np.testing.assert_allclose(METRICS[name](*windows), value, rtol=1e-12)


def test_against_their_definitions(windows):
    actual, quantiles, _, scale = windows
    error = np.abs(actual - quantiles[..., 1])
    np.testing.assert_allclose(METRICS["MASE"](*windows), np.mean(error / scale[:, None]))
    size = (np.abs(actual) + np.abs(quantiles[..., 1])) / 2
    np.testing.assert_allclose(METRICS["sMAPE"](*windows), 100 * np.mean(error / size))
    inside = (quantiles[..., 0] <= actual) & (actual <= quantiles[..., 2])
    np.testing.assert_allclose(METRICS["coverage"](*windows), 100 * inside.mean())
    assert nominal_coverage(LEVELS) == pytest.approx(80)


@pytest.mark.parametrize("name", METRICS)
def test_what_is_not_known_changes_nothing(windows, name):
    actual, quantiles, levels, scale = windows
    holes = np.vstack([actual, np.full((2, 5), np.nan)])
    more = np.concatenate([quantiles, np.full((2, 5, 3), 1e9)])
    value = METRICS[name](holes, more, levels, np.append(scale, [1.0, 1.0]))
    np.testing.assert_allclose(value, METRICS[name](*windows), rtol=1e-12)
    nothing = METRICS[name](np.full_like(actual, np.nan), quantiles, levels, scale)
    assert np.isnan(nothing)


@pytest.mark.parametrize("name", [name for name in METRICS if name != "coverage"])
def test_a_perfect_forecast_has_no_error_and_a_worse_one_has_more(windows, name):
    actual, _, levels, scale = windows
    perfect, near, far = (np.repeat((actual + by)[..., None], 3, -1) for by in (0, 1, 2))
    values = [METRICS[name](actual, each, levels, scale) for each in (perfect, near, far)]
    assert values[0] == 0
    assert values[0] < values[1] < values[2]


def test_zeros_do_not_divide():
    zero, one = np.zeros((1, 1)), np.ones((1, 1, 1))
    assert np.isnan(METRICS["MAPE"](zero, one, [0.5], np.ones(1)))
    assert METRICS["sMAPE"](zero, np.zeros((1, 1, 1)), [0.5], np.ones(1)) == 0
    assert np.isnan(METRICS["MASE"](zero, one, [0.5], np.zeros(1)))
