"""Law: a module that takes one step gives what the layer of its cell gives for a sequence of one, to the last bit."""

from __future__ import annotations

import copy

import pytest
import torch
from subjects import LAYER_SUBJECTS, SUBJECTS

import cellwright as cw
from cellwright.errors import ArgumentError
from cellwright.nn import one_step
from cellwright.plan.layer import carrier

SEQUENCES, FEATURES, HIDDEN = 3, 5, 19
# a cell returns its states, so one of them has to be the output; batch normalisation makes a layer's parameters its own
COMING = {name: cell for name, cell in LAYER_SUBJECTS.items() if carrier(cell) and not cell.batch_norms}


@pytest.fixture
def went_directly(monkeypatch):
    """Whether each step went the short way."""
    went, shorter = [], one_step.stepped
    monkeypatch.setattr(one_step, "stepped", lambda *a, **o: went.append(shorter(*a, **o)) or went[-1])
    return went


def both(cell, **options):
    """A cell, and a layer with its parameters."""
    torch.manual_seed(0)
    step = cw.RecurrentCell(cell, FEATURES, HIDDEN, **options)
    layer = cw.Recurrent(cell, FEATURES, HIDDEN, **options)
    names = dict(zip(*(each._directions[0].parameters.values() for each in (step, layer)), strict=True))
    layer.load_state_dict({names[name]: value for name, value in step.state_dict().items()})
    return step, layer


def as_tuple(state):
    return (state,) if isinstance(state, torch.Tensor) else tuple(state)


def gradients(results, wanted):
    return torch.autograd.grad(sum(result.sin().sum() for result in results), wanted, allow_unused=True)


def compare(step, layer, x, states, *, trained):
    """The same step as a cell and as a layer."""
    given = [state.clone().requires_grad_(trained) for state in states] if states else None
    one = None if given is None else given[0] if len(given) == 1 else tuple(given)
    many = None if given is None else one.unsqueeze(0) if len(given) == 1 else tuple([s.unsqueeze(0) for s in given])
    torch.manual_seed(1)
    after = as_tuple(step(x, one))
    torch.manual_seed(1)
    _, last = layer(x.unsqueeze(0), many)
    expected = [state.squeeze(0) for state in as_tuple(last)]
    assert all(map(torch.equal, after, expected))
    assert [state.shape for state in after] == [(*x.shape[:-1], state.shape[-1]) for state in after]
    if trained:
        leaves = [x, *(given or ())]
        found = gradients(after, [*leaves, *step.parameters()])
        wanted = gradients(expected, [*leaves, *layer.parameters()])
        assert all((a is None) == (b is None) for a, b in zip(found, wanted, strict=True))
        assert all(torch.equal(a, b) for a, b in zip(found, wanted, strict=True) if a is not None)
    return after


@pytest.mark.parametrize("trained", [False, True])
@pytest.mark.parametrize("cell", COMING.values(), ids=COMING)
def test_every_cell(cell, trained, went_directly, poisoned):
    step, layer = (each.train(trained) for each in both(cell, backend="cpu"))
    x = torch.randn(SEQUENCES, FEATURES, requires_grad=trained)
    with torch.set_grad_enabled(trained):
        states = compare(step, layer, x, None, trained=trained)
        compare(step, layer, x, [state.detach() for state in states], trained=trained)
    assert [found is not None for found in went_directly] == [not (cell.noises and trained)] * 2


@pytest.mark.parametrize("options", [{"backend": "eager"}, {"bias": False}, {"dtype": torch.float64}])
def test_every_kind(options):
    x = torch.randn(SEQUENCES, FEATURES, dtype=options.get("dtype"), requires_grad=True)
    step, layer = both(SUBJECTS["lstm"], **options)
    states = compare(step, layer, x, None, trained=True)
    compare(step, layer, x, [state.detach() for state in states], trained=True)


@pytest.mark.parametrize("name", ["lstm", "gru"])
def test_one_sequence_has_no_batch(name):
    step, layer = both(SUBJECTS[name])
    x = torch.randn(FEATURES, requires_grad=True)
    states = compare(step, layer, x, None, trained=True)
    compare(step, layer, x, [state.detach() for state in states], trained=True)


def test_steps_are_the_sequence():
    step, layer = both(SUBJECTS["lstm"])
    x, state, outputs = torch.randn(7, SEQUENCES, FEATURES), None, []
    for each in x:
        state = step(each, state)
        outputs.append(state[0])
    torch.testing.assert_close(torch.stack(outputs), layer(x)[0])


def test_narrow_weights_and_copies():
    step, layer = (each.eval() for each in both(SUBJECTS["lstm"]))
    x = torch.randn(SEQUENCES, FEATURES)
    with torch.no_grad():
        for narrow in (cw.quantize(step, "int8"), copy.deepcopy(step)):
            assert torch.equal(narrow(x)[0], cw.quantize(layer, "int8")(x.unsqueeze(0))[0][0])


def test_double_backward_goes_the_eager_way():
    step, _ = both(SUBJECTS["lstm"], dtype=torch.float64)
    x = torch.randn(SEQUENCES, FEATURES, dtype=torch.float64, requires_grad=True)
    with pytest.warns(UserWarning, match="differentiated again"):
        assert torch.autograd.gradgradcheck(lambda x: step(x)[1], x)


def test_a_graph_has_no_break():
    step, _ = both(SUBJECTS["gru"])
    x, h = torch.randn(SEQUENCES, FEATURES), torch.randn(SEQUENCES, HIDDEN)
    compiled = torch.compile(lambda x, h: step(x, step(x, h)), fullgraph=True, backend="aot_eager")
    torch.testing.assert_close(compiled(x, h), step(x, step(x, h)))


@pytest.mark.parametrize(
    ("x", "state", "words"),
    [
        (torch.zeros(7, SEQUENCES, FEATURES), None, r"one step, \(batch, 5\) or \(5,\); got \(7, 3, 5\)"),
        ([1.0] * FEATURES, None, "got list"),
        (torch.zeros(SEQUENCES, FEATURES + 1), None, "6 features"),
        (torch.zeros(SEQUENCES, FEATURES), torch.zeros(SEQUENCES, HIDDEN), "h, c"),
        (torch.zeros(SEQUENCES, FEATURES), (torch.zeros(1, HIDDEN),) * 2, "state h"),
    ],
)
def test_what_is_wrong_is_refused(x, state, words):
    with pytest.raises(ArgumentError, match=words):
        both(SUBJECTS["lstm"])[0](x, state)


def test_a_cell_whose_output_is_no_state_is_refused():
    with pytest.raises(ArgumentError, match="the output of blocky is none of its states"):
        cw.RecurrentCell(SUBJECTS["blocky"], FEATURES, HIDDEN)
