"""What the scripts share: a model and its accelerated twin take turns on the clock, and a table says what came out."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version

import torch

import cellwright as cw


@dataclass(frozen=True)
class Row:
    """One job: its name, the seconds of each round before and after, and how far the results lie apart."""

    job: str
    before: Sequence[float]
    after: Sequence[float]
    difference: float

    def __str__(self) -> str:
        before, after = statistics.median(self.before), statistics.median(self.after)
        low, high = (f(b / a for b, a in zip(self.before, self.after, strict=True)) for f in (min, max))
        times = f"{1e3 * before:.4g} ms | {1e3 * after:.4g} ms | {before / after:.2f} x ({low:.2f} to {high:.2f})"
        return f"| {self.job} | {times} | {self.difference:.1e} |"


def taking_turns(
    job: str, before: Callable[[], object], after: Callable[[], object], difference: float, rounds: int
) -> Row:
    """Time two ways to do a job, in turns, after one round that counts for nothing."""
    seconds: tuple[list[float], list[float]] = ([], [])
    for count in range(rounds + 1):
        for way, taken in zip((before, after), seconds, strict=True):
            start = time.perf_counter()
            way()
            if count:
                taken.append(time.perf_counter() - start)
    return Row(job, *seconds, difference)


def largest_difference(one: Sequence[torch.Tensor], other: Sequence[torch.Tensor]) -> float:
    """The largest difference between two lists of tensors, as a share of the largest number there (at least one)."""
    pairs = list(zip(one, other, strict=True))
    apart = max(float((a - b).abs().max()) for a, b in pairs)
    return apart / max(1.0, *(float(a.abs().max()) for a, _ in pairs))


def report(claim: str, package: str, swapped: cw.Acceleration, rows: Sequence[Row], allowed: float) -> None:
    """Print everything as Markdown; fail where the results are not the same."""
    print(f"## {claim}\n")
    print(f"{package} {version(package)}, torch {torch.__version__}, {torch.get_num_threads()} thread(s); {swapped}.\n")
    print("| job | before | after | faster, and each round | results differ by |\n|---|---|---|---|---|")
    for row in rows:
        print(row)
    print()
    worst = max(row.difference for row in rows)
    if not worst <= allowed:
        raise SystemExit(f"the results differ by {worst:.1e}, more than {allowed:.1e}")
