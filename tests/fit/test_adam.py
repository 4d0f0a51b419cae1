"""The compiled Adam takes the steps of torch's own, and rows that it leaves alone come to the same."""

from __future__ import annotations

import copy
from functools import partial

import numpy as np
import pytest
import torch

import cellwright.fit.adam as compiled
from cellwright.fit.adam import Adam, adam
from cellwright.nn.lookup import Lookup

ROWS, COLUMNS, STEPS = 37, 21, 120
# each step rounds weights, which are below 4, in both optimizers
EXACT = {dtype: STEPS * 4 * torch.finfo(dtype).eps for dtype in (torch.float32, torch.float64)}


def pair(make, weight_decay):
    """The same parameters under our optimizer and under torch's."""
    own = make()
    other = copy.deepcopy(own)
    torchs = torch.optim.AdamW(other, lr=0.01, weight_decay=weight_decay)
    return own, Adam(own, lr=0.01, weight_decay=weight_decay), other, torchs


def parameters(dtype):
    generator = torch.Generator().manual_seed(0)
    shapes = (5, 3), (1,), (17,), (131, 129)
    return [torch.nn.Parameter(torch.randn(shape, generator=generator, dtype=dtype)) for shape in shapes]


@pytest.mark.parametrize("most", [None, 1.0, 1e6])
@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
@pytest.mark.parametrize("dtype", EXACT)
def test_steps_are_those_of_torch(dtype, weight_decay, most):
    own, optimizer, other, torchs = pair(partial(parameters, dtype), weight_decay)
    generator = torch.Generator().manual_seed(1)
    for step in range(9):
        for group in (*optimizer.param_groups, *torchs.param_groups):
            group["lr"] = 0.01 / (1 + step)
        for number, (a, b) in enumerate(zip(own, other, strict=True)):
            a.grad = torch.randn(a.shape, generator=generator, dtype=dtype)
            b.grad = a.grad.clone()
            if number == 2 and step < 3:
                # as where a parameter is frozen at first
                a.grad = b.grad = None
        optimizer.step(most=most)
        if most is not None:
            torch.nn.utils.clip_grad_norm_(other, most)
        torchs.step()
    for a, b in zip(own, other, strict=True):
        np.testing.assert_allclose(a.detach(), b.detach(), rtol=0, atol=EXACT[dtype])


def look_up(dtype, scale=1.0, weight_decay=0.0, settled=True):
    """The largest difference of looked-up vectors that our and torch's optimizer trained."""
    torch.manual_seed(0)
    own = Lookup(ROWS, COLUMNS, padding_idx=0, dtype=dtype)
    other = copy.deepcopy(own)
    optimizer = Adam(own.parameters(), lr=0.01, weight_decay=weight_decay)
    torchs = torch.optim.AdamW(other.parameters(), lr=0.01, weight_decay=weight_decay)
    own.sparse, own.before = True, optimizer.catch_up
    for step in range(STEPS):
        # most rows are left alone for a while, some of them for good
        numbers = torch.randint(0, ROWS if step < STEPS // 3 else ROWS // 3, (2, 2))
        gradient = scale * torch.randn(2, 2, COLUMNS, dtype=dtype)
        for module, chosen in ((own, optimizer), (other, torchs)):
            chosen.param_groups[0]["lr"] = 0.01 * (1 - step / STEPS)
            chosen.zero_grad()
            seen = module(numbers)
            (seen * gradient).sum().backward()
            chosen.step()
        if step == STEPS // 2:
            optimizer.settle()
    if settled:
        optimizer.settle()
    return float((own.weight - other.weight).detach().abs().max())


@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
@pytest.mark.parametrize("dtype", EXACT)
def test_rows_that_were_left_alone_come_to_the_same(dtype, weight_decay):
    assert look_up(dtype, weight_decay=weight_decay) < EXACT[dtype]


def test_small_gradients_come_to_nearly_the_same():
    # sqrt(v) is some thirty times epsilon, then less than it; all weights move by about 0.1
    assert look_up(torch.float64, scale=1e-5) < 1e-5
    assert look_up(torch.float64, scale=1e-8) < 1e-3


def test_rows_that_are_not_made_up_for_are_seen(monkeypatch):
    assert look_up(torch.float64, settled=False) > 1e-4
    monkeypatch.setattr(compiled, "catch_up", lambda *_: None)
    assert look_up(torch.float64) > 1e-4


def test_a_run_goes_on_in_the_middle_bit_for_bit():
    def run(stops):
        torch.manual_seed(0)
        vectors = Lookup(ROWS, COLUMNS)
        optimizer = Adam(vectors.parameters(), lr=0.01)
        for step in range(STEPS):
            if step in stops:
                state, fresh = copy.deepcopy(optimizer.state_dict()), copy.deepcopy(vectors)
                vectors, optimizer = fresh, Adam(fresh.parameters(), lr=0.01)
                optimizer.load_state_dict(state)
                # torch turns all that is kept of a weight into its type
                optimizer.state[vectors.weight].update(state["state"][0])
            vectors.sparse, vectors.before = True, optimizer.catch_up
            optimizer.zero_grad()
            vectors(torch.randint(0, ROWS, (3,))).square().sum().backward()
            optimizer.step(most=0.5)
            vectors.before = None
        optimizer.settle()
        return vectors.weight

    assert torch.equal(run(()), run((1, 50)))


def test_a_dense_gradient_may_follow_a_sparse_one():
    own = Lookup(ROWS, COLUMNS, dtype=torch.float64)
    other = copy.deepcopy(own)
    optimizer, torchs = Adam(own.parameters(), lr=0.01), torch.optim.Adam(other.parameters(), lr=0.01)
    for step in range(6):
        own.sparse, own.before = step != 3, optimizer.catch_up
        for module, chosen in ((own, optimizer), (other, torchs)):
            chosen.zero_grad()
            module(torch.tensor([step, 2 * step])).square().sum().backward()
            chosen.step()
    optimizer.settle()
    np.testing.assert_allclose(own.weight.detach(), other.weight.detach(), rtol=0, atol=1e-9)


def test_a_norm_has_the_same_bits_whatever_the_threads():
    def after(threads):
        torch.set_num_threads(threads)
        torch.manual_seed(0)
        weight = torch.nn.Parameter(torch.zeros(1_000_003))
        weight.grad = torch.randn(1_000_003)
        Adam([weight], lr=1.0).step(most=1e-3)
        return weight.detach()

    before = torch.get_num_threads()
    try:
        assert torch.equal(after(1), after(2))
    finally:
        torch.set_num_threads(before)


def test_what_cannot_be_compiled_for_is_torchs():
    assert isinstance(adam([torch.nn.Parameter(torch.ones(2))], 0.1), Adam)
    assert isinstance(adam([torch.nn.Parameter(torch.ones(2, dtype=torch.bfloat16))], 0.1), torch.optim.AdamW)
    assert isinstance(adam([torch.nn.Parameter(torch.ones(2, 3).T)], 0.1), torch.optim.AdamW)
