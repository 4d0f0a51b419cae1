"""The end of a network that writes: the compiled step says what torch says, with the sum that normalises it."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cellwright.nn.choosing import Chooser, Product
from cellwright.plan.weights import BFLOAT16, FULL, INT8

FEATURES, SIZE, TOKENS, ROWS = 13, 9, 37, 6


def parts(dtype=torch.float32):
    torch.manual_seed(0)
    bias = torch.randn(TOKENS, dtype=dtype)
    bias[[0, 2]] = -torch.inf
    return torch.nn.Linear(FEATURES, SIZE, dtype=dtype), torch.randn(TOKENS, SIZE, dtype=dtype), bias


def differences(given, chooser, seen):
    """The largest difference of a probability, of what tokens are chosen by, and of the sum."""
    combine, vectors, bias = given
    with torch.no_grad():
        attended = torch.tanh(combine(torch.from_numpy(seen)))
        expected = torch.nn.functional.linear(attended, vectors, bias)
    logits, norms = chooser(seen)
    found = np.exp(logits - norms[:, None]), chooser.attended[: len(seen)], norms
    rights = expected.softmax(1), attended, expected.logsumexp(1)
    return [float(np.abs(one - right.numpy()).max()) for one, right in zip(found, rights, strict=True)]


@pytest.mark.parametrize(("dtype", "most"), [(torch.float32, 1e-5), (torch.float64, 1e-13)])
@pytest.mark.parametrize("rows", [ROWS, 1, 4])
def test_it_says_what_torch_says(rows, dtype, most):
    given = parts(dtype)
    chooser, seen = Chooser(*given, ROWS), torch.randn(rows, FEATURES, dtype=dtype).numpy()
    assert max(differences(given, chooser, seen)) < most
    assert (chooser(seen)[0][:, [0, 2]] == -np.inf).all()


@pytest.mark.parametrize(("dtype", "most"), [(torch.float32, 1e-5), (torch.float64, 1e-13)])
@pytest.mark.parametrize("before", [1, 8])
def test_it_says_the_same_where_some_features_are_multiplied_before(before, dtype, most):
    given, seen = parts(dtype), torch.randn(ROWS, FEATURES, dtype=dtype).numpy()
    chooser = Chooser(*given, ROWS, before=before)
    # what they come to is for the step that follows alone
    for now in (seen, seen[::-1].copy()):

        def with_first(rest, now=now):
            chooser.beside[:] = chooser.ahead(np.ascontiguousarray(now[:, :before]))
            return chooser(np.ascontiguousarray(rest[:, before:]))

        with_first.attended = chooser.attended
        assert max(differences(given, with_first, now)) < most


@pytest.mark.parametrize("shape", [(1, 1, 3), (7, 17), (2, 5, 128)])
@pytest.mark.parametrize("outputs", [1, 16, 128, 130])
def test_a_product_is_that_of_torch(shape, outputs):
    matrix, x = torch.randn(outputs, shape[-1], dtype=torch.float64), torch.randn(shape, dtype=torch.float64)
    np.testing.assert_allclose(Product(matrix)(x.numpy()), x @ matrix.T, rtol=0, atol=1e-12)


@pytest.mark.parametrize(("matrices", "most"), [(BFLOAT16, 0.05), (INT8, 0.1)])
def test_narrow_weights_come_near(matrices, most):
    given, seen = parts(), np.random.default_rng(0).normal(size=(ROWS, FEATURES)).astype(np.float32)
    narrow = differences(given, Chooser(*given, ROWS, matrices), seen)
    assert max(differences(given, Chooser(*given, ROWS, FULL), seen)) < min(narrow)
    assert max(narrow) < most


def test_the_check_can_fail():
    combine, vectors, bias = parts()
    others = Chooser(combine, vectors + 0.01, bias, ROWS)
    seen = torch.randn(ROWS, FEATURES).numpy()
    assert max(differences((combine, vectors, bias), others, seen)) > 1e-3


def test_nothing_is_chosen_by_anything_at_first():
    chooser = Chooser(*parts(), ROWS)
    chooser(np.ones((ROWS, FEATURES), np.float32))
    assert (chooser.attended != 0).all()
    chooser.reset()
    assert (chooser.attended == 0).all()
