"""Language models on public texts: what each seed scores, beside a 5-gram, with time and memory."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

import cellwright as cw
from cellwright.inspect.memory import peak_memory

CPU = torch.device("cpu")
MEASURE = "nats a character"


def arguments(described: str) -> argparse.Namespace:
    """What the command line asks for: seeds, epochs, and where runs are kept."""
    parser = argparse.ArgumentParser(description=described, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--epochs", type=int, help="of each run, if not as many as the script says")
    parser.add_argument("--folder", type=Path, help="where checkpoints and models are kept; a stopped run is taken up")
    parser.add_argument("--report", type=Path, help="write the report of the first seed")
    parser.add_argument("--only", help="the one row to run, of several")
    return parser.parse_args()


def fitted(name: str, options: dict[str, Any], text: Any, asked: argparse.Namespace, seed: int) -> Any:
    """A language model that was fitted to a text, with the seconds and bytes that this took."""
    if asked.epochs is not None:
        options = {**options, "max_epochs": asked.epochs}
    model = cw.LanguageModel(random_state=seed, progress=False, **options)
    kept = None if asked.folder is None else asked.folder / f"{name}-{seed}"
    wall, cpu = time.perf_counter(), time.process_time()
    with peak_memory(CPU) as peak:
        model.fit(text, checkpoint=kept)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    memory = "" if peak.bytes is None else f", {peak.bytes / 2**20:.0f} MiB"
    parameters = sum(part.numel() for part in model.module_.parameters())
    print(
        f"  {name}, seed {seed}: {parameters:,} parameters, {len(model.history_[-1].epochs)} epochs, best "
        f"{model.history_[-1].best}, {wall:.0f} s ({cpu:.0f} s of CPU; of the last part, if it was taken up){memory}",
        flush=True,
    )
    if kept is not None:
        model.save(kept / "model.cw")
    return model


def judged(model: Any, text: Any, *, baselines: bool, report: Path | None = None) -> dict[str, float]:
    """The nats a character of the model, and of the baseline, on a text."""
    evaluation = model.evaluate(text, baselines=baselines)
    print("  " + str(evaluation).replace("\n", "\n  "), flush=True)
    if report is not None:
        evaluation.save(report)
    return {name: scores[MEASURE] for name, scores in evaluation.scores.items()}


def spread(found: Sequence[float]) -> str:
    """A mean, with the standard deviation of several seeds."""
    return f"{np.mean(found):.4f}" + (f" ± {np.std(found, ddof=1):.4f}" if len(found) > 1 else "")


def conclude(claim: str, holds: Callable[[], bool]) -> None:
    """Say whether a claim holds."""
    print(f"verdict: {claim}: {'holds' if holds() else 'does not hold'}", flush=True)
