"""The catalogue: one row a cell. A new cell is a function in a file of its family, and a row here.

Its class is one line in `cellwright.nn.named`, and its name a word in `cellwright.__all__`; tests say what is missing.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from cellwright.cells import papers
from cellwright.cells.entry import Entry, Paper
from cellwright.cells.gru import gru
from cellwright.cells.lstm import cifg_lstm, lstm, lstm1997, peephole_lstm
from cellwright.cells.rnn import rnn
from cellwright.equation import Cell
from cellwright.errors import ArgumentError

# the cell, its class, its papers, and where it helps
_ROWS = (
    Entry(
        rnn, "RNN", (papers.ELMAN_1990,),
        "The smallest and the fastest. It serves where what counts lies a few steps back; over longer spans its "
        "gradients vanish or explode, and a gated cell learns what it cannot.",
    ),
    Entry(
        lstm1997, "LSTM1997", (papers.HOCHREITER_1997,),
        "For study and comparison. It cannot forget, so its memory only grows on a stream that has no end; take lstm.",
    ),
    Entry(
        lstm, "LSTM", (papers.GERS_2000_FORGET, papers.HOCHREITER_1997),
        "The one to begin with, and the one to beat. It remembers over hundreds of steps; a forget bias of 1 helps it "
        "to do so from the start.",
    ),
    Entry(
        peephole_lstm, "PeepholeLSTM", (papers.GERS_2000_TIME, papers.GERS_2000_FORGET),
        "For exact timing and counting, where a gate must see the memory while the output gate hides it. On most "
        "other data it does no better than lstm (Greff et al. 2015), for 3 H weights more.",
    ),
    Entry(
        cifg_lstm, "CIFGLSTM", (papers.GREFF_2015,),
        "A quarter of lstm's weights and products saved; in the study of Greff et al. no worse on speech, handwriting "
        "and music. Good where memory or time is short.",
    ),
    Entry(
        gru, "GRU", (papers.CHO_2014,),
        "Three quarters of lstm's weights and only one state to keep; often as good. It has no memory apart from its "
        "output, so counting and very long spans come harder to it.",
    ),
)  # fmt: skip
ENTRIES: Mapping[str, Entry] = {entry.cell.name: entry for entry in _ROWS}
CATALOGUE: Mapping[str, Cell] = {name: entry.cell for name, entry in ENTRIES.items()}

__all__ = [
    "CATALOGUE", "ENTRIES", "Entry", "Paper",
    "cifg_lstm", "gru", "lstm", "lstm1997", "peephole_lstm", "resolve_cell", "rnn",
]  # fmt: skip


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
