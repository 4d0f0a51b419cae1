"""Law: compiled inference gives what the interpreter gives, on every width of registers, for every shape of batch."""

from __future__ import annotations

import numpy as np
import pytest
from batches import CASES, every_case
from machines import cases_for, every_runnable_machine
from oracle import interpreted, random_data, run_inference
from subjects import SUBJECTS, every_subject

from cellwright.run.host import host


def distance(found, expected) -> float:
    """The largest difference of outputs and states; NaN if a number is missing."""
    pairs = [(found[0], expected[0]), *zip(found[1], expected[1], strict=True)]
    return max(np.abs(a - b).max(initial=0.0) for a, b in pairs)


@every_runnable_machine
@every_subject
def test_in_float64(cell, machine, poisoned):
    for case in cases_for(machine):
        data = random_data(cell, case)
        found = run_inference(cell, case, data, machine, "float64")
        assert distance(found, interpreted(cell, case, data)) < 1e-12, case.name


@every_case
@every_subject
def test_in_float32(cell, case, poisoned):
    data = random_data(cell, case)
    found = run_inference(cell, case, data, host(), "float32")

    # each of some K + 20 roundings a step is off by half an epsilon of a sum of magnitude up to √K; they add up like
    # a random walk within a step, and at worst linearly over the steps
    width = case.input + case.hidden
    bound = np.finfo(np.float32).eps * case.schedule.steps * (width + 20)
    assert distance(found, interpreted(cell, case, data)) < bound


def test_the_comparison_can_fail():
    case, cell = CASES[3], SUBJECTS["lstm"]
    data = random_data(cell, case)
    output, finals = run_inference(cell, case, data, host(), "float64")
    expected = interpreted(cell, case, data)
    output[0, -1] += 1e-9
    assert distance((output, finals), expected) > 1e-12
    finals[1][2, 3] = np.nan
    assert not distance((output, finals), expected) < 1e-12


@pytest.mark.parametrize("name", ["lstm", "gru_reset_before"])
def test_unwritten_memory_is_seen(name, poisoned):
    # the poison works: memory that torch and numpy hand out uninitialised is NaN
    assert np.isnan(np.empty(3)).all()
    assert np.isnan(np.empty(8, dtype=np.uint8).view(np.float32)).all()
