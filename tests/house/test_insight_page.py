"""The pages about looking inside: their code runs and says what they say; both languages have the same."""

from __future__ import annotations

import pytest
from test_readme import blocks, without_comments

PAGES = ("docs/insight.md", "docs/insight.ja.md")


def test_both_pages_have_the_same_code():
    english, japanese = ([(kind, without_comments(code)) for kind, code in blocks(page)] for page in PAGES)
    assert english == japanese
    assert len(english) > 5


@pytest.mark.slow
def test_the_code_runs(capsys, monkeypatch, tmp_path):
    code = "\n".join(code for kind, code in blocks(PAGES[0]) if kind == "python")
    monkeypatch.chdir(tmp_path)
    space = {"__name__": "insight"}
    exec(compile(code, PAGES[0], "exec"), space)  # noqa: S102
    printed = capsys.readouterr().out
    assert "(4, 50, 16)" in printed
    assert "why the median forecast 3 steps ahead is what it is" in printed.lower()
    *_, right, shuffled, rnn, lstm = [line for line in printed.splitlines() if line]
    assert right.startswith("Believe them: ")
    assert shuffled.startswith("Do not believe them: ")
    assert (rnn.split()[0], lstm.split()[0]) == ("rnn", "lstm")
    for name in ("trace.html", "why.html", "reach.html"):
        assert "<svg" in (tmp_path / name).read_text(encoding="utf-8")
