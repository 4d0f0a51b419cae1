"""Law: gradients can be differentiated again; the eager backend then computes them, and says so."""

from __future__ import annotations

import pytest
import torch
from subjects import JUMPING, every_layer_subject, state_widths

import cellwright as cw

announced = pytest.mark.filterwarnings("ignore:the eager backend computes these gradients")


def a_layer(cell, backend="auto", **options):
    torch.manual_seed(0)
    return cw.Recurrent(cell, 2, 4, dtype=torch.float64, backend=backend, **options).eval()


def as_tuple(state):
    return (state,) if isinstance(state, torch.Tensor) else tuple(state)


@announced
@pytest.mark.parametrize("lengths", [None, [3, 1]])
@every_layer_subject
def test_gradgradcheck(cell, lengths):
    if cell.name in JUMPING:
        pytest.skip("the equations jump: their gradient is not that of their values")
    layer = a_layer(cell)
    x = torch.randn(3, 2, 2, dtype=torch.float64, requires_grad=True)
    states = [torch.randn(1, 2, n, dtype=torch.float64, requires_grad=True) for n in state_widths(cell, 4)]

    def outputs(x, *others):
        given = others[: len(states)]
        y, last = layer(x, given[0] if len(given) == 1 else given, lengths=lengths)
        return y, *as_tuple(last)

    inputs = (x, *states, *layer.parameters())
    assert torch.autograd.gradgradcheck(outputs, inputs, fast_mode=True)


@every_layer_subject
def test_a_gradient_penalty_is_the_one_of_the_eager_backend(cell):
    x = torch.randn(4, 3, 2, dtype=torch.float64, requires_grad=True)
    found = []
    for backend in ("auto", "eager"):
        layer = a_layer(cell, backend, num_layers=2, bidirectional=True)
        y, _ = layer(x)
        if backend == "auto":
            with pytest.warns(UserWarning, match="create_graph=True"):
                (gradient,) = torch.autograd.grad(y.square().sum(), x, create_graph=True)
        else:
            (gradient,) = torch.autograd.grad(y.square().sum(), x, create_graph=True)
        penalty = (gradient.norm() - 1).square() + y.sum()
        found.append([gradient, *torch.autograd.grad(penalty, list(layer.parameters()))])
    for one, other in zip(*found, strict=True):
        torch.testing.assert_close(one, other)


@announced
def test_no_gradient_of_one_input_runs_through_another():
    layer = a_layer("gru")
    x = torch.randn(3, 2, 2, dtype=torch.float64, requires_grad=True)
    first = x.mean(-1)[0].unsqueeze(-1).expand(1, 2, 4)
    (again,) = torch.autograd.grad(layer(x, first)[0].square().sum(), x, create_graph=True)
    (once,) = torch.autograd.grad(layer(x, first)[0].square().sum(), x)
    torch.testing.assert_close(again, once)


@announced
def test_parts_that_are_not_wanted_are_left_out():
    layer = a_layer("lstm")
    layer.weight_hh_l0.requires_grad_(False)
    x = torch.randn(3, 2, 2, dtype=torch.float64)
    _, (_, c) = layer(x)
    (gradient,) = torch.autograd.grad(c.sum(), layer.weight_ih_l0, create_graph=True)
    gradient.square().sum().backward()
    assert layer.weight_hh_l0.grad is None
    assert torch.isfinite(layer.weight_ih_l0.grad).all()


def test_the_compiled_backend_refuses():
    layer = a_layer("gru", "cpu")
    x = torch.randn(4, 2, 2, dtype=torch.float64, requires_grad=True)
    (gradient,) = torch.autograd.grad(layer(x)[0].sum(), x, create_graph=True)
    with pytest.raises(cw.BackendError, match="backend='auto' or 'eager'"):
        gradient.sum().backward()


def test_plain_training_warns_of_nothing():
    layer = a_layer("gru")
    layer(torch.randn(4, 2, 2, dtype=torch.float64))[0].sum().backward()
