"""Small runs for the laws of training: a module with dropout, its examples and a run of few steps.

Run as a program it trains in a process of its own, which a test may kill, or start several of:

    python small_runs.py WEIGHTS '{"checkpoint": ..., "killed_at": ...}'
"""

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

import cellwright as cw
from cellwright.data.examples import Batch
from cellwright.fit import Checkpoint, Score, Training, fit

OPTIONS = Training(max_epochs=3, batch_size=8, learning_rate=0.01, device="cpu", progress=False)


@dataclass
class Pairs:
    """Examples with inputs (rows, steps, features) and targets (rows, 1), some of them unknown."""

    inputs: torch.Tensor
    targets: torch.Tensor
    known: torch.Tensor

    def __len__(self):
        return len(self.inputs)

    def batch(self, rows):
        return Batch((self.inputs[rows],), (self.targets[rows], self.known[rows]))


def pairs(count=30, seed=0):
    """Sums of short sequences, to be learned."""
    generator = torch.Generator().manual_seed(seed)
    inputs = torch.randn(count, 4, 3, generator=generator)
    known = torch.rand(count, 1, generator=generator) > 0.2
    return Pairs(inputs, inputs.sum((1, 2)).unsqueeze(-1) / 3, known)


class Network(torch.nn.Module):
    """Our compiled layer, dropout, and a head."""

    def __init__(self, dropout=0.3):
        super().__init__()
        self.recurrent = cw.LSTM(3, 5, num_layers=2, dropout=dropout, batch_first=True, backend="cpu")
        self.dropout = torch.nn.Dropout(dropout)
        self.head = torch.nn.Linear(5, 1)

    def forward(self, x):
        return self.head(self.dropout(self.recurrent(x)[0][:, -1]))


def network(dropout=0.3):
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return Network(dropout)


def score(output, batch):
    target, known = batch.targets
    count = known.sum().to(output.dtype)
    error = (output - target).square() * known
    return Score(error.sum() / count.clamp(min=1), count, {"absolute": error.sqrt().sum() / count.clamp(min=1)})


def run(module, *, examples=None, validation=None, scorer=score, seed=1, checkpoint=None, **options):
    """A short run, by default without anything held out; the module is trained in place."""
    schedule = options.pop("schedule", "constant")
    epoch_size = options.pop("epoch_size", None)
    augment, error = options.pop("augment", None), options.pop("error", None)
    return fit(
        module,
        scorer,
        pairs() if examples is None else examples,
        validation,
        replace(OPTIONS, **options),
        seed=seed,
        schedule=schedule,
        epoch_size=epoch_size,
        checkpoint=checkpoint,
        augment=augment,
        error=error,
    )


def weights(module):
    return {name: value.detach().numpy().tobytes() for name, value in module.state_dict().items()}


class Killed(Network):
    """It ends its process without warning at one of its calls."""

    def __init__(self, dropout, at, by):
        super().__init__(dropout)
        self.left, self.by = at, by

    def forward(self, x):
        self.left -= self.training
        if self.left == 0:
            os.kill(os.getpid(), self.by)
        return super().forward(x)


def trained(*, checkpoint=None, dropout=0.3, killed_at=-1, by=signal.SIGKILL, count=30, options=None):
    """The weights and losses of a run as it is ordered, as arrays."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        module = Killed(dropout, killed_at, by)
    saved = None if checkpoint is None else Checkpoint(Path(checkpoint), "a run", seconds=0.0)
    examples, validation = pairs(count), pairs(12, seed=5)
    history = run(module, examples=examples, validation=validation, checkpoint=saved, **(options or {}))
    return {
        "losses": np.array([[epoch.loss, epoch.validation_loss] for epoch in history.epochs]),
        "ended": np.array(history.ended),
        **{name: value.numpy() for name, value in module.state_dict().items()},
    }


def main(path, orders):
    torch.set_num_threads(1)
    # torch's tables at the exit, where this package is installed, make Python forget that a signal ended the process
    sys.modules["tabulate"] = None
    np.savez(path, **trained(**json.loads(orders)))


if __name__ == "__main__":
    main(*sys.argv[1:])
