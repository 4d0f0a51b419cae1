"""Simple forecasts that are pooled: each counts by how well it said what followed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import softmax

from cellwright.evaluate.seasonal_terms import seasonal_map
from cellwright.evaluate.smoothing import smoothing_maps

Floats = npt.NDArray[np.float64]


class Part(NamedTuple):
    """Some windows, each on a scale of its own.

    Attributes:
        windows: (windows, points).
        future: what followed them (windows, horizon), NaN where it is not known.
        zero: where zero lies on the scale of each (windows, 1).
    """

    windows: Floats
    future: Floats
    zero: Floats


class Pooled(NamedTuple):
    """Two maps (points, horizon) and how much the second counts.

    Attributes:
        values: of the values of a window to what follows.
        logarithms: the same of their logarithms.
        share: of what is said by logarithms.
    """

    values: Floats
    logarithms: Floats
    share: float


def pooled(parts: Callable[[], Iterable[Part]], points: int, horizon: int, season: int) -> Pooled:
    """What comes of pooling a regression (`seasonal_map`) and smoothing, of values and of positive values' logarithms.

    A map counts by the likelihood of what followed, were its errors normal and independent over as many windows as do
    not overlap. Before that, smoothing as a whole counts as much as the regression, and less where there are more than
    two such windows, since they settle the weights of a regression, and smoothing has none.

    Args:
        parts: gives the windows, as often as it is called; they are taken to follow each other.
        points: of a window.
        horizon: the steps ahead.
        season: the points of a season; 1 for none.

    Source: weights by likelihood: Hoeting et al., Bayesian model averaging: a tutorial, 1999.

    Example:
        >>> growth = 1.1 ** np.arange(40.0)
        >>> part = Part(growth[np.arange(30)[:, None] + np.arange(8)], growth[8:38, None], np.zeros((30, 1)))
        >>> pooled(lambda: [part], points=8, horizon=1, season=1).share > 0.9
        True
    """
    smooth = smoothing_maps(points, horizon, season)
    kinds = [VALUES, LOGARITHMS] if all(_is_positive(part) for part in parts()) else [VALUES]
    maps = []
    for kind in kinds:
        regression = seasonal_map(map(kind.there, parts()), points, horizon, season)
        maps.append(np.concatenate([smooth, regression[None]]))
    squares, known, count = np.zeros((len(kinds), len(smooth) + 1)), 0, 0
    for part in parts():
        said = ~np.isnan(part.future)
        known, count = known + int(said.sum()), count + len(said)
        for number, kind in enumerate(kinds):
            errors = kind.back(part, kind.there(part)[0] @ maps[number]) - part.future
            squares[number] += np.square(errors[:, said]).sum(1)
    # next to no error is no certainty
    mean = squares / max(known, 1) + np.finfo(np.float32).eps ** 2
    half = max(count / horizon, 1) / 2
    before = np.log([1 / len(smooth)] * len(smooth) + [max(half, 1)])
    weights = softmax(before - half * np.log(mean))
    own = [np.average(kind, 0, each + np.finfo(float).tiny) for kind, each in zip(maps, weights, strict=True)]
    return Pooled(own[0], own[-1], float(weights[1:].sum()))


def _there(part: Part) -> tuple[Floats, Floats]:
    level = _level(part)
    return np.log((part.windows - part.zero) / level), np.log((part.future - part.zero) / level)


def _back(part: Part, said: Floats) -> Floats:
    windows, _ = _there(part)
    lowest, highest = windows.min(1, keepdims=True), windows.max(1, keepdims=True)
    # no further beyond what was than that reaches itself
    within = np.clip(said, 2 * lowest - highest, 2 * highest - lowest)
    return np.asarray(_level(part) * np.exp(within) + part.zero)


def _level(part: Part) -> Floats:
    return np.asarray((part.windows - part.zero).mean(1, keepdims=True))


def _is_positive(part: Part) -> bool:
    return bool((part.windows > part.zero).all() and not (part.future <= part.zero).any())


class _Kind(NamedTuple):
    """Where maps are applied: what becomes of windows and future there, and of what is said there."""

    there: Callable[[Part], tuple[Floats, Floats]]
    back: Callable[[Part, Floats], Floats]


VALUES = _Kind(lambda part: (part.windows, part.future), lambda _, said: said)
LOGARITHMS = _Kind(_there, _back)
