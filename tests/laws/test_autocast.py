"""Law: under torch.autocast layers train as if both sides of every matrix product had been rounded to bfloat16."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from batches import CASES
from oracle import random_data, run_inference, run_training
from subjects import SUBJECTS, every_layer_subject, every_subject, some_subjects
from test_gradients import autograd, differences
from torch.overrides import TorchFunctionMode

import cellwright as cw
from cellwright.nn import autocast
from cellwright.plan.weights import AUTOCAST, BFLOAT16_DOT
from cellwright.run.host import host

# between two neighbours among the numbers of 8 bits, as a share of them
ULP = 2**-7
STEPS, SEQUENCES, FEATURES, UNITS = 7, 3, 5, 19


def rounded(values):
    return values.bfloat16().to(values.dtype)


class RoundedProduct(torch.autograd.Function):
    """A product of matrices whose operands are rounded to bfloat16, and so are those of its derivatives."""

    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return torch.matmul(rounded(a), rounded(b))

    @staticmethod
    def backward(ctx, gradient):
        a, b = map(rounded, ctx.saved_tensors)
        gradient = rounded(gradient)
        return torch.matmul(gradient, b.mT), torch.matmul(a.mT, gradient)


class RoundedProducts(TorchFunctionMode):
    """Every product of matrices is one of rounded ones."""

    def __init__(self):
        super().__init__()
        self.products = 0

    def __torch_function__(self, function, types, arguments=(), options=None):
        if function in {torch.matmul, torch.Tensor.matmul, torch.Tensor.__matmul__}:
            self.products += 1
            return RoundedProduct.apply(*arguments)
        return function(*arguments, **(options or {}))


def off_by(cell, case, **options):
    """How far each result of training is off rounded products in float64, and what roundings of float32 allow."""
    data = random_data(cell, case)
    with RoundedProducts() as mode:
        expected = autograd(cell, case, data)
    assert mode.products
    room = case.schedule.rows + 2 * case.schedule.steps * (case.input + case.hidden + 20)
    wrong = differences(run_training(cell, case, data, host(), "float32", **options), expected)
    return list(wrong.values()), np.finfo(np.float32).eps * room


@every_subject
def test_gradients_are_those_of_rounded_products(cell, poisoned):
    close = results = 0
    for case in CASES[3:]:
        wrong, bound = off_by(cell, case, matrices=AUTOCAST)
        # a number in the middle between two may be rounded to the other side in float32: then it is off by so much
        assert max(wrong) < bound + ULP, case.name
        close, results = close + sum(off < bound for off in wrong), results + len(wrong)
    assert close > results / 2


def test_the_comparison_can_fail():
    wrong, bound = off_by(SUBJECTS["lstm"], CASES[4])
    assert sum(off < bound for off in wrong) < len(wrong) / 2


@some_subjects
def test_threads_change_nothing(cell, poisoned):
    for case in CASES[6:]:
        data = random_data(cell, case)
        one, three = (run_training(cell, case, data, host(), "float32", n, AUTOCAST).all() for n in (1, 3))
        assert [name for name, value in one.items() if not np.array_equal(value, three[name])] == []


@some_subjects
def test_an_instruction_changes_nothing(cell, poisoned):
    if not host().pairs:
        pytest.skip("this processor has no instruction for pairs of bfloat16")
    for case in CASES[6:]:
        data, machines = random_data(cell, case), (host(), replace(host(), pairs=""))
        with_it, without = (run_training(cell, case, data, one, "float32", matrices=AUTOCAST).all() for one in machines)
        assert [name for name, value in with_it.items() if not np.array_equal(value, without[name])] == []


@every_subject
def test_training_computes_what_inference_does(cell, poisoned):
    for case in CASES[3:5]:
        data = random_data(cell, case)
        trained = run_training(cell, case, data, host(), "float32", matrices=AUTOCAST)
        output, finals = run_inference(cell, case, data, host(), "float32", matrices=BFLOAT16_DOT)
        for found, expected in zip((trained.output, *trained.finals), (output, *finals), strict=True):
            np.testing.assert_array_equal(found, expected)


@pytest.fixture
def pairs(monkeypatch):
    """Layers are under the rule of a processor with pairs, whatever the one that they are compiled for."""
    monkeypatch.setattr(autocast, "host", lambda: replace(host(), pairs="any"))


def a_layer(cell, **options):
    torch.manual_seed(0)
    return cw.Recurrent(cell, FEATURES, UNITS, **options)


def an_input():
    torch.manual_seed(1)
    return torch.randn(STEPS, SEQUENCES, FEATURES, requires_grad=True)


def under_autocast(dtype=torch.bfloat16, **options):
    return torch.autocast("cpu", dtype, **options)


def as_tuple(state):
    return (state,) if isinstance(state, torch.Tensor) else tuple(state)


def trained(layer, x, *, outside=False, **options):
    """Output, last states and all gradients, taken inside the context or outside."""
    torch.manual_seed(2)
    output, state = layer(x, **options)
    wanted = [x, *layer.parameters()]

    def gradients():
        return torch.autograd.grad(sum(part.sin().sum() for part in (output, *as_tuple(state))), wanted)

    if outside:
        with torch.autocast("cpu", enabled=False):
            return [output, *as_tuple(state), *gradients()]
    return [output, *as_tuple(state), *gradients()]


def equal(found, expected):
    return all(torch.equal(a, b) for a, b in zip(found, expected, strict=True))


@pytest.mark.usefixtures("pairs", "poisoned")
@every_layer_subject
def test_layers_infer_as_if_quantised(cell):
    layer, x = a_layer(cell, num_layers=2).eval(), an_input().detach()
    full = layer(x)[0]
    with under_autocast():
        found, state = layer(x)
    expected, last = cw.quantize(layer, weights="bfloat16_dot")(x)
    assert equal((found, *as_tuple(state)), (expected, *as_tuple(last)))
    assert not torch.equal(found, full)


@pytest.mark.usefixtures("pairs", "poisoned")
@some_subjects
def test_steps_and_lengths_change_nothing(cell):
    layer, x, lengths = a_layer(cell).eval(), an_input().detach(), [STEPS, 2, 4]
    with under_autocast():
        whole, last = layer(x)
        state, outputs = None, []
        for step in x.split(1):
            output, state = layer(step, state)
            outputs.append(output)
        ragged = layer(x, lengths=lengths)[0]
    assert equal((torch.cat(outputs), *as_tuple(state)), (whole, *as_tuple(last)))
    for sequence, length in enumerate(lengths):
        assert torch.equal(ragged[:length, sequence], whole[:length, sequence])


@pytest.mark.usefixtures("pairs", "poisoned")
@some_subjects
def test_recomputing_and_the_place_of_the_backward_pass_change_nothing(cell):
    x = an_input()
    with under_autocast():
        kept = trained(a_layer(cell), x)
        again = trained(a_layer(cell, memory="recompute"), x)
        outside = trained(a_layer(cell), x, outside=True)
    assert equal(again, kept)
    assert equal(outside, kept)
    if not a_layer(cell).cell.batch_norms:
        assert not equal(trained(a_layer(cell), x), kept)


@pytest.mark.usefixtures("pairs")
def test_the_general_way_and_a_graph_give_the_same():
    x = an_input()
    with under_autocast():
        plain = trained(a_layer("lstm"), x)
        general = trained(a_layer("lstm"), x, lengths=[STEPS] * SEQUENCES)
        layer = a_layer("lstm")
        whole = torch.compile(layer, fullgraph=True, backend="aot_eager")
        output, state = whole(x)
        loss = sum(part.sin().sum() for part in (output, *state))
        graph = [output, *state, *torch.autograd.grad(loss, [x, *layer.parameters()])]
    assert equal(general, plain)
    assert equal(graph, plain)


@pytest.mark.usefixtures("pairs")
@pytest.mark.parametrize("name", ["LSTM", "GRU"])
def test_a_cell_takes_the_steps_of_its_layer(name):
    layer, cell, x = getattr(cw, name)(FEATURES, UNITS), getattr(cw, f"{name}Cell")(FEATURES, UNITS), an_input()
    cell.load_state_dict({key.removesuffix("_l0"): value for key, value in layer.state_dict().items()})
    with under_autocast():
        output, state = layer(x)[0], None
        for step, expected in zip(x, output, strict=True):
            state = cell(step, state)
            assert torch.equal(as_tuple(state)[0], expected)


ELSEWHERE = {
    "outside": (lambda: under_autocast(enabled=False), {}),
    "float16": (lambda: under_autocast(torch.float16), {}),
    "float64": (under_autocast, {"dtype": torch.float64}),
    "eager": (under_autocast, {"backend": "eager"}),
}


@pytest.mark.usefixtures("pairs")
@pytest.mark.parametrize("name", ELSEWHERE)
def test_elsewhere_nothing_changes(name):
    context, options = ELSEWHERE[name]
    x = an_input().to(options.get("dtype", torch.float32)).detach().requires_grad_()
    expected = trained(a_layer("lstm", **options), x)
    with context():
        # torch's own gradients would be cast inside
        assert equal(trained(a_layer("lstm", **options), x, outside=True), expected)


def test_a_processor_without_pairs_changes_nothing(monkeypatch):
    monkeypatch.setattr(autocast, "host", lambda: replace(host(), pairs=""))
    x = an_input()
    expected = trained(a_layer("lstm"), x)
    with under_autocast():
        assert equal(trained(a_layer("lstm"), x), expected)


@pytest.mark.usefixtures("pairs")
def test_a_quantised_layer_keeps_its_numbers():
    layer, x = cw.quantize(a_layer("lstm").eval(), weights="int8"), an_input().detach()
    expected = layer(x)[0]
    with under_autocast():
        assert torch.equal(layer(x)[0], expected)


@pytest.mark.usefixtures("pairs")
def test_weights_changed_behind_torchs_back_are_seen():
    layer, x = a_layer("lstm").eval(), an_input().detach()
    with torch.no_grad(), under_autocast():
        for lengths in (None, [STEPS] * SEQUENCES):
            before = layer(x, lengths=lengths)[0]
            layer.weight_hh_l0.data.numpy()[:] *= 2
            assert not torch.equal(layer(x, lengths=lengths)[0], before)


@pytest.mark.usefixtures("pairs")
def test_second_derivatives_are_those_of_full_products():
    x = an_input()

    def first_of(layer):
        return torch.autograd.grad(layer(x)[0].sum(), x, create_graph=True)[0]

    with under_autocast(), pytest.warns(UserWarning, match="differentiated again"):
        found = first_of(a_layer("lstm"))
    expected = first_of(a_layer("lstm", backend="eager"))
    torch.testing.assert_close(found, expected)
    both = [torch.autograd.grad(first.square().sum(), x)[0] for first in (found, expected)]
    torch.testing.assert_close(*both)


@pytest.mark.usefixtures("pairs")
def test_the_plan_says_so():
    layer = a_layer("lstm")
    assert "bfloat16" not in str(layer.plan)
    with under_autocast():
        assert all(kernel.matrices is AUTOCAST for kernel in layer.plan.kernels)
    assert len(layer.plan.kernels) == 4
