"""`cellwright evaluate MODEL FILE`: what a saved model's forecasts are worth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cellwright.cli.library import library
from cellwright.cli.output import AsJson, print_json, print_scores


def evaluate(
    model: Annotated[Path, typer.Argument(help="A saved model.")],
    file: Annotated[Path, typer.Argument(help="Rows behind its training data, with or without these in front.")],
    step_size: Annotated[int | None, typer.Option(help="Steps between forecasts; a horizon if not given.")] = None,
    report: Annotated[Path | None, typer.Option(help="Write this HTML report.")] = None,
    as_json: AsJson = False,
) -> None:
    """Score a model on data that it has not seen, beside seasonal naive and ETS."""
    evaluation = library("load")(model).evaluate(file, step_size=step_size)
    written = None if report is None else evaluation.save(report)
    if as_json:
        print_json({**evaluation.to_json(), "report": written})
        return
    print_scores(evaluation)
    if written is not None:
        typer.echo(f"report: {written}")
