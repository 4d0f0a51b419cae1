"""What simple maps beside the forecaster's network change, and what they leave alone."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import torch
from small_models import frame, model

import cellwright as cw
from cellwright.tasks.forecast_beside import USUAL_SHARE, USUAL_WITH_COVARIATES, settle_share


def with_share(one, share):
    """A fitted model whose linear model has another share."""
    one.module_.beside.share.fill_(share)
    return one


@pytest.mark.parametrize("options", [{}, {"scaling": "reversible"}, {"distribution": "student_t"}], ids=str)
def test_the_network_is_trained_alone(options):
    alone = model(linear=False, conformal=False, **options).fit(frame())
    beside = with_share(model(conformal=False, **options).fit(frame()), 0.0)
    columns = alone.predict().columns[2:]
    np.testing.assert_array_equal(beside.predict()[columns], alone.predict()[columns])
    assert alone.module_.beside is None
    assert "share" not in alone.learned_


@pytest.mark.parametrize("options", [{}, {"decoding": "recursive", "output_chunk_length": 5}], ids=["direct", "blocks"])
def test_with_all_of_the_share_the_median_is_that_of_the_linear_model(options):
    one = with_share(model(**options).fit(frame()), 1.0)
    windows = one.encode(None, one.learned_).examples
    center, scale = windows.scales(np.arange(len(windows)))
    inputs, _, _, zero = windows.batch(np.arange(len(windows))).inputs
    expected = one.module_.beside(inputs[..., 0], zero).double().numpy() * scale + center
    np.testing.assert_allclose(one.predict().LSTM, expected.ravel(), rtol=1e-5)


def test_the_other_quantiles_move_along():
    one = model(conformal=False).fit(frame())
    columns = [f"LSTM-q-{level}" for level in (0.1, 0.5, 0.9)]
    apart = [np.diff(with_share(one, share).predict()[columns], axis=1) for share in (0.0, 0.7)]
    np.testing.assert_allclose(apart[0], apart[1], rtol=1e-3)


def test_whichever_is_right_has_the_share():
    one = model(max_epochs=1)
    part = one.encode(frame(), held_out=0.3)
    network = one.untrained(part, seed=0)
    assert network.beside.share == 0
    # the waves have a trend, of which the network, which begins at the last season, knows nothing yet
    assert settle_share(network, part.validation, 64) > 0.8
    with torch.no_grad():
        network.linear.weight.copy_(network.beside.values.T - last_season_of(network))
        network.beside.values.zero_()
        network.beside.of_logarithms.zero_()
    assert settle_share(network, part.validation, 64) < 0.2


def last_season_of(network):
    """The map of a network's windows to their last season."""
    return torch.eye(network.beside.values.shape[0])[network.last_season]


def test_where_nothing_is_held_out_it_has_the_usual_share():
    short = {"ds": [1, 2, 3, 4], "y": [1.0, 2.0, 3.0, 4.0], "price": [5.0, 5.0, 6.0, 6.0]}
    for covariates, share in (([], USUAL_SHARE), (["price"], USUAL_WITH_COVARIATES)):
        one = cw.Forecaster(horizon=2, hist_exog=covariates, random_state=0, max_epochs=2, progress=False).fit(short)
        assert one.module_.beside.share == pytest.approx(share)


def test_the_share_is_that_of_the_network_that_is_used(tmp_path):
    one = model().fit(frame())
    assert one.module_.beside.share == pytest.approx(one.learned_["share"])
    assert 0 < one.learned_["share"] <= 1
    again = cw.load(one.save(tmp_path / "m.cw"))
    np.testing.assert_array_equal(again.predict().LSTM, one.predict().LSTM)


def growth(points=30, series=("a", "b")):
    """Series whose season of 7 days grows with their level, too short for three seasons in a window."""
    place = np.arange(points)
    values = 1.02**place * (3 + np.sin(2 * np.pi * place / 7))
    days = pd.date_range("2024-01-01", periods=points)
    parts = [pd.DataFrame({"unique_id": name, "ds": days, "y": values * 10**k}) for k, name in enumerate(series)]
    return pd.concat(parts, ignore_index=True)


def test_of_short_series_that_grow_it_sees_more_than_the_network_and_takes_logarithms(tmp_path):
    whole = growth(37)
    place = whole.groupby("unique_id").cumcount()
    known = whole[place < 30]
    one = with_share(model(horizon=7).fit(known), 1.0)
    assert one.module_.beside.values.shape == (21, 7)
    assert one.module_.input_size < 21
    assert one.module_.beside.of_logarithms > 0.3
    np.testing.assert_allclose(one.predict().LSTM, whole[place >= 30].y, rtol=0.04)
    # the same of a file, of new data, and of blocks; a value of zero has no logarithm
    again = cw.load(one.save(tmp_path / "m.cw"))
    np.testing.assert_array_equal(again.predict(known).LSTM, one.predict().LSTM)
    longer = one.predict(horizon=14)
    np.testing.assert_array_equal(longer.groupby("unique_id").head(7).LSTM, one.predict().LSTM)
    fallen = known.assign(y=known.y.where(place < 29, 0.0))
    assert np.isfinite(one.predict(fallen).LSTM).all()
    assert one.cross_validation(whole, n_windows=2).LSTM.notna().all()
    assert one.explain(whole).values.shape[1] == 21
