"""Taggers on public data: what each seed scores on the test part, beside taggers without a network, with time."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch

import cellwright as cw
from cellwright.data.datasets import dataset
from cellwright.evaluate.tag_baselines import TAG_BASELINES
from cellwright.evaluate.tagging import TagsJudged, metrics_of


@dataclass(frozen=True)
class Case:
    """A data set, and what is to be reached on it.

    Attributes:
        name: of the data set.
        metric: what is looked at.
        least: what it is to reach; None if it is to beat the CRF on features made by hand.
        baselines: which taggers stand beside it.
        options: of the tagger, where they are not its defaults.
    """

    name: str
    metric: str
    least: float | None = None
    baselines: Sequence[str] = tuple(TAG_BASELINES)
    options: Mapping[str, Any] = field(default_factory=dict)


def main(cases: Sequence[Case]) -> None:
    """Run the cases that the command line names, or all."""
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*", help=f"of {', '.join(case.name for case in cases)}; all if none is given")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first", type=int, default=0, help="the first seed, where others were run before")
    parser.add_argument("--part", choices=["dev", "test"], default="test")
    parser.add_argument("--options", type=json.loads, default={}, help="other options of the tagger, as JSON")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    seeds = range(asked.first, asked.first + asked.seeds)
    for case in cases:
        if not asked.names or case.name in asked.names:
            _run(replace(case, options={**case.options, **asked.options}), seeds, asked.part)


def _run(case: Case, seeds: range, part: str) -> None:
    data = dataset(case.name)
    unseen = getattr(data, part)
    settings = ", ".join(f"{name}={value!r}" for name, value in case.options.items()) or "default settings"
    print(f"\n{case.name}: {data!r}; {settings}; {part}", flush=True)
    found = []
    for seed in seeds:
        model = cw.Tagger(random_state=seed, progress=False, **case.options)
        wall, cpu = time.perf_counter(), time.process_time()
        model.fit(data.train)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        judged = TagsJudged(unseen.tags, model.predict(unseen), bool(model.tags_.scheme.prefixes))
        begin = time.process_time()
        model.predict(unseen)
        speed = unseen.count / (time.process_time() - begin)
        epochs = " + ".join(str(len(run.epochs)) for run in model.history_)
        found.append(metrics_of(judged)[case.metric])
        print(f"  seed {seed}: {_shown(judged)}; {epochs} epochs, {wall:.0f} s ({cpu:.0f} s of CPU); "
              f"{speed:,.0f} tokens tagged a second of CPU", flush=True)  # fmt: skip
    beside = {}
    for name in case.baselines:
        begin = time.process_time()
        judged = TagsJudged(unseen.tags, TAG_BASELINES[name](data.train, unseen), judged.entities)
        beside[name] = metrics_of(judged)[case.metric]
        print(f"  {name}: {_shown(judged)}; {time.process_time() - begin:.0f} s of CPU", flush=True)
    spread = f" ± {np.std(found, ddof=1):.4f}" if len(found) > 1 else ""
    least = beside["HandMadeCRF"] if case.least is None else case.least
    verdict = "reached" if np.mean(found) >= least else "missed"
    print(
        f"  {case.metric}: {np.mean(found):.4f}{spread}; verdict: {verdict}, {least:.4f} was to be reached", flush=True
    )


def _shown(judged: TagsJudged) -> str:
    return ", ".join(f"{name} {value:.4f}" for name, value in metrics_of(judged).items())
