"""The score of the Numenta Anomaly Benchmark: early alarms in an event are worth most, false ones cost a little.

Where x is the place of an alarm relative to the end of the event, in lengths of it (-1 where it begins, 0 at its end,
positive behind it), it is worth

    s(x) = 2 / (1 + exp(5 x)) - 1,      -1 from three lengths behind it on, or before the first event

Only the best alarm in an event counts, as s(x) / s(-1); every step with an alarm outside events costs; so does an event
without one. The sum goes from 0 (no alarm at all) to 100 (each event found at its first step, no false alarm), and
below 0 for many false alarms.

Source: Lavin and Ahmad, Evaluating Real-Time Anomaly Detection Algorithms (ICMLA 2015); the weights are those of the
benchmark's published profiles.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cellwright.evaluate.ranges import runs

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

STEEPNESS = 5
FAR_BEHIND = 3.0


@dataclass(frozen=True)
class Profile:
    """What is worth how much: an event found, a false alarm, an event missed."""

    found: float = 1.0
    false: float = 0.11
    missed: float = 1.0


STANDARD = Profile()
FEW_FALSE_ALARMS = Profile(false=0.22)
FEW_MISSED = Profile(missed=2.0)


def nab(series: Iterable[tuple[Flags, Flags]], profile: Profile = STANDARD) -> float:
    """NAB's score of labels and alarms, (steps,) each, of some series; NaN if there is no event.

    Leave out what the detector learned from: there it must neither win nor lose.

    Example:
        >>> labels = np.array([False, True, True, False])
        >>> nab([(labels, labels)]), nab([(labels, ~labels | labels)]) > 0, nab([(labels, labels & False)])
        (100.0, True, 0.0)
    """
    events, raw = 0, 0.0
    for labels, alarms in series:
        events += len(runs(labels))
        raw += _raw(labels, alarms, profile)
    if not events:
        return math.nan
    nothing = -events * profile.missed
    return 100 * (raw - nothing) / (events * profile.found - nothing)


def _raw(labels: Flags, alarms: Flags, profile: Profile) -> float:
    """The score of one series, not yet normalised."""
    total = 0.0
    behind = np.full(len(labels), FAR_BEHIND)
    for start, end in runs(labels):
        places = np.arange(start, end)[alarms[start:end]]
        if len(places):
            first = np.array([places[0] - end, start - end]) / (end - start)
            worth, most = _worth(first).tolist()
            total += profile.found * worth / most
        else:
            total -= profile.missed
        # an event of one step has no length: behind it, all is far
        behind[end:] = (np.arange(end, len(labels)) - (end - 1)) / max(end - start - 1, 1e-9)
    return float(total + profile.false * _worth(behind[alarms & ~labels]).sum())


def _worth(place: Floats) -> Floats:
    """What an alarm at a place, relative to the end of an event, is worth."""
    return np.where(place >= FAR_BEHIND, -1.0, 2 / (1 + np.exp(STEEPNESS * np.minimum(place, FAR_BEHIND))) - 1)
