"""Laws of forecasts by smoothing: what they leave, what they continue, and what they are the same as."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from cellwright.evaluate.smoothing import GOING_ON, NEWEST, smoothing_maps

SHAPES = [(36, 12, 12), (21, 9, 7), (23, 3, 7), (7, 5, 7), (9, 20, 4), (16, 3, 1), (2, 2, 1), (1, 3, 1)]
OPTIONS = list(product(NEWEST, GOING_ON))


@pytest.mark.parametrize(("points", "horizon", "season"), SHAPES)
def test_a_higher_or_larger_window_is_forecast_so(points, horizon, season):
    window = np.random.default_rng(0).normal(size=points).cumsum()
    for own in smoothing_maps(points, horizon, season):
        np.testing.assert_allclose((3 * window + 5) @ own, 3 * (window @ own) + 5, atol=1e-9)


@pytest.mark.parametrize(("points", "horizon", "season"), [shape for shape in SHAPES if shape[0] >= 2 * shape[2]])
def test_a_trend_goes_on_and_a_season_returns(points, horizon, season):
    place = np.arange(points + horizon)
    series = 2 * place + np.random.default_rng(0).normal(size=season)[place % season]
    maps = smoothing_maps(points, horizon, season)
    for (_, going_on), own in zip(OPTIONS, maps, strict=True):
        stays = 2 * (1 - going_on) * np.arange(1, horizon + 1)
        np.testing.assert_allclose(series[:points] @ own, series[points:] - stays, atol=1e-9)


@pytest.mark.parametrize(("points", "horizon", "season"), SHAPES)
def test_they_equal_the_obvious_construction(points, horizon, season):
    window = np.random.default_rng(1).normal(size=points).cumsum()
    seasons = points // season
    if season == 1:
        trend = np.polyfit(np.arange(points), window, 1)[0] if points > 1 else 0.0
    else:
        means = window[points - seasons * season :].reshape(seasons, season).mean(1)
        trend = (means[-1] - means[0]) / (season * max(seasons - 1, 1))
    flat = [window[i] - trend * (i - points + 1) for i in range(points)]
    rows = [flat[points - k * season : points - (k - 1) * season] for k in range(seasons, 0, -1)]
    shape = np.mean([np.array(row) - np.mean(row) for row in rows], 0)
    for (newest, going_on), own in zip(OPTIONS, smoothing_maps(points, horizon, season), strict=True):
        level = None
        for i, value in enumerate(flat):
            clean = value - shape[(i - points) % season]
            level = clean if level is None else level + newest * (clean - level)
        expected = [level + going_on * trend * (h + 1) + shape[h % season] for h in range(horizon)]
        np.testing.assert_allclose(window @ own, expected, atol=1e-9)
