"""Laws of panels: what is missing is counted, gaps are filled from the past, the order of series changes nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from panels import MANY, VALUES, long_table, panel, with_ends

from cellwright.data.panel import fill, panel_of


def longest_run(flags):
    """The obvious way."""
    longest = run = 0
    for flag in flags:
        run = run + 1 if flag else 0
        longest = max(longest, run)
    return longest


@given(many=MANY)
def test_values_stand_at_their_stamps(many):
    found = panel(many)
    for (label, values), given_values in zip(found.series(), many, strict=True):
        assert np.array_equal(values, with_ends(given_values), equal_nan=True)
        stamps = found.stamps(found.place_of[label], np.arange(len(values)))
        assert (np.diff(stamps) == np.timedelta64(1, "D")).all()


@given(many=MANY, dropped=st.booleans())
def test_what_is_missing_is_counted(many, dropped):
    table = long_table(many)
    if not dropped:  # every missing value has its row, instead of none
        table = panel_table_with_rows(many)
    found = panel_of(table, frequency="D")
    for missing, values in zip(found.missing, many, strict=True):
        absent = np.isnan(values).sum()
        assert missing.points == len(values) + 2
        assert (missing.stamps, missing.values) == ((absent, 0) if dropped else (0, absent))
        assert missing.longest == longest_run(np.isnan(values))


def panel_table_with_rows(many):
    whole = [np.where(np.isnan(values), 99.0, values) for values in many]
    return long_table(whole).replace({"y": 99.0}, np.nan)


def test_the_count_is_told():
    table = {"ds": ["2024-01-01", "2024-01-02", "2024-01-05"], "y": [1.0, None, 3.0]}
    assert str(panel_of(table).missing[0]) == "y: of 5 points 2 had no row and 1 no value, at most 3 in a row"
    assert str(panel_of([1.0, 2.0]).missing[0]) == "y: complete, 2 points"


def test_a_series_begins_with_its_first_value_and_keeps_its_end():
    found = panel_of({"ds": [3, 4, 5, 6], "y": [None, 1.0, 2.0, None]})
    assert found.first.tolist() == [4]
    assert np.array_equal(found.values, [1.0, 2.0, np.nan], equal_nan=True)
    assert (found.missing[0].points, found.missing[0].values) == (3, 1)


@given(values=VALUES, season=st.integers(1, 6), cut=st.integers(1, 20))
def test_gaps_are_filled_from_the_past_alone(values, season, cut):
    values = with_ends(values)
    changed = values.copy()
    changed[cut:] = 1e6
    assert np.array_equal(fill(values, season)[:cut], fill(changed, season)[:cut])
    assert np.array_equal(fill(values, season)[:cut], fill(values[:cut], season))


@given(values=VALUES, season=st.integers(1, 6))
def test_what_was_observed_is_kept_and_nothing_is_left_open(values, season):
    values = with_ends(values)
    filled = fill(values, season)
    assert not np.isnan(filled).any()
    assert np.array_equal(filled[~np.isnan(values)], values[~np.isnan(values)])


def test_a_fill_that_looks_ahead_would_be_seen():
    values, changed = np.array([1.0, np.nan, 3.0]), np.array([1.0, np.nan, 1e6])
    interpolated = [np.interp(1, [0, 2], v[[0, 2]]) for v in (values, changed)]
    assert interpolated[0] != interpolated[1]


@given(many=MANY, order=st.randoms())
def test_the_order_of_series_changes_nothing_but_their_order(many, order):
    table = long_table(many)
    shuffled = list(range(len(many)))
    order.shuffle(shuffled)
    parts = [table[table.unique_id == label] for label in shuffled]
    whole, other = panel(many), panel_of(parts_table(parts), frequency="D", season=3)
    assert other.ids == tuple(shuffled)
    by_label = dict(other.series())
    for label, values in whole.series():
        assert np.array_equal(values, by_label[label], equal_nan=True)


def parts_table(parts):
    return {name: np.concatenate([part[name].to_numpy() for part in parts]) for name in parts[0].columns}


@given(many=MANY, share=st.floats(0, 1))
def test_before_is_the_panel_as_it_was_known_then(many, share):
    whole = panel(many)
    ends = [int(share * length) for length in whole.lengths]
    early = whole.before(ends)
    assert early.lengths.tolist() == ends
    for (_, values), (_, part), end in zip(whole.series(), early.series(), ends, strict=True):
        assert np.array_equal(values[:end], part, equal_nan=True)


@pytest.mark.parametrize("interleaved", [True, False])
def test_rows_of_series_may_alternate(interleaved):
    table = {"unique_id": ["a", "b"] * 3, "ds": [1, 1, 2, 2, 3, 3], "y": range(6)}
    order = range(6) if interleaved else [0, 2, 4, 1, 3, 5]
    found = panel_of({name: [list(column)[i] for i in order] for name, column in table.items()})
    assert {label: values.tolist() for label, values in found.series()} == {"a": [0, 2, 4], "b": [1, 3, 5]}
