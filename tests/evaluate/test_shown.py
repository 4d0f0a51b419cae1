"""What people are shown of scores: numbers beside each other have equal decimals, and none loses what tells it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cellwright.evaluate.shown import NOTHING, alike, told
from cellwright.evaluate.verdict import verdict

DRAWS = [
    np.random.default_rng(seed).choice([-1, 1], 3) * 10 ** np.random.default_rng(seed).uniform(-4, 6, 3)
    for seed in range(50)
]


@pytest.mark.parametrize("values", DRAWS, ids=range(len(DRAWS)))
def test_numbers_beside_each_other_have_equal_decimals(values):
    texts = alike(values.tolist())
    decimals = {len(text.partition(".")[2]) for text in texts}
    assert len(decimals) == 1
    for value, text in zip(values, texts, strict=True):
        # two digits of the smallest are kept, so no number is shown as nothing, or off by more than a twentieth
        assert abs(float(text) - value) <= max(0.05 * abs(value), 0.5e-6)


def test_what_is_no_number_is_said_so_and_what_rounding_left_is_nothing():
    assert alike([math.nan, 1.0, math.inf]) == ["-", "1.000", "inf"]
    assert alike([5.551e-17, -5.551e-17, NOTHING / 2]) == ["0.000"] * 3
    assert alike([]) == []
    assert alike([3e20, 1.0]) == ["3e+20", "1"]


def test_a_measure_is_told_once_and_as_people_know_it():
    scores = {"LSTM": {"F1": 0.75, "MAE": 2.0, "1 - F1": 0.25, "1 - chrF": 0.4}, "CRF": dict.fromkeys(
        ("F1", "MAE", "1 - F1", "1 - chrF"), 0.5
    )}  # fmt: skip
    assert told(scores) == {"F1": [0.75, 0.5], "MAE": [2.0, 0.5], "chrF": [0.6, 0.5]}
    assert verdict("LSTM", "1 - F1", {"CRF": (0.25, 0.5)}) == "LSTM beats CRF (F1 0.750 against 0.500)."


def test_small_errors_are_told_apart():
    assert "MAE 0.000045 against 0.076750" in verdict("LSTM", "MAE", {"Ridge": (0.07675, 4.494e-05)})
