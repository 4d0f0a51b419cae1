"""Law: a stack of layers in both directions gives the same bits for any threads, any company, and step by step.

Outputs, last states, and the gradients of inputs and first states are equal to the last bit. Gradients of parameters
are sums over all rows: they do not depend on threads, but their rounding does on which sequences share a batch.
"""

from __future__ import annotations

import pytest
import torch
from subjects import LAYER_SUBJECTS, every_layer_subject, state_widths

import cellwright as cw
from cellwright.run import threads

STEPS, SEQUENCES = 6, 11


def as_tuple(state):
    return (state,) if isinstance(state, torch.Tensor) else tuple(state)


def a_layer(cell, **options):
    torch.manual_seed(0)
    # noise is of no company: it is left out, as in all evaluation
    return cw.Recurrent(cell, 3, 21, num_layers=2, backend="cpu", **{"bidirectional": True, **options}).eval()


def first_states(layer, sequences):
    widths = state_widths(layer.cell, 21)
    return [torch.randn(len(layer._directions), sequences, width, requires_grad=True) for width in widths]


def trained(layer, x, states, weights, lengths=None):
    """Output, last states, gradients of the input and of the first states; then those of the parameters."""
    y, last = layer(x, states[0] if len(states) == 1 else tuple(states), lengths=lengths)
    inputs = [x, *states, *layer.parameters()]
    gradients = torch.autograd.grad([y, *as_tuple(last)], inputs, weights)
    count = 1 + len(states)
    return [y, *as_tuple(last), *gradients[:count]], list(gradients[count:])


def same_bits(some, others):
    return all(torch.equal(one, other) for one, other in zip(some, others, strict=True))


@pytest.fixture
def _shared_at_once(monkeypatch):
    """Even the smallest work is shared among threads."""
    monkeypatch.setattr(threads, "WORTH_A_THREAD", 1)


def outside(layer, states, sequences):
    """Gradients from outside, of the output and of the last states."""
    width = 42 if layer.bidirectional else 21
    return [torch.randn(STEPS, sequences, width), *(torch.randn_like(state) for state in states)]


@pytest.mark.usefixtures("_shared_at_once")
@every_layer_subject
def test_threads_change_nothing(cell):
    layer, x = a_layer(cell), torch.randn(STEPS, SEQUENCES, 3, requires_grad=True)
    states = first_states(layer, SEQUENCES)
    weights = outside(layer, states, SEQUENCES)
    for lengths in (None, [6, 1, 4, 0, 6, 2, 3, 5, 1, 6, 4]):
        alone, sums = trained(layer, x, states, weights, lengths)
        for count in (2, 3):
            torch.set_num_threads(count)
            assert threads.threads_for(2 * STEPS * SEQUENCES, count) == count
            results, gradients = trained(layer, x, states, weights, lengths)
            assert same_bits([*results, *gradients], [*alone, *sums])
        torch.set_num_threads(1)


@every_layer_subject
def test_company_changes_nothing(cell):
    layer, x = a_layer(cell), torch.randn(STEPS, SEQUENCES, 3, requires_grad=True)
    states = first_states(layer, SEQUENCES)
    weights = outside(layer, states, SEQUENCES)
    together, sums = trained(layer, x, states, weights)
    total = [torch.zeros_like(gradient) for gradient in sums]
    for part in (slice(0, 1), slice(1, 8), slice(8, 11)):
        own = [state[:, part].detach().requires_grad_() for state in states]
        results, gradients = trained(layer, x[:, part].detach().requires_grad_(), own, [w[:, part] for w in weights])
        assert same_bits(results, [result[:, part] for result in together])
        total = [a + b for a, b in zip(total, gradients, strict=True)]
    for one, other in zip(total, sums, strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=bound(other))


@every_layer_subject
def test_steps_equal_the_whole(cell):
    layer, x = a_layer(cell, bidirectional=False), torch.randn(STEPS, SEQUENCES, 3, requires_grad=True)
    states = first_states(layer, SEQUENCES)
    weights = outside(layer, states, SEQUENCES)
    whole, sums = trained(layer, x, states, weights)
    outputs, state = [], states[0] if len(states) == 1 else tuple(states)
    for piece in torch.split(x, 1):
        y, state = layer(piece, state)
        outputs.append(y)
    last = as_tuple(state)
    gradients = torch.autograd.grad([torch.cat(outputs), *last], [x, *states, *layer.parameters()], weights)
    count = 1 + len(states)
    assert same_bits([torch.cat(outputs), *last], whole[:count])
    for one, other in zip(gradients, [*whole[count:], *sums], strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=bound(other))


def bound(gradient):
    """Two orders of one sum over all rows and the hidden size differ by so many roundings."""
    return torch.finfo(torch.float32).eps * (STEPS * SEQUENCES + 21) * max(1.0, float(gradient.abs().max()))


def test_a_bit_is_seen():
    layer = a_layer(LAYER_SUBJECTS["gru"])
    states = first_states(layer, 2)
    results, _ = trained(layer, torch.randn(STEPS, 2, 3, requires_grad=True), states, outside(layer, states, 2))
    other = [result.clone() for result in results]
    other[0].view(torch.int32)[0, 0, 0] ^= 1
    assert not same_bits(results, other)
