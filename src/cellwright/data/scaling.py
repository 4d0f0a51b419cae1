"""Scaling of series: values become (value - center) / scale for the network, and go back the same way.

    kind          center                            scale                           known from
    "window"      mean of the input's last season   deviation of the input          each input itself
    "reversible"  the same, and the network learns an affine map of it, undone in the end (Kim et al. 2022: RevIN)
    "standard"    mean                              standard deviation              the training part of each series
    "minmax"      minimum                           maximum - minimum               the training part of each series
    None          0                                 1                               nothing

"window" follows a series wherever it goes, so it is the default; nothing of the future enters any of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

KINDS = ("window", "reversible", "standard", "minmax", None)
# those that depend on each input itself
OF_WINDOWS = ("window", "reversible")


@dataclass(frozen=True)
class Scaling:
    """A kind of scaling with what it has learned.

    Attributes:
        kind: "window", "reversible", "standard", "minmax" or None.
        learned: center and scale of each series that it was fitted on.

    Example:
        >>> Scaling.fitted("minmax", [("a", np.array([1.0, 3.0, np.nan]))]).learned
        {'a': (1.0, 2.0)}
    """

    kind: str | None
    learned: Mapping[str | int, tuple[float, float]]

    @classmethod
    def fitted(cls, kind: str | None, series: Any) -> Scaling:
        """The scaling of the (name, values) pairs of the training part; a series without a value teaches nothing."""
        if kind in {*OF_WINDOWS, None}:
            return cls(kind, {})
        return cls(kind, {label: _center_and_scale(kind, v) for label, v in series if not np.isnan(v).all()})

    def of_series(self, label: str | int, values: Floats) -> tuple[float, float]:
        """Center and scale of a series; of its own values if it was not there in training."""
        return self.learned.get(label) or _center_and_scale(self.kind, values)

    def to_json(self) -> dict[str, Any]:
        """For the model file."""
        return {"kind": self.kind, "series": [[label, *pair] for label, pair in self.learned.items()]}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Scaling:
        """From the model file."""
        return cls(document["kind"], {label: (center, scale) for label, center, scale in document["series"]})


def window_scaling(values: Floats, seen: Flags, season: int) -> tuple[Floats, Floats]:
    """Center and scale of each window (rows, points), from the points that are `seen`.

    Example:
        >>> window_scaling(np.array([[0.0, 2.0, 4.0]]), np.array([[False, True, True]]), season=2)
        (array([[3.]]), array([[1.]]))
    """
    points = np.maximum(seen.sum(1, keepdims=True), 1)
    last = seen[:, -season:]
    center = (values[:, -season:] * last).sum(1, keepdims=True) / np.maximum(last.sum(1, keepdims=True), 1)
    mean = (values * seen).sum(1, keepdims=True) / points
    deviation = np.sqrt((np.square(values - mean) * seen).sum(1, keepdims=True) / points)
    return center, _safe(deviation, mean)


def _center_and_scale(kind: str | None, values: Floats) -> tuple[float, float]:
    observed = values[~np.isnan(values)]
    if kind is None or len(observed) == 0:
        return 0.0, 1.0
    center = observed.min() if kind == "minmax" else observed.mean()
    spread = observed.max() - observed.min() if kind == "minmax" else observed.std()
    return float(center), float(_safe(np.asarray(spread), np.asarray(center)))


def _safe(scale: Floats, level: Floats) -> Floats:
    """The scale, or 1 where it is nothing but rounding: a constant stays constant."""
    return np.where(scale > 1e-9 * np.abs(level), scale, 1.0)
