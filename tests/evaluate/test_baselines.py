"""Law: a baseline gives ordered quantiles of the right shape, or says that it cannot."""

from __future__ import annotations

import numpy as np
import pytest

from cellwright.errors import DataError
from cellwright.evaluate import baselines, forecasts
from cellwright.evaluate.baselines import BASELINES, Baseline, naive_scale
from cellwright.evaluate.verdict import verdict

LEVELS = [0.05, 0.5, 0.95]
PLACES = np.arange(60)
HISTORIES = {
    "season": 10 + np.sin(PLACES * np.pi / 6) + 0.01 * PLACES,
    "negative": np.sin(PLACES * np.pi / 6) + 0.1 * np.cos(PLACES),
    "constant": np.full(60, 3.0),
    "short": np.array([1.0, 2.0, 4.0, 3.0, 5.0, 4.0]),
}
CANNOT = {("ETS", "short")}
every_baseline = pytest.mark.parametrize("name", BASELINES)


@every_baseline
@pytest.mark.parametrize("history", HISTORIES)
@pytest.mark.parametrize("season", [1, 12])
def test_quantiles_are_ordered(name, history, season):
    if (name, history) in CANNOT:
        with pytest.raises(DataError, match="ETS cannot be fitted"):
            BASELINES[name].quantiles(HISTORIES[history], season, 13, LEVELS)
        return
    quantiles = BASELINES[name].quantiles(HISTORIES[history], season, 13, LEVELS)
    assert quantiles.shape == (13, 3)
    assert np.isfinite(quantiles).all()
    assert (np.diff(quantiles, axis=1) >= -1e-9).all()


@every_baseline
def test_a_clean_season_is_forecast(name):
    history = 10 + np.sin(np.arange(72) * np.pi / 6)
    expected = 10 + np.sin(np.arange(72, 84) * np.pi / 6)
    median = BASELINES[name].quantiles(history, 12, 12, LEVELS)[:, 1]
    np.testing.assert_allclose(median, expected, atol=0.05)


def test_a_long_season_is_taken_out_and_added_again():
    season, horizon = 200, 250
    steps = np.arange(4 * season + horizon)
    series = 3 * np.cos(2 * np.pi * steps / season) + 0.01 * steps
    forecast = baselines.ets(series[:-horizon], season, horizon, LEVELS)
    np.testing.assert_allclose(forecast[:, 1], series[-horizon:], atol=0.1)


def test_the_scale_is_the_seasonal_step_and_skips_gaps():
    assert naive_scale(np.array([1.0, 5.0, 2.0, 7.0]), 2) == 1.5
    assert naive_scale(np.array([1.0, 5.0, np.nan, 7.0]), 2) == 2.0
    assert np.isnan(naive_scale(np.array([1.0]), 2))


def made(count=3):
    histories = [HISTORIES["season"]] * count
    return forecasts.Forecasts(
        np.zeros(count, int), np.full(count, 60), np.full((count, 4), 10.0), LEVELS, np.ones(count),
        {"LSTM": np.tile([9.0, 10.5, 11.0], (count, 4, 1))},
    ), histories  # fmt: skip


def test_a_baseline_that_fails_is_said_and_not_scored(monkeypatch):
    calls = []

    def fails_at_first(history, season, horizon, levels):
        calls.append(1)
        if len(calls) == 1:
            raise DataError("no")
        return np.tile([9.0, 10.0, 11.0], (horizon, 1))

    monkeypatch.setattr(forecasts, "BASELINES", {"Odd": Baseline(fails_at_first)})
    result = forecasts.with_baselines(*made(), 12, ["Odd"])
    assert result.notes == ("Odd could not be fitted in 1 of 3 windows; it is scored on the others.",)
    assert result.windows_of("Odd").tolist() == [False, True, True]
    assert result.scores("Odd")["MAE"] == 0


def test_a_slow_baseline_is_computed_for_some_windows():
    slow = Baseline(baselines.seasonal_naive, most_windows=2)
    value, note = forecasts._computed("Slow", slow, *made(5), 12)
    assert note == "Slow was computed for 2 of 5 windows, spread evenly."
    assert np.isnan(value[:, 0, 0]).tolist() == [False, True, True, True, False]


@pytest.mark.parametrize(
    ("rivals", "sentence"),
    [
        ({"A": (0.5, 1.0)}, "LSTM beats A by 50 % (MASE 0.500 against 1.000)."),
        ({"A": (1.0, 0.5)}, "LSTM does not win: A is better by 50 % (MASE 0.500 against 1.000)."),
        ({"A": (1.0, 1.01)}, "LSTM is about as good as A (MASE 1.000 against 1.010)."),
        ({"A": (1.0, float("nan"))}, "LSTM cannot be compared: no window has both its error and a baseline's."),
        (
            {"A": (0.5, 1.0), "B": (0.5, 0.25)},
            "LSTM does not win: B is better by 50 % (MASE 0.250 against 0.500). "
            "LSTM beats A by 50 % (MASE 0.500 against 1.000).",
        ),
    ],
)
def test_the_sentence_says_who_wins(rivals, sentence):
    assert verdict("LSTM", "MASE", rivals) == sentence
