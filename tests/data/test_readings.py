"""Readings: the same series from whatever holds it, and what is wrong with a table said with its row."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest

import cellwright as cw
from cellwright.data.readings import Roles, readings_of

VALUES = np.random.default_rng(0).normal(size=(7, 2))
FRAME = pd.DataFrame({"ds": pd.date_range("2024-01-01", periods=7), "hot": VALUES[:, 0], "wet": VALUES[:, 1]})


@pytest.mark.parametrize(
    "data",
    [VALUES, VALUES.tolist(), FRAME, pl.from_pandas(FRAME), FRAME.drop(columns="ds"), dict(FRAME), VALUES[None]],
    ids=["array", "list", "pandas", "polars", "without stamps", "dictionary", "three dimensions"],
)
def test_one_series_is_the_same_from_anything(data):
    readings = readings_of(data)
    np.testing.assert_array_equal(readings.values, VALUES)
    assert (len(readings), readings.bounds.tolist()) == (1, [0, 7])


def test_a_file(tmp_path):
    FRAME.to_csv(tmp_path / "a.csv", index=False)
    np.testing.assert_allclose(readings_of(tmp_path / "a.csv").values, VALUES)


def test_several_series_from_a_list_and_from_a_long_frame():
    ones = readings_of([VALUES, VALUES[:4]])
    long = pd.concat([FRAME.assign(unique_id="a"), FRAME[:4].assign(unique_id="b")]).sort_values("ds", kind="stable")
    others = readings_of(long)
    for readings in (ones, others):
        assert readings.bounds.tolist() == [0, 7, 11]
        np.testing.assert_array_equal(readings.values[7:], VALUES[:4])
    assert others.ids == ("a", "b")
    parts = ones.as_given(np.arange(11))
    assert [part.tolist() for part in parts] == [list(range(7)), [7, 8, 9, 10]]
    # in the order of the rows of the table, in which the series take turns
    np.testing.assert_array_equal(others.as_given(others.values[:, 0]), long.hot)


def test_labels_come_from_their_column_or_beside_the_data():
    flags = [0, 0, 1, 1, 0, 0, 1]
    for readings in (readings_of(FRAME.assign(label=flags)), readings_of(FRAME, labels=flags)):
        assert readings.labels.tolist() == [bool(flag) for flag in flags]
        assert readings.channels == ("hot", "wet")
    parts = readings_of([VALUES, VALUES[:2]], labels=[flags, [0, 1]])
    assert parts.labels.tolist() == [bool(flag) for flag in [*flags, 0, 1]]
    assert readings_of(FRAME).labels is None


def test_a_stretch_of_each_series():
    readings = readings_of([VALUES, VALUES[:4]]).between(np.array([2, 0]), np.array([5, 1]))
    assert readings.bounds.tolist() == [0, 3, 4]
    np.testing.assert_array_equal(readings.values, np.concatenate([VALUES[2:5], VALUES[:1]]))


def test_only_the_channels_that_were_named():
    assert readings_of(FRAME, Roles(channels=("wet",))).values.shape == (7, 1)


WRONG = {
    "infinite": ({"y": [1.0, np.inf]}, "y is inf in row 1"),
    "text": (FRAME.assign(note="x"), "the column 'note' holds String, not readings"),
    "unsorted": (FRAME[::-1], "series 'series' goes back in time: row 0 is of 2024-01-07T"),
    "no readings": (FRAME[["ds"]], "the table has no readings, only 'ds'"),
    "labels of another kind": (FRAME.assign(label=2), "label is 2 in row 0; expected 1 for an anomaly"),
    "empty": (np.zeros(0), r"got an array of shape \(0,\)"),
    "four dimensions": (np.zeros((1, 2, 3, 4)), "expected readings as an array"),
    "other channels": ([VALUES, VALUES[:, :1]], "series 1 has 1 channels, but series 0 has 2"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said(name):
    data, message = WRONG[name]
    with pytest.raises(cw.DataError, match=message):
        readings_of(data)


def test_columns_that_are_not_there():
    with pytest.raises(cw.DataError, match="there is no column 'time'; the table has 'ds', 'hot', 'wet'"):
        readings_of(FRAME, Roles(time="time"))
    with pytest.raises(cw.DataError, match="there is no channel 'cold'; the table has"):
        readings_of(FRAME, Roles(channels=("cold",)))
    with pytest.raises(cw.DataError, match="there are 3 labels for 7 steps"):
        readings_of(FRAME, labels=[0, 0, 0])
