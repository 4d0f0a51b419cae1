"""Claims and what becomes of them: the options of the scripts, how figures are judged, printed and remembered.

Each script prints Markdown, so that `python benchmarks --save docs/benchmarks.md` has only to put them together.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from cellwright.inspect.speed import PEAKS, SHAPES, Shape, Timing, table
from cellwright.run.host import host
from cellwright.run.peak import measured_peak

SMALL = (Shape(1, 1, 32, 64), Shape(1, 100, 32, 64), Shape(32, 100, 1, 32), Shape(7, 93, 17, 43))
# one of each kind: a single step, a single sequence, few and many rows, a layer beyond the cache, odd sizes
QUICK = (*SMALL[:2], Shape(8, 100, 64, 128), Shape(32, 100, 128, 256), Shape(20, 35, 650, 650), Shape(33, 61, 5, 100))
LISTS = {"small": SMALL, "quick": QUICK, "all": SHAPES}
# `python benchmarks` names a file here, to which each verdict is added
REMEMBERED = "CELLWRIGHT_VERDICTS"
# a bound is told up to so many times what was asked
NEAR = 2


@dataclass(frozen=True)
class Options:
    """What a script was asked for."""

    seconds: float
    shapes: tuple[Shape, ...]
    threads: tuple[int, ...]
    rounds: int
    brief: bool
    figures: Path | None

    def places(self, shapes: Sequence[Shape]) -> list[tuple[Shape, int]]:
        """For rivals that take long: these shapes on one thread, and the first one on several; or it alone."""
        first = [(shapes[0], count) for count in self.threads]
        return first if self.brief else first + [(shape, 1) for shape in shapes[1:]]


def options(description: str | None, shapes: str = "quick") -> Options:
    """The options of a script, and the head of what it prints: its claim and the machine."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--seconds", type=float, default=1.0, help="how long to measure each row (default: 1)")
    parser.add_argument("--shapes", choices=LISTS, default=shapes, help=f"which list of sizes (default: {shapes})")
    parser.add_argument("--figures", type=Path, metavar="FOLDER", help="draw figures into this folder")
    given = parser.parse_args()
    threads = tuple(dict.fromkeys((1, host().cores)))
    print(f"## {description}\n\n{peaks(threads)}\n", flush=True)
    brief = given.shapes == "small"
    return Options(given.seconds, LISTS[given.shapes], threads, 3 if brief else 7, brief, given.figures)


def peaks(threads: Sequence[int]) -> str:
    """The limit of this processor now, in a sentence."""
    measured = (max(measured_peak(count) for _ in range(PEAKS)) / 1e9 for count in threads)
    parts = (f"{peak:.0f} GFLOP/s with {threads_text(count)}" for count, peak in zip(threads, measured, strict=True))
    return f"Measured peak of fused multiply-adds in float32: {', '.join(parts)}."


def threads_text(count: int) -> str:
    """The number of threads, in words."""
    return f"{count} {'thread' if count == 1 else 'threads'}"


@dataclass(frozen=True)
class Verdict:
    """What was asked, and what was measured.

    Attributes:
        asked: in words.
        limit: the figure asked for.
        figures: what was measured, by place.
        most: whether the limit is the most that is allowed, not the least.
        mean: whether it is asked of the geometric mean, not of every place.
        form: how a figure is written.
        bounds: what the figure would be if we did nothing but products, all of them at the processor's peak.
    """

    asked: str
    limit: float
    figures: Mapping[str, float]
    most: bool = False
    mean: bool = False
    form: str = "{:.2f} x"
    bounds: Mapping[str, float] = field(default_factory=dict)

    @property
    def worst(self) -> float:
        """The figure farthest on the wrong side."""
        return max(self.figures.values()) if self.most else min(self.figures.values())

    @property
    def average(self) -> float:
        """The geometric mean of the figures."""
        return statistics.geometric_mean(self.figures.values())

    def misses(self) -> dict[str, float]:
        """The places at which it does not hold; of a mean, that of all."""
        judged = {"the geometric mean": self.average} if self.mean and self.figures else self.figures
        return {at: v for at, v in judged.items() if (v > self.limit if self.most else v < self.limit)}

    def word(self) -> str:
        """Whether it holds."""
        if not self.figures:
            return "not measured"
        return "does not hold" if self.misses() else "holds"

    def text(self) -> str:
        """Whether it holds; if not, where. For people, in Markdown."""
        if not self.figures:
            return f"- **claim not measured**: {self.asked}, in no row"
        count, misses = len(self.figures), self.misses()
        if self.mean:
            return f"- **claim {self.word()}**: {self.asked}; {self.form.format(self.average)} in {count} rows"
        if not misses:
            return f"- **claim holds**: {self.asked}, in all {count} rows"
        places = [f"  - {place}: {self.form.format(figure)}{self._bound(place)}" for place, figure in misses.items()]
        text = f"{self.asked}, in {count - len(misses)} of {count} rows; not in"
        return "\n".join([f"- **claim does not hold**: {text}", *places])

    def _bound(self, place: str) -> str:
        """What would be possible at best, in words, where that is near what was asked."""
        bound = self.bounds.get(place, math.inf)
        return f" ({self.form.format(bound)} at the peak)" if bound < NEAR * self.limit else ""

    def cells(self) -> list[str]:
        """What was asked, the worst figure, the geometric mean and the verdict: a row of the summary."""
        measured = [self.form.format(value) for value in (self.worst, self.average)] if self.figures else ["", ""]
        return [self.asked, *measured, f"**{self.word()}**"]


@dataclass(frozen=True)
class Claim:
    """That our own rival, the first one, is at least `factor` times as fast as `rival` in all rows `of` the table.

    Attributes:
        rival: the name of a rival, or what `figure` compares with.
        factor: how many times as fast.
        of: which rows are meant.
        where: the same in words.
        mean: whether the geometric mean of the rows is meant, not each.
        figure: what is compared with `factor`; the ratio to the rival if not given.
        form: how a figure is written.
        bounded: whether float32's peak says what is possible.
    """

    rival: str
    factor: float
    of: Callable[[Timing], bool] = lambda timing: True
    where: str = ""
    mean: bool = False
    figure: Callable[[Timing], float] | None = None
    form: str = "{:.2f} x"
    bounded: bool = True

    def judge(self, timings: Sequence[Timing]) -> Verdict:
        """What the rows say about it; those that lack the rival say nothing."""
        rows = [t for t in timings if self.of(t) and (self.figure or self.rival in t.seconds)]
        figure = self.figure or (lambda timing: timing.ratio(ours(timing), self.rival))
        places = {f"{t.task} ({t.shape}), {threads_text(t.threads)}": t for t in rows}
        figures = {place: figure(t) for place, t in places.items()}
        bounded = self.bounded and not self.figure
        bounds = {at: t.seconds[self.rival] * t.peak / t.operations for at, t in places.items() if bounded}
        least = f"{100 * self.factor:g} % of" if "%" in self.form else f"{self.factor:g} x"
        asked = f"at least {least} {self.rival}{self.where}{' in the geometric mean' if self.mean else ''}"
        return Verdict(asked, self.factor, figures, mean=self.mean, form=self.form, bounds=bounds)


def of_peak(factor: float, of: Callable[[Timing], bool], where: str) -> Claim:
    """The claim of a share of the measured peak."""
    share = lambda timing: timing.share_of_peak(ours(timing))  # noqa: E731
    return Claim("the peak", factor, of, where, figure=share, form="{:.0%}")


def of_best(factor: float, rivals: Sequence[str]) -> Claim:
    """The claim about the fastest of several rivals, in the geometric mean."""

    def figure(timing: Timing) -> float:
        return min(timing.seconds[name] for name in rivals if name in timing.seconds) / timing.seconds[ours(timing)]

    return Claim("the best peer", factor, mean=True, figure=figure)


def ours(timing: Timing) -> str:
    """The name of our own rival."""
    return next(iter(timing.seconds))


def conclude(timings: Sequence[Timing], claims: Sequence[Claim]) -> None:
    """Print the table and the verdicts. The results were compared before: rivals that disagree are not timed."""
    print(f"Results agree in all {len(timings)} rows (outputs, and gradients where training is timed).\n")
    # rows with other rivals are another table
    for rivals in dict.fromkeys(tuple(timing.seconds) for timing in timings):
        print(table([timing for timing in timings if tuple(timing.seconds) == rivals]), end="\n\n")
    announce([claim.judge(timings) for claim in claims])


def announce(verdicts: Iterable[Verdict]) -> None:
    """Print verdicts, and remember them for the summary."""
    verdicts = list(verdicts)
    print(*(verdict.text() for verdict in verdicts), sep="\n", flush=True)
    if REMEMBERED in os.environ:
        with Path(os.environ[REMEMBERED]).open("a") as file:
            file.writelines(json.dumps(asdict(verdict)) + "\n" for verdict in verdicts)


def remembered(file: Path) -> list[Verdict]:
    """The verdicts that a script has left."""
    return [Verdict(**json.loads(line)) for line in file.read_text().splitlines()]
