"""Columns of whatever type as real numbers, or an error that names the row."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from cellwright.errors import DataError

# the square of a number below this, and the number itself as float32, are still finite
LARGEST = 1e30
# kinds of NumPy types that hold numbers, or objects and text that may be numbers
NUMERIC_KINDS = "biufOUST"


def numbers(values: npt.NDArray[Any], name: str) -> npt.NDArray[np.float64]:
    """A column as float64, NaN where there is nothing.

    Raises:
        DataError: a value is no number, infinite, or too large.

    Example:
        >>> numbers(np.array(["1.5", None], object), "y")
        array([1.5, nan])
    """
    if values.dtype.kind not in NUMERIC_KINDS:
        raise DataError(f"{name} holds {values.dtype} values; expected real numbers")
    try:
        found = values.astype(np.float64)
    except (TypeError, ValueError):
        found = _coerced(pd.Series(values, dtype=object), name)
    infinite = np.flatnonzero(np.isinf(found))
    if len(infinite):
        raise DataError(
            f"{name} is {found[infinite[0]]} in row {infinite[0]}; expected a finite number, or NaN if it is missing"
        )
    large = np.flatnonzero(np.abs(found) > LARGEST)
    if len(large):
        raise DataError(
            f"{name} is {found[large[0]]:g} in row {large[0]}; expected a number of at most {LARGEST:g}: use "
            f"a larger unit"
        )
    return np.ascontiguousarray(found)


def _coerced(values: pd.Series[Any], name: str) -> npt.NDArray[np.float64]:
    """The numbers among objects, NaN where there is nothing."""
    found = pd.to_numeric(values, errors="coerce")
    if found.dtype.kind == "c":
        raise DataError(f"{name} holds complex values; expected real numbers")
    wrong = np.flatnonzero((found.isna() & ~values.isna()).to_numpy())
    if len(wrong):
        raise DataError(
            f"{name} is {plain(values[wrong[0]])!r} in row {wrong[0]}; expected a number, or nothing if it is missing"
        )
    return found.to_numpy(np.float64, na_value=np.nan)


def plain(value: Any) -> Any:
    """A scalar of NumPy as Python's own, as people write it."""
    return value.item() if isinstance(value, np.generic) else value
