"""Law: a thread keeps packed weights from training step to training step, but never more than so many bytes."""

from __future__ import annotations

import copy
import threading

import pytest
import torch

import cellwright as cw
from cellwright.run import packed
from cellwright.run.kernel import Kernel


def trained(size: int) -> list[torch.Tensor]:
    """The gradients of a layer of some size."""
    torch.manual_seed(size)
    return gradients(cw.LSTM(3, size), lengths=[5, 4])


def gradients(layer: cw.LSTM, **options) -> list[torch.Tensor]:
    """The gradients of its parameters."""
    x = torch.linspace(-1, 1, 5 * 2 * 3).view(5, 2, 3)
    return list(torch.autograd.grad(layer(x, **options)[0].sum(), list(layer.parameters())))


def in_new_thread(run):
    """What `run` gives in a thread that has kept nothing yet."""
    found = []
    thread = threading.Thread(target=lambda: found.append(run()))
    thread.start()
    thread.join()
    return found[0]


def kept_bytes() -> list[int]:
    return [each.packed.block.nbytes for each in packed.blocks.of.values()]


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
        layer = cw.LSTM(3, 11)
        gradients(layer, lengths=[5, 4])
        before = [each.packed.address for each in packed.blocks.of.values()]
        gradients(layer, lengths=[5, 4])
        return before, [each.packed.address for each in packed.blocks.of.values()]

    before, after = in_new_thread(run)
    assert before
    assert before == after


CHANGES = {
    "nothing": lambda weight: None,
    "one number, unseen by torch": lambda weight: weight.data.numpy().__setitem__((3, 2), 9.0),
    "all numbers": lambda weight: weight.data.mul_(2),
    "other memory": lambda weight: setattr(weight, "data", 2 * weight.data),
}
# one by one, and in one native call
WAYS = {"one by one": {"lengths": [5, 4]}, "straight": {}}


@pytest.mark.parametrize("few", [0, 256])
@pytest.mark.parametrize("options", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_training_sees_changed_weights(change, options, few, monkeypatch):
    monkeypatch.setattr(packed, "FEW_ROWS", few)
    layer = cw.LSTM(3, 11)
    for name in ("weight_hh_l0", "weight_ih_l0"):
        gradients(layer, **options)
        change(getattr(layer, name))
        # the same numbers elsewhere, of which nothing is known
        twin = copy.deepcopy(layer)
        assert all(map(torch.equal, gradients(layer, **options), gradients(twin, **options)))


@pytest.mark.parametrize(("few", "packed_anew"), [(0, [2, 2, 2]), (256, [2, 0, 2])])
def test_weights_are_packed_again_if_they_change_or_rows_are_many(few, packed_anew, monkeypatch):
    monkeypatch.setattr(packed, "FEW_ROWS", few)
    times, real, found = [], Kernel.pack, []
    monkeypatch.setattr(Kernel, "pack", lambda *given: times.append(0) or real(*given))
    layer = cw.LSTM(3, 11)
    for change in (0, 0, 1):
        layer.weight_hh_l0.data.add_(change)
        gradients(layer, lengths=[5, 4])
        found.append(len(times))
        times.clear()
    assert found == packed_anew


def test_what_is_kept_is_counted(monkeypatch):
    monkeypatch.setattr(packed, "KEPT", 20_000)

    def run():
        for size in (7, 19, 33, 7, 19):
            trained(size)
        return sum(kept_bytes()), packed.blocks._bytes

    kept, counted = in_new_thread(run)
    assert 0 < kept == counted <= 20_000
