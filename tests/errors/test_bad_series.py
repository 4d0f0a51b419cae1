"""Bad input of series: every message, word for word."""

from __future__ import annotations

import gzip
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet
from bad_input import Row, every_row, raises_exactly

import cellwright as cw
from cellwright.data.frequency import ALIASES
from cellwright.data.panel import panel_of

DAYS = ["2024-01-01", "2024-01-02", "2024-01-03"]
KNOWN = ", ".join(ALIASES)


def days(**columns):
    return pd.DataFrame({"ds": DAYS, "y": [1.0, 2.0, 3.0], **columns})


def file(name, content):
    def read(folder: Path):
        path = folder / name
        path.write_bytes(content)
        return panel_of(path)

    return read


def parquet() -> bytes:
    sink = pa.BufferOutputStream()
    pa.parquet.write_table(pa.table({"ds": DAYS, "y": [1.0, 2.0, 3.0]}), sink, use_dictionary=False, compression="none")
    return sink.getvalue().to_pybytes()


def gzipped() -> bytes:
    return gzip.compress(b"ds,y\n" + b"".join(b"%d,%d\n" % (i, i * i) for i in range(1000)), mtime=0)


def damaged(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]


def bad(name, data, message, frequency=None):
    return Row(name, lambda folder: panel_of(data, frequency=frequency), cw.DataError, message)


def unknown_frequency(name, frequency):
    message = (
        f"unknown frequency {frequency!r}; write one of {KNOWN}, with a number in front if need be "
        '("30min"), the step between integer stamps ("1"), or "irregular"'
    )
    return Row(name, lambda folder: panel_of(days(), frequency=frequency), cw.ArgumentError, message)


def bad_file(name, file_name, content, message):
    return Row(name, file(file_name, content), cw.DataError, message)


SHAPE = "expected one series as a 1-d array, or a long frame with the columns 'unique_id', 'ds' and 'y'; got "
STAMPS = "expected stamps such as '2024-01-31' or '2024-01-31 06:00', or integers"
TYPES = "expected dates, integers, or text such as '2024-01-31 06:00'"
NAMES = "a table needs columns of different names: "
NUMBER = "expected a number, or nothing if it is missing"

SHAPES = (
    bad("a matrix", np.zeros((3, 2)), SHAPE + "ndarray of shape (3, 2)"),
    bad("a number", 3.0, SHAPE + "float of shape ()"),
    bad("nothing", None, SHAPE + "NoneType of shape ()"),
    bad("a lazy frame", pl.LazyFrame({"ds": DAYS, "y": [1, 2, 3]}), SHAPE + "LazyFrame of shape ()"),
    bad("ragged lists", [[1.0], [1.0, 2.0]], "this list is no series: its values differ in length"),
    bad("an empty list", [], "the series is empty; expected at least 2 values"),
    bad("an empty frame", days()[:0], "the table is empty; expected one row for each stamp of each series"),
    bad("a frame of nothing", pl.DataFrame(), "the table is empty; expected one row for each stamp of each series"),
    bad(
        "columns of different lengths",
        {"ds": DAYS, "y": [1]},
        "these columns make no table: All arrays must be of the same length",
    ),
    bad(
        "a missing column",
        days().rename(columns={"y": "co2"}),
        "there is no column 'y'; the table has 'ds', 'co2'. Rename it, or say which column it is with target_col=",
    ),
    bad(
        "no stamps",
        {"y": [1.0, 2.0]},
        "there is no column 'ds'; the table has 'y'. Rename it, or say which column it is with time_col=",
    ),
    bad(
        "two columns of one name",
        pd.DataFrame([[1, 2, 3]], columns=["ds", "y", "y"]),
        NAMES + "Expected unique column names, got: - 'y' 2 times",
    ),
)

IDENTITIES = (
    bad(
        "an id is missing",
        days(unique_id=["a", None, "a"]),
        "unique_id has no value in row 1; every row must say which series it belongs to",
    ),
    bad(
        "an id is NaN",
        days(unique_id=[1.0, 1.0, np.nan]),
        "unique_id has no value in row 2; every row must say which series it belongs to",
    ),
    bad(
        "ids that read the same",
        days(unique_id=[1, "1", 1]),
        "unique_id is '1' both as text and as another type; make the column all text",
    ),
)

ORDER = (
    bad(
        "unsorted stamps",
        days(ds=[DAYS[1], DAYS[0], DAYS[2]]),
        "series 'y' goes back in time: row 0 is of 2024-01-02, row 1 of 2024-01-01; sort the table by 'ds'",
    ),
    bad(
        "unsorted integers",
        {"ds": [3, 5, 4], "y": [1, 2, 3]},
        "series 'y' goes back in time: row 1 is of 5, row 2 of 4; sort the table by 'ds'",
    ),
    bad(
        "a stamp twice",
        days(ds=[DAYS[0], DAYS[0], DAYS[2]]),
        "series 'y' has the stamp 2024-01-01 twice, in rows 0 and 1; keep one of them",
    ),
    bad(
        "a stamp twice among other series",
        days(ds=[DAYS[0] + " 06:00", DAYS[0], DAYS[0] + " 06:00"], unique_id=["a", "b", "a"]),
        "series 'a' has the stamp 2024-01-01 06:00:00 twice, in rows 0 and 2; keep one of them",
    ),
)

VALUES = (
    bad("text in y", days(y=[1.0, "two", 3.0]), f"y is 'two' in row 1; {NUMBER}"),
    bad("empty text in y", days(y=["1", "", "3"]), f"y is '' in row 1; {NUMBER}"),
    bad("text in a polars column", pl.Series(["1", "n/a"]), f"y is 'n/a' in row 1; {NUMBER}"),
    bad("a list in y", days(y=[[1], [2], [3]]), f"y is [1] in row 0; {NUMBER}"),
    bad(
        "infinite y", days(y=[1.0, 2.0, np.inf]), "y is inf in row 2; expected a finite number, or NaN if it is missing"
    ),
    bad(
        "infinite y as text",
        days(y=["1", "-inf", "3"]),
        "y is -inf in row 1; expected a finite number, or NaN if it is missing",
    ),
    bad(
        "y too large for float32",
        [1.0, -1e200],
        "y is -1e+200 in row 1; expected a number of at most 1e+30: use a larger unit",
    ),
    bad("complex y", np.array([1.0, 2.0j]), "y holds complex128 values; expected real numbers"),
    bad("complex objects", np.array([1.0, 2.0j], object), "y holds complex values; expected real numbers"),
    bad("dates in y", days(y=pd.to_datetime(DAYS)), "y holds datetime64[us] values; expected real numbers"),
    bad(
        "no value at all",
        days(y=[None, None, None]),
        "series 'y' has no value at all: y is missing in each of its 3 rows; leave the series out",
    ),
    bad(
        "no value in one series",
        days(unique_id=["a", "b", "b"], y=[np.nan, 1, 2]),
        "series 'a' has no value at all: y is missing in each of its 1 rows; leave the series out",
    ),
)

TIMES = (
    bad("a stamp is missing", days(ds=[DAYS[0], None, DAYS[2]]), "ds has no stamp in row 1; every row must have one"),
    bad(
        "a date is missing",
        days(ds=pd.to_datetime([DAYS[0], None, DAYS[2]])),
        "ds has no stamp in row 1; every row must have one",
    ),
    bad(
        "an integer is missing",
        pl.DataFrame({"ds": [1, None], "y": [1, 2]}),
        "ds has no stamp in row 1; every row must have one",
    ),
    bad("not a date", days(ds=[*DAYS[:2], "31/01/2024"]), f"ds is '31/01/2024' in row 2; {STAMPS}"),
    bad("no such day", days(ds=["2023-02-28", "2023-02-29", "2023-03-01"]), f"ds is '2023-02-29' in row 1; {STAMPS}"),
    bad("empty text", days(ds=[DAYS[0], "", DAYS[2]]), f"ds is '' in row 1; {STAMPS}"),
    bad("real numbers", days(ds=[0.5, 1.5, 2.5]), f"ds holds Float64 values; {TYPES}"),
    bad("true and false", days(ds=[False, True, True]), f"ds holds Boolean values; {TYPES}"),
    bad(
        "durations",
        days(ds=pd.to_timedelta([1, 2, 3], unit="D").astype("timedelta64[us]")),
        f"ds holds Duration(time_unit='us') values; {TYPES}",
    ),
    bad(
        "integers too large",
        days(ds=[0, 1, 2**62]),
        "ds is 4611686018427387904 in row 2; expected integer stamps between -2**62 and 2**62",
    ),
    bad(
        "a time zone",
        days(ds=pd.to_datetime(DAYS).tz_localize("Asia/Tokyo")),
        "ds is in the time zone Asia/Tokyo; a grid needs stamps without one. Convert it, in pandas with "
        "df['ds'].dt.tz_convert('UTC').dt.tz_localize(None)",
    ),
)

GRIDS = (
    bad(
        "one row",
        days()[:1],
        "no frequency can be inferred: every series has a single row; a series needs at least 2 stamps, or name the "
        'frequency with freq=, for example freq="D"',
    ),
    bad(
        "off the grid",
        days(ds=[*DAYS[:2], "2024-01-03 06:00"]),
        "series 'y': the stamp 2024-01-03 06:00:00 in row 2 is not on the grid of step 'D' that begins at 2024-01-01; "
        'correct it, or name another step with freq=, "irregular" if there is none',
        "D",
    ),
    bad(
        "a weekend among business days",
        {"ds": ["2024-01-05", "2024-01-06"], "y": [1, 2]},
        "series 'y': the stamp 2024-01-06 in row 1 is not on the grid of step 'B' that begins at 2024-01-05; "
        'correct it, or name another step with freq=, "irregular" if there is none',
        "B",
    ),
    bad(
        "business days that begin on a Saturday",
        {"ds": ["2024-01-06", "2024-01-08"], "y": [1, 2]},
        "series 'y': the stamp 2024-01-06 in row 0 is not on the grid of step 'B' that begins at 2024-01-06; "
        'correct it, or name another step with freq=, "irregular" if there is none',
        "B",
    ),
    bad(
        "the middle of the month is not its end",
        {"ds": ["2024-01-15", "2024-02-29"], "y": [1, 2]},
        "series 'y': the stamp 2024-01-15 in row 0 is not on the grid of step 'ME' that begins at 2024-01-15; "
        'correct it, or name another step with freq=, "irregular" if there is none',
        "ME",
    ),
    bad(
        "a huge grid",
        {"ds": ["1970-01-01 00:00:00", "2024-01-01 00:00:00"], "y": [1, 2]},
        "series 'y' has 2 rows, but its grid of step 's' has 1704067201 points; name a longer step with freq=, "
        '"irregular" if there is none',
        "s",
    ),
    bad("dates, but an integer step", days(), "freq=1 does not fit the stamps, which are dates", 1),
    bad("integers, but a step of dates", [1, 2], "freq='D' does not fit the stamps, which are integers", "D"),
    unknown_frequency("an unknown frequency", "fortnight"),
    unknown_frequency("an old alias", "M"),
    unknown_frequency("no step", "00D"),
    unknown_frequency("a step of nothing", 0),
    unknown_frequency("a superscript", "²"),
    unknown_frequency("a real step", 1.5),
    unknown_frequency("an anchor where none belongs", "D-SAT"),
    unknown_frequency("a flag for a frequency", True),
)


def missing_file(folder: Path):
    return panel_of(folder / "nothing.csv")


def directory(folder: Path):
    (folder / "a.csv").mkdir()
    return panel_of(str(folder / "a.csv"))


READ = "cannot read {folder}/"
PARQUET_END = (
    "Could not open Parquet input source '{folder}/a.parquet': Parquet magic bytes not found in footer. "
    "Either the file is corrupted or this is not a parquet file."
)
FILES = (
    Row("no file", missing_file, cw.DataError, "there is no file {folder}/nothing.csv"),
    Row("a folder", directory, cw.DataError, "cannot read {folder}/a.csv: it is not a file"),
    bad_file(
        "an unknown suffix",
        "a.xlsx",
        b"x",
        READ + "a.xlsx: expected a file that ends in .csv, .csv.gz, .tsv, .tsv.gz, .jsonl, .jsonl.gz, .parquet",
    ),
    bad_file("no JSON", "a.jsonl", b'{"y": 1}\n\n{"y"\n', READ + "a.jsonl: line 3 is no JSON: …"),
    bad_file("no objects", "a.jsonl", b"[1, 2]\n", READ + "a.jsonl: line 1 is '[1, 2]'; expected an object a line"),
    bad_file("an empty file", "a.csv", b"", READ + "a.csv: No columns to parse from file"),
    bad_file(
        "rubbish",
        "a.csv",
        bytes(range(128, 256)),
        READ + "a.csv: 'utf-8' codec can't decode byte 0x80 in position 0: invalid start byte",
    ),
    bad_file(
        "rows of different lengths",
        "a.csv",
        b"ds,y\n1,2\n1,2,3\n",
        READ + "a.csv: Error tokenizing data. C error: Expected 2 fields in line 3, saw 3",
    ),
    bad_file("not gzip", "a.csv.gz", b"ds,y\n1,2\n", READ + "a.csv.gz: Not a gzipped file (b'ds')"),
    bad_file(
        "truncated gzip",
        "a.csv.gz",
        gzipped()[:-20],
        READ + "a.csv.gz: Compressed file ended before the end-of-stream marker was reached",
    ),
    bad_file("damaged gzip", "a.csv.gz", damaged(gzipped(), 60), READ + "a.csv.gz: …"),
    bad_file(
        "parquet with text that is none",
        "a.parquet",
        damaged(parquet(), parquet().index(b"2024-01-02")),
        READ + "a.parquet: …",
    ),
    bad_file("truncated parquet", "a.parquet", parquet()[:-20], READ + "a.parquet: " + PARQUET_END),
    bad_file("no rows", "a.csv", b"ds,y\n", "the table is empty; expected one row for each stamp of each series"),
    bad_file(
        "the wrong separator",
        "a.csv",
        b"ds;y\n1;2\n",
        "there is no column 'ds'; the table has 'ds;y'. Rename it, or say which column it is with time_col=",
    ),
)


@every_row([*SHAPES, *IDENTITIES, *ORDER, *VALUES, *TIMES, *GRIDS, *FILES])
def test_the_message_says_what_was_found_and_what_to_write(row, tmp_path):
    raises_exactly(row, tmp_path)


def test_python_dates_are_good_input():
    # the rows above would be empty if everything were refused
    assert panel_of({"ds": [datetime(2024, 1, day) for day in (1, 2)], "y": [1, 2]}).frequency.text == "D"
