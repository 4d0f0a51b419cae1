"""A report: one HTML file that needs nothing else, light or dark as its reader likes it."""

from __future__ import annotations

import platform
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

import jinja2
import torch

from cellwright.data.files import folder_for, whole_file
from cellwright.errors import DataError

TEMPLATE = "report.html.j2"


@dataclass(frozen=True)
class Table:
    """A table of a report.

    Attributes:
        head: the names of the columns.
        rows: the first cell of each names the row, the others are shown as numbers are.
        best: for each column, the number of the row that is best in it, if any is.
        texts: the columns that hold texts, which may be long, and written from the right.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    best: Mapping[int, int] = field(default_factory=dict)
    texts: Collection[int] = ()


@dataclass(frozen=True)
class Section:
    """A part of a report.

    Attributes:
        title: its heading.
        text: what the reader should see in it.
        figures: SVG texts, see `figures.svg`.
        table: a table, if there is one.
        passage: a text, in any script: its lines are kept, and long ones are wrapped.
        code: lines to show as they are.
    """

    title: str
    text: str = ""
    figures: Sequence[str] = ()
    table: Table | None = None
    passage: str = ""
    code: str = ""


@dataclass(frozen=True)
class Report:
    """What a report says.

    Attributes:
        title: its heading.
        verdict: the sentence that comes first.
        facts: what was done with what, in a few words each.
        sections: the rest.
    """

    title: str
    verdict: str
    facts: Mapping[str, str]
    sections: Sequence[Section]


def write_report(report: Report, path: str | Path) -> Path:
    """Write a report as one HTML file.

    Raises:
        DataError: it cannot be written; what was there before is unchanged.
    """
    path = Path(path)
    text = html(report)
    try:
        folder_for(path)
        with whole_file(path) as file:
            file.write(text.encode())
    except OSError as error:
        raise DataError(
            f"cannot write the report {path}: {error.strerror}; what was there before is unchanged"
        ) from error
    return path


def html(report: Report) -> str:
    """The report as HTML.

    Example:
        >>> "<h1>Prices &amp; more</h1>" in html(Report("Prices & more", "", {}, ()))
        True
    """
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(files("cellwright.inspect").joinpath(TEMPLATE).read_text(encoding="utf-8"))
    made_with = f"Python {platform.python_version()}, PyTorch {torch.__version__}"
    return template.render(report=report, made_with=made_with)
