"""While every core is busy with something else, all threads take at most 1.3 times as long as one thread."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import fmean, median, quantiles

import torch
from verdicts import Verdict, announce, options

import cellwright as cw
from cellwright.inspect.bench import inference, training
from cellwright.inspect.speed import Shape, duration, table_of
from cellwright.run.host import host

SHAPES = (Shape(8, 100, 64, 128), Shape(32, 100, 32, 64), Shape(32, 100, 128, 256), Shape(1, 100, 256, 512))
TASKS = {"inference": inference, "training": training}
# seconds; in each turn, threads have to find out anew that they do not pay
TURN = 1.0
FACTOR = 1.3
# a call keeps its core, or loses it for a time slice, which is many times as long: the mean is what many calls take,
# the median says which kind of call is the commoner
KINDS: dict[str, tuple[str, Callable[[list[float]], float]]] = {
    "mean": ("in the mean", fmean),
    "median": ("in the median", median),
    "slowest tenth from": ("where the slowest tenth begins", lambda seconds: quantiles(seconds, n=10)[-1]),
}


@contextmanager
def busy_cores() -> Iterator[None]:
    """Something else to do for every core."""
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(host().cores)]
    try:
        yield
    finally:
        for process in others:
            process.kill()
            process.wait()


def seconds_of_calls(run: Callable[[], object], turns: int) -> dict[int, list[float]]:
    """The seconds of every call on one thread and on all, in turns."""
    found: dict[int, list[float]] = {1: [], host().cores: []}
    for _ in range(turns):
        for count, seconds in found.items():
            torch.set_num_threads(count)
            begin = now = time.perf_counter()
            while now - begin < TURN:
                run()
                before, now = now, time.perf_counter()
                seconds.append(now - before)
    return found


def main() -> None:
    asked = options(__doc__)
    if host().cores == 1:
        print("There is one core here.\n\n- **claim not measured**")
        return
    rows: list[dict[str, str]] = []
    figures: dict[str, dict[str, float]] = {where: {} for where, _ in KINDS.values()}
    for task, prepared in TASKS.items():
        for shape in SHAPES:
            torch.manual_seed(0)
            run = prepared(cw.LSTM(shape.input, shape.hidden), torch.randn(shape.steps, shape.batch, shape.input))
            with busy_cores():
                found = seconds_of_calls(run, max(3, round(5 * asked.seconds)))
            rows.append({"task": f"LSTM {task}", "batch, steps, input, hidden": str(shape)})
            for name, (where, of) in KINDS.items():
                values = {count: of(seconds) for count, seconds in found.items()}
                figures[where][f"LSTM {task} ({shape})"] = values[host().cores] / values[1]
                rows[-1] |= {f"{name}, {count} thread{'s' * (count > 1)}": duration(s) for count, s in values.items()}
    print(table_of(rows), end="\n\n")
    announce(
        Verdict(f"at most {FACTOR} times as long as on one thread, {where}", FACTOR, ratios, most=True)
        for where, ratios in figures.items()
    )


if __name__ == "__main__":
    main()
