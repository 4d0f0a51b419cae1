"""Recurrent batch normalisation is that of Cooijmans et al. (2016): a loop in plain NumPy gives the same."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from drawn import difference

import cellwright as cw

EPSILON = 1e-5
LENGTHS = [7, 7, 5, 4, 2]
STEPS, BATCH, INPUT, HIDDEN, MAX_STEPS = 7, 5, 3, 4, 6
SAME = 1e-12


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


class BatchStatistics:
    """In training: those of the rows at this step, which are noted."""

    def __init__(self):
        self.noted = {}

    def __call__(self, name, t, v):
        mean = sum(v) / len(v)
        variance = sum((v - mean) ** 2) / len(v)
        self.noted[name, t] = mean, variance, len(v)
        return mean, variance


def reference(p, x, lengths, statistics):
    """The equations of the paper, for the sequences that have a step at each step; zero behind their ends."""
    output = np.zeros((STEPS, len(lengths), HIDDEN))
    h, c = np.zeros((len(lengths), HIDDEN)), np.zeros((len(lengths), HIDDEN))
    for t in range(STEPS):
        rows = [row for row, length in enumerate(lengths) if length > t]

        def norm(name, v, gain, t=t):
            mean, variance = statistics(name, t, v)
            return gain * (v - mean) / np.sqrt(variance + EPSILON)

        a = norm("hh", h[rows] @ p["weight_hh_l0"].T, p["norm_hh_l0"])
        a = a + norm("ih", x[t, rows] @ p["weight_ih_l0"].T, p["norm_ih_l0"]) + p["bias_ih_l0"] + p["bias_hh_l0"]
        i, f, g, o = np.split(a, 4, axis=1)
        c[rows] = sigmoid(f) * c[rows] + sigmoid(i) * np.tanh(g)
        h[rows] = sigmoid(o) * np.tanh(norm("", c[rows], p["norm_l0"]) + p["bias_norm_l0"])
        output[t, rows] = h[rows]
    return output, h, c


@pytest.fixture
def drawn():
    """A layer with random parameters, and a batch."""
    torch.manual_seed(0)
    layer = cw.LSTM(INPUT, HIDDEN, norm="batch", max_steps=MAX_STEPS, dtype=torch.float64)
    for parameter in layer.parameters():
        torch.nn.init.normal_(parameter)
    parameters = {name: parameter.detach().numpy() for name, parameter in layer.named_parameters()}
    return layer, parameters, torch.randn(STEPS, BATCH, INPUT, dtype=torch.float64)


def found(layer, x, lengths):
    y, (h, c, t) = layer(x, lengths=lengths)
    assert t.flatten().tolist() == lengths
    return [part.detach().numpy() for part in (y, h[0], c[0])]


@pytest.mark.parametrize("lengths", [LENGTHS, [STEPS] * BATCH], ids=["ragged", "whole"])
def test_training_is_that_of_the_paper(drawn, lengths):
    layer, parameters, x = drawn
    expected = reference(parameters, x.numpy(), lengths, BatchStatistics())
    assert difference(found(layer, x, lengths), expected) < SAME


def test_gains_start_small_and_shifts_at_zero():
    layer = cw.LSTM(INPUT, HIDDEN, norm="batch")
    assert all((p == 0.1).all() for name, p in layer.named_parameters() if name.startswith("norm"))
    assert (layer.bias_norm_l0 == 0).all()


def averaged(batches):
    """The mean of what several batches noted, and the unbiased variances; later steps share the last."""
    tables = {}
    for name in ("ih", "hh", ""):
        for t in range(MAX_STEPS):
            means, variances = [], []
            for batch in batches:
                at = [noted for (n, step), noted in batch.noted.items() if n == name and min(step, MAX_STEPS - 1) == t]
                means.append(np.mean([mean for mean, _, _ in at], axis=0))
                variances.append(np.mean([variance * n / (n - 1) for _, variance, n in at], axis=0))
            tables[name, t] = np.mean(means, axis=0), np.mean(variances, axis=0)
    return tables


def test_evaluation_takes_running_statistics(drawn):
    layer, parameters, x = drawn
    batches = [BatchStatistics() for _ in range(3)]
    for number, batch in enumerate(batches):
        reference(parameters, x.numpy() * (number + 1), LENGTHS, batch)
        layer(x * (number + 1), lengths=LENGTHS)
    tables = averaged(batches)
    for (name, t), (mean, variance) in tables.items():
        end = f"{name and '_'}{name}_l0"
        assert difference([getattr(layer, f"running_mean{end}")[:, t].numpy()], [mean]) < SAME
        assert difference([getattr(layer, f"running_var{end}")[:, t].numpy()], [variance]) < SAME
    population = lambda name, t, v: tables[name, min(t, MAX_STEPS - 1)]  # noqa: E731
    for rows in (slice(0, 5), slice(3, 4)):
        expected = reference(parameters, x.numpy()[:, rows], LENGTHS[rows], population)
        assert difference(found(layer.eval(), x[:, rows], LENGTHS[rows]), expected) < SAME


def test_a_wrong_reference_is_seen(drawn):
    """The comparison can fail: statistics over time are not those of a step."""
    layer, parameters, x = drawn
    constant = lambda name, t, v: (0.0, 1.0)  # noqa: E731
    assert difference(found(layer, x, LENGTHS), reference(parameters, x.numpy(), LENGTHS, constant)) > 1e-3


@pytest.mark.parametrize("mode", ["training", "evaluation"])
def test_gradients_are_those_of_differences(drawn, mode):
    layer, _, x = drawn
    layer(x, lengths=LENGTHS)
    layer.train(mode == "training")
    given = (x.requires_grad_(), *layer.parameters())
    assert torch.autograd.gradcheck(lambda x, *_: layer(x, lengths=LENGTHS)[0], given, fast_mode=True)
