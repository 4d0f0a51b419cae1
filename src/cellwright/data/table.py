"""Whatever holds a series - a frame, a column, an array, a file - as one checked long table."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pandas as pd
from narwhals.exceptions import DuplicateError

from cellwright.data.covariates import Categories, covariate
from cellwright.data.frequency import Stamps
from cellwright.data.numbers import numbers, plain
from cellwright.data.readers import read_file
from cellwright.errors import DataError

# what a table without a column of names is called, if it has several targets
SEVERAL = "series"


@dataclass(frozen=True)
class Columns:
    """The names of the columns of a long table: one row a stamp of a series.

    Attributes:
        id: which series the row is of.
        time: its stamp.
        target: what is forecast; several columns are as many series.
        futr: covariates that are known in advance.
        hist: covariates that are known up to the present.
        stat: covariates that never change within a series.
    """

    id: str = "unique_id"
    time: str = "ds"
    target: str | tuple[str, ...] = "y"
    futr: tuple[str, ...] = ()
    hist: tuple[str, ...] = ()
    stat: tuple[str, ...] = ()

    @property
    def targets(self) -> tuple[str, ...]:
        """All columns that are forecast."""
        return (self.target,) if isinstance(self.target, str) else self.target

    @property
    def covariates(self) -> tuple[str, ...]:
        """All covariates: known in advance, past, static."""
        return (*self.futr, *self.hist, *self.stat)


@dataclass(frozen=True)
class Table:
    """A long table as NumPy arrays.

    Attributes:
        series: the number of the series of each row.
        ids: what each series is called, a string or an integer, in the order of first appearance.
        stamps: datetime64[us], or int64.
        values: (rows, targets), NaN where there is no value.
        library: the data frame library that the table came from, in which results go back.
        time_type: the narwhals type of the stamps as they came; None if they came as text or not at all.
        covariates: (rows, columns), in the order of `Columns.covariates`.
        categories: the texts of each of these columns, none for one of numbers.
    """

    series: npt.NDArray[np.int64]
    ids: tuple[str | int, ...]
    stamps: Stamps
    values: npt.NDArray[np.float64]
    library: str
    time_type: Any
    covariates: npt.NDArray[np.float64]
    categories: Categories


def read_table(data: Any, columns: Columns, categories: Categories | None = None, *, future: bool = False) -> Table:
    """The table that `data` holds.

    Args:
        data: a long pandas, polars or pyarrow frame, a dictionary of its columns, or whatever has `to_pandas`, such as
            a `datasets.Dataset` of Hugging Face; one series as a pandas or polars
            Series, list or 1-d array; or the path of a CSV, TSV, Parquet or JSON lines file. A frame without
            the column `unique_id` is one series, named as its target column.
        columns: the names of the columns.
        categories: the texts of categorical covariates, of an earlier table; None finds them.
        future: whether it holds what is known of the future, so no target.

    Raises:
        DataError: it cannot be read, or a row is not usable; the message names the row, counted from 0.
    """
    if isinstance(data, (str, Path)):
        data = read_file(Path(data))
    if isinstance(data, Mapping):
        data = _from_mapping(data)
    if isinstance(data, pd.Series):
        data = _from_series(data, columns)
    try:
        frame = nw.from_native(data, pass_through=True, eager_only=True, allow_series=True)
        if isinstance(frame, nw.DataFrame):
            return _from_frame(frame, columns, categories, future=future)
    except DuplicateError as error:
        raise DataError(f"a table needs columns of different names: {' '.join(str(error).split())}") from error
    if not isinstance(frame, nw.Series) and hasattr(data, "to_pandas"):
        return read_table(data.to_pandas(), columns, categories, future=future)
    return _from_values(frame.to_numpy() if isinstance(frame, nw.Series) else data, columns, _library(frame))


def _from_mapping(columns: Mapping[str, Any]) -> pd.DataFrame:
    try:
        frame: pd.DataFrame = pd.DataFrame(dict(columns))
        return frame
    except ValueError as error:
        raise DataError(f"these columns make no table: {error}") from error


def _from_series(series: pd.Series[Any], columns: Columns) -> pd.DataFrame:
    index = series.index
    frame: pd.DataFrame = pd.DataFrame({_only(columns): series.to_numpy()})
    if isinstance(index, pd.PeriodIndex):
        index = index.to_timestamp()
    frame[columns.time] = np.arange(len(series)) if isinstance(index, pd.RangeIndex) else index.to_numpy()
    if isinstance(index, pd.DatetimeIndex):
        frame[columns.time] = index
    return frame


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
            f"and {columns.targets[0]!r}; got {type(data).__name__} of shape {values.shape}"
        )
    if len(values) == 0:
        raise DataError("the series is empty; expected at least 2 values")
    if columns.covariates:
        raise DataError(f"a single array has no column {columns.covariates[0]!r}; give a table that has it")
    series, stamps, none = np.zeros(len(values), np.int64), np.arange(len(values)), np.empty((len(values), 0))
    target = _only(columns)
    return Table(series, (target,), stamps, numbers(values, target)[:, None], library, None, none, {})


def _only(columns: Columns) -> str:
    """The target, where what is given can only be one."""
    if len(columns.targets) > 1:
        raise DataError(f"a single series has no column {columns.targets[1]!r}; give a table that has it")
    return columns.targets[0]


def _from_frame(frame: nw.DataFrame[Any], columns: Columns, categories: Categories | None, *, future: bool) -> Table:
    if len(frame) == 0:
        raise DataError("the table is empty; expected one row for each stamp of each series")
    single = columns.id not in frame.columns and columns.id == Columns.id
    _check_columns(frame, columns, single=single, future=future)
    if single:
        series = np.zeros(len(frame), np.int64)
        ids: tuple[str | int, ...] = (columns.targets[0] if len(columns.targets) == 1 else SEVERAL,)
    else:
        series, ids = _identities(frame[columns.id].to_numpy(), columns.id)
    stamps, time_type = _stamps(frame[columns.time], columns.time)
    targets = () if future else columns.targets
    values = [numbers(frame[name].to_numpy(), name) for name in targets]
    names = columns.futr if future else columns.covariates
    texts = [None if categories is None else categories.get(name, ()) for name in names]
    given = [_exact(stamps, name) if name == columns.time else frame[name].to_numpy() for name in names]
    found = [covariate(column, name, own) for column, name, own in zip(given, names, texts, strict=True)]
    return Table(
        series,
        ids,
        stamps,
        _side_by_side(values, len(frame)),
        _library(frame),
        time_type,
        covariates=_side_by_side([column for column, _ in found], len(frame)),
        categories={name: own for name, (_, own) in zip(names, found, strict=True) if own},
    )


def _side_by_side(columns: Sequence[npt.NDArray[np.float64]], rows: int) -> npt.NDArray[np.float64]:
    return np.stack(columns, 1) if columns else np.empty((rows, 0))


def _check_columns(frame: nw.DataFrame[Any], columns: Columns, *, single: bool, future: bool) -> None:
    wanted = [(columns.id, "id_col", not single), (columns.time, "time_col", True)]
    wanted += [(name, "target_col", not future) for name in columns.targets]
    wanted += [(name, "futr_exog", True) for name in columns.futr]
    wanted += [(name, "hist_exog", not future) for name in columns.hist]
    wanted += [(name, "stat_exog", not future) for name in columns.stat]
    there = frame.columns
    for name, option, needed in wanted:
        if needed and name not in there:
            raise DataError(
                f"there is no column {name!r}; the table has {', '.join(map(repr, there))}. "
                f"Rename it, or say which column it is with {option}="
            )


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


def _exact(stamps: Stamps, name: str) -> npt.NDArray[np.float64]:
    """The stamps as numbers: microseconds, or the integers that they are."""
    whole = stamps.astype(np.int64)
    wrong = np.flatnonzero(np.abs(whole) > 2**53)
    if len(wrong):
        raise DataError(
            f"{name} is {stamps[wrong[0]]} in row {wrong[0]}; irregular stamps lie between the years 1684 and 2255, or "
            f"-2**53 and 2**53"
        )
    return whole.astype(np.float64)


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
            f"{name} is {plain(texts[wrong[0]])!r} in row {wrong[0]}; expected stamps such as '2024-01-31' or "
            f"'2024-01-31 06:00', or integers"
        )
    return np.asarray(parsed.to_numpy().astype("datetime64[us]"))


def table_of(columns: Mapping[str, Any], library: str, types: Mapping[str, Any]) -> Any:
    """Columns as a native data frame of `library`, with the narwhals types given.

    Example:
        >>> table_of({"unique_id": ["a"], "y": [1.5]}, "pandas", {})
          unique_id    y
        0         a  1.5
    """
    if library == "pandas" and all(isinstance(kind, nw.Datetime) for kind in types.values()):
        # the common case needs no detour
        dates = {name: np.asarray(columns[name]).astype(f"datetime64[{k.time_unit}]") for name, k in types.items()}
        return pd.DataFrame({**columns, **dates})
    frame = nw.from_dict(dict(columns), backend=cast("Any", library))
    return frame.with_columns(nw.col(name).cast(kind) for name, kind in types.items()).to_native()
