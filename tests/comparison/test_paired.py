"""The paired comparison: equal to the textbook tests that it is made of, quiet between equals, loud otherwise."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from cellwright.evaluate.paired import LEVEL, difference, holm

RANDOM = np.random.default_rng(0)


def errors(seeds, units, *, shift=0.0, noise=0.1, random=RANDOM, shared=None):
    """Errors (seeds, units): those of the units that all share, and those of each seed."""
    shared = random.normal(5, 1, units) if shared is None else shared
    return shift + shared + random.normal(0, noise, (seeds, units)) + random.normal(0, noise, (seeds, 1))


def test_on_the_units_at_hand_it_is_welchs_test_over_seeds():
    first, second = errors(4, 9), errors(7, 9)
    expected = stats.ttest_ind(first.mean(1), second.mean(1), equal_var=False).pvalue
    assert difference(first, second).p_here == pytest.approx(expected, rel=1e-10)


def test_beside_a_baseline_it_is_students_test_over_seeds():
    first, baseline = errors(5, 6), errors(1, 6)
    found = difference(first, baseline, fixed=True)
    assert found.p_here == pytest.approx(stats.ttest_1samp(first.mean(1), baseline.mean()).pvalue, rel=1e-10)


def test_without_noise_of_seeds_it_is_the_paired_test_over_units():
    first, second = (np.repeat(errors(1, 8), 3, 0) for _ in range(2))
    expected = stats.ttest_rel(first[0], second[0]).pvalue
    assert difference(first, second).p == pytest.approx(expected, rel=1e-10)


def test_it_is_symmetric_and_knows_what_it_lacks():
    first, second = errors(3, 5), errors(4, 5)
    one, other = difference(first, second), difference(second, first)
    assert one.mean == pytest.approx(-other.mean)
    assert (one.p, one.p_here) == pytest.approx((other.p, other.p_here))
    second[1, 2] = np.nan
    assert difference(first, second) == difference(np.delete(first, 2, 1), np.delete(second, 2, 1))
    for lacking in (difference(first[:1], second), difference(first, second[:1])):
        assert math.isnan(lacking.p)
        assert math.isnan(lacking.p_here)
        assert math.isfinite(lacking.mean)
    single = difference(first[:, :1], second[:, :1])
    assert math.isnan(single.p)
    assert math.isfinite(single.p_here)
    assert math.isnan(difference(first * np.nan, second).mean)
    assert difference(first[:, [0, 0]] * 0, second[:, [0, 0]] * 0).p == 1
    assert difference(first[:, [0, 0]] * 0 + 1, second[:, [0, 0]] * 0).p == 0


@pytest.mark.parametrize(("seeds", "units"), [(3, 2), (3, 8), (5, 30)])
def test_equals_are_called_different_no_more_often_than_promised(seeds, units):
    random = np.random.default_rng(seeds * units)
    trials = 600
    alarms = here = 0
    for _ in range(trials):
        shared = random.normal(5, 1, units)
        found = difference(*(errors(seeds, units, random=random, shared=shared) for _ in range(2)))
        alarms, here = alarms + (found.p < LEVEL), here + (found.p_here < LEVEL)
    # three standard deviations of a binomial count of such a probability
    most = trials * LEVEL + 3 * math.sqrt(trials * LEVEL * (1 - LEVEL))
    assert alarms <= most
    assert here <= most


def test_a_difference_beyond_the_noise_is_found():
    shared = RANDOM.normal(5, 1, 8)
    found = difference(errors(3, 8, shared=shared), errors(3, 8, shared=shared, shift=1.0))
    assert found.p < 0.01
    assert found.mean == pytest.approx(-1, abs=0.4)


def test_the_correction_is_holms():
    values = RANDOM.uniform(0, 0.1, 12)
    np.testing.assert_allclose(holm(values), multipletests(values, method="holm")[1], rtol=1e-12)
    assert holm([]) == []
    [first, lacking, second] = holm([0.01, math.nan, 0.02])
    assert (first, second) == (0.02, 0.02)
    assert math.isnan(lacking)
