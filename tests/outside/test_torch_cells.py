"""Our cells beside torch.nn's: the same parameters, the same state dicts, the same states and gradients."""

from __future__ import annotations

import pytest
import torch

import cellwright as cw

KINDS = {
    "LSTM": (cw.LSTMCell, torch.nn.LSTMCell, {}),
    "GRU": (cw.GRUCell, torch.nn.GRUCell, {}),
    "RNN": (cw.RNNCell, torch.nn.RNNCell, {}),
    "RNN of relu": (cw.RNNCell, torch.nn.RNNCell, {"nonlinearity": "relu"}),
}
STEPS, SEQUENCES, FEATURES, HIDDEN = 5, 7, 17, 43
every_kind = pytest.mark.parametrize("kind", KINDS)


def pair(kind, bias=True, dtype=torch.float64):
    torch.manual_seed(0)
    ours, theirs, options = KINDS[kind]
    found = [make(FEATURES, HIDDEN, bias, **options, dtype=dtype) for make in (ours, theirs)]
    found[0].load_state_dict(found[1].state_dict())
    return found


def run(cell, x, state):
    """The states after every step of a loop, and the gradients of all that has one."""
    leaves = [x, *([state] if isinstance(state, torch.Tensor) else state or ())]
    found = []
    for each in x:
        state = cell(each, state)
        found += [state] if isinstance(state, torch.Tensor) else state
    return found + list(torch.autograd.grad(sum(part.sin().sum() for part in found), [*leaves, *cell.parameters()]))


@every_kind
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("batched", [True, False])
@pytest.mark.parametrize("begun", [True, False])
def test_a_loop(kind, bias, batched, begun):
    ours, theirs = pair(kind, bias)
    some = (SEQUENCES,) if batched else ()
    x = torch.randn(STEPS, *some, FEATURES, dtype=torch.float64, requires_grad=True)
    states = [torch.randn(*some, HIDDEN, dtype=torch.float64, requires_grad=True) for _ in range(1 + (kind == "LSTM"))]
    state = (tuple(states) if len(states) > 1 else states[0]) if begun else None
    for mine, other in zip(run(ours, x, state), run(theirs, x, state), strict=True):
        torch.testing.assert_close(mine, other, rtol=1e-9, atol=1e-12)


@every_kind
def test_state_dicts_and_order(kind):
    ours, theirs = pair(kind)
    assert [(n, p.shape) for n, p in ours.named_parameters()] == [(n, p.shape) for n, p in theirs.named_parameters()]
    theirs.load_state_dict(ours.state_dict())


@every_kind
def test_the_same_first_parameters(kind):
    ours, theirs, options = KINDS[kind]
    drawn = []
    for make in (ours, theirs):
        torch.manual_seed(0)
        drawn.append(make(FEATURES, HIDDEN, **options).state_dict())
    assert all(torch.equal(drawn[0][name], drawn[1][name]) for name in drawn[1])


class Decoder(torch.nn.Module):
    """What cells are for: something between two steps."""

    def __init__(self) -> None:
        super().__init__()
        self.cell, self.gru = torch.nn.LSTMCell(FEATURES, HIDDEN), torch.nn.GRUCell(HIDDEN, HIDDEN)
        self.rnn, self.out = torch.nn.RNNCell(HIDDEN, HIDDEN), torch.nn.Linear(HIDDEN, FEATURES)

    def forward(self, x):
        state, top = None, None
        for _ in range(STEPS):
            state = self.cell(x, state)
            top = self.rnn(self.gru(state[0], top), top)
            x = self.out(top)
        return x


def test_a_model_is_accelerated_in_place():
    torch.manual_seed(0)
    model, x = Decoder(), torch.randn(SEQUENCES, FEATURES)
    before, optimiser = model(x).sum(), torch.optim.SGD(model.parameters(), 0.1)
    done = cw.accelerate(model)
    assert done.swapped == ("cell", "gru")
    assert "no faster" in done.left["rnn"]
    torch.testing.assert_close(model(x).sum(), before)
    model(x).sum().backward()
    optimiser.step()
    assert not torch.equal(model(x).sum(), before)
