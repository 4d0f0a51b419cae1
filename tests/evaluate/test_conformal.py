"""Law: calibrated quantiles have their share of new values below them, whatever the network said."""

from __future__ import annotations

import numpy as np
import pytest

from cellwright.evaluate.conformal import (
    LEAST_ERRORS,
    conformal_shifts,
    followed,
    mean_distances,
    rate_of,
    stretched,
    stretches,
    widths_for_few,
)

LEVELS = [0.1, 0.5, 0.9]


@pytest.mark.parametrize("draw", ["normal", "exponential", "standard_cauchy"])
def test_each_quantile_has_its_share_at_each_step(draw):
    random = np.random.default_rng(0)
    # steps further away err more; the network's quantiles are wrong by any amount
    spread = np.array([1.0, 5.0, 25.0])[:, None]
    wrong = np.array([-3.0, 0.0, 0.2])

    def errors(count):
        return getattr(random, draw)(size=(count, 3, 1)) * spread - wrong

    shifts = conformal_shifts(errors(2000), LEVELS)
    below = (errors(50_000) <= shifts).mean(0)
    # a share of 2000 draws has a standard deviation of at most 0.007
    np.testing.assert_allclose(below[:, [0, 2]], [[0.1, 0.9]] * 3, atol=0.03)
    assert (shifts[:, 1] == 0).all()


def test_one_more_error_is_counted():
    # of 9 errors and a new one, the new one is the largest with a probability of 1/10
    errors = np.arange(1.0, 10.0).reshape(9, 1, 1)
    assert conformal_shifts(errors, [0.9]).item() == 9
    assert conformal_shifts(errors, [0.1]).item() == 1
    assert conformal_shifts(errors, [0.8]).item() == 8


def test_few_windows_borrow_from_the_steps_beside():
    random = np.random.default_rng(1)
    few = random.normal(size=(10, 40, 1))
    shifts = conformal_shifts(few, [0.9])
    # alone, the ninth of ten errors has a deviation of 0.45
    assert shifts.std() < 0.2
    many = random.normal(size=(LEAST_ERRORS, 2, 1)) * [[1.0], [9.0]]
    assert conformal_shifts(many, [0.9])[1] > 4 * conformal_shifts(many, [0.9])[0]


def test_what_is_not_known_counts_for_nothing():
    errors = np.arange(1.0, 10.0).reshape(9, 1, 1)
    gaps = np.concatenate([errors, np.full((5, 1, 1), np.nan)])
    np.testing.assert_array_equal(conformal_shifts(gaps, [0.9]), conformal_shifts(errors, [0.9]))
    assert (conformal_shifts(np.full((3, 2, 1), np.nan), [0.9]) == 0).all()


def test_stretched_distances_are_the_calibrated_ones():
    random = np.random.default_rng(2)
    calibrated, own = (np.sort(random.normal(size=(30, 4, 5)), -1) for _ in range(2))
    levels = [0.1, 0.3, 0.5, 0.7, 0.9]
    median = own[..., [2]]
    wished = mean_distances(calibrated, levels)
    stretched = median + (own - median) * stretches(wished, mean_distances(own, levels))
    np.testing.assert_allclose(mean_distances(stretched, levels), wished, atol=1e-14)


def test_quantiles_without_a_distance_or_beyond_the_median_are_not_stretched():
    np.testing.assert_array_equal(stretches(np.array([[-1.0, 0.0, -1.0]]), np.array([[0.0, 0.0, 1.0]])), [[1, 1, 0]])


def replayed(quantiles, actual, levels):
    """Which values (series, origins, horizon, levels) lay beyond quantiles that follow from origin to origin."""
    beyond = []
    for origin in range(quantiles.shape[1]):
        factors = followed(quantiles[:, :origin], actual[:, :origin], levels)
        said = stretched(quantiles[:, origin], factors[:, None], levels)
        came = actual[:, origin, :, None]
        beyond.append(np.where(np.asarray(levels) > 0.5, came > said, came < said))
    return np.stack(beyond, 1)


FOUR = [0.05, 0.1, 0.5, 0.8]


STEPS = 12


def drifting(origins=60):
    """Two series of noise that becomes three times as wide, and said quantiles that do not."""
    widths = np.where(np.arange(origins) < origins // 2, 1.0, 3.0)[:, None]
    actual = np.random.default_rng(0).normal(size=(2, origins, STEPS)) * widths
    said = np.broadcast_to([-1.6, -1.3, 0.0, 0.8], (*actual.shape, len(FOUR)))
    return said, actual


def test_the_share_beyond_is_as_far_off_as_the_last_factor_says():
    said, actual = drifting()
    share = replayed(said, actual, FOUR).mean((1, 2))
    promised = np.minimum(FOUR, 1 - np.asarray(FOUR))
    # the numbers are sums of 60 shares, exact to a few last places
    off = np.log(followed(said, actual, FOUR)) / (rate_of(STEPS) * said.shape[1])
    np.testing.assert_allclose((share - promised)[:, [0, 1, 3]], off[:, [0, 1, 3]], atol=1e-12)
    assert (followed(said, actual, FOUR)[:, 2] == 1).all()


def test_noise_that_grows_is_followed():
    said, actual = drifting()
    behind = slice(40, None)
    kept = (actual[:, behind, :, None] > said[:, behind]).mean((0, 1, 2))[3]
    assert kept > 0.35
    # 480 values: a deviation of 0.02
    assert abs(replayed(said, actual, FOUR)[:, behind].mean((0, 1, 2))[3] - 0.2) < 0.08


def test_what_is_not_known_moves_nothing():
    said, actual = drifting(4)
    gaps = np.where(np.arange(4)[:, None] % 2 == 0, np.nan, actual)
    np.testing.assert_array_equal(followed(said, gaps, FOUR), followed(said[:, 1::2], actual[:, 1::2], FOUR))
    assert (followed(said[:, :0], actual[:, :0], FOUR) == 1).all()


@pytest.mark.parametrize("count", [1, 3, 12])
def test_of_a_few_errors_intervals_are_as_wide_as_they_have_to_be(count):
    generator = np.random.default_rng(0)
    known, new = generator.normal(size=(20_000, count)), generator.normal(size=20_000)
    # what few errors around zero tell, were they normal: a quantile by their size alone
    told = 1.2816 * np.sqrt(np.square(known).mean(1))
    widened = told * widths_for_few(count, [0.1, 0.5, 0.9])[2]
    assert np.mean(new < widened) == pytest.approx(0.9, abs=0.01)
    assert count > 3 or np.mean(new < told) < 0.885
