"""`cellwright predict MODEL [FILE]`: what a saved model says of new data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cellwright.cli.library import library
from cellwright.cli.output import AsJson, print_json, written_to


def predict(
    model: Annotated[Path, typer.Argument(help="A saved model.")],
    file: Annotated[
        Path | None, typer.Argument(help="New data, with the columns that the model was fitted on.")
    ] = None,
    future: Annotated[
        Path | None, typer.Option(help="What is known in advance: a row of covariates for each stamp to forecast.")
    ] = None,
    horizon: Annotated[
        int | None,
        typer.Option(help="How many steps ahead to forecast; by default as many as the model was fitted for."),
    ] = None,
    out: Annotated[
        Path | None, written_to("Write a file instead of printing: CSV, Parquet, or what the task writes.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Predict for a file. A forecaster needs none: it forecasts behind the end of its training data."""
    task = library("load")(model)
    if out is not None:
        task.check_form(out)
    data = None if file is None else task.read(file)
    ahead = future is not None or horizon is not None
    prediction = task.table_ahead(data, future, horizon) if ahead else task.table(data)
    if out is not None:
        task.write(prediction, data, out)
    if as_json:
        print_json({"prediction": prediction.to_dict("records"), "out": out})
    elif out is None:
        typer.echo(task.text(prediction, data), nl=False)
    else:
        typer.echo(f"prediction: {out}")
