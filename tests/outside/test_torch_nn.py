"""Against torch.nn: the drop-ins load its state dicts and give its outputs, states and gradients."""

from __future__ import annotations

import warnings

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

import cellwright as cw

KINDS = ("LSTM", "GRU", "RNN")


def as_tuple(state):
    return (state,) if isinstance(state, torch.Tensor) else state


@st.composite
def configurations(draw):
    kind = draw(st.sampled_from(KINDS))
    hidden = draw(st.integers(1, 40))
    options = {
        "num_layers": draw(st.integers(1, 3)),
        "bias": draw(st.booleans()),
        "batch_first": draw(st.booleans()),
        "bidirectional": draw(st.booleans()),
    }
    if kind == "RNN":
        options["nonlinearity"] = draw(st.sampled_from(["tanh", "relu"]))
    if kind == "LSTM" and hidden > 1:
        options["proj_size"] = draw(st.integers(0, hidden - 1))
    shape = {"steps": draw(st.integers(1, 6)), "batch": draw(st.integers(1, 9)), "input": draw(st.integers(1, 20))}
    form = draw(st.sampled_from(["padded", "packed", "single"]))
    return kind, hidden, options, shape, form, draw(st.booleans()), draw(st.integers(0, 10**6))


def results(layer, x, state, weights):
    """Outputs, states and all gradients of a layer, for the gradients 1, 2, 3, ... from outside."""
    y, last = layer(x, state) if state is not None else layer(x)
    data = y.data if isinstance(y, torch.nn.utils.rnn.PackedSequence) else y
    outputs = [data, *as_tuple(last)]
    outside = [torch.linspace(-1, 1, o.numel(), dtype=o.dtype).view_as(o) for o in outputs]
    return outputs, torch.autograd.grad(outputs, weights, outside, retain_graph=True)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(configurations())
def test_same_results_and_gradients(configuration):
    kind, hidden, options, shape, form, with_state, seed = configuration
    torch.manual_seed(seed)
    theirs = getattr(torch.nn, kind)(shape["input"], hidden, **options, dtype=torch.float64)
    ours = getattr(cw, kind)(shape["input"], hidden, **options, dtype=torch.float64, backend="cpu")
    ours.load_state_dict(theirs.state_dict(), strict=True)
    theirs.load_state_dict(ours.state_dict(), strict=True)
    assert list(ours.state_dict()) == list(theirs.state_dict())

    steps, batch = shape["steps"], shape["batch"]
    if form == "single":
        x = torch.randn(steps, shape["input"], dtype=torch.float64, requires_grad=True)
        of_state = ()
    else:
        outer = (batch, steps) if options["batch_first"] else (steps, batch)
        x = torch.randn(*outer, shape["input"], dtype=torch.float64, requires_grad=True)
        of_state = (batch,)
    given_x = x
    if form == "packed":
        lengths = torch.randint(1, steps + 1, (batch,))
        given_x = pack_padded_sequence(x, lengths, batch_first=options["batch_first"], enforce_sorted=False)
    state = None
    leaves = [x]
    if with_state:
        directions = options["num_layers"] * (1 + options["bidirectional"])
        widths = {"LSTM": [options.get("proj_size") or hidden, hidden]}.get(kind, [hidden])
        parts = [torch.randn(directions, *of_state, w, dtype=torch.float64, requires_grad=True) for w in widths]
        leaves += parts
        state = tuple(parts) if kind == "LSTM" else parts[0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch warns that its own projections are slow
        expected, gradients = results(theirs, given_x, state, [*leaves, *theirs.parameters()])
    found, own = results(ours, given_x, state, [*leaves, *ours.parameters()])
    assert [o.shape for o in found] == [o.shape for o in expected]
    for a, b in zip([*found, *own], [*expected, *gradients], strict=True):
        torch.testing.assert_close(a, b, rtol=1e-10, atol=1e-11)


@pytest.mark.parametrize("kind", KINDS)
def test_float32_within_rounding(kind):
    torch.manual_seed(0)
    theirs = getattr(torch.nn, kind)(32, 100, num_layers=2, bidirectional=True)
    ours = getattr(cw, kind)(32, 100, num_layers=2, bidirectional=True)
    ours.load_state_dict(theirs.state_dict())
    x = torch.randn(50, 17, 32)
    torch.testing.assert_close(ours(x)[0], theirs(x)[0], rtol=1e-5, atol=5e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_same_first_weights_from_the_same_seed(kind):
    torch.manual_seed(3)
    theirs = getattr(torch.nn, kind)(4, 6, num_layers=2, bidirectional=True)
    torch.manual_seed(3)
    ours = getattr(cw, kind)(4, 6, num_layers=2, bidirectional=True)
    for (name, a), (other, b) in zip(theirs.named_parameters(), ours.named_parameters(), strict=True):
        assert name == other
        assert torch.equal(a, b)


@pytest.mark.parametrize("kind", KINDS)
def test_lengths_are_packing_without_the_packing(kind):
    torch.manual_seed(0)
    theirs = getattr(torch.nn, kind)(4, 6, bidirectional=True, batch_first=True)
    ours = getattr(cw, kind)(4, 6, bidirectional=True, batch_first=True)
    ours.load_state_dict(theirs.state_dict())
    x, lengths = torch.randn(5, 7, 4), [3, 7, 1, 7, 2]
    packed, expected = theirs(pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False))
    y, found = ours(x, lengths=lengths)
    padded, _ = pad_packed_sequence(packed, batch_first=True, total_length=7)
    torch.testing.assert_close(y, padded)
    for a, b in zip(as_tuple(found), as_tuple(expected), strict=True):
        torch.testing.assert_close(a, b)


def test_dropout_lies_between_the_layers():
    torch.manual_seed(0)
    layer = cw.LSTM(4, 6, num_layers=2, dropout=1.0)
    below_dropped = cw.LSTM(6, 6)
    for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
        getattr(below_dropped, f"{name}_l0").data.copy_(getattr(layer, f"{name}_l1").data)
    x = torch.randn(5, 3, 4)
    # everything between the layers is dropped: the upper one sees zeros
    torch.testing.assert_close(layer(x)[0], below_dropped(torch.zeros(5, 3, 6))[0])
    layer.eval()
    assert not torch.allclose(layer(x)[0], below_dropped(torch.zeros(5, 3, 6))[0])


@pytest.mark.parametrize("merge", ["concat", "sum", "mean", "mul"])
def test_merge(merge):
    torch.manual_seed(0)
    layer = cw.Recurrent("gru", 4, 6, bidirectional=True, merge=merge)
    theirs = torch.nn.GRU(4, 6, bidirectional=True)
    theirs.load_state_dict(layer.state_dict())
    x = torch.randn(5, 3, 4)
    y, _ = theirs(x)
    forward, backward = y[..., :6], y[..., 6:]
    expected = {
        "concat": y,
        "sum": forward + backward,
        "mean": (forward + backward) / 2,
        "mul": forward * backward,
    }[merge]
    torch.testing.assert_close(layer(x)[0], expected)


def test_residual_adds_the_input_of_every_upper_layer():
    torch.manual_seed(0)
    layer = cw.Recurrent("lstm", 4, 6, num_layers=2, residual=True)
    theirs = torch.nn.LSTM(4, 6, num_layers=2)
    theirs.load_state_dict(layer.state_dict())
    lower = torch.nn.LSTM(4, 6)
    lower.load_state_dict({name: value for name, value in layer.state_dict().items() if name.endswith("_l0")})
    x = torch.randn(5, 3, 4)
    torch.testing.assert_close(layer(x)[0], theirs(x)[0] + lower(x)[0])


@pytest.mark.parametrize("training", [True, False])
def test_weights_may_be_transposed_views(training):
    """A parameter need not lie in memory row by row; kernels must not read it as if it did."""
    torch.manual_seed(0)
    mine, theirs = cw.LSTM(3, 4), torch.nn.LSTM(3, 4)
    mine.load_state_dict(theirs.state_dict())
    mine.weight_hh_l0 = torch.nn.Parameter(theirs.weight_hh_l0.detach().T.contiguous().T)
    assert not mine.weight_hh_l0.is_contiguous()
    x = torch.randn(5, 2, 3)
    with torch.set_grad_enabled(training):
        torch.testing.assert_close(mine(x)[0], theirs(x)[0], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_the_names_that_torch_gives_to_arguments_are_known(kind):
    theirs = getattr(torch.nn, kind)(3, 5)
    ours = getattr(cw, kind)(3, 5)
    ours.load_state_dict(theirs.state_dict())
    x = torch.randn(7, 2, 3)
    _, hx = theirs(x)
    torch.testing.assert_close(ours(input=x, hx=hx), theirs(input=x, hx=hx))
