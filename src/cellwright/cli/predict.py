"""`cellwright predict MODEL [FILE]`: forecasts of a saved model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cellwright.cli.library import library, module
from cellwright.cli.output import AsJson, print_json


def predict(
    model: Annotated[Path, typer.Argument(help="A saved model.")],
    file: Annotated[
        Path | None, typer.Argument(help="New history, with the columns that the model was fitted on.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write a CSV or Parquet file instead of printing CSV.")] = None,
    as_json: AsJson = False,
) -> None:
    """Forecast behind the end of the training data, or of a file with newer rows."""
    forecast = library("load")(model).predict(file)
    if out is not None:
        module("data.write").write_table(forecast, out)
    if as_json:
        print_json({"forecast": forecast.to_dict("records"), "out": out})
    elif out is None:
        typer.echo(forecast.to_csv(index=False), nl=False)
    else:
        typer.echo(f"forecast: {out}")
