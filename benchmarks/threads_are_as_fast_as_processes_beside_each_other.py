"""All threads are as fast as one process a core, each with its part of the batch: the machine gives no more."""

# Cores share a cache of the third level, memory and power, so that several do less than so many times what one does.
# Processes that know nothing of each other say how much it is; our threads have to meet on top of that.

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

import torch
from verdicts import Claim, conclude, options

import cellwright as cw
from cellwright.inspect.bench import inference, operations, training
from cellwright.inspect.speed import Shape, Timing, race
from cellwright.run.host import host

SHAPES = (
    Shape(32, 100, 64, 128),
    Shape(32, 100, 128, 256),
    Shape(64, 100, 256, 512),
    Shape(128, 50, 128, 128),
    Shape(20, 35, 650, 650),
)
TASKS = {"inference": inference, "training": training}
NOISE = 0.05


def prepared(task: str, shape: Shape) -> Callable[[], object]:
    """A layer and its input, ready to run."""
    torch.manual_seed(0)
    layer = cw.LSTM(shape.input, shape.hidden)
    return TASKS[task](layer, torch.randn(shape.steps, shape.batch, shape.input))


def serve(asked: Connection, task: str, shape: Shape) -> None:
    """Run once for each message, in a process of its own; one word says when it is ready, or done."""
    torch.set_num_threads(1)
    run = prepared(task, shape)
    run()
    asked.send(True)
    while asked.recv():
        run()
        asked.send(True)


@contextmanager
def processes(task: str, shape: Shape, count: int) -> Iterator[Callable[[], object]]:
    """What runs once in so many processes at once, this one among them."""
    spawn = multiprocessing.get_context("spawn")
    pairs = [spawn.Pipe() for _ in range(count - 1)]
    others = [spawn.Process(target=serve, args=(theirs, task, shape), daemon=True) for _, theirs in pairs]
    own = prepared(task, shape)

    def go() -> None:
        torch.set_num_threads(1)
        for ours, _ in pairs:
            ours.send(True)
        own()
        for ours, _ in pairs:
            ours.recv()

    for other in others:
        other.start()
    for ours, _ in pairs:
        # a core that loads a library is taken for a busy one
        ours.recv()
    try:
        yield go
    finally:
        for (ours, _), other in zip(pairs, others, strict=True):
            ours.send(False)
            other.join()


def timing(task: str, shape: Shape, seconds: float) -> Timing:
    count = host().cores
    whole = prepared(task, shape)

    def threads() -> object:
        torch.set_num_threads(count)
        return whole()

    work = (3 if task == "training" else 1) * operations(cw.LSTM(shape.input, shape.hidden), shape)
    part = Shape(shape.batch // count, shape.steps, shape.input, shape.hidden)
    with processes(task, part, count) as beside:
        rivals = {f"{count} threads": threads, f"{count} processes": beside}
        return race(f"LSTM {task}", shape, rivals, operations=work, count=count, seconds=seconds)


def main() -> None:
    asked, count = options(__doc__), host().cores
    shapes = [shape for shape in SHAPES if shape.batch % count == 0]
    if count == 1:
        print("There is one core here.\n\n- **claim not measured**")
        return
    timings = [timing(task, shape, asked.seconds) for task in TASKS for shape in shapes]
    conclude(timings, [Claim(f"{count} processes", 1 - NOISE, where=" (0.05 is noise)")])


if __name__ == "__main__":
    main()
