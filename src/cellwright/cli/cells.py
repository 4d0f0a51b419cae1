"""`cellwright cells [NAME]`: the catalogue of cells, and the equations of one."""

from __future__ import annotations

from typing import Annotated

import typer

from cellwright.cli.library import library, module
from cellwright.cli.output import AsJson, print_json, print_table


def cells(
    name: Annotated[str | None, typer.Argument(help="A cell, to see its equations.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the cells, or show the equations of one."""
    if name is None:
        catalogue = library("cells").CATALOGUE
        if as_json:
            print_json({each: cell.summary for each, cell in catalogue.items()})
        else:
            rows = [[each, cell.summary] for each, cell in catalogue.items()]
            print_table("Cells", ["name", "what it is"], rows, texts=2)
        return
    cell = module("cells").resolve_cell(name)
    equations = module("equation.show").equations(cell)
    if as_json:
        print_json({"name": cell.name, "summary": cell.summary, "equations": equations, "options": dict(cell.options)})
        return
    typer.echo("\n".join([f"{cell.name}: {cell.summary}", "", *equations]))
