"""Reports: complete, self-contained, and safe with any names in the data."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from pages import checked
from small_models import fitted, frame, model

import cellwright as cw
from cellwright.inspect.figures import WIDE, autocorrelation, drawing, finished, svg
from cellwright.inspect.report import Report, Section, html, write_report


@pytest.fixture(scope="module")
def evaluation():
    return fitted().evaluate(frame(points=101))


@pytest.fixture(scope="module")
def page(evaluation, tmp_path_factory):
    return evaluation.save(tmp_path_factory.mktemp("report") / "deep" / "report.html").read_text()


def test_it_is_one_file_that_needs_nothing_else(page):
    checker = checked(page)
    assert checker.fetched == []
    assert checker.scripts == 0
    assert not re.search(r"url\((?!#)", page)
    assert "@import" not in page


def test_the_checker_can_fail():
    assert checked('<p><img src="https://example.org/a.png"></p>').fetched == ["https://example.org/a.png"]
    with pytest.raises(AssertionError):
        checked("<p><b></p></b>")


def test_it_has_all_parts(page, evaluation):
    for title in ("Scores", "Forecasts", "Error at each step ahead", "What the errors look like", "How training went"):
        assert f"<h2>{title}</h2>" in page
    for title in ("What the network looked at", "Whether to believe it", "What the gates did"):
        assert f"<h2>{title}</h2>" in page
    # attributions of two series, their check, gates and memory, their saturation, the reach
    assert page.count("<svg ") == 4 + 1 + 3 + 2 + (2 + 2 + 4 + 1 + 1)
    assert evaluation.verdict in page
    assert "h&#39; = o * tanh(c&#39;)" in page
    assert "compiled for" in page
    assert "prefers-color-scheme: dark" in page


def test_colours_follow_the_page(page):
    assert "var(--first)" in page
    assert not re.search(r"#0[1-8]0[1-8]0[1-8]", page)


def test_names_in_the_data_cannot_break_it():
    name = r'<script>alert("&")</script> $\nothing$'
    text = html(model().fit(frame([name])).evaluate()._report())
    assert checked(text).scripts == 0
    assert "&lt;script&gt;" in text


def test_integer_stamps_and_one_step_ahead():
    values = frame(["a"]).y.to_numpy()
    evaluation = model(horizon=1).fit(values).evaluate(n_windows=3)
    assert checked(html(evaluation._report())).fetched == []
    assert len(evaluation.details.series) == 3


def test_an_evaluation_prints_its_table_and_verdict(evaluation):
    text = str(evaluation)
    for part in ("MASE", "LSTM", "SeasonalNaive", "ETS", evaluation.verdict, *evaluation.notes):
        assert part in text
    assert evaluation.to_frame().loc["LSTM", "MAE"] == evaluation.scores["LSTM"]["MAE"]


def test_missing_points_are_reported():
    data = frame(["a"])
    data.loc[[20, 21], "y"] = np.nan
    data = data.drop(index=[30])
    evaluation = model().fit(data).evaluate()
    assert evaluation.notes[1] == "3 points of 1 series were missing: not trained on, not scored."
    page = html(evaluation._report())
    cells = re.search(r"<td>a</td>(.*?)</tr>", page).group(1)
    assert re.findall(r"<td>(\d+)</td>", cells) == ["90", "1", "2", "2"]


def test_passages_are_wrapped_and_stand_as_their_script_does():
    page = html(Report("texts", "", {}, [Section("s", passage="שלום\n  <b>"), Section("t", code="a = b")]))
    assert checked(page).fetched == []
    assert '<pre class="text" dir="auto">שלום\n  &lt;b&gt;</pre>' in page
    assert page.count('<pre class="text"') == 1
    assert re.search(r"pre\.text {[^}]*white-space: pre-wrap", page)


def test_letters_of_every_script_are_drawn_and_nothing_is_warned_of():
    figure, axes = drawing()
    axes.set_xticks(range(3), ["人名", "שלום", "ไทย"])
    picture = finished(figure, "हिन्दी", "names")
    for name in ("人名", "שלום", "ไทย", "हिन्दी"):
        assert name in picture


def test_a_figure_too_wide_for_half_a_page_has_the_whole_width():
    narrow, wide = (svg(drawing(inches)[0], "empty") for inches in (WIDE, WIDE + 0.1))
    assert 'class="wide"' in wide
    assert 'class="wide"' not in narrow
    assert ".figures > :has(> svg.wide)" in html(Report("", "", {}, [Section("", figures=[narrow, wide])]))


def test_a_report_that_cannot_be_written_says_so(tmp_path, evaluation):
    blocked = tmp_path / "file"
    blocked.write_text("here")
    with pytest.raises(cw.DataError, match=r"cannot make the folder|cannot write the report"):
        evaluation.save(blocked / "report.html")
    assert blocked.read_text() == "here"
    path = tmp_path / "old.html"
    path.write_text("old")
    assert write_report(Report("new", "", {}, [Section("s")]), path).read_text() != "old"


def test_autocorrelation_finds_a_period_and_nothing_in_noise():
    wave = np.sin(np.arange(200) * np.pi / 5)
    found = autocorrelation([wave], 10)
    assert found[9] > 0.9
    assert found[4] < -0.9
    noise = np.random.default_rng(0).normal(size=2000)
    assert np.abs(autocorrelation([noise], 10)).max() < 0.1
    assert pd.isna(autocorrelation([np.ones(3)], 2)).all()
