"""The options that every command has which makes a forecaster, and the forecaster that they describe."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from cellwright.cli.library import library

File = Annotated[Path, typer.Argument(help="A CSV or Parquet file with a row for each stamp of each series.")]
Horizon = Annotated[int, typer.Option(help="How many steps ahead to forecast.")]
Time = Annotated[str, typer.Option(help="The column of stamps.")]
Target = Annotated[str, typer.Option(help="The column to forecast.")]
IdColumn = Annotated[str, typer.Option("--id", help="The column that names the series, if there are many.")]
Freq = Annotated[str | None, typer.Option(help='The step between stamps: "h", "D", "W", "MS"; or inferred.')]
SeasonLength = Annotated[int | None, typer.Option(help="Steps of a season; 1 for none.")]
InputSize = Annotated[int | None, typer.Option(help="How many past steps the network sees.")]
HiddenSize = Annotated[int, typer.Option(help="The size of the recurrent state.")]
NumLayers = Annotated[int, typer.Option(help="How many recurrent layers lie above each other.")]
Bidirectional = Annotated[bool, typer.Option(help="Whether a second cell reads from the end.")]
MaxEpochs = Annotated[int, typer.Option(help="The most epochs to train for.")]
Settings = Annotated[
    list[str] | None, typer.Option("--set", help="Any other option of cellwright.Forecaster, as name=value.")
]


def forecaster(settings: list[str] | None, **options: Any) -> Any:
    """An unfitted forecaster with these options, and with what `--set` says of others."""
    make = library("Forecaster")
    others = parsed(settings or [])
    known = set(make(horizon=1).get_params())
    for name in others:
        if name not in known:
            raise typer.BadParameter(f"{name!r} is not one of {', '.join(sorted(known))}", param_hint="--set")
    return make(**{**options, **others})


def parsed(settings: list[str]) -> dict[str, Any]:
    """The values of `name=value` settings: JSON where that can be read, otherwise text.

    Example:
        >>> parsed(["l2=1e-4", "optimizer=adamw", "quantiles=[0.05, 0.5, 0.95]", "early_stopping=null"])
        {'l2': 0.0001, 'optimizer': 'adamw', 'quantiles': [0.05, 0.5, 0.95], 'early_stopping': None}
    """
    values = {}
    for setting in settings:
        name, equals, text = setting.partition("=")
        if not equals:
            raise typer.BadParameter(f"{setting!r} is no setting; write name=value", param_hint="--set")
        try:
            values[name.strip()] = json.loads(text)
        except ValueError:
            values[name.strip()] = text
    return values
