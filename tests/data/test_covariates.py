"""Laws of covariates: what a network sees of them equals a slow, obvious construction, and nothing comes too early."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellwright.data.calendar import CYCLES, calendar_features, calendar_of
from cellwright.data.features import Features
from cellwright.data.frequency import DAY, Frequency
from cellwright.data.future import with_future
from cellwright.data.panel import panel_of
from cellwright.data.scaling import Scaling
from cellwright.data.table import Columns
from cellwright.data.tail import from_json, joined, tail_of, to_json
from cellwright.data.windows import Shape, training_windows

COLUMNS = Columns(futr=("promo", "sky"), hist=("sold",), stat=("size",))
SHAPE = Shape(4, 2, 1)
SKIES = ("rain", "snow", "sun")
unscaled = Scaling.fitted(None, [])


def frame(lengths=(9, 12), seed=0, missing=0.2):
    """Daily series with covariates, some of them missing."""
    random = np.random.default_rng(seed)
    parts = []
    for series, length in enumerate(lengths):
        part = pd.DataFrame(
            {
                "unique_id": f"s{series}",
                "ds": pd.date_range("2024-01-01", periods=length),
                "y": np.arange(length) + 1.0,
                "promo": random.normal(3, 2, length),
                "sky": random.choice(SKIES, length),
                "sold": random.normal(50, 9, length),
                "size": 10.0 * series,
            }
        )
        for name in ("promo", "sold"):
            part.loc[random.random(length) < missing, name] = np.nan
        part.loc[random.random(length) < missing, "sky"] = None
        parts.append(part)
    whole = pd.concat(parts, ignore_index=True)
    whole.loc[[0, 1, 2], "sky"] = SKIES  # all of them are there
    return whole


def features_of(panel):
    return Features.fitted(panel, panel.lengths, ())


def slow_steps(data, label):
    """What is seen of each row of a series: past and known features, from pandas."""
    filled = data.groupby("unique_id")[["promo", "sold", "sky"]].ffill()
    numbers = {name: (filled[name].mean(), filled[name].std(ddof=0)) for name in ("promo", "sold")}
    own = filled[data.unique_id == label]
    scaled = {name: ((own[name] - m) / s).clip(-10, 10).fillna(0).to_numpy() for name, (m, s) in numbers.items()}
    skies = np.stack([(own.sky == sky).to_numpy(float) for sky in SKIES], 1)
    return np.column_stack([scaled["sold"], scaled["promo"], skies])


@given(lengths=st.lists(st.integers(7, 15), min_size=1, max_size=3), seed=st.integers(0, 99), missing=st.floats(0, 0.7))
def test_features_equal_the_obvious_construction(lengths, seed, missing):
    data = frame(lengths, seed, missing)
    # a column without a value, which is refused, is another subject
    data.loc[3, ["promo", "sold"]] = [1.0, 2.0]
    panel = panel_of(data, COLUMNS)
    features = features_of(panel)
    assert features.widths(panel) == {"past": 1, "known": 4, "static": 1}
    windows = training_windows(panel, SHAPE, unscaled, features)
    inputs, futures, static, _ = (part.numpy() for part in windows.batch(np.arange(len(windows))).inputs)
    steps = [slow_steps(data, label) for label in panel.ids]
    for row, (series, cutoff) in enumerate(zip(windows.series, windows.cutoffs, strict=True)):
        begin = cutoff - SHAPE.input_size
        expected = np.vstack([np.zeros((max(-begin, 0), 5)), steps[series][max(begin, 0) : cutoff]])
        np.testing.assert_allclose(inputs[row, :, 2:], expected, atol=1e-5)
        np.testing.assert_allclose(futures[row], steps[series][cutoff : cutoff + 2, 1:], atol=1e-5)
    sizes = data.groupby("unique_id")["size"].first()
    spread = sizes.std(ddof=0) or 1.0
    np.testing.assert_allclose(static[:, 0], (sizes.to_numpy() - sizes.mean())[windows.series] / spread, atol=1e-6)


def test_a_tail_keeps_them_through_json_and_new_rows_join():
    data = frame()
    panel = panel_of(data, COLUMNS)
    tail = tail_of(panel, 5)
    again = from_json(json.loads(json.dumps(to_json(tail))))
    for name in ("past", "known", "static", "bounds"):
        np.testing.assert_array_equal(getattr(again.covariates, name), getattr(tail.covariates, name))
    assert again.columns == COLUMNS
    old = tail_of(panel_of(data.groupby("unique_id").head(6), COLUMNS), 5)
    new = data[data.groupby("unique_id").cumcount() > 6]  # a row is missing between them
    late = joined(old, panel_of(new, COLUMNS, "D", categories=old.covariates.categories), 1, 4)
    without = data[data.groupby("unique_id").cumcount() != 6]
    whole = tail_of(panel_of(without, COLUMNS), late.lengths.max()).only(np.array([1]))
    late = late.only(np.array([1]))
    for name in ("past", "known"):
        np.testing.assert_array_equal(getattr(late.covariates, name)[-6:], getattr(whole.covariates, name)[-6:])


@pytest.mark.parametrize("order", [1, -1])
def test_the_future_is_put_behind_each_series_whatever_the_order(order):
    data = frame(missing=0)
    number = data.groupby("unique_id").cumcount(ascending=False)
    panel = panel_of(data[number >= 2], COLUMNS)
    future = data[number < 3].drop(columns=["y", "sold", "size"])[::order]  # a row more than is needed
    known = with_future(panel, future.sort_values("ds"), 2)
    whole = panel_of(data, COLUMNS)
    np.testing.assert_array_equal(known.covariates.known, whole.covariates.known)
    assert known.lengths.tolist() == panel.lengths.tolist()


def test_what_lies_far_out_or_was_never_known_is_harmless():
    data = frame(missing=0)
    features = features_of(panel_of(data, COLUMNS))
    strange = data.assign(promo=1e20, sold=np.where(data.unique_id == "s0", np.nan, data.sold))
    panel = panel_of(strange, COLUMNS, categories=features.categories)
    seen = features.of(panel, np.zeros(2, np.int64), 2)
    assert (seen.known[:, 0] == 10).all()
    assert (seen.past[:9] == 0).all()


def test_the_calendar_equals_that_of_pandas():
    stamps = pd.date_range("2023-12-28 00:07", periods=400, freq="7h13min")
    values = stamps.to_numpy().astype("datetime64[us]")
    flags = calendar_features(values, ["weekday"])
    assert flags.argmax(1).tolist() == stamps.day_of_week.tolist()
    assert (flags.sum(1) == 1).all()
    hours = 2 * np.pi * (stamps.hour + stamps.minute / 60) / 24
    np.testing.assert_allclose(
        calendar_features(values, ["hour"])[:, [0, 3]], np.stack([np.sin(hours), np.cos(hours)], 1)
    )
    minutes = 2 * np.pi * stamps.minute / 60
    np.testing.assert_allclose(calendar_features(values, ["minute"])[:, 0], np.sin(minutes), atol=1e-12)
    days = np.where(stamps.is_leap_year, 366, 365)
    years = 2 * np.pi * (stamps.day_of_year - 1 + (stamps.hour + stamps.minute / 60) / 24) / days
    np.testing.assert_allclose(calendar_features(values, ["year"])[:, 0], np.sin(years), atol=1e-12)
    assert calendar_features(values, list(CYCLES)).shape[1] == sum(cycle.width for cycle in CYCLES.values())


@pytest.mark.parametrize(
    ("freq", "days", "expected"),
    [
        ("h", 60, ("hour", "weekday")),
        ("h", 15, ()),
        ("15min", 60, ("hour", "weekday")),
        ("h", 1200, ("hour", "weekday", "year")),
        ("D", 1200, ("weekday", "year")),
        ("D", 300, ()),
        ("W", 5000, ()),
        ("MS", 5000, ()),
        ("1", 0, ()),
    ],
)
def test_the_calendar_of_auto(freq, days, expected):
    first = np.array(["2020-01-01"], "datetime64[us]") if days else np.array([0])
    step = Frequency.parse(freq)
    ends = [np.concatenate([first, first + np.timedelta64(days, "D")]) if days else np.array([0, 9])]
    assert calendar_of(ends, step.microseconds, step.season) == expected


def test_the_length_of_a_step():
    lengths = {"h": DAY / 24, "D": DAY, "W": 7 * DAY, "B": 1.4 * DAY, "YS": 365.2425 * DAY, "5": 0}
    assert {text: Frequency.parse(text).microseconds for text in lengths} == pytest.approx(lengths)
