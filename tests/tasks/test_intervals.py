"""Laws of a forecaster's intervals: they are as wide as the calibrated ones, and cover what they promise."""

from __future__ import annotations

import copy
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import torch
from small_models import HORIZON, fitted, frame, model

import cellwright as cw
from cellwright.fit import outputs
from cellwright.tasks.fitting import Runs
from cellwright.tasks.forecast_network import ForecastNetwork

SERIES, POINTS, ORIGINS = 20, 60, 10


def surer(network: ForecastNetwork, factor: float) -> ForecastNetwork:
    """The same network with quantiles that lie nearer to its median, or farther from it."""
    changed = copy.deepcopy(network)
    with torch.no_grad():
        for part in (changed.head.weight, changed.head.bias):
            quantiles = part.unflatten(0, (HORIZON, 3))
            median = quantiles[:, 1:2]
            part.copy_((median + factor * (quantiles - median)).flatten(0, 1))
    return changed


@pytest.mark.parametrize("scaling", ["window", "standard"])
@pytest.mark.parametrize("factor", [0.3, 2.0])
def test_intervals_of_the_last_network_are_as_wide_as_the_calibrated_ones(factor, scaling):
    one = model(scaling=scaling)
    part, whole = one.encode(frame(), held_out=0.3), one.encode(frame())
    first = one.untrained(part, seed=0)
    settled = one.settle(first, part.validation)
    carried = one.carry(settled, surer(first, factor), part.validation, whole)

    def widths(network, windows, learned):
        values = one.values(outputs(network, windows, 64), replace(part, examples=windows, learned=learned))
        _, scale = windows.scales(np.arange(len(windows)))
        return ((values[..., 2] - values[..., 0]) / scale).mean(0)

    assert isinstance(first, ForecastNetwork)
    as_seen = replace(part.validation, scaling=whole.examples.scaling)
    calibrated = widths(first, part.validation, settled)
    # the arithmetic of networks is in float32
    np.testing.assert_allclose(widths(surer(first, factor), as_seen, carried), calibrated, rtol=1e-4)


def test_what_was_not_calibrated_stays_so():
    one = model(conformal=False)
    part, whole = one.encode(frame(), held_out=0.3), one.encode(frame())
    first = one.untrained(part, seed=0)
    carried = one.carry(one.settle(first, part.validation), first, part.validation, whole)
    assert set(carried) == {"persistence", "share"}


@pytest.mark.parametrize("conformal", [True, False])
def test_what_calibrates_was_trained_as_the_last_network_is(monkeypatch, conformal):
    ran, settled = {}, []
    run, settle = Runs.run, cw.Forecaster.settle

    def noted(self, encoded, options, title):
        module, history = run(self, encoded, options, title)
        ran[title] = (options, module, encoded)
        return module, history

    monkeypatch.setattr(Runs, "run", noted)
    monkeypatch.setattr(cw.Forecaster, "settle", lambda self, *a: settled.append(a) or settle(self, *a))
    model(conformal=conformal).fit(frame())
    assert list(ran) == ["search", *(["rehearsal"] if conformal else []), "final"]
    part = ran["search"][2]
    if conformal:
        assert ran["rehearsal"][0] == ran["final"][0]
        assert settled[-1] == (ran["rehearsal"][1], part.validation)
        # it has seen the part, and was not stopped by what it is judged by
        assert ran["rehearsal"][2].examples is part.examples
        assert ran["rehearsal"][2].validation is None


def test_intervals_around_noise_cover_what_they_promise():
    noise = np.random.default_rng(0).normal(size=(SERIES, POINTS + 4 * ORIGINS))
    ids = np.repeat([f"series {number}" for number in range(SERIES)], noise.shape[1])
    data = pd.DataFrame({"unique_id": ids, "ds": np.tile(np.arange(noise.shape[1]), SERIES), "y": noise.ravel()})
    options = {"horizon": 4, "input_size": 8, "season_length": 1, "max_epochs": 20, "learning_rate": 1e-2}
    forecaster = cw.Forecaster(**options, random_state=0, progress=False).fit(data[data.ds < POINTS])
    assert len(forecaster.history_) == 2
    (scores, *_) = forecaster.evaluate(data, baselines=False).scores.values()
    # 800 values have a deviation of 1.4 points, the 960 that calibrate of 1.3: three of both
    assert scores["coverage"] == pytest.approx(80, abs=6)


def test_intervals_of_a_model_are_those_of_its_evaluation():
    one = fitted()
    told = one.evaluate(frame(points=90 + 3 * HORIZON), baselines=False).details.models["LSTM"]
    forecast = one.predict(frame(points=90 + 2 * HORIZON))
    # the last window of each series
    np.testing.assert_array_equal(forecast[["LSTM-q-0.1", "LSTM-q-0.5", "LSTM-q-0.9"]], np.concatenate(told[-2:]))


def test_a_series_that_grows_wild_widens_its_own_intervals():
    calm = frame(points=90 + 10 * HORIZON)
    noise = np.random.default_rng(1).normal(0, 5, len(calm))
    behind = calm.groupby("unique_id").cumcount() >= 90
    wild = calm.assign(y=calm.y + noise * (behind & (calm.unique_id == "a")))

    def growth(one):
        forecasts = [one.predict(data) for data in (calm, wild)]
        pd.testing.assert_frame_equal(*(each[each.unique_id == "b"] for each in forecasts))
        before, after = ((each["LSTM-q-0.9"] - each["LSTM-q-0.1"])[:HORIZON].mean() for each in forecasts)
        return after / before

    # the scaling of the window widens them, too
    assert growth(fitted()) > 1.5 * growth(model(conformal=False).fit(frame()))
