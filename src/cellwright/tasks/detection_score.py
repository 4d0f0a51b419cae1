"""From errors to scores: how anomalous a step is, given the errors that the network made on it and before.

    z        = the root of the mean over channels of (error / its usual size)^2
    r        = z / the root of the running mean of z^2 over the last `memory` steps, no lower than on normal data
    spike    = mean of r over the last 3 steps
    lasting  = mean of min(r, CAP) over the last `smoothing` steps
    score    = max(spike + lasting, min(T, MOST_OF_SHIFT)),      T as in `Shift`, over `smoothing` steps

with spike and lasting in deviations from their mean on normal data, where a deviation is the one of the last
SLOWER * `memory` steps, no lower than on normal data. The usual size is that of errors on held-out normal
data. A stream drifts, and errors with it: so they are compared with their recent level, and a stream that has become
restless, with how restless it is. A network that was surprised
is misled for a step or two, hence the 3 steps, and one alarm in place of several. What stays strange for a while is
stranger than a spike of the same height; the cap is there so that one spike does not count for many steps. A shift
ranks steps, but alone alarms only where the threshold is low: no stream stays for ever where it was learned. All of it
is known when its step is, so that a stream gives the same.

Source: errors are smoothed before they meet a threshold as in Hundman et al., Detecting Spacecraft Anomalies Using
LSTMs and Nonparametric Dynamic Thresholding (KDD 2018).
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from cellwright.tasks.detection_shift import Shift, moving_means

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

CAP, MOST_OF_SHIFT = 5.0, 6.0
STEPS_OF_SPIKE = 3
# an error smaller than this share of the deviation of its channel is as good as none
SMALLEST_SIZE = 0.2
# on series that never move there are no errors; then any is large
SMALLEST_LEVEL = 1e-3
# one error moves the level by no more than an error of so many times the level; and so for deviations
MOST_OF_LEVEL = 5.0
# how much the means of r vary is learned over so many times the memory
SLOWER = 8
# r is about 1 on normal data; what hardly moves there has at least this deviation
SMALLEST_DEVIATION = 0.1


@dataclass(frozen=True)
class Usual:
    """What a quantity usually is, on normal data."""

    mean: float = 0.0
    deviation: float = 1.0

    @classmethod
    def of(cls, values: Floats) -> Usual:
        """The mean and the deviation of values, NaN left out; 0 and 1 of nothing."""
        known = values[~np.isnan(values)]
        return cls(float(known.mean()), max(float(known.std()), SMALLEST_DEVIATION)) if len(known) else cls()


@dataclass(frozen=True, eq=False)
class ErrorScore:
    """How errors become scores.

    Attributes:
        sizes: (channels,), the usual size of an error.
        level: the root of the mean of z^2 on normal data.
        memory: how many steps the level looks back.
        smoothing: how many steps the longer means are over.
        shift: the usual place of means of values.
        spike: what the mean of r over three steps usually is.
        lasting: what its mean over `smoothing` steps usually is.
    """

    sizes: Floats
    level: float
    memory: int
    smoothing: int
    shift: Shift
    spike: Usual = Usual()
    lasting: Usual = Usual()

    @classmethod
    def of(
        cls,
        errors: Floats,
        values: Floats,
        series: Sequence[slice],
        parts: Sequence[Flags],
        memory: int,
        smoothing: int,
    ) -> ErrorScore:
        """What normal data make usual.

        Args:
            errors: (points, channels), NaN where unknown.
            values: (points, channels), what was read, scaled and filled.
            series: where each series lies.
            parts: (points,) each, the normal steps that were held out, and those trained on: the first say how large
                errors are, or the others if there are none.
            memory: see above.
            smoothing: see above.
        """
        known = ~np.isnan(errors)
        normal = np.logical_or.reduce(parts)
        told = next((part for part in parts if known[part].any()), np.ones(len(errors), bool))
        squares = np.where(known, np.square(errors), 0.0)[told].sum(0) / np.maximum(known[told].sum(0), 1)
        means = np.concatenate([moving_means(values[part], smoothing) for part in series])
        sizes = np.maximum(np.sqrt(squares), SMALLEST_SIZE)
        score = cls(sizes, 1.0, memory, smoothing, Shift.of(means[normal] if normal.any() else means))
        z = score.combined(errors)
        square = np.nanmean(np.square(z[told])) if known[told].any() else 1.0
        score = replace(score, level=max(math.sqrt(float(square)), SMALLEST_LEVEL))
        means_of_r = np.array([each for part in series for each in score.means_of_r(z[part])])
        spike, lasting = (Usual.of(each) for each in means_of_r[normal].T)
        return replace(score, spike=spike, lasting=lasting)

    def check(self, channels: int) -> None:
        """Raise ValueError if it is not for so many channels."""
        if len(self.sizes) != channels:
            raise ValueError(f"there are sizes of errors for {len(self.sizes)} channels, and {channels} channels")

    def combined(self, errors: Floats) -> Floats:
        """Z (points,) of errors (points, channels), over the channels that are known; NaN where none is."""
        known = ~np.isnan(errors)
        squares = np.square(np.where(known, errors, 0.0) / self.sizes).sum(-1)
        count = known.sum(-1)
        return np.where(count > 0, np.sqrt(squares / np.maximum(count, 1)), np.nan)

    def means_of_r(self, z: Floats) -> list[tuple[float, float]]:
        """The two means of r at each step of one series."""
        running = Running(self)
        return [running.means(each) for each in z.tolist()]

    def scores(self, errors: Floats, values: Floats) -> Floats:
        """The scores (steps,) of the errors and values (steps, channels) of one series; NaN where no error is known."""
        running = Running(self)
        shifts = self.shift.distance(moving_means(values, self.smoothing))
        steps = zip(self.combined(errors).tolist(), shifts.tolist(), strict=True)
        return np.array([running.step(z, shift) for z, shift in steps])

    def to_json(self) -> dict[str, Any]:
        """For the model file."""
        plain = {"shift": self.shift.to_json(), "spike": vars(self.spike), "lasting": vars(self.lasting)}
        return {**vars(self), "sizes": self.sizes.tolist(), **plain}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> ErrorScore:
        """From the model file.

        Raises:
            ValueError: these are no sizes of errors.
        """
        sizes = np.array(document["sizes"], np.float64)
        if sizes.ndim != 1 or not (np.isfinite(sizes) & (sizes >= SMALLEST_SIZE)).all():
            raise ValueError("the sizes of errors must be finite and above zero")
        level, memory, smoothing = float(document["level"]), int(document["memory"]), int(document["smoothing"])
        if not (SMALLEST_LEVEL <= level < math.inf and memory >= 1 and smoothing >= 1):
            raise ValueError("the level, memory and smoothing of a score must be finite and above zero")
        spike, lasting = (
            Usual(float(document[name]["mean"]), float(document[name]["deviation"])) for name in ("spike", "lasting")
        )
        for usual in (spike, lasting):
            if not (math.isfinite(usual.mean) and SMALLEST_DEVIATION <= usual.deviation < math.inf):
                raise ValueError(f"{usual} is not what a score usually is")
        return cls(sizes, level, memory, smoothing, Shift.from_json(document["shift"], len(sizes)), spike, lasting)


class Running:
    """The score of one series, step by step."""

    def __init__(self, score: ErrorScore) -> None:
        self._score = score
        self._least = score.level**2
        self._rate = 1 / score.memory
        self._square = self._least
        self._few: deque[float] = deque(maxlen=STEPS_OF_SPIKE)
        self._recent: deque[float] = deque(maxlen=score.smoothing)
        self._spike, self._lasting = (Restless(usual, self._rate / SLOWER) for usual in (score.spike, score.lasting))

    def means(self, z: float) -> tuple[float, float]:
        """The means of r over the short and the long time; NaN, which changes nothing, if nothing is known."""
        if math.isnan(z):
            return math.nan, math.nan
        r = z / math.sqrt(max(self._square, self._least))
        self._square += self._rate * (min(z * z, MOST_OF_LEVEL**2 * self._square) - self._square)
        self._few.append(r)
        self._recent.append(min(r, CAP))
        return math.fsum(self._few) / len(self._few), math.fsum(self._recent) / len(self._recent)

    def step(self, z: float, shift: float) -> float:
        """The score of the next step; NaN if nothing is known of its error."""
        spike, lasting = self.means(z)
        if math.isnan(spike):
            return math.nan
        return max(self._spike.step(spike) + self._lasting.step(lasting), min(shift, MOST_OF_SHIFT))


class Restless:
    """How many deviations a quantity is above its usual mean, step by step, as much as it varies lately.

    Args:
        usual: what it is on normal data; it never varies less than there.
        rate: what one step counts.
    """

    def __init__(self, usual: Usual, rate: float) -> None:
        self._usual, self._rate = usual, rate
        self._least = self._square = usual.deviation**2

    def step(self, value: float) -> float:
        """The deviations of the next value, by what came before it."""
        square = max(self._square, self._least)
        away = value - self._usual.mean
        self._square += self._rate * (min(away * away, MOST_OF_LEVEL**2 * square) - self._square)
        return away / math.sqrt(square)
