"""One fit of a comparison: trained, timed, and scored on data that it has not seen."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from sklearn.base import clone

from cellwright.comparison.entrants import Entrant
from cellwright.data.examples import Examples
from cellwright.errors import CellwrightError
from cellwright.fit import History, batches, each_output
from cellwright.fit.options import PRECISIONS, device_of
from cellwright.inspect.evaluation import Evaluation
from cellwright.inspect.memory import peak_memory
from cellwright.inspect.reach import gradient_over_distance
from cellwright.tasks.task import Encoded, Task

Floats = npt.NDArray[np.float64]

# how many examples the gradient is followed back through, and how often a prediction is timed
EXAMPLES_FOLLOWED, PREDICTIONS = 64, 5
CPU = torch.device("cpu")


@dataclass(frozen=True, eq=False)
class Ground:
    """What every fit of a comparison is given.

    Attributes:
        known: the data to fit on.
        whole: the data to evaluate on.
        encoded: the former, encoded.
    """

    known: Any
    whole: Any
    encoded: Encoded


@dataclass(frozen=True, eq=False)
class Fit:
    """What became of one cell with one seed.

    Attributes:
        cell: the name of the entrant.
        seed: of all random numbers.
        failure: why there is nothing else; empty if all went well.
        scores: every metric on the data held out.
        errors: the measure of each unit alone (units,).
        seconds: how long the fit took.
        predict_ms: how long the network takes for one prediction, in milliseconds; the median of a few.
        memory_mb: the peak of memory during the fit, in megabytes; NaN where it cannot be measured.
        history: how each training run went.
        untrained: the gradient over distance before training (steps,).
        trained: the same after it.
    """

    cell: str
    seed: int
    failure: str = ""
    scores: Mapping[str, float] = field(default_factory=dict)
    errors: Floats = field(default_factory=lambda: np.empty(0))
    seconds: float = np.nan
    predict_ms: float = np.nan
    memory_mb: float = np.nan
    history: tuple[History, ...] = ()
    untrained: Floats = field(default_factory=lambda: np.empty(0))
    trained: Floats = field(default_factory=lambda: np.empty(0))

    @property
    def epochs(self) -> int:
        """How many epochs were trained, in all runs of the fit."""
        return sum(len(run.epochs) for run in self.history)


def fit_one(
    estimator: Task, entrant: Entrant, seed: int, ground: Ground, *, baselines: bool
) -> tuple[Fit, Evaluation | None]:
    """Fit one cell with one seed; what goes wrong is part of the result, so that the others go on.

    Raises:
        KeyboardInterrupt: it was stopped by hand, so that it is not complete.
    """
    try:
        return _fit_one(estimator, entrant, seed, ground, baselines)
    except Exception as error:  # noqa: BLE001  # one cell's failure is a finding, not the end of the comparison
        kind = "" if isinstance(error, CellwrightError) else f"{type(error).__name__}: "
        return Fit(entrant.name, seed, failure=f"{kind}{error}"), None


def _fit_one(
    estimator: Task, entrant: Entrant, seed: int, ground: Ground, baselines: bool
) -> tuple[Fit, Evaluation | None]:
    task = clone(estimator).set_params(
        cell=entrant.cell, hidden_size=entrant.hidden_size, random_state=seed, progress=False
    )
    dtype = PRECISIONS[task.precision]
    module = task.untrained(ground.encoded, seed).to(CPU, dtype)
    untrained = _gradient(module, ground.encoded.examples, dtype)
    _warm_up(task, module, ground.encoded, dtype)
    del module
    with peak_memory(device_of(task.device)) as peak:
        begin = time.perf_counter()
        task.fit(ground.known)
        seconds = time.perf_counter() - begin
    if any(run.ended == "by hand" for run in task.history_):
        raise KeyboardInterrupt
    evaluation = task.evaluate(ground.whole, baselines=baselines)
    own = next(iter(evaluation.scores))
    fit = Fit(
        entrant.name,
        seed,
        scores=evaluation.scores[own],
        errors=evaluation.errors[own],
        seconds=seconds,
        predict_ms=_predict_ms(task, ground.whole),
        memory_mb=np.nan if peak.bytes is None else peak.bytes / 1e6,
        history=task.history_,
        untrained=untrained,
        trained=_gradient(task.module_, ground.encoded.examples, dtype),
    )
    return fit, evaluation


def _gradient(module: torch.nn.Module, examples: Examples, dtype: torch.dtype) -> Floats:
    rows = np.unique(np.linspace(0, len(examples) - 1, EXAMPLES_FOLLOWED).astype(np.int64))
    return gradient_over_distance(module, examples.batch(rows).to(CPU, dtype))


def _warm_up(task: Task, module: torch.nn.Module, encoded: Encoded, dtype: torch.dtype) -> None:
    """Compile what the fit will run, so that the first fit of a cell is not the slowest."""
    rows = next(batches(len(encoded.examples), task.training(encoded).batch_size))
    batch = encoded.examples.batch(rows).to(CPU, dtype)
    torch.autograd.backward(task.loss(module.train()(*batch.inputs), batch).loss)
    with torch.inference_mode():
        module.eval()(*batch.inputs)


def _predict_ms(task: Task, data: Any) -> float:
    encoded = task.encode(data, task.learned_)
    size = task.training(encoded).batch_size
    times = []
    for _ in range(PREDICTIONS):
        begin = time.perf_counter()
        for _ in each_output(task.module_, encoded.examples, batches(len(encoded.examples), size)):
            pass
        times.append(1e3 * (time.perf_counter() - begin))
    return median(times)
