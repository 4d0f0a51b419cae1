"""Law: every team does each part once, in threads of its own, and what it computes does not depend on the team."""

from __future__ import annotations

import ctypes
import math
import os
import subprocess
import sys
import threading
import time

import pytest
import torch

import cellwright as cw
from cellwright.plan.schedule import ragged, shares
from cellwright.run import threads
from cellwright.run.account import ALONE, CREDIT, FIRST, MOST, Account
from cellwright.run.library import KERNEL
from cellwright.run.team import OpenMPTeam, PythonTeam, loaded_openmp
from cellwright.run.threads import parts_of, threads_for

TEAMS = {"python": PythonTeam}
if loaded_openmp():
    TEAMS["openmp"] = lambda: OpenMPTeam(loaded_openmp())

every_team = pytest.mark.parametrize("team", TEAMS)


@every_team
@pytest.mark.parametrize("count", [1, 2, 3])
def test_each_part_is_done_once_with_its_context(team, count):
    seen, barrier = [], threading.Barrier(count)

    @KERNEL
    def kernel(context, left, right):
        seen.append((ctypes.c_int64.from_address(context).value, left, right, threading.get_ident()))
        barrier.wait(timeout=20)  # broken unless every part has a thread of its own

    context = (2**40 + 5).to_bytes(8, sys.byteorder)
    parts = [(10 * part, -part) for part in range(count)]
    TEAMS[team]().apart(ctypes.cast(kernel, ctypes.c_void_p).value, context, parts)
    assert sorted(each[:3] for each in seen) == [(2**40 + 5, left, right) for left, right in parts]
    assert len({each[3] for each in seen}) == count
    assert not barrier.broken


@every_team
def test_a_team_says_how_long_it_took_and_how_long_its_threads_worked(team):
    @KERNEL
    def kernel(context, left, right):
        if left:
            time.sleep(0.05)  # takes time, but is no work
        end = time.thread_time_ns() + 20_000_000
        while time.thread_time_ns() < end:
            pass

    spent = TEAMS[team]().apart(ctypes.cast(kernel, ctypes.c_void_p).value, b"12345678", [(0, 0), (1, 1)])
    assert spent.took >= 70_000_000
    assert 40_000_000 <= spent.worked < 70_000_000


@pytest.mark.skipif(sys.platform != "linux", reason="an OpenMP library is looked for on Linux only")
def test_a_smaller_team_still_does_every_part():
    assert "openmp" in TEAMS
    code = (
        "import ctypes, torch, cellwright.run.threads as t; from cellwright.run.library import KERNEL\n"
        "seen = []; kernel = KERNEL(lambda context, left, right: seen.append((left, right)))\n"
        "team = t.OpenMPTeam(t.loaded_openmp())\n"
        "team.apart(ctypes.cast(kernel, ctypes.c_void_p).value, b'12345678', [(part, 0) for part in range(5)])\n"
        "assert sorted(seen) == [(part, 0) for part in range(5)], seen"
    )
    environment = {**os.environ, "OMP_THREAD_LIMIT": "2"}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("team", TEAMS)
def test_layers_compute_the_same_with_every_team(team, monkeypatch):
    torch.manual_seed(0)
    layer, x = cw.LSTM(8, 64), torch.randn(40, 17, 8)

    def results():
        return torch.autograd.grad(layer(x)[0].square().sum(), list(layer.parameters()))

    alone = results()
    used = []
    made = TEAMS[team]()
    monkeypatch.setattr(threads, "_team", lambda *_: used.append(1) or made)
    torch.set_num_threads(3)
    assert all(torch.equal(one, other) for one, other in zip(alone, results(), strict=True))
    assert used


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_a_forked_child_computes_too():
    code = (
        "import os, torch, cellwright as cw\n"
        "torch.set_num_threads(2); layer, x = cw.LSTM(8, 64), torch.randn(40, 17, 8)\n"
        "with torch.no_grad(): expected = layer(x)[0].numpy().tobytes()\n"
        "child = os.fork()\n"  # where torch's own operators hang, unless they keep to one thread
        "with torch.no_grad(): same = layer(x)[0].numpy().tobytes() == expected\n"
        "if child == 0: os._exit(not same)\n"
        "assert os.waitpid(child, 0)[1] == 0 and same"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert run.returncode == 0, run.stderr


def test_parts_cover_everything_once():
    for total in range(1, 9):
        for count in range(1, 11):
            parts = parts_of(total, count)
            assert [place for part in parts for place in range(*part)] == list(range(total))
            assert len(parts) == min(count, total)


@pytest.mark.parametrize("counts", [(5, 5, 5), (9, 9, 4, 3, 3, 1), (7,) * 2 + (1,) * 20, (3, 0, 0), (1,)], ids=str)
def test_shares_cover_all_sequences_once_in_equal_work(counts):
    """No part has more than its fair share and the longest sequence, which cannot be cut."""
    schedule = ragged(list(counts), counts[0])
    for start, stop in [(0, None), (1, 3)]:
        lengths = [sum(count > sequence for count in counts[start:stop]) for sequence in range(counts[0])]
        for count in range(1, 11):
            parts = shares(schedule, count, start, stop)
            assert [place for part in parts for place in range(*part)] == list(range(counts[0]))
            assert len(parts) == min(count, counts[0])
            fair = sum(lengths) / len(parts)
            assert max(sum(lengths[slice(*part)]) for part in parts) <= fair + max(lengths)


def test_equal_lengths_have_one_schedule():
    """What follows from it is kept by its identity."""
    assert ragged([3, 2, 2], 3) is ragged((3, 2, 2), 3)
    assert ragged([3, 2, 2], 3) is not ragged([3, 2, 2], 3, reverse=True)
    assert ragged([3, 2, 2], 3) is not ragged([3, 2, 1], 3)


def test_small_work_is_not_shared():
    assert threads_for(1000, 8) == 1
    assert threads_for(10**9, 8) == 8
    assert threads_for(10**9, 1) == 1


def test_the_team_of_this_process_is_the_one_of_torch():
    if sys.platform == "linux":
        assert isinstance(threads._team(os.getpid(), True), OpenMPTeam)
    assert isinstance(threads._team(os.getpid() + 1, True), PythonTeam)
    assert isinstance(threads._team(os.getpid(), False), PythonTeam)


class Clock:
    now = 1

    def __call__(self):
        return self.now


def test_one_thread_works_alone_for_a_while_after_a_loss():
    clock = Clock()
    account = Account(clock=clock)
    account.enter(took=CREDIT + 3_000_000, worked=2_000_000)
    lost, factor = CREDIT + 1_000_000, FIRST
    while factor < 2 * ALONE:
        begin = clock.now
        for share in (0, 0.5, 0.999):
            clock.now = begin + int(share * min(factor, ALONE) * lost)
            assert account.overdrawn()
        clock.now = begin + min(factor, ALONE) * lost
        assert not account.overdrawn()
        account.enter(took=lost, worked=0)
        factor *= 2
    clock.now += MOST
    account.enter(took=10**12, worked=0)
    clock.now += MOST
    assert not account.overdrawn()


def test_a_single_loss_is_soon_forgiven_and_winning_forgives_many():
    """A system that took a core away for a tenth of a second does not cost a second of work with one thread."""
    clock = Clock()
    account = Account(clock=clock)
    for _ in range(10):
        account.enter(took=100_000_000, worked=1_000_000)
        assert account.overdrawn()
        clock.now += FIRST * (CREDIT + 100_000_000)
        assert not account.overdrawn()
        account.enter(took=10_000_000, worked=2 * CREDIT)


class Program:
    """A program that calls a kernel again and again; nanoseconds.

    Attributes:
        alone: what one thread takes for a call.
        wins: what two threads win if both are awake and on cores.
        late: what it costs to wake a team that has slept.
        rests: how long the program sleeps before each so many calls.
        calls: how many calls follow each other.
        busy: what is lost in each call, because others work on the same cores.
    """

    def __init__(self, alone, wins=0.0, late=0, rests=0, calls=1, busy=0):
        self.alone, self.wins, self.late, self.rests, self.calls, self.busy = alone, wins, late, rests, calls, busy

    def run(self, account, clock, seconds):
        """The share of the calls that were shared, the share of those that found the team awake, and the time lost."""
        shared = total = lost = 0
        asleep = True
        while clock.now < seconds * 10**9:
            asleep |= self.rests > 0
            for _ in range(self.calls):
                total += 1
                took = self.alone
                if account.overdrawn():
                    asleep = True
                else:
                    shared += 1
                    took += self.busy + asleep * self.late - int(self.wins * self.alone)
                    asleep = False
                    account.enter(took=took, worked=self.alone)
                lost += took - self.alone
                clock.now += took
        return shared / total, lost


# whoever rests between calls finds a team that sleeps; on some virtual machines it takes 7 ms to wake it
PAYING = {
    "always at work": Program(200_000, wins=0.4, late=7_000_000),
    "long calls, with rests": Program(20_000_000, wins=0.45, late=7_000_000, rests=30_000_000),
    "short calls, with rests": Program(190_000, wins=0.4, late=4_000_000, rests=30_000_000, calls=160),
}
VAIN = {
    "busy cores": Program(900_000, busy=4_100_000),
    "very busy cores": Program(900_000, busy=40_000_000),
    "long calls on busy cores": Program(20_000_000, busy=30_000_000),
    "seldom calls": Program(190_000, wins=0.4, late=2_000_000, rests=50_000_000),
}


@pytest.mark.parametrize("program", PAYING)
def test_threads_that_are_slow_to_wake_are_not_given_up(program):
    clock = Clock()
    shared, lost = PAYING[program].run(Account(clock=clock), clock, seconds=30)
    assert shared > 0.95
    assert lost < 0


@pytest.mark.parametrize("program", {**PAYING, **VAIN})
def test_what_is_lost_by_threads_is_a_small_part(program):
    clock = Clock()
    _, lost = {**PAYING, **VAIN}[program].run(Account(clock=clock), clock, seconds=30)
    # what one call loses beyond the credit, until the factor is at its most
    learning = int(math.log2(ALONE / FIRST)) * (CREDIT + 40_000_000)
    assert lost < learning + 1.1 / ALONE * clock.now


@pytest.mark.parametrize("program", VAIN)
def test_an_account_that_forgives_everything_loses_much(program):
    clock = Clock()
    shared, lost = VAIN[program].run(Account(alone=0, clock=clock), clock, seconds=30)
    assert shared == 1
    assert lost > 0.3 * clock.now


def test_rest_is_no_work():
    account = Account()
    account.enter(took=3 * CREDIT, worked=0)
    time.sleep(2 * FIRST * 3 * CREDIT / 10**9)
    assert account.overdrawn()


def test_work_is_shared_only_while_that_pays(monkeypatch):
    monkeypatch.setattr(threads, "account", Account())
    layer, x = cw.LSTM(8, 64), torch.randn(40, 17, 8)
    late = []

    class SlowTeam(PythonTeam):
        def apart(self, kernel, context, parts):
            late.append(parts)
            return super().apart(kernel, context, parts)._replace(took=10**9)

    team = SlowTeam()
    monkeypatch.setattr(threads, "_team", lambda *_: team)
    torch.set_num_threads(2)
    with torch.no_grad():
        results = [layer(x)[0] for _ in range(5)]
    assert len(late) == 1
    assert all(torch.equal(results[0], result) for result in results)
