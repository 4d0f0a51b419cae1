"""`cellwright compare FILE`: which cell is best on one's own data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from cellwright.cli import forecaster as of
from cellwright.cli.library import library
from cellwright.cli.output import AsJson, print_json, print_table

# the columns that a terminal has room for, and what they are called there
SHOWN = {
    "sd": "±", "hidden_size": "hidden", "parameters": "weights", "fit_seconds": "s/fit", "memory_mb": "MB",
}  # fmt: skip


def compare(
    file: of.File,
    horizon: of.Horizon,
    time: of.Time = "ds",
    target: of.Target = "y",
    id_column: of.IdColumn = "unique_id",
    freq: of.Freq = None,
    season_length: of.SeasonLength = None,
    input_size: of.InputSize = None,
    cells: Annotated[
        str | None, typer.Option(help="The cells, with commas between them; see: cellwright cells.")
    ] = None,
    seeds: Annotated[int, typer.Option(help="How often each cell is fitted, each time with another seed.")] = 3,
    hidden_size: of.HiddenSize = 64,
    parameters: Annotated[
        int | None, typer.Option(help="Parameters of each network; those of an LSTM of --hidden-size if not given.")
    ] = None,
    num_layers: of.NumLayers = 1,
    bidirectional: of.Bidirectional = False,
    max_epochs: of.MaxEpochs = 100,
    budget_seconds: Annotated[float | None, typer.Option(help="The most seconds of training for each fit.")] = None,
    test_share: Annotated[float, typer.Option(help="The share of the data, at its end, that is held out.")] = 0.2,
    seed: Annotated[int, typer.Option(help="The first seed.")] = 0,
    settings: of.Settings = None,
    report: Annotated[Path | None, typer.Option(help="Write this HTML report.")] = None,
    as_json: AsJson = False,
) -> None:
    """Fit several cells of equal size to a file: which one is better, by more than luck, and at what cost?

    Each is fitted with several seeds and scored on data that no fit has seen, beside seasonal naive and ETS. Ctrl-C
    ends the comparison and keeps the fits that are complete.

    Example: cellwright compare co2.csv --time date --target co2 --horizon 12 --cells rnn,gru,lstm --report cells.html
    """
    model = of.forecaster(
        settings,
        horizon=horizon,
        time_col=time,
        target_col=target,
        id_col=id_column,
        freq=freq,
        season_length=season_length,
        input_size=input_size,
        hidden_size=hidden_size,
        num_layers=num_layers,
        bidirectional=bidirectional,
        max_epochs=max_epochs,
        random_state=seed,
        progress=not as_json,
    )
    named = {} if cells is None else {"cells": [name.strip() for name in cells.split(",")]}
    limits = {"parameters": parameters, "budget_seconds": budget_seconds, "test_share": test_share}
    comparison = library("compare")(model, file, **named, seeds=seeds, **limits)
    written = None if report is None else comparison.save(report)
    if as_json:
        print_json({**comparison.to_json(), "report": written})
        return
    _print(comparison)
    if written is not None:
        typer.echo(f"report: {written}")


def _print(comparison: Any) -> None:
    table = comparison.table.rename(columns={"mean": comparison.measure, **SHOWN})
    numbers = table[[comparison.measure, *SHOWN.values()]].astype(object)
    reaches = {name: comparison.reach_in_words(name, trained=True) for name in comparison.complete}
    rows = [[str(name), *map(_shown, row), reaches.get(name, "")] for name, *row in numbers.itertuples()]
    print_table("On data that no fit has seen; lower is better", ["", *numbers.columns, "reach"], rows)
    typer.echo("\n".join([comparison.verdict, *comparison.notes]))


def _shown(value: object) -> str:
    if not isinstance(value, (int, float)) or value != value:  # noqa: PLR0124  # NaN is not itself
        return ""
    return f"{value:,}" if isinstance(value, int) else f"{value:.3g}"
