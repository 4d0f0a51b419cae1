"""Loops over our LSTMCell and GRUCell, step by step, are faster than over torch.nn's, in training and in inference."""

from __future__ import annotations

from dataclasses import replace

import torch
from verdicts import Claim, conclude, options

import cellwright as cw
from cellwright.inspect.bench import check_agreement, operations, training
from cellwright.inspect.speed import Shape, Timing, race, threads

CELLS = {
    "LSTMCell": (cw.LSTMCell, torch.nn.LSTMCell),
    "GRUCell": (cw.GRUCell, torch.nn.GRUCell),
    "RNNCell": (cw.RNNCell, torch.nn.RNNCell),
}
STEPS = 20


def looped(cell: torch.nn.Module):
    """The outputs of all steps, as a loop in Python takes them."""

    def outputs(x: torch.Tensor) -> torch.Tensor:
        state, found = None, []
        for step in x:
            state = cell(step, state)
            found.append(state if isinstance(state, torch.Tensor) else state[0])
        return torch.stack(found)

    return outputs


def inferring(loop, x: torch.Tensor):
    def run() -> torch.Tensor:
        with torch.no_grad():
            return loop(x)

    return run


def measured(name: str, shape: Shape, *, train: bool, count: int, seconds: float) -> Timing:
    torch.manual_seed(0)
    cells = [make(shape.input, shape.hidden) for make in CELLS[name]]
    cells[0].load_state_dict(cells[1].state_dict())
    x = torch.randn(shape.steps, shape.batch, shape.input)
    make = (lambda cell: training(cell, x, looped(cell))) if train else (lambda cell: inferring(looped(cell), x))
    rivals = dict(zip(("cellwright", "torch.nn"), map(make, cells), strict=True))
    with threads(count):
        found = [run() for run in rivals.values()]
        check_agreement(*(found if train else [[each] for each in found]))
    task, work = (f"{name} training", 3) if train else (f"{name} inference", 1)
    return race(task, shape, rivals, operations=work * operations(cells[0], shape), count=count, seconds=seconds)


def main() -> None:
    asked = options(__doc__)
    shapes = list(dict.fromkeys(replace(shape, steps=STEPS) for shape in asked.shapes))
    rows = [(name, train, *place) for name in CELLS for train in (True, False) for place in asked.places(shapes)]
    timings = [
        measured(name, shape, train=train, count=count, seconds=asked.seconds / 2) for name, train, shape, count in rows
    ]
    gated = lambda row: not row.task.startswith("RNN")  # noqa: E731
    claims = [
        Claim("torch.nn", 1.0, gated, " but for RNNCell"),
        Claim("torch.nn", 1.2, lambda row: gated(row) and "training" in row.task, ", training,", mean=True),
        Claim("torch.nn", 1.2, lambda row: gated(row) and "inference" in row.task, ", inference,", mean=True),
    ]
    conclude(timings, claims)


if __name__ == "__main__":
    main()
