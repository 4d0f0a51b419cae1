"""A sample of normal data in a model file: what baselines learn from when a loaded detector is evaluated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from cellwright.data.readings import Readings

MOST_NUMBERS = 16_384
LEAST_STEPS = 64


def to_json(readings: Readings) -> dict[str, Any]:
    """The ends of the series, as many as fit; NaN is null, and known anomalies are left out."""
    steps = max(MOST_NUMBERS // len(readings.channels), LEAST_STEPS)
    series = min(len(readings), max(steps // LEAST_STEPS, 1))
    own = np.minimum(readings.lengths, max(steps // series, LEAST_STEPS))
    own[: len(readings) - series] = 0
    sample = readings.between(readings.lengths - own, readings.lengths)
    values = sample.values
    if sample.labels is not None:
        values = np.where(sample.labels[:, None] & (not readings.vocabulary), np.nan, values)
    return {
        "channels": list(sample.channels),
        "lengths": [length for length in sample.lengths.tolist() if length],
        "values": [[None if np.isnan(value) else value for value in row] for row in values.tolist()],
        "vocabulary": list(sample.vocabulary),
    }


def sample_of(document: Mapping[str, Any]) -> Readings:
    """The sample.

    Raises:
        ValueError: its parts do not fit together.
    """
    channels, lengths = tuple(document["channels"]), [int(length) for length in document["lengths"]]
    values = np.array([[np.nan if value is None else value for value in row] for row in document["values"]], np.float64)
    if values.shape != (sum(lengths), len(channels)) or not lengths or min(lengths) < 1:
        raise ValueError("the sample of normal data has not the lengths and channels that it says")
    if np.isinf(values).any():
        raise ValueError("the sample of normal data is infinite")
    vocabulary = tuple(document["vocabulary"])
    if vocabulary and not ((values >= 0) & (values < len(vocabulary)) & (values == np.floor(values))).all():
        raise ValueError("the sample of normal events has keys that its vocabulary has not")
    points = len(values)
    return Readings(
        ids=tuple(range(len(lengths))),
        bounds=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        values=values,
        stamps=np.arange(points),
        labels=None,
        channels=channels,
        rows=np.arange(points),
        vocabulary=vocabulary,
    )
