"""Law: a sequence's results depend on nothing but the sequence: not on its company, its padding, or the threads.

Bit for bit, in both directions of differentiation. What a single layer does with company and padding is among the laws
of `check_cell` (test_check_cell.py).
"""

from __future__ import annotations

import pytest
import torch
from batches import CASES
from oracle import random_data, run_training
from subjects import SUBJECTS, every_layer_subject, every_subject
from torch.nn.utils.rnn import pack_padded_sequence

import cellwright as cw
from cellwright.nn.batch import batch_of
from cellwright.plan.schedule import dense
from cellwright.run.host import host

LENGTHS = [4, 7, 1, 7, 0, 3, 5]


def as_tuple(state):
    return (state,) if isinstance(state, torch.Tensor) else state


def a_layer(cell, **options):
    torch.manual_seed(0)
    return cw.Recurrent(cell, 3, 21, bidirectional=True, backend="cpu", **options).eval()


@every_layer_subject
def test_packed_equals_padded(cell):
    lengths = [length or 1 for length in LENGTHS]
    layer, x = a_layer(cell, num_layers=2), torch.randn(7, 7, 3)
    with torch.no_grad():
        padded, states = layer(x, lengths=lengths)
        packed, own = layer(pack_padded_sequence(x, torch.tensor(lengths), enforce_sorted=False))
    unpacked, found = torch.nn.utils.rnn.pad_packed_sequence(packed)
    assert found.tolist() == lengths
    assert torch.equal(unpacked, padded)
    assert all(torch.equal(a, b) for a, b in zip(as_tuple(own), as_tuple(states), strict=True))


def test_lengths_that_are_all_full_are_as_good_as_none():
    layer, x = a_layer(SUBJECTS["lstm"]), torch.randn(7, 5, 3)
    with torch.no_grad():
        sorted_by_length, _ = layer(pack_padded_sequence(x, torch.full((5,), 7)))
        whole, _ = layer(x, lengths=[7] * 5)
    assert batch_of(x, [7] * 5, None, False).places is None
    assert batch_of(x, [7] * 4 + [6], None, False).places is not None
    assert torch.equal(sorted_by_length.data.view_as(whole), whole)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@every_subject
def test_threads_change_nothing(cell, dtype, poisoned):
    for case in CASES:
        data = random_data(cell, case)
        one = run_training(cell, case, data, host(), dtype, threads=1).all()
        for threads in (2, 3):
            more = run_training(cell, case, data, host(), dtype, threads=threads).all()
            assert [name for name in one if one[name].tobytes() != more[name].tobytes()] == [], case.name


def test_a_wrong_length_is_seen():
    layer, x = a_layer(SUBJECTS["lstm"]), torch.randn(7, 7, 3)
    with torch.no_grad():
        right, _ = layer(x, lengths=LENGTHS)
        wrong, _ = layer(x, lengths=[*LENGTHS[:-1], LENGTHS[-1] + 1])
    assert not torch.equal(right, wrong)
    assert dense(3, 2) is dense(3, 2)
