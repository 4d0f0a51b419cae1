"""The command line from outside: what it prints, where, and with which exit code."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pandas as pd
import pytest

import cellwright as cw
from cellwright.cli import main
from cellwright.cli.output import print_table
from cellwright.tasks import TASKS

WAVE = [20 + (place % 7) + 0.1 * place for place in range(70)]
FIT = ("--time", "day", "--target", "sold", "--horizon", "5", "--season-length", "7", "--hidden-size", "8")


def cellwright(*words, folder=None, check=True):
    """Run a command in this process: the same as in its own, without waiting for torch each time."""
    out, err, here = io.StringIO(), io.StringIO(), Path.cwd()
    os.chdir(folder or here)
    try:
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as end:
            main(list(map(str, words)))
    finally:
        os.chdir(here)
    code = end.value.code or 0
    if check:
        assert code == 0, err.getvalue()
    return subprocess.CompletedProcess(words, code, out.getvalue(), err.getvalue())


def in_its_own_process(*words, folder=None):
    command = [sys.executable, "-m", "cellwright", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)


def table(points):
    return pd.DataFrame({"day": pd.date_range("2024-01-01", periods=points), "sold": WAVE[:points]})


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with sales.csv, newer.csv, and model.cw fitted to the first."""
    folder = tmp_path_factory.mktemp("sales")
    table(60).to_csv(folder / "sales.csv", index=False)
    table(70).to_csv(folder / "newer.csv", index=False)
    cellwright("fit", "forecast", "sales.csv", *FIT, "--max-epochs", 2, "--out", "model.cw", folder=folder)
    return folder


@pytest.mark.parametrize("words", ["171,372", "a text of many words"])
def test_tables_are_cut_nowhere_where_no_terminal_sets_a_width(words):
    out = io.StringIO()
    with redirect_stdout(out):
        print_table("Scores", ["", *["number"] * 15], [["LogisticRegression", *[words] * 15]])
    [line] = [line for line in out.getvalue().splitlines() if "LogisticRegression" in line]
    assert line.count(words) == 15


def test_version_and_help_do_not_wait_for_torch():
    code = (
        "import sys; from cellwright.cli import main\n"
        "try: main({words})\n"
        "except SystemExit as end: assert not end.code\n"
        "assert not {{'torch', 'pandas', 'sklearn'}} & sys.modules.keys()"
    )
    helped = (["--help"], ["fit", "--help"])
    pages = (["cells"], ["cells", "gru"], ["cells", "gru", "--json"], ["cells", "gru", "--latex"])
    for words in (["--version"], *helped, *pages):
        run = subprocess.run(
            [sys.executable, "-c", code.format(words=words)], capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stderr
        assert run.stdout
    assert cellwright("--version").stdout == f"cellwright {cw.__version__}\n"


def test_every_verb_explains_itself():
    page = cellwright("--help").stdout
    for verb in ("fit", "predict", "evaluate", "compare", "cells", "data", "bench", "demo"):
        assert verb in page
        assert "Usage: cellwright" in cellwright(verb, "--help").stdout


def test_fit_predict_evaluate(folder):
    forecast = cellwright("predict", "model.cw", folder=folder)
    lines = forecast.stdout.splitlines()
    assert lines[0] == "unique_id,day,LSTM,LSTM-q-0.1,LSTM-q-0.5,LSTM-q-0.9"
    assert len(lines) == 6
    assert lines[1].startswith("sold,2024-03-01,")
    newer = cellwright("predict", "model.cw", "newer.csv", "--out", "next.parquet", folder=folder)
    assert newer.stdout == "prediction: next.parquet\n"
    assert pd.read_parquet(folder / "next.parquet").day.iloc[0] == pd.Timestamp("2024-03-11")
    scores = cellwright(
        "evaluate", "model.cw", "newer.csv", "--report", "report.html", "--set", "step_size=1", folder=folder
    )
    assert "SeasonalNaive" in scores.stdout
    assert scores.stdout.endswith("report: report.html\n")
    assert (folder / "report.html").stat().st_size > 10_000


def test_what_is_known_in_advance_is_a_file(folder):
    data = table(65).assign(promo=[place % 3 for place in range(65)])
    options = {"time_col": "day", "target_col": "sold", "season_length": 7, "hidden_size": 8, "max_epochs": 1}
    model = cw.Forecaster(5, **options, futr_exog=["promo"], random_state=0, progress=False).fit(data[:60])
    model.save(folder / "promo.cw")
    data[60:].drop(columns="sold").to_csv(folder / "future.csv", index=False)
    data[:60].to_csv(folder / "promo.csv", index=False)
    expected = model.predict(futr_df=data[60:].drop(columns="sold")).to_csv(index=False)
    for files in ((), ("promo.csv",)):
        forecast = cellwright("predict", "promo.cw", *files, "--future", "future.csv", folder=folder).stdout
        pd.testing.assert_frame_equal(pd.read_csv(io.StringIO(forecast)), pd.read_csv(io.StringIO(expected)))


def test_more_steps_than_a_model_was_fitted_for(folder):
    forecast = cellwright("predict", "model.cw", "--horizon", 12, folder=folder).stdout
    expected = cw.load(folder / "model.cw").predict(horizon=12).to_csv(index=False)
    pd.testing.assert_frame_equal(pd.read_csv(io.StringIO(forecast)), pd.read_csv(io.StringIO(expected)))


def test_json_is_all_that_is_printed(folder):
    fit = cellwright("fit", "forecast", "sales.csv", *FIT, "--max-epochs", 1, "--out", "j.cw", "--json", folder=folder)
    assert json.loads(fit.stdout) == {"model": "j.cw", "epochs": [1, 2]}
    forecast = json.loads(cellwright("predict", "model.cw", "--json", folder=folder).stdout)["prediction"]
    assert [row["unique_id"] for row in forecast] == ["sold"] * 5
    scores = json.loads(cellwright("evaluate", "model.cw", "newer.csv", "--json", folder=folder).stdout)
    assert set(scores) == {"scores", "verdict", "notes", "report"}
    assert set(scores["scores"]) == {"LSTM", "SeasonalNaive", "ETS"}
    cells = json.loads(cellwright("cells", "--json").stdout)
    assert list(cells) == list(cw.cells.CATALOGUE)
    gru = json.loads(cellwright("cells", "gru", "--json").stdout)
    assert gru["equations"][-1] == "h' = (1 - z) * n + z * h"
    assert gru["latex"][-1] == r"h_t = (1 - z_t) \odot n_t + z_t \odot h_{t-1}"
    assert (gru["class"], gru["papers"][0]["year"]) == ("GRU", 2014)
    assert gru["drawing"].startswith("<svg")


def test_all_about_a_cell(tmp_path):
    page = cellwright("cells", "peephole_lstm").stdout
    for part in ("i = σ(W_i x + R_i h + b_i + p_i * c)", "4 H I + 4 H² + 11 H", "IJCNN", "cw.PeepholeLSTM("):
        assert part in page
    assert cellwright("cells", "rnn", "--latex").stdout == ("a_t = W_h x_t + R_h h_{t-1} + b_h\nh_t = \\tanh(a_t)\n")
    assert cellwright("cells", "gru", "--drawing", "new/gru.svg", folder=tmp_path).stdout == "drawing: new/gru.svg\n"
    assert (tmp_path / "new/gru.svg").read_text().startswith("<svg")
    cellwright("cells", "--docs", "pages", folder=tmp_path)
    assert len(list((tmp_path / "pages").iterdir())) == 2 * len(cw.cells.CATALOGUE) + 1


def test_data_sets_are_listed_with_their_terms_and_written(tmp_path):
    listed = json.loads(cellwright("data", "--json").stdout)
    assert {"name", "task", "licence", "source", "citation", "bytes"} <= set(listed[0])
    table = cellwright("data").stdout
    assert all(row["name"] in table for row in listed)
    page = cellwright("data", "japanese_vowels").stdout
    for part in ("CC BY 4.0", "sktime/sktime@7bd7d1620c06", "Kudo, Toyama and Shimbo (1999)"):
        assert part in page
    assert cellwright("data", "co2", "--out", "co2.csv", folder=tmp_path).stdout == "co2: co2.csv\n"
    assert len(pd.read_csv(tmp_path / "co2.csv")) == 2284


def test_fit_with_a_backtest_and_other_options(folder):
    words = ("--quantiles", "0.05, 0.5, 0.95", "--optimizer", "adamw", "--cell", "gru", "--seed", 3)
    result = cellwright(
        "fit", "forecast", "sales.csv", *FIT, "--max-epochs", 1, *words, "--out", "deep/gru.cw", "--report", "r.html",
        "--seeds", 2, folder=folder,
    )  # fmt: skip
    assert "GRU" in result.stdout
    assert "2 seeds: MASE " in result.stdout
    assert "report: r.html" in result.stdout
    model = cw.load(folder / "deep/gru.cw")
    assert (model.optimizer, model.random_state, model.cell) == ("adamw", 3, "gru")


def test_a_fit_may_begin_with_the_weights_of_a_saved_model(folder):
    words = ("fit", "forecast", "sales.csv", *FIT, "--max-epochs", 1, "--freeze", 1, "--init-from", "model.cw")
    # what stands beside the network is fitted anew
    told = cellwright(*words, "--out", "warm.cw", folder=folder).stdout
    assert "begun with 8 of 12 weights of model.cw" in told
    document = json.loads(cellwright(*words, "--out", "warm.cw", "--json", folder=folder).stdout)
    assert "recurrent.weight_hh_l0" in document["taken_over"]


def test_compare(folder):
    words = ("compare", "sales.csv", *FIT, "--cells", "rnn, gru", "--seeds", 2, "--max-epochs", 1)
    result = cellwright(*words, "--report", "compare.html", folder=folder)
    for part in ("rnn", "gru", "SeasonalNaive", "MASE", "reach", "A difference is clear if"):
        assert part in result.stdout
    assert "comparing" not in result.stdout
    assert result.stdout.endswith("report: compare.html\n")
    assert "<h2>How far back a gradient survives</h2>" in (folder / "compare.html").read_text()
    document = json.loads(cellwright(*words, "--json", folder=folder).stdout)
    assert [fit["cell"] for fit in document["fits"]] == ["rnn", "gru"] * 2
    assert document["report"] is None


def test_bench_measures(folder):
    [row, *_] = json.loads(cellwright("bench", "--kind", "RNN", "--seconds", "0.01", "--json").stdout)
    assert row["task"] == "RNN inference"
    assert row["share_of_peak"] > 0


BAD = {
    "unknown verb": (["predikt"], 2, "No such command 'predikt'"),
    "unknown option": (["demo", "--foldr", "x"], 2, "No such option"),
    "no file": (["fit", "forecast", "none.csv", *FIT, "--out", "m.cw"], 1, "error: there is no file none.csv"),
    "unknown cell": (["cells", "lstn"], 1, "error: unknown cell 'lstn'; did you mean 'lstm'?"),
    "a drawing of no cell": (["cells", "--latex"], 2, "--latex and --drawing need the NAME of a cell"),
    "an unknown data set": (["data", "co3"], 1, "error: unknown data set 'co3'; did you mean 'co2'?"),
    "all data sets to one file": (["data", "--out", "x.csv"], 2, "--out needs the NAME of a data set"),
    "no model": (["predict", "none.cw"], 1, "error: there is no model file none.cw"),
    "not a model": (["predict", "sales.csv"], 1, "error: sales.csv is truncated or not a cellwright model"),
    "nothing known in advance": (
        ["predict", "model.cw", "--future", "newer.csv"], 1, "error: --future is given, but the model was",
    ),
    "a setting without =": (
        ["evaluate", "model.cw", "newer.csv", "--set", "step_size"], 2, "'step_size' is no setting",
    ),
    "an unknown setting": (["evaluate", "model.cw", "newer.csv", "--set", "stepsize=1"], 2, "'stepsize' is not one of"),
    "a bad value": (
        ["fit", "forecast", "sales.csv", *FIT, "--out", "m.cw", "--dropout", "2"], 1,
        "error: --dropout must be a number of at least 0 and below 1; got 2",
    ),
    "an unknown task": (["fit", "forcast", "sales.csv"], 2, "No such command 'forcast'"),
    "an unknown task to compare": (
        ["compare", "sales.csv", "--task", "forcast"], 1,
        f"error: --task must be one of {', '.join(entry.verb for entry in TASKS.values())}; got 'forcast'",
    ),
    "seeds without a report": (
        ["fit", "forecast", "sales.csv", *FIT, "--out", "m.cw", "--seeds", "2"], 2, "--test and --seeds are for",
    ),
    "a model that cannot be written": (
        ["fit", "forecast", "sales.csv", *FIT, "--out", "sales.csv/m.cw"], 1, "error: cannot write sales.csv/m.cw: ",
    ),
    "a report that cannot be written": (
        ["fit", "forecast", "sales.csv", *FIT, "--out", "m.cw", "--report", "sales.csv/r.html"], 1,
        "error: cannot write sales.csv/r.html: ",
    ),
    "a folder in place of a model": (
        ["fit", "forecast", "sales.csv", *FIT, "--out", "."], 1, "which is not of a model; name another folder",
    ),
    "a folder in place of a report": (
        ["fit", "forecast", "sales.csv", *FIT, "--out", "m.cw", "--report", "."], 1,
        "error: cannot write .: what is there is not a plain file",
    ),
    "no file to test on": (
        ["fit", "forecast", "sales.csv", *FIT, "--out", "m.cw", "--report", "r.html", "--test", "none.csv"], 1,
        "error: there is no file none.csv",
    ),
    "an unknown cell to compare": (
        ["compare", "sales.csv", *FIT, "--cells", "rnn,gruu"], 1, "error: unknown cell 'gruu'; did you mean 'gru'?",
    ),
    "nothing to compare on": (["compare", "none.csv", *FIT], 1, "error: there is no file none.csv"),
    "no column": (
        ["fit", "forecast", "sales.csv", "--horizon", "5", "--out", "m.cw"], 1, "error: there is no column 'ds'",
    ),
    "nothing new": (["evaluate", "model.cw", "sales.csv"], 1, "error: there is nothing to evaluate on"),
    "unknown format, before anything is read": (
        ["predict", "model.cw", "nowhere.csv", "--out", "f.xls"], 1, "error: cannot write f.xls",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_errors_are_sentences(folder, name):
    words, code, message = BAD[name]
    before = sorted(folder.iterdir())
    result = cellwright(*words, folder=folder, check=False)
    assert result.returncode == code, result.stderr
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
    assert sorted(folder.iterdir()) == before


def test_debug_shows_the_traceback(folder):
    result = in_its_own_process("predict", "none.cw", "--debug", folder=folder)
    assert "Traceback" in result.stderr
    assert result.returncode == 1


@pytest.mark.slow
def test_interrupting_a_fit_keeps_the_best_so_far(folder):
    words = ("fit", "forecast", "sales.csv", *FIT, "--max-epochs", 100_000, "--early-stopping", "none")
    process = subprocess.Popen(
        [sys.executable, "-m", "cellwright", *map(str, words), "--out", "stopped.cw", "--checkpoint", "run"],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    # a checkpoint folder appears when training goes on
    _wait(lambda: _epochs(folder / "run") > 0, process)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert "the best weights so far are kept" in errors
    assert cw.load(folder / "stopped.cw").history_[-1].ended == "by hand"


def _epochs(run: Path) -> int:
    states = list(run.rglob("state.json"))
    return len(json.loads(states[0].read_text())["progress"]["records"]) if states else 0


def _wait(condition, process):
    for _ in range(600):
        if condition():
            return
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.1)
    raise AssertionError("nothing happened")


@pytest.mark.slow
def test_the_demo_on_a_small_budget(tmp_path):
    result = in_its_own_process("demo", "--max-epochs", 4, "--json", folder=tmp_path)
    assert result.returncode == 0, result.stderr
    document = json.loads(result.stdout)
    assert document["scores"]["LSTM"]["MASE"] < document["scores"]["SeasonalNaive"]["MASE"]
    assert document["scores"]["ETS"]["MASE"] > 0
    assert Path(document["report"]).read_text().startswith("<!doctype html>")
    assert len(cw.load(document["model"]).predict()) == 52


def test_one_name_is_a_list_where_a_list_is_wanted_and_pairs_are_written_as_in_python(folder):
    table(60).assign(promo=[place % 3 for place in range(60)]).to_csv(folder / "one.csv", index=False)
    told = ("--futr-exog", "promo", "--quantiles", "0.5", "--calendar", "weekday", "--max-epochs", 1)
    cellwright("fit", "forecast", "one.csv", *FIT, *told, "--out", "one.cw", folder=folder)
    model = cw.load(folder / "one.cw")
    assert (model.futr_exog, model.quantiles, model.calendar) == (["promo"], [0.5], ["weekday"])
    (folder / "rows.csv").write_text("text,y\n" + "a fine film,good\na dull film,bad\n" * 9)
    for given in ("8,3", "[(8, 3)]", "[[8, 3]]"):
        small = ("--hidden-size", 4, "--max-epochs", 1, "--convolution", given, "--out", "rows.cw")
        cellwright("fit", "classify", "rows.csv", *small, folder=folder)
        assert cw.load(folder / "rows.cw").convolution == [[8, 3]]


def test_help_says_which_values_there_are():
    page = " ".join(cellwright("fit", "detect", "--help").stdout.replace("│", " ").split())
    for value in ("'forecast'", "'reconstruction'", "'next_event'", "'cosine'", "commas between them"):
        assert value in page


def test_messages_speak_of_options(folder):
    run = cellwright("fit", "forecast", "sales.csv", "--horizon", 5, "--out", "x.cw", folder=folder, check=False)
    assert run.returncode == 1
    assert "--time" in run.stderr
    assert "time_col" not in run.stderr
    words = ("fit", "forecast", "sales.csv", *FIT, "--early-stopping", "often", "--out", "x.cw")
    assert "error: --early-stopping must be" in cellwright(*words, folder=folder, check=False).stderr
