"""`cellwright cells [NAME]`: the catalogue of cells, and the page of one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cellwright.cli.library import library, module
from cellwright.cli.output import AsJson, print_json, print_table


def cells(
    name: Annotated[str | None, typer.Argument(help="A cell, to see all about it.")] = None,
    latex: Annotated[bool, typer.Option("--latex", help="Print its equations as LaTeX, and nothing else.")] = False,
    drawing: Annotated[Path | None, typer.Option(help="Write a drawing of its data flow (SVG) to this file.")] = None,
    docs: Annotated[Path | None, typer.Option(help="Write the pages of all cells to this folder.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the cells, or show one: equations, costs, backends, papers, and where it helps."""
    if docs is not None:
        _write_docs(docs)
    elif name is None:
        if latex or drawing:
            raise typer.BadParameter("--latex and --drawing need the NAME of a cell")
        _list(as_json)
    else:
        _show(name, latex, drawing, as_json)


def _list(as_json: bool) -> None:
    catalogue = library("cells").CATALOGUE
    if as_json:
        print_json({each: cell.summary for each, cell in catalogue.items()})
        return
    print_table("Cells", ["name", "what it is"], [[each, cell.summary] for each, cell in catalogue.items()], texts=2)


def _show(name: str, latex: bool, drawing: Path | None, as_json: bool) -> None:
    cell = module("cells").resolve_cell(name)
    if drawing is not None:
        drawing.parent.mkdir(parents=True, exist_ok=True)
        drawing.write_text(module("inspect.drawing").drawing(cell), encoding="utf-8")
    if latex:
        typer.echo("\n".join(module("equation.latex").latex(cell)))
        return
    pages = module("inspect.cell_page")
    page = pages.cell_page(cell)
    if as_json:
        print_json(pages.document(page))
    elif drawing is not None:
        typer.echo(f"drawing: {drawing}")
    else:
        typer.echo(pages.text(page))


def _write_docs(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    files = module("inspect.cell_page").docs()
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    typer.echo(f"{len(files)} files: {folder}")
