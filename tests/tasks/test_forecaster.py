"""What a forecaster gives back, for whatever it is given."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest
import torch
from small_models import HORIZON, SEASON, fitted, frame, model, wave

import cellwright as cw
from cellwright.data.scaling import KINDS
from cellwright.fit.loop import Run
from cellwright.tasks.forecast_network import ForecastNetwork

COLUMNS = ["unique_id", "ds", "LSTM", "LSTM-q-0.1", "LSTM-q-0.5", "LSTM-q-0.9"]


def test_the_frame_of_a_forecast():
    forecast = fitted().predict()
    assert list(forecast.columns) == COLUMNS
    assert forecast.unique_id.tolist() == ["a"] * HORIZON + ["b"] * HORIZON
    expected = pd.date_range("2024-03-31", periods=HORIZON)
    assert forecast.ds[:HORIZON].tolist() == expected.tolist()
    quantiles = forecast[COLUMNS[3:]].to_numpy()
    assert (np.diff(quantiles, axis=1) >= 0).all()
    np.testing.assert_array_equal(forecast["LSTM"], forecast["LSTM-q-0.5"])


def test_only_the_quantiles_that_were_asked_for():
    forecast = model(quantiles=(0.05, 0.95)).fit(frame()).predict()
    assert list(forecast.columns) == ["unique_id", "ds", "LSTM", "LSTM-q-0.05", "LSTM-q-0.95"]
    assert (forecast["LSTM-q-0.05"] <= forecast["LSTM"]).all()


def test_polars_in_polars_out():
    forecast = model().fit(pl.from_pandas(frame())).predict()
    assert isinstance(forecast, pl.DataFrame)
    np.testing.assert_array_equal(forecast["LSTM"].to_numpy(), fitted().predict()["LSTM"])


@pytest.mark.parametrize("kind", [list, np.array, pd.Series, pl.Series], ids=["list", "array", "pandas", "polars"])
def test_a_plain_series(kind):
    values = wave()
    forecast = model().fit(kind(values)).predict()
    assert forecast["ds"].to_list() == list(range(90, 90 + HORIZON))
    expected = model().fit(pd.DataFrame({"unique_id": "y", "ds": range(90), "y": values})).predict()
    np.testing.assert_array_equal(forecast["LSTM"].to_numpy(), expected["LSTM"].to_numpy())


def test_a_file_and_other_column_names(tmp_path):
    path = tmp_path / "sales.csv"
    frame().rename(columns={"unique_id": "shop", "ds": "day", "y": "sold"}).to_csv(path, index=False)
    forecast = model(id_col="shop", time_col="day", target_col="sold").fit(path).predict()
    assert list(forecast.columns) == ["shop", "day", *COLUMNS[2:]]
    np.testing.assert_allclose(forecast.LSTM, fitted().predict().LSTM)


@pytest.mark.parametrize("scaling", KINDS)
@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
def test_every_scaling_and_cell_forecasts_near_the_series(cell, scaling):
    forecast = model(cell=cell, scaling=scaling).fit(frame()).predict()
    assert forecast.columns[2] == cell.upper()
    assert forecast.iloc[:, 2].between(15, 40).all()


def test_a_cell_of_ones_own_is_saved_with_the_model(tmp_path):
    @cw.cell
    def leaky(x, h):
        gate = cw.sigmoid(cw.affine("gate", x, h))
        return gate * h + (1 - gate) * cw.tanh(cw.affine("new", x, h))

    one = model(cell=leaky, num_layers=2, bidirectional=True, dropout=0.1).fit(frame())
    again = cw.load(one.save(tmp_path / "leaky.cw"))
    assert again.cell == leaky
    np.testing.assert_array_equal(again.predict().LEAKY, one.predict().LEAKY)


@pytest.mark.parametrize("name", ["model.cw", "model"], ids=["zip", "folder"])
def test_saving_and_loading_change_nothing(tmp_path, name):
    one = fitted()
    again = cw.load(one.save(tmp_path / "deep" / name))
    pd.testing.assert_frame_equal(again.predict(), one.predict(), check_dtype=False)
    longer = frame(points=97)
    pd.testing.assert_frame_equal(again.predict(longer), one.predict(longer), check_dtype=False)
    as_lists = {name: list(v) if isinstance(v, tuple) else v for name, v in one.get_params().items()}
    assert again.get_params() == as_lists
    assert again.history_ == one.history_
    first, second = one.save(tmp_path / "1" / "a.cw"), again.save(tmp_path / "2" / "a.cw")
    assert first.read_bytes() == second.read_bytes()


def test_new_history_is_forecast_without_fitting():
    one = fitted()
    before = {name: value.clone() for name, value in one.module_.state_dict().items()}
    longer = frame(points=97)
    forecast = one.predict(longer)
    assert forecast.ds[0] == pd.Timestamp("2024-04-07")
    new_rows = longer[longer.ds >= "2024-03-31"]
    pd.testing.assert_frame_equal(one.predict(new_rows), forecast)  # joined to the training data
    assert all(torch.equal(value, before[name]) for name, value in one.module_.state_dict().items())


def test_the_future_is_a_table_of_its_own_or_the_end_of_the_history():
    data = frame(points=90 + HORIZON)
    data["promo"] = np.arange(len(data)) % 3
    behind = data.groupby("unique_id").cumcount() >= 90
    one = model(futr_exog=["promo"]).fit(data[~behind])
    apart = one.predict(futr_df=data[behind].drop(columns="y"))
    assert apart.ds.min() == pd.Timestamp("2024-03-31")
    together = one.predict(data.assign(y=data.y.mask(behind)))
    pd.testing.assert_frame_equal(together, apart)
    other = one.predict(futr_df=data[behind].assign(promo=0))
    assert (other.LSTM != apart.LSTM).any()


def test_a_series_that_was_not_trained_on():
    forecast = fitted().predict(frame(["new"], points=40, start="2030-01-01"))
    assert forecast.unique_id.unique().tolist() == ["new"]
    assert forecast.LSTM.between(10, 40).all()


@pytest.mark.parametrize("known", [0, 3])
@pytest.mark.parametrize("affine", [None, (1.0, 0.0), (-2.5, 0.7)])
def test_before_training_the_median_is_the_last_season(affine, known):
    network = ForecastNetwork(
        "lstm", input_size=21, points=28, horizon=9, season=7, located=(True, True, True), hidden_size=4, num_layers=1,
        bidirectional=False, dropout=0.0, reversible=affine is not None, known=known, patch_size=2,
    )  # fmt: skip
    if affine is not None:  # whatever the map, it is undone
        with torch.no_grad():
            network.affine.copy_(torch.tensor(affine))
    windows, futures = torch.randn(3, 28, 2 + known), torch.randn(3, 9, known)
    expected = torch.cat([windows[:, 21:, 0], windows[:, 21:23, 0]], 1)
    forecast = network(windows, futures, torch.empty(3, 0))
    torch.testing.assert_close(forecast[..., 1], expected)
    # training reaches each part of it
    forecast.square().sum().backward()
    assert all(each.grad is not None for each in network.parameters())


def test_a_short_series_still_learns():
    forecast = cw.Forecaster(horizon=2, random_state=0, max_epochs=2, progress=False).fit([1.0, 2.0, 3.0]).predict()
    assert len(forecast) == 2
    assert np.isfinite(forecast.LSTM).all()


def test_options_of_training_reach_it():
    one = model(max_epochs=4, early_stopping=None, train_on_all=False, optimizer="adamw", l1=1e-5, l2=1e-4).fit(frame())
    assert [len(run.epochs) for run in one.history_] == [4]
    assert one.history_[0].epochs[0].validation_loss is not None


def test_a_stopped_run_is_taken_up_again(tmp_path):
    once = model().fit(frame(), checkpoint=tmp_path)
    again = model(progress=True).fit(frame(), checkpoint=tmp_path)
    np.testing.assert_array_equal(once.predict().LSTM, again.predict().LSTM)
    with pytest.raises(cw.ArgumentError, match="belongs to another run"):
        model().fit(frame(series=("c", "d", "e")), checkpoint=tmp_path)
    other = frame()
    other.loc[40, "y"] += 1e-3  # one value in the middle makes it other data
    with pytest.raises(cw.ArgumentError, match="belongs to another run"):
        model().fit(other, checkpoint=tmp_path)


@pytest.mark.parametrize("after", [0, 1])
def test_stopping_the_last_run_keeps_the_best_of_the_search(monkeypatch, after):
    search = model(train_on_all=False).fit(frame())
    steps = []
    real = Run._epoch

    def stopping(run):
        if run.validation is None and len(steps) == after:
            raise KeyboardInterrupt
        steps.extend([1] if run.validation is None else [])
        return real(run)

    monkeypatch.setattr(Run, "_epoch", stopping)
    one = model().fit(frame())
    np.testing.assert_array_equal(one.predict().LSTM, search.predict().LSTM)
    assert [run.ended for run in one.history_] == ["by hand"]


def test_numbers_of_numpy_are_numbers(tmp_path):
    one = model(horizon=np.int64(HORIZON), season_length=np.int64(7), learning_rate=np.float32(3e-3)).fit(frame())
    np.testing.assert_array_equal(cw.load(one.save(tmp_path / "m.cw")).predict().LSTM, one.predict().LSTM)


def test_it_learns_what_seasonal_naive_cannot():
    values = wave(300, trend=0.5)
    one = cw.Forecaster(horizon=7, season_length=SEASON, max_epochs=30, random_state=0, progress=False)
    scores = one.fit(values[:-7]).evaluate(pd.DataFrame({"ds": range(300), "y": values})).scores
    assert scores["LSTM"]["MASE"] < 0.5 * scores["SeasonalNaive"]["MASE"]
