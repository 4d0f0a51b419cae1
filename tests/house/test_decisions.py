"""Pages about decisions have a number each, in their names and first lines; links between pages lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!\w+:)([^)#\s]+)")


def dead_links(text, folder):
    """The targets of links in a page that are not there."""
    return [target for target in LINK.findall(text) if not (folder / target).exists()]


def test_numbers_are_taken_once_and_in_order():
    numbers = [int(page.name[:4]) for page in DECISIONS]
    assert numbers == list(range(1, len(numbers) + 1))
    assert [page.read_text()[:8] for page in DECISIONS] == [f"# {number:04d}: " for number in numbers]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    assert dead_links(page.read_text(), page.parent) == []


def test_a_dead_link_is_found():
    text = "[a](README.md) [b](nowhere.md#part) [c](https://example.org/nowhere)"
    assert dead_links(text, ROOT) == ["nowhere.md"]
