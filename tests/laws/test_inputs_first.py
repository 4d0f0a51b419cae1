"""Law: whether inputs are multiplied inside the loop over the steps or before it, the results are the same bits."""

from __future__ import annotations

import math

import pytest
import torch
from subjects import SUBJECTS, every_layer_subject

import cellwright as cw
from cellwright.nn import way
from cellwright.plan.schedule import dense
from cellwright.run import forward

STEPS, INPUT = 7, 5
LENGTHS = {"equally long": None, "ragged": [4, STEPS, 1]}


def results(layer, x, lengths):
    """Outputs and last states of inference, then those and all gradients of training."""
    way.way_of.cache_clear()
    found = []
    with torch.no_grad():
        found += flat(layer(x, lengths=lengths))
    trained = flat(layer(x, lengths=lengths))
    return found + trained + list(torch.autograd.grad(sum(t.sin().sum() for t in trained), list(layer.parameters())))


def flat(given):
    output, last = given
    return [output, *((last,) if isinstance(last, torch.Tensor) else last)]


def inside(patch):
    patch.setattr(forward, "SECOND_KERNEL", math.inf)


def before(patch):
    patch.setattr(forward, "SECOND_KERNEL", 0)
    patch.setattr(forward, "FEW", math.inf)


@pytest.mark.parametrize("lengths", LENGTHS.values(), ids=LENGTHS)
@every_layer_subject
def test_the_place_of_the_inputs_makes_no_difference(cell, lengths, poisoned, monkeypatch):
    torch.manual_seed(0)
    layer, x = cw.Recurrent(cell, INPUT, 19, backend="cpu").eval(), torch.randn(STEPS, 3, INPUT)
    found = []
    for made in (inside, before):
        with monkeypatch.context() as patch:
            made(patch)
            found.append(results(layer, x, lengths))
    way.way_of.cache_clear()
    assert all(torch.equal(one, other) for one, other in zip(*found, strict=True))


def test_both_ways_are_gone(monkeypatch):
    plan = cw.Recurrent(SUBJECTS["lstm"], INPUT, 19).plan.kernels[0]
    inside(monkeypatch)
    assert not forward.forward_of(plan).projects(dense(STEPS, 3), 1)
    before(monkeypatch)
    assert forward.forward_of(plan).projects(dense(STEPS, 3), 1)


def test_small_weights_and_few_steps_are_not_worth_a_second_kernel(monkeypatch):
    monkeypatch.setattr(forward, "SECOND_KERNEL", 5_000_000)
    wide, small = (cw.LSTM(size, size).plan.kernels[0] for size in (256, 8))
    assert forward.forward_of(wide).projects(dense(100, 1), 1)
    assert not forward.forward_of(wide).projects(dense(2, 1), 1)
    assert not forward.forward_of(small).projects(dense(100, 1), 1)
