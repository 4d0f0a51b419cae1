"""Law: a sequence that is reset on its way is its pieces, run one by one, in both directions of differentiation."""

from __future__ import annotations

import pytest
import torch
from subjects import SUBJECTS, every_layer_subject, state_widths
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

import cellwright as cw

LENGTHS = [4, 7, 1, 7, 0, 3, 5]
STEPS = 7


def a_mask():
    """No reset, several, one at the first step, one at the last, one behind the end, one after the other."""
    mask = torch.zeros(STEPS, 7, dtype=torch.bool)
    for sequence, steps in enumerate([[2], [], [0, 3], [0, 3, 6], [1], [1, 2], [4]]):
        mask[steps, sequence] = True
    return mask


def a_layer(cell, **options):
    torch.manual_seed(0)
    options = {"backend": "cpu", "bidirectional": True, **options}
    return cw.Recurrent(cell, 3, 5, dtype=torch.float64, **options).eval()


def as_tuple(state):
    return (state,) if isinstance(state, torch.Tensor) else tuple(state)


def states_of(layer, cell, sequences):
    count = len(layer._directions)
    return [torch.randn(count, sequences, n, dtype=torch.float64) for n in state_widths(cell, 5)]


def piece_by_piece(cell, layer, x, mask, states, lengths):
    """Each piece of each sequence through a layer of one level, from the states that it must begin with."""
    output = x.new_zeros(*x.shape[:2], layer(x[:1])[0].shape[-1])
    finals = [state.clone() for state in states]
    for b, length in enumerate(lengths):
        begins = sorted({0, *(t for t in range(length) if mask[t, b])})
        bounds = list(zip(begins, [*begins[1:], length], strict=True)) if length else []
        for index, (start, stop) in enumerate(bounds):
            first = [torch.zeros_like(state[:, b : b + 1]) for state in states]
            for part, state in zip(first, states, strict=True):
                if index == 0 and not mask[0, b]:
                    part[0] = state[0, b]
                if index == len(bounds) - 1:
                    part[1:] = state[1:, b : b + 1]
            y, last = layer(x[start:stop, b : b + 1], first[0] if len(first) == 1 else tuple(first))
            output[start:stop, b] = y[:, 0]
            for final, part in zip(finals, as_tuple(last), strict=True):
                if index == len(bounds) - 1:
                    final[0, b] = part[0, 0]
                if index == 0:
                    final[1:, b] = part[1:, 0]
    return output, finals


def gradients(outputs, finals, inputs):
    torch.manual_seed(1)
    loss = sum((part * torch.randn_like(part)).sum() for part in (outputs, *finals))
    return torch.autograd.grad(loss, inputs)


@pytest.mark.parametrize("backend", ["cpu", "eager"])
@every_layer_subject
def test_resets_equal_splitting(cell, backend, poisoned):
    layer, mask = a_layer(cell, backend=backend), a_mask()
    x = torch.randn(STEPS, 7, 3, dtype=torch.float64, requires_grad=True)
    states = [state.requires_grad_() for state in states_of(layer, cell, 7)]
    for lengths in (None, LENGTHS):
        y, last = layer(x, states[0] if len(states) == 1 else states, lengths=lengths, resets=mask)
        expected, finals = piece_by_piece(cell, layer, x, mask, states, lengths or [STEPS] * 7)
        inputs = [x, *states, *layer.parameters()]
        found = [y, *as_tuple(last), *gradients(y, as_tuple(last), inputs)]
        wanted = [expected, *finals, *gradients(expected, finals, inputs)]
        for a, b in zip(found, wanted, strict=True):
            torch.testing.assert_close(a, b, rtol=1e-12, atol=1e-12)
        if backend == "cpu":
            own = 2 + 2 * len(states)  # all but the gradients of parameters, which are sums over rows
            assert all(torch.equal(a, b) for a, b in zip(found[:own], wanted[:own], strict=True))


@every_layer_subject
def test_inference_equals_training_bit_for_bit(cell):
    layer, mask = a_layer(cell, num_layers=2), a_mask()
    x = torch.randn(STEPS, 7, 3, dtype=torch.float64)
    trained, _ = layer(x, resets=mask)
    with torch.no_grad():
        assert torch.equal(layer(x, resets=mask)[0], trained)


def test_several_layers_look_across_no_reset():
    layer = a_layer("lstm", num_layers=3, residual=True)
    x = torch.randn(STEPS, 7, 3, dtype=torch.float64)
    mask = torch.zeros(STEPS, 7, dtype=torch.bool)
    mask[4] = True
    y, (h, _) = layer(x, resets=mask)
    before, (h_before, _) = layer(x[:4])
    after, (h_after, _) = layer(x[4:])
    torch.testing.assert_close(y, torch.cat([before, after]))
    torch.testing.assert_close(h[0::2], h_after[0::2])  # forward, the last piece is the later one
    torch.testing.assert_close(h[1::2], h_before[1::2])  # in reverse, it is the earlier one


def test_every_form_of_input_is_the_same():
    layer, mask, x = a_layer("gru"), a_mask(), torch.randn(STEPS, 7, 3, dtype=torch.float64)
    lengths = [length or 1 for length in LENGTHS]
    expected, h = layer(x, resets=mask, lengths=lengths)
    for order in (False, True):
        at = torch.tensor(lengths).argsort(descending=True, stable=True) if order else torch.arange(7)
        ordered = torch.tensor(lengths)[at]
        packed = pack_padded_sequence(x[:, at], ordered, enforce_sorted=order)
        packed_mask = pack_padded_sequence(mask[:, at], ordered, enforce_sorted=order)
        y, last = layer(packed, resets=packed_mask)
        assert torch.equal(pad_packed_sequence(y)[0], expected[:, at])
        assert torch.equal(last, h[:, at])
    for b, length in enumerate(lengths):
        y, last = layer(x[:length, b], resets=mask[:length, b])
        torch.testing.assert_close(y, expected[:length, b])
        torch.testing.assert_close(last, h[:, b])
    layer.batch_first = True
    swapped, last = layer(x.transpose(0, 1), resets=mask.T, lengths=lengths)
    assert torch.equal(swapped.transpose(0, 1), expected)
    assert torch.equal(last, h)


def test_no_reset_changes_nothing_and_no_step_has_none():
    layer, x = a_layer("lstm"), torch.randn(STEPS, 7, 3, dtype=torch.float64)
    nowhere = torch.zeros(STEPS, 7, dtype=torch.bool)
    assert torch.equal(layer(x, resets=nowhere)[0], layer(x)[0])
    assert layer(x[:0], resets=nowhere[:0])[0].shape == (0, 7, 10)


def test_nothing_passes_a_reset():
    layer, x = a_layer("lstm"), torch.randn(STEPS, 2, 3, dtype=torch.float64)
    mask = torch.zeros(STEPS, 2, dtype=torch.bool)
    mask[3] = True
    x[2] = float("nan")
    y, (h, _) = layer(x, resets=mask)
    assert torch.isfinite(y[3:]).all()
    assert torch.isfinite(h[0]).all()
    assert h[1].isnan().all()


def test_a_mask_that_is_not_obeyed_is_seen():
    layer, mask, x = a_layer(SUBJECTS["gru"]), a_mask(), torch.randn(STEPS, 7, 3, dtype=torch.float64)
    states = states_of(layer, SUBJECTS["gru"], 7)
    expected, _ = piece_by_piece(SUBJECTS["gru"], layer, x, mask, states, [STEPS] * 7)
    found, _ = layer(x, states[0], resets=mask.roll(1, 0))
    assert (found - expected).abs().max() > 1e-3


@pytest.mark.parametrize("steps", [0, 7])
@pytest.mark.parametrize("options", [{}, {"num_layers": 2, "batch_first": True}])
def test_nothing_is_reset_where_there_is_no_sequence(steps, options):
    layer = a_layer(SUBJECTS["lstm"], **options)
    shape = (0, steps) if layer.batch_first else (steps, 0)
    x = torch.zeros(*shape, 3, dtype=torch.float64, requires_grad=True)
    for lengths in (None, [], torch.zeros(0, dtype=torch.int64)):
        y, (h, _) = layer(x, lengths=lengths, resets=torch.zeros(shape, dtype=torch.bool))
        (y.sum() + h.sum()).backward()
        assert y.shape == (*shape, 10)
        assert h.shape == (len(layer._directions), 0, 5)
