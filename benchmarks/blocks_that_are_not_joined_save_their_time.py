"""Blocks that are not joined save their time: slstm and clockwork_rnn beside themselves with whole matrices."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from verdicts import Claim, conclude, options

import cellwright as cw
from cellwright.inspect.bench import inference, operations, training
from cellwright.inspect.speed import Shape, Timing, race, threads

SHAPES = (Shape(32, 100, 128, 256), Shape(1, 100, 128, 256), Shape(8, 100, 64, 128), Shape(32, 100, 32, 64))
WHOLE = "whole matrices"
PAIRS: Mapping[str, tuple[cw.Cell, cw.Cell]] = {
    "slstm, 4 heads": (cw.cells.slstm.variant(heads=4), cw.cells.slstm.variant(heads=1)),
    "clockwork_rnn, 4 modules": (cw.cells.clockwork_rnn, cw.cells.clockwork_rnn.variant(periods=(1,))),
}


def check(cut: cw.Recurrent, whole: cw.Recurrent, x: torch.Tensor) -> None:
    """The whole matrices hold the blocks, and zeros between them: results agree where the equations do."""
    whole.load_state_dict(cut.state_dict())
    if cut.cell.name == "slstm":
        torch.testing.assert_close(whole(x)[0], cut(x)[0], rtol=1e-4, atol=1e-5)


def timing(name: str, shape: Shape, *, train: bool, seconds: float) -> Timing:
    torch.manual_seed(0)
    cut, whole = (cw.Recurrent(cell, shape.input, shape.hidden) for cell in PAIRS[name])
    x = torch.randn(shape.steps, shape.batch, shape.input)
    with threads(1):
        check(cut, whole, x)
    timed = training if train else inference
    rivals = {"cellwright": timed(cut, x), WHOLE: timed(whole, x)}
    work = (3 if train else 1) * operations(cut, shape)
    task = f"{name}: {'training' if train else 'inference'}"
    return race(task, shape, rivals, operations=work, count=1, seconds=seconds)


def four_heads_of_256(row: Timing) -> bool:
    return row.task.startswith("slstm") and row.shape.hidden == 256


def main() -> None:
    asked = options(__doc__)
    rows = [(name, shape, train) for name in PAIRS for shape in SHAPES for train in (False, True)]
    timings = [timing(name, shape, train=train, seconds=asked.seconds / 2) for name, shape, train in rows]
    conclude(
        timings,
        [
            Claim(WHOLE, 1.5, four_heads_of_256, " with 4 heads of 64 units"),
            Claim(WHOLE, 0.95, where=" anywhere (0.05 is noise)"),
        ],
    )


if __name__ == "__main__":
    main()
