"""Classifiers of sequences on public data: what each seed scores, beside the simple baselines, with time and memory."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

import cellwright as cw
from cellwright.data.datasets import dataset
from cellwright.inspect.memory import peak_memory

CPU = torch.device("cpu")


@dataclass(frozen=True)
class Case:
    """A data set, and what is to be reached on it.

    Attributes:
        name: of the data set.
        metric: what is looked at.
        least: what it is to reach; None if it is to beat the logistic regression.
        options: of the classifier, where they are not its defaults.
        prepared: what its examples are given as; by default as they are.
    """

    name: str
    metric: str = "accuracy"
    least: float | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    prepared: Callable[[Any], Any] = lambda examples: examples


def main(cases: Sequence[Case]) -> None:
    """Run the cases that the command line names, or all."""
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*", help=f"of {', '.join(case.name for case in cases)}; all if none is given")
    parser.add_argument("--seeds", type=int, default=3)
    asked = parser.parse_args()
    for case in cases:
        if not asked.names or case.name in asked.names:
            _run(case, asked.seeds)


def _run(case: Case, seeds: int) -> None:
    data = dataset(case.name)
    X_train, X_test = case.prepared(data.X_train), case.prepared(data.X_test)
    settings = ", ".join(f"{name}={value!r}" for name, value in case.options.items()) or "default settings"
    print(f"\n{case.name}: {data!r}; {settings}", flush=True)
    found, beside = [], {}
    for seed in range(seeds):
        model = cw.SequenceClassifier(random_state=seed, progress=False, **case.options)
        wall, cpu = time.perf_counter(), time.process_time()
        with peak_memory(CPU) as peak:
            model.fit(X_train, data.y_train)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        evaluation = model.evaluate(X_test, data.y_test, baselines=seed == 0)
        own, *others = evaluation.scores
        beside |= {name: evaluation.scores[name][case.metric] for name in others}
        found.append(evaluation.scores[own][case.metric])
        shown = ", ".join(f"{name} {value:.3f}" for name, value in evaluation.scores[own].items())
        memory = "" if peak.bytes is None else f", {peak.bytes / 2**20:.0f} MiB"
        print(f"  seed {seed}: {shown}; {wall:.0f} s ({cpu:.0f} s of CPU){memory}", flush=True)
    spread = f" ± {np.std(found, ddof=1):.4f}" if len(found) > 1 else ""
    print(f"  {case.metric}: {np.mean(found):.4f}{spread}; " + ", ".join(f"{n} {v:.4f}" for n, v in beside.items()))
    least = beside["LogisticRegression"] if case.least is None else case.least
    print(f"  verdict: {'reached' if np.mean(found) >= least else 'missed'}, {least:.3f} was to be reached", flush=True)
