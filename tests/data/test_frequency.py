"""Law: places to stamps and back is the identity on every grid, and the grid is found again from its stamps."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import cellwright as cw
from cellwright.data.frequency import ALIASES, Frequency, infer_frequency

# multiples that no calendar hides: the grid of 7D is that of W
STEPS = (1, 2, 5)
FREQUENCIES = tuple(Frequency.parse(f"{step}{alias}") for alias in ALIASES for step in STEPS)
GRIDS = (*FREQUENCIES, Frequency.parse("1"), Frequency.parse("10"))
# a stamp a little later is on these grids too
DENSE = (Frequency.parse("us"), Frequency.parse("1"))
# every second business day looks like nothing in particular
INFERRED = tuple(grid for grid in GRIDS if grid.unit != "business_day" or grid.step == 1)


def each(grids):
    return pytest.mark.parametrize("frequency", grids, ids=lambda frequency: frequency.text)


few = settings(max_examples=20)
DATES = st.datetimes(pd.Timestamp("1900-01-01"), pd.Timestamp("2100-01-01")).map(lambda date: np.datetime64(date, "us"))
PLACES = st.lists(st.integers(0, 400), min_size=1, max_size=20, unique=True).map(lambda p: np.array([0, *sorted(p)]))


def first_stamp(frequency, date):
    """The first stamp of a grid, on or behind a date; the time of the day stays."""
    if frequency.unit == "integer":
        return np.int64(date.astype(np.int64) % 10_000)
    day = date.astype("datetime64[D]")
    if frequency.unit == "month_end":
        return (date.astype("datetime64[M]") + 1).astype("datetime64[D]") - 1 + (date - day)
    if frequency.unit == "business_day":
        return np.busday_offset(day, 0, roll="forward") + (date - day)
    return date


def assert_round_trip(frequency, first, places):
    stamps = frequency.stamps(first, places)
    assert (np.diff(stamps[np.argsort(places)]).astype(np.int64) >= 0).all()
    assert frequency.places(first, stamps).tolist() == places.tolist()


@each(GRIDS)
@few
@given(date=DATES, places=PLACES)
def test_places_to_stamps_and_back(frequency, date, places):
    assert_round_trip(frequency, first_stamp(frequency, date), places)


@each([grid for grid in GRIDS if grid not in DENSE])
@few
@given(date=DATES, places=PLACES)
def test_a_stamp_that_is_moved_is_off_the_grid(frequency, date, places):
    first = first_stamp(frequency, date)
    moved = frequency.stamps(first, places) + 1
    assert (frequency.places(first, moved) == -1).all()
    before = frequency.stamps(first, -places - 1)
    assert (frequency.places(first, before) == -1).all()


@pytest.mark.parametrize("alias", ALIASES)
@pytest.mark.parametrize("first", ["2024-01-01", "2023-12-31", "2024-02-29", "2024-07-01"])
def test_the_stamps_are_those_of_pandas(alias, first):
    start = pd.date_range(first, periods=1, freq=alias)[0] if alias != "W" else pd.Timestamp(first)
    expected = pd.date_range(start, periods=50, freq=alias if alias != "W" else "7D").to_numpy()
    # an anchored grid of pandas begins at its anchor; ours at the first stamp
    found = Frequency.parse(alias).stamps(np.datetime64(start, "us"), np.arange(50))
    assert np.array_equal(found, expected.astype("datetime64[us]"))


@each(GRIDS)
def test_text_is_read_back(frequency):
    assert Frequency.parse(frequency.text) == frequency


@pytest.mark.parametrize("alias", ["W-SAT", "QS-FEB", "YE-JUN"])
def test_an_anchor_may_be_named(alias):
    assert Frequency.parse(alias) == Frequency.parse(alias.split("-")[0])


@each(INFERRED)
@few
@given(date=DATES, gaps=st.lists(st.integers(0, 40), max_size=6))
def test_the_grid_is_found_again_though_stamps_are_missing(frequency, date, gaps):
    first = first_stamp(frequency, date)
    # days 29 to 31 are not in every month, and so no grid of months unless they are its end, as the 28th may be
    assume(frequency.unit != "month_start" or first.astype("datetime64[D]") - first.astype("datetime64[M]") < 27)
    stamps = frequency.stamps(first, np.setdiff1d(np.arange(60), gaps))
    assert infer_frequency([stamps]) == frequency


@pytest.mark.parametrize(
    ("stamps", "text"),
    [
        (["2024-01-31", "2024-02-29", "2024-04-30"], "ME"),
        (["2024-01-31", "2024-03-31"], "2ME"),
        (["2021-12-31", "2022-12-31", "2023-12-31"], "YE"),
        (["2021-02-28", "2022-02-28", "2024-02-29"], "YE"),
        (["2024-01-01", "2024-03-01"], "2MS"),
        (["2024-01-15", "2024-02-15", "2024-04-15"], "MS"),
        (["2024-01-15", "2024-03-15"], "2MS"),
        (["2024-01-31 23:00", "2024-02-29 23:00"], "ME"),
        (["2024-01-01", "2024-01-29", "2024-02-26"], "4W"),
        (["2024-01-04", "2024-01-05", "2024-01-08"], "B"),
        (["2024-01-04", "2024-01-05", "2024-01-08", "2024-01-10", "2024-01-11"], "B"),
        (["2024-01-05", "2024-01-06", "2024-01-08"], "D"),
        (["2024-01-01 00:00", "2024-01-01 00:30", "2024-01-01 02:00"], "30min"),
    ],
)
def test_calendars_are_recognised(stamps, text):
    assert infer_frequency([np.array(stamps, "datetime64[us]")]).text == text


def test_all_series_are_asked():
    one, other = np.array([1, 5]), np.array([2, 3, 4, 9])
    assert infer_frequency([one, other[:1]]).step == 4
    assert infer_frequency([one, other]).step == 1


SEASONS = (
    ("s", 3600), ("min", 60), ("7min", 1), ("30min", 48), ("h", 24), ("D", 7), ("2D", 1), ("W", 52), ("2W", 1),
    ("B", 5), ("2B", 1), ("MS", 12), ("5MS", 1), ("ME", 12), ("QE", 4), ("YS", 1), ("ms", 1), ("1", 1),
)  # fmt: skip


@pytest.mark.parametrize(("text", "season"), SEASONS)
def test_the_usual_season(text, season):
    assert Frequency.parse(text).season == season


class Shifted(Frequency):
    def stamps(self, first, places):
        return super().stamps(first, places + 1)


def test_a_wrong_grid_is_seen():
    days, hours = Frequency.parse("D"), Frequency.parse("h")
    stamps = hours.stamps(np.datetime64("2024-01-01", "us"), np.arange(3))
    assert days.places(stamps[0], stamps).tolist() == [0, -1, -1]
    with pytest.raises(cw.DataError):
        infer_frequency([stamps[:1]])
    with pytest.raises(AssertionError):
        assert_round_trip(Shifted("integer", 2), np.int64(1), np.arange(3))
