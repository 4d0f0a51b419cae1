"""`cellwright fit TASK FILE`: train a model on a file and save it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from cellwright.cli.derived import named_only, with_options
from cellwright.cli.library import module
from cellwright.cli.output import AsJson, print_json, print_scores, read_from, written_to
from cellwright.tasks import TASKS

# how a command line says what is no single word or number
SPELLING = "Several values have commas between them, such as 0.1,0.5,0.9; none is the word none."


def check_place(path: Path) -> None:
    """Whether a model can be written there; what knows that waits for torch."""
    module("modelfile").check_place(path)


def fit(
    task: Any,
    options: dict[str, Any],
    file: Annotated[
        list[Path], typer.Argument(help="The data to train on: a CSV or Parquet file, or what the task reads.")
    ],
    out: Annotated[Path, written_to("Where to save the model: a .cw file, or a folder.", check_place)],
    report: Annotated[Path | None, written_to("Evaluate the model as well, and write this HTML report.")] = None,
    test: Annotated[
        list[Path] | None, read_from("Data to evaluate on; without it, a part of FILE. Once for each file.")
    ] = None,
    seeds: Annotated[int, typer.Option(help="How many models the report judges, each with another seed.")] = 1,
    checkpoint: Annotated[
        Path | None, typer.Option(help="A folder to save the run in; the same command takes up a stopped run.")
    ] = None,
    init_from: Annotated[
        Path | None, typer.Option(help="A saved model to begin with the weights of, where they fit.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Train a model on a file and save it."""
    if report is None and (test or seeds != 1):
        raise typer.BadParameter("--test and --seeds are for the evaluation; write --report too", param_hint="--report")
    model = task(**options, progress=not as_json)
    if report is not None:
        model.check_judge()
    model.fit(model.read(*file), checkpoint=checkpoint, init_from=init_from)
    saved = model.save(out)
    document = {"model": saved, "epochs": [len(run.epochs) for run in model.history_]}
    if init_from is not None:
        document["taken_over"] = list(model.taken_over_)
    if not as_json:
        if init_from is not None:
            weights = len(model.module_.state_dict())
            typer.echo(f"begun with {len(model.taken_over_)} of {weights} weights of {init_from}")
        typer.echo(f"model: {saved}")
    if report is not None:
        evaluation = model.evaluate(model.read(*test) if test else None, seeds=seeds)
        document |= {**evaluation.to_json(), "report": evaluation.save(report)}
        if not as_json:
            print_scores(evaluation)
            typer.echo(f"report: {report}")
    if as_json:
        print_json(document)


def fit_commands(words: Sequence[str]) -> typer.Typer:
    """A command for each task; only the one that these words name has its options, which wait for torch."""
    tasks = typer.Typer(no_args_is_help=True, help="Train a model on a file and save it.")
    for entry in TASKS.values():
        named = list(words[:2]) == ["fit", entry.verb]
        body = with_options(entry.verb, fit) if named else named_only(fit)
        tasks.command(entry.verb, help=entry.says, epilog=f"{SPELLING} Example: {entry.example}")(body)
    return tasks
