"""Law: where the equations are affine in each state, all steps run at once, and give what a loop gives."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from batches import CASES, every_case
from oracle import interpreted, random_data
from subjects import SUBJECTS
from torch.utils._python_dispatch import TorchDispatchMode

import cellwright as cw
from cellwright import Vector, affine, cell, diag, noise, parameter, sigmoid, tanh
from cellwright.equation.modify import with_layer_norm, with_zoneout
from cellwright.equation.recurrences import recurrences
from cellwright.equation.transform import expected
from cellwright.run import eager
from cellwright.run.scan import scan


@cell
def simple_unit(x: Vector, h: Vector, c: Vector) -> tuple[Vector, Vector]:
    """A simple recurrent unit (Lei et al. 2018), whose memory is its only recurrence."""
    f, w = sigmoid(affine("f", x)), affine("w", x)
    c = f * c + (1 - f) * w
    return sigmoid(affine("r", x)) * tanh(c), c


@cell(states={"h": "hidden", "k": "hidden", "t": "one"})
def every_rule(x: Vector, h: Vector, k: Vector, t: Vector) -> tuple[Vector, ...]:
    """Each op that keeps a value affine, signs of all kinds, a clock, and states that follow from each other."""
    g = tanh(affine("g", x))
    h_new = -(g * (h - 0.25) - h / (2 + g)) + (1 - h) * 0.125 - t * 0.01
    return h_new * k, h_new, diag("k", k, initial=-0.5) + sigmoid(h_new) * h + parameter("p", h), t + 1


@cell
def delayed(x: Vector, h: Vector, old: Vector, kept: Vector) -> tuple[Vector, ...]:
    """States that wait a step, that stay as they are, and that nothing before depends on."""
    return affine("h", x), h, kept


@cell
def noisy_memory(x: Vector, h: Vector) -> Vector:
    """A mask among the coefficients."""
    return noise("h", h, 0.5) * h + affine("h", x)


SCANNED = {
    "min_lstm": cw.cells.min_lstm,
    "min_gru": cw.cells.min_gru,
    "simple_unit": simple_unit,
    "every_rule": every_rule,
    "delayed": delayed,
    "noisy_memory": noisy_memory,
    "min_gru_zoneout": with_zoneout(cw.cells.min_gru, {"h": 0.3}),
    "min_lstm_layer_norm": with_layer_norm(cw.cells.min_lstm),
    "simple_unit_expected": expected(with_zoneout(simple_unit, {"h": 0.1, "c": 0.3})),
}
scanned_cells = pytest.mark.parametrize("cell", SCANNED.values(), ids=SCANNED)


def run(cell, case, data):
    """The eager backend on a case."""
    x, *initial = (torch.tensor(array) for array in (data.x, *data.initial))
    stacks = {name: torch.tensor(stack) for name, stack in data.stacks.items()}
    noises = [torch.tensor(mask) for mask in data.noises]
    rows, finals = eager.sequence(cell, x, initial, stacks, case.sizes, case.schedule, noises)
    return [rows.numpy(), *(final.numpy() for final in finals)]


@every_case
@scanned_cells
def test_a_scan_is_the_interpreted_loop(cell, case):
    assert recurrences(cell)
    data = random_data(cell, case)
    rows, finals = interpreted(cell, case, data)
    for ours, theirs in zip(run(cell, case, data), [rows, *finals], strict=True):
        # states of some tens, summed up over at most 90 steps
        np.testing.assert_allclose(ours, theirs, rtol=1e-11, atol=1e-11)


def test_only_what_is_affine_in_each_state_is_scanned():
    assert [name for name, subject in SUBJECTS.items() if recurrences(subject)] == ["min_lstm", "min_gru"]

    def is_scanned(update):
        return recurrences(cw.cell(lambda x, h: update(affine("h", x), h))) is not None

    assert is_scanned(lambda a, h: a * h + a)
    assert not is_scanned(lambda a, h: a * h * h)
    assert not is_scanned(lambda a, h: a / h)
    assert not is_scanned(lambda a, h: a + tanh(h))
    assert not is_scanned(lambda a, h: a + affine("r", h=h))
    assert not is_scanned(lambda a, h: a + cw.mean(h) * h)
    # each waits for the other
    assert recurrences(cw.cell(lambda x, h, c: (affine("h", x) + c, h))) is None


def looped(monkeypatch):
    monkeypatch.setattr(eager, "recurrences", lambda cell: None)


@pytest.mark.parametrize("options", [{}, {"bidirectional": True, "num_layers": 2}], ids=["one", "deep"])
@pytest.mark.parametrize("how", ["lengths", "resets", "plain"])
@pytest.mark.parametrize("cell", [cw.cells.min_lstm, every_rule], ids=lambda cell: cell.name)
def test_gradients_are_those_of_the_loop_once_and_twice(cell, how, options, monkeypatch):
    results = []
    for loop in (False, True):
        torch.manual_seed(0)
        layer = cw.Recurrent(cell, 3, 5, dtype=torch.float64, backend="eager", **options)
        x = torch.randn(7, 4, 3, dtype=torch.float64, requires_grad=True)
        given = {"lengths": {"lengths": [7, 0, 2, 5]}, "resets": {"resets": torch.rand(7, 4) < 0.3}, "plain": {}}[how]
        if loop:
            looped(monkeypatch)
        y, last = layer(x, **given)
        states = (last,) if isinstance(last, torch.Tensor) else last
        wanted = [x, *layer.parameters()]
        first = torch.autograd.grad(y.square().sum() + sum(s.sin().sum() for s in states), wanted, create_graph=True)
        second = torch.autograd.grad(sum(g.square().sum() for g in first), wanted, allow_unused=True)
        results.append([y, *states, *first, *(g for g in second if g is not None)])
    for ours, theirs in zip(*results, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("steps", [1, 2, 3, 6, 7])
def test_gradcheck_of_the_scan(steps):
    torch.manual_seed(0)
    shapes = (steps, 2, 3), (steps, 2, 3), (2, 3)
    given = tuple(torch.randn(shape, dtype=torch.float64, requires_grad=True) for shape in shapes)
    assert torch.autograd.gradcheck(scan, given)
    assert torch.autograd.gradgradcheck(scan, given)


def loop(factor, shift, first):
    states = [first]
    for a, b in zip(factor, shift, strict=True):
        states.append(a * states[-1] + b)
    return np.stack(states[1:])


@pytest.mark.parametrize("kind", ["near one", "tiny", "zero", "of both signs", "above one"])
def test_long_sequences_are_within_the_stated_bound(kind):
    steps, rng = 3001, np.random.default_rng(0)
    draws = {
        "near one": lambda: 1 - 1e-4 * rng.random((steps, 5)),
        "tiny": lambda: 1e-30 * rng.random((steps, 5)),
        "zero": lambda: rng.integers(0, 2, (steps, 5)).astype(float),
        "of both signs": lambda: rng.uniform(-1, 1, (steps, 5)),
        "above one": lambda: 1 + 0.02 * rng.random((steps, 5)),
    }
    factor, shift, first = (
        np.float32(array) for array in (draws[kind](), rng.normal(size=(steps, 5)), rng.normal(size=5))
    )
    exact = loop(*(np.float64(array) for array in (factor, shift, first)))
    magnitude = loop(*(np.abs(np.float64(array)) for array in (factor, shift, first)))
    found = scan(*map(torch.tensor, (factor, shift, first))).numpy()
    roundings = (2 * np.arange(1, steps + 1) + 2)[:, None] * np.finfo(np.float32).eps / 2
    assert np.isfinite(found).all()
    assert (np.abs(found - exact) <= roundings * magnitude).all()


def test_what_is_no_number_stays_in_its_sequence():
    layer, x = cw.MinGRU(3, 5, backend="eager"), torch.randn(6, 3, 3)
    whole = layer(x, lengths=[6, 4, 5])[0].detach()
    x[2, 0], x[4:, 1] = float("nan"), float("nan")
    y = layer(x, lengths=[6, 4, 5])[0]
    assert torch.equal(y[:2], whole[:2])
    assert torch.equal(y[:, 1:], whole[:, 1:])
    assert y[2:, 0].isnan().all()


def test_a_function_transform_goes_through_it():
    layer = cw.MinGRU(3, 5, backend="eager")
    xs = torch.randn(2, 6, 4, 3)
    for ours, x in zip(torch.func.vmap(lambda x: layer(x)[0])(xs), xs, strict=True):
        torch.testing.assert_close(ours, layer(x)[0])


class Counted(TorchDispatchMode):
    """Counts the operations of torch."""

    def __init__(self):
        super().__init__()
        self.count = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        self.count += 1
        return function(*args, **(kwargs or {}))


def operations(steps):
    layer, x = cw.MinGRU(3, 5, backend="eager"), torch.randn(steps, 2, 3)
    with Counted() as counted:
        layer(x)[0].sum().backward()
    return counted.count


def test_operations_grow_with_the_logarithm_of_the_steps(monkeypatch):
    # each doubling of the steps adds as many
    few, more, many = map(operations, (16, 128, 1024))
    assert many - more == more - few
    looped(monkeypatch)
    assert operations(128) > 4 * operations(16)


def test_the_plan_says_so():
    said = "all steps run at once, by a scan, since the equations are affine in each state"
    assert said in str(cw.MinLSTM(3, 5, backend="eager").plan)
    assert said not in str(cw.MinLSTM(3, 5).plan)
    assert said not in str(cw.LSTM(3, 5, backend="eager").plan)


def test_a_wrong_scan_is_seen(monkeypatch):
    """The comparison with the interpreter can fail."""
    monkeypatch.setattr("cellwright.run.scan.scan", lambda a, b, first: scan(a.abs(), b, first))
    with pytest.raises(AssertionError):
        test_a_scan_is_the_interpreted_loop(every_rule, CASES[0])
