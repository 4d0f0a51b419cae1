"""Sequences that are reset on their way, as more and shorter sequences."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch.nn.utils.rnn import PackedSequence

from cellwright.errors import ArgumentError


class Pieces(NamedTuple):
    """Which rows each piece has; all tables are on the CPU.

    Attributes:
        places: the user's row for each row of the engine.
        counts: how many pieces have a step t.
        pieces: how many pieces there are.
        starts: the piece that each sequence begins with.
        ends: the piece that each sequence ends with.
        fresh: whether a sequence is reset at its first step.
    """

    places: torch.Tensor
    counts: torch.Tensor
    pieces: int
    starts: torch.Tensor
    ends: torch.Tensor
    fresh: torch.Tensor


def pieces_of(resets: torch.Tensor, lengths: torch.Tensor, firsts: torch.Tensor | None) -> Pieces:
    """The pieces of sequences that start afresh where `resets` is true.

    Args:
        resets: (steps, sequences), what it says behind the end of a sequence counts for nothing.
        lengths: the steps of each sequence.
        firsts: the user's first row of each step; `steps * sequences` rows lie one behind the other if None.
    """
    steps, sequences = resets.shape
    time, sequence = _numbers(steps).unsqueeze(1), _numbers(sequences)
    running = time < lengths
    resets = resets.cpu() & running
    begins = resets.logical_or(time == 0)
    since = torch.where(begins, time, 0).cummax(0).values
    # a piece is known by the place where it begins; most places begin none, and have no rows
    own = (since * sequences + sequence).flatten()
    rows = torch.zeros_like(own).scatter_add(0, own, running.flatten().long())
    # an empty sequence is a piece without rows, before the places that are none
    order = (2 * rows + begins.flatten()).argsort(descending=True, stable=True)
    rank = torch.empty_like(order).scatter(0, order, _numbers(order.shape[0]))
    counts = _longer_than(rows, steps)
    within = (time - since).flatten()
    behind = running.logical_not().flatten()
    target = torch.where(behind, counts.sum() + behind.cumsum(0) - 1, (counts.cumsum(0) - counts)[within] + rank[own])
    places = torch.empty_like(target).scatter(0, target, _numbers(target.shape[0]))
    last = since.gather(0, (lengths - 1).clamp(min=0).unsqueeze(0)).squeeze(0)
    pieces = order.shape[0]
    if not torch.compiler.is_compiling():
        # a graph has fixed sizes; elsewhere what is no piece and no row is left out
        pieces, places = int(begins.sum()), places[: int(running.sum())]
        counts = counts[: int(rows.max())]
    if firsts is not None:
        places = firsts[places // sequences] + places % sequences
    return Pieces(places, counts, pieces, rank[sequence], rank[last * sequences + sequence], resets[0])


def _numbers(count: int) -> torch.Tensor:
    """0, 1, ... on the CPU, whatever the default device is."""
    return torch.arange(count, device="cpu")


def _longer_than(rows: torch.Tensor, steps: int) -> torch.Tensor:
    """How many pieces have more than 0, 1, ... steps - 1 rows."""
    having = rows.new_zeros(steps + 1).scatter_add(0, rows, torch.ones_like(rows))
    return rows.shape[0] - having.cumsum(0)[:-1]


def checked_resets(resets: Any, x: torch.Tensor | PackedSequence, layout: str) -> Any:
    """The mask, in the form of the input.

    Args:
        resets: what the user gave.
        x: the input.
        layout: what the dimensions of a padded mask mean, for the message.

    Raises:
        ArgumentError: it is no mask of booleans for every step of every sequence.
    """
    if isinstance(x, PackedSequence):
        if not isinstance(resets, PackedSequence) or not torch.equal(resets.batch_sizes, x.batch_sizes):
            found = "one of other lengths" if isinstance(resets, PackedSequence) else type(resets).__name__
            raise ArgumentError(
                "resets of a PackedSequence must be a PackedSequence of the same lengths, one boolean a row; "
                f"got {found}; pack them as the input is packed"
            )
        if not _same_order(resets.sorted_indices, x.sorted_indices):
            raise ArgumentError("resets are packed in another order than the input; pack them as the input is packed")
        _check_mask(resets.data, (len(x.data),), "(rows,)")
    elif not isinstance(resets, torch.Tensor):
        raise ArgumentError(f"resets must be a tensor of booleans, {layout}; got {type(resets).__name__}")
    else:
        _check_mask(resets, tuple(x.shape[:-1]), layout)
    return resets


def _check_mask(mask: torch.Tensor, shape: tuple[int, ...], layout: str) -> None:
    if mask.dtype != torch.bool:
        raise ArgumentError(f"resets must be booleans; got {mask.dtype}; write resets.bool()")
    if mask.shape != shape:
        raise ArgumentError(f"resets must have shape {shape}, {layout}; got {tuple(mask.shape)}")


def _same_order(one: torch.Tensor | None, other: torch.Tensor | None) -> bool:
    if one is None or other is None:
        return one is other
    return torch.equal(one, other)
