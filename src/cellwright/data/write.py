"""Writing frames to files."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from cellwright.data.files import folder_for, whole_file
from cellwright.errors import DataError, MissingExtraError


def _parquet(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False)
    return buffer.getvalue()


WRITERS: Mapping[str, Callable[[pd.DataFrame], bytes]] = {
    ".csv": lambda frame: frame.to_csv(index=False).encode(),
    ".tsv": lambda frame: frame.to_csv(index=False, sep="\t").encode(),
    ".parquet": _parquet,
}


def check_form(path: Path) -> None:
    """Raise unless a table can be written in the form that the end of a name says.

    Raises:
        DataError: there is no such form.
    """
    if path.suffix not in WRITERS:
        raise DataError(f"cannot write {path}: expected a file that ends in {', '.join(WRITERS)}")


def write_table(frame: pd.DataFrame, path: str | Path) -> Path:
    """Write a frame as a CSV, TSV or Parquet file, whole or not at all.

    Raises:
        DataError: the name ends in none of these, or the file cannot be written.
        MissingExtraError: Parquet needs pyarrow.
    """
    path = Path(path)
    check_form(path)
    try:
        content = WRITERS[path.suffix](frame)
    except ImportError as error:
        raise MissingExtraError.of("parquet", "writing Parquet files needs pyarrow") from error
    return write_bytes(content, path)


def write_text(text: str, path: str | Path) -> Path:
    """Write a text in UTF-8, whole or not at all.

    Raises:
        DataError: the file cannot be written.
    """
    return write_bytes(text.encode(), path)


def write_bytes(content: bytes, path: str | Path) -> Path:
    """Write a file, whole or not at all.

    Raises:
        DataError: the file cannot be written.
    """
    path = Path(path)
    try:
        folder_for(path)
        with whole_file(path) as file:
            file.write(content)
    except OSError as error:
        raise DataError(f"cannot write {path}: {error.strerror}; what was there before is unchanged") from error
    return path
