"""A batch of sequences in the one form that the engine reads: rows sorted by length, step by step.

Padded, packed, batch-first and unbatched input all become a `Batch`, and the outputs go back the way the input came.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch.nn.utils.rnn import PackedSequence

from cellwright.errors import ArgumentError


class Batch(NamedTuple):
    """The rows of all sequences and what is needed to put results back.

    Attributes:
        rows: (rows, features), the rows of step 0 of every sequence, then of step 1, ...
        counts: how many sequences have a step t, on the CPU; None when all have every step.
        steps: the steps of the longest sequence.
        sequences: the size of the batch.
        order: the sequence of the user's batch that comes first, second, ... by falling length; None when as given.
        places: the row of the padded (steps * sequences) array for each row; None when they are the same.
    """

    rows: torch.Tensor
    counts: torch.Tensor | None
    steps: int
    sequences: int
    order: torch.Tensor | None
    places: torch.Tensor | None

    def sorted(self, state: torch.Tensor) -> torch.Tensor:
        """A state (..., sequences, size) in the order of the rows."""
        return state if self.order is None else state.index_select(-2, self.order)

    def unsorted(self, state: torch.Tensor) -> torch.Tensor:
        """A state (..., sequences, size) back in the user's order."""
        return state if self.order is None else state.index_select(-2, self.order.argsort())

    def padded(self, rows: torch.Tensor) -> torch.Tensor:
        """Rows as (steps, sequences, features), zero behind the end of a sequence."""
        if self.places is not None:
            empty = rows.new_zeros(self.steps * self.sequences, rows.shape[-1])
            rows = empty.index_copy(0, self.places, rows)
        return rows.view(self.steps, self.sequences, rows.shape[-1])


def from_padded(x: torch.Tensor, lengths: torch.Tensor | Sequence[int] | None) -> Batch:
    """The batch of a padded array (steps, sequences, features), right-padded where `lengths` are given.

    Raises:
        ArgumentError: lengths are not one integer between 0 and `steps` for each sequence.
    """
    steps, sequences, features = x.shape
    rows = x.reshape(steps * sequences, features)
    if lengths is None:
        return Batch(rows, None, steps, sequences, None, None)
    valid = checked_lengths(lengths, steps, sequences)
    ordered, order = valid.sort(descending=True, stable=True)
    time = torch.arange(steps).unsqueeze(1)
    running = time < ordered
    places = (time * sequences + order)[running].to(x.device)
    return Batch(rows.index_select(0, places), running.sum(1), steps, sequences, order.to(x.device), places)


def from_packed(packed: PackedSequence) -> Batch:
    """The batch of a PackedSequence: its data are the rows already."""
    counts = packed.batch_sizes
    return Batch(packed.data, counts, len(counts), int(counts[0]), packed.sorted_indices, None)


def to_packed(rows: torch.Tensor, like: PackedSequence) -> PackedSequence:
    """Rows as a PackedSequence with the order and lengths of `like`."""
    return PackedSequence(rows, like.batch_sizes, like.sorted_indices, like.unsorted_indices)


def checked_lengths(lengths: torch.Tensor | Sequence[int], steps: int, sequences: int) -> torch.Tensor:
    """The lengths as integers on the CPU."""
    given = torch.as_tensor(lengths).detach().cpu()
    if given.dtype.is_floating_point or given.dtype.is_complex or given.dtype == torch.bool:
        raise ArgumentError(f"lengths must be integers, one for each sequence; got {given.dtype}")
    if given.shape != (sequences,):
        raise ArgumentError(
            f"lengths must have shape ({sequences},), one for each sequence of the batch; got {tuple(given.shape)}"
        )
    given = given.to(torch.int64)
    wrong = ((given < 0) | (given > steps)).nonzero().flatten()
    if len(wrong):
        row = int(wrong[0])
        raise ArgumentError(
            f"lengths[{row}] is {int(given[row])}, but the input has {steps} steps; each length must be in 0..{steps}"
        )
    return given
