"""Law: a tail goes on as its series did, through JSON and back, and new rows join it."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from cellwright.data.panel import panel_of
from cellwright.data.tail import from_json, joined, tail_of, to_json

STARTS = {"D": "2024-01-03", "W": "2024-01-06", "MS": "2024-01-01", "ME": "2023-01-31", "h": "2024-01-01 05:00",
          "QS": "2020-01-01", "B": "2024-01-05"}  # fmt: skip


def panel(stamps):
    return panel_of({"unique_id": ["a"] * len(stamps), "ds": stamps, "y": np.arange(len(stamps)) + 1.0})


@pytest.mark.parametrize("points", [1, 2, 5, 11, 100])
@pytest.mark.parametrize("freq", STARTS)
def test_a_tail_goes_on_as_its_series_did(freq, points):
    whole = panel(pd.date_range(STARTS[freq], periods=30, freq=freq))
    tail = tail_of(whole, points)
    ahead = np.arange(7)
    np.testing.assert_array_equal(tail.stamps(0, tail.lengths[0] + ahead), whole.stamps(0, 30 + ahead))
    np.testing.assert_array_equal(tail.values, whole.values[-len(tail.values) :])
    assert len(tail.values) >= min(points, 30)


@pytest.mark.parametrize("day", [29, 30, 31])
@pytest.mark.parametrize("points", range(1, 14))
def test_the_last_days_of_months(day, points):
    months = pd.period_range("2023-01", periods=26, freq="M")
    whole = panel([pd.Timestamp(m.year, m.month, min(day, m.days_in_month)) for m in months])
    tail = tail_of(whole, points)
    ahead = np.arange(14)
    np.testing.assert_array_equal(tail.stamps(0, tail.lengths[0] + ahead), whole.stamps(0, 26 + ahead))


def test_json_and_back():
    values = np.where(np.arange(20) % 7 == 3, np.nan, np.arange(20.0))
    for stamps in (pd.date_range("2024-01-01", periods=20), np.arange(20) * 5):
        tail = tail_of(panel_of({"ds": stamps, "y": values}), 9)
        again = from_json(json.loads(json.dumps(to_json(tail))))
        for name in ("values", "filled", "first", "bounds"):
            np.testing.assert_array_equal(getattr(again, name), getattr(tail, name))
        assert (again.ids, again.frequency, again.missing) == (tail.ids, tail.frequency, tail.missing)


@pytest.mark.parametrize("gap", [0, 1, 4])
def test_new_rows_join_as_if_they_had_been_there(gap):
    days = pd.date_range("2024-01-01", periods=40)
    values = np.sin(np.arange(40)) + 2
    kept = np.r_[0:25, 25 + gap : 40]
    whole = panel_of({"ds": days[kept], "y": values[kept]}, season=7)
    old, new = (
        panel_of({"ds": days[part], "y": values[part]}, season=7) for part in (slice(25), slice(25 + gap, None))
    )
    both = joined(tail_of(old, 15), new, 7, most_missing=5)
    np.testing.assert_array_equal(both.values, whole.values[10:])
    np.testing.assert_allclose(both.filled, whole.filled[10:])


def test_what_is_far_away_or_strange_stays_alone():
    old = panel_of({"unique_id": ["a", "a"], "ds": [1, 2], "y": [1.0, 2.0]})
    far = panel_of({"unique_id": ["a", "a"], "ds": [9, 10], "y": [1.0, 2.0]})
    other = panel_of({"unique_id": ["b", "b"], "ds": [3, 4], "y": [1.0, 2.0]})
    before = panel_of({"unique_id": ["a", "a"], "ds": [2, 3], "y": [7.0, 8.0]})
    for new in (far, other, before):
        np.testing.assert_array_equal(joined(old, new, 1, most_missing=5).values, new.values)
