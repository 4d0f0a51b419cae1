"""What the scripts of forecasting share: their options, one measured fit, and the table that they print."""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, stdev
from typing import Any

import torch

import cellwright as cw
from cellwright.inspect.evaluation import Evaluation
from cellwright.inspect.memory import peak_memory


@dataclass(frozen=True)
class Trial:
    """One fit and what it is worth.

    Attributes:
        evaluation: of its forecasts.
        seconds: of the fit, on the wall.
        processor: seconds of the processor that the fit took.
        megabytes: the peak of memory during the fit, beyond what was held before.
    """

    evaluation: Evaluation
    seconds: float
    processor: float
    megabytes: float

    @property
    def own(self) -> Mapping[str, float]:
        """The scores of the model itself."""
        return next(iter(self.evaluation.scores.values()))


def seeds(description: str | None, default: int = 3) -> int:
    """How many seeds a script was asked for; its docstring is printed as a heading and a paragraph."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--seeds", type=int, default=default, help=f"how many fits (default: {default})")
    given = parser.parse_args()
    claim, _, setting = (description or "").partition("\n\n")
    print(f"## {claim.rstrip('.')}\n\n{setting}", flush=True)
    torch.set_num_threads(1)
    return given.seeds


def tried(known: Any, whole: Any, *, step_size: int | None = None, baselines: bool = False, **options: Any) -> Trial:
    """Fit a forecaster on what is known, and evaluate it on the rest."""
    model = cw.Forecaster(**options, progress=False)
    with peak_memory(torch.device("cpu")) as peak:
        wall, processor = time.perf_counter(), time.process_time()
        model.fit(known)
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
    evaluation = model.evaluate(whole, step_size=step_size, baselines=baselines)
    return Trial(evaluation, wall, processor, float("nan") if peak.bytes is None else peak.bytes / 1e6)


def report(title: str, trials: Sequence[Trial], metrics: Sequence[str]) -> None:
    """Print the scores of each seed, and of the baselines of the first."""
    first, *_ = trials[0].evaluation.scores
    print(f"### {title}\n\n| | {' | '.join(metrics)} | s, wall | s, processor | MB |")
    print(f"|---|{'---:|' * (len(metrics) + 3)}")
    for number, trial in enumerate(trials):
        _row(f"{first}, seed {number}", trial.own, metrics, [trial.seconds, trial.processor, trial.megabytes])
    for name, scores in list(trials[0].evaluation.scores.items())[1:]:
        _row(name, scores, metrics, [])
    for metric in metrics:
        print(f"\n{metric}: {spread([trial.own[metric] for trial in trials])}", end="")
    print("\n", flush=True)


def spread(values: Sequence[float]) -> str:
    """The mean of some figures and their deviation."""
    return f"{mean(values):.4g}" + (f" ± {stdev(values):.2g}" if len(values) > 1 else "")


def verdict(text: str, holds: bool) -> None:
    """Print whether a claim holds."""
    print(f"**{'Holds' if holds else 'Does not hold'}**: {text}\n", flush=True)


def _row(name: str, scores: Mapping[str, float], metrics: Sequence[str], costs: Sequence[float]) -> None:
    figures = [f"{scores[metric]:.4g}" for metric in metrics] + [f"{cost:.0f}" for cost in costs]
    print(f"| {name} | {' | '.join([*figures, *[''] * (3 - len(costs))])} |")
