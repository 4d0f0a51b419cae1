"""All cores are 1.8 times as fast as one from batch 16 on, 1.4 times at batch 1 with wide layers, and never slower."""

from __future__ import annotations

from collections.abc import Callable

import torch
from verdicts import Claim, conclude, options

import cellwright as cw
from cellwright.inspect.bench import inference, operations, training
from cellwright.inspect.speed import Shape, Timing, race, threads
from cellwright.run.host import host

MORE = (Shape(16, 100, 64, 128), Shape(128, 50, 128, 128), Shape(1, 100, 256, 512), Shape(1, 50, 512, 1024))
# what differs by less is not told apart here from noise
NOISE = 0.05


def with_threads(count: int, run: Callable[[], object]) -> Callable[[], object]:
    """The same on so many threads."""

    def go() -> object:
        torch.set_num_threads(count)
        return run()

    return go


def timing(task: str, shape: Shape, seconds: float) -> Timing:
    torch.manual_seed(0)
    layer, cores = cw.LSTM(shape.input, shape.hidden), host().cores
    x = torch.randn(shape.steps, shape.batch, shape.input)
    train = "training" in task
    run = training(layer, x) if train else inference(layer, x)
    rivals = {f"{cores} threads": with_threads(cores, run), "1 thread": with_threads(1, run)}
    with threads(1):
        several, one = (training(layer, x)() if train else layer(x)[:1] for count in (cores, 1) if _set(count))
        assert all(map(torch.equal, several, one)), "results must not depend on the number of threads"
    work = (3 if train else 1) * operations(layer, shape)
    return race(task, shape, rivals, operations=work, count=cores, seconds=seconds)


def _set(count: int) -> bool:
    torch.set_num_threads(count)
    return True


def many(row: Timing) -> bool:
    return row.shape.batch >= 16


def alone_and_wide(row: Timing) -> bool:
    return row.shape.batch == 1 and row.shape.hidden >= 512 and row.shape.steps > 1


def main() -> None:
    asked = options(__doc__)
    if host().cores == 1:
        print("There is one core here.\n\n- **claim not measured**")
        return
    shapes = dict.fromkeys((*asked.shapes, *MORE))
    timings = [
        timing(f"LSTM {task}", shape, asked.seconds / 2) for task in ("inference", "training") for shape in shapes
    ]
    claims = (
        Claim("1 thread", 1.8, many, " from batch 16 on"),
        Claim("1 thread", 1.4, alone_and_wide, " at batch 1 from hidden size 512 on"),
        Claim("1 thread", 1 - NOISE, where=" anywhere (0.05 is noise)"),
    )
    conclude(timings, claims)


if __name__ == "__main__":
    main()
