"""The pages in docs/cells say what the library says now; every cell has a page in every form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from subjects import every_subject

import cellwright as cw
from cellwright.cells import CATALOGUE
from cellwright.inspect.cell_page import COMMAND, cell_page, docs, document, figures, markdown, text
from cellwright.plan.cost import cost

FOLDER = Path(__file__).parents[2] / "docs" / "cells"


def differing(files, folder):
    """The names of files that are missing, left over or different in a folder."""
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    return sorted(name for name in {*files, *there} if files.get(name) != there.get(name))


def test_the_pages_are_up_to_date():
    assert differing(docs(), FOLDER) == [], f"write them again: {COMMAND}"


def test_the_checker_can_fail(tmp_path):
    (tmp_path / "same.md").write_text("same")
    (tmp_path / "old.md").write_text("old")
    (tmp_path / "left.md").write_text("over")
    files = {"same.md": "same", "old.md": "new", "missing.md": ""}
    assert differing(files, tmp_path) == ["left.md", "missing.md", "old.md"]


def test_every_cell_is_in_the_table():
    table = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [name for name in CATALOGUE if f"[{name}]({name}.md)" not in table] == []


@every_subject
def test_every_cell_has_a_page(cell):
    page = cell_page(cell)
    json.dumps(document(page))
    assert cell.name in text(page)
    assert cell.name in markdown(page)
    assert "cpu" in page.backends
    assert all(number for _, _, number in figures(page))


def _is_setting(cell, stack):
    return cell.stacks[stack][0].is_setting


@every_subject
def test_formulas_count_what_is_there(cell):
    for sizes in ({"input": 3, "hidden": 5, "proj": 2}, {"input": 7, "hidden": 4, "proj": 3}):
        shapes = [shape for stack, shape in cell.parameters(**sizes).items() if not _is_setting(cell, stack)]
        counted = sum(shape[0] * (shape[1] if len(shape) > 1 else 1) for shape in shapes)
        assert cost(cell).parameters.value(**sizes) == counted


@pytest.mark.parametrize("name", CATALOGUE)
def test_operations_are_those_of_the_plan(name):
    layer = getattr(cw, cw.cells.ENTRIES[name].layer)(32, 64)
    if layer.plan.kernels:
        expected = layer.plan.kernels[0].operations
        assert cost(CATALOGUE[name]).products.value(input=32, hidden=64) == expected
