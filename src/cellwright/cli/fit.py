"""`cellwright fit TASK FILE`: train a model on a file and save it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from cellwright.cli.library import library
from cellwright.cli.output import AsJson, print_json, print_scores

tasks = typer.Typer(no_args_is_help=True, help="Train a model on a file and save it.")


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


@tasks.command(epilog="Example: cellwright fit forecast co2.csv --time date --target co2 --horizon 52 --out co2.cw")
def forecast(
    file: Annotated[Path, typer.Argument(help="A CSV or Parquet file with a row for each stamp of each series.")],
    horizon: Annotated[int, typer.Option(help="How many steps ahead to forecast.")],
    out: Annotated[Path, typer.Option(help="Where to save the model: a .cw file, or a folder.")],
    time: Annotated[str, typer.Option(help="The column of stamps.")] = "ds",
    target: Annotated[str, typer.Option(help="The column to forecast.")] = "y",
    id_column: Annotated[str, typer.Option("--id", help="The column that names the series, if there are many.")] = (
        "unique_id"
    ),
    freq: Annotated[str | None, typer.Option(help='The step between stamps: "h", "D", "W", "MS"; or inferred.')] = None,
    season_length: Annotated[int | None, typer.Option(help="Steps of a season; 1 for none.")] = None,
    input_size: Annotated[int | None, typer.Option(help="How many past steps the network sees.")] = None,
    cell: Annotated[str, typer.Option(help="The recurrent cell; see: cellwright cells.")] = "lstm",
    hidden_size: Annotated[int, typer.Option(help="The size of the recurrent state.")] = 64,
    num_layers: Annotated[int, typer.Option(help="How many recurrent layers lie above each other.")] = 1,
    bidirectional: Annotated[bool, typer.Option(help="Whether a second cell reads from the end.")] = False,
    max_epochs: Annotated[int, typer.Option(help="The most epochs to train for.")] = 100,
    seed: Annotated[int, typer.Option(help="The seed of all random numbers.")] = 0,
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="Any other option of cellwright.Forecaster, as name=value.")
    ] = None,
    checkpoint: Annotated[
        Path | None, typer.Option(help="A folder to save the run in; the same command takes up a stopped run.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="Backtest on the file as well, and write this HTML report.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Train a forecaster of one or many series."""
    options = {
        "horizon": horizon,
        "time_col": time,
        "target_col": target,
        "id_col": id_column,
        "freq": freq,
        "season_length": season_length,
        "input_size": input_size,
        "cell": cell,
        "hidden_size": hidden_size,
        "num_layers": num_layers,
        "bidirectional": bidirectional,
        "max_epochs": max_epochs,
        "random_state": seed,
        "progress": not as_json,
    }
    model = library("Forecaster")(**_merged(options, parsed(settings or [])))
    model.fit(file, checkpoint=checkpoint)
    saved = model.save(out)
    document = {"model": saved, "epochs": [len(run.epochs) for run in model.history_]}
    if report is not None:
        evaluation = model.evaluate()
        document |= {**evaluation.to_json(), "report": evaluation.save(report)}
    if as_json:
        print_json(document)
        return
    if report is not None:
        print_scores(evaluation)
        typer.echo(f"report: {document['report']}")
    typer.echo(f"model: {saved}")


def _merged(options: dict[str, Any], others: dict[str, Any]) -> dict[str, Any]:
    known = set(library("Forecaster")(horizon=1).get_params())
    for name in others:
        if name not in known:
            raise typer.BadParameter(f"{name!r} is not one of {', '.join(sorted(known))}", param_hint="--set")
    return {**options, **others}
