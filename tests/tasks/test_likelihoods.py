"""Laws of likelihoods: they equal SciPy's distributions, and their quantiles have their share below them."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy import stats
from small_models import frame, model

from cellwright.data.panel import panel_of
from cellwright.errors import DataError
from cellwright.tasks.likelihoods import BEND, LEAST_FREEDOM, LEAST_MEAN, LEAST_SCALE, LIKELIHOODS

LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95]
WINDOWS, HORIZON = 4, 3
every_likelihood = pytest.mark.parametrize("name", LIKELIHOODS, ids=str)


def softplus(values):
    return np.logaddexp(0, values)


def some_outputs(name, seed=0):
    random = np.random.default_rng(seed)
    outputs = random.normal(0, 1, (WINDOWS, HORIZON, len(LIKELIHOODS[name].located(LEVELS))))
    return outputs, random.uniform(5, 9, (WINDOWS, 1)), random.uniform(1, 3, (WINDOWS, 1))


def scipy_distribution(name, outputs, center, scale):
    """The distribution of each value on the scale of the data."""
    if name == "student_t":
        spread = softplus(outputs[..., 1]) + LEAST_SCALE
        freedom = LEAST_FREEDOM + softplus(outputs[..., 2])
        return stats.t(freedom, outputs[..., 0] * scale + center, spread * scale)
    mean = scale * (softplus(BEND * (outputs[..., 0] + center / scale)) / BEND + LEAST_MEAN)
    count = softplus(outputs[..., 1]) + LEAST_SCALE
    return stats.nbinom(count, count / (count + mean))


def loss(name, outputs, values, center, scale):
    parts = [torch.from_numpy(np.asarray(part)) for part in (outputs, (values - center) / scale, center, scale)]
    return LIKELIHOODS[name].loss(*parts, LEVELS).numpy()


@pytest.mark.parametrize("name", ["student_t", "negative_binomial"])
def test_losses_and_quantiles_equal_those_of_scipy(name):
    outputs, center, scale = some_outputs(name)
    distribution = scipy_distribution(name, outputs, center, scale)
    values = np.round(distribution.rvs(random_state=np.random.default_rng(0)))
    if name == "student_t":
        # the density of the scaled value is larger by the scale
        expected = -distribution.logpdf(values) - np.log(scale)
    else:
        expected = -distribution.logpmf(values)
    np.testing.assert_allclose(loss(name, outputs, values, center, scale), expected, rtol=1e-9)
    quantiles = LIKELIHOODS[name].quantiles(outputs, center, scale, LEVELS)
    for place, level in enumerate(LEVELS):
        np.testing.assert_allclose(quantiles[..., place], distribution.ppf(level), rtol=1e-7)


def test_the_pinball_loss_is_least_at_the_quantiles():
    values = np.random.default_rng(0).normal(size=(1, 4001))
    one = np.ones((1, 1))

    def total(at):
        outputs = np.broadcast_to(at, (1, values.shape[1], len(LEVELS)))
        return loss(None, outputs.copy(), values, 0 * one, one).mean()

    right = np.quantile(values, LEVELS)
    assert all(total(right) < total(right + step) for step in (-0.1, 0.1))
    crossed = right[[1, 0, 2, 3, 4]] * np.ones((1, 1, 1))
    np.testing.assert_allclose(LIKELIHOODS[None].quantiles(crossed, 0 * one, one, LEVELS)[0, 0], right)


@every_likelihood
def test_it_begins_with_the_errors_of_seasonal_naive(name):
    errors = torch.from_numpy(np.random.default_rng(0).normal(0, 0.5, 4000))
    begin = LIKELIHOODS[name].begin(errors, LEVELS).double().numpy()
    one = np.ones((1, 1))
    middle = LIKELIHOODS[name].quantiles(begin[None, None], 6 * one, one, LEVELS)[0, 0]
    assert middle[2] == pytest.approx(6, abs=1)  # the median of counts lies below their mean
    assert (np.diff(middle) > 0).all()


@every_likelihood
def test_models_of_each_forecast_counts(name):
    data = frame()
    data["y"] = data.y.round()
    forecast = model(distribution=name).fit(data).predict()
    assert forecast.LSTM.between(10, 45).all()
    assert (np.diff(forecast.iloc[:, 3:].to_numpy(), axis=1) >= 0).all()
    if name == "negative_binomial":
        np.testing.assert_array_equal(forecast.iloc[:, 2:], forecast.iloc[:, 2:].round())


@pytest.mark.parametrize("value", [-1.0, 2.5])
def test_what_is_no_count_is_refused(value):
    panel = panel_of([1.0, None, value, 2.0])
    message = (
        f"series 'y' holds {value:g}, but distribution='negative_binomial' is of counts: 0, 1, 2, ... "
        "Write distribution='student_t', or leave it out"
    )
    with pytest.raises(DataError) as caught:
        LIKELIHOODS["negative_binomial"].check(panel)
    assert str(caught.value) == message
