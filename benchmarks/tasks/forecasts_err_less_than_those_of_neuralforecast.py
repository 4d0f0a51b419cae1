"""Forecasts err less than those of NeuralForecast's LSTM, and are sooner there.

Both are fitted on the same data and forecast the same steps, with one thread: airline passengers (the last 12 months),
and the part of M4's hourly series (the last 48 hours). NeuralForecast's LSTM is as it is by default (two layers of 128,
1,000 steps, the absolute error as loss); cellwright's is as in the other scripts, intervals included. Both see three
years, or a week. It is skipped where NeuralForecast is not installed:

    pip install neuralforecast==3.3.0 cellwright
"""

from __future__ import annotations

import logging
import time
import warnings
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from forecast_trial import seeds, spread, verdict

import cellwright as cw
from cellwright.data.datasets import dataset
from cellwright.evaluate.baselines import naive_scale
from cellwright.evaluate.metrics import METRICS

try:
    from neuralforecast import NeuralForecast
    from neuralforecast.models import LSTM
except ImportError:
    NeuralForecast = None

SHOWN = ["MASE", "MAPE"]
QUIET = {"enable_progress_bar": False, "logger": False, "enable_model_summary": False, "enable_checkpointing": False}


class Problem(NamedTuple):
    """What is forecast: the steps of each series, its season, how much of it is seen, and the step between stamps."""

    data: str
    horizon: int
    season: int
    input_size: int
    patch_size: int
    freq: str | int


PROBLEMS = [
    Problem("airline_passengers", 12, 12, 36, 1, "MS"),
    Problem("m4_hourly", 48, 24, 168, 24, 1),
]
# what is known, the problem, and a seed -> a frame of forecasts, in its column "LSTM"
Way = Callable[[Any, Problem, int], Any]


def ours(known: Any, problem: Problem, seed: int) -> Any:
    """The forecasts of cellwright."""
    sizes = {"input_size": problem.input_size, "patch_size": problem.patch_size, "season_length": problem.season}
    model = cw.Forecaster(horizon=problem.horizon, **sizes, random_state=seed, progress=False).fit(known)
    return model.predict()


def theirs(known: Any, problem: Problem, seed: int) -> Any:
    """The forecasts of NeuralForecast."""
    model = LSTM(problem.horizon, input_size=problem.input_size, random_seed=seed, accelerator="cpu", **QUIET)
    fitted = NeuralForecast(models=[model], freq=problem.freq)
    fitted.fit(known)
    return fitted.predict()


def tried(way: Way, problem: Problem, seed: int) -> Mapping[str, float]:
    """The scores of a way, and the seconds that it took, with making the forecasts."""
    frame = dataset(problem.data)[["unique_id", "ds", "y"]]
    last = frame.groupby("unique_id").cumcount(ascending=False) < problem.horizon
    wall, processor = time.perf_counter(), time.process_time()
    forecasts = way(frame[~last], problem, seed)
    seconds = {"s, wall": time.perf_counter() - wall, "s, processor": time.process_time() - processor}
    both = frame[last].merge(forecasts, on=["unique_id", "ds"], validate="one_to_one")
    assert len(both) == last.sum()
    actual = both.y.to_numpy().reshape(-1, problem.horizon)
    forecast = both.LSTM.to_numpy().reshape(-1, problem.horizon, 1)
    histories = frame[~last].groupby("unique_id", sort=False).y
    scale = np.array([naive_scale(values.to_numpy(), problem.season) for _, values in histories])
    return {name: METRICS[name](actual, forecast, [0.5], scale) for name in SHOWN} | seconds


def main() -> None:
    count = seeds(__doc__)
    if NeuralForecast is None:
        print("NeuralForecast is not installed here, so nothing is compared: pip install neuralforecast==3.3.0")
        return
    warnings.simplefilter("ignore")
    for name in ("lightning.pytorch", "pytorch_lightning", "lightning.fabric"):
        logging.getLogger(name).setLevel(logging.ERROR)
    for problem in PROBLEMS:
        print(f"### {problem.data}, {problem.horizon} steps\n")
        print(f"| | {' | '.join(SHOWN)} | s, wall | s, processor |\n|---|{'---:|' * (len(SHOWN) + 2)}")
        found = {}
        for name, way in {"cellwright": ours, "NeuralForecast": theirs}.items():
            trials = [tried(way, problem, seed) for seed in range(count)]
            found[name] = {key: np.array([trial[key] for trial in trials]) for key in trials[0]}
            print(f"| {name} | {' | '.join(spread(values.tolist()) for values in found[name].values())} |", flush=True)
        (own, other) = ({key: values.mean() for key, values in each.items()} for each in found.values())
        print()
        verdict(f"MASE {own['MASE']:.3g} against {other['MASE']:.3g}", own["MASE"] < other["MASE"])
        faster = other["s, processor"] / own["s, processor"]
        verdict(f"{faster:.2g} times less time of the processor", faster > 1)


if __name__ == "__main__":
    main()
