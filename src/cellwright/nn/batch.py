"""A batch of sequences in the one form that the engine reads: rows sorted by length, step by step.

Padded, packed, batch-first and unbatched input all become a `Batch`, and the outputs go back the way the input came.
A sequence that is reset on its way becomes several pieces, each a sequence of its own for the engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
from torch.nn.utils.rnn import PackedSequence

from cellwright.errors import ArgumentError
from cellwright.nn.pieces import Pieces, pieces_of


class Batch(NamedTuple):
    """The rows of all sequences and what is needed to put results back.

    Attributes:
        rows: (rows, features), the rows of step 0 of every piece, then of step 1, ...; as the user gave them,
            (steps, sequences, features), where all have every step.
        counts: how many pieces have a step t, on the CPU; None when all have every step.
        sequences: the size of the user's batch.
        pieces: how many sequences the engine sees: as many, or more where sequences are reset.
        given_rows: the rows that the user gave, padding included.
        places: the user's row for each row; None when they are the same.
        starts: the piece that each sequence begins with; None when pieces are sequences in the given order.
        ends: the piece that each sequence ends with; None when pieces are sequences in the given order.
        fresh: whether a sequence is reset at its first step; None when none is.
    """

    rows: torch.Tensor
    counts: torch.Tensor | None
    sequences: int
    pieces: int
    given_rows: int
    places: torch.Tensor | None = None
    starts: torch.Tensor | None = None
    ends: torch.Tensor | None = None
    fresh: torch.Tensor | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        """The sizes of an output but for its columns: (steps, sequences) where all have every step, else (rows,)."""
        return tuple(self.rows.shape[:-1])

    def first(self, state: torch.Tensor, *, reverse: bool) -> torch.Tensor:
        """The state (sequences, size) that the user gave as the first states of all pieces; most begin with zero."""
        if self.starts is None or self.ends is None:
            return state
        if self.fresh is not None and not reverse:
            state = state.masked_fill(self.fresh.unsqueeze(1), 0.0)
        nothing = state.new_zeros(self.pieces, state.shape[-1])
        return nothing.index_copy(0, self.ends if reverse else self.starts, state)

    def last(self, state: torch.Tensor, *, reverse: bool) -> torch.Tensor:
        """The last states of the user's sequences (..., sequences, size), from those of all pieces."""
        if self.starts is None or self.ends is None:
            return state
        return state.index_select(-2, self.starts if reverse else self.ends)

    def given_order(self, rows: torch.Tensor, behind: float = 0.0) -> torch.Tensor:
        """Rows in the order that the user gave them in, with a number behind the end of a sequence."""
        if self.places is None:
            return rows
        return rows.new_full((self.given_rows, rows.shape[-1]), behind).index_copy(0, self.places, rows)


def batch_of(x: Any, lengths: Any, resets: Any, batch_first: bool) -> Batch:
    """The batch of whatever a layer is called with; everything is checked but the lengths."""
    if isinstance(x, PackedSequence):
        return from_packed(x, resets)
    if x.ndim == 2:
        return from_padded(x.unsqueeze(1), lengths, None if resets is None else resets.unsqueeze(1))
    if batch_first:
        return from_padded(x.transpose(0, 1), lengths, None if resets is None else resets.transpose(0, 1))
    return from_padded(x, lengths, resets)


def from_padded(
    x: torch.Tensor, lengths: torch.Tensor | Sequence[int] | None, resets: torch.Tensor | None = None
) -> Batch:
    """The batch of a padded array (steps, sequences, features).

    Args:
        x: the array.
        lengths: the steps of each sequence, where it is right-padded.
        resets: (steps, sequences), true where a sequence starts afresh.

    Raises:
        ArgumentError: lengths are not one integer between 0 and `steps` for each sequence.
    """
    steps, sequences, features = x.shape
    if not steps or not sequences:
        # nothing is there to be reset
        resets = None
    if lengths is None and resets is None:
        return Batch(x, None, sequences, sequences, steps * sequences)
    rows = x.reshape(steps * sequences, features)
    valid = None if lengths is None else checked_lengths(lengths, steps, sequences)
    if resets is not None:
        valid = torch.full((sequences,), steps, device="cpu") if valid is None else valid
        return _in_pieces(rows, pieces_of(resets, valid, None))
    assert valid is not None
    if not torch.compiler.is_compiling() and bool((valid == steps).all()):
        # a batch that is all there needs no sorting
        return from_padded(x, None)
    ordered, order = valid.sort(descending=True, stable=True)
    time = torch.arange(steps, device="cpu").unsqueeze(1)
    running = time < ordered
    places = time * sequences + order
    ranks = order.argsort().to(x.device)
    if torch.compiler.is_compiling():
        # a graph has fixed sizes, so the padding comes along, at the end
        places = places.flatten()[running.logical_not().flatten().argsort(stable=True)]
    else:
        places = places[running]
    places = places.to(x.device)
    taken = rows.index_select(0, places)
    return Batch(taken, running.sum(1), sequences, sequences, rows.shape[0], places, ranks, ranks)


def from_packed(packed: PackedSequence, resets: PackedSequence | None = None) -> Batch:
    """The batch of a PackedSequence: its data are the rows already, unless sequences are reset."""
    counts, rows, ranks = packed.batch_sizes, packed.data, packed.unsorted_indices
    sequences = int(counts[0])
    if resets is None:
        return Batch(rows, counts, sequences, sequences, rows.shape[0], None, ranks, ranks)
    running = torch.arange(sequences, device="cpu") < counts.unsqueeze(1)
    mask = torch.zeros_like(running).masked_scatter(running, resets.data.cpu())
    return _in_pieces(rows, pieces_of(mask, running.sum(0), counts.cumsum(0) - counts), ranks)


def _in_pieces(rows: torch.Tensor, table: Pieces, ranks: torch.Tensor | None = None) -> Batch:
    """The batch of sequences that are reset; `ranks` are their places in a PackedSequence."""
    places = table.places.to(rows.device)
    each = [tensor.to(rows.device) for tensor in (table.starts, table.ends, table.fresh)]
    starts, ends, fresh = each if ranks is None else [tensor.index_select(0, ranks) for tensor in each]
    taken = rows.index_select(0, places)
    return Batch(taken, table.counts, starts.shape[0], table.pieces, rows.shape[0], places, starts, ends, fresh)


def to_packed(rows: torch.Tensor, like: PackedSequence) -> PackedSequence:
    """Rows as a PackedSequence with the order and lengths of `like`."""
    return PackedSequence(rows, like.batch_sizes, like.sorted_indices, like.unsorted_indices)


def checked_lengths(lengths: torch.Tensor | Sequence[int], steps: int, sequences: int) -> torch.Tensor:
    """The lengths as integers on the CPU."""
    given = torch.as_tensor(lengths, device="cpu").detach()
    if given.shape == (0,) and not isinstance(lengths, torch.Tensor):
        # torch takes an empty list for one of fractions
        given = given.long()
    if given.dtype.is_floating_point or given.dtype.is_complex or given.dtype == torch.bool:
        raise ArgumentError(f"lengths must be integers, one for each sequence; got {given.dtype}")
    if given.shape != (sequences,):
        raise ArgumentError(
            f"lengths must have shape ({sequences},), one for each sequence of the batch; got {tuple(given.shape)}"
        )
    given = given.to(torch.int64)
    if torch.compiler.is_compiling():
        # a graph cannot branch on values, but it can stop
        torch._assert_async(((given >= 0) & (given <= steps)).all(), "each of lengths must be in 0..steps")
        return given
    least, most = given.aminmax() if sequences else (0, 0)
    if least < 0 or most > steps:
        row = int(((given < 0) | (given > steps)).nonzero()[0])
        raise ArgumentError(
            f"lengths[{row}] is {int(given[row])}, but the input has {steps} steps; each length must be in 0..{steps}"
        )
    return given
