"""Several targets: one network, a series for each, and one row a stamp in what comes out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from small_models import HORIZON, frame, model, wave

import cellwright as cw
from cellwright.data.panel import panel_of
from cellwright.data.table import Columns

TARGETS = ["warm", "cold"]
OUT = ["LSTM", "LSTM-q-0.1", "LSTM-q-0.5", "LSTM-q-0.9"]


def wide(points=90):
    """A long frame of two series with two targets, one of which begins later."""
    data = frame(points=points).rename(columns={"y": "warm"})
    data["cold"] = 100 - 2 * np.concatenate([wave(points, 5), wave(points, 6)])
    data.loc[:6, "cold"] = np.nan
    return data


def melted(data):
    """The same as one long frame, a series for each target."""
    parts = [
        own.assign(unique_id=f"{name}: {target}", y=own[target])
        for name, own in data.groupby("unique_id")
        for target in TARGETS
    ]
    return pd.concat(parts).dropna(subset="y")[["unique_id", "ds", "y"]]


def test_they_are_as_many_series_of_one_panel():
    both = panel_of(wide(), Columns(target=tuple(TARGETS)))
    alone = panel_of(melted(wide()))
    assert both.names == alone.ids == ("a: warm", "a: cold", "b: warm", "b: cold")
    assert both.ids == ("a", "a", "b", "b")
    for name in ("values", "filled", "bounds", "first"):
        np.testing.assert_array_equal(getattr(both, name), getattr(alone, name))


@pytest.mark.parametrize("scaling", ["window", "standard"])
def test_forecasts_are_those_of_the_series_side_by_side(scaling, tmp_path):
    one = model(target_col=TARGETS, scaling=scaling).fit(wide())
    forecast = one.predict()
    assert list(forecast.columns) == ["unique_id", "ds", *(f"{target}-{name}" for target in TARGETS for name in OUT)]
    assert forecast.unique_id.tolist() == ["a"] * HORIZON + ["b"] * HORIZON
    alone = model(scaling=scaling).fit(melted(wide())).predict()
    for target in TARGETS:
        rows = alone[alone.unique_id.str.endswith(target)]
        np.testing.assert_array_equal(forecast[[f"{target}-{name}" for name in OUT]], rows[OUT])
        np.testing.assert_array_equal(forecast.ds, rows.ds)
    again = cw.load(one.save(tmp_path / "two.cw"))
    pd.testing.assert_frame_equal(again.predict(), forecast, check_dtype=False)
    longer = wide(97)
    pd.testing.assert_frame_equal(
        again.predict(longer[longer.ds >= "2024-03-31"]), one.predict(longer), check_dtype=False
    )


def test_cross_validation_and_evaluation():
    result = model(target_col=TARGETS).cross_validation(wide(), n_windows=2)
    assert list(result.columns[:5]) == ["unique_id", "ds", "cutoff", "warm", "cold"]
    assert list(result.columns[-2:]) == ["warm-SeasonalNaive", "cold-SeasonalNaive"]
    merged = result.merge(wide(), on=["unique_id", "ds"])
    for target in TARGETS:
        np.testing.assert_array_equal(merged[f"{target}_x"], merged[f"{target}_y"])
    evaluation = model(target_col=TARGETS).fit(wide()).evaluate(wide(97))
    assert len(evaluation.details.series) == 4
    assert evaluation.verdict


def test_without_ids_and_with_covariates_known_in_advance():
    data = wide()[lambda d: d.unique_id == "a"].drop(columns="unique_id").assign(promo=np.arange(90) % 2)
    one = model(target_col=TARGETS, futr_exog=["promo"]).fit(data)
    future = pd.DataFrame({"ds": pd.date_range("2024-03-31", periods=HORIZON), "promo": 1})
    forecast = one.predict(futr_df=future)
    assert forecast.unique_id.unique().tolist() == ["series"]
    assert len(forecast) == HORIZON


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (wave(), "a single series has no column 'cold'; give a table that has it"),
        (
            wide().assign(cold=np.nan),
            "series 'a' has no value at all: cold is missing in each of its 90 rows; leave the column out",
        ),
    ],
    ids=["an array", "an empty column"],
)
def test_bad_targets(data, message):
    with pytest.raises(cw.DataError) as caught:
        model(target_col=TARGETS).fit(data)
    assert str(caught.value) == message


@pytest.mark.parametrize("points", [21, 22])
def test_patches_are_the_window_cut_from_its_end(points):
    import torch

    network = model(patch_size=4).build({"input_size": points, "points": points, "horizon": 2, "season": 7})
    windows = torch.arange(2.0 * points).reshape(1, points, 2)
    patches = network.patches(windows)
    assert patches.shape == (1, 6, 8)
    flat = patches.reshape(-1, 2)
    assert torch.equal(flat[-points:], windows[0])
    assert (flat[:-points] == 0).all()


@pytest.mark.parametrize(("points", "steps"), [(168, 168), (169, 85), (864, 144)])
def test_of_long_windows_the_recurrent_network_takes_no_more_steps_than_of_a_week_of_hours(points, steps):
    import torch

    network = model().build({"input_size": points, "points": points, "horizon": 2, "season": 7})
    assert network.patches(torch.zeros(1, points, 2)).shape[1] == steps
