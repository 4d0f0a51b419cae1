"""Law: threads that share the columns of each step compute the same bits as one, however many there are.

They meet behind every phase, so a barrier that lets somebody through too early would show: memory is NaN until it is
written.
"""

from __future__ import annotations

import ctypes
import itertools
import os
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
import torch
from batches import CASES
from oracle import random_data, run_inference, run_training
from subjects import SUBJECTS, every_subject

import cellwright as cw
from cellwright.plan.layer import inference
from cellwright.plan.weights import INT8
from cellwright.run import chain, kernel, threads
from cellwright.run.host import host
from cellwright.run.library import KERNEL
from cellwright.run.team import Barrier, OpenMPTeam, PythonTeam, loaded_openmp
from cellwright.run.threads import by_columns

pytestmark = pytest.mark.skipif(not threads.CAN_MEET, reason="a barrier needs sched_yield, which this system lacks")

TEAMS = {"python": PythonTeam}
if loaded_openmp():
    TEAMS["openmp"] = lambda: OpenMPTeam(loaded_openmp())
every_team = pytest.mark.parametrize("team", TEAMS)

# seven sequences of a width that takes several tiles
FIRST = next(case for case in CASES if case.hidden == 64)
# one phase, several, reductions, numbers beside vectors
KINDS = ("lstm", "gru_reset_before", "lstm_layer_norm", "single_numbers")
some_kinds = pytest.mark.parametrize("cell", [SUBJECTS[name] for name in KINDS], ids=KINDS)


@pytest.fixture
def columns(monkeypatch):
    """The smallest work is shared, by columns."""
    monkeypatch.setattr(threads, "WORTH_A_THREAD", 1)
    monkeypatch.setattr(threads, "WORTH_A_MEETING", 0)
    monkeypatch.setattr(threads, "FEW_PER_CACHE", float("inf"))
    shared = []
    monkeypatch.setattr(kernel, "share_columns", lambda *a: shared.append(1) or threads.share_columns(*a))
    yield
    assert shared


def check_case(cell, case, dtype):
    data = random_data(cell, case)
    one = run_training(cell, case, data, host(), dtype, threads=1).all()
    for count in (2, 3):
        more = run_training(cell, case, data, host(), dtype, threads=count).all()
        assert [name for name in one if one[name].tobytes() != more[name].tobytes()] == [], case.name


@every_subject
@pytest.mark.usefixtures("poisoned", "columns")
def test_every_cell_is_the_same(cell):
    check_case(cell, FIRST, "float64")


@some_kinds
@pytest.mark.usefixtures("poisoned", "columns")
def test_every_batch_is_the_same(cell):
    for case in CASES:
        check_case(cell, case, "float32")


@some_kinds
@pytest.mark.usefixtures("poisoned", "columns")
def test_weights_of_8_bits_too(cell):
    data = random_data(cell, FIRST)
    results = [run_inference(cell, FIRST, data, host(), "float32", count, INT8) for count in (1, 2, 3)]
    assert len({(output.tobytes(), *(final.tobytes() for final in finals)) for output, finals in results}) == 1


def gradients(layer, x):
    return torch.autograd.grad(layer(x)[0].square().sum(), [x, *layer.parameters()])


@every_team
@pytest.mark.usefixtures("poisoned", "columns")
def test_layers_are_the_same_with_every_team(team, monkeypatch):
    torch.manual_seed(0)
    layer, x = cw.GRU(8, 100, num_layers=2, bidirectional=True), torch.randn(9, 1, 8, requires_grad=True)
    alone = gradients(layer, x)
    made = TEAMS[team]()
    monkeypatch.setattr(threads, "_team", lambda *_: made)
    for count in (2, 3, 5):
        torch.set_num_threads(count)
        assert all(map(torch.equal, alone, gradients(layer, x)))


def stepwise(layer, x, count):
    """The outputs of a stream on so many threads, and its last states."""
    torch.set_num_threads(count)
    stream = layer.stream(batch=x.shape[1])
    outputs = [stream.step(row) for row in x.numpy()]
    return [*outputs, *(stream.state if isinstance(stream.state, tuple) else (stream.state,))]


@pytest.fixture
def shared_streams(monkeypatch):
    """The smallest step of a stream is shared, by columns, but for every third; how many threads had each."""
    monkeypatch.setattr(threads, "WORTH_BEGINNING", 1)
    monkeypatch.setattr(threads, "WORTH_A_MEETING", 0)
    monkeypatch.setattr(threads, "FEW_PER_CACHE", float("inf"))
    turns = itertools.cycle([False, False, True])
    monkeypatch.setattr(chain, "granted", lambda count: 1 if next(turns) else count)
    shared = []
    run = threads.Together.__call__
    monkeypatch.setattr(threads.Together, "__call__", lambda self: shared.append(self.members) or run(self))
    return shared


@some_kinds
@every_team
@pytest.mark.parametrize("sequences", [1, 3])
@pytest.mark.usefixtures("poisoned")
def test_streams_are_the_same_with_every_team(cell, team, sequences, shared_streams, monkeypatch):
    torch.manual_seed(0)
    layer = cw.Recurrent(cell, 8, 100, num_layers=3, residual=True, backend="cpu").eval()
    x = torch.randn(9, sequences, 8)
    alone = stepwise(layer, x, 1)
    made = TEAMS[team]()
    monkeypatch.setattr(threads, "_team", lambda *_: made)
    for count in (2, 3, 5):
        assert all(map(np.array_equal, alone, stepwise(layer, x, count)))
        assert shared_streams[-6:] == [count] * 6


@pytest.mark.usefixtures("poisoned", "shared_streams")
def test_a_stream_in_which_nobody_waits_is_seen(monkeypatch):
    monkeypatch.setattr(chain, "Barrier", lambda members: no_meeting(Barrier(members)))
    layer, x = cw.LSTM(8, 100, num_layers=3).eval(), torch.randn(200, 1, 8)
    alone = stepwise(layer, x, 1)
    assert any(not all(map(np.array_equal, alone, stepwise(layer, x, 2))) for _ in range(20))


def test_steps_are_shared_where_weights_are_worth_a_team():
    torch.set_num_threads(2)
    for hidden, count in ((64, 1), (256, 1), (512, 2), (1024, 2)):
        assert cw.LSTM(hidden // 2, hidden).stream()._threads == count


def no_meeting(barrier):
    """A barrier that nobody waits at."""
    barrier._block[barrier._start] = ctypes.cast(NO_WAIT, ctypes.c_void_p).value
    return barrier


NO_WAIT = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64)(lambda *_: None)


@pytest.mark.usefixtures("poisoned", "columns")
def test_a_barrier_that_nobody_waits_at_is_seen(monkeypatch):
    monkeypatch.setattr("cellwright.run.kernel.Barrier", lambda members: no_meeting(Barrier(members)))
    layer, x = cw.LSTM(8, 100), torch.randn(200, 1, 8)
    with torch.no_grad():
        alone = layer(x)[0]
        torch.set_num_threads(2)
        assert any(not torch.equal(alone, layer(x)[0]) for _ in range(20))


@every_team
@pytest.mark.parametrize("count", [1, 2, 3])
def test_nobody_passes_before_all_have_come(team, count):
    barrier, rounds, come, early = Barrier(count), 50, [], []
    meet = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64)(barrier._block[barrier._start])

    @KERNEL
    def rounds_of(context, member, members):
        for number in range(1, rounds + 1):
            come.append((number, member))
            meet(barrier.address, member, members)
            early.extend([number] if len(come) < number * members else [])

    made = TEAMS[team]()
    spent = made.together(ctypes.cast(rounds_of, ctypes.c_void_p).value, b"", count, barrier)
    assert early == []
    members = {member for _, member in come}
    assert sorted(come) == [(number, member) for number in range(1, rounds + 1) for member in sorted(members)]
    assert len(members) == min(count, (os.cpu_count() or 1) + 1) if team == "python" else count
    assert spent.took > 0


@every_team
def test_who_waits_does_not_work(team):
    barrier = Barrier(2)
    meet = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64)(barrier._block[barrier._start])

    @KERNEL
    def late(context, member, members):
        if member == members - 1:
            time.sleep(0.2)
        meet(barrier.address, member, members)

    spent = TEAMS[team]().together(ctypes.cast(late, ctypes.c_void_p).value, b"", 2, barrier)
    assert spent.took >= 200_000_000
    assert spent.worked < 100_000_000
    # unless other processes had the core all the time
    assert barrier.waited(0) >= 0


def test_two_teams_of_python_do_not_wait_for_each_other():
    team, done = PythonTeam(), []
    members = 1 + (os.cpu_count() or 1)

    def call():
        for _ in range(20):
            barrier = Barrier(members)
            meet = KERNEL(barrier._block[barrier._start])

            @KERNEL
            def meets(context, member, members, barrier=barrier, meet=meet):
                meet(barrier.address, member, members)

            team.together(ctypes.cast(meets, ctypes.c_void_p).value, b"", members, barrier)
        done.append(1)

    callers = [threading.Thread(target=call, daemon=True) for _ in range(3)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(timeout=60)
    assert len(done) == len(callers)


CODE = """
import os, torch, cellwright as cw
from cellwright.run import kernel, threads
threads.WORTH_A_THREAD, threads.WORTH_A_MEETING = 1, 0
layer, x = cw.LSTM(8, 100), torch.randn(20, 1, 8)
with torch.no_grad():
    torch.set_num_threads(1)
    alone = layer(x)[0]
    torch.set_num_threads(5)
    {then}
    assert torch.equal(layer(x)[0], alone)
    if child == 0: os._exit(0)
    assert not child or os.waitpid(child, 0)[1] == 0
"""


@pytest.mark.skipif(sys.platform != "linux", reason="an OpenMP library is looked for on Linux only")
@pytest.mark.parametrize("then", ["child = None", "layer(x); child = os.fork()"])
def test_fewer_threads_than_asked_for_and_forked_children(then):
    environment = {**os.environ, "OMP_THREAD_LIMIT": "2"}
    command = [sys.executable, "-c", CODE.format(then=then)]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert run.returncode == 0, run.stderr


def test_columns_are_shared_where_rows_are_few_for_the_weights():
    small, wide = (
        inference(SUBJECTS["lstm"], (("input", 8), ("hidden", hidden)), "float32", host()) for hidden in (32, 1024)
    )
    assert not by_columns(small, 1, 2)
    assert not by_columns(wide, 1, 1)
    for sequences, count in itertools.product((1, 2, 4), (2, 3, 8)):
        assert by_columns(wide, sequences, count)
    assert not by_columns(wide, 10_000, 2)
