"""`cellwright trace MODEL [FILE]`: what happens inside a saved model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cellwright.cli.library import library
from cellwright.cli.output import AsJson, print_json, print_table, written_to


def trace(
    model: Annotated[Path, typer.Argument(help="A saved model.")],
    file: Annotated[Path | None, typer.Argument(help="Data as for: cellwright predict.")] = None,
    most: Annotated[int, typer.Option(help="No more examples than this, the first ones.")] = 32,
    report: Annotated[Path | None, written_to("Write this HTML page.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say what the gates of a model do over time, and how far back a gradient survives.

    Example: cellwright trace co2.cw --report trace.html
    """
    task = library("load")(model)
    found = task.trace(None if file is None else task.read(file), most=most)
    written = None if report is None else found.save(report)
    gates = found.saturation()
    if as_json:
        reach = None if found.reach is None else str(found.reach)
        print_json({"gates": gates.to_dict("records"), "reach": reach, "report": written})
        return
    rows = [
        [gate, str(layer), way, *(f"{share:.2f}" for share in shares)] for gate, layer, way, *shares in gates.values
    ]
    print_table("Gates, over all units and steps", list(gates.columns), rows, texts=3)
    typer.echo(str(found.reach or ""))
    if written is not None:
        typer.echo(f"report: {written}")
