"""Attention, self-attention and copying: padding has no weight, and each is what its paper's formula says."""

from __future__ import annotations

import numpy as np
import pytest
import torch

import cellwright as cw
from cellwright.nn.attention import ATTENTIONS, Attention
from cellwright.nn.copying import Copying
from cellwright.nn.self_attention import SelfAttention

LENGTHS = torch.tensor([7, 1, 4])
TOLERANCE = {"rtol": 1e-5, "atol": 1e-6}


def memory(features):
    torch.manual_seed(0)
    return torch.randn(3, 9, features)


def slow_score(attention, query, step):
    """How well one query fits one step, as the papers write it."""
    if attention.kind == "dot":
        return query @ step
    if attention.kind == "general":
        return query @ (attention.keys.weight @ step)
    inside = attention.query.weight @ query + attention.query.bias + attention.keys.weight @ step
    return attention.score.weight[0] @ torch.tanh(inside)


@pytest.mark.parametrize("kind", ATTENTIONS)
def test_each_kind_is_its_formula(kind):
    steps, queries = memory(5), torch.randn(3, 2, 5)
    attention = Attention(kind, 5, 5)
    context, weights = attention(queries, steps, LENGTHS)
    for row, length in enumerate(LENGTHS.tolist()):
        for number, query in enumerate(queries[row]):
            scores = torch.stack([slow_score(attention, query, step) for step in steps[row, :length]])
            torch.testing.assert_close(weights[row, number, :length], scores.softmax(0), **TOLERANCE)
            assert (weights[row, number, length:] == 0).all()
            torch.testing.assert_close(context[row, number], scores.softmax(0) @ steps[row, :length], **TOLERANCE)


def test_dot_attention_wants_vectors_of_one_size():
    with pytest.raises(cw.ArgumentError, match=r"^dot attention compares vectors of one size; queries have 4 features"):
        Attention("dot", 4, 6)
    with pytest.raises(cw.ArgumentError, match=r"^attention must be one of 'general', 'dot', 'additive'; got 'cosine'"):
        Attention("cosine", 4, 4)


def test_self_attention_sees_no_padding():
    block = SelfAttention(6, 2).eval()
    steps = memory(6)
    together = block(steps, LENGTHS)
    weights = block.weights
    for row, length in enumerate(LENGTHS.tolist()):
        alone = block(steps[row : row + 1, :length], LENGTHS[row : row + 1])
        torch.testing.assert_close(together[row : row + 1, :length], alone, **TOLERANCE)
        assert (together[row, length:] == 0).all()
        torch.testing.assert_close(weights[row, :length].sum(-1), torch.ones(length), **TOLERANCE)
        assert (weights[row, :, length:] == 0).all()


def test_self_attention_looks_both_ways():
    block, steps = SelfAttention(6, 3).eval(), memory(6).requires_grad_()
    block(steps, LENGTHS)[0, 3].sum().backward()
    assert (steps.grad[0, :7].abs().sum(-1) > 0).all()
    assert (steps.grad[0, 7:] == 0).all()


def test_heads_share_the_features_evenly():
    with pytest.raises(cw.ArgumentError, match=r"^4 heads cannot share 6 features evenly; write a divisor of 6$"):
        SelfAttention(6, 4)


def test_what_is_copied_is_the_mixture_of_the_paper():
    torch.manual_seed(0)
    copying = Copying(4)
    features, logits = torch.randn(2, 4), torch.randn(2, 5)
    weights, places = torch.tensor([[0.5, 0.3, 0.2], [0.9, 0.1, 0.0]]), torch.tensor([[2, 6, 2], [5, 5, 0]])
    found = copying(features, logits, weights, places).exp()
    for row in range(2):
        written = torch.sigmoid(copying.write.weight[0] @ features[row] + copying.write.bias)
        expected = np.zeros(7)
        expected[:5] = (written * logits[row].softmax(0)).detach().numpy()
        for weight, place in zip(weights[row].tolist(), places[row].tolist(), strict=True):
            expected[place] += (1 - written).item() * weight
        np.testing.assert_allclose(found[row].detach(), expected, rtol=1e-5, atol=2e-9)
    torch.testing.assert_close(found.sum(1), torch.ones(2), **TOLERANCE)
