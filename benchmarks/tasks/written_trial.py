"""Translators and summarizers on public texts: what each seed scores, beside its baselines, with time and memory."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

import torch

from cellwright.data.datasets import Paired, dataset
from cellwright.inspect.memory import peak_memory


def arguments(described: str, *data: str) -> argparse.Namespace:
    """What the command line asks for: one of these data sets, the first if it says nothing; seeds, epochs, a folder."""
    parser = argparse.ArgumentParser(description=described, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", choices=data, default=data[0])
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the first seed, where others were run before")
    parser.add_argument("--epochs", type=int, help="of each run, if not as many as by default")
    parser.add_argument("--folder", type=Path, help="where checkpoints and models are kept; a stopped run is taken up")
    parser.add_argument("--report", type=Path, help="write the report of the first seed")
    return parser.parse_args()


def judged(kind: type[Any], asked: argparse.Namespace, **options: Any) -> dict[str, Any]:
    """The scores of the first seed and of the baselines on the test; those of all seeds are printed."""
    data: Paired = dataset(asked.data)
    found: dict[str, Any] = {}
    for seed in range(asked.first, asked.first + asked.seeds):
        chosen = options if asked.epochs is None else {**options, "max_epochs": asked.epochs}
        model = kind(random_state=seed, progress=False, **chosen)
        kept = None if asked.folder is None else asked.folder / f"{asked.data}-{seed}"
        wall, cpu = time.perf_counter(), time.process_time()
        with peak_memory(torch.device("cpu")) as peak:
            model.fit(data.train, checkpoint=kept)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        [history] = model.history_
        memory = "" if peak.bytes is None else f", {peak.bytes / 2**20:.0f} MiB"
        curve = " ".join(f"{epoch.validation_loss:.2f}" for epoch in history.epochs)
        print(f"  seed {seed}: {history.ended}, {wall:.0f} s, {cpu:.0f} s of CPU (of the last part){memory}; {curve}")
        if kept is not None:
            model.save(kept / "model.cw")
        for part, pairs in (("dev", data.dev), ("test", data.test)):
            evaluation = model.evaluate(pairs, baselines=seed == asked.first and part == "test")
            print(f"  {part}\n  " + str(evaluation).replace("\n", "\n  "), flush=True)
        if seed == asked.first:
            found = dict(evaluation.scores)
            if asked.report is not None:
                evaluation.save(asked.report)
    return found
