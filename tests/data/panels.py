"""Series for the laws of panels: random ones with gaps, and their long table."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from cellwright.data.panel import panel_of

VALUES = st.lists(st.integers(-50, 50).map(float) | st.just(float("nan")), min_size=1, max_size=25)
MANY = st.lists(VALUES, min_size=1, max_size=4)


def with_ends(values):
    """The values with a number at both ends, so that the grid has just as many points."""
    return np.array([1.0, *values, 2.0])


def long_table(many, first="2024-01-01", freq="D"):
    """A long frame of daily series, one named 0, 1, ... after the other, without the rows of NaN."""
    series = [with_ends(values) for values in many]
    frame = pd.DataFrame(
        {
            "unique_id": np.repeat(np.arange(len(series)), [len(values) for values in series]),
            "ds": np.concatenate([pd.date_range(first, periods=len(values), freq=freq) for values in series]),
            "y": np.concatenate(series),
        }
    )
    return frame.dropna(ignore_index=True)


def panel(many):
    return panel_of(long_table(many), frequency="D", season=3)
