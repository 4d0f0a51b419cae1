"""Which saved run a training run goes on with: that of the same task, on the same examples."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from cellwright.data.examples import Examples
from cellwright.fit import Checkpoint, batches
from cellwright.tasks.warm_start import digest

if TYPE_CHECKING:
    from cellwright.tasks.task import Encoded, Task

# options that change where and how visibly a run goes on, not what comes of it
ELSEWHERE = frozenset({"device", "progress"})
DIGESTED_AT_ONCE = 4096


def checkpoint_of(task: Task, encoded: Encoded, schedule: str, folder: str | Path, title: str) -> Checkpoint:
    """Where a run of this title is saved, and taken up again if it was the same run that was stopped there."""
    params = {name: value for name, value in task.params_as_json().items() if name not in ELSEWHERE}
    run = json.dumps([title, params, dict(encoded.sizes), schedule, _digest(encoded.examples)])
    run += "" if task.start_ is None else digest(task.start_)
    return Checkpoint(Path(folder, title), sha256(run.encode()).hexdigest())


def _digest(examples: Examples) -> str:
    """What tells these examples from any others."""
    digest = sha256(str(len(examples)).encode())
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)  # examples may be drawn by chance
        for rows in batches(len(examples), DIGESTED_AT_ONCE):
            batch = examples.batch(rows)
            for part in (*batch.inputs, *batch.targets):
                digest.update(part.numpy().tobytes())
    return digest.hexdigest()
