"""`cw.compare`: several cells of equal size, on the same data, with the same budget and several seeds."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from numbers import Integral
from typing import Any

from sklearn.base import clone

from cellwright.comparison.entrants import Entrant, entrants, named_cells, number_of_parameters
from cellwright.comparison.fits import Fit, Ground, fit_one
from cellwright.comparison.result import Comparison
from cellwright.equation import Cell
from cellwright.errors import ArgumentError
from cellwright.fit.options import Rule, number, optional, whole
from cellwright.fit.progress import rounds_bar
from cellwright.inspect.evaluation import Evaluation
from cellwright.tasks.task import Task

CELLS = ("rnn", "gru", "lstm", "peephole_lstm", "cifg_lstm")
REFERENCE = "lstm"


def compare(
    estimator: Task,
    data: Any,
    cells: Sequence[str | Cell] = CELLS,
    *,
    seeds: int | Sequence[int] = 3,
    parameters: int | None = None,
    budget_seconds: float | None = None,
    test_share: float = 0.2,
) -> Comparison:
    """Which cell is best on one's own data: several of them with equally many parameters, and several seeds.

    The end of the data is held out, before anything else; no choice sees it: not training, not early stopping, not the
    size of a network. Every fit learns from the rest, with the options of the estimator, and is scored on what was held
    out, beside the simple baselines of the task. Ctrl-C ends the comparison; the fits that are complete are kept.

    Args:
        estimator: an unfitted task, such as `cw.Forecaster(horizon=12)`; its cell and its seed are set here.
        data: what its `fit` takes.
        cells: names of the catalogue, or `@cw.cell`s.
        seeds: how many, counted from the estimator's `random_state` (0 if it has none); or the seeds themselves.
        parameters: how many parameters each network has, as nearly as its hidden size allows; None is as many as an
            LSTM of the estimator's `hidden_size` has.
        budget_seconds: the most seconds of training for each fit, besides the estimator's `max_epochs` and
            `early_stopping`; results are then no longer the same from run to run.
        test_share: the share of the data that is held out.

    Returns:
        The scores, their spread, time, memory, and how far back a gradient survives, with a verdict.

    Raises:
        ArgumentError: an option is not what it must be, or no fit succeeded.
        DataError: the data cannot be used.

    Example:
        >>> import numpy as np, cellwright as cw
        >>> waves = np.sin(np.arange(80) * np.pi / 6)
        >>> model = cw.Forecaster(horizon=3, season_length=12, hidden_size=4, max_epochs=1, progress=False)
        >>> comparison = cw.compare(model, waves, ["rnn", "gru"], seeds=2)
        >>> comparison.table[["hidden_size", "parameters"]].loc[["rnn", "gru"]].to_numpy(int).tolist()
        [[8, 252], [5, 264]]
    """
    tried, numbers = _checked(estimator, cells, seeds, parameters, budget_seconds, test_share)
    estimator = clone(estimator)
    if budget_seconds is not None:
        estimator.set_params(max_seconds=budget_seconds)
    known, whole_data = estimator.split(data, test_share)
    ground = Ground(known, whole_data, estimator.encode(known, held_out=estimator.validation_split))
    sizes = ground.encoded.sizes
    target = parameters or number_of_parameters(estimator, REFERENCE, estimator.hidden_size, sizes)
    taking_part = entrants(estimator, tried, sizes, target)
    # seeds outside, cells inside: a comparison that is stopped has each cell about equally often
    rounds = [(entrant, seed) for seed in numbers for entrant in taking_part]
    fits, evaluation = _fitted(estimator, rounds, ground)
    return Comparison(estimator, taking_part, tuple(fits), evaluation, target, len(rounds), test_share)


def _fitted(estimator: Task, rounds: list[tuple[Entrant, int]], ground: Ground) -> tuple[list[Fit], Evaluation]:
    """The fits, in turn, and the evaluation of the first that succeeded."""
    fits: list[Fit] = []
    evaluation: Evaluation | None = None
    with rounds_bar("comparing", len(rounds), shown=estimator.progress) as show:
        try:
            for entrant, seed in rounds:
                show(len(fits), f"{entrant.name}, seed {seed}")
                fit, found = fit_one(estimator, entrant, seed, ground, baselines=evaluation is None)
                fits.append(fit)
                evaluation = evaluation or found
        except KeyboardInterrupt:
            if evaluation is None:
                raise
            sys.stderr.write(f"stopped by hand; the {len(fits)} of {len(rounds)} fits that are complete are kept\n")
    if evaluation is None:
        raise ArgumentError(f"no fit succeeded; the first failed with: {fits[0].failure}")
    return fits, evaluation


def _checked(
    estimator: Any, cells: Any, seeds: Any, parameters: Any, budget_seconds: Any, test_share: Any
) -> tuple[dict[str, Cell], list[int]]:
    """The cells by name, and the seeds, if all arguments are what they must be."""
    if not isinstance(estimator, Task):
        raise ArgumentError(f"estimator must be an unfitted task, such as cw.Forecaster(horizon=12); got {estimator!r}")
    estimator.check()
    rules = {
        "parameters": (optional(whole(1)), parameters),
        "budget_seconds": (optional(number(0, above=True)), budget_seconds),
        "test_share": (number(0, 1, above=True, below=True), test_share),
        "seeds": (Rule("an integer of at least 1, or a list of different integers of at least 0", _are_seeds), seeds),
    }
    for name, (rule, value) in rules.items():
        if not rule.holds(value):
            raise ArgumentError(f"{name} must be {rule.says}; got {value!r}")
    first = estimator.random_state or 0
    return named_cells(cells), [first + i for i in range(seeds)] if isinstance(seeds, Integral) else list(seeds)


def _are_seeds(value: Any) -> bool:
    if not isinstance(value, (list, tuple, range)):
        return whole(1).holds(value)
    return len(value) > 0 and len(set(value)) == len(value) and all(whole(0).holds(each) for each in value)
