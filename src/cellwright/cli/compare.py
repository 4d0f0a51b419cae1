"""`cellwright compare FILE`: which cell is best on one's own data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

import typer

from cellwright.cli.derived import named_only, with_options
from cellwright.cli.library import library, module
from cellwright.cli.output import AsJson, print_json, print_table, written_to
from cellwright.errors import ArgumentError
from cellwright.tasks import TASKS

# the task that the cells are put to where none is named
USUAL = "forecast"
# the columns that a terminal has room for, and what they are called there
SHOWN = {
    "sd": "±", "hidden_size": "hidden", "parameters": "weights", "fit_seconds": "s/fit", "memory_mb": "MB",
}  # fmt: skip


def compare_command(words: Sequence[str]) -> Callable[..., None]:
    """The command with the options of the task that these words name."""
    if list(words[:1]) != ["compare"]:
        return named_only(compare)
    named = [after for word, after in pairwise(words) if word == "--task"]
    verb = named[-1] if named else USUAL
    verbs = [entry.verb for entry in TASKS.values()]
    if verb not in verbs:
        raise ArgumentError(f"--task must be one of {', '.join(verbs)}; got {verb!r}")
    return with_options(verb, compare)


def compare(
    task: Any,
    options: dict[str, Any],
    file: Annotated[list[Path], typer.Argument(help="The data: a CSV or Parquet file, or what the task reads.")],
    cells: Annotated[
        str | None, typer.Option(help="The cells, with commas between them; see: cellwright cells.")
    ] = None,
    seeds: Annotated[int, typer.Option(help="How often each cell is fitted, each time with another seed.")] = 3,
    parameters: Annotated[
        int | None, typer.Option(help="Parameters of each network; those of an LSTM of --hidden-size if not given.")
    ] = None,
    budget_seconds: Annotated[float | None, typer.Option(help="The most seconds of training for each fit.")] = None,
    test_share: Annotated[float, typer.Option(help="The share of the data, at its end, that is held out.")] = 0.2,
    _verb: Annotated[str, typer.Option("--task", help="What is fitted; see: cellwright fit --help.")] = USUAL,
    report: Annotated[Path | None, written_to("Write this HTML report.")] = None,
    as_json: AsJson = False,
) -> None:
    """Fit several cells of equal size to a file: which one is better, by more than luck, and at what cost?

    Each is fitted with several seeds and scored on data that no fit has seen, beside the simple baselines of the task.
    Ctrl-C ends the comparison and keeps the fits that are complete.

    Example: cellwright compare co2.csv --time date --target co2 --horizon 12 --cells rnn,gru,lstm --report cells.html
    """
    model = task(**options, progress=not as_json)
    named = {} if cells is None else {"cells": [name.strip() for name in cells.split(",")]}
    limits = {"parameters": parameters, "budget_seconds": budget_seconds, "test_share": test_share}
    comparison = library("compare")(model, model.read(*file), **named, seeds=seeds, **limits)
    written = None if report is None else comparison.save(report)
    if as_json:
        print_json({**comparison.to_json(), "report": written})
        return
    _print(comparison)
    if written is not None:
        typer.echo(f"report: {written}")


def _print(comparison: Any) -> None:
    table = comparison.table.rename(columns={"mean": comparison.measure, **SHOWN})
    numbers = table[[comparison.measure, *SHOWN.values()]]
    reaches = {name: comparison.reach_in_words(name, trained=True) for name in comparison.complete}
    shown = zip(numbers.index, module("evaluate.shown").cells(numbers), strict=True)
    rows = [[str(name), *row, reaches.get(name, "")] for name, row in shown]
    print_table("On data that no fit has seen; lower is better", ["", *numbers.columns, "reach"], rows)
    typer.echo("\n".join([comparison.verdict, *comparison.notes]))
