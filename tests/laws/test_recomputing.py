"""Law: training that keeps less and computes it again gives the same results and gradients, bit for bit."""

from __future__ import annotations

import pytest
import torch
from subjects import SUBJECTS, some_subjects

import cellwright as cw
from cellwright.run import backward


@pytest.fixture
def short_chunks(monkeypatch):
    """Some steps at a time, also where there are few rows."""
    monkeypatch.setattr(backward, "BLOCK", 16)
    monkeypatch.setattr(backward, "CHUNK", 1)


def trained(cell, memory, x, **options):
    """All results and gradients of a training step, and the bytes that were kept for the backward pass."""
    torch.manual_seed(0)
    layer = cw.Recurrent(cell, 3, 21, num_layers=2, bidirectional=True, memory=memory, backend="cpu")
    x = x.clone().requires_grad_()
    kept = {}

    def keep(tensor):
        kept[tensor.data_ptr()] = tensor.nbytes
        return tensor

    torch.manual_seed(1)
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        output, state = layer(x, **options)
    states = state if isinstance(state, tuple) else (state,)
    sum(part.square().sum() for part in (output, *states)).backward()
    return [output, *states, x.grad, *(p.grad for p in layer.parameters())], sum(kept.values())


def check_equal(found, expected):
    for a, b in zip(found, expected, strict=True):
        assert torch.equal(a, b)


@some_subjects
@pytest.mark.usefixtures("short_chunks", "poisoned")
def test_the_same_bits(cell):
    x = torch.randn(23, 5, 3)
    for options in ({}, {"lengths": [23, 1, 17, 0, 9]}):
        check_equal(trained(cell, "recompute", x, **options)[0], trained(cell, "keep", x, **options)[0])


@pytest.mark.usefixtures("short_chunks")
def test_less_is_kept():
    x = torch.randn(200, 5, 3)
    for cell in ("lstm", "gru"):
        (_, less), (_, all_of_it) = (trained(cell, memory, x) for memory in ("recompute", "keep"))
        assert less < 0.7 * all_of_it  # outputs, inputs and parameters are among what is kept


def test_the_comparison_can_fail():
    x = torch.randn(4, 2, 3)
    with pytest.raises(AssertionError):
        check_equal(*(trained(SUBJECTS["lstm"], "keep", scale * x)[0] for scale in (1, 2)))
