"""Laws of series whose stamps follow no step: a step is the next observation, at a stamp that is given."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import polars as pl
import pytest
from small_models import model

import cellwright as cw

POINTS, HORIZON = 160, 3
FORECAST = ["LSTM", "LSTM-q-0.1", "LSTM-q-0.9"]


def visits(points=POINTS, unit="h", start="2024-01-01"):
    """A long frame of two series that are observed now and then, and grow with the time that goes by."""
    parts = []
    for seed, name in enumerate(("a", "b")):
        random = np.random.default_rng(seed)
        hours = np.cumsum(random.choice([1, 2, 20, 50], size=POINTS))[:points]
        y = hours / 10 + random.normal(0, 0.1, POINTS)[:points]
        parts.append(
            pd.DataFrame({"unique_id": name, "ds": pd.Timestamp(start) + pd.to_timedelta(hours, unit), "y": y})
        )
    return pd.concat(parts, ignore_index=True)


def seer(**options):
    """A forecaster of them, trained for a moment."""
    settings = {"horizon": HORIZON, "season_length": 1, "input_size": 8, "calendar": None, "max_epochs": 25}
    return model(**{**settings, "freq": "irregular", "learning_rate": 1e-2, **options})


def parted(data, behind=4):
    """The frame, and what comes behind it."""
    last = data.groupby("unique_id").cumcount(ascending=False) < behind
    return data[~last], data[last].drop(columns="y")


@cache
def fitted():
    """Fitted to all but the last rows; shared, so not to be fitted again."""
    return seer().fit(parted(visits())[0])


def test_a_horizon_is_the_next_observations_at_the_stamps_given():
    known, behind = parted(visits())
    forecast = fitted().predict(futr_df=behind)
    expected = behind.groupby("unique_id").head(HORIZON)
    assert forecast.ds.tolist() == expected.ds.tolist()
    assert forecast.unique_id.tolist() == expected.unique_id.tolist()
    # the end of the history may say it as well
    together = fitted().predict(pd.concat([known, behind]).sort_values(["unique_id", "ds"]))
    pd.testing.assert_frame_equal(together, forecast)
    longer = fitted().predict(futr_df=behind, horizon=4)
    assert longer.ds.tolist() == behind.ds.tolist()
    np.testing.assert_array_equal(longer.groupby("unique_id").head(HORIZON)[FORECAST], forecast[FORECAST])


def test_the_time_that_goes_by_is_seen():
    one, (_, behind) = fitted(), parted(visits())
    sooner = behind.copy()
    last = visits().groupby("unique_id").ds.nth(POINTS - 5).tolist()
    sooner["ds"] = [last[row // 4] + (row % 4 + 1) * pd.Timedelta(hours=1) for row in range(len(behind))]
    soon, late = (one.predict(futr_df=each) for each in (sooner, behind))
    # hours that go by, each a tenth, as the series have it
    hours = (late.ds - soon.ds).dt.total_seconds() / 3600
    grown = (late.LSTM - soon.LSTM)[hours > 30]
    assert (grown > 1).all()
    scores = one.evaluate(visits(), baselines=True).scores
    assert scores["LSTM"]["MAE"] < 0.7 * scores["SeasonalNaive"]["MAE"]


def test_neither_the_unit_nor_the_beginning_of_time_matters():
    forecasts = []
    for data in (visits(), visits(unit="min"), visits(start="1980-05-05")):
        known, behind = parted(data)
        forecasts.append(seer(max_epochs=2).fit(known).predict(futr_df=behind)[FORECAST])
    # the mean of a logarithm, in float32
    np.testing.assert_allclose(forecasts[1], forecasts[0], rtol=1e-4)
    np.testing.assert_array_equal(forecasts[2], forecasts[0])


def test_new_rows_go_on_where_training_ended(tmp_path):
    whole = visits()
    known, behind = parted(whole)
    middle = whole.groupby("unique_id").cumcount().between(POINTS - 30, POINTS - 5)
    one = seer(max_epochs=2).fit(whole[whole.groupby("unique_id").cumcount() < POINTS - 30])
    forecast = one.predict(known, behind)
    pd.testing.assert_frame_equal(one.predict(whole[middle], behind), forecast)
    again = cw.load(one.save(tmp_path / "model.cw"))
    pd.testing.assert_frame_equal(again.predict(whole[middle], behind), forecast, check_dtype=False)


def test_other_libraries_integers_and_unknown_values():
    known, behind = parted(visits())
    numbers = [each.assign(ds=each.ds.astype("int64") // 10**6) for each in (known, behind)]
    gaps = known.assign(y=known.y.where(np.arange(len(known)) % 5 != 3))
    for history, ahead in ((numbers[0], numbers[1]), (gaps, behind), tuple(map(pl.from_pandas, (known, behind)))):
        forecast = seer(max_epochs=2).fit(history).predict(futr_df=ahead)
        assert isinstance(forecast, type(history))
        assert forecast["ds"].to_list() == [ahead["ds"].to_list()[row] for row in (0, 1, 2, 4, 5, 6)]
        assert np.isfinite(forecast["LSTM"].to_numpy()).all()


@pytest.mark.parametrize("calendar", [None, "auto"])
def test_rolling_origins_keep_the_stamps(calendar):
    data = visits()
    folds = seer(max_epochs=2, calendar=calendar).cross_validation(data, n_windows=3, step_size=2)
    merged = folds.merge(data, on=["unique_id", "ds"])
    assert len(merged) == len(folds) == 2 * 3 * HORIZON
    np.testing.assert_array_equal(merged.y_x, merged.y_y)
    assert (folds.ds > folds.cutoff).all()
