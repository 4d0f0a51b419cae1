"""Whatever holds a series - a frame, a column, an array, a file - as one checked long table."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pandas as pd
from narwhals.exceptions import DuplicateError

from cellwright.data.frequency import Stamps
from cellwright.data.readers import read_file
from cellwright.errors import DataError

# the square of a number below this, and the number itself as float32, are still finite
LARGEST = 1e30
# kinds of NumPy types that hold numbers, or objects and text that may be numbers
NUMERIC_KINDS = "biufOUST"


@dataclass(frozen=True)
class Columns:
    """The names of the columns of a long table: one row a stamp of a series."""

    id: str = "unique_id"
    time: str = "ds"
    target: str = "y"


@dataclass(frozen=True)
class Table:
    """A long table as NumPy arrays.

    Attributes:
        series: the number of the series of each row.
        ids: what each series is called, a string or an integer, in the order of first appearance.
        stamps: datetime64[us], or int64.
        values: float64, NaN where there is no value.
        library: the data frame library that the table came from, in which results go back.
        time_type: the narwhals type of the stamps as they came; None if they came as text or not at all.
    """

    series: npt.NDArray[np.int64]
    ids: tuple[str | int, ...]
    stamps: Stamps
    values: npt.NDArray[np.float64]
    library: str
    time_type: Any


def read_table(data: Any, columns: Columns) -> Table:
    """The table that `data` holds.

    Args:
        data: a long pandas, polars or pyarrow frame, or a dictionary of its columns; one series as a pandas or polars
            Series, list or 1-d array; or the path of a CSV, TSV or Parquet file. A frame without the column
            `unique_id` is one series, named as its target column.
        columns: the names of the columns.

    Raises:
        DataError: it cannot be read, or a row is not usable; the message names the row, counted from 0.
    """
    if isinstance(data, (str, Path)):
        data = read_file(Path(data))
    if isinstance(data, Mapping):
        data = _from_mapping(data)
    if isinstance(data, pd.Series):
        return _from_series(data, columns)
    try:
        frame = nw.from_native(data, pass_through=True, eager_only=True, allow_series=True)
        if isinstance(frame, nw.DataFrame):
            return _from_frame(frame, columns)
    except DuplicateError as error:
        raise DataError(f"a table needs columns of different names: {' '.join(str(error).split())}") from error
    return _from_values(frame.to_numpy() if isinstance(frame, nw.Series) else data, columns, _library(frame))


def _from_mapping(columns: Mapping[str, Any]) -> pd.DataFrame:
    try:
        frame: pd.DataFrame = pd.DataFrame(dict(columns))
        return frame
    except ValueError as error:
        raise DataError(f"these columns make no table: {error}") from error


def _from_series(series: pd.Series[Any], columns: Columns) -> Table:
    index = series.index
    frame = pd.DataFrame({columns.target: series.to_numpy()})
    if isinstance(index, pd.PeriodIndex):
        index = index.to_timestamp()
    frame[columns.time] = np.arange(len(series)) if isinstance(index, pd.RangeIndex) else index.to_numpy()
    if isinstance(index, pd.DatetimeIndex):
        frame[columns.time] = index
    return _from_frame(nw.from_native(frame, eager_only=True), columns)


def _from_values(data: Any, columns: Columns, library: str) -> Table:
    if isinstance(data, np.ma.MaskedArray):
        data = np.ma.filled(data.astype(np.float64), np.nan)
    try:
        values = np.asarray(data)
    except ValueError as error:
        raise DataError(f"this {type(data).__name__} is no series: its values differ in length") from error
    if values.ndim != 1:
        raise DataError(
            f"expected one series as a 1-d array, or a long frame with the columns {columns.id!r}, {columns.time!r} "
            f"and {columns.target!r}; got {type(data).__name__} of shape {values.shape}"
        )
    if len(values) == 0:
        raise DataError("the series is empty; expected at least 2 values")
    series, stamps = np.zeros(len(values), np.int64), np.arange(len(values))
    return Table(series, (columns.target,), stamps, _numbers(values, columns.target), library, None)


def _from_frame(frame: nw.DataFrame[Any], columns: Columns) -> Table:
    if len(frame) == 0:
        raise DataError("the table is empty; expected one row for each stamp of each series")
    single = columns.id not in frame.columns and columns.id == Columns.id
    for role, name in {"id": columns.id, "time": columns.time, "target": columns.target}.items():
        if name not in frame.columns and not (role == "id" and single):
            raise DataError(
                f"there is no column {name!r}; the table has {', '.join(map(repr, frame.columns))}. "
                f"Rename it, or say which column it is with {role}_col="
            )
    if single:
        series = np.zeros(len(frame), np.int64)
        ids: tuple[str | int, ...] = (columns.target,)
    else:
        series, ids = _identities(frame[columns.id].to_numpy(), columns.id)
    stamps, time_type = _stamps(frame[columns.time], columns.time)
    values = _numbers(frame[columns.target].to_numpy(), columns.target)
    return Table(series, ids, stamps, values, _library(frame), time_type)


def _library(frame: Any) -> str:
    library = frame.implementation.value if isinstance(frame, (nw.DataFrame, nw.Series)) else "pandas"
    return str(library)


def _identities(values: npt.NDArray[Any], name: str) -> tuple[npt.NDArray[np.int64], tuple[str | int, ...]]:
    codes, labels = pd.factorize(values)
    missing = np.flatnonzero(codes < 0)
    if len(missing):
        raise DataError(f"{name} has no value in row {missing[0]}; every row must say which series it belongs to")
    whole = all(isinstance(label, (int, np.integer)) for label in labels)
    ids: tuple[str | int, ...] = tuple(int(label) if whole else str(label) for label in labels)
    if len(set(ids)) < len(ids):
        twice = next(label for label in ids if ids.count(label) > 1)
        raise DataError(f"{name} is {twice!r} both as text and as another type; make the column all text")
    return codes.astype(np.int64), ids


def _stamps(column: nw.Series[Any], name: str) -> tuple[Stamps, Any]:
    dtype = column.dtype
    missing = np.flatnonzero(column.is_null().to_numpy())
    if len(missing):
        raise DataError(f"{name} has no stamp in row {missing[0]}; every row must have one")
    if dtype.is_integer():
        return _integers(column.to_numpy(), name), dtype
    if isinstance(dtype, nw.Datetime) and dtype.time_zone is not None:
        raise DataError(
            f"{name} is in the time zone {dtype.time_zone}; a grid needs stamps without one. Convert it, in "
            f"pandas with df[{name!r}].dt.tz_convert('UTC').dt.tz_localize(None)"
        )
    if isinstance(dtype, (nw.Datetime, nw.Date)):
        return column.to_numpy().astype("datetime64[us]"), dtype
    if dtype.is_numeric() or dtype.is_temporal() or isinstance(dtype, nw.Boolean):
        raise DataError(f"{name} holds {dtype} values; expected dates, integers, or text such as '2024-01-31 06:00'")
    return _parsed(column.to_numpy(), name), None


def _integers(stamps: npt.NDArray[Any], name: str) -> Stamps:
    # the distance of any two must be an int64 too
    wrong = np.flatnonzero((stamps >= 2**62) | (stamps <= -(2**62)))
    if len(wrong):
        raise DataError(
            f"{name} is {stamps[wrong[0]]} in row {wrong[0]}; expected integer stamps between -2**62 and 2**62"
        )
    return stamps.astype(np.int64)


def _parsed(texts: npt.NDArray[Any], name: str) -> Stamps:
    """The stamps that texts in ISO 8601 stand for; those with a time zone in UTC."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pandas warns when it has to guess; what it cannot parse is reported below
        parsed = pd.to_datetime(
            pd.Series(texts, dtype=object).astype(str), errors="coerce", format="ISO8601", utc=True
        ).dt.tz_localize(None)
    wrong = np.flatnonzero(parsed.isna().to_numpy())
    if len(wrong):
        raise DataError(
            f"{name} is {_plain(texts[wrong[0]])!r} in row {wrong[0]}; expected stamps such as '2024-01-31' or "
            f"'2024-01-31 06:00', or integers"
        )
    return np.asarray(parsed.to_numpy().astype("datetime64[us]"))


def _numbers(values: npt.NDArray[Any], name: str) -> npt.NDArray[np.float64]:
    if values.dtype.kind not in NUMERIC_KINDS:
        raise DataError(f"{name} holds {values.dtype} values; expected real numbers")
    try:
        numbers = values.astype(np.float64)
    except (TypeError, ValueError):
        numbers = _coerced(pd.Series(values, dtype=object), name)
    infinite = np.flatnonzero(np.isinf(numbers))
    if len(infinite):
        found = numbers[infinite[0]]
        raise DataError(f"{name} is {found} in row {infinite[0]}; expected a finite number, or NaN if it is missing")
    large = np.flatnonzero(np.abs(numbers) > LARGEST)
    if len(large):
        raise DataError(
            f"{name} is {numbers[large[0]]:g} in row {large[0]}; expected a number of at most {LARGEST:g}: use "
            f"a larger unit"
        )
    return np.ascontiguousarray(numbers)


def _coerced(values: pd.Series[Any], name: str) -> npt.NDArray[np.float64]:
    """The numbers among objects, NaN where there is nothing."""
    numbers = pd.to_numeric(values, errors="coerce")
    if numbers.dtype.kind == "c":
        raise DataError(f"{name} holds complex values; expected real numbers")
    wrong = np.flatnonzero((numbers.isna() & ~values.isna()).to_numpy())
    if len(wrong):
        raise DataError(
            f"{name} is {_plain(values[wrong[0]])!r} in row {wrong[0]}; expected a number, or nothing if it is missing"
        )
    return numbers.to_numpy(np.float64, na_value=np.nan)


def _plain(value: Any) -> Any:
    """A scalar of NumPy as Python's own, as people write it."""
    return value.item() if isinstance(value, np.generic) else value


def table_of(columns: Mapping[str, Any], library: str, types: Mapping[str, Any]) -> Any:
    """Columns as a native data frame of `library`, with the narwhals types given.

    Example:
        >>> table_of({"unique_id": ["a"], "y": [1.5]}, "pandas", {})
          unique_id    y
        0         a  1.5
    """
    if library == "pandas" and not types:  # the common case needs no detour
        return pd.DataFrame(dict(columns))
    frame = nw.from_dict(dict(columns), backend=cast("Any", library))
    return frame.with_columns(nw.col(name).cast(kind) for name, kind in types.items()).to_native()
