"""A peephole LSTM trains within 15 % of our own LSTM, and 3 times as fast as an eager PyTorch loop."""

from __future__ import annotations

import torch
from rivals import Claim, EagerPeephole, conclude, options

import cellwright as cw
from cellwright.inspect.bench import check_agreement, operations, training
from cellwright.inspect.speed import Shape, Timing, race, threads


def timing(shape: Shape, count: int, seconds: float) -> Timing:
    torch.manual_seed(0)
    ours = cw.Recurrent(cw.cells.peephole_lstm, shape.input, shape.hidden)
    lstm, loop = cw.LSTM(shape.input, shape.hidden), EagerPeephole(ours)
    x = torch.randn(shape.steps, shape.batch, shape.input)
    with threads(count):
        check_agreement(ours(x)[:1], loop(x)[:1])
        check_agreement(training(ours, x)(), training(loop, x)())
    rivals = {"peephole": training(ours, x), "our LSTM": training(lstm, x), "eager loop": training(loop, x)}
    work = 3 * operations(ours, shape)
    return race("peephole LSTM training", shape, rivals, operations=work, count=count, seconds=seconds)


def main() -> None:
    asked = options(__doc__)
    timings = [timing(shape, count, asked.seconds) for count in asked.threads for shape in asked.shapes]
    # 15 % more time is a ratio of 1 / 1.15
    conclude(timings, [Claim("our LSTM", 0.87), Claim("eager loop", 3.0)])


if __name__ == "__main__":
    main()
