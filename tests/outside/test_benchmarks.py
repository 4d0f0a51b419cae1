"""The benchmarks: their rivals compute the same as we do, and a claim that does not hold is said not to hold."""

from __future__ import annotations

import ast
import json
import re
import sys
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
import torch

import cellwright as cw
from cellwright.inspect.bench import bench, check_agreement, operations, training
from cellwright.inspect.speed import Shape, Timing, race, table, take_turns, threads

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
NO_CLAIMS = {"__main__", "loops", "rivals", "verdicts"}
SCRIPTS = {path.stem: path for path in BENCHMARKS.glob("*.py") if path.stem not in NO_CLAIMS}


@pytest.fixture
def script(monkeypatch):
    """A file of the benchmarks by its name."""
    monkeypatch.syspath_prepend(BENCHMARKS)
    return import_module


@pytest.fixture
def rivals(script):
    return script("rivals")


@pytest.fixture
def verdicts(script):
    return script("verdicts")


def timing(theirs, batch=1, **others):
    seconds = {"cellwright": 1e-3, "torch.nn": theirs, **others}
    return Timing("LSTM training", Shape(batch, 2, 3, 4), 2, seconds, 1e6, 4e9)


def main_file():
    spec = spec_from_file_location("benchmarks_main", BENCHMARKS / "__main__.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_onnxruntime_has_the_same_lstm(rivals):
    torch.manual_seed(0)
    layer, x = torch.nn.LSTM(3, 5), torch.randn(7, 2, 3)
    state = torch.randn(2, 1, 2, 5)
    y, h, c = rivals.OnnxLSTM(layer, 1).run(x.numpy(), *state.numpy())
    expected, finals = layer(x, tuple(state))
    torch.testing.assert_close(torch.from_numpy(y[:, 0]), expected)
    torch.testing.assert_close(tuple(map(torch.from_numpy, (h, c))), finals)


def test_plain_loops_are_the_same_variants(script):
    for variant in script("variants_train_as_fast_as_lstm_and_four_times_as_fast_as_loops").ROWS:
        torch.manual_seed(0)
        layer, x = variant.layer(3, 8), torch.randn(7, 2, 3)
        loop = variant.loop(layer, lambda step: step)
        torch.testing.assert_close(loop(x)[0], layer(x)[0])
        torch.testing.assert_close(training(loop, x)(), training(layer, x)())


def test_an_lstm_of_as_many_operations(rivals):
    shape = Shape(32, 100, 64, 128)
    for layer in (cw.LSTM(64, 128), cw.GridLSTM(64, 128), cw.LSTM(64, 128, proj_size=64)):
        equal = rivals.equal_lstm(layer, shape)
        assert operations(equal, shape) == pytest.approx(operations(layer, shape), rel=0.02)


def test_rivals_that_disagree_are_not_timed():
    with pytest.raises(AssertionError, match="not close"):
        check_agreement([torch.ones(3)], [torch.tensor([1.0, 1.0, 1.01])])
    with pytest.raises(ValueError, match="shorter"):
        check_agreement([torch.ones(3)], [])


def test_a_claim_that_does_not_hold_is_said_not_to_hold(verdicts):
    claim = verdicts.Claim("torch.nn", 1.1)
    text = claim.judge([timing(1.2e-3), timing(1.1e-3, batch=2)]).text()
    assert text == "- **claim holds**: at least 1.1 x torch.nn, in all 2 rows"
    text = claim.judge([timing(1.2e-3), timing(1.09e-3, batch=2)]).text()
    assert text.startswith("- **claim does not hold**: at least 1.1 x torch.nn, in 1 of 2 rows; not in\n")
    assert text.endswith("LSTM training (2, 2, 3, 4), 2 threads: 1.09 x")


def test_a_claim_of_some_rows_looks_at_no_others(verdicts):
    claim = verdicts.Claim("torch.nn", 2.0, lambda row: row.seconds["torch.nn"] > 1.0, " where torch is slow")
    assert claim.judge([timing(2.0), timing(1e-3)]).text().endswith("where torch is slow, in all 1 rows")
    assert claim.judge([timing(1e-3)]).word() == "not measured"
    assert verdicts.Claim("nobody", 2.0).judge([timing(2.0)]).word() == "not measured"


def test_a_claim_about_the_mean_looks_at_the_geometric_mean(verdicts):
    rows = [timing(1e-3), timing(4e-3, batch=2)]
    assert verdicts.Claim("torch.nn", 1.99, mean=True).judge(rows).word() == "holds"
    judged = verdicts.Claim("torch.nn", 2.01, mean=True).judge(rows)
    assert (judged.word(), judged.worst, judged.average) == ("does not hold", 1.0, pytest.approx(2.0))
    assert judged.text().endswith("in the geometric mean; 2.00 x in 2 rows")


def test_claims_about_the_peak_and_about_the_best_peer(verdicts):
    row = timing(2.5e-3, onnxruntime=1.5e-3)
    assert verdicts.of_peak(0.25, lambda row: True, "").judge([row]).word() == "holds"
    assert verdicts.of_peak(0.26, lambda row: True, "").judge([row]).word() == "does not hold"
    assert verdicts.of_best(1.0, ["torch.nn", "onnxruntime", "absent"]).judge([row]).average == pytest.approx(1.5)


def test_an_upper_limit_is_an_upper_limit(verdicts):
    asked = {"asked": "at most 2 µs", "limit": 2.0, "most": True, "form": "{:.1f} µs"}
    assert verdicts.Verdict(figures={"a": 1.0, "b": 2.0}, **asked).word() == "holds"
    judged = verdicts.Verdict(figures={"a": 1.0, "b": 2.1}, **asked)
    assert judged.cells() == ["at most 2 µs", "2.1 µs", "1.4 µs", "**does not hold**"]


def test_verdicts_are_remembered_for_the_summary(verdicts, tmp_path, monkeypatch, capsys):
    file = tmp_path / "verdicts"
    monkeypatch.setenv(verdicts.REMEMBERED, str(file))
    verdicts.conclude([timing(1.2e-3)], [verdicts.Claim("torch.nn", 1.1), verdicts.Claim("torch.nn", 1.3)])
    kept = verdicts.remembered(file)
    assert [verdict.word() for verdict in kept] == ["holds", "does not hold"]
    text = main_file().summary({"LSTM training": kept})
    assert "| LSTM training | at least 1.3 x torch.nn | 1.20 x |" in text
    assert text.endswith("1 of 2 claims hold.\n")


def test_the_nearest_line(script):
    Series = script("time_grows_linearly_with_steps_and_batch").Series
    assert Series("t", "steps", {n: 3.0 + 2.0 * n for n in (1, 10, 100)}).deviation() == pytest.approx(0.0, abs=1e-9)
    assert Series("t", "steps", {n: float(n * n) for n in (1, 10, 100)}).deviation() > 0.5


def test_ragged_lengths_lie_between_a_quarter_and_all(script):
    ragged = script("ragged_lengths_train_four_times_as_fast_as_packed_torch")
    shape = Shape(32, 100, 3, 4)
    drawn = ragged.lengths(shape)
    assert (int(drawn.max()), int(drawn.min()) >= 25) == (100, True)
    assert ragged.useful(shape) == pytest.approx(0.625, abs=0.1)


def test_timings_for_people_and_for_machines_say_the_same():
    one = timing(2.5e-3)
    document = json.loads(json.dumps(one.to_json()))
    assert document["ratios"] == {"torch.nn": 2.5}
    assert document["share_of_peak"] == 0.25
    assert (document["hidden"], document["threads"]) == (4, 2)
    lines = table([one, timing(1.0)]).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert [cell.strip() for cell in lines[2].split("|")[1:-1]] == list(one.cells().values())
    assert {"2.50", "25 %", "1.00 ms"} <= set(one.cells().values())


def test_rivals_take_turns():
    order = []
    medians = take_turns({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, seconds=0.0)
    assert set(medians) == {"a", "b"}
    turns = re.sub(r"(.)\1*", r"\1", "".join(order))
    assert turns == "ab" * 5


def test_threads_are_those_that_were_asked_for():
    seen = set()
    timed = race(
        "t", Shape(1, 1, 1, 1), {"a": lambda: seen.add(torch.get_num_threads())}, operations=1, count=2, seconds=0
    )
    assert (seen, timed.threads, torch.get_num_threads()) == ({2}, 2, 1)
    with pytest.raises(RuntimeError, match="stop"), threads(2):
        raise RuntimeError("stop")
    assert torch.get_num_threads() == 1


def test_bench_measures_what_it_is_asked_for():
    shapes = [Shape(1, 2, 3, 4), Shape(2, 3, 1, 5)]
    timings = bench(["GRU", "RNN"], shapes, train=True, thread_counts=(1,), seconds=0.0)
    assert [(t.task, t.shape) for t in timings] == [(f"{k} training", s) for k in ("GRU", "RNN") for s in shapes]


def test_bench_names_the_kinds_that_it_knows():
    with pytest.raises(cw.ArgumentError, match="kind must be one of 'LSTM', 'GRU', 'RNN'; got 'lstm'"):
        bench(["lstm"], seconds=0.0)


def test_every_script_is_run_and_opens_with_its_claim(verdicts):
    assert sorted(main_file().SCRIPTS) == sorted(SCRIPTS)
    for path in SCRIPTS.values():
        claim = ast.get_docstring(ast.parse(path.read_text()))
        assert claim.endswith(".")
        assert "\n" not in claim


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_script_can_be_imported(name, script):
    assert callable(script(name).main)


def test_a_script_prints_its_claim_the_peak_a_table_and_a_verdict(verdicts, script, monkeypatch, capsys):
    monkeypatch.setitem(verdicts.LISTS, "small", (Shape(1, 2, 3, 4),))
    monkeypatch.setattr(sys, "argv", ["script", "--shapes", "small", "--seconds", "0"])
    module = script("lstm_trains_a_third_faster_than_torch")
    module.main()
    claim, peak, agreement, head, _, row, *_ = [line for line in capsys.readouterr().out.splitlines() if line]
    assert claim == f"## {module.__doc__}"
    assert re.match(r"Measured peak of fused multiply-adds in float32: \d+ GFLOP/s with 1 thread", peak)
    assert agreement.startswith("Results agree in all")
    assert head.startswith("| task ")
    assert row.startswith("| LSTM training |       1 |                  1, 2, 3, 4 |")
