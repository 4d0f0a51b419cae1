"""The page of public data sets lists every one of them, with its terms."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from test_readme import blocks

from cellwright.data.datasets import DATASETS

PAGE = Path(__file__).parents[2] / "docs" / "data.md"


def line(row):
    says = f"{row.says}; {row.split}" if row.split else row.says
    return f"| `{row.name}` | {row.task} | {says} | {row.licence} |"


def test_the_table_is_that_of_the_rows():
    told = [text for text in PAGE.read_text(encoding="utf-8").splitlines() if text.startswith("| `")]
    assert told == [line(row) for row in DATASETS.values()]


@pytest.mark.skipif("CELLWRIGHT_DATA" not in os.environ, reason="CELLWRIGHT_DATA does not name a folder with the data")
def test_the_code_runs():
    [code] = [code for language, code in blocks("docs/data.md") if language == "python"]
    space = {}
    exec(compile(code, "docs/data.md", "exec"), space)  # noqa: S102
    assert len(space["vowels"].X_train) == len(space["vowels"].y_train)
