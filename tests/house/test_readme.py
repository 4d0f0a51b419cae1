"""The examples of the README run, and the Japanese page has the same ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def blocks(page):
    """The language and the text of each block of code."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(r"^```(\w*)\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)


def without_comments(code):
    return re.sub(r"\s*#.*", "", code)


def test_both_pages_have_the_same_examples():
    english, japanese = (
        [(language, without_comments(code)) for language, code in blocks(page)]
        for page in ("README.md", "README.ja.md")
    )
    assert english == japanese
    assert len(english) > 3


@pytest.mark.slow
def test_the_examples_run(capsys):
    code = "\n".join(code for language, code in blocks("README.md") if language == "python")
    exec(compile(code, "README.md", "exec"), {"__name__": "readme"})  # noqa: S102
    printed = capsys.readouterr().out
    assert "swapped 1 of 1" in printed
    assert "LSTM" in printed
    assert "SeasonalNaive" in printed
    assert "has the lowest error of the cells" in printed or " wins: " in printed
