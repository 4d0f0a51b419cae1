"""Law: however the same series comes - frame, column, array, file - it is the same panel, and goes back as it came."""

from __future__ import annotations

import gzip
import io
import warnings
from dataclasses import fields

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from cellwright.data.covariates import Covariates
from cellwright.data.panel import panel_of
from cellwright.data.table import Columns, read_table, table_of

LONG = pd.DataFrame(
    {
        "unique_id": ["b", "b", "b", "a", "a", "a"],
        "ds": pd.to_datetime(["2024-01-31", "2024-02-29", "2024-04-30", "2024-02-29", "2024-03-31", "2024-04-30"]),
        "y": [1.5, np.nan, 3.0, -1.0, 0.25, 8.0],
    }
)
COLUMNS = {name: LONG[name].tolist() for name in LONG}
NUMBERS = [1.0, 2.5, None, 4.0]


def saved(name, content):
    def path(folder):
        (folder / name).write_bytes(content)
        return folder / name

    return path


def parquet():
    buffer = io.BytesIO()
    LONG.to_parquet(buffer)
    return buffer.getvalue()


JSON = LONG.to_json(orient="records", lines=True, date_format="iso").encode()
CSV, TSV = LONG.to_csv(index=False).encode(), LONG.to_csv(index=False, sep="\t").encode()
FRAMES = {
    "pandas": lambda folder: LONG,
    "pandas nullable": lambda folder: LONG.convert_dtypes(),
    "pandas with pyarrow types": lambda folder: LONG.convert_dtypes(dtype_backend="pyarrow"),
    "pandas in nanoseconds": lambda folder: LONG.astype({"ds": "datetime64[ns]"}),
    "pandas categories": lambda folder: LONG.astype({"unique_id": "category"}),
    "pandas text": lambda folder: LONG.assign(ds=LONG.ds.astype(str), y=[1.5, None, "3", -1, 0.25, "8e0"]),
    "pandas with other columns": lambda folder: LONG.assign(price=1.0)[["price", "y", "ds", "unique_id"]],
    "pandas with another index": lambda folder: LONG.set_axis(list("zyxwvu")),
    "dictionary": lambda folder: COLUMNS,
    "polars": lambda folder: pl.from_pandas(LONG),
    "polars dates": lambda folder: pl.from_pandas(LONG).with_columns(pl.col("ds").cast(pl.Date)),
    "polars categories": lambda folder: pl.from_pandas(LONG).with_columns(pl.col("unique_id").cast(pl.Categorical)),
    "polars float32": lambda folder: pl.from_pandas(LONG).with_columns(pl.col("y").cast(pl.Float32)),
    "pyarrow": lambda folder: pa.Table.from_pandas(LONG),
    "csv": saved("a.csv", CSV),
    "CSV": saved("a.CSV", CSV),
    "path as text": lambda folder: str(saved("a.csv", CSV)(folder)),
    "tsv": saved("a.tsv", TSV),
    "csv.gz": saved("a.csv.gz", gzip.compress(CSV)),
    "tsv.gz": saved("a.tsv.gz", gzip.compress(TSV)),
    "parquet": saved("a.parquet", parquet()),
    "JSON lines": saved("a.jsonl", JSON),
    "JSON lines, gzipped, with empty ones": saved("a.jsonl.gz", gzip.compress(b"\n" + JSON + b"\n\n")),
}
SINGLES = {
    "list": lambda folder: NUMBERS,
    "array": lambda folder: np.array(NUMBERS, np.float64),
    "array of objects": lambda folder: np.array(NUMBERS, object),
    "masked array": lambda folder: np.ma.masked_array([1.0, 2.5, 9.0, 4.0], [0, 0, 1, 0]),
    "pandas Series": lambda folder: pd.Series(NUMBERS),
    "pandas Series with integers": lambda folder: pd.Series(NUMBERS, index=[0, 1, 2, 3]),
    "pandas nullable Series": lambda folder: pd.Series(NUMBERS, dtype="Float64"),
    "polars Series": lambda folder: pl.Series(NUMBERS),
    "pyarrow array": lambda folder: pa.chunked_array([NUMBERS]),
    "frame": lambda folder: {"ds": range(4), "y": NUMBERS},
}


def differences(one, other):
    """The fields in which two panels differ, but for where they came from."""
    names = [each.name for each in fields(one) if each.name not in {"library", "time_type"}]
    return [name for name in names if not same(getattr(one, name), getattr(other, name))]


def same(a, b):
    if isinstance(a, Covariates):
        return all(same(value, getattr(b, name)) for name, value in vars(a).items())
    return np.array_equal(a, b, equal_nan=a.dtype.kind == "f") if isinstance(a, np.ndarray) else a == b


@pytest.mark.parametrize("source", FRAMES.values(), ids=FRAMES)
def test_every_frame_gives_the_same_panel(source, tmp_path):
    assert differences(panel_of(LONG), panel_of(source(tmp_path))) == []


def test_what_becomes_a_pandas_frame_is_one():
    class Rows:
        """Like a data set of Hugging Face, which is no data frame."""

        def to_pandas(self):
            return LONG

    assert differences(panel_of(LONG), panel_of(Rows())) == []


@pytest.mark.parametrize("source", SINGLES.values(), ids=SINGLES)
def test_every_single_series_gives_the_same_panel(source, tmp_path):
    assert differences(panel_of(NUMBERS), panel_of(source(tmp_path))) == []


@pytest.mark.parametrize(
    "index",
    [
        pd.date_range("2024-01-01", periods=3, freq="MS"),
        pd.period_range("2024-01", periods=3, freq="M"),
        pd.Index(["2024-01-01", "2024-02-01", "2024-03-01"]),
    ],
    ids=["dates", "periods", "text"],
)
def test_the_index_of_a_series_is_its_time(index):
    found = panel_of(pd.Series([1.0, 2.0, 3.0], index=index))
    assert found.frequency.text == "MS"
    assert found.first[0] == np.datetime64("2024-01-01")


def test_a_difference_is_seen():
    other = LONG.assign(y=LONG.y.fillna(0))
    assert differences(panel_of(LONG), panel_of(other)) == ["values", "filled", "missing"]
    renamed = LONG.replace({"unique_id": {"b": "c"}})
    assert differences(panel_of(LONG), panel_of(renamed)) == ["ids", "names", "missing"]


def test_text_with_a_time_zone_is_read_in_utc():
    found = panel_of({"ds": ["2024-01-01T02:00+02:00", "2024-01-01T01:00Z", "2024-01-01 02:00"], "y": [1, 2, 3]})
    assert found.frequency.text == "h"
    assert found.first[0] == np.datetime64("2024-01-01T00:00")


def test_columns_may_have_other_names():
    renamed = LONG.rename(columns={"unique_id": "station", "ds": "month", "y": "co2"})
    found = panel_of(renamed, Columns("station", "month", "co2"))
    assert differences(panel_of(LONG), found) == ["columns"]
    assert read_table(renamed[["month", "co2"]].iloc[:3], Columns(time="month", target="co2")).ids == ("co2",)


def test_a_long_csv_with_text_at_its_end_is_read_without_guessing_piece_by_piece(tmp_path):
    rows = [f"1,{i},{i}" for i in range(300_000)] + ["x,1,1", "x,2,2"]
    (tmp_path / "a.csv").write_text("\n".join(["unique_id,ds,y", *rows]))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert read_table(tmp_path / "a.csv", Columns()).ids == ("1", "x")


LIBRARIES = {
    "pandas": lambda kind: LONG.astype({"ds": kind}),
    "polars": lambda kind: pl.from_pandas(LONG.astype({"ds": kind})),
    "pyarrow": lambda kind: pa.Table.from_pandas(LONG.astype({"ds": kind}), preserve_index=False),
}


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("kind", ["datetime64[us]", "datetime64[ns]", "datetime64[ms]", "int64", "int32"])
def test_a_table_goes_back_as_it_came(library, kind):
    numbers = kind.startswith("int")
    native = LIBRARIES[library](kind if not numbers else "datetime64[us]")
    if numbers:
        column = nw.new_series("ds", [1, 2, 4, 1, 2, 3], getattr(nw, kind.capitalize()), backend=library)
        native = nw.from_native(native).with_columns(column).to_native()
    table = read_table(native, Columns())
    columns = {"unique_id": [table.ids[i] for i in table.series], "ds": table.stamps, "y": table.values[:, 0]}
    back = nw.from_native(table_of(columns, table.library, {"ds": table.time_type}))
    came = nw.from_native(native)
    assert back.implementation == came.implementation
    assert back.schema["ds"] == came.schema["ds"]
    assert back["ds"].to_list() == came["ds"].to_list()
    assert back["unique_id"].to_list() == came["unique_id"].to_list()
    assert np.array_equal(back["y"].to_numpy(), LONG.y.to_numpy(), equal_nan=True)


def test_polars_dates_go_back_as_dates():
    native = pl.from_pandas(LONG).with_columns(pl.col("ds").cast(pl.Date))
    table = read_table(native, Columns())
    back = table_of({"ds": table.stamps}, table.library, {"ds": table.time_type})
    assert isinstance(back, pl.DataFrame)
    assert back["ds"].to_list() == native["ds"].to_list()
