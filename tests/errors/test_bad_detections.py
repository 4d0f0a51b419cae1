"""Detectors that are asked for what cannot be: each message says what was found, and what to write instead."""

from __future__ import annotations

import numpy as np
import pytest
from bad_input import Row, every_row, raises_exactly

import cellwright as cw
from cellwright.data.readings import readings_of

WAVE = np.sin(np.arange(60) / 3)


def detector(**options):
    return cw.AnomalyDetector(
        **{"hidden_size": 4, "max_epochs": 1, "window": 4, "progress": False, "random_state": 0, **options}
    )


def fit(data, **options):
    return lambda _: detector(**options).fit(data)


ROWS = [
    Row(
        "readings for keys",
        fit([[0.5, 1.0]] * 9, method="next_event"),
        cw.DataError,
        "the key of event 0 is 0.5; expected integers or strings, of which each stands for a kind of event (readings "
        'are for method="forecast")',
    ),
    Row(
        "an explanation about something",
        lambda _: detector().fit(WAVE).explain(about=3),
        cw.ArgumentError,
        "a detector explains how far data are from the expected; leave about=3 out",
    ),
    Row(
        "too short for the window",
        fit(WAVE[:20], window=32),
        cw.DataError,
        "the longest series has 20 steps; with a window of 32 it needs at least 34, and many more to learn what is "
        "normal. Give more steps, or a shorter window=",
    ),
    Row(
        "all missing",
        fit({"a": WAVE, "b": WAVE * np.nan}),
        cw.DataError,
        "the channel 'b' has no value in any step to learn from; leave it out, or name the others with channels=",
    ),
    Row(
        "infinite",
        fit([*WAVE, np.inf]),
        cw.DataError,
        "0 is inf in row 60; expected a finite number, or NaN if it is missing",
    ),
    Row(
        "unknown method",
        fit(WAVE, method="magic"),
        cw.ArgumentError,
        "method must be one of 'forecast', 'reconstruction', 'next_event'; got 'magic'",
    ),
    Row(
        "top_k without events",
        fit(WAVE, top_k=3),
        cw.ArgumentError,
        "top_k is for method=\"next_event\"; with 'forecast' leave it out",
    ),
    Row(
        "two thresholds",
        fit([["a"]], method="next_event", top_k=3, contamination=0.1),
        cw.ArgumentError,
        "top_k sets the threshold, and so does contamination; leave one of them out",
    ),
    Row(
        "both directions",
        fit(WAVE, bidirectional=True),
        cw.ArgumentError,
        "a detector judges each step when it comes; write bidirectional=False",
    ),
    Row(
        "contamination of more than half",
        fit(WAVE, contamination=0.7),
        cw.ArgumentError,
        "contamination must be a number above 0 and at most 0.5, or None; got 0.7",
    ),
    Row(
        "an empty session",
        fit([["a"], []], method="next_event"),
        cw.DataError,
        "session 1 is empty; leave it out",
    ),
    Row(
        "no key",
        fit([["a", None]], method="next_event"),
        cw.DataError,
        "event 1 has no key; every event must have one",
    ),
    Row(
        "no labels",
        lambda _: detector().fit(WAVE).evaluate(WAVE),
        cw.DataError,
        "nothing says which steps are anomalies: give the labels as y, or as the column 'label' of the table (another "
        "name: label_col=)",
    ),
    Row(
        "other channels",
        lambda _: detector().fit(WAVE).predict(np.ones((9, 2))),
        cw.DataError,
        "the detector was fitted on 1 channels (0); these data have 2 (0, 1)",
    ),
    Row(
        "a channel that is not there",
        lambda _: detector().fit({"hot": WAVE}).predict({"cold": WAVE}),
        cw.DataError,
        "there is no channel 'hot'; the table has 'cold', and the channels are 'hot'",
    ),
    Row(
        "labels of another length",
        lambda _: detector().fit(WAVE, [0, 1]),
        cw.DataError,
        "there are 2 labels for 60 steps; give one for each step",
    ),
]


@every_row(ROWS)
def test_it_is_said(row, tmp_path):
    raises_exactly(row, tmp_path)


FITTED = {
    "forecast": detector().fit(WAVE),
    "next_event": detector(method="next_event").fit([["a", "b"]] * 8),
}


def changed(document, path, value):
    """The document with another value at a path."""
    first, *rest = path
    inner = value if not rest else changed(document[first], rest, value)
    if isinstance(document, list):
        return [inner if place == first else each for place, each in enumerate(document)]
    return {**document, first: inner}


@pytest.mark.parametrize(
    ("method", "path", "value"),
    [
        ("forecast", ["window"], 5),
        ("forecast", ["window"], True),
        ("forecast", ["mean"], [0.0, 1.0]),
        ("forecast", ["scale"], [0.0]),
        ("forecast", ["threshold"], float("inf")),
        ("forecast", ["tail", "share"], -1),
        ("forecast", ["tail"], {}),
        ("forecast", ["calibration", "sizes"], []),
        ("forecast", ["calibration", "sizes"], [-1.0]),
        ("forecast", ["calibration", "memory"], 0),
        ("forecast", ["calibration", "level"], -1.0),
        ("forecast", ["normal", "lengths"], [7]),
        ("forecast", ["normal", "values", 0], ["x"]),
        ("forecast", ["readings", "channels"], ["a", "b"]),
        ("next_event", ["keys"], ["a"]),
        ("next_event", ["keys"], ["a", "a"]),
        ("next_event", ["keys"], ["a", 1]),
        ("next_event", ["ends"], 1),
        ("next_event", ["events"], 0),
        ("next_event", ["normal", "values", 0], [7.0]),
    ],
)
def test_a_model_file_with_nonsense_is_refused(method, path, value, tmp_path):
    one = FITTED[method]
    wrong = changed(one.learned_, path, value)
    with pytest.raises((ValueError, LookupError, TypeError)):
        one.check_learned(wrong)
    one.check_learned(one.learned_)


def test_what_is_wrong_in_a_file_is_a_damaged_file(tmp_path):
    one = detector().fit(WAVE)
    one.learned_ = changed(one.learned_, ["scale"], [0.0])
    with pytest.raises(cw.ModelFileError, match="is damaged: its parts do not fit together: a scaling must be finite"):
        cw.load(one.save(tmp_path / "m.cw"))


def test_unsorted_time_is_said():
    with pytest.raises(cw.DataError, match="goes back in time"):
        detector().fit({"ds": [2, 1], "y": [0.0, 1.0]})


def test_a_memory_that_is_too_large_is_refused():
    with pytest.raises(cw.DataError, match="expected readings as an array"):
        readings_of(np.zeros((2, 2, 2, 2)))
