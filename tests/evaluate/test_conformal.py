"""Law: calibrated quantiles have their share of new values below them, whatever the network said."""

from __future__ import annotations

import numpy as np
import pytest

from cellwright.evaluate.conformal import LEAST_ERRORS, conformal_shifts, mean_distances, stretches

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
