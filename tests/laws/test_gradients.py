"""Law: the compiled backward pass is the derivative, by autograd through the interpreter and by finite differences."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from batches import CASES, every_case
from machines import cases_for, every_runnable_machine
from oracle import Trained, random_data, run_training
from subjects import JUMPING, SUBJECTS, every_layer_subject, every_subject, state_widths

import cellwright as cw
from cellwright.equation.node import SETTINGS
from cellwright.run import eager
from cellwright.run.host import host


def autograd(cell, case, data) -> Trained:
    """The same training step by torch's autograd through the interpreter."""

    def leaf(a):
        return torch.tensor(a, requires_grad=True)

    x, initial = leaf(data.x), [leaf(first) for first in data.initial]
    stacks = {name: leaf(stack) for name, stack in data.stacks.items()}
    noises = [torch.tensor(noise) for noise in data.noises]
    output, finals = eager.sequence(cell, x, initial, stacks, case.sizes, case.schedule, noises)
    inputs = [x, *initial, *stacks.values()]
    outside = [torch.tensor(gradient) for gradient in (data.d_output, *data.d_finals)]
    gradients = torch.autograd.grad([output, *finals], inputs, outside, allow_unused=True)
    d_x, *rest = [torch.zeros_like(i) if g is None else g for i, g in zip(inputs, gradients, strict=True)]
    d_initial, d_stacks = rest[: len(initial)], dict(zip(stacks, rest[len(initial) :], strict=True))
    if SETTINGS in d_stacks:
        # the user sets these; training leaves them alone
        d_stacks[SETTINGS].zero_()
    return Trained(
        output.detach().numpy(),
        [final.detach().numpy() for final in finals],
        d_x.numpy(),
        [gradient.numpy() for gradient in d_initial],
        {name: gradient.numpy() for name, gradient in d_stacks.items()},
    )


def differences(found: Trained, expected: Trained) -> dict[str, float]:
    """How far each result is off, as a share of the largest number there (at least one)."""
    others = expected.all()
    return {
        name: np.abs(a - others[name]).max(initial=0.0) / max(1.0, np.abs(others[name]).max(initial=0.0))
        for name, a in found.all().items()
    }


@every_runnable_machine
@every_subject
def test_equal_autograd_in_float64(cell, machine, poisoned):
    for case in cases_for(machine):
        data = random_data(cell, case)
        wrong = differences(run_training(cell, case, data, machine, "float64"), autograd(cell, case, data))
        assert {name: off for name, off in wrong.items() if not off < 1e-12} == {}, case.name


@every_case
@every_subject
def test_equal_autograd_in_float32(cell, case, poisoned):
    data = random_data(cell, case)
    wrong = differences(run_training(cell, case, data, host(), "float32"), autograd(cell, case, data))
    # sums over all rows, of products of sums over the hidden size, there and back
    bound = np.finfo(np.float32).eps * (case.schedule.rows + 2 * case.schedule.steps * (case.input + case.hidden + 20))
    assert {name: off for name, off in wrong.items() if not off < bound} == {}


def test_the_comparison_can_fail():
    case, cell = CASES[3], SUBJECTS["peephole_lstm"]
    data = random_data(cell, case)
    found, expected = run_training(cell, case, data, host(), "float64"), autograd(cell, case, data)
    found.d_stacks["weight_diag"][-1] += 1e-9
    assert [name for name, off in differences(found, expected).items() if not off < 1e-12] == ["d weight_diag"]


@pytest.mark.parametrize(("bidirectional", "lengths"), [(False, None), (True, [2, 4, 1])])
@every_layer_subject
def test_gradcheck(cell, bidirectional, lengths):
    if cell.name in JUMPING:
        pytest.skip("the equations jump: their gradient is not that of their values")
    torch.manual_seed(0)
    layer = cw.Recurrent(cell, 3, 5, bidirectional=bidirectional, dtype=torch.float64, backend="cpu").eval()
    x = torch.randn(4, 3, 3, dtype=torch.float64, requires_grad=True)
    directions = 1 + bidirectional
    states = [torch.randn(directions, 3, n, dtype=torch.float64, requires_grad=True) for n in state_widths(cell, 5)]

    def outputs(x, *others):
        state = others[0] if len(states) == 1 else others[: len(states)]
        y, last = layer(x, state, lengths=lengths)
        return y, *((last,) if len(states) == 1 else last)

    assert torch.autograd.gradcheck(outputs, (x, *states, *layer.parameters()), eps=1e-6, atol=1e-6)


def test_gradcheck_projected():
    torch.manual_seed(0)
    layer = cw.LSTM(3, 5, proj_size=2, num_layers=2, bidirectional=True, dtype=torch.float64, backend="cpu")
    x = torch.randn(4, 3, 3, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda x, *w: layer(x)[0], (x, *layer.parameters()), eps=1e-6, atol=1e-6)
