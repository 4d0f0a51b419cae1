"""Small series with events in them, sessions of keys, and detectors that are trained in an instant."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

import cellwright as cw

FAST = {"hidden_size": 8, "max_epochs": 4, "window": 8, "progress": False}
# few sessions make short epochs
LESSONS = {"next_event": {"max_epochs": 40, "learning_rate": 0.03}}
EVENT = slice(150, 165)


def waves(steps=240, seed=0, channels=2):
    """Waves of some channels with noise (steps, channels)."""
    place = np.arange(steps)[:, None]
    noise = np.random.default_rng(seed).normal(0, 0.1, (steps, channels))
    return np.sin(place / (4 + np.arange(channels))) + noise


def broken(steps=240, seed=1, channels=2):
    """The same with an event, and its labels."""
    values, labels = waves(steps, seed, channels), np.zeros(steps, int)
    values[EVENT] += 2
    labels[EVENT] = 1
    return values, labels


def frame(values, labels=None, name="a"):
    """A long frame of readings."""
    columns = {"unique_id": name, "ds": pd.date_range("2024-01-01", periods=len(values), freq="h")}
    columns |= {f"sensor {number}": values[:, number] for number in range(values.shape[1])}
    return pd.DataFrame({**columns, **({} if labels is None else {"label": labels})})


def sessions(count=40, seed=0):
    """Sessions that open, read some times and close."""
    random = np.random.default_rng(seed)
    return [["open", *["read"] * int(random.integers(1, 5)), "close"] for _ in range(count)]


ODD = [["open", "close", "read"], ["read", "open", "open", "delete"]]
# what each method learns from, and what is then looked at
DATA = {
    "forecast": (waves, lambda: broken()[0]),
    "reconstruction": (waves, lambda: broken()[0]),
    "next_event": (sessions, lambda: [*sessions(5, 1), *ODD]),
}


def detector(method="forecast", **options):
    """A detector that is trained in an instant."""
    return cw.AnomalyDetector(**{**FAST, **LESSONS.get(method, {}), "method": method, "random_state": 0, **options})


@cache
def fitted(method="forecast", **options):
    """The same, fitted; shared, so not to be fitted again."""
    return detector(method=method, **options).fit(DATA[method][0]())
