"""The classic lesson: its code runs and shows what the page says, and both languages have the same."""

from __future__ import annotations

import re
from pathlib import Path

import matplotlib as mpl
import pytest
from test_readme import blocks, without_comments

import cellwright as cw

ROOT = Path(__file__).parents[2]
PAGES = ("docs/lesson.md", "docs/lesson.ja.md")


def test_both_pages_have_the_same_code():
    english, japanese = ([(kind, without_comments(code)) for kind, code in blocks(page)] for page in PAGES)
    assert english == japanese
    assert len(english) > 8


@pytest.mark.parametrize("page", PAGES)
def test_every_picture_and_page_that_is_pointed_to_is_there(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if not link.startswith("http")]
    assert len(links) >= 3
    for link in links:
        assert (ROOT / "docs" / link).is_file(), link


@pytest.mark.parametrize("page", PAGES)
def test_our_names_beside_those_of_keras_exist(page):
    rows = [line.split("|")[2] for line in (ROOT / page).read_text(encoding="utf-8").splitlines() if line[:2] == "| "]
    named = {name for row in rows for name in re.findall(r"\b(\w+)=", row)} - {"batch_first", "cell"}
    assert {"hidden_size", "num_layers", "early_stopping", "validation_split"} <= named
    assert named <= set(cw.SequenceClassifier().get_params())


@pytest.mark.slow
def test_the_code_runs(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    mpl.use("svg")
    code = "\n".join(code for kind, code in blocks(PAGES[0]) if kind == "python")
    space = {"__name__": "lesson"}
    exec(compile(code, PAGES[0], "exec"), space)  # noqa: S102
    printed = capsys.readouterr().out
    # better than a coin, as the page says, and no prophet: that would be a leak
    assert 0.6 < space["auc"] < 0.9
    scores = dict(re.findall(r"^(.+?) +AUC ([\d.]+)$", printed, re.MULTILINE))
    assert set(space["variants"]) == set(scores)
    assert all(0.5 < float(score) < 0.9 for score in scores.values())
    assert "LogisticRegression" in printed
    reaches = dict(re.findall(r"^(RNN|GRU|LSTM.*?): The gradient of the last output (.+)$", printed, re.MULTILINE))
    assert {name: "falls below" in said for name, said in reaches.items()} == {
        "RNN": True, "GRU": True, "LSTM": True, "LSTM, forget gates opened": False,
    }  # fmt: skip
    for picture in ("roc.svg", "gradient.svg"):
        assert (tmp_path / picture).read_text().rstrip().endswith("</svg>")
    assert "<h2>" in (tmp_path / "lesson.html").read_text()
