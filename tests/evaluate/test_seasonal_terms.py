"""Laws of the linear forecast of seasonal terms: what it leaves, what it finds, and what it is the solution of."""

from __future__ import annotations

import numpy as np
import pytest

from cellwright.evaluate.seasonal_terms import last_season, seasonal_map, seasonal_terms

SHAPES = [(24, 6, 12), (21, 9, 7), (14, 3, 7), (7, 5, 7), (9, 20, 4), (16, 3, 1), (2, 2, 1), (1, 3, 1)]


def windows_of(series, size, horizon):
    """Every window of a series, and what follows it."""
    starts = np.arange(len(series) - size - horizon + 1)[:, None]
    return series[starts + np.arange(size)], series[starts + size + np.arange(horizon)]


@pytest.mark.parametrize(("size", "horizon", "season"), SHAPES)
def test_a_constant_stays_one(size, horizon, season):
    for term in seasonal_terms(size, horizon, season):
        np.testing.assert_allclose(np.ones(size) @ term, 0, atol=1e-12)
    window = np.arange(size)
    np.testing.assert_array_equal(window @ last_season(size, horizon, season), np.resize(window[-season:], horizon))


@pytest.mark.parametrize(("size", "horizon", "season"), SHAPES)
def test_a_higher_or_larger_window_is_forecast_so(size, horizon, season):
    generator = np.random.default_rng(0)
    series = generator.normal(size=size + horizon + 30).cumsum()
    own = seasonal_map([windows_of(series, size, horizon)], size, horizon, season)
    window = series[-size:]
    np.testing.assert_allclose((3 * window + 5) @ own, 3 * (window @ own) + 5, atol=1e-9)


@pytest.mark.parametrize(("size", "horizon", "season"), [(24, 6, 12), (21, 9, 7), (16, 3, 1)])
def test_a_trend_is_found(size, horizon, season):
    place = np.arange(600.0)
    series = 0.3 * place + 5 * np.sin(2 * np.pi * place / max(season, 2)) * (season > 1)
    own = seasonal_map([windows_of(series[:-horizon], size, horizon)], size, horizon, season)
    rise = series[-horizon:] - series[-size - horizon : -horizon] @ last_season(size, horizon, season)
    # the penalty is worth a window, of some hundreds
    np.testing.assert_allclose(series[-size - horizon : -horizon] @ own, series[-horizon:], atol=0.05 * rise.max())


def test_it_is_a_ridge_regression_whose_penalty_is_worth_a_window():
    from sklearn.linear_model import Ridge

    generator = np.random.default_rng(0)
    windows, future = windows_of(generator.normal(size=80).cumsum(), 14, 4)
    future[generator.random(future.shape) < 0.2] = np.nan
    terms = seasonal_terms(14, 4, 7)
    table = np.array([[window @ term[:, step] for term in terms] for window in windows for step in range(4)])
    errors = np.array([own[s] - window[-7 + s] for window, own in zip(windows, future, strict=True) for s in range(4)])
    known = ~np.isnan(errors)
    # a horizon of windows, which overlap, is worth one
    size = np.sqrt(np.square(table[known]).sum(0) / (len(windows) / 4))
    expected = Ridge(alpha=1.0, fit_intercept=False).fit(table[known] / size, errors[known]).coef_ / size
    halves = [(windows[:30], future[:30]), (windows[30:], future[30:])]
    found = seasonal_map(halves, 14, 4, 7)
    np.testing.assert_allclose(found, last_season(14, 4, 7) + np.tensordot(expected, terms, 1), atol=1e-9)


def test_without_anything_to_learn_from_it_is_the_last_season():
    nothing = [(np.ones((3, 8)), np.full((3, 2), 1.0)), (np.zeros((1, 8)), np.full((1, 2), np.nan))]
    np.testing.assert_array_equal(seasonal_map(nothing, 8, 2, 4), last_season(8, 2, 4))
    np.testing.assert_array_equal(seasonal_map([], 8, 2, 4), last_season(8, 2, 4))
