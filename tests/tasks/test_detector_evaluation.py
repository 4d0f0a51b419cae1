"""Evaluations of detectors: beside the baselines, on what was not learned from, with a report to read."""

from __future__ import annotations

import json
import re
from contextlib import suppress

import numpy as np
import pandas as pd
import pytest
from pages import checked
from small_detectors import ODD, broken, detector, fitted, frame, sessions, waves

import cellwright as cw
from cellwright.cli import main
from cellwright.data.events import events_of
from cellwright.data.readings import readings_of
from cellwright.evaluate.anomalies import METRICS, POINT_METRICS
from cellwright.evaluate.detectors import WINDOW, isolation_forest, moving_z_score, n_gram
from cellwright.inspect.report import html


@pytest.fixture(scope="module")
def evaluation():
    return fitted().evaluate(*broken())


def test_it_stands_beside_the_baselines(evaluation):
    assert list(evaluation.scores) == ["LSTM", "MovingZScore", "IsolationForest"]
    assert list(evaluation.scores["LSTM"]) == [*METRICS, "1 - VUS-PR"]
    assert evaluation.measure == "1 - VUS-PR"
    assert evaluation.verdict in str(evaluation)
    assert "1 of 1 events found" in evaluation.notes[0]
    for name, errors in evaluation.errors.items():
        np.testing.assert_allclose(errors, [evaluation.scores[name]["1 - VUS-PR"]])
    assert list(fitted().evaluate(*broken(), baselines=False).scores) == ["LSTM"]


def test_its_details_are_the_scores_and_labels(evaluation):
    values, labels = broken()
    [own] = evaluation.details.models["LSTM"]
    np.testing.assert_array_equal(own.scores, fitted().decision_function(values))
    np.testing.assert_array_equal(own.labels, labels)
    np.testing.assert_array_equal(own.alarms, fitted().predict(values))


def test_what_comes_before_the_start_is_seen_but_not_judged():
    values, labels = broken()
    [own] = fitted().evaluate(values, labels, start=140).details.models["LSTM"]
    np.testing.assert_array_equal(own.scores, fitted().decision_function(values)[140:])


def test_without_data_it_is_judged_by_what_was_held_out():
    values, labels = broken()
    labels[:] = 0
    labels[220:230] = 1
    values[220:230] += 2
    own = detector().fit(values, labels).evaluate()
    assert len(own.details.models["LSTM"][0].labels) == 48
    with pytest.raises(cw.DataError, match="nothing says which steps are anomalies: give the labels as y"):
        fitted().evaluate()


def test_a_loaded_detector_has_its_baselines_too(tmp_path, evaluation):
    again = cw.load(fitted().save(tmp_path / "detector.cw")).evaluate(*broken())
    assert again.scores["LSTM"] == evaluation.scores["LSTM"]
    assert again.scores["IsolationForest"] == evaluation.scores["IsolationForest"]


def test_sessions_are_judged_whole():
    judged = [*sessions(8, 1), *ODD]
    found = fitted("next_event").evaluate(judged, [0] * 8 + [1] * 2)
    assert list(found.scores["LSTM"]) == [*POINT_METRICS, "1 - PR AUC"]
    assert list(found.scores) == ["LSTM", "NGram"]
    assert found.scores["LSTM"]["ROC AUC"] == 1.0
    assert checked(html(found._report())).fetched == []


def test_without_an_event_only_false_alarms_are_counted():
    quiet = fitted().evaluate(waves(seed=4), np.zeros(240))
    assert np.isnan(quiet.scores["LSTM"]["VUS-PR"])
    assert "No event is labelled" in quiet.notes[1]
    assert checked(html(quiet._report())).fetched == []


def test_the_spread_over_seeds():
    found = detector(max_epochs=1).fit(waves()).evaluate(*broken(), seeds=2)
    assert len(found.seeds) == 2
    assert "2 seeds: VUS-PR" in found.notes[-1]


def test_the_report_has_all_parts(evaluation, tmp_path):
    page = evaluation.save(tmp_path / "report.html").read_text()
    checker = checked(page)
    assert (checker.fetched, checker.scripts) == ([], 0)
    for title in (
        "Scores",
        "Series, score and alarms",
        "Series by series",
        "Scores of normal and anomalous steps",
        "What other thresholds would do",
        "How training went",
        "What the network looked at",
        "What the gates did",
    ):
        assert f"<h2>{title}</h2>" in page
    # attributions of four examples, their check, gates and memory, their saturation, the reach
    assert page.count("<svg ") == 2 + 1 + 2 + 1 + (4 + 2 + 4 + 1 + 1)
    assert not re.search(r"#0[1-8]0[1-8]0[1-8]", page)


def test_long_series_are_drawn_with_their_highest_points():
    values, labels = broken(steps=5000)
    page = html(fitted().evaluate(values, labels, baselines=False)._report())
    assert len(page) < 400_000


def test_cells_are_compared_by_detectors_too():
    values, labels = broken(steps=400)
    values[350:360] += 2
    labels[350:360] = 1
    comparison = cw.compare(detector(max_epochs=1), frame(values, labels), ["rnn", "gru"], seeds=2)
    assert set(comparison.table.index) >= {"rnn", "gru"}


def test_the_command_line(tmp_path, capsys):
    values, labels = broken()
    data, model, report = tmp_path / "pump.csv", tmp_path / "pump.cw", tmp_path / "r.html"
    frame(values, labels).rename(columns={"label": "odd", "ds": "when"}).to_csv(data, index=False)
    options = "--time when --label odd --hidden-size 4 --max-epochs 2 --window 8 --false-alarm-rate 1e-3"
    main_exits(["fit", "detect", str(data), "--out", str(model), *options.split(), "--json"])
    capsys.readouterr()
    main_exits(["evaluate", str(model), str(data), "--report", str(report), "--json"])
    document = json.loads(capsys.readouterr().out)
    assert "VUS-PR" in document["scores"]["LSTM"]
    assert report.exists()
    main_exits(["predict", str(model), str(data), "--out", str(tmp_path / "found.csv")])
    found = pd.read_csv(tmp_path / "found.csv")
    assert found.columns.tolist() == ["unique_id", "when", "score", "anomaly"]
    assert len(found) == len(values)


def main_exits(words):
    """Run a command that must succeed."""
    with suppress(SystemExit):
        main(words)


def test_the_moving_z_score_is_its_definition():
    values = broken()[0]
    values[100:105, 1] = np.nan
    found = moving_z_score(readings_of(values), readings_of(values))[1]
    assert np.isnan(found[:WINDOW]).all()
    for place in (40, 103, 152, 239):
        past = values[place - WINDOW : place]
        z = np.abs(values[place] - np.nanmean(past, 0)) / np.nanstd(past, 0)
        np.testing.assert_allclose(found[place], np.nanmax(z), rtol=1e-8)


def test_the_forest_sees_windows_and_learns_from_the_normal_data_alone():
    normal, other = readings_of(waves()), readings_of(broken()[0])
    usual, found = isolation_forest(normal, other)
    assert np.isnan(usual[: WINDOW - 1]).all()
    assert not np.isnan(usual[WINDOW - 1 :]).any()
    np.testing.assert_array_equal(isolation_forest(normal, normal)[0], usual)
    assert found[150:170].max() > np.nanmax(usual)


def test_the_n_gram_counts():
    usual, found = n_gram(events_of([["a", "b"]] * 8), events_of([["a", "b"], ["b"], ["c"]]))
    # after eight times a b end, with four keys that may come: ((8 + (8 + 1/4) / 25) / 9) for b after a
    expected = (8 + (8 + 1 / 4) / 25) / 9
    unigram = -np.log2((8 + 1 / 4) / 25)
    np.testing.assert_allclose(found[0], unigram)
    assert found[1] == pytest.approx(max(-np.log2(expected), -np.log2((8 + expected) / 9)))
    assert found[3] > found[2] > found[1]
    assert len(usual) == 16
