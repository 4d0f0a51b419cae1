"""How fast something is on this machine: beside its rivals, and beside the processor's own limit.

Machines are noisy, so rivals take turns within one run, medians are compared, and the limit is measured in between.
"""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch

from cellwright.run.host import host
from cellwright.run.peak import measured_peak


@dataclass(frozen=True)
class Shape:
    """The sizes of a run: sequences, steps, features of the input, hidden size."""

    batch: int
    steps: int
    input: int
    hidden: int

    def __str__(self) -> str:
        return f"{self.batch}, {self.steps}, {self.input}, {self.hidden}"


# from a streaming step to layers that fill the cache; the last two are odd on purpose
SHAPES = (
    Shape(1, 1, 32, 64),
    Shape(1, 100, 32, 64),
    Shape(1, 100, 128, 256),
    Shape(8, 100, 64, 128),
    Shape(32, 100, 1, 32),
    Shape(32, 100, 32, 64),
    Shape(32, 100, 64, 128),
    Shape(32, 100, 128, 256),
    Shape(64, 100, 256, 512),
    Shape(128, 50, 128, 128),
    Shape(20, 35, 650, 650),
    Shape(7, 93, 17, 43),
    Shape(33, 61, 5, 100),
)

TURN = 0.02
# threads of a rival may spin so long after its work, and would take a core from the next one
SPIN = 0.03
PEAKS = 15
CPUINFO = Path("/proc/cpuinfo")


@dataclass(frozen=True)
class Timing:
    """Median seconds of each rival at one task, and the limit measured beside them.

    Attributes:
        task: what is timed, such as "LSTM training".
        shape: the sizes.
        threads: how many threads each rival may use.
        seconds: the median of each rival, our own first.
        operations: of the matrix products of one run.
        peak: operations a second that the processor does at best with so many threads.
    """

    task: str
    shape: Shape
    threads: int
    seconds: Mapping[str, float]
    operations: float
    peak: float

    def ratio(self, ours: str, theirs: str) -> float:
        """How many times as fast `ours` is as `theirs`."""
        return self.seconds[theirs] / self.seconds[ours]

    def share_of_peak(self, name: str) -> float:
        """The share of the processor's limit that a rival reaches."""
        return self.operations / self.seconds[name] / self.peak

    def cells(self) -> dict[str, str]:
        """A row of a table for people, by the heads of its columns.

        Example:
            >>> timing = Timing("LSTM inference", Shape(1, 1, 2, 3), 1, {"ours": 2e-6, "theirs": 5e-6}, 120.0, 1e9)
            >>> print(table([timing]))
            | task           | threads | batch, steps, input, hidden |    ours |  theirs | x theirs | of peak |
            |----------------|--------:|----------------------------:|--------:|--------:|---------:|--------:|
            | LSTM inference |       1 |                  1, 1, 2, 3 | 2.00 µs | 5.00 µs |     2.50 |     6 % |
        """
        ours, *others = self.seconds
        return {
            "task": self.task,
            "threads": str(self.threads),
            "batch, steps, input, hidden": str(self.shape),
            **{name: duration(seconds) for name, seconds in self.seconds.items()},
            **{f"x {name}": f"{self.ratio(ours, name):.2f}" for name in others},
            "of peak": f"{self.share_of_peak(ours):.0%}".replace("%", " %"),
        }

    def to_json(self) -> dict[str, Any]:
        """The same for machines: numbers only, in seconds and operations a second."""
        ours, *others = self.seconds
        return {
            "task": self.task,
            **asdict(self.shape),
            "threads": self.threads,
            "seconds": dict(self.seconds),
            "ratios": {name: self.ratio(ours, name) for name in others},
            "operations": self.operations,
            "peak": self.peak,
            "share_of_peak": self.share_of_peak(ours),
        }


def duration(seconds: float) -> str:
    """Seconds with three digits, in a unit that suits them.

    Example:
        >>> duration(3.214e-6), duration(0.0456), duration(7.8), duration(125.0)
        ('3.21 µs', '45.6 ms', '7.80 s', '125 s')
    """
    unit, size = next(((u, s) for u, s in (("s", 1.0), ("ms", 1e-3)) if seconds >= s), ("µs", 1e-6))
    value = seconds / size
    digits = 2 if value < 10 else 1 if value < 100 else 0
    return f"{value:.{digits}f} {unit}"


def table(timings: Sequence[Timing]) -> str:
    """Timings of the same rivals as a table, in Markdown that can be read as it stands."""
    return table_of([timing.cells() for timing in timings])


def table_of(rows: Sequence[Mapping[str, str]]) -> str:
    """Rows, each by the heads of its columns, as a table in Markdown that can be read as it stands.

    Example:
        >>> print(table_of([{"layer": "lstm", "bytes": "12"}]))
        | layer | bytes |
        |-------|------:|
        | lstm  |    12 |
    """
    widths = {head: max(len(head), *(len(row[head]) for row in rows)) for head in rows[0]}
    first = next(iter(widths))

    def line(row: Mapping[str, str]) -> str:
        parts = (row[h].ljust(width) if h == first else row[h].rjust(width) for h, width in widths.items())
        return f"| {' | '.join(parts)} |"

    rules = ("-" * (width + 2) if head == first else "-" * (width + 1) + ":" for head, width in widths.items())
    return "\n".join([line({head: head for head in widths}), f"|{'|'.join(rules)}|", *map(line, rows)])


def take_turns(rivals: Mapping[str, Callable[[], object]], seconds: float = 1.0) -> dict[str, float]:
    """Median seconds of each rival; they run in turns, so that a machine that slows down slows all of them.

    Args:
        rivals: what to run, by name. A turn is a run of about `TURN` seconds, and begins with one that does not
            count, so that each rival finds its own weights in the cache. With several threads, a turn begins with a
            pause of `SPIN` seconds.
        seconds: about how long to measure in all; each rival has at least five turns.

    Example:
        >>> sorted(take_turns({"a": lambda: None, "b": lambda: None}, seconds=0.01))
        ['a', 'b']
    """
    times: dict[str, list[float]] = {name: [] for name in rivals}
    turns, begin = 0, time.perf_counter()
    while time.perf_counter() - begin < seconds or turns < 5:
        turns += 1
        for name, run in rivals.items():
            _settle()
            run()
            turn = now = time.perf_counter()
            while now - turn < TURN:
                run()
                before, now = now, time.perf_counter()
                times[name].append(now - before)
    return {name: statistics.median(values) for name, values in times.items()}


def _settle() -> None:
    if torch.get_num_threads() > 1:
        time.sleep(SPIN)


@contextmanager
def threads(count: int) -> Iterator[None]:
    """Let torch, and with it cellwright, use so many threads."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def race(
    task: str,
    shape: Shape,
    rivals: Mapping[str, Callable[[], object]],
    *,
    operations: float,
    count: int = 1,
    seconds: float = 1.0,
) -> Timing:
    """The rivals in turns with `count` threads, and the processor's limit right after them; our own comes first."""
    with threads(count):
        medians = take_turns(rivals, seconds)
        _settle()
        peak = max(measured_peak(count) for _ in range(PEAKS))
    return Timing(task, shape, count, medians, operations, peak)


def machine(packages: Sequence[str] = ("cellwright", "torch")) -> str:
    """The processor and the versions of some packages, in a sentence without its stop.

    Example:
        >>> machine().endswith(f"torch {torch.__version__}")
        True
    """
    own = host()
    lines = CPUINFO.read_text().splitlines() if CPUINFO.exists() else ()
    names = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    return (
        f"{names[0] if names else platform.machine()} ({own.cpu}, {own.name}, {own.cores} cores, "
        f"{own.cache >> 10} KiB of second-level cache a core), Python {platform.python_version()}, {versions}"
    )
