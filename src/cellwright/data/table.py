"""Whatever holds a series - a frame, a column, an array, a file - as one checked long table."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pandas as pd

from cellwright.data.frequency import Stamps
from cellwright.errors import DataError, MissingExtraError

READERS: Mapping[str, Callable[[Path], pd.DataFrame]] = {
    ".csv": pd.read_csv,
    ".gz": pd.read_csv,
    ".tsv": lambda path: pd.read_csv(path, sep="\t"),
    ".parquet": pd.read_parquet,
}


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
            Series, list or 1-d array; or the path of a CSV or Parquet file. A frame without the column `unique_id` is
            one series, named as its target column.
        columns: the names of the columns.

    Raises:
        DataError: it cannot be read, or a row is not usable; the message names the row, counted from 0.
    """
    if isinstance(data, (str, Path)):
        data = _read_file(Path(data))
    if isinstance(data, Mapping):
        data = _from_mapping(data)
    if isinstance(data, pd.Series):
        return _from_series(data, columns)
    frame = nw.from_native(data, pass_through=True, eager_only=True, allow_series=True)
    if isinstance(frame, nw.DataFrame):
        return _from_frame(frame, columns)
    return _from_values(frame.to_numpy() if isinstance(frame, nw.Series) else data, columns, _library(frame))


def _read_file(path: Path) -> pd.DataFrame:
    if path.suffix not in READERS:
        raise DataError(f"cannot read {path}: expected a file that ends in {', '.join(READERS)}")
    try:
        frame: pd.DataFrame = READERS[path.suffix](path)
        return frame
    except FileNotFoundError as error:
        raise DataError(f"there is no file {path}") from error
    except ImportError as error:
        raise MissingExtraError("reading Parquet files needs pyarrow; write pip install cellwright[parquet]") from error
    except (OSError, ValueError, pd.errors.ParserError) as error:
        raise DataError(f"cannot read {path}: {str(error).strip()}") from error


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
    values = np.asarray(data)
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
    return codes.astype(np.int64), tuple(int(label) if whole else str(label) for label in labels)


def _stamps(column: nw.Series[Any], name: str) -> tuple[Stamps, Any]:
    if column.dtype.is_integer():
        return column.to_numpy().astype(np.int64), column.dtype
    missing = np.flatnonzero(column.is_null().to_numpy())
    if len(missing):
        raise DataError(f"{name} has no stamp in row {missing[0]}; every row must have one")
    if isinstance(column.dtype, nw.Datetime) and column.dtype.time_zone is not None:
        raise DataError(
            f"{name} is in the time zone {column.dtype.time_zone}; a grid needs stamps without one. Convert it, in "
            f"pandas with df[{name!r}].dt.tz_convert('UTC').dt.tz_localize(None)"
        )
    if column.dtype.is_temporal():
        return column.to_numpy().astype("datetime64[us]"), column.dtype
    return _parsed(column.to_numpy(), name), None


def _parsed(texts: npt.NDArray[Any], name: str) -> Stamps:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pandas warns when it has to guess; what it cannot parse is reported below
        parsed = pd.to_datetime(pd.Series(texts, dtype=object).astype(str), errors="coerce", format="ISO8601")
    wrong = np.flatnonzero(parsed.isna().to_numpy())
    if len(wrong):
        raise DataError(
            f"{name} is {str(texts[wrong[0]])!r} in row {wrong[0]}; expected stamps such as '2024-01-31' or "
            f"'2024-01-31 06:00', or integers"
        )
    if parsed.dt.tz is not None:
        parsed = parsed.dt.tz_convert("UTC").dt.tz_localize(None)
    return np.asarray(parsed.to_numpy().astype("datetime64[us]"))


def _numbers(values: npt.NDArray[Any], name: str) -> npt.NDArray[np.float64]:
    try:
        numbers = values.astype(np.float64)
    except (TypeError, ValueError):
        numbers = pd.to_numeric(pd.Series(values, dtype=object), errors="coerce").to_numpy(np.float64, na_value=np.nan)
        wrong = np.flatnonzero(np.isnan(numbers) & ~pd.isna(pd.Series(values, dtype=object)).to_numpy())
        if len(wrong):
            found = values[wrong[0]]
            message = f"{name} is {found!r} in row {wrong[0]}; expected a number, or nothing if it is missing"
            raise DataError(message) from None
    infinite = np.flatnonzero(np.isinf(numbers))
    if len(infinite):
        found = numbers[infinite[0]]
        raise DataError(f"{name} is {found} in row {infinite[0]}; expected a finite number, or NaN if it is missing")
    return np.ascontiguousarray(numbers)


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
