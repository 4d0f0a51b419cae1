"""The processes of a run: one, or those that torchrun started, which share every batch (DDP)."""

from __future__ import annotations

import atexit
import gc
import os
from dataclasses import dataclass

import torch
from torch import distributed
from torch.nn.parallel import DistributedDataParallel

from cellwright.data.examples import Rows


@dataclass(frozen=True)
class Processes:
    """The processes that train one module.

    Attributes:
        device: where this one computes.
        rank: the number of this one.
        count: how many there are.
    """

    device: torch.device
    rank: int = 0
    count: int = 1

    @classmethod
    def of_this_run(cls, device: torch.device) -> Processes:
        """One process, or the group of torchrun, which is joined if that was not done yet."""
        if int(os.environ.get("WORLD_SIZE", "1")) < 2:
            return cls(device)
        if not distributed.is_initialized():
            distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")
            atexit.register(_leave)
        if str(device) == "cuda":  # each process of a machine has a card of its own
            device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))
        return cls(device, distributed.get_rank(), distributed.get_world_size())

    @property
    def first(self) -> bool:
        """Whether this is the process that writes and shows."""
        return self.rank == 0

    def wrapped(self, module: torch.nn.Module) -> torch.nn.Module:
        """The module whose gradients are averaged over the processes."""
        return module if self.count == 1 else DistributedDataParallel(module)

    def part_of(self, rows: Rows) -> Rows:
        """The rows of a batch that are this process's.

        A batch smaller than the number of processes goes to every one of them: the mean stays the same.
        """
        return rows if self.times(rows) > 1 else rows[self.rank :: self.count]

    def times(self, rows: Rows) -> int:
        """How many of the processes have each of these rows."""
        return self.count if len(rows) < self.count else 1

    def sum(self, value: torch.Tensor) -> torch.Tensor:
        """The sum of a number over the processes."""
        if self.count == 1:
            return value.detach()
        total = value.detach().clone()
        distributed.all_reduce(total)
        return total

    def agreed(self, value: float) -> float:
        """The first process's value, in all of them."""
        if self.count == 1:
            return value
        shared = torch.tensor(value, dtype=torch.float64, device=self.device)
        distributed.broadcast(shared, src=0)
        return float(shared)


def _leave() -> None:
    """Leave the group, whose threads would abort a process that simply ends."""
    if distributed.is_initialized():
        gc.collect()  # what still holds the group would keep its threads alive
        distributed.destroy_process_group()
