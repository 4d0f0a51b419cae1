"""Law: NaN in gives NaN out, and only there; infinite and huge inputs saturate as the interpreter says."""

from __future__ import annotations

import numpy as np
import pytest
from batches import CASES
from oracle import interpreted, random_data, run_inference
from subjects import SUBJECTS, every_subject

from cellwright.run.host import host


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@every_subject
def test_nan_in_nan_out(cell, dtype):
    case = next(case for case in CASES if case.name == "seven sequences, one more than a tile")
    data = random_data(cell, case)
    at = case.schedule.at
    data.x[at[2] + 3, 1] = np.nan  # sequence 3, step 2
    output, finals = run_inference(cell, case, data, host(), dtype)
    expected, expected_finals = interpreted(cell, case, data)
    rows = output.reshape(5, 7, -1)
    assert not np.isnan(rows[:2]).any()
    assert not np.isnan(rows[:, [0, 1, 2, 4, 5, 6]]).any()
    np.testing.assert_array_equal(np.isnan(output), np.isnan(expected))
    for final, other in zip(finals, expected_finals, strict=True):
        np.testing.assert_array_equal(np.isnan(final), np.isnan(other))


@pytest.mark.parametrize("value", [np.inf, -np.inf, 1e30, -1e30])
@pytest.mark.parametrize("name", ["rnn", "lstm", "lstm1997", "peephole_lstm", "cifg_lstm", "gru", "gru_reset_before"])
def test_huge_inputs_saturate(name, value):
    cell, case = SUBJECTS[name], CASES[0]
    data = random_data(cell, case)
    data.x[2] = [value, 0.0, 0.0]
    with np.errstate(invalid="ignore", over="ignore"):
        expected, _ = interpreted(cell, case, data)
    found, _ = run_inference(cell, case, data, host(), "float64")
    np.testing.assert_allclose(found, expected, atol=1e-12)
    assert np.isfinite(found).all()
