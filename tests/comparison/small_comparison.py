"""A comparison that is over in an instant."""

from __future__ import annotations

from functools import cache

from small_models import FAST, frame

import cellwright as cw

# measured anew in each run
MEASURED = ["fit_seconds", "predict_ms", "memory_mb"]


def wave():
    """The data that are compared on."""
    return frame(["a"])


def estimator(**options):
    """A forecaster that is trained in an instant, with nothing beside its network that could make cells look alike."""
    return cw.Forecaster(**{**FAST, "hidden_size": 5, "max_epochs": 2, "linear": False, **options})


def compared(cells=("rnn", "gru"), data=None, **options):
    """A comparison of a few cells on a wave."""
    data = wave() if data is None else data
    return cw.compare(estimator(), data, list(cells), **{"seeds": 2, **options})


@cache
def comparison():
    """The same, made once, so not to be changed."""
    return compared()
