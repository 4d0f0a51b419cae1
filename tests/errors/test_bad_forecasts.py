"""Bad options and bad data of forecasters: every message, word for word; nothing is written."""

from __future__ import annotations

import numpy as np
import pandas as pd
from bad_input import Row, every_row, raises_exactly

import cellwright as cw
from cellwright.data.datasets import dataset
from cellwright.data.write import write_table

DAYS = 40
FRAME = pd.DataFrame(
    {"unique_id": "a", "ds": pd.date_range("2024-01-01", periods=DAYS), "y": np.sin(np.arange(DAYS)) + 3}
)


def model(**options):
    settings = {"horizon": 5, "season_length": 7, "hidden_size": 4, "max_epochs": 1, "random_state": 0}
    return cw.Forecaster(**{**settings, "progress": False, **options})


def option(message, **options):
    [(name, value)] = options.items()
    return Row(f"{name}={value!r}", lambda folder: model(**options).fit(FRAME), cw.ArgumentError, message)


def fitting(name, data, message, error=cw.DataError, **options):
    return Row(name, lambda folder: model(**options).fit(data), error, message)


def fitted(name, call, message, error=cw.DataError):
    return Row(name, lambda folder: call(model().fit(FRAME), folder), error, message)


OPTIONS = [
    option("horizon must be an integer of at least 1; got 0", horizon=0),
    option("horizon must be an integer of at least 1; got '12'", horizon="12"),
    option("decoding must be one of 'direct', 'recursive'; got 'greedy'", decoding="greedy"),
    option("output_chunk_length must be an integer of at least 1; got 0", output_chunk_length=0),
    fitted(
        "no step at all",
        lambda one, folder: one.predict(horizon=0),
        "horizon must be an integer of at least 1; got 0",
        cw.ArgumentError,
    ),
    option("input_size must be an integer of at least 1, or None; got 0", input_size=0),
    option("season_length must be an integer of at least 1, or None; got 0", season_length=0),
    option("quantiles must be increasing numbers between 0 and 1; got (0.9, 0.1)", quantiles=(0.9, 0.1)),
    option("quantiles must be increasing numbers between 0 and 1; got (0.5, 1)", quantiles=(0.5, 1)),
    option('scaling must be "window", "reversible", "standard", "minmax" or None; got \'robust\'', scaling="robust"),
    option("cell must be the name of a cell, or a @cw.cell; got 7", cell=7),
    option(
        "unknown cell 'lstmm'; did you mean 'lstm'? The catalogue has …",
        cell="lstmm",
    ),
    option("hidden_size must be an integer of at least 1; got True", hidden_size=True),
    option("bidirectional must be True or False; got 'yes'", bidirectional="yes"),
    option(
        "optimizer must be one of 'adam', 'adamw', 'nadam', 'radam', 'rmsprop', 'adagrad', 'sgd'; got 'adamm'",
        optimizer="adamm",
    ),
    option("learning_rate must be a number above 0; got 0", learning_rate=0),
    option("dropout must be a number of at least 0 and below 1; got 1", dropout=1),
    option("l2 must be a number of at least 0; got -0.1", l2=-0.1),
    option("validation_split must be a number of at least 0 and below 1; got 1.0", validation_split=1.0),
    option("early_stopping must be an integer of at least 1, or None; got 0", early_stopping=0),
    option("precision must be one of 'float32', 'float64'; got 'bf16'", precision="bf16"),
    option("random_state must be an integer of at least 0, or None; got -1", random_state=-1),
    option("time_col must be a string that is not empty; got ''", time_col=""),
]

DATA = [
    fitting(
        "horizon longer than the series", FRAME,
        "the longest series has 40 points; a horizon of 40 needs at least 41, and many more to learn from. Shorten the "
        "horizon, or give more history",
        horizon=40,
    ),
    fitting(
        "no value at all", FRAME.assign(y=np.nan),
        "series 'a' has no value at all: y is missing in each of its 40 rows; leave the series out",
    ),
    fitting(
        "two dimensions", np.zeros((10, 2)),
        "expected one series as a 1-d array, or a long frame with the columns 'unique_id', 'ds' and 'y'; got ndarray "
        "of shape (10, 2)",
    ),
    Row(
        "a checkpoint without a seed",
        lambda folder: model(random_state=None).fit(FRAME, checkpoint=folder / "run"), cw.ArgumentError,
        "a run with a checkpoint repeats its random numbers; write random_state=0, or any seed",
    ),
    fitting(
        "a loss that explodes", FRAME, "the validation loss became nan in epoch 2; lower learning_rate, which is 1e+30",
        cw.ArgumentError, max_epochs=9, learning_rate=1e30, gradient_clip=None, optimizer="sgd", scaling=None,
    ),
]  # fmt: skip

VERBS = [
    fitted(
        "nothing new to evaluate on", lambda m, folder: m.evaluate(FRAME),
        "there is nothing to evaluate on: no series goes on behind the training data. Give newer rows, or write "
        "evaluate() to backtest on the training data",
    ),
    fitted(
        "more windows than data", lambda m, folder: m.cross_validation(FRAME, n_windows=50),
        "series 'a' has 40 points; 50 windows of horizon 5, 5 apart, need at least 252. Leave it out, or ask for fewer "
        "windows",
    ),
    fitted(
        "no windows", lambda m, folder: m.cross_validation(FRAME, n_windows=0),
        "n_windows must be an integer of at least 1; got 0", cw.ArgumentError,
    ),
    fitted(
        "no step", lambda m, folder: m.cross_validation(FRAME, step_size=0),
        "step_size must be an integer of at least 1; got 0", cw.ArgumentError,
    ),
    fitted(
        "history on another grid",
        lambda m, folder: m.predict(FRAME.assign(ds=pd.date_range("2024-01-01", periods=DAYS, freq="h"))),
        "series 'a': the stamp 2024-01-01 01:00:00 in row 1 is not on the grid of step 'D' that begins at 2024-01-01; "
        'correct it, or name another step with freq=, "irregular" if there is none',
    ),
    fitted(
        "history without dates", lambda m, folder: m.predict([1.0, 2.0, 3.0]),
        "freq='D' does not fit the stamps, which are integers",
    ),
    fitted(
        "empty history", lambda m, folder: m.predict(FRAME[:0]),
        "the table is empty; expected one row for each stamp of each series",
    ),
    fitted(
        "a folder that is a file", lambda m, folder: m.save(blocked(folder) / "model.cw"),
        "cannot write {folder}/file/model.cw: File exists; what was there before is unchanged", cw.ModelFileError,
    ),
    fitted(
        "backtest of a loaded model", lambda m, folder: cw.load(m.save(folder / "m.cw")).evaluate(),
        "a loaded model has no training data to backtest on; write evaluate(df)", cw.ArgumentError,
    ),
    Row("no such model", lambda folder: cw.load(folder / "m.cw"), cw.ModelFileError,
        "there is no model file {folder}/m.cw"),
    Row("no such data set", lambda folder: dataset("co3"), cw.ArgumentError,
        "unknown data set 'co3'; did you mean 'co2'?"),
    Row("a table in an unknown format", lambda folder: write_table(FRAME, folder / "t.xls"), cw.DataError,
        "cannot write {folder}/t.xls: expected a file that ends in .csv, .tsv, .parquet"),
    Row("a table where a file is in the way", lambda folder: write_table(FRAME, blocked(folder) / "t.csv"),
        cw.DataError, "cannot make the folder {folder}/file: File exists"),
]  # fmt: skip


def blocked(folder):
    path = folder / "file"
    path.write_text("in the way")
    return path


@every_row(OPTIONS + DATA + VERBS)
def test_the_message_is_exact(row, tmp_path):
    raises_exactly(row, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} <= {"file", "m.cw"}
