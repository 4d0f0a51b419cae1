"""What the examples share: a short training, and the time of a training step beside a loop in PyTorch."""

from __future__ import annotations

from collections.abc import Callable

import torch

import cellwright as cw
from cellwright.inspect.bench import check_agreement, operations, training
from cellwright.inspect.speed import Shape, race, table, threads

SHAPES = (Shape(32, 100, 32, 64), Shape(32, 100, 64, 128))


def fitted(layer: torch.nn.Module, task: Callable[[], tuple[torch.Tensor, torch.Tensor]], updates: int) -> str:
    """Train a layer with a linear head on a task of one answer a sequence; how far it came."""
    torch.manual_seed(0)
    head = torch.nn.Linear(layer.hidden_size, 1)
    optimiser = torch.optim.Adam([*layer.parameters(), *head.parameters()], lr=0.005)
    x, answer = task()
    alone, errors = float(answer.var()), []
    for _ in range(updates):
        x, answer = task()
        error = (head(layer(x)[0][-1]).squeeze(-1) - answer).square().mean()
        optimiser.zero_grad()
        error.backward()
        torch.nn.utils.clip_grad_norm_(layer.parameters(), 1.0)
        optimiser.step()
        errors.append(float(error.detach()))
    return f"mean squared error {sum(errors[-20:]) / 20:.4f} after {updates} updates; the mean alone has {alone:.4f}"


class Loop(torch.nn.Module):
    """A loop over the steps as a module, on the parameters of a layer."""

    def __init__(self, layer: torch.nn.Module, steps: Callable[[torch.nn.Module, torch.Tensor], torch.Tensor]) -> None:
        super().__init__()
        self.layer, self.steps = layer, steps

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor]:
        """The output of every step."""
        return (self.steps(self.layer, x),)


def beside(cell: cw.Cell, loop: Callable[[torch.nn.Module, torch.Tensor], torch.Tensor]) -> str:
    """The time of a training step of a cell and of the same cell as a loop, on one thread, once they agree."""
    timings = []
    for shape in SHAPES:
        torch.manual_seed(0)
        layer = cw.Recurrent(cell, shape.input, shape.hidden)
        rival, x = Loop(layer, loop), torch.randn(shape.steps, shape.batch, shape.input)
        with threads(1):
            check_agreement(layer(x)[:1], rival(x))
            check_agreement(training(layer, x)(), training(rival, x)())
        rivals = {"cellwright": training(layer, x), "loop in PyTorch": training(rival, x)}
        work = 3 * operations(layer, shape)
        timings.append(race(f"{cell.name} training", shape, rivals, operations=work, count=1, seconds=2.0))
    return table(timings)
