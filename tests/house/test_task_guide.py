"""The guide to a task of one's own: its code runs, and the task can do what was not written for it."""

from __future__ import annotations

import re

import pytest
from test_readme import blocks, without_comments

PAGES = ("docs/your-own-task.md", "docs/your-own-task.ja.md")


def test_both_pages_have_the_same_code():
    english, japanese = ([(kind, without_comments(code)) for kind, code in blocks(page)] for page in PAGES)
    assert english == japanese
    assert len(english) >= 4


@pytest.mark.slow
def test_the_code_runs(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    code = "\n\n".join(code for kind, code in blocks(PAGES[0]) if kind == "python")
    space = {"__name__": "task_guide"}
    # without this file's own __future__
    exec(compile(code, PAGES[0], "exec", dont_inherit=True), space)  # noqa: S102
    printed = capsys.readouterr().out
    # what was looked at the time before last is beyond pairs of items: they miss as many as chance does, 27 of 30
    missed = {name: float(share) for name, share in re.findall(r"^(LSTM|Pairs) +([\d.]+)$", printed, re.MULTILINE)}
    assert missed["LSTM"] < 0.5
    assert missed["Pairs"] > 0.7
    assert "2 seeds: missed among 3" in printed
    asked = [["item 3", "item 9"], ["item 4", "never seen"]]
    assert space["again"].predict(asked) == space["model"].predict(asked)
    # a loaded model has no training data for baselines
    assert list(space["again"].evaluate(space["visits"](9, seed=3)).scores) == ["LSTM"]
    assert "<svg" in (tmp_path / "shop.html").read_text(encoding="utf-8")
