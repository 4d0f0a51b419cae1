"""The catalogue: one row a cell. A new cell is a function in a file of its family, and a row here."""

from __future__ import annotations

from collections.abc import Mapping

from cellwright.cells.gru import gru
from cellwright.cells.lstm import cifg_lstm, lstm, lstm1997, peephole_lstm
from cellwright.cells.rnn import rnn
from cellwright.equation import Cell

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

__all__ = ["CATALOGUE", "cifg_lstm", "gru", "lstm", "lstm1997", "peephole_lstm", "rnn"]
