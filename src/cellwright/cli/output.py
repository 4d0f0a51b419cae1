"""What commands print: results on standard output, as text or as JSON; all else on standard error."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.table import Table

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output, for machines.")]


def print_json(document: Any) -> None:
    """Print one JSON document."""
    typer.echo(json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2, default=str))


def print_table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]], *, texts: int = 1) -> None:
    """Print a table; its first columns, so many as `texts`, are text, the others are numbers."""
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    for number, name in enumerate(head):
        table.add_column(name, justify="left" if number < texts else "right")
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def print_scores(evaluation: Any) -> None:
    """Print the scores, the verdict and the notes of an evaluation."""
    scores = evaluation.scores
    metrics = list(next(iter(scores.values())))
    rows = [[metric, *(f"{each[metric]:.4g}" for each in scores.values())] for metric in metrics]
    print_table("Scores", ["", *scores], rows)
    typer.echo("\n".join([evaluation.verdict, *evaluation.notes]))
