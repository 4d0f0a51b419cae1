"""Classifiers of sequences on public data: what each seed scores, beside the simple baselines, with time and memory."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from sklearn.model_selection import StratifiedKFold

import cellwright as cw
from cellwright.data.datasets import dataset
from cellwright.data.sets.values import Labelled
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
    parser.add_argument("--folds", type=int, help="judge by each of so many parts of all examples, with a seed each")
    asked = parser.parse_args()
    for case in cases:
        if not asked.names or case.name in asked.names:
            data = dataset(case.name)
            _run(case, folds_of(data, asked.folds) if asked.folds else [data] * asked.seeds)


def folds_of(data: Labelled, count: int) -> list[Labelled]:
    """All examples, each time with another part of them to be judged by; each part has its share of every label."""
    examples, labels = data.X, data.y
    folds = StratifiedKFold(count, shuffle=True, random_state=0).split(labels, labels)
    parts = [[([examples[i] for i in part], labels[part]) for part in fold] for fold in folds]
    return [Labelled(*train, *test) for train, test in parts]


def _run(case: Case, splits: Sequence[Labelled]) -> None:
    settings = ", ".join(f"{name}={value!r}" for name, value in case.options.items()) or "default settings"
    print(f"\n{case.name}: {splits[0]!r}; {settings}", flush=True)
    found: list[float] = []
    beside: dict[str, list[float]] = {}
    for seed, data in enumerate(splits):
        X_train, X_test = case.prepared(data.X_train), case.prepared(data.X_test)
        model = cw.SequenceClassifier(random_state=seed, progress=False, **case.options)
        wall, cpu = time.perf_counter(), time.process_time()
        with peak_memory(CPU) as peak:
            model.fit(X_train, data.y_train)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        # the baselines of equal data are the same
        evaluation = model.evaluate(X_test, data.y_test, baselines=data is not splits[seed - 1] or seed == 0)
        own, *others = evaluation.scores
        for name in others:
            beside.setdefault(name, []).append(evaluation.scores[name][case.metric])
        found.append(evaluation.scores[own][case.metric])
        shown = ", ".join(f"{name} {value:.3f}" for name, value in evaluation.scores[own].items())
        memory = "" if peak.bytes is None else f", {peak.bytes / 2**20:.0f} MiB"
        print(f"  seed {seed}: {shown}; {wall:.0f} s ({cpu:.0f} s of CPU){memory}", flush=True)
    spread = f" ± {np.std(found, ddof=1):.4f}" if len(found) > 1 else ""
    print(
        f"  {case.metric}: {np.mean(found):.4f}{spread}; "
        + ", ".join(f"{n} {np.mean(v):.4f}" for n, v in beside.items())
    )
    least = np.mean(beside["LogisticRegression"]) if case.least is None else case.least
    print(f"  verdict: {'reached' if np.mean(found) >= least else 'missed'}, {least:.3f} was to be reached", flush=True)
