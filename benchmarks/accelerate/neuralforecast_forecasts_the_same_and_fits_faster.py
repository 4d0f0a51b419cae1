"""LSTM and GRU of neuralforecast give the same forecasts, and fit faster.

    pip install neuralforecast==3.3.0 cellwright
    python benchmarks/accelerate/neuralforecast_forecasts_the_same_and_fits_faster.py

The models are the package's own with its default sizes (two layers, of 128 and of 200), fitted for 20 steps on its own
air passengers panel with a horizon of 12 and 48 months of history, from the same seed.
"""

from __future__ import annotations

import logging
import warnings

import torch
from neuralforecast import NeuralForecast
from neuralforecast.models import GRU, LSTM
from neuralforecast.utils import AirPassengersPanel
from side_by_side import largest_difference, report, taking_turns

import cellwright as cw

HORIZON, STEPS = 12, 20
QUIET = {"accelerator": "cpu", "enable_progress_bar": False, "logger": False, "enable_model_summary": False}


def a_forecaster(kind: type, *, accelerated: bool) -> tuple[NeuralForecast, cw.Acceleration | None]:
    torch.manual_seed(0)
    model = kind(h=HORIZON, input_size=48, max_steps=STEPS, random_seed=1, enable_checkpointing=False, **QUIET)
    swapped = cw.accelerate(model) if accelerated else None
    return NeuralForecast(models=[model], freq="ME"), swapped


def forecasts(kind: type, *, accelerated: bool) -> list[torch.Tensor]:
    forecaster, _ = a_forecaster(kind, accelerated=accelerated)
    forecaster.fit(AirPassengersPanel)
    table = forecaster.predict()
    return [torch.tensor(table[kind.__name__].to_numpy())]


def main() -> None:
    torch.set_num_threads(1)
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    logging.getLogger("pytorch_lightning").setLevel(logging.ERROR)
    warnings.simplefilter("ignore")
    rows = []
    for kind in (LSTM, GRU):
        before, after = (lambda kind=kind, fast=fast: forecasts(kind, accelerated=fast) for fast in (False, True))
        apart = largest_difference(before(), after())
        rows.append(taking_turns(f"{kind.__name__}: make, fit, forecast", before, after, apart, rounds=3))
    _, swapped = a_forecaster(LSTM, accelerated=True)
    report(str(__doc__).splitlines()[0], "neuralforecast", swapped, rows, allowed=1e-3)


if __name__ == "__main__":
    main()
