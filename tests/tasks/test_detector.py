"""What a detector gives back, for whatever it is given: the attributes of pyod, and the same scores from anything."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest
from small_detectors import DATA, EVENT, ODD, broken, detector, fitted, frame, sessions, waves

import cellwright as cw

every_method = pytest.mark.parametrize("method", DATA)
of_readings = pytest.mark.parametrize("method", ["forecast", "reconstruction"])


def flat(scores):
    return np.concatenate(scores) if isinstance(scores, list) else scores


@every_method
def test_the_attributes_of_pyod_mean_what_they_mean_there(method):
    one = fitted(method)
    learned, looked_at = (make() for make in DATA[method])
    scores, labels = flat(one.decision_function(looked_at)), flat(one.predict(looked_at))
    np.testing.assert_array_equal(labels, scores > one.threshold_)
    assert set(labels.tolist()) == {0, 1}
    np.testing.assert_array_equal(flat(one.decision_scores_), flat(one.decision_function(learned)))
    np.testing.assert_array_equal(flat(one.labels_), flat(one.predict(learned)))


@of_readings
def test_an_event_scores_higher_than_all_else(method):
    values, labels = broken()
    scores = fitted(method).decision_function(values)
    inside, before = scores[EVENT], scores[: EVENT.start]
    assert np.nanmax(inside) > np.nanmax(before)
    assert fitted(method).predict(values)[labels == 1].any()
    warm_up = fitted(method).learned_["window"] - (method == "reconstruction")
    assert np.isnan(scores[:warm_up]).all()
    assert not np.isnan(scores[warm_up:]).any()


def test_strange_sessions_score_higher():
    one = fitted("next_event")
    scores = one.decision_function([*sessions(5, 1), *ODD])
    highest = [part.max() for part in scores]
    assert min(highest[5:]) > max(highest[:5])
    # a key that was never seen is no more probable than the least probable one
    keys = ("open", "read", "close", "delete")
    *known, unseen = one.decision_function([["open", key, "read"] for key in keys])
    assert unseen[1] >= max(each[1] for each in known)


def test_a_session_that_ends_too_early_is_strange():
    one = fitted("next_event")
    whole, cut = one.decision_function([["open", "read", "close"], ["open", "read"]])
    np.testing.assert_allclose(cut[0], whole[0], rtol=1e-5)
    assert cut[1] > whole.max()


def test_with_top_k_scores_are_ranks():
    one = fitted("next_event", top_k=2)
    scores = np.concatenate(one.decision_function([["open", "read", "close"], ["delete"]]))
    assert set(scores.tolist()) <= {1.0, 2.0, 3.0, 4.0, 5.0}
    # three keys, their end, and behind these what was never seen
    assert (scores[-1], one.threshold_) == (5.0, 2.0)
    assert one.predict([["delete"]])[0].tolist() == [1]


@pytest.mark.parametrize("share", [0.02, 0.2])
def test_contamination_is_the_share_of_the_training_data(share):
    one = fitted("forecast", contamination=share)
    known = one.decision_scores_[~np.isnan(one.decision_scores_)]
    assert one.labels_.sum() / len(known) == pytest.approx(share, abs=1 / len(known))


def test_rarer_alarms_have_a_higher_threshold():
    assert fitted(false_alarm_rate=1e-2).threshold_ < fitted(false_alarm_rate=1e-3).threshold_ < fitted().threshold_


@pytest.mark.parametrize("kind", ["frame", "polars", "list", "dictionary", "file"])
def test_the_same_scores_from_whatever_holds_the_series(kind, tmp_path):
    table = frame(waves())
    given = {
        "frame": table,
        "polars": pl.from_pandas(table),
        "list": waves().tolist(),
        "dictionary": dict(table),
        "file": tmp_path / "a.csv",
    }[kind]
    table.to_csv(tmp_path / "a.csv", index=False)
    np.testing.assert_allclose(detector().fit(given).decision_scores_, fitted().decision_scores_, rtol=1e-6)


def test_one_channel_needs_no_second_axis():
    flat_one, column = (detector().fit(each).decision_scores_ for each in (waves(channels=1)[:, 0], waves(channels=1)))
    np.testing.assert_array_equal(flat_one, column)


@of_readings
def test_several_series_are_judged_as_each_alone(method):
    one = fitted(method)
    values = [broken()[0], waves(100, 3)]
    for part, alone in zip(one.decision_function(values), values, strict=True):
        np.testing.assert_allclose(part, one.decision_function(alone), rtol=1e-5, atol=1e-6)
    long = pd.concat([frame(values[0]), frame(values[1], name="b")]).sample(frac=1, random_state=0).sort_values("ds")
    table = one_by_name = detector(method=method).fit(frame(waves()))
    scores = table.table(long)
    assert scores.unique_id.tolist() == long.unique_id.tolist()
    for name, part in (("a", values[0]), ("b", values[1])):
        own = scores[scores.unique_id == name].score
        np.testing.assert_allclose(own, one_by_name.decision_function(frame(part)), rtol=1e-5, atol=1e-6)


@of_readings
def test_missing_values_are_borne_and_not_judged(method):
    values = broken()[0]
    values[30:40, 0] = np.nan
    values[60:70] = np.nan
    scores = fitted(method).decision_function(values)
    assert np.isnan(scores[60:70]).all()
    assert np.isfinite(scores[70:]).all()
    assert np.isfinite(scores[30:40]).all()
    trained = detector(method=method).fit(values)
    assert np.isfinite(trained.threshold_)


def test_known_anomalies_are_not_learned_from():
    values, labels = broken()
    values[EVENT] = 1e6
    spoiled, told = detector().fit(values), detector().fit(values, labels)
    named = detector().fit(frame(values, labels))
    np.testing.assert_allclose(named.decision_scores_, told.decision_scores_)
    assert max(told.learned_["scale"]) < 2
    assert min(spoiled.learned_["scale"]) > 1000
    assert told.predict(values)[EVENT].any()


def test_a_constant_series_and_what_comes_of_it():
    one = detector().fit(np.full(100, 7.0))
    later = np.full(60, 7.0)
    assert not one.predict(later).any()
    later[40] = 9.0
    assert one.predict(later)[40] == 1


@every_method
def test_it_is_the_same_from_its_file(method, tmp_path):
    one = fitted(method)
    again = cw.load(one.save(tmp_path / "detector.cw"))
    looked_at = DATA[method][1]()
    np.testing.assert_array_equal(flat(again.decision_function(looked_at)), flat(one.decision_function(looked_at)))
    assert again.threshold_ == one.threshold_
    step = "open" if method == "next_event" else np.zeros(2)
    assert again.stream().step(step) == pytest.approx(one.stream().step(step), nan_ok=True)
    with pytest.raises(cw.ArgumentError, match="a loaded AnomalyDetector has no training data"):
        again.predict()


@every_method
@pytest.mark.parametrize("cell", ["gru", "peephole_lstm"])
def test_any_cell(method, cell):
    one = detector(method=method, cell=cell, num_layers=2, dropout=0.1, max_epochs=1).fit(DATA[method][0]())
    assert np.isfinite(one.threshold_)
    assert one.name == cell.upper()


def test_a_long_session_is_learned_in_pieces():
    one = detector(method="next_event", max_epochs=2).fit([["a", "b", "c"] * 100])
    assert len(one.decision_function([["a", "b"] * 200])[0]) == 400
    assert one.decision_function(["a", "b", "c"]).shape == (3,)


def test_events_from_a_frame_and_from_text(tmp_path):
    lists = sessions()
    path = tmp_path / "log"
    path.write_text("\n".join(" ".join(session) for session in lists))
    rows = [(number, key) for number, session in enumerate(lists) for key in session]
    table = pd.DataFrame(rows, columns=["unique_id", "key"])
    expected = np.concatenate(fitted("next_event").decision_scores_)
    np.testing.assert_array_equal(np.concatenate(detector(method="next_event").fit(path).decision_scores_), expected)
    np.testing.assert_array_equal(detector(method="next_event").fit(table).decision_scores_, expected)
