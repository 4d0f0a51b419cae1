"""Who is better than whom, and by more than luck: the sentences of a comparison."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from statistics import median

import numpy as np
import numpy.typing as npt

from cellwright.evaluate.paired import LEVEL, difference, holm
from cellwright.evaluate.verdict import listed

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Pair:
    """Two models beside each other.

    Attributes:
        first: a cell.
        second: a cell or a baseline.
        difference: the first one's error minus the second's, over the same units.
        p: how probable such a difference is between equals, with other seeds and on other data of the kind; corrected
            for the number of pairs; NaN if nobody can tell.
        p_here: the same on these very data, with other seeds.
    """

    first: str
    second: str
    difference: float
    p: float
    p_here: float

    @property
    def clear(self) -> bool:
        """Whether the difference is more than luck."""
        return self.p < LEVEL

    @property
    def clear_here(self) -> bool:
        """Whether it is more than the luck of seeds, though maybe that of data."""
        return self.p_here < LEVEL

    @property
    def better(self) -> str:
        """The one with the lower error."""
        return self.first if self.difference < 0 else self.second

    def other(self, name: str) -> str:
        """The one that is not of this name."""
        return self.second if self.first == name else self.first


def pairs_of(errors: Mapping[str, Floats], baselines: Mapping[str, Floats]) -> list[Pair]:
    """Every pair of cells, and every cell beside every baseline; the two kinds are corrected apart.

    Args:
        errors: the errors (seeds, units) of each cell.
        baselines: the errors (units,) of each baseline.
    """
    among = [(a, b, difference(errors[a], errors[b])) for a, b in combinations(errors, 2)]
    beside = [(a, b, difference(errors[a], baselines[b][None], fixed=True)) for a, b in product(errors, baselines)]
    pairs = []
    for family in (among, beside):
        corrected = holm([each.p for *_, each in family]), holm([each.p_here for *_, each in family])
        pairs += [
            Pair(a, b, each.mean, *p) for (a, b, each), p in zip(family, zip(*corrected, strict=True), strict=True)
        ]
    return pairs


def verdict(
    measure: str,
    scores: Mapping[str, Sequence[float]],
    baselines: Mapping[str, float],
    pairs: Sequence[Pair],
    seconds: Mapping[str, Sequence[float]],
) -> str:
    """The answer in a few sentences; nobody wins within the noise.

    Args:
        measure: the error that decides.
        scores: those of each cell, one a seed.
        baselines: the score of each baseline.
        pairs: see `pairs_of`.
        seconds: how long each fit of each cell took.
    """
    best, *others = sorted(scores, key=lambda name: float(np.mean(scores[name])))
    against = {pair.other(best): pair for pair in pairs if best in {pair.first, pair.second}}
    near = [best, *(name for name in others if not against[name].clear)]
    sentences = [_among_cells(best, others, f"{measure} {_with_spread(scores[best])}", against)]
    quickest = min(near, key=lambda name: median(seconds[name]))
    if max(seconds[quickest]) < min(seconds[best]):
        times = f"{median(seconds[quickest]):.3g} s against {median(seconds[best]):.3g} s"
        sentences.append(f"Of these, {quickest} is the quickest to fit ({times}).")
    sentences += _beside_baselines(best, baselines, against)
    return " ".join([*sentences, *_here(best, against)])


def _among_cells(best: str, others: Sequence[str], shown: str, against: Mapping[str, Pair]) -> str:
    clear = [name for name in others if against[name].clear]
    near = [name for name in others if not against[name].clear]
    lowest = f"{best} has the lowest error of the cells ({shown})"
    if not others:
        return f"{best}: {shown}."
    if all(math.isnan(against[name].p_here) for name in others):
        return f"{lowest}, but with one seed, merit cannot be told from luck; give at least 3 seeds."
    if not near:
        return f"{best} wins: {shown}, clearly better than {listed(clear)}."
    within = f"{listed(near)} {'is' if len(near) == 1 else 'are'} within the noise of it"
    if clear:
        return f"{lowest} and is clearly better than {listed(clear)}; {within}."
    return f"No cell wins: {lowest}, but {within}."


def _beside_baselines(best: str, scores: Mapping[str, float], against: Mapping[str, Pair]) -> list[str]:
    """How the best cell stands against the baselines."""
    said: dict[str, list[str]] = {"is clearly worse than": [], "is clearly better than": [], "cannot be told from": []}
    for name, score in scores.items():
        pair = against[name]
        how = f"is clearly {'better' if pair.better == best else 'worse'} than" if pair.clear else "cannot be told from"
        said[how].append(f"{name} ({score:.3g})")
    return [f"{best} {how} {listed(names)}." for how, names in said.items() if names]


def _here(best: str, against: Mapping[str, Pair]) -> list[str]:
    """What holds for the data held out, and maybe for no others."""
    only_here = [pair for pair in against.values() if pair.clear_here and not pair.clear]
    beaten = [pair.other(best) for pair in only_here if pair.better == best]
    ahead = [pair.better for pair in only_here if pair.better != best]
    said = [f"{best} is better than {listed(beaten)}"] if beaten else []
    said += [f"{listed(ahead)} {'is' if len(ahead) == 1 else 'are'} better than {best}"] if ahead else []
    return [
        f"On the held-out data themselves {' and '.join(said)} whatever the seed, but they are too few to promise that "
        f"for others."
    ] * bool(said)


def basis(unit: str, units: int, seeds: int) -> str:
    """What the comparisons stand on, in a sentence."""
    if seeds < 2:
        return "Nothing says how far differences are luck: each cell was fitted once."
    level = f"at a level of {100 * LEVEL:.0f} %, corrected for the number of pairs (Holm)"
    if units < 2:
        return (
            f"There is one {unit} to score, so nothing says whether differences hold for others; on this one they are "
            f"judged by their spread over {seeds} seeds (Welch's test), {level}."
        )
    return (
        f"A difference is clear if it is more than the spread over {units} {unit}s, paired, and {seeds} seeds explains "
        f"(Welch's test), {level}."
    )


def _with_spread(values: Sequence[float]) -> str:
    mean = float(np.mean(values))
    return f"{mean:.3g} ± {np.std(values, ddof=1):.2g}" if len(values) > 1 else f"{mean:.3g}"
