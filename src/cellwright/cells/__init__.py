"""The catalogue: one row a cell. A new cell is a function in a file of its family, and a row here."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from cellwright.cells.gru import gru
from cellwright.cells.lstm import cifg_lstm, lstm, lstm1997, peephole_lstm
from cellwright.cells.rnn import rnn
from cellwright.equation import Cell
from cellwright.errors import ArgumentError

CATALOGUE: Mapping[str, Cell] = {
    cell.name: cell
    for cell in (
        rnn,
        lstm1997,
        lstm,
        peephole_lstm,
        cifg_lstm,
        gru,
    )
}

__all__ = ["CATALOGUE", "cifg_lstm", "gru", "lstm", "lstm1997", "peephole_lstm", "resolve_cell", "rnn"]


def resolve_cell(cell: str | Cell) -> Cell:
    """The cell of a catalogue name, or the cell itself.

    Raises:
        ArgumentError: no such name; the message suggests the nearest one.
    """
    if isinstance(cell, Cell):
        return cell
    if isinstance(cell, str) and cell in CATALOGUE:
        return CATALOGUE[cell]
    near = difflib.get_close_matches(str(cell), CATALOGUE, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else "."
    raise ArgumentError(
        f"unknown cell {cell!r}{hint} The catalogue has {', '.join(sorted(CATALOGUE))}; "
        f"or pass a function decorated with @cw.cell"
    )
