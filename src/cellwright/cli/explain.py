"""`cellwright explain MODEL [FILE]`: why a saved model says what it says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from cellwright.cli.library import library
from cellwright.cli.output import AsJson, print_json, written_to


def explain(
    model: Annotated[Path, typer.Argument(help="A saved model.")],
    file: Annotated[Path | None, typer.Argument(help="Data as for: cellwright predict.")] = None,
    about: Annotated[
        str | None, typer.Option(help="What to explain: of a forecast the step ahead, of a classifier the class.")
    ] = None,
    method: Annotated[
        str, typer.Option(help='"integrated_gradients", or "lime" or "shap" by segments of steps.')
    ] = "integrated_gradients",
    most: Annotated[int, typer.Option(help="No more examples than this, the first ones.")] = 32,
    report: Annotated[Path | None, written_to("Write this HTML page.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say which steps and inputs a model's answers come from, and whether to believe that.

    Example: cellwright explain co2.cw --about 12 --report why.html
    """
    task = library("load")(model)
    wanted = None if about is None else _value(about)
    found = task.explain(None if file is None else task.read(file), about=wanted, method=method, most=most)
    written = None if report is None else found.save(report)
    if as_json:
        print_json({**found.to_json(), "report": written})
        return
    typer.echo(str(found))
    if written is not None:
        typer.echo(f"report: {written}")


def _value(text: str) -> Any:
    """A number where it is one, otherwise the text."""
    try:
        return json.loads(text)
    except ValueError:
        return text
