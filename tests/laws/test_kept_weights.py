"""Law: a thread keeps packed weights from training step to training step, but never more than so many bytes."""

from __future__ import annotations

import threading

import pytest
import torch

import cellwright as cw
from cellwright.run import packed


def trained(size: int) -> list[torch.Tensor]:
    """The gradients of a layer of some size."""
    torch.manual_seed(size)
    layer = cw.LSTM(3, size)
    layer(torch.randn(5, 2, 3), lengths=[5, 4])[0].sum().backward()
    return [parameter.grad for parameter in layer.parameters()]


def in_new_thread(run):
    """What `run` gives in a thread that has kept nothing yet."""
    found = []
    thread = threading.Thread(target=lambda: found.append(run()))
    thread.start()
    thread.join()
    return found[0]


def kept_bytes() -> list[int]:
    return [each.block.nbytes for each in packed._blocks.of.values()]


@pytest.mark.parametrize("most", [0, 20_000, 1 << 26])
def test_no_more_is_kept_than_was_said(monkeypatch, most):
    monkeypatch.setattr(packed, "KEPT", most)

    def run():
        gradients = [trained(size) for size in (7, 19, 33, 7)]
        return gradients, kept_bytes()

    gradients, kept = in_new_thread(run)
    assert sum(kept) <= most
    assert bool(kept) == (most > 0)
    for size, found in zip((7, 19, 33, 7), gradients, strict=True):
        assert all(map(torch.equal, found, trained(size)))


def test_the_next_step_finds_the_blocks_of_the_last_one():
    def run():
        trained(11)
        before = [each.address for each in packed._blocks.of.values()]
        trained(11)
        return before, [each.address for each in packed._blocks.of.values()]

    before, after = in_new_thread(run)
    assert before
    assert before == after
