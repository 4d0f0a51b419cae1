"""The benchmarks: their rivals compute the same as we do, and a claim that does not hold is said not to hold."""

from __future__ import annotations

import ast
import json
import re
import sys
from pathlib import Path

import pytest
import torch

import cellwright as cw
from cellwright.inspect.bench import bench, check_agreement, training
from cellwright.inspect.speed import Shape, Timing, race, table, take_turns, threads

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
NO_CLAIMS = {"__main__", "rivals"}


@pytest.fixture
def rivals(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    import rivals

    return rivals


def timing(theirs):
    return Timing("LSTM training", Shape(1, 2, 3, 4), 2, {"cellwright": 1e-3, "torch.nn": theirs}, 1e6, 4e9)


def test_onnxruntime_has_the_same_lstm(rivals):
    torch.manual_seed(0)
    layer, x = torch.nn.LSTM(3, 5), torch.randn(7, 2, 3)
    state = torch.randn(2, 1, 2, 5)
    y, h, c = rivals.OnnxLSTM(layer, 1).run(x.numpy(), *state.numpy())
    expected, finals = layer(x, tuple(state))
    torch.testing.assert_close(torch.from_numpy(y[:, 0]), expected)
    torch.testing.assert_close(tuple(map(torch.from_numpy, (h, c))), finals)


def test_the_eager_loop_is_the_same_peephole_lstm(rivals):
    torch.manual_seed(0)
    layer, x = cw.Recurrent(cw.cells.peephole_lstm, 3, 5), torch.randn(7, 2, 3)
    loop = rivals.EagerPeephole(layer)
    torch.testing.assert_close(loop(x), layer(x))
    torch.testing.assert_close(training(loop, x)(), training(layer, x)())


def test_rivals_that_disagree_are_not_timed():
    with pytest.raises(AssertionError, match="not close"):
        check_agreement([torch.ones(3)], [torch.tensor([1.0, 1.0, 1.01])])
    with pytest.raises(ValueError, match="shorter"):
        check_agreement([torch.ones(3)], [])


def test_a_claim_that_does_not_hold_is_said_not_to_hold(rivals):
    claim = rivals.Claim("torch.nn", 1.1)
    assert claim.verdict([timing(1.2e-3), timing(1.1e-3)]).startswith("- **claim holds**: at least 1.1 x torch.nn")
    verdict = claim.verdict([timing(1.2e-3), timing(1.09e-3)])
    assert verdict.startswith("- **claim does not hold**: at least 1.1 x torch.nn, in 1 of 2 rows; not in\n")
    assert verdict.endswith("LSTM training (1, 2, 3, 4), 2 threads: 1.09 x")


def test_a_claim_of_some_rows_looks_at_no_others(rivals):
    claim = rivals.Claim("torch.nn", 2.0, lambda row: row.seconds["torch.nn"] > 1.0, " where torch is slow")
    assert claim.verdict([timing(2.0), timing(1e-3)]).endswith("where torch is slow, in all 1 rows")
    assert claim.verdict([timing(1e-3)]).startswith("- **claim not measured**")


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


def test_every_script_is_run_and_opens_with_its_claim(monkeypatch):
    scripts = {path.stem: path for path in BENCHMARKS.glob("*.py") if path.stem not in NO_CLAIMS}
    tree = ast.parse((BENCHMARKS / "__main__.py").read_text())
    (listed,) = (n.value for n in tree.body if isinstance(n, ast.Assign) and n.targets[0].id == "SCRIPTS")
    assert sorted(ast.literal_eval(listed)) == sorted(scripts)
    for path in scripts.values():
        claim = ast.get_docstring(ast.parse(path.read_text()))
        assert claim.endswith(".")
        assert "\n" not in claim


def test_a_script_prints_its_claim_the_peak_a_table_and_a_verdict(rivals, monkeypatch, capsys):
    import lstm_trains_faster_than_torch as script

    monkeypatch.setattr(rivals, "SMALL", (Shape(1, 2, 3, 4),))
    monkeypatch.setattr(sys, "argv", ["script", "--shapes", "small", "--seconds", "0"])
    script.main()
    claim, peak, agreement, head, _, row, *_ = [line for line in capsys.readouterr().out.splitlines() if line]
    assert claim == "## An LSTM trains at least 1.1 times as fast as torch.nn.LSTM."
    assert re.match(r"Measured peak of fused multiply-adds in float32: \d+ GFLOP/s with 1 thread", peak)
    assert agreement.startswith("Results agree in all")
    assert head.startswith("| task ")
    assert row.startswith("| LSTM training |       1 |                  1, 2, 3, 4 |")
