"""The catalogue: one row a cell. A new cell is a function in a file of its family, and a row here.

Its class is one line in `cellwright.nn.named`, and its name a word in `cellwright.__all__`; tests say what is missing.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from cellwright.cells import papers
from cellwright.cells.clockwork import clockwork_rnn
from cellwright.cells.depth_gated import depth_gated_lstm
from cellwright.cells.entry import Entry, Paper
from cellwright.cells.greff import greff_lstm
from cellwright.cells.grid import grid_lstm
from cellwright.cells.gru import gru
from cellwright.cells.lstm import cifg_lstm, lstm, lstm1997, peephole_lstm
from cellwright.cells.minimal import min_gru, min_lstm
from cellwright.cells.multiscale import hm_lstm
from cellwright.cells.mutations import mut1, mut2, mut3
from cellwright.cells.nested import nested_lstm
from cellwright.cells.quantum import quantum_lstm
from cellwright.cells.rnn import rnn
from cellwright.cells.slstm import slstm
from cellwright.equation import Cell
from cellwright.equation.node import Weight
from cellwright.errors import ArgumentError

# what the equations call their forget gates; that of an inner memory is "fi"
FORGET_GATES = {"f", "fi"}

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
    Entry(
        greff_lstm, "GreffLSTM", (papers.GREFF_2015,),
        "To find out what a part of the LSTM is worth on your data: nine variants, one change each. In the study none "
        "beat the vanilla cell clearly; the forget gate and the output activation mattered most.",
    ),
    Entry(
        mut1, "MUT1", (papers.JOZEFOWICZ_2015,),
        "A relative of gru found by search; in the paper the best of the three on arithmetic and XML, not on language.",
    ),
    Entry(
        mut2, "MUT2", (papers.JOZEFOWICZ_2015,),
        "A relative of gru found by search, with the reset before the matrix; in the paper close to gru throughout.",
    ),
    Entry(
        mut3, "MUT3", (papers.JOZEFOWICZ_2015,),
        "A relative of gru found by search; in the paper close to gru throughout.",
    ),
    Entry(
        depth_gated_lstm, "DepthGatedLSTM", (papers.YAO_2015,),
        "Where several layers are stacked: the memory of a layer reaches the next one without passing its gates. "
        "num_layers says how many; there is nothing to gain with one.",
    ),
    Entry(
        clockwork_rnn, "ClockworkRNN", (papers.KOUTNIK_2014,),
        "Signals with several time scales, such as waveforms: slow modules keep what fast ones would overwrite. It has "
        "no gates, so it cannot choose what to keep.",
    ),
    Entry(
        grid_lstm, "GridLSTM", (papers.KALCHBRENNER_2015,),
        "Deep stacks and algorithmic tasks, such as parity and addition: depth has memory cells and gates as time has. "
        "It costs more than two lstm layers of its size.",
    ),
    Entry(
        nested_lstm, "NestedLSTM", (papers.MONIZ_2018,),
        "Long spans with structure inside: the inner memory is written to only through the outer gates. Twice the "
        "products of lstm, and they must wait for each other.",
    ),
    Entry(
        hm_lstm, "HMLSTM", (papers.CHUNG_2016,),
        "Sequences of segments, such as characters in words: it finds boundaries by itself, and they can be looked at. "
        "Training is delicate; let the setting slope grow from 1 to 5.",
    ),
    Entry(
        slstm, "SLSTM", (papers.BECK_2024,),
        "Where a memory must be overwritten sharply: exponential gates revise what was stored. Heads see themselves "
        "only.",
    ),
    Entry(
        min_lstm, "MinLSTM", (papers.FENG_2024,),
        "Long sequences on few operations: all products are taken before the loop. It cannot look at its own state to "
        "decide, so stack two or more layers.",
    ),
    Entry(
        min_gru, "MinGRU", (papers.FENG_2024,),
        "As min_lstm, with one gate less: the cheapest gated cell here. Stack two or more layers.",
    ),
    Entry(
        quantum_lstm, "QuantumLSTM", (papers.CHEN_2020,),
        "To try out gates that are quantum circuits, on short sequences and few qubits: each gate of each step is "
        "simulated, which takes milliseconds. Nothing here shows that it learns better than an lstm. It needs the "
        "extra quantum.",
    ),
)  # fmt: skip
ENTRIES: Mapping[str, Entry] = {entry.cell.name: entry for entry in _ROWS}
CATALOGUE: Mapping[str, Cell] = {name: entry.cell for name, entry in ENTRIES.items()}

__all__ = [
    "CATALOGUE", "ENTRIES", "Entry", "Paper", "cifg_lstm", "clockwork_rnn", "depth_gated_lstm", "greff_lstm",
    "grid_lstm", "gru", "hm_lstm", "lstm", "lstm1997", "min_gru", "min_lstm", "mut1", "mut2", "mut3", "nested_lstm",
    "peephole_lstm", "quantum_lstm", "resolve_cell", "rnn", "slstm",
]  # fmt: skip


def has_forget_gate(cell: str | Cell) -> bool:
    """Whether a cell has a forget gate with a bias, under the names that the catalogue gives it."""
    return bool(forget_biases(resolve_cell(cell)))


def forget_biases(cell: Cell) -> list[Weight]:
    """One bias of each forget gate; none if the cell has no forget gate."""
    found: dict[tuple[str, int], Weight] = {}
    for weight in cell.weights:
        if weight.is_bias and weight.gate.partition("_")[0] in FORGET_GATES:
            found.setdefault((weight.gate, weight.layer), weight)
    return list(found.values())


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
