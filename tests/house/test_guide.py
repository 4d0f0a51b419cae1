"""The guide to a cell of one's own: its code runs, its tables are whole, its messages are the real ones."""

from __future__ import annotations

import linecache
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from test_readme import blocks, without_comments

import cellwright as cw
from cellwright import equation
from cellwright.equation.show import equations

ROOT = Path(__file__).parents[2]
PAGES = ("docs/your-own-cell.md", "docs/your-own-cell.ja.md")
# names of the language that no user's equations are made of
AROUND = {"OPS", "Adjoint", "Cell", "Vector", "adjoint", "interpret"}
every_page = pytest.mark.parametrize("page", PAGES)


def tables(page):
    """The cells of each row of each table."""
    lines = (ROOT / page).read_text(encoding="utf-8").splitlines()
    rows = [re.split(r"(?<!\\)\|", line.strip("|")) for line in lines if line.startswith("| `")]
    return [[cell.strip() for cell in row] for row in rows]


def refusals():
    return [[cell.strip("`") for cell in row] for row in tables(PAGES[0]) if len(row) == 3]


def as_cell(code):
    function = eval(f"lambda x, h, c: ({code}, c)", {"np": np, "torch": torch, "cw": cw})  # noqa: S307
    return cw.cell(function)


def test_both_pages_have_the_same_code_and_messages():
    english, japanese = ([(kind, without_comments(code)) for kind, code in blocks(page)] for page in PAGES)
    assert english == japanese
    assert len(english) > 10
    same = [[row for row in tables(page) if len(row) == 3] for page in PAGES]
    assert same[0] == same[1]


@every_page
def test_every_function_of_the_language_is_in_the_table(page):
    told = [row[0].strip("`") for row in tables(page) if len(row) == 2]
    assert sorted(told) == sorted(set(equation.__all__) - AROUND)


@pytest.mark.parametrize(("wrong", "message", "right"), refusals(), ids=lambda text: text[:24])
def test_what_is_refused_is_told_word_for_word(wrong, message, right):
    with pytest.raises(cw.EquationError) as caught:
        as_cell(wrong)
    assert str(caught.value).splitlines()[0] == message
    as_cell(right)


def test_there_are_refusals():
    assert len(refusals()) >= 10


@pytest.mark.parametrize("example", sorted((ROOT / "examples").glob("*.py")), ids=lambda path: path.stem)
def test_the_examples_are_those_of_the_guide(example):
    page = (ROOT / PAGES[0]).read_text(encoding="utf-8")
    source = example.read_text(encoding="utf-8")
    compile(source, str(example), "exec")
    functions = re.findall(r"(?:@cw\.cell[^\n]*\n)?def (\w+)\(.*?(?=\n\n\n|\Z)", source, re.DOTALL)
    whole = re.finditer(r"(?:@cw\.cell[^\n]*\n)?def \w+\(.*?(?=\n\n\n|\Z)", source, re.DOTALL)
    if example.stem != "beside_torch":
        missing = [match.group() for match in whole if "def loop(" not in match.group() and match.group() not in page]
        assert missing == []
        assert len(functions) >= 3
        assert example.name in page


@pytest.mark.slow
def test_the_code_runs(capsys, monkeypatch):
    space = {"__name__": "guide"}
    pieces = [code for kind, code in blocks(PAGES[0]) if kind == "python"]
    code = "\n\n".join(pieces)
    monkeypatch.setitem(linecache.cache, "<guide>", (len(code), None, code.splitlines(keepends=True), "<guide>"))
    exec(compile(code, "<guide>", "exec"), space)  # noqa: S102
    printed = capsys.readouterr().out
    assert "cell 'mgu' obeys 14 laws" in printed
    errors = {name: float(error) for name, error in re.findall(r"^([\w ]+): ([\d.e-]+)$", printed, re.MULTILINE)}
    assert set(errors) == {"adding", "weekly changes", "waves"}
    assert errors["adding"] < 0.05  # the mean alone has 0.16
    assert errors["waves"] < 0.1  # the mean alone has 0.25
    told = [code for kind, code in blocks(PAGES[0]) if kind == "text"]
    assert told[0].splitlines() == equations(space["mgu"])
    phases = [line.partition("; tile")[0] for line in told[1].splitlines() if line.startswith("  phase")]
    assert all(phase in printed for phase in phases)
    space["test_the_cell_obeys_all_laws"]({"input_size": 1, "hidden_size": 64, "batch": (1, 33)})
    space["test_the_cell_learns"]()
