"""Law: kernels with narrow weights give what full ones give with weights that were rounded before."""

from __future__ import annotations

import copy
import pickle
from dataclasses import replace

import numpy as np
import pytest
import torch
from batches import CASES, Case, every_case
from machines import RUNNABLE, every_runnable_machine
from oracle import interpreted, random_data, run_inference
from subjects import SUBJECTS, every_layer_subject, every_subject, some_subjects

import cellwright as cw
from cellwright.emit.llvm.kernel import module_text
from cellwright.equation.cell import rows_of
from cellwright.equation.interpret import sliced, step
from cellwright.plan.layer import inference
from cellwright.plan.machine import NEON
from cellwright.plan.schedule import dense
from cellwright.plan.weights import BFLOAT16, BFLOAT16_DOT, INT8, NARROW
from cellwright.run.host import host
from cellwright.run.objects import compile_text

every_format = pytest.mark.parametrize("weights", NARROW)


def halved(array):
    """Numbers rounded to 16 bits, to the nearest, to even in the middle."""
    return torch.as_tensor(array).float().bfloat16().float().numpy()


def matrices(cell):
    """The weights that vectors are multiplied by; tables have columns too, but are looked up."""
    return {node.weight for node in cell.nodes if node.op == "matmul"}


def with_halved_matrices(cell, case, data):
    """The data of a case, the matrices among the weights rounded."""
    stacks = {name: stack.copy() for name, stack in data.stacks.items()}
    for weight in matrices(cell):
        rows = rows_of(cell, weight, case.sizes)
        stacks[weight.stack][rows] = halved(stacks[weight.stack][rows])
    return replace(data, stacks=stacks)


def as_tuple(state):
    return state if isinstance(state, tuple) else (state,)


def check_equal(found, expected):
    """Fail unless output and states agree in every bit."""
    for a, b in zip((found[0], *found[1]), (expected[0], *expected[1]), strict=True):
        np.testing.assert_array_equal(a, b)


@every_runnable_machine
@some_subjects
def test_halves_equal_rounded_weights(cell, machine, poisoned):
    for case in CASES[2:5]:
        data = random_data(cell, case)
        found = run_inference(cell, case, data, machine, "float32", matrices=BFLOAT16)
        check_equal(found, run_inference(cell, case, with_halved_matrices(cell, case, data), machine, "float32"))


@every_case
def test_halves_equal_the_interpreter(case, poisoned):
    for cell in (SUBJECTS["lstm"], SUBJECTS["gru_reset_before"], SUBJECTS["blocky"]):
        data = random_data(cell, case)
        output, finals = run_inference(cell, case, data, host(), "float32", matrices=BFLOAT16)
        expected, states = interpreted(cell, case, with_halved_matrices(cell, case, data))
        bound = np.finfo(np.float32).eps * case.schedule.steps * (case.input + case.hidden + 20)
        for a, b in zip((output, *finals), (expected, *states), strict=True):
            assert np.abs(a - b).max(initial=0.0) < bound


class Rounded:
    """A matrix that is multiplied as kernels with weights of 8 bits do it, but in float64."""

    __array_ufunc__ = None

    def __init__(self, weights):
        self.weights, self.scales = self.bytes(weights)
        self.shape = weights.shape

    @property
    def T(self):  # noqa: N802
        return self

    def __rmatmul__(self, operand):
        numbers, scales = self.bytes(operand)
        return numbers @ self.weights.T * self.scales.T * scales

    @staticmethod
    def bytes(rows):
        largest = np.abs(rows.astype(np.float32)).max(-1, keepdims=True)
        inverse = np.divide(np.float32(127), largest, out=np.zeros_like(largest), where=largest > 0)
        return np.rint(rows.astype(np.float32).astype(float) * inverse), largest / 127.0


class Halved:
    """A matrix that is multiplied as kernels do it where both sides are rounded to 16 bits, but in float64."""

    __array_ufunc__ = None

    def __init__(self, weights):
        self.weights = halved(weights).astype(float)
        self.shape = weights.shape

    @property
    def T(self):  # noqa: N802
        return self

    def __rmatmul__(self, operand):
        return halved(operand).astype(float) @ self.weights.T


# how matrices are multiplied, and how far apart two neighbours are to which a number of -1..1 may be rounded
BOTH_ROUNDED = {INT8: (Rounded, 1 / 127), BFLOAT16_DOT: (Halved, 1 / 256)}


def one_step(cell, case, data, kind):
    """The new output and states of a case of one step."""
    weights = {
        weight: kind(array) if weight in matrices(cell) else array
        for weight, array in sliced(cell, data.stacks, case.sizes).items()
    }
    values = step(cell, [data.x], data.initial, weights, noises=data.noises)
    return values[cell.outputs[0][1]], [values[update] for update in cell.updates]


STEPS = (
    Case("one row", 19, 37, 9, dense(1, 1)),
    Case("three rows", 19, 37, 9, dense(1, 3)),
    Case("rows of two tiles", 1, 70, 12, dense(1, 9)),
)
BYTES = [(INT8, machine) for machine in (*RUNNABLE, host(), replace(host(), dot=""))]
PAIRS = [(BFLOAT16_DOT, machine) for machine in (host(), replace(host(), pairs=""))]


@pytest.mark.parametrize(
    ("matrices", "machine"),
    [*BYTES, *PAIRS],
    ids=lambda value: value.name if value in NARROW.values() else f"{value.name} {value.dot or 'plain'}",
)
@every_subject
def test_products_of_rounded_numbers_equal_the_interpreter(cell, machine, matrices, poisoned):
    kind, apart = BOTH_ROUNDED[matrices]
    for case in STEPS:
        data = random_data(cell, case)
        output, finals = run_inference(cell, case, data, machine, "float32", matrices=matrices)
        expected, states = one_step(cell, case, data, kind)
        bound = np.finfo(np.float32).eps * (case.input + case.hidden + 20)
        phases = inference(cell, tuple(case.sizes.items()), "float32", machine).phases
        if sum(bool(phase.accumulators) for phase in phases) > 1 or not machine.fma:
            # what one phase hands to the next is rounded to float32 first, and so is what stands before a byte where
            # it takes two roundings: then a number in the middle may be rounded to the other side
            bound += 8 * apart / np.sqrt(case.hidden)
        for a, b in zip((output, *finals), (expected, *states), strict=True):
            assert np.abs(a - b).max(initial=0.0) < bound, case.name


@some_subjects
def test_pairs_have_the_same_bits_with_an_instruction_and_without(cell, poisoned):
    if not host().pairs:
        pytest.skip("this processor has no instruction for pairs of bfloat16")
    for case in CASES[2:5]:
        data = random_data(cell, case)
        machines = host(), replace(host(), pairs="")
        check_equal(*(run_inference(cell, case, data, one, "float32", matrices=BFLOAT16_DOT) for one in machines))


def test_what_is_not_finite_stays_in_its_row(poisoned):
    case, cell = STEPS[2], SUBJECTS["lstm"]
    data = random_data(cell, case)
    clean, _ = run_inference(cell, case, data, host(), "float32", matrices=INT8)
    data.x[3], data.initial[0][5, 2], data.x[7] = np.nan, np.inf, 1e-38
    found, _ = run_inference(cell, case, data, host(), "float32", matrices=INT8)
    assert np.isnan(found[[3, 5]]).all()
    assert np.isfinite(found[7]).all()
    np.testing.assert_array_equal(np.delete(found, [3, 5, 7], 0), np.delete(clean, [3, 5, 7], 0))


def test_pairs_pass_on_what_is_not_finite(poisoned):
    case, cell = STEPS[2], SUBJECTS["lstm"]
    data = random_data(cell, case)
    clean, _ = run_inference(cell, case, data, host(), "float32", matrices=BFLOAT16_DOT)
    data.x[3], data.initial[0][5, 2] = np.nan, np.inf
    found, _ = run_inference(cell, case, data, host(), "float32", matrices=BFLOAT16_DOT)
    full, _ = run_inference(cell, case, data, host(), "float32")
    np.testing.assert_array_equal(np.isnan(found), np.isnan(full))
    assert np.isnan(found[3]).all()
    np.testing.assert_array_equal(np.delete(found, [3, 5], 0), np.delete(clean, [3, 5], 0))


def test_weights_that_are_not_finite_spoil_their_unit_only(poisoned):
    case, cell = STEPS[0], SUBJECTS["rnn"]
    data = random_data(cell, case)
    data.stacks["weight_ih"][4, 0], data.stacks["weight_hh"][6, 1] = np.inf, np.nan
    data.stacks["weight_hh"][8] = 0
    output, _ = run_inference(cell, case, data, host(), "float32", matrices=INT8)
    assert np.flatnonzero(np.isnan(output[0])).tolist() == [4, 6]


def test_dot_products_of_arm_are_compiled():
    machine = replace(NEON, features="+neon,+dotprod", dot="sdot")
    plan = inference(SUBJECTS["lstm"], tuple(STEPS[0].sizes.items()), "float32", machine, INT8)
    assert compile_text(module_text(plan), machine)


def test_every_kind_of_number_is_halved(poisoned):
    case, cell = CASES[1], SUBJECTS["rnn"]
    data = random_data(cell, case)
    odd = [np.nan, np.inf, -np.inf, 3.4e38, -0.0, 1e-40, 1 + 2.0**-8, 1 + 3 * 2.0**-8, -1 - 2.0**-8]
    data.stacks["weight_ih"].flat[: len(odd)] = odd
    full = run_inference(cell, case, with_halved_matrices(cell, case, data), host(), "float32")
    assert np.isnan(full[0]).any()
    check_equal(run_inference(cell, case, data, host(), "float32", matrices=BFLOAT16), full)


@every_format
@every_subject
def test_threads_and_rows_change_nothing(cell, weights, poisoned):
    case = CASES[7]
    data = random_data(cell, case)
    results = [run_inference(cell, case, data, host(), "float32", n, NARROW[weights]) for n in (1, 3)]
    check_equal(*results)


@every_format
@every_layer_subject
def test_streams_and_layers_agree(cell, weights, poisoned):
    torch.manual_seed(0)
    layer = cw.quantize(cw.Recurrent(cell, 3, 21, num_layers=2).eval(), weights=weights)
    x = torch.randn(6, 2, 3)
    output, state = layer(x)
    stream = layer.stream(batch=2)
    found = np.stack([stream.step(row) for row in x.numpy()])
    check_equal((found, as_tuple(stream.state)), (output.numpy(), [part.numpy() for part in as_tuple(state)]))


class Scale(torch.nn.Module):
    factor = 1.0

    def forward(self, weight):
        return weight * self.factor


@every_format
def test_a_layer_sees_changed_weights(weights):
    layer, x = cw.quantize(cw.LSTM(3, 5).eval(), weights), torch.randn(4, 2, 3)
    first = layer(x)[0]
    with torch.no_grad():
        layer.weight_hh_l0.mul_(2)
    second = layer(x)[0]
    assert not torch.equal(first, second)
    layer.load_state_dict(cw.LSTM(3, 5).state_dict())
    assert not torch.equal(layer(x)[0], second)


@every_format
def test_a_layer_tells_passing_tensors_apart(weights):
    torch.manual_seed(0)
    layer, x = cw.quantize(cw.LSTM(3, 5).eval(), weights), torch.randn(4, 2, 3)
    turned = copy.deepcopy(layer)
    turned.weight_hh_l0 = torch.nn.Parameter(turned.weight_hh_l0.detach().t().contiguous().t())
    scale = Scale()
    torch.nn.utils.parametrize.register_parametrization(layer, "weight_hh_l0", scale)
    for number in range(30):
        # where a tensor was, the next one may be
        scale.factor = 0.5 + number % 3
        with torch.no_grad():
            turned.weight_hh_l0.mul_(1.1)
            for changed in (layer, turned):
                fresh = cw.quantize(cw.LSTM(3, 5).eval(), weights)
                fresh.load_state_dict({name: getattr(changed, name) for name in fresh.state_dict()})
                assert torch.equal(changed(x)[0], fresh(x)[0])


@every_format
def test_parameters_stay_and_training_goes_on_afterwards(weights):
    model = torch.nn.Sequential(cw.LSTM(3, 5, num_layers=2, bidirectional=True)).eval()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    x = torch.randn(4, 2, 3)
    full = model(x)[0]
    assert not torch.equal(cw.quantize(model, weights)(x)[0], full)
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    output = cw.quantize(model.train(), weights=None)(x)[0]
    assert torch.equal(output, full)
    output.sum().backward()
    assert all(p.grad is not None for p in model.parameters())


@every_format
def test_a_narrow_layer_is_copied_and_pickled(weights):
    layer, x = cw.LSTM(3, 5).eval(), torch.randn(4, 2, 3)
    full, narrow = layer(x)[0], cw.quantize(layer, weights)(x)[0]
    for twin in (copy.deepcopy(layer), pickle.loads(pickle.dumps(layer))):  # noqa: S301
        assert torch.equal(twin(x)[0], narrow)
        assert torch.equal(cw.quantize(twin, None)(x)[0], full)


@every_format
def test_torch_compile_leaves_narrow_layers_out(weights):
    layer, x = cw.quantize(cw.GRU(3, 5).eval(), weights), torch.randn(4, 2, 3)
    assert torch.equal(torch.compile(layer, backend="eager")(x)[0], layer(x)[0])


def test_the_comparison_can_fail():
    case, cell = CASES[3], SUBJECTS["lstm"]
    data = random_data(cell, case)
    with pytest.raises(AssertionError):
        check_equal(
            *(run_inference(cell, case, d, host(), "float32") for d in (data, with_halved_matrices(cell, case, data)))
        )
