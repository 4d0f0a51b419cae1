"""Law: a plain call, which goes a shorter way than others, gives what the general way gives, to the last bit."""

from __future__ import annotations

import pytest
import torch
from subjects import SUBJECTS, every_layer_subject

import cellwright as cw
from cellwright.equation.node import widths
from cellwright.errors import ArgumentError
from cellwright.nn import alone, recurrent
from cellwright.nn.compiled import kept_weights

STEPS, SEQUENCES = 7, 3


@pytest.fixture
def went_directly(monkeypatch):
    """Whether each call of a layer went the short way."""
    went, shorter = [], recurrent.directly

    def noticed(*arguments, **options):
        found = shorter(*arguments, **options)
        went.append(found is not None)
        return found

    monkeypatch.setattr(recurrent, "directly", noticed)
    return went


def a_layer(cell, **options):
    torch.manual_seed(0)
    return cw.Recurrent(cell, 5, 19, backend="cpu", **options)


def as_tuple(state):
    return (state,) if isinstance(state, torch.Tensor) else tuple(state)


def all_of(layer, x, state, **options):
    """The output and the last states, then, if x wants one, every gradient."""
    output, last = layer(x, state, **options)
    found = [output, *as_tuple(last)]
    if not x.requires_grad:
        return found
    wanted = [x, *(as_tuple(state) if state is not None else ()), *layer.parameters()]
    return found + list(torch.autograd.grad(sum(part.sin().sum() for part in found), wanted))


@pytest.mark.parametrize("trained", [False, True])
@every_layer_subject
def test_a_plain_call_equals_one_with_lengths(cell, trained, went_directly, poisoned):
    compare(a_layer(cell).train(trained), went_directly)


@pytest.mark.parametrize("trained", [False, True])
def test_so_does_one_whose_batch_comes_first(trained, went_directly):
    compare(a_layer(SUBJECTS["lstm"], batch_first=True).train(trained), went_directly)


def compare(layer, went_directly):
    trained, batch_first = layer.training, layer.batch_first
    shape = (SEQUENCES, STEPS, 5) if batch_first else (STEPS, SEQUENCES, 5)
    x = torch.randn(shape, requires_grad=trained)
    columns = widths(dict(layer._directions[0].sizes))
    shapes = [(1, SEQUENCES, columns[state.size]) for state in layer.cell.states]
    states = [torch.randn(shape).abs().requires_grad_(trained) for shape in shapes]
    with torch.set_grad_enabled(trained):
        for state in (None, tuple(states) if len(states) > 1 else states[0]):
            torch.manual_seed(1)
            found = all_of(layer, x, state)
            torch.manual_seed(1)
            expected = all_of(layer, x, state, lengths=[STEPS] * SEQUENCES)
            assert all(torch.equal(a, b) and a.shape == b.shape for a, b in zip(found, expected, strict=True))
    noisy = trained and bool(layer.cell.noises or layer.cell.batch_norms)
    assert went_directly == [not noisy] * 2


@pytest.mark.parametrize("options", [{}, {"lengths": [STEPS] * SEQUENCES}])
def test_signs_that_torch_has_still_to_turn_are_turned(options):
    layer, x = a_layer(SUBJECTS["rnn"]), torch.randn(STEPS, SEQUENCES, 5, requires_grad=True)
    h, outside = torch.randn(1, SEQUENCES, 19), torch.randn(STEPS, SEQUENCES, 19)
    turns = torch._neg_view, torch.neg
    lazily, at_once = (torch.autograd.grad(layer(turn(x), turn(h), **options)[0], x, turn(outside)) for turn in turns)
    assert torch.equal(*lazily, *at_once)
    for weights in (None, "int8"):
        cw.quantize(layer.eval(), weights)
        with torch.no_grad():
            given, expected = (layer(turn(x), turn(h), **options)[0] for turn in turns)
        assert torch.equal(given, expected)


def test_memory_that_recomputes_goes_the_short_way(went_directly):
    x = torch.randn(STEPS, SEQUENCES, 5, requires_grad=True)
    kept, again = (all_of(a_layer(SUBJECTS["lstm"], memory=memory), x, None) for memory in ("keep", "recompute"))
    assert all(torch.equal(a, b) for a, b in zip(kept, again, strict=True))
    assert went_directly == [True, True]


CHANGES = {
    "nothing": lambda weight: None,
    "one number, unseen by torch": lambda weight: weight.data.numpy().__setitem__((3, 2), 9.0),
    "all numbers": lambda weight: weight.data.mul_(2),
    "other memory": lambda weight: setattr(weight, "data", 2 * weight.data),
    "other memory, equal numbers": lambda weight: setattr(weight, "data", weight.data.clone()),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("cell", ["lstm", "rnn", "gru_reset_before"])
def test_a_plain_call_sees_changed_weights(cell, change, went_directly, poisoned):
    layer, twin = a_layer(SUBJECTS[cell]).eval(), a_layer(SUBJECTS[cell]).eval()
    x = torch.randn(STEPS, SEQUENCES, 5)
    with torch.no_grad():
        for _ in range(2):
            # layers of one size share what follows from it, but not their weights
            for each in (layer, twin):
                change(next(each.parameters()))
                found, expected = all_of(each, x, None), all_of(each, x, None, lengths=[STEPS] * SEQUENCES)
                assert all(map(torch.equal, found, expected))
            twin.weight_hh_l0.data.add_(1)
    assert went_directly == [True] * 4


def test_weights_that_stay_are_not_looked_up_again(monkeypatch):
    layer, x, asked = a_layer(SUBJECTS["lstm"]).eval(), torch.randn(STEPS, SEQUENCES, 5), []
    monkeypatch.setattr(alone, "kept_weights", lambda *given: asked.append(0) or kept_weights(*given))
    with torch.no_grad():
        for _ in range(3):
            layer(x)
        assert len(asked) == 1
        layer.bias_hh_l0[5] += 1
        layer(x)
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("options", "x"),
    [
        ({"num_layers": 2}, torch.zeros(STEPS, SEQUENCES, 5)),
        ({"bidirectional": True}, torch.zeros(STEPS, SEQUENCES, 5)),
        ({}, torch.zeros(STEPS, 5)),
        ({}, torch.zeros(0, SEQUENCES, 5)),
        ({}, torch.zeros(STEPS, 0, 5)),
    ],
)
def test_what_is_not_plain_goes_the_general_way(options, x, went_directly):
    output, _ = a_layer(SUBJECTS["lstm"], **options)(x)
    assert output.shape[:-1] == x.shape[:-1]
    assert not any(went_directly)


@pytest.mark.parametrize(
    ("x", "state", "words"),
    [
        (torch.zeros(STEPS, SEQUENCES, 4), None, "4 features"),
        (torch.zeros(STEPS, SEQUENCES, 5, dtype=torch.float64), None, "float64"),
        (torch.zeros(STEPS, SEQUENCES, 5, device="meta"), None, "on meta"),
        (torch.zeros(STEPS, SEQUENCES, 5), torch.zeros(1, SEQUENCES, 19), "h, c"),
        (torch.zeros(STEPS, SEQUENCES, 5), (torch.zeros(1, 1, 19),) * 2, "state h"),
        (torch.zeros(STEPS, SEQUENCES, 5), (torch.zeros(1, SEQUENCES, 19, device="meta"),) * 2, "state h is on meta"),
        (torch.zeros(STEPS, SEQUENCES, 5), (torch.zeros(1, SEQUENCES, 19).double(),) * 2, "state h is torch.float64"),
    ],
)
def test_what_is_wrong_is_refused_as_ever(x, state, words):
    with pytest.raises(ArgumentError, match=words):
        a_layer(SUBJECTS["lstm"])(x, state)


def test_parameters_elsewhere_are_refused():
    with pytest.raises(ArgumentError, match="parameters are on meta"):
        a_layer(SUBJECTS["lstm"]).to("meta")(torch.zeros(STEPS, SEQUENCES, 5))
