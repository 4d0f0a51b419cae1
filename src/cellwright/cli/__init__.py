"""The command line: one verb a file, each a few lines that call the library.

Exit codes: 0 done; 1 the data, the options or a file are not what they must be; 2 the command is not spelled as it must
be; 70 an error of cellwright itself; 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import Annotated

import typer

from cellwright.cli.bench import bench
from cellwright.cli.cells import cells
from cellwright.cli.compare import compare_command
from cellwright.cli.data import data
from cellwright.cli.demo import demo
from cellwright.cli.evaluate import evaluate
from cellwright.cli.explain import explain
from cellwright.cli.fit import fit_commands
from cellwright.cli.generate import chat, generate
from cellwright.cli.midi import midi
from cellwright.cli.predict import predict
from cellwright.cli.trace import trace
from cellwright.errors import CellwrightError

# an argument of the library that is no field of a task, and its option
FUTURE = ("futr_df", "--future")
USER_ERROR, OWN_ERROR, INTERRUPTED = 1, 70, 130
ISSUES = "https://github.com/cellwright/cellwright/issues"


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cellwright {version('cellwright')}")
        raise typer.Exit


def _options(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error; may stand anywhere.")] = False,
) -> None:
    """These are dealt with before any command."""


def command_line(words: Sequence[str]) -> typer.Typer:
    """The commands; those that train a task have its options if these words name it."""
    app = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
        help="You write the cell; cellwright builds the machine.",
        epilog="Exit codes: 0 done, 1 wrong data, options or file, 2 wrong command, 70 an error of ours, "
        "130 interrupted.",
    )
    app.callback()(_options)
    app.add_typer(fit_commands(words), name="fit")
    app.command(no_args_is_help=True)(compare_command(words))
    for verb in (predict, evaluate, generate, chat, midi, explain, trace, cells, data, bench, demo):
        app.command(no_args_is_help=verb in {predict, evaluate, generate, chat, midi})(verb)
    return app


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit with its code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in words
    words = [word for word in words if word != "--debug"]
    try:
        command_line(words)(words, prog_name="cellwright")
    except SystemExit as end:
        if end.code == INTERRUPTED:  # which typer says nothing of
            typer.echo(_interrupted(words), err=True)
        raise
    except (Exception, KeyboardInterrupt) as error:
        if debug:
            raise
        message, code = (_interrupted(words), INTERRUPTED) if isinstance(error, KeyboardInterrupt) else _said(error)
        typer.echo(message, err=True)
        sys.exit(code)


def _interrupted(words: Sequence[str]) -> str:
    kept = any(word.startswith("--checkpoint") for word in words)
    return f"interrupted{'; the same command goes on from what its checkpoint holds' if kept else ''}"


def _said(error: Exception) -> tuple[str, int]:
    """What people are told first, and the exit code; the traceback they can ask for."""
    if isinstance(error, CellwrightError):
        return f"error: {str(error).replace(*FUTURE)}", USER_ERROR
    text = f"error of cellwright: {type(error).__name__}: {error}"
    return f"{text}\nAdd --debug for the traceback, and please tell us: {ISSUES}", OWN_ERROR
