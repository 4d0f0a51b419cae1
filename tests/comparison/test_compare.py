"""Laws of comparisons: fair, repeatable, unimpressed by what goes wrong, and blind to what is held out."""

from __future__ import annotations

import json
import math
import re
import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from pages import checked
from small_comparison import MEASURED, compared, comparison, estimator, wave
from small_models import HORIZON, frame
from subjects import LAYER_SUBJECTS

import cellwright as cw
from cellwright.cells import resolve_cell


def spoiled(monkeypatch, wrong):
    """Let every fit be handed to a function first."""
    fit = cw.Forecaster.fit
    count = iter(range(1000))

    def spoilt(self, *arguments, **options):
        wrong(next(count), self)
        return fit(self, *arguments, **options)

    monkeypatch.setattr(cw.Forecaster, "fit", spoilt)


def test_a_table_of_cells_and_baselines():
    table = comparison().table
    assert set(table.index) == {"rnn", "gru", "SeasonalNaive", "ETS"}
    assert table["mean"].is_monotonic_increasing
    cells = table.loc[["rnn", "gru"]]
    assert cells.notna().all().all()
    assert ((cells["min"] <= cells["mean"]) & (cells["mean"] <= cells["max"])).all()
    assert (cells["fits"] == 2).all()
    assert (cells[MEASURED] > 0).all().all()
    runs = comparison().runs
    assert runs[["cell", "seed"]].to_numpy().tolist() == [["rnn", 0], ["gru", 0], ["rnn", 1], ["gru", 1]]
    for name, row in cells.iterrows():
        scores = runs.loc[runs["cell"] == name, "MASE"]
        assert (row["mean"], row["sd"]) == (pytest.approx(scores.mean()), pytest.approx(scores.std()))


def test_the_same_seeds_give_the_same_table():
    again = compared()
    pd.testing.assert_frame_equal(again.table.drop(columns=MEASURED), comparison().table.drop(columns=MEASURED))
    assert again.pairs == comparison().pairs
    other = compared(seeds=[7, 8])
    assert not np.isclose(other.table.loc["rnn", "mean"], comparison().table.loc["rnn", "mean"], rtol=1e-9)


def test_a_fit_is_the_one_that_its_user_would_have_made():
    known, whole = estimator().split(wave(), 0.2)
    entrant = next(each for each in comparison().entrants if each.name == "gru")
    alone = estimator(cell="gru", hidden_size=entrant.hidden_size, random_state=1).fit(known)
    evaluation = alone.evaluate(whole)
    run = comparison().complete["gru"][1]
    assert run.scores == evaluation.scores["GRU"]
    np.testing.assert_array_equal(run.errors, evaluation.errors["GRU"])
    assert run.epochs == sum(len(history.epochs) for history in alone.history_)
    for name in ("SeasonalNaive", "ETS"):
        assert comparison().baselines[name] == evaluation.scores[name]["MASE"]


def test_the_mean_of_the_errors_is_the_score():
    for name, fits in comparison().complete.items():
        for fit in fits:
            assert fit.errors.mean() == pytest.approx(fit.scores["MASE"]), name


def test_no_choice_sees_what_is_held_out():
    data, begin = wave(), 90 - 4 * HORIZON
    changed = compared(data=data.assign(y=data["y"].where(data.index < begin, data["y"] * 50)))
    assert changed.entrants == comparison().entrants
    for one, other in zip(changed.fits, comparison().fits, strict=True):
        assert one.history == other.history
        np.testing.assert_array_equal(one.trained, other.trained)
        assert one.scores != other.scores
    # the same check sees the last point before the part that is held out
    changed = compared(["rnn"], data.assign(y=data["y"].where(data.index != begin - 1, data["y"] * 50)), seeds=1)
    assert changed.fits[0].history != comparison().fits[0].history


def test_a_part_of_whole_horizons_is_held_out():
    known, whole = estimator().split(frame(), 0.2)
    assert known.lengths.tolist() == [90 - 4 * HORIZON] * 2
    assert whole.lengths.tolist() == [90, 90]
    assert comparison().fits[0].errors.shape == (4,)
    unequal = pd.concat([frame(["long"]), frame(["short"], points=HORIZON)])
    known, _ = estimator().split(unequal, 0.01)
    assert known.lengths.tolist() == [90 - HORIZON, HORIZON]


def test_cells_of_any_states_take_part():
    found = compared([LAYER_SUBJECTS["three_states"], "lstm", cw.cells.gru.variant(reset_after=False)], seeds=1)
    assert [fit.failure for fit in found.fits] == [""] * 3
    assert "with one seed, merit cannot be told from luck" in found.verdict
    assert found.table.loc["lstm", "hidden_size"] == 5
    assert math.isnan(found.table.loc["lstm", "sd"])


def test_what_fails_is_reported_and_the_others_go_on(monkeypatch, tmp_path):
    def wrong(number, task):
        if resolve_cell(task.cell).name == "gru":
            raise RuntimeError("no luck")

    spoiled(monkeypatch, wrong)
    found = compared()
    assert found.table.loc["gru", ["fits", "failed"]].tolist() == [0, 2]
    assert pd.isna(found.table.loc["gru", "mean"])
    assert found.table.loc["rnn"].drop(MEASURED).equals(comparison().table.loc["rnn"].drop(MEASURED))
    assert "gru with seed 0 failed: RuntimeError: no luck" in found.notes
    assert found.verdict.startswith("rnn: MASE ")
    assert found.to_json()["fits"][1]["failure"] == "RuntimeError: no luck"
    assert "no luck" in found.save(tmp_path / "failed.html").read_text()


def test_when_all_fail_the_first_reason_is_given(monkeypatch):
    def wrong(number, task):
        raise cw.ArgumentError(f"reason {number}")

    spoiled(monkeypatch, wrong)
    with pytest.raises(cw.ArgumentError, match=r"^no fit succeeded; the first failed with: reason 0$"):
        compared()


def test_ctrl_c_keeps_what_is_complete(monkeypatch, capsys):
    def wrong(number, task):
        if number == 3:
            raise KeyboardInterrupt

    spoiled(monkeypatch, wrong)
    found = compared()
    assert [fit.seed for fit in found.fits] == [0, 0, 1]
    assert "Stopped by hand after 3 of 4 fits." in found.notes
    assert "the 3 of 4 fits that are complete are kept" in capsys.readouterr().err
    assert found.table.loc[["rnn", "gru"], "fits"].tolist() == [2, 1]


def test_ctrl_c_before_anything_is_complete_ends_it(monkeypatch):
    def wrong(number, task):
        raise KeyboardInterrupt

    spoiled(monkeypatch, wrong)
    with pytest.raises(KeyboardInterrupt):
        compared()


def test_a_fit_that_was_stopped_is_not_complete(monkeypatch):
    fit = cw.Forecaster.fit
    done = []

    def stopped(self, *arguments, **options):
        fit(self, *arguments, **options)
        done.append(self)
        if len(done) == 2:
            self.history_ = tuple(type(each)(each.epochs, each.best, "by hand") for each in self.history_)
        return self

    monkeypatch.setattr(cw.Forecaster, "fit", stopped)
    assert [each.cell for each in compared().fits] == ["rnn"]


def test_a_budget_of_time_holds_for_every_fit():
    found = compared(budget_seconds=1e-9, seeds=1)
    assert set(found.runs["ended"]) == {"after max_seconds"}
    assert [len(fit.history[0].epochs) for fit in found.fits] == [1, 1]
    assert found.estimator.max_seconds == 1e-9


def test_the_number_of_parameters_can_be_given():
    found = compared(parameters=900, seeds=1)
    assert found.parameters == 900
    assert all(abs(each.parameters - 900) < 60 for each in found.entrants)
    small = compared(["lstm"], parameters=1, seeds=1)
    assert "lstm has 160 parameters where 1 were asked for" in " ".join(small.notes)


def test_one_window_is_not_called_many():
    found = compared(test_share=0.01)
    assert "There is one window to score" in found.notes[0]
    assert all(math.isnan(pair.p) and math.isfinite(pair.p_here) for pair in found.pairs)


def test_gradients_over_distance_begin_at_one():
    for trained in (False, True):
        curve = comparison().gradient("rnn", trained=trained)
        assert curve.shape == (3 * 7,)
        assert curve[0] == pytest.approx(1)
        assert (curve > 0).all()


def test_it_is_printed_and_turned_into_json():
    text = str(comparison())
    for part in ("rnn", "gru", "ETS", "hidden_size", comparison().verdict, *comparison().notes):
        assert part in text
    document = json.loads(json.dumps(comparison().to_json(), allow_nan=False))
    assert set(document) == {"measure", "verdict", "notes", "table", "pairs", "fits"}
    assert {row["model"] for row in document["table"]} == set(comparison().table.index)
    assert len(document["fits"]) == 4
    assert len(document["pairs"]) == 1 + 2 * 2
    assert comparison()._repr_html_().startswith("<table")


def test_the_report_is_one_page_that_needs_nothing_else(tmp_path):
    page = comparison().save(tmp_path / "deep" / "compare.html").read_text()
    checker = checked(page)
    assert checker.fetched == []
    assert checker.scripts == 0
    assert page.count("<svg ") == 6
    assert comparison().verdict in page
    assert not re.search(r"#0[1-8]0[1-8]0[1-8]", page)


def test_its_figures_stand_alone():
    for name, picture in comparison().figures.items():
        root = ET.fromstring(picture)  # noqa: S314  # our own
        assert root.tag == "{http://www.w3.org/2000/svg}svg", name
        assert "var(" not in picture
