"""`cellwright evaluate MODEL FILE`: what a saved model is worth on data that it has not seen."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Annotated, Any

import typer

from cellwright.cli.derived import settings_of
from cellwright.cli.library import library
from cellwright.cli.output import AsJson, print_json, print_scores, written_to


def evaluate(
    model: Annotated[Path, typer.Argument(help="A saved model.")],
    file: Annotated[
        list[Path], typer.Argument(help="Data with the answers; a forecaster wants rows behind its training data.")
    ],
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="An option of this model's evaluation, as name=value.")
    ] = None,
    report: Annotated[Path | None, written_to("Write this HTML report.")] = None,
    as_json: AsJson = False,
) -> None:
    """Score a model on data that it has not seen, beside the simple baselines of its field.

    Example: cellwright evaluate co2.cw newer.csv --set step_size=4 --report report.html
    """
    task: Any = library("load")(model)
    _, *known = inspect.signature(task.evaluate).parameters
    evaluation = task.evaluate(task.read(*file), **settings_of(settings or [], known))
    written = None if report is None else evaluation.save(report)
    if as_json:
        print_json({**evaluation.to_json(), "report": written})
        return
    print_scores(evaluation)
    if written is not None:
        typer.echo(f"report: {written}")
