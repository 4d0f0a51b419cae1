"""Files that hold a table, by their suffix."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from cellwright.data.text_files import read_text
from cellwright.errors import DataError, MissingExtraError


def _delimited(separator: str) -> Callable[[Path], pd.DataFrame]:
    # a column is read as a whole, since what its pieces look like on their own need not agree
    return lambda path: pd.read_csv(path, sep=separator, low_memory=False)


def _parquet(path: Path) -> pd.DataFrame:
    from pyarrow import parquet  # noqa: PLC0415 - an extra that only this format needs

    table = parquet.read_table(path)
    table.validate(full=True)  # text that is no UTF-8 would be found out only where it is used
    frame: pd.DataFrame = table.to_pandas()
    return frame


def _records(path: Path) -> pd.DataFrame:
    """JSON lines: an object a row. They are read here, since pandas takes texts for numbers and dates."""
    rows = []
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if line.strip():
            try:
                rows.append(json.loads(line))
            except (ValueError, RecursionError) as error:
                raise DataError(f"cannot read {path}: line {number} is no JSON: {error}") from error
            if not isinstance(rows[-1], dict):
                raise DataError(f"cannot read {path}: line {number} is {line[:60]!r}; expected an object a line")
    frame: pd.DataFrame = pd.DataFrame(rows)
    return frame


READERS: Mapping[str, Callable[[Path], pd.DataFrame]] = {
    ".csv": _delimited(","),
    ".csv.gz": _delimited(","),
    ".tsv": _delimited("\t"),
    ".tsv.gz": _delimited("\t"),
    ".jsonl": _records,
    ".jsonl.gz": _records,
    ".parquet": _parquet,
}


def read_file(path: Path) -> pd.DataFrame:
    """The table in a file.

    Raises:
        DataError: there is none, or it cannot be read.
        MissingExtraError: it is a Parquet file, and pyarrow is not installed.
    """
    read = next((read for suffix, read in READERS.items() if path.name.lower().endswith(suffix)), None)
    if read is None:
        raise DataError(f"cannot read {path}: expected a file that ends in {', '.join(READERS)}")
    if not path.exists():
        raise DataError(f"there is no file {path}")
    if not path.is_file():
        raise DataError(f"cannot read {path}: it is not a file")
    try:
        return read(path)
    except DataError:  # which says already what is wrong
        raise
    except ImportError as error:
        raise MissingExtraError.of("parquet", "reading Parquet files needs pyarrow") from error
    # truncated gzip ends with an EOFError, damaged gzip with a zlib.error, unusual Parquet with NotImplementedError
    except (OSError, ValueError, EOFError, zlib.error, NotImplementedError) as error:
        reason = getattr(error, "strerror", None) or " ".join(str(error).split())
        raise DataError(f"cannot read {path}: {reason}") from error
