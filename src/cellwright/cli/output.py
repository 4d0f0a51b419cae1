"""What commands print: results on standard output, as text or as JSON; all else on standard error."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from cellwright.data.files import check_writable
from cellwright.errors import DataError

# a width that no table has
ENDLESS = 10_000
# how an option spells what a shell makes hard to write
ESCAPES = {r"\n": "\n", r"\t": "\t"}
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output, for machines.")]


def written_to(says: str, check: Callable[[Path], None] = check_writable) -> Any:
    """An option that names what is to be written: whether it can be is found out before the work begins."""

    def tried(path: Path | None) -> Path | None:
        if path is not None:
            check(path)
        return path

    return typer.Option(help=says, callback=tried)


def read_from(says: str) -> Any:
    """An option that names files which are read only when other work is done: whether they are there is seen before."""

    def seen(paths: list[Path] | None) -> list[Path] | None:
        for path in paths or ():
            if not path.exists():
                raise DataError(f"there is no file {path}")
        return paths

    return typer.Option(help=says, callback=seen)


def print_json(document: Any) -> None:
    """Print one JSON document."""
    typer.echo(json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2, default=str))


def print_table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]], *, texts: int = 1) -> None:
    """Print a table; its first columns, so many as `texts`, are text, the others are numbers."""
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    for number, name in enumerate(head):
        text = number < texts
        table.add_column(name, justify="left" if text else "right", overflow="fold", no_wrap=not text)
    for row in rows:
        table.add_row(*row)
    console = Console()
    if not console.is_terminal:
        # what goes into a file or another command has lines as long as they must be
        console.width = ENDLESS
    console.print(table)


def print_scores(evaluation: Any) -> None:
    """Print the scores, the verdict and the notes of an evaluation."""
    rows = [[measure, *values] for measure, values in evaluation.told().items()]
    print_table("Scores", ["", *evaluation.scores], rows)
    typer.echo("\n".join([evaluation.verdict, *evaluation.notes]))


def unescaped(text: str) -> str:
    """A text of the command line, in which ends of lines and tabs may be spelled.

    Example:
        >>> unescaped("ROMEO:" + chr(92) + "n") == "ROMEO:" + chr(10)
        True
    """
    for spelled, meant in ESCAPES.items():
        text = text.replace(spelled, meant)
    return text
