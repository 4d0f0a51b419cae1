"""What all tests share: one thread unless a test asks for more, and NaN wherever nothing has been written yet."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, settings

# the same examples everywhere, and no clock: a busy machine fails no test
settings.register_profile("house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="write the files under tests/golden anew")


@pytest.fixture(autouse=True)
def _one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def poisoned(monkeypatch):
    """Uninitialised memory is NaN: a kernel that forgets to write a number is seen."""
    real_empty = np.empty

    def poisoned_empty(shape, dtype=float, **options):
        array = real_empty(shape, dtype, **options)
        if array.dtype == np.uint8:
            array.fill(0xFF)  # four or eight such bytes are a NaN
        elif array.dtype.kind == "f":
            array.fill(np.nan)
        return array

    monkeypatch.setattr(np, "empty", poisoned_empty)
    for name in ("empty", "empty_like"):
        real = getattr(torch, name)
        monkeypatch.setattr(torch, name, lambda *a, real=real, **k: _filled(real(*a, **k)))
    real_new = torch.Tensor.new_empty
    monkeypatch.setattr(torch.Tensor, "new_empty", lambda self, *a, **k: _filled(real_new(self, *a, **k)))


def _filled(tensor):
    return tensor.fill_(float("nan")) if tensor.is_floating_point() and tensor.device.type == "cpu" else tensor
