"""Small series, and models of them that are trained in an instant."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

import cellwright as cw

HORIZON, SEASON = 5, 7
FAST = {"horizon": HORIZON, "season_length": SEASON, "hidden_size": 8, "max_epochs": 3, "progress": False}


def wave(points=90, seed=0, trend=0.1):
    """A season of 7 days, a trend and some noise."""
    place = np.arange(points)
    noise = np.random.default_rng(seed).normal(0, 0.2, points)
    return 20 + trend * place + 5 * np.sin(2 * np.pi * place / SEASON) + noise


def frame(series=("a", "b"), points=90, start="2024-01-01"):
    """A long frame of some waves."""
    parts = [
        pd.DataFrame({"unique_id": name, "ds": pd.date_range(start, periods=points), "y": wave(points, seed)})
        for seed, name in enumerate(series)
    ]
    return pd.concat(parts, ignore_index=True)


def model(**options):
    """A forecaster that is trained in an instant."""
    return cw.Forecaster(**{**FAST, "random_state": 0, **options})


@cache
def fitted(**options):
    """The same, fitted to the frame of two waves; shared, so not to be fitted again."""
    return model(**options).fit(frame())
