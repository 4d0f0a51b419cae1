"""Whether one model is better than another, or only luckier: a paired comparison over seeds and units.

Both are scored on the same units (the windows of a forecast, the sentences of a tagger), so units are paired. Seeds are
not: seed 0 of one network has nothing to do with seed 0 of another. So the variance of a difference has three parts,

    seeds of the first / their number  +  seeds of the second / their number  +  units of the difference / their number

and its degrees of freedom are those of Welch and Satterthwaite. Noise of the seeds is in the third part once more, so
that the test rather says too little than too much. Without the third part it says what holds for these units alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr

Floats = npt.NDArray[np.float64]

# a difference is called one if equals would show it less often than this
LEVEL = 0.05


@dataclass(frozen=True)
class Difference:
    """How far two models lie apart.

    Attributes:
        mean: the first model's error minus the second's.
        p: how probable a difference of this size or more is between equals, with other seeds and on other units; NaN
            if there are too few of them to tell.
        p_here: the same on these very units, with other seeds.
    """

    mean: float
    p: float
    p_here: float


def difference(first: Floats, second: Floats, *, fixed: bool = False) -> Difference:
    """The difference of two models by their errors (seeds, units); units that one of them lacks are left out.

    Args:
        first: errors of the first model; its seeds may be fewer or more than the second's.
        second: errors of the second.
        fixed: whether the second has no seeds, as a baseline; it has one row then.

    Source: Welch, Biometrika 34 (1947), 28-35, for the degrees of freedom.

    Example:
        >>> first, second = np.array([[1.0, 2.0, 3.0], [1.1, 2.0, 3.0]]), np.array([[2.0, 3.0, 4.1], [2.0, 3.1, 4.0]])
        >>> clear = difference(first, second)
        >>> round(clear.mean, 2), clear.p < 0.01
        (-1.02, True)
    """
    known = ~np.isnan(np.concatenate([first, second])).any(0)
    if not known.any():
        return Difference(math.nan, math.nan, math.nan)
    first, second = first[:, known], second[:, known]
    by_unit = first.mean(0) - second.mean(0)
    mean = float(by_unit.mean())
    seeds = [first.mean(1)] if fixed else [first.mean(1), second.mean(1)]
    return Difference(mean, _probability(mean, [*seeds, by_unit]), _probability(mean, seeds))


def _probability(mean: float, samples: Sequence[Floats]) -> float:
    """How probable a mean of this size is if it is 0; its variance is the sum of those of the samples' means."""
    if min(len(sample) for sample in samples) < 2:
        return math.nan
    parts = [(float(sample.var(ddof=1)) / len(sample), len(sample) - 1) for sample in samples]
    variance = sum(part for part, _ in parts)
    if variance == 0:
        return float(mean == 0)
    freedom = variance**2 / sum(part**2 / degrees for part, degrees in parts)
    return 2 * float(stdtr(freedom, -abs(mean) / math.sqrt(variance)))


def holm(values: Sequence[float]) -> list[float]:
    """The probabilities, corrected for how many there are; those that are NaN stay so and do not count.

    Source: Holm, Scandinavian Journal of Statistics 6 (1979), 65-70.

    Example:
        >>> [round(value, 3) for value in holm([0.01, 0.04, 0.03])]
        [0.03, 0.06, 0.06]
    """
    corrected = [math.nan] * len(values)
    order = sorted((i for i, value in enumerate(values) if not math.isnan(value)), key=lambda i: values[i])
    largest = 0.0
    for rank, place in enumerate(order):
        largest = max(largest, min(1.0, (len(order) - rank) * values[place]))
        corrected[place] = largest
    return corrected
