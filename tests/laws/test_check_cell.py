"""`check_cell`: every subject obeys all laws, and each law fails where its own fault is put in."""

from __future__ import annotations

import copy
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import torch
from subjects import JUMPING, SUBJECTS, some_subjects

import cellwright as cw
from cellwright.equation.interpret import NUMPY
from cellwright.equation.ops import OPS
from cellwright.run import kernel
from cellwright.run.eager import TORCH
from cellwright.run.stream import Stream
from cellwright.testing.check import JUMPS, LAWS, SIZES, jumping, tried
from cellwright.testing.conditions import shared_among
from cellwright.testing.finding import Comparison
from cellwright.testing.trial import Trial

SMALL = {"input_size": 3, "hidden_size": 5, "batch": 3}


# the laws have files of their own, for all subjects; here the checker meets cells of every kind
@some_subjects
def test_cells_of_every_kind_obey(cell):
    report = cw.testing.check_cell(cell, jumps=cell.name in JUMPING, input_size=3, hidden_size=21, batch=(1, 7))
    assert [law.law for law in report.laws] == [law.name for law in LAWS]
    assert all(law.values or law.skipped for law in report.laws)


def test_several_sizes_are_tried():
    report = cw.testing.check_cell("gru")
    assert {law.cases for law in report.laws} == {3, 3 * len(SIZES), 6 * len(SIZES)}
    assert str(report).startswith("cell 'gru' obeys 13 laws\n  holds    every value is a number (6 cases, ")


def layers_that(change):
    """A fault in the layer: `change(forward, layer, x, state, **options)` in place of its forward."""

    def put_in(monkeypatch):
        forward = cw.Recurrent.forward
        monkeypatch.setattr(
            cw.Recurrent, "forward", lambda layer, x, state=None, **o: change(forward, layer, x, state, **o)
        )

    return put_in


def off_if(condition):
    """The output is off by little where the condition holds of the input."""

    def change(forward, layer, x, state, **options):
        y, last = forward(layer, x, state, **options)
        return (y + 1e-6 if condition(x) else y), last

    return layers_that(change)


def without(option):
    def change(forward, layer, x, state, **options):
        options.pop(option, None)
        return forward(layer, x.nan_to_num(), state, **options)

    return layers_that(change)


def a_wrong_meaning(table, name="tanh"):
    def put_in(monkeypatch):
        right = table[name]
        monkeypatch.setitem(table, name, lambda a: right(a) * (1 + 1e-10))

    return put_in


def a_wrong_derivative(monkeypatch):
    monkeypatch.setitem(OPS, "tanh", replace(OPS["tanh"], derivative=lambda g, y, a: (g * (1.001 - y * y),)))


def a_stream_that_is_off(monkeypatch):
    step = Stream.step
    monkeypatch.setattr(Stream, "step", lambda stream, x, rows=None: step(stream, x, rows) + np.float32(1e-6))


def a_state_dict_that_is_lost(monkeypatch):
    monkeypatch.setattr(cw.Recurrent, "load_state_dict", lambda *_: None)


FAULTS = {
    "every value is a number": lambda monkeypatch: monkeypatch.setitem(NUMPY, "tanh", lambda a: a / 0),
    "compiled inference is the interpreter": a_wrong_meaning(NUMPY),
    "compiled training is autograd through the interpreter": a_wrong_meaning(TORCH),
    "gradients are slopes": a_wrong_derivative,
    "training gives the values of inference": off_if(lambda x: torch.is_grad_enabled()),
    "step by step is the whole sequence": layers_that(
        lambda forward, layer, x, state, **o: forward(layer, x, state if len(x) > 1 else None, **o)
    ),
    "a stream is the whole sequence": a_stream_that_is_off,
    "company changes nothing": off_if(lambda x: x.shape[1] > 1),
    "padding changes nothing": without("lengths"),
    "a reset is a new sequence": without("resets"),
    "threads change nothing": off_if(lambda x: torch.get_num_threads() == 2),
    "a NaN stays in its sequence": off_if(lambda x: x.isnan().any()),
    "text, pickle and state dict keep everything": a_state_dict_that_is_lost,
}


@cw.cell
def to_be_broken(x, h):
    """No other test has kernels of it."""
    return cw.tanh(0.9375 * cw.affine("h", x, h))


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_each_law_can_fail(law, monkeypatch):
    trials = [Trial(copy.deepcopy(to_be_broken), 3, 5, 3)]
    with shared_among(1):
        tried(law, trials)
        if law.name == "gradients are slopes":  # kernels are kept by equations: a cell of its own
            trials = [Trial(cw.cell(lambda x, h: cw.tanh(0.8125 * cw.affine("h", x, h))), 3, 5, 3)]
        FAULTS[law.name](monkeypatch)
        with pytest.raises(cw.testing.LawError) as caught:
            tried(law, trials)
    lines = str(caught.value).splitlines()
    assert lines[0].endswith(f"breaks the law {law.name!r}")
    assert "input_size=3, hidden_size=5, batch 3, 6 steps, float" in lines[0]
    assert lines[1].startswith("  value: ")
    assert law.advice in lines[-1]


@pytest.mark.parametrize("way", ["share", "share_columns"])
def test_threads_are_tried_that_share_rows_and_columns(way, monkeypatch):
    law = next(law for law in LAWS if law.name == "threads change nothing")
    trials = [Trial(to_be_broken, 3, 21, 3)]
    tried(law, trials)
    nobody_works = lambda *_: None  # noqa: E731
    monkeypatch.setattr(kernel, way, nobody_works)
    with pytest.raises(cw.testing.LawError, match=f"threads that share {'columns' if 'columns' in way else 'rows'}"):
        tried(law, trials)


def test_every_law_has_its_fault():
    assert list(FAULTS) == [law.name for law in LAWS]


def test_memory_that_is_not_written_is_seen(monkeypatch):
    forward = cw.Recurrent.forward

    def forgetful(layer, x, state=None, **options):
        y, last = forward(layer, x, state, **options)
        return y + torch.empty_like(y).clamp(0, 0), last

    monkeypatch.setattr(cw.Recurrent, "forward", forgetful)
    with pytest.raises(cw.testing.LawError, match=r"value: the output\n  found nan at \[0, 0, 0\]"):
        cw.testing.check_cell(to_be_broken, **SMALL)


def test_a_value_out_of_range_is_named_with_its_line():
    @cw.cell
    def rooted(x, h):
        deep = cw.sqrt(cw.affine("h", x, h))
        return cw.tanh(deep)

    with pytest.raises(cw.testing.LawError) as caught:
        cw.testing.check_cell(rooted, **SMALL)
    assert "  value: deep at step 0\n" in str(caught.value)
    assert 'deep = cw.sqrt(cw.affine("h", x, h))' in str(caught.value)
    assert "root of a number below zero" in str(caught.value)


def test_a_jump_is_said_on_purpose():
    binary = SUBJECTS["binary"]
    advice = r"the equations jump \(step, straight_through\).*write check_cell\(binary, jumps=True\)"
    with pytest.raises(cw.testing.LawError, match=f"(?s)gradients are slopes.*{advice}"):
        cw.testing.check_cell(binary, **SMALL)
    report = cw.testing.check_cell(binary, jumps=True, **SMALL)
    assert "  skipped  gradients are slopes: jumps=True says" in str(report)
    assert jumping(binary) == ["step", "straight_through"]
    assert set(JUMPS) <= set(OPS)


@cw.cell
def tangled(x, h, c):
    """Biases that stand in one sum and apart, a peephole, a parameter of its own, a random mask."""
    r = cw.sigmoid(cw.affine("r", x, h) + cw.diag("r", c))
    n = cw.tanh(cw.affine("n", x) + r * cw.affine("n", h=h))
    new = cw.noise("c", c, 0.75)
    c_new = new * n + (1 - new) * c
    return cw.parameter("gain", h) * c_new, c_new


def by_hand(x, h, c, weights):
    r = 1 / (1 + np.exp(-(weights["W_r"] @ x + weights["R_r"] @ h + weights["b_r"] + weights["p_r"] * c)))
    n = np.tanh(weights["W_n"] @ x + weights["b_n"] + r * (weights["R_n"] @ h + weights["c_n"]))
    c = 0.75 * n + 0.25 * c
    return weights["gain"] * c, c


def test_a_reference_that_agrees():
    report = cw.testing.check_cell(tangled, reference=by_hand, **SMALL)
    assert report.laws[0].law == "the equations are those of the reference"


def wrong_by_hand(x, h, c, weights):
    output, c = by_hand(x, h, c, weights)
    return output, 1.001 * c


@pytest.mark.parametrize(
    ("reference", "error", "message"),
    [
        (wrong_by_hand, cw.testing.LawError, r"value: c' at step 0 of sequence 0, by the cell \(found\) and by your"),
        (lambda x, h, c, weights: weights["W_z"] @ x, cw.ArgumentError, "no weight 'W_z'; they have W_r, b_r, R_r,"),
        (lambda x, h, c, weights: h, cw.ArgumentError, "of each of the 2 states, .*; it returned 1 value"),
        (lambda x, h, c, weights: (h[:2], c), cw.testing.LawError, r"found shape \(5,\), expected \(2,\)"),
    ],
)
def test_a_reference_that_does_not(reference, error, message):
    with pytest.raises(error, match=message):
        cw.testing.check_cell(tangled, reference=reference, **SMALL)


def test_a_comparison_sees_everything():
    one = np.ones((2, 2))
    assert Comparison("v", one, one).share == 0
    assert Comparison("v", one, one + 1e-15).share == np.inf
    assert Comparison("v", one, one + 1e-7, 1e-6).share == pytest.approx(0.1, rel=1e-3)
    assert Comparison("v", one * np.nan, one * np.nan).share == 0
    assert Comparison("v", one * np.nan, one, 1e-6).share == np.inf
    assert Comparison("v", one * np.inf, one, 1e-6).share == np.inf
    assert Comparison("v", one[0], one, 1e-6).share == np.inf


def test_random_numbers_and_threads_stay_as_they_were():
    torch.manual_seed(5)
    before, empty = torch.random.get_rng_state(), torch.empty
    cw.testing.check_cell(SUBJECTS["noisy"], **SMALL)
    assert torch.equal(torch.random.get_rng_state(), before)
    assert torch.get_num_threads() == 1
    assert torch.empty is empty


def test_it_comes_with_its_name_only():
    code = "import sys, cellwright as cw; assert 'cellwright.testing' not in sys.modules; cw.testing.check_cell"
    subprocess.run([sys.executable, "-c", code], check=True)
