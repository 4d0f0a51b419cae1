"""Torch's own operators give what the equations say, for sequences of any lengths in both directions."""

from __future__ import annotations

import pytest
import torch
from subjects import SUBJECTS

import cellwright as cw
from cellwright.equation import affine, cell, sigmoid, tanh
from cellwright.equation.node import widths
from cellwright.nn import direction
from cellwright.nn.operators import operator_of, run_operator
from cellwright.plan.schedule import ragged
from cellwright.run import eager

HAVE_ONE = {
    "lstm", "gru", "rnn", "rnn_relu", "lstm_projected", "lstm_without_bias", "gru_without_bias",
}  # fmt: skip
COUNTS = {"equal": (3, 3, 3, 3), "ragged": (4, 4, 2, 1, 1), "one": (1, 1), "some have no step": (2, 1)}
SEQUENCES = {"equal": 3, "ragged": 4, "one": 1, "some have no step": 4}
SIZES = {"input": 5, "hidden": 7}


@cell
def my_own(x, h, c):
    """Torch's LSTM by another name."""
    i, f = sigmoid(affine("i", x, h)), sigmoid(affine("f", x, h))
    c = f * c + i * tanh(affine("g", x, h))
    return sigmoid(affine("o", x, h)) * tanh(c), c


def test_the_equations_say_who_has_an_operator():
    assert {name for name, subject in SUBJECTS.items() if operator_of(subject)} == HAVE_ONE


def both(name, lengths, reverse):
    """The results of torch's operator and of the reference, and the tensors that they come from."""
    torch.manual_seed(0)
    subject, counts = SUBJECTS[name], COUNTS[lengths]
    sizes = {**SIZES, **({"proj": 3} if name == "lstm_projected" else {})}
    columns = widths(sizes)
    rows = torch.randn(sum(counts), SIZES["input"], dtype=torch.float64)
    first = [torch.randn(SEQUENCES[lengths], columns[state.size], dtype=torch.float64) for state in subject.states]
    shapes = subject.parameters(**sizes)
    stacks = {stack: torch.randn(shape, dtype=torch.float64) * 0.3 for stack, shape in shapes.items()}
    tensors = [tensor.requires_grad_() for tensor in (rows, *first, *stacks.values())]
    schedule = ragged(list(counts), SEQUENCES[lengths], reverse=reverse)

    def reference(x, initial, weights):
        return eager.sequence(subject, x, initial, weights, sizes, schedule)

    operator = operator_of(subject)
    output, last = run_operator(operator, subject, rows, first, stacks, counts, reference, reverse=reverse)
    expected, ends = reference(rows, first, stacks)
    return [output, *last], [expected, *ends], tensors


def mixed(results):
    return sum(result.sin().sum() for result in results)


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("lengths", COUNTS)
@pytest.mark.parametrize("name", sorted(HAVE_ONE))
def test_results_and_gradients_are_those_of_the_reference(name, lengths, reverse):
    found, expected, tensors = both(name, lengths, reverse)
    close(found, expected)
    close(*(torch.autograd.grad(mixed(results), tensors) for results in (found, expected)))


def close(found, expected):
    for one, other in zip(found, expected, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-10, atol=1e-12)


def test_the_comparison_sees_a_sequence_that_is_read_the_wrong_way():
    (found, *_), (expected, *_), _ = both("lstm", "ragged", reverse=True)
    (other, *_), *_ = both("lstm", "ragged", reverse=False)
    close([found], [expected])
    with pytest.raises(AssertionError):
        close([other], [expected])


def test_gradients_can_be_differentiated_again_and_that_is_said():
    found, expected, tensors = both("gru", "ragged", reverse=True)
    with pytest.warns(UserWarning, match="differentiated again"):
        first = torch.autograd.grad(mixed(found), tensors, create_graph=True)
    reference = torch.autograd.grad(mixed(expected), tensors, create_graph=True)
    close(first, reference)
    close(*(torch.autograd.grad(mixed(some), tensors) for some in (first, reference)))


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no GPU here")
@pytest.mark.parametrize("options", [{}, {"num_layers": 2, "bidirectional": True}, {"proj_size": 3}], ids=str)
def test_a_layer_on_a_gpu_is_the_one_of_the_cpu(options):
    torch.manual_seed(0)
    here = cw.LSTM(5, 7, **options).double()
    there = cw.LSTM(5, 7, **options).double().cuda()
    there.load_state_dict(here.state_dict())
    assert there.plan.backend == "torch"
    x = torch.randn(6, 4, 5, dtype=torch.float64)
    for taken in ({}, {"lengths": [6, 1, 4, 4]}, {"resets": torch.rand(6, 4) < 0.3}):
        expected, found = here(x, **taken)[0], there(x.cuda(), **{name: on_gpu(v) for name, v in taken.items()})[0]
        close([found.cpu()], [expected])


def on_gpu(value):
    return value.cuda() if isinstance(value, torch.Tensor) else value


def test_on_the_cpu_nobody_asks_for_an_operator(monkeypatch):
    monkeypatch.setattr(direction, "run_operator", None)
    x = torch.randn(4, 2, 3)
    for backend in ("auto", "eager"):
        assert cw.LSTM(3, 5, backend=backend)(x)[0].shape == (4, 2, 5)
    assert operator_of(my_own) is torch.lstm
