"""What all tests share: one thread unless a test asks for more, and NaN wherever nothing has been written yet."""

from __future__ import annotations

import os

import pytest
import torch
from hypothesis import HealthCheck, settings

from cellwright.run import threads
from cellwright.run.account import Account
from cellwright.testing.conditions import inputs_first, poisoned_memory

# tests fetch nothing: what is not on this machine is skipped
os.environ["CELLWRIGHT_OFFLINE"] = "1"
# the same examples everywhere, and no clock: a busy machine fails no test
settings.register_profile("house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="write the files under tests/golden anew")


@pytest.fixture(autouse=True)
def _inputs_first():
    """A single sequence goes in two kernels, which for small ones would not be worth it; several go in one."""
    with inputs_first():
        yield


@pytest.fixture(autouse=True)
def _one_thread(monkeypatch):
    """One thread; and where a test asks for more, it gets them, however busy the cores are."""
    monkeypatch.setattr(threads, "account", Account(alone=0))
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def poisoned():
    """Uninitialised memory is NaN: a kernel that forgets to write a number is seen."""
    with poisoned_memory():
        yield
