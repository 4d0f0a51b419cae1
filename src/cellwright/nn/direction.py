"""One cell over one direction of a batch: here the backend is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch

from cellwright.equation import Cell
from cellwright.plan.schedule import Schedule, dense, ragged
from cellwright.run import eager


def run_direction(
    cell: Cell,
    rows: torch.Tensor,
    initial: Sequence[torch.Tensor],
    stacks: Mapping[str, torch.Tensor],
    sizes: Mapping[str, int],
    counts: torch.Tensor | None,
    *,
    steps: int,
    reverse: bool,
    backend: str,
) -> tuple[torch.Tensor, tuple[torch.Tensor, ...]]:
    """The output of every row and the last states of every sequence."""
    schedule = _schedule(counts, steps, initial[0].shape[0], reverse)
    return eager.sequence(cell, rows, initial, stacks, sizes, schedule)


def _schedule(counts: torch.Tensor | None, steps: int, sequences: int, reverse: bool) -> Schedule:
    if counts is None:
        return dense(steps, sequences, reverse=reverse)
    return ragged(counts.tolist(), sequences, reverse=reverse)
