"""Law: it makes no difference how many steps the backward pass takes at a time."""

from __future__ import annotations

import numpy as np
import pytest
from batches import CASES
from oracle import random_data, run_training
from subjects import SUBJECTS, every_subject

from cellwright.plan.schedule import chunks
from cellwright.run import backward
from cellwright.run.host import host

ONCE = {"output", "d input"}


@pytest.mark.parametrize("rows", [1, 30])
@every_subject
def test_chunks_add_up(cell, rows, poisoned, monkeypatch):
    for case in CASES:
        data = random_data(cell, case)
        whole = run_training(cell, case, data, host(), "float64").all()
        with monkeypatch.context() as patch:
            patch.setattr(backward, "CHUNK", 0)
            patch.setattr(backward, "BLOCK", rows)
            pieces = run_training(cell, case, data, host(), "float64").all()
        for name, expected in whole.items():
            if name in ONCE or "initial" in name:
                assert np.array_equal(pieces[name], expected), (case.name, name)
            else:
                # the same terms in another order
                error = np.abs(pieces[name] - expected).max(initial=0.0)
                assert error < 1e-13 * max(1.0, np.abs(expected).max(initial=0.0)), (case.name, name)


def test_a_small_limit_makes_several_chunks(monkeypatch):
    case, cell, taken = CASES[-1], SUBJECTS["lstm"], []
    monkeypatch.setattr(backward, "CHUNK", 0)
    monkeypatch.setattr(backward, "BLOCK", 30)
    monkeypatch.setattr(backward, "chunks", lambda *sizes: taken.extend(found := chunks(*sizes)) or found)
    run_training(cell, case, random_data(cell, case), host(), "float64")
    assert len(taken) == case.schedule.steps
