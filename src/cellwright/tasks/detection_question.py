"""What is explained of an anomaly detector: how far each example is from what the network expected of it."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from cellwright.data.examples import Batch
from cellwright.fit import Score
from cellwright.inspect.question import Question


def detection_question(loss: Callable[[Tensor, Batch], Score]) -> Question:
    """The error of each example, its targets held as they are while its inputs are changed."""
    seen: list[Batch] = []

    def choose(output: Tensor, batch: Batch) -> Tensor:
        seen[:] = [batch]
        return torch.arange(len(output), device=output.device)

    def answer(output: Tensor, chosen: Tensor) -> Tensor:
        each = [loss(output[row : row + 1], _one(seen[0], place)).loss for row, place in enumerate(chosen.tolist())]
        return torch.stack(each)

    return Question(says="the error of what the network expected", answer=answer, choose=choose)


def _one(batch: Batch, place: int) -> Batch:
    """One example of a batch."""
    own = slice(place, place + 1)
    return Batch(tuple(part[own] for part in batch.inputs), tuple(part[own] for part in batch.targets))
