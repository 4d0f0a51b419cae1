"""The random masks of a cell, drawn by torch's generator for the rows of a batch."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

import torch

from cellwright.equation import Cell
from cellwright.nn.batch import Batch


def draw_masks(cell: Cell, batch: Batch, columns: Mapping[str, int]) -> list[torch.Tensor]:
    """A mask (rows, size) of zeros and ones for each noise of `cell`.

    Args:
        cell: the equations.
        batch: the rows; a sequence that is reset gets a new mask for each of its pieces.
        columns: the number that each size name stands for.
    """
    masks = []
    for node in cell.noises:
        rows = prod(batch.shape) if node.mask.each == "step" else batch.pieces
        mask = batch.rows.new_empty(rows, columns[node.size]).bernoulli_(node.mask.keep)
        masks.append(mask if node.mask.each == "step" else mask.index_select(0, _piece_of_rows(batch)))
    return masks


def _piece_of_rows(batch: Batch) -> torch.Tensor:
    """The piece that each row belongs to."""
    rows, pieces = prod(batch.shape), torch.arange(batch.pieces, device=batch.rows.device)
    if batch.counts is None:
        return pieces.repeat(rows // max(batch.pieces, 1))
    counts = batch.counts.to(pieces.device)
    running = pieces < counts.unsqueeze(1)
    # what runs comes first, step by step; a graph's padding follows
    return pieces.expand_as(running).flatten()[running.logical_not().flatten().argsort(stable=True)][:rows]
