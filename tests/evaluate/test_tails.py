"""Tails against scipy's fit, and against the rate that they promise."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import genpareto

import cellwright as cw
from cellwright.evaluate.tails import LARGEST_SHAPE, SMALLEST_SHAPE, Tail, _fitted


@pytest.mark.parametrize("shape", [-0.3, 0.0, 0.3])
@pytest.mark.parametrize("peaks", [100, 2000])
def test_no_parameters_are_likelier(shape, peaks):
    values = genpareto.rvs(shape, scale=2.0, size=peaks, random_state=1)
    own, scale = _fitted(values)
    theirs = genpareto.fit(values, floc=0)
    gain = genpareto.logpdf(values, own, 0, scale).sum() - genpareto.logpdf(values, *theirs).sum()
    assert gain > -1e-4
    np.testing.assert_allclose(own, theirs[0], atol=1e-2)


@pytest.mark.parametrize(("shape", "bound"), [(0.9, LARGEST_SHAPE), (-0.9, SMALLEST_SHAPE)])
def test_the_shape_has_bounds_and_the_scale_is_the_likeliest_there(shape, bound):
    values = genpareto.rvs(shape, size=500, random_state=1)
    own, scale = _fitted(values)
    assert own == bound
    likelihood = [genpareto.logpdf(values, bound, 0, scale * factor).sum() for factor in (1, 0.98, 1.02)]
    assert likelihood[0] == max(likelihood)


@pytest.mark.parametrize("draw", ["normal", "exponential", "standard_t", "beta"])
@pytest.mark.parametrize("rate", [1e-2, 1e-3])
def test_the_stated_rate_is_the_rate_of_new_scores(draw, rate):
    random = np.random.default_rng(0)
    arguments = {"standard_t": (4,), "beta": (2, 3)}.get(draw, ())
    threshold = Tail.of(getattr(random, draw)(*arguments, size=20_000)).threshold(rate)
    new = getattr(random, draw)(*arguments, size=400_000)
    assert (new > threshold).mean() == pytest.approx(rate, rel=0.4)


@pytest.mark.parametrize("rate", [1e-3, 3e-4])
def test_scores_that_resemble_their_neighbours_begin_to_pass_it_at_the_stated_rate(rate):
    lasts = 25
    random = np.random.default_rng(0)
    known, new = (np.convolve(random.exponential(size=size), np.ones(lasts), "valid") for size in (60_000, 900_000))
    threshold = Tail.of(known, apart=lasts).threshold(rate)
    begins = 1 + (np.diff(np.flatnonzero(new > threshold)) > lasts).sum()
    assert begins / len(new) == pytest.approx(rate, rel=0.4)
    # without it, the peaks of one alarm are taken for many, and the threshold is that of another rate
    assert (new > Tail.of(known).threshold(rate)).mean() == pytest.approx(rate, rel=0.4)


def test_of_scores_close_to_each_other_the_highest_is_the_peak():
    scores = np.zeros(1000)
    scores[[100, 102, 103, 300, 305]] = 5, 7, 6, 8, 9
    scores[101] = np.nan
    for apart, peaks in ((0, [5, 7, 6, 8, 9]), (1, [5, 7, 8, 9]), (2, [7, 8, 9]), (5, [7, 9])):
        tail = Tail.of(scores, apart)
        assert tail == Tail(0.0, len(peaks) / 999, np.mean(peaks), 0.0, 999)


def test_the_density_is_that_of_the_distribution():
    tail = Tail(1.0, 0.05, 2.0, 0.2, 1000)
    at = np.linspace(1.1, 8, 7)
    np.testing.assert_allclose(tail.density(at), 0.05 * genpareto.pdf(at - 1, 0.2, scale=2.0))
    np.testing.assert_allclose(Tail(1.0, 0.05, 2.0, 0.0, 1000).density(at), 0.05 * genpareto.pdf(at - 1, 0, scale=2.0))


def test_few_and_equal_scores():
    assert Tail.of(np.array([1.0, np.nan, 2.0])).threshold(0.5) >= 1.9
    constant = Tail.of(np.full(50, 3.0))
    assert constant.threshold(1e-6) == 3.0
    with pytest.raises(cw.DataError, match="no score to set a threshold by"):
        Tail.of(np.array([np.nan]))


def test_a_rate_above_the_share_of_the_peaks_is_the_start_of_the_tail():
    tail = Tail.of(np.random.default_rng(0).normal(size=1000))
    assert tail.threshold(0.5) == tail.start


@pytest.mark.parametrize("count", [200, 1000])
def test_no_rate_is_stated_that_is_rarer_than_the_scores_can_tell(count):
    tail = Tail.of(np.random.default_rng(0).exponential(size=count))
    assert tail.threshold(0.5 / count) < tail.threshold(0.15 / count) == tail.threshold(1e-9)


def test_it_comes_back_from_json_and_nonsense_does_not():
    tail = Tail(1.0, 0.05, 2.0, 0.2, 1000)
    assert Tail.from_json(tail.to_json()) == tail
    for name, value in (("count", 0), ("share", 0.0), ("scale", -1.0), ("shape", 7.0), ("start", float("nan"))):
        with pytest.raises(ValueError, match="tail"):
            Tail.from_json({**tail.to_json(), name: value})
