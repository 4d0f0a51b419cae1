"""Law: memory that training keeps for its way back is lent to one step at a time, and what is idle is bounded."""

from __future__ import annotations

import gc
import threading

import numpy as np
import pytest
import torch

import cellwright as cw
from cellwright.nn import compiled
from cellwright.run.lent import Lender


def test_memory_comes_back_only_when_nobody_refers_to_it():
    lender = Lender()
    first = lender.array((5, 3), "float32")
    part, address = torch.from_numpy(first)[2:], first.ctypes.data
    del first
    gc.collect()
    second = lender.array((5, 3), "float32")
    assert second.ctypes.data != address
    del part
    gc.collect()
    assert lender.array((7, 2), "float32").ctypes.data == address


@pytest.mark.parametrize(("asked", "fits"), [(60, True), (31, True), (30, False), (61, False)])
def test_a_block_is_lent_for_what_is_not_much_smaller(asked, fits):
    lender = Lender()
    address = lender.array((60,), "float32").ctypes.data
    found = lender.array((asked,), "float32")
    assert (found.ctypes.data == address) == fits
    assert found.shape == (asked,)


def test_idle_memory_is_bounded():
    lender = Lender(most=1000)
    arrays = [lender.array((size,), "float64") for size in (40, 50, 60, 70)]
    del arrays
    gc.collect()
    idle = [block.nbytes for block in lender._idle.values()]
    assert 0 < sum(idle) <= 1000
    # what is larger than all that may be idle drives out nothing
    del [lender.array((200,), "float64")][0]
    gc.collect()
    assert [block.nbytes for block in lender._idle.values()] == idle


def test_threads_never_share_a_block():
    lender, errors = Lender(), []

    def work(number: float) -> None:
        for _ in range(300):
            array = lender.array((100,), "float64")
            array[:] = number
            if not np.all(array == number):
                errors.append(number)
            del array

    threads = [threading.Thread(target=work, args=(float(n),)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


class Poisoned(Lender):
    """Lends memory that is full of NaN."""

    def array(self, shape, dtype):
        array = super().array(shape, dtype)
        array.fill(np.nan)
        return array


@pytest.mark.parametrize("memory", ["keep", "recompute"])
@pytest.mark.parametrize("kind", ["lstm", "lstm_norm", "gru"])
def test_two_graphs_at_once_keep_their_own_values(monkeypatch, kind, memory):
    name, norm = kind.split("_")[0], "layer" if "_" in kind else None
    layer = cw.Recurrent(name, 3, 21, norm=norm, memory=memory)
    inputs = [torch.randn(7, 2, 3, generator=torch.Generator().manual_seed(seed)) for seed in range(3)]

    def gradients(outputs: list[torch.Tensor]) -> list[torch.Tensor]:
        return [g for y in outputs for g in torch.autograd.grad(y.square().sum(), list(layer.parameters()))]

    expected = [g for x in inputs for g in gradients([layer(x)[0]])]
    monkeypatch.setattr(compiled, "LARGE", 1)
    monkeypatch.setattr(compiled, "lender", Poisoned())
    for _ in range(2):
        assert all(map(torch.equal, gradients([layer(x)[0] for x in inputs]), expected))
