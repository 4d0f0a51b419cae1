"""Law: no forecast knows anything that lies behind its origin."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from small_models import HORIZON, SEASON, fitted, frame, model

import cellwright as cw
from cellwright.data.panel import panel_of
from cellwright.tasks.backtest import rolling_origins, unseen_origins

FORECASTS = ["LSTM", "LSTM-q-0.1", "LSTM-q-0.5", "LSTM-q-0.9", "SeasonalNaive"]


def changed_behind(data, place):
    """The frame with other values from this place of each series on."""
    number = data.groupby("unique_id").cumcount()
    return data.assign(y=data.y.where(number < place, data.y * -3 + 100))


@pytest.mark.parametrize(
    "options", [{}, {"scaling": "standard"}, {"scaling": "minmax"}, {"decoding": "recursive"}], ids=str
)
def test_cross_validation_does_not_know_the_future(options):
    data = frame()
    one = model(max_epochs=2, **options)
    plain = one.cross_validation(data, n_windows=2, refit=True)
    other = one.cross_validation(changed_behind(data, 85), n_windows=2, refit=True)
    np.testing.assert_array_equal(plain[FORECASTS], other[FORECASTS])
    first = plain.cutoff == plain.cutoff.min()
    other = one.cross_validation(changed_behind(data, 80), n_windows=2, refit=True)
    np.testing.assert_array_equal(plain[first][FORECASTS], other[first][FORECASTS])
    assert (plain[~first][FORECASTS].to_numpy() != other[~first][FORECASTS].to_numpy()).any()


def test_intervals_follow_what_came_and_nothing_behind_it():
    data, one = frame(), model(max_epochs=2)
    plain, before, behind = (
        one.cross_validation(each, n_windows=3, refit=False)
        for each in (data, changed_behind(data, 79), changed_behind(data, 80))
    )
    second = plain.cutoff == sorted(set(plain.cutoff[plain.unique_id == "a"]))[1]
    np.testing.assert_array_equal(plain[second][FORECASTS], behind[second][FORECASTS])
    assert (plain[second]["LSTM-q-0.9"] != before[second]["LSTM-q-0.9"]).any()


ROLES = {"futr_exog": ["promo"], "hist_exog": ["sold"], "stat_exog": ["size"], "calendar": ["weekday"]}


def with_covariates(data):
    """The frame with a covariate of each kind; what they say of the future is in no value."""
    place = np.arange(len(data))
    return data.assign(promo=place * 7 % 5, sold=np.cos(place) + data.y, size=np.where(data.unique_id == "a", 1.0, 2.0))


def changed_covariates(data, past_from, known_from):
    number = data.groupby("unique_id").cumcount()
    sold, promo = data.sold.where(number < past_from, -9.0), data.promo.where(number < known_from, 11)
    return data.assign(sold=sold, promo=promo)


def test_past_covariates_behind_the_origin_change_nothing():
    data, one = with_covariates(frame()), model(max_epochs=2, **ROLES)
    plain = one.cross_validation(data)
    other = one.cross_validation(changed_behind(changed_covariates(data, 85, 90), 85))
    np.testing.assert_array_equal(plain[FORECASTS], other[FORECASTS])


def test_known_covariates_are_seen_in_the_horizon_and_not_behind_it():
    # what stands beside the network knows nothing of covariates
    data, one = with_covariates(frame()), model(max_epochs=2, linear=False, **ROLES)
    plain, behind, within = (
        one.cross_validation(changed_covariates(data, 90, place), n_windows=2) for place in (90, 85, 80)
    )
    first = plain.cutoff == plain.cutoff.min()
    # the first origin ends where the second begins
    np.testing.assert_array_equal(plain[first][FORECASTS], behind[first][FORECASTS])
    for changed, rows in ((behind, ~first), (within, first)):
        assert (plain[rows].LSTM.to_numpy() != changed[rows].LSTM.to_numpy()).any()


def test_a_changed_past_covariate_is_seen():
    data, one = with_covariates(frame()), model(max_epochs=2, **ROLES)
    plain, other = (one.cross_validation(each) for each in (data, changed_covariates(data, 70, 90)))
    assert (plain.LSTM.to_numpy() != other.LSTM.to_numpy()).any()


def test_a_changed_past_is_seen():
    data = frame()
    plain, other = (model().cross_validation(each) for each in (data, changed_behind(data, 84)))
    assert (plain[FORECASTS].to_numpy() != other[FORECASTS].to_numpy()).any()


def test_evaluation_of_a_strange_series_scales_by_its_past():
    one = model(scaling="standard").fit(frame())
    strange = frame(["strange"], points=60)
    values = [one.evaluate(each).details for each in (strange, changed_behind(strange, 55))]
    for model_name in ("LSTM", "SeasonalNaive", "ETS"):
        np.testing.assert_array_equal(values[0].models[model_name][-1], values[1].models[model_name][-1])
    assert (values[0].actual[-1] != values[1].actual[-1]).all()


def test_the_frame_of_cross_validation():
    data = frame()
    result = model().cross_validation(data, n_windows=3, step_size=2)
    assert list(result.columns) == ["unique_id", "ds", "cutoff", "y", *FORECASTS]
    assert len(result) == 3 * 2 * HORIZON
    assert (result.ds > result.cutoff).all()
    merged = result.merge(data, on=["unique_id", "ds"])
    np.testing.assert_array_equal(merged.y_x, merged.y_y)
    ends = data.groupby("unique_id").ds.max()
    last = result.groupby("unique_id").cutoff.max()
    assert (ends - last == pd.Timedelta(days=HORIZON)).all()
    # the seasonal naive forecast is the value a season before, which lies before the cutoff
    before = data.assign(ds=data.ds + pd.Timedelta(days=SEASON))
    naive = result.merge(before, on=["unique_id", "ds"])
    np.testing.assert_array_equal(naive.SeasonalNaive, naive.y_y)


def test_refit_says_when_a_new_model_is_fitted(monkeypatch):
    fits = []
    real = cw.Forecaster.fit
    monkeypatch.setattr(cw.Forecaster, "fit", lambda self, *a, **k: fits.append(1) or real(self, *a, **k))
    for refit, expected in ((False, 1), (True, 4), (2, 2)):
        fits.clear()
        model(max_epochs=1).cross_validation(frame(), n_windows=4, refit=refit)
        assert len(fits) == expected


def test_rolling_origins_end_a_horizon_before_the_end():
    panel = panel_of(frame(["a"], 50))
    assert [int(each[0]) for each in rolling_origins(panel, 5, 3, 4)] == [37, 41, 45]


def test_unseen_origins_begin_where_training_ended():
    trained = panel_of(frame(["a", "b"], 50))
    newer = panel_of(pd.concat([frame(["a"], 62), frame(["c"], 12)]))
    assert [each.tolist() for each in unseen_origins(newer, trained, 5, 5)] == [[52, 2], [57, 7]]
    assert [each.tolist() for each in unseen_origins(newer, trained, 5, 3)] == [[51, 1], [54, 4], [57, 7]]
    few = panel_of(frame(["a"], 52))
    assert [each.tolist() for each in unseen_origins(few, trained, 5, 5)] == [[50]]


def test_a_part_of_a_horizon_is_scored_as_far_as_it_goes():
    evaluation = fitted().evaluate(frame(points=93))
    assert evaluation.details.origins.tolist() == [90, 90]
    assert np.isnan(evaluation.details.actual).sum(1).tolist() == [2, 2]
    assert np.isfinite(evaluation.scores["LSTM"]["MAE"])
