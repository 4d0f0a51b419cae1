"""From figures to a verdict, by rules that are stated on the page: conditions, and the tables that show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean, stdev

from scipy.stats import ttest_ind_from_stats

LEVEL = 0.05
HOLDS, OPEN, FAILS = "holds", "not shown within this budget", "does not hold"
RULES = f"""\
A claim **holds** if each of its conditions does, and **does not hold** if one of them does not. Otherwise it is **not
shown within this budget**. Conditions are of three kinds. "A is lower than B" compares means over seeds (Welch's test,
one-sided, level {100 * LEVEL:.0f} %): it holds if A is lower, does not hold if B is, and is open otherwise; "A is not
clearly better than B" does not hold if such a test shows that it is, the level shared by all who are compared with B.
"A learns" holds if every seed of A passes a mark, and is open otherwise, for it may need more updates. "B does not
learn" holds if no seed of B passes it, does not hold if every seed does, and is open otherwise."""


@dataclass(frozen=True)
class Condition:
    """A part of a claim: what it says, how it stands, and the figures for that."""

    text: str
    standing: str
    figures: str

    def __str__(self) -> str:
        return f"- {self.standing}: {self.text} ({self.figures})"


def lower(text: str, low: Sequence[float], high: Sequence[float]) -> Condition:
    """That the mean of `low` is clearly below that of `high`."""
    figures = f"{spread(low)} against {spread(high)}"
    if _clearly_below(low, high):
        return Condition(text, HOLDS, figures)
    return Condition(text, FAILS if _clearly_below(high, low) else OPEN, figures)


def higher(text: str, high: Sequence[float], low: Sequence[float]) -> Condition:
    """That the mean of `high` is clearly above that of `low`."""
    return Condition(text, lower("", low, high).standing, f"{spread(high)} against {spread(low)}")


def not_lower(text: str, low: Sequence[float], high: Sequence[float], tests: int = 1) -> Condition:
    """That nothing shows `low` to be below `high`: it fails if it clearly is, the level shared by so many tests."""
    standing = FAILS if _clearly_below(low, high, LEVEL / tests) else HOLDS
    return Condition(text, standing, f"{spread(low)} against {spread(high)}")


def learns(text: str, passed: Sequence[bool]) -> Condition:
    """That every seed passes a mark."""
    return Condition(text, HOLDS if all(passed) else OPEN, _count(passed))


def does_not_learn(text: str, passed: Sequence[bool]) -> Condition:
    """That no seed passes a mark."""
    return Condition(text, FAILS if all(passed) else OPEN if any(passed) else HOLDS, _count(passed))


def verdict(conditions: Sequence[Condition]) -> str:
    """What the conditions say together."""
    standings = {condition.standing for condition in conditions}
    return next(standing for standing in (FAILS, OPEN, HOLDS) if standing in standings)


def conclude(conditions: Sequence[Condition], remark: str = "") -> None:
    """Print the conditions and the verdict."""
    print("", *conditions, sep="\n")
    print(f"\n**Verdict: {verdict(conditions)}.** {remark}".rstrip(), flush=True)


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table in Markdown; the first column stands left, the others right."""
    cells = [list(map(str, row)) for row in [head, *rows]]
    wide = [max(len(row[column]) for row in cells) for column in range(len(head))]

    def line(row: Sequence[str]) -> str:
        padded = (
            text.rjust(w) if place else text.ljust(w) for place, (text, w) in enumerate(zip(row, wide, strict=True))
        )
        return f"| {' | '.join(padded)} |"

    rule = [("-" * (w + 1) + ":") if place else "-" * (w + 2) for place, w in enumerate(wide)]
    return "\n".join([line(cells[0]), f"|{'|'.join(rule)}|", *map(line, cells[1:])])


def spread(values: Sequence[float]) -> str:
    """The mean and the standard deviation, to three digits."""
    return f"{mean(values):.3g}" + (f" ± {stdev(values):.2g}" if len(values) > 1 else "")


def _clearly_below(low: Sequence[float], high: Sequence[float], level: float = LEVEL) -> bool:
    if min(len(low), len(high)) < 2:
        return False
    if stdev(low) == stdev(high) == 0:
        return mean(low) < mean(high)
    figures = (figure for values in (low, high) for figure in (mean(values), stdev(values), len(values)))
    return float(ttest_ind_from_stats(*figures, equal_var=False, alternative="less").pvalue) < level


def _count(passed: Sequence[bool]) -> str:
    return f"{sum(passed)} of {len(passed)} runs"
