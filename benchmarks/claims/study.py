"""What the claims share: their options, a network of one recurrent layer, and the loop that trains it.

Budgets are numbers of updates, not seconds, so that a seed repeats its figures; the page says how long they took.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from textwrap import fill

import numpy as np
import torch
from problems import Random

import cellwright as cw
from cellwright.equation.cell import rows_of

CLIP = 1.0
WIDTH = 118


@dataclass(frozen=True)
class Options:
    """What a script was asked for.

    Attributes:
        seeds: how many runs of each network.
        budget: what the number of updates is multiplied by.
    """

    seeds: int
    budget: float

    def updates(self, usual: int) -> int:
        """How many updates are made instead of the usual number."""
        return max(1, round(usual * self.budget))


def options(description: str | None, seeds: int) -> Options:
    """The options of a script; its docstring, the claim and its paper, is printed as a heading and a paragraph."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--seeds", type=int, default=seeds, help=f"runs of each network (default: {seeds})")
    parser.add_argument("--budget", type=float, default=1.0, help="factor on the number of updates (default: 1)")
    given = parser.parse_args()
    claim, _, paper = (description or "").partition("\n\n")
    runs = f"{given.seeds} seeds, {given.budget:g} x the usual updates"
    print(f"## {claim.rstrip('.')}\n\n{fill(paper, WIDTH)}\n\n{runs}.\n", flush=True)
    torch.set_num_threads(1)
    return Options(given.seeds, given.budget)


def sow(seed: int) -> Random:
    """Seed torch, and a generator of numpy of its own."""
    torch.manual_seed(seed)
    return np.random.default_rng(seed)


class Network(torch.nn.Module):
    """A recurrent layer and a linear map of its outputs.

    Args:
        layer: the recurrent layer.
        outputs: how many numbers are said at each step.
    """

    def __init__(self, layer: cw.Recurrent, outputs: int) -> None:
        super().__init__()
        self.layer = layer
        self.head = torch.nn.Linear(layer.hidden_size, outputs)

    def forward(self, x: torch.Tensor, state: object = None, **keywords: object) -> tuple[torch.Tensor, object]:
        """The outputs (steps, batch, outputs) and the last states."""
        output, state = self.layer(x, state, **keywords)
        return self.head(output), state


def train(
    network: torch.nn.Module,
    losses: Iterator[Callable[[], torch.Tensor]],
    *,
    updates: int,
    rate: float,
    until: Callable[[int], bool] = lambda update: False,
) -> int:
    """Train by Adam with clipped gradients, one update a loss; the number of updates, fewer if `until` was true."""
    optimiser = torch.optim.Adam(network.parameters(), rate)
    network.train()
    for update, loss in zip(range(1, updates + 1), losses, strict=False):
        optimiser.zero_grad()
        loss().backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), CLIP)
        optimiser.step()
        if until(update):
            return update
    return updates


def detached(state: object) -> object:
    """States without their history."""
    if isinstance(state, torch.Tensor):
        return state.detach()
    return tuple(part.detach() for part in state) if isinstance(state, tuple) else state


def parameters(layer: cw.Recurrent) -> int:
    """How many numbers of a fresh layer are trained: those of blocks that are not joined are zero, and do not count."""
    return sum(int(parameter.count_nonzero()) for parameter in layer.parameters())


def size_for(make: Callable[[int], cw.Recurrent], wanted: int, sizes: Sequence[int]) -> int:
    """The hidden size whose number of parameters is nearest to the wanted one."""
    return min(sizes, key=lambda size: abs(parameters(make(size)) - wanted))


def bias(layer: cw.Recurrent, gate: str, value: float | torch.Tensor) -> None:
    """Set the bias of a gate of a layer, if it has that gate: `value` in total, where the equations have two."""
    done = set()
    for weight in layer.cell.weights:
        base, _, level = weight.stack.partition(".")
        if weight.gate == gate and base.startswith("bias"):
            rows = rows_of(layer.cell, weight, {"hidden": layer.hidden_size, "input": layer.input_size})
            with torch.no_grad():
                getattr(layer, f"{base}_l{level or 0}")[rows] = 0.0 if level in done else value
            done.add(level)
