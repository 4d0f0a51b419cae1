"""Bad arguments of comparisons: every message, word for word; nothing is fitted."""

from __future__ import annotations

from bad_input import Row, every_row, raises_exactly

import cellwright as cw

SERIES = [float(place % 7) for place in range(60)]


def row(name, message, *, model=None, data=SERIES, error=cw.ArgumentError, **options):
    settings = {"cells": ["rnn"], "seeds": 1, **options}
    task = cw.Forecaster(horizon=5, max_epochs=1, progress=False) if model is None else model
    return Row(name, lambda folder: cw.compare(task, data, **settings), error, message)


NUMBER = "must be an integer of at least 1"
SEEDS = f"seeds {NUMBER}, or a list of different integers of at least 0"
ROWS = [
    row("no task", "estimator must be an unfitted task, such as cw.Forecaster(horizon=12); got 'lstm'", model="lstm"),
    row("a bad option of the task", f"horizon {NUMBER}; got 0", model=cw.Forecaster(horizon=0)),
    row("no cells", 'cells must be a list of cells, such as ["rnn", "gru", "lstm"]; got []', cells=[]),
    row("one name", 'cells must be a list of cells, such as ["rnn", "gru", "lstm"]; got \'gru\'', cells="gru"),
    row("an unknown cell", "unknown cell 'gruu'; did you mean 'gru'? The catalogue has …", cells=["rnn", "gruu"]),
    row(
        "a cell twice", "the cell 'rnn(nonlinearity=tanh)' is there twice; leave one out",
        cells=["rnn", cw.cells.rnn],
    ),
    row("no seeds", f"{SEEDS}; got 0", seeds=0),
    row("a seed twice", f"{SEEDS}; got [1, 1]", seeds=[1, 1]),
    row("a seed below zero", f"{SEEDS}; got [-1]", seeds=[-1]),
    row("no parameters", f"parameters {NUMBER}, or None; got 0", parameters=0),
    row("no time", "budget_seconds must be a number above 0, or None; got 0", budget_seconds=0),
    row("nothing held out", "test_share must be a number above 0 and below 1; got 0", test_share=0),
    row("all held out", "test_share must be a number above 0 and below 1; got 1.0", test_share=1.0),
    row("no file", "there is no file none.csv", data="none.csv", error=cw.DataError),
    row(
        "a short series",
        "the longest series has 10 points; to hold out 0.2 of them, and at least a horizon of 5, leaves too few to "
        "learn from. Shorten the horizon, or give more history",
        data=SERIES[:10],
        error=cw.DataError,
    ),
]  # fmt: skip


@every_row(ROWS)
def test_bad_comparisons(row, tmp_path):
    raises_exactly(row, tmp_path)
