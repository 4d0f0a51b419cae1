"""Time grows linearly with steps and with batch, over two decades of each, to within a fifth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from verdicts import Verdict, announce, options

import cellwright as cw
from cellwright.inspect.bench import check_agreement, inference, training
from cellwright.inspect.figures import PALETTE, drawing, finished, standalone
from cellwright.inspect.speed import Shape, duration, table_of, take_turns, threads

BASES = {"steps": Shape(32, 10, 32, 64), "batch": Shape(8, 25, 32, 64)}
GROWTH = (1, 3, 10, 30, 100)
MOST = 0.2
FIGURE = "cost.svg"
TASKS: Mapping[str, Callable] = {"inference": inference, "training": training}


@dataclass(frozen=True)
class Series:
    """Median seconds by how much there is of what grows, and the line nearest to them."""

    task: str
    grown: str
    seconds: Mapping[int, float]

    def line(self) -> dict[int, float]:
        """The line whose relative distance from the measured points is least in the sum of squares."""
        numbers, times = np.array(list(self.seconds), float), np.array(list(self.seconds.values()))
        terms = np.stack([np.ones_like(numbers), numbers], 1)
        fitted = terms @ np.linalg.lstsq(terms / times[:, None], np.ones_like(times))[0]
        return dict(zip(self.seconds, fitted.tolist(), strict=True))

    def deviation(self) -> float:
        """The largest relative distance from the line."""
        line = self.line()
        return max(abs(time / line[number] - 1) for number, time in self.seconds.items())


def measured(task: str, grown: str, seconds: float) -> Series:
    torch.manual_seed(0)
    base = BASES[grown]
    shapes = {getattr(base, grown) * by: replace(base, **{grown: getattr(base, grown) * by}) for by in GROWTH}
    largest = shapes[max(shapes)]
    layer, x = cw.LSTM(base.input, base.hidden), torch.randn(largest.steps, largest.batch, base.input)
    inputs = {number: x[: shape.steps, : shape.batch].contiguous() for number, shape in shapes.items()}
    with threads(1), torch.no_grad():
        whole = layer(x)[0]
        for part in inputs.values():
            check_agreement(layer(part)[:1], [whole[: len(part), : part.shape[1]]])
    with threads(1):
        medians = take_turns({str(number): TASKS[task](layer, part) for number, part in inputs.items()}, seconds)
    return Series(task, grown, {int(number): time for number, time in medians.items()})


def draw(series: list[Series], folder: Path) -> None:
    figure, axes = drawing()
    for colour, one in zip(PALETTE, series, strict=False):
        numbers = list(one.seconds)
        axes.loglog(numbers, list(one.line().values()), color=colour, linewidth=0.8)
        label = f"{one.task}, {one.grown}"
        axes.loglog(numbers, list(one.seconds.values()), "o", color=colour, markersize=4, label=label)
    axes.set_xlabel("steps, or sequences")
    axes.set_ylabel("seconds")
    says = "Time of an LSTM over the number of steps and of sequences, with the nearest lines"
    (folder / FIGURE).write_text(standalone(finished(figure, "Cost as work grows", says)))
    print(f"![{says}]({FIGURE})\n")


def row(one: Series) -> dict[str, str]:
    numbers, times = list(one.seconds), list(one.seconds.values())
    return {
        "task": f"LSTM {one.task}",
        "what grows": f"{one.grown}, {numbers[0]} to {numbers[-1]}",
        "of": f"({BASES[one.grown]})",
        "least": duration(times[0]),
        "most": duration(times[-1]),
        "largest deviation": f"{one.deviation():.1%}",
    }


def main() -> None:
    asked = options(__doc__)
    series = [measured(task, grown, 3 * asked.seconds) for task in TASKS for grown in BASES]
    print("Results of a part agree with the same part of the whole. Each line is the nearest one, on one thread.\n")
    print(table_of([row(one) for one in series]), end="\n\n")
    if asked.figures:
        draw(series, asked.figures)
    figures = {f"{one.task}, {one.grown}": one.deviation() for one in series}
    announce([Verdict(f"at most {100 * MOST:g} % away from a line", MOST, figures, most=True, form="{:.1%}")])


if __name__ == "__main__":
    main()
