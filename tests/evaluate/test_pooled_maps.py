"""Laws of pooled forecasts: what they find, what they are the mean of, and that a network says the same of them."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cellwright.evaluate.pooled import LOGARITHMS, Part, pooled
from cellwright.evaluate.seasonal_terms import seasonal_map
from cellwright.evaluate.smoothing import smoothing_maps
from cellwright.nn.beside import Beside

POINTS, HORIZON, SEASON = SIZES = (21, 5, 7)
PLACE = np.arange(80.0)
WAVE = np.sin(2 * np.pi * PLACE / SEASON)
GROWING, RISING = 1.02**PLACE * (3 + WAVE), 9 + 0.1 * PLACE + WAVE


def windows_of(series, center=0.0, scale=1.0):
    """Every window of a series and what follows it, on a scale."""
    starts = np.arange(len(series) - POINTS - HORIZON + 1)[:, None]
    scaled = (series - center) / scale
    zero = np.full((len(starts), 1), -center / scale)
    return Part(scaled[starts + np.arange(POINTS)], scaled[starts + POINTS + np.arange(HORIZON)], zero)


def pool_of(part):
    return pooled(lambda: [Part(*(each[:20] for each in part)), Part(*(each[20:] for each in part))], *SIZES)


@pytest.mark.parametrize(("series", "least", "most"), [(GROWING, 0.99, 1.0), (RISING, 0.0, 0.01), (RISING - 9, 0, 0)])
def test_what_grows_is_said_by_logarithms_and_what_is_added_is_not(series, least, most):
    assert least <= pool_of(windows_of(series)).share <= most


def test_they_are_the_mean_by_likelihood():
    noise = np.random.default_rng(0).normal(0, 0.4, 80)
    part = windows_of(np.exp(0.5 * WAVE + noise))
    part.future[3, 2] = np.nan
    maps, weights = {}, {}
    for name, there, back in (("values", np.asarray, np.asarray), ("logarithms", np.log, np.exp)):
        windows, future = there(part.windows), there(part.future)
        maps[name] = [*smoothing_maps(*SIZES), seasonal_map([(windows, future)], *SIZES)]
        squares = [np.nanmean(np.square(back(windows @ own) - part.future)) for own in maps[name]]
        # so many pairs of windows do not overlap; the nine of smoothing count together as much as one
        pairs = len(windows) / HORIZON / 2
        weights[name] = np.array(squares) ** -pairs * np.array([1 / 9] * 9 + [pairs])
    found = pool_of(part)
    total = sum(own.sum() for own in weights.values())
    assert found.share == pytest.approx(weights["logarithms"].sum() / total)
    for name, own in zip(("values", "logarithms"), found[:2], strict=True):
        np.testing.assert_allclose(own, np.average(maps[name], 0, weights[name]), atol=1e-9)


@pytest.mark.parametrize(("center", "scale"), [(0.0, 2.0), (20.0, 3.0), (-5.0, 0.1)])
def test_a_scale_changes_nothing_that_is_said_by_logarithms(center, scale):
    plain, moved = pool_of(windows_of(GROWING)), pool_of(windows_of(GROWING, center, scale))
    np.testing.assert_allclose(moved.logarithms, plain.logarithms, atol=1e-6)


def test_a_network_says_the_same():
    part = windows_of(GROWING, center=4.0, scale=2.0)
    found = pool_of(part)
    beside = Beside(POINTS, HORIZON).double()
    beside.set_maps(*found._replace(share=0.3))
    windows, zero = torch.from_numpy(part.windows), torch.from_numpy(part.zero)
    by_logarithms = LOGARITHMS.back(part, LOGARITHMS.there(part)[0] @ found.logarithms)
    expected = 0.7 * (part.windows @ found.values) + 0.3 * by_logarithms
    np.testing.assert_allclose(beside(windows, zero).numpy(), expected, atol=1e-6)
    np.testing.assert_allclose(beside(windows).numpy(), part.windows @ found.values)
    # a single value that is not positive, and the window has no logarithms
    windows[0, 3] = zero[0, 0]
    np.testing.assert_allclose(beside(windows, zero)[0].numpy(), windows[0].numpy() @ found.values)


def test_far_above_zero_logarithms_say_what_values_say():
    part = windows_of(WAVE)
    beside = Beside(POINTS, HORIZON)
    smooth = smoothing_maps(*SIZES)[0]
    beside.set_maps(smooth, smooth, of_logarithms=1.0)
    windows = torch.from_numpy(part.windows).float()
    said = beside(windows, torch.full((len(windows), 1), -1e6))
    np.testing.assert_allclose(said.numpy(), part.windows @ smooth, atol=1e-4)


def test_what_is_said_by_logarithms_goes_no_further_than_the_window_reaches():
    beside = Beside(2, 1)
    beside.set_maps(np.zeros((2, 1)), np.array([[-9.0], [9.0]]), of_logarithms=1.0)
    assert beside(torch.tensor([[1.0, 2.0]]), torch.zeros(1, 1)).item() == pytest.approx(4)
