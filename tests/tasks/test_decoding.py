"""Laws of forecasts in blocks: each follows from the ones before, and what is drawn spreads as it should."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm
from small_models import HORIZON, fitted, frame, model

import cellwright as cw
from cellwright.data.panel import panel_of
from cellwright.data.scaling import Scaling
from cellwright.data.windows import Shape, last_windows
from cellwright.modelfile import read_model, write_model
from cellwright.tasks.forecast_decoding import PATHS, drawn_from, normal_draws, persistence, walked

LEVELS = (0.1, 0.5, 0.9)
QUANTILES = ["LSTM-q-0.1", "LSTM-q-0.5", "LSTM-q-0.9"]
LATER = 2 * HORIZON + 1

WAYS = {
    "direct": {},
    "one at a time": {"decoding": "recursive"},
    "blocks": {"decoding": "recursive", "output_chunk_length": 2},
    "standard": {"decoding": "recursive", "scaling": "standard"},
    "told": {"decoding": "recursive", "output_chunk_length": 3, "futr_exog": ["promo"], "calendar": ["weekday"]},
    "two targets": {"decoding": "recursive", "output_chunk_length": 3, "target_col": ["y", "other"]},
}


def shop(points):
    """A frame that goes on behind its values by what is known in advance, and has a second target."""
    data = frame(points=points)
    place = data.groupby("unique_id").cumcount()
    return data.assign(promo=place * 7 % 5, other=np.cos(place) + data.y)


@pytest.mark.parametrize("way", WAYS)
def test_a_block_is_forecast_from_the_medians_before(way):
    options, known = WAYS[way], shop(90 + LATER + HORIZON)
    behind = known.groupby("unique_id").cumcount() >= 90
    one = model(conformal=False, **options).fit(known[~behind])
    futr_df = known.drop(columns=["y", "other"]) if one.futr_exog else None
    whole = one.predict(futr_df=futr_df, horizon=LATER)
    targets = list(one.columns.targets)
    names = [f"{target}-LSTM" for target in targets] if len(targets) > 1 else ["LSTM"]
    # the slow construction: what was forecast is appended to the data
    grown, parts = known[~behind], []
    for _ in range(0, LATER, one.block):
        block = one.predict(grown, futr_df, horizon=one.block)
        parts.append(block)
        added = block.rename(columns=dict(zip(names, targets, strict=True)))[["unique_id", "ds", *targets]]
        added = added.merge(known[["unique_id", "ds", "promo"]], how="left")
        grown = pd.concat([grown, added]).sort_values(["unique_id", "ds"], kind="stable")
    expected = pd.concat(parts).sort_values(["unique_id", "ds"], kind="stable").groupby("unique_id").head(LATER)
    assert whole.ds.tolist() == expected.ds.tolist()
    # float32, on the scale of values around 30
    np.testing.assert_allclose(whole[names], expected[names], rtol=1e-4)


def test_the_first_block_is_what_it_was_and_fewer_steps_are_its_beginning():
    one = fitted()
    for horizon in (2, HORIZON, LATER):
        longer = one.predict(horizon=horizon)
        assert longer.groupby("unique_id").size().tolist() == [horizon, horizon]
        steps = min(horizon, HORIZON)
        own, usual = (each.groupby("unique_id").head(steps)[QUANTILES] for each in (longer, one.predict()))
        np.testing.assert_array_equal(own, usual)
        assert (np.diff(longer[QUANTILES], axis=1) >= 0).all()


@pytest.mark.parametrize("decoding", ["direct", "recursive"])
def test_a_horizon_that_no_memory_holds_is_refused_by_a_model_and_in_its_file(decoding, tmp_path):
    one = model(decoding=decoding).fit(frame())
    with pytest.raises(
        cw.ArgumentError, match=r"^a forecast of 2,147,483,648 steps is too far: of 2 series at most 66"
    ):
        one.predict(horizon=2**31)
    file = read_model(one.save(tmp_path / "model.cw"))
    forged = replace(file, config={**file.config, "params": {**file.config["params"], "horizon": 2**31}})
    write_model(forged, tmp_path / "model.cw", "1")
    with pytest.raises(cw.CellwrightError, match=r"network says 5 steps at once, the options 2147483648|is too far"):
        cw.load(tmp_path / "model.cw").predict()


def test_a_series_depends_on_no_other_and_a_saved_model_goes_on_alike(tmp_path):
    one = model(decoding="recursive", output_chunk_length=2).fit(frame())
    both = one.predict(frame(), horizon=LATER)
    alone = one.predict(frame(["b"]).assign(y=frame().y[90:].to_numpy()), horizon=LATER)
    # a batch of another size may add up in another order
    np.testing.assert_allclose(both[both.unique_id == "b"][QUANTILES], alone[QUANTILES], rtol=1e-5)
    again = cw.load(one.save(tmp_path / "model.cw"))
    np.testing.assert_array_equal(again.predict(horizon=LATER)[QUANTILES], one.predict(horizon=LATER)[QUANTILES])


@pytest.mark.parametrize(("block", "steady"), [(1, 0.0), (4, 0.999), (3, 0.0)])
def test_a_random_walk_spreads_with_the_root_of_time(block, steady):
    windows = last_windows(panel_of(np.zeros(5)), Shape(2, block, 1), Scaling.fitted(None, []))
    # what is said of a random walk: around the last value, wider with each step
    wide = np.sqrt(np.arange(1, block + 1))[:, None] * norm.ppf(LEVELS)

    def say(some, series):
        assert set(series) == {0}
        return some.inputs(np.arange(len(some)))[0][:, [-1], None] + wide

    said = walked(say(windows, [0]), windows, 25, say, LEVELS, steady)
    assert said.shape == (1, 25, 3)
    np.testing.assert_allclose(said[0, :, 1], 0, atol=1e-12)
    # the ends of blocks; a quantile of 100 draws, half of them mirrored, has a deviation of about a fifth
    ends = np.arange(block, 26, block)
    widths = said[0, ends - 1, 2] / np.sqrt(ends) / norm.ppf(0.9)
    assert abs(widths.mean() - 1) < 0.25
    assert widths.min() > 0.5


def test_draws_have_the_quantiles_that_were_said():
    said = np.sort(np.random.default_rng(0).normal(size=(4, 6, 3)), -1)
    for place, level in enumerate(LEVELS):
        np.testing.assert_allclose(drawn_from(said, np.full((4, 6), norm.ppf(level)), LEVELS), said[..., place])
    # between them it rises, and a normal distribution is met everywhere
    draws = np.linspace(-3, 3, 6) * np.ones((4, 1))
    assert (np.diff(drawn_from(np.repeat(said[:, :1], 6, 1), draws, LEVELS)) > 0).all()
    np.testing.assert_allclose(drawn_from(np.tile(7 + 2 * norm.ppf(LEVELS), (4, 6, 1)), draws, LEVELS), 7 + 2 * draws)
    np.testing.assert_array_equal(drawn_from(said[..., :1], draws, [0.5]), said[..., 0])


@pytest.mark.parametrize("steady", [0.0, 0.6])
def test_draws_are_as_steady_as_the_errors_were(steady):
    draws = normal_draws(40, 12, steady)
    assert draws.shape == (1 + 2 * PATHS, 40, 12)
    assert (draws[0] == 0).all()
    assert abs(draws[1:].std() - 1) < 0.05
    # 2,000 sequences that are not mirrored, of 11 pairs: a deviation of 0.007
    assert persistence(draws[1:].reshape(-1, 12)) == pytest.approx(steady, abs=0.04)


def test_counts_stay_whole():
    data = frame().assign(y=lambda d: d.y.round())
    forecast = model(decoding="recursive", distribution="negative_binomial").fit(data).predict(horizon=LATER)
    values = forecast[["LSTM", *QUANTILES]].to_numpy()
    np.testing.assert_array_equal(values, np.maximum(np.round(values), 0))
