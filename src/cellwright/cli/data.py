"""`cellwright data [NAME]`: public data sets, what each is, and under which licence."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from cellwright.cli.library import module
from cellwright.cli.output import AsJson, print_json, print_table


def data(
    name: Annotated[str | None, typer.Argument(help="A data set, to see where it comes from.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write it as a table: a CSV, TSV or Parquet file.")] = None,
    as_json: AsJson = False,
) -> None:
    """List public data sets with their licences, show the source of one, or write it to a file.

    Files come from the folder in CELLWRIGHT_DATA, from the cache, or from where they were published; they are checked.
    """
    sets = module("data.datasets")
    if name is None:
        if out is not None:
            raise typer.BadParameter("--out needs the NAME of a data set")
        _list(sets, as_json)
        return
    row = sets.row_of(name)
    if out is not None:
        module("data.write").write_table(sets.as_frame(row.read()), out)
    if as_json:
        print_json({**_document(row), "out": out})
    elif out is not None:
        typer.echo(f"{row.name}: {out}")
    else:
        typer.echo("\n".join(f"{key:<10}{value}" for key, value in _document(row).items() if value))


def _list(sets: Any, as_json: bool) -> None:
    rows = sets.DATASETS.values()
    if as_json:
        print_json([_document(row) for row in rows])
        return
    table = [[row.name, row.task, row.licence, f"{row.size / 1e6:.2f}"] for row in rows]
    print_table("Public data sets; each has its own licence", ["name", "task", "licence", "MB"], table, texts=3)


def _document(row: Any) -> dict[str, Any]:
    return {
        "name": row.name,
        "says": row.says,
        "task": row.task,
        "split": row.split,
        "licence": row.licence,
        "source": ", ".join(row.sources),
        "citation": row.citation,
        "bytes": row.size,
        "files": len(row.public_files),
    }
