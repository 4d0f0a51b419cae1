"""Law: other seeds are other models of the same options on the same data, and their spread is told."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from small_models import fitted, frame, model

from cellwright.errors import ArgumentError


@cache
def evaluated():
    """Shared, but made by the test that is first to ask, in the one thread that every test has."""
    return fitted().evaluate(seeds=3)


def test_each_seed_is_a_model_fitted_with_it():
    evaluation = evaluated()
    assert len(evaluation.seeds) == 3
    assert evaluation.seeds[0] == evaluation.scores["LSTM"]
    second = model(random_state=1).fit(frame()).evaluate(baselines=False)
    assert evaluation.seeds[1] == second.scores["LSTM"]
    assert evaluation.seeds[2] != evaluation.seeds[1]


def test_the_spread_is_told(tmp_path):
    evaluation = evaluated()
    values = np.array([scores["MASE"] for scores in evaluation.seeds])
    assert f"3 seeds: MASE {values.mean():.4g} ± {values.std(ddof=1):.2g}" in str(evaluation)
    assert evaluation.to_json()["seeds"][2]["MASE"] == values[2]
    page = evaluation.save(tmp_path / "r.html").read_text()
    assert "<h2>Other seeds</h2>" in page
    assert f"{values.std(ddof=1):.2g}" in page


def test_one_seed_changes_nothing():
    assert fitted().evaluate(baselines=False).seeds == ()
    assert "seeds" not in fitted().evaluate(baselines=False).to_json()


@pytest.mark.parametrize("seeds", [0, 1.5, "2"])
def test_a_number_that_is_none_is_refused(seeds):
    with pytest.raises(ArgumentError, match="seeds must be an integer of at least 1"):
        fitted().evaluate(baselines=False, seeds=seeds)
