"""Scores as people read them: equal decimals where numbers stand beside each other, and nothing said twice."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd

# the largest of some numbers has so many digits, if it is at least 1, the smallest so many; and no more decimals
DIGITS, LEAST_DIGITS, MOST_DECIMALS = 4, 2, 6
# what rounding leaves of nothing
NOTHING = 1e-9
# numbers as large as this are not written out
LARGE = 1e7
COMPLEMENT = "1 - "


def alike(values: Sequence[float]) -> list[str]:
    """Numbers that stand beside each other, with equally many decimals; "-" where there is none.

    Example:
        >>> alike([0.9558, 0.9, float("nan")]), alike([1.099, 0.008352]), alike([92.857, 5.551e-17])
        (['0.956', '0.900', '-'], ['1.0990', '0.0084'], ['92.86', '0.00'])
    """
    sizes = [abs(value) for value in values if math.isfinite(value) and abs(value) > NOTHING]
    if sizes and (max(sizes) >= LARGE or max(sizes) < 10**-MOST_DECIMALS):
        return [f"{value:.{DIGITS}g}" if math.isfinite(value) else _odd(value) for value in values]
    largest, smallest = (max(sizes), min(sizes)) if sizes else (1.0, 1.0)
    wanted = max(DIGITS - 1 - max(_place(largest), 0), LEAST_DIGITS - 1 - _place(smallest))
    decimals = min(max(wanted, 0), MOST_DECIMALS)
    # + 0.0, since what is rounded to nothing has no sign
    return [f"{round(value, decimals) + 0.0:.{decimals}f}" if math.isfinite(value) else _odd(value) for value in values]


def cells(table: pd.DataFrame) -> list[list[str]]:
    """The cells of a table, row by row: the numbers of a column alike, whole ones and texts as they are.

    Where there is nothing, nothing is said.

    Example:
        >>> cells(pd.DataFrame({"score": [4.0, 0.65, None], "fits": [1200, 2, 3], "epochs": [15.0, None, 2.0]}))
        [['4.000', '1,200', '15'], ['0.650', '2', ''], ['', '3', '2']]
    """
    plain = table.astype(object).where(table.notna(), None)
    columns = [_column(plain.iloc[:, place].tolist()) for place in range(plain.shape[1])]
    return [list(row) for row in zip(*columns, strict=True)]


def _column(values: Sequence[object]) -> list[str]:
    broken = [value for value in values if isinstance(value, float)]
    whole = all(value.is_integer() for value in broken)
    parts = iter(f"{value:,.0f}" for value in broken) if whole else iter(alike(broken))
    found = []
    for value in values:
        if isinstance(value, float):
            found.append(next(parts))
        else:
            found.append("" if value is None else f"{value:,}" if isinstance(value, int) else str(value))
    return found


def told(scores: Mapping[str, Mapping[str, float]]) -> dict[str, list[float]]:
    """Each measure of several models as people know it, a value a model: of "1 - F1" it is F1, and said once.

    Example:
        >>> told({"LSTM": {"F1": 0.75, "1 - F1": 0.25, "1 - VUS": 0.5}})
        {'F1': [0.75], 'VUS': [0.5]}
    """
    values = {measure: [each[measure] for each in scores.values()] for measure in next(iter(scores.values()))}
    return dict(score_of(measure, each) for measure, each in values.items() if not _is_said(measure, scores))


def score_of(measure: str, errors: Sequence[float]) -> tuple[str, list[float]]:
    """A measure, of which less is better, as people know it: of "1 - F1" it is F1.

    Example:
        >>> score_of("1 - F1", [0.25]), score_of("MAE", [0.25])
        (('F1', [0.75]), ('MAE', [0.25]))
    """
    if not measure.startswith(COMPLEMENT):
        return measure, list(errors)
    return measure.removeprefix(COMPLEMENT), [1 - error for error in errors]


def _is_said(measure: str, scores: Mapping[str, Mapping[str, float]]) -> bool:
    other = measure.removeprefix(COMPLEMENT)
    return measure != other and all(other in each for each in scores.values())


def _place(size: float) -> int:
    """The place of the first digit: 0 of ones, 1 of tens, -1 of tenths."""
    return math.floor(math.log10(size))


def _odd(value: float) -> str:
    return "-" if math.isnan(value) else str(value)
