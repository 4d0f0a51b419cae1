"""Law: one step at a time is the whole sequence, bit for bit, with the states carried by hand."""

from __future__ import annotations

import torch
from subjects import SUBJECTS, every_layer_subject

import cellwright as cw


def as_tuple(state):
    return (state,) if isinstance(state, torch.Tensor) else state


def in_pieces(layer, x, pieces):
    """The layer over pieces of the sequence, each from the states that the one before left."""
    outputs, state = [], None
    for piece in torch.split(x, pieces):
        y, state = layer(piece, state)
        outputs.append(y)
    return torch.cat(outputs), as_tuple(state)


@every_layer_subject
def test_pieces_equal_the_whole(cell):
    torch.manual_seed(0)
    layer = cw.Recurrent(cell, 3, 21, num_layers=2, backend="cpu").eval()
    x = torch.randn(9, 5, 3)
    with torch.no_grad():
        whole, state = layer(x)
        for pieces in ([1] * 9, [4, 5]):
            y, last = in_pieces(layer, x, pieces)
            assert torch.equal(y, whole)
            assert all(torch.equal(a, b) for a, b in zip(last, as_tuple(state), strict=True))


def test_a_lost_state_is_seen():
    layer = cw.Recurrent(SUBJECTS["gru"], 3, 21, backend="cpu")
    x = torch.randn(9, 5, 3)
    with torch.no_grad():
        whole, _ = layer(x)
        forgetful = torch.cat([layer(piece)[0] for piece in torch.split(x, 1)])
    assert not torch.equal(forgetful, whole)
