"""`cellwright fit TASK FILE`: train a model on a file and save it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cellwright.cli import forecaster as of
from cellwright.cli.output import AsJson, print_json, print_scores

tasks = typer.Typer(no_args_is_help=True, help="Train a model on a file and save it.")


@tasks.command(epilog="Example: cellwright fit forecast co2.csv --time date --target co2 --horizon 52 --out co2.cw")
def forecast(
    file: of.File,
    horizon: of.Horizon,
    out: Annotated[Path, typer.Option(help="Where to save the model: a .cw file, or a folder.")],
    time: of.Time = "ds",
    target: of.Target = "y",
    id_column: of.IdColumn = "unique_id",
    freq: of.Freq = None,
    season_length: of.SeasonLength = None,
    input_size: of.InputSize = None,
    cell: Annotated[str, typer.Option(help="The recurrent cell; see: cellwright cells.")] = "lstm",
    hidden_size: of.HiddenSize = 64,
    num_layers: of.NumLayers = 1,
    bidirectional: of.Bidirectional = False,
    max_epochs: of.MaxEpochs = 100,
    seed: Annotated[int, typer.Option(help="The seed of all random numbers.")] = 0,
    settings: of.Settings = None,
    checkpoint: Annotated[
        Path | None, typer.Option(help="A folder to save the run in; the same command takes up a stopped run.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="Backtest on the file as well, and write this HTML report.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Train a forecaster of one or many series."""
    model = of.forecaster(
        settings,
        horizon=horizon,
        time_col=time,
        target_col=target,
        id_col=id_column,
        freq=freq,
        season_length=season_length,
        input_size=input_size,
        cell=cell,
        hidden_size=hidden_size,
        num_layers=num_layers,
        bidirectional=bidirectional,
        max_epochs=max_epochs,
        random_state=seed,
        progress=not as_json,
    )
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
