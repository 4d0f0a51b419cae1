"""The formats that public data sets come in, each one function and one row. None of them can hold code."""

from __future__ import annotations

import io
import json
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.io import arff

from cellwright.errors import DataError, MissingExtraError

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[Any]


def text(content: bytes) -> str:
    """Text in UTF-8, or else in Latin-1, which the oldest corpora are in."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def lines(content: bytes) -> list[str]:
    r"""The lines that are not empty. Only a line feed ends one: others stand inside of sentences.

    Example:
        >>> lines(b"one\x85two \n\nthree\n")
        ['one\x85two', 'three']
    """
    return [line.strip() for line in text(content).split("\n") if line.strip()]


def table(content: bytes, **options: Any) -> Any:
    """A CSV file, whose separator is what its first line has most of; options are those of `pandas.read_csv`."""
    head = content.partition(b"\n")[0].decode("latin-1")
    return pd.read_csv(io.BytesIO(content), **{"sep": max(",;\t", key=head.count), **options})


def ts(content: bytes) -> tuple[list[Floats], Labels]:
    r"""The time series (steps, channels) of a .ts file of the UEA archive, and their labels. A `?` is a missing value.

    Example:
        >>> sequences, labels = ts(b"@dimensions 2\n@classLabel true a b\n@data\n1,2,3:4,5,6:b\n")
        >>> sequences[0].shape, labels
        ((3, 2), array(['b'], dtype='<U1'))
    """
    head, found, body = text(content).partition("@data")
    if not found:
        raise ValueError("it has no line @data")
    facts = dict(line[1:].partition(" ")[::2] for line in head.splitlines() if line.startswith("@"))
    dimensions = int(facts.get("dimensions", "1"))
    has_labels, *labels = facts.get("classLabel", facts.get("targetlabel", "false")).split()
    if has_labels.lower() != "true" or facts.get("timeStamps", "false").lower() == "true":
        raise ValueError("expected sequences with labels and without time stamps")
    rows = [line.split(":") for line in body.split("\n") if line.strip()]
    for number, row in enumerate(rows, start=1):
        if len(row) != dimensions + 1 or (labels and row[-1].strip() not in labels):
            raise ValueError(f"sequence {number} has {len(row) - 1} of {dimensions} dimensions, or no known label")
    sequences = [np.array([_numbers(part) for part in row[:-1]], np.float64).T for row in rows]
    return sequences, np.array([row[-1].strip() for row in rows])


def _numbers(part: str) -> list[float]:
    return [np.nan if value.strip() == "?" else float(value) for value in part.split(",")]


def tsv(content: bytes) -> tuple[list[Floats], Labels]:
    """The time series (steps, 1) of a .tsv file of the UCR archive, without their padding, and their labels."""
    values = np.loadtxt(io.BytesIO(content), delimiter="\t", ndmin=2)
    ends = [int(np.flatnonzero(~np.isnan(row)).max(initial=-1)) + 1 for row in values[:, 1:]]
    labels = np.array([f"{label:g}" for label in values[:, 0]])
    return [row[1 : end + 1, None] for row, end in zip(values, ends, strict=True)], labels


def sheet(content: bytes) -> Any:
    """The first sheet of an .xlsx file.

    Raises:
        MissingExtraError: openpyxl is not installed.
    """
    try:
        return pd.read_excel(io.BytesIO(content), engine="openpyxl")
    except ImportError as error:
        raise MissingExtraError.of("excel", "reading Excel files needs openpyxl") from error


def attributes(content: bytes) -> Any:
    """The table of an .arff file, its nominal values as text."""
    records, _ = arff.loadarff(io.StringIO(text(content)))
    frame = pd.DataFrame(records)
    return frame.apply(lambda column: column.str.decode("utf-8") if column.dtype == object else column)


def array(content: bytes) -> Floats:
    """The array of an .npy file, never one of objects, which would be a pickle."""
    loaded = np.load(io.BytesIO(content), allow_pickle=False)
    return np.asarray(loaded, np.float64)


def zipped(content: bytes) -> dict[str, bytes]:
    """The members of a .zip file, without what a Mac adds. Nothing is unpacked to disk."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if not name.startswith("__MACOSX") and not name.endswith("/")]
        return {name: archive.read(name) for name in names}


def packed(content: bytes) -> dict[str, bytes]:
    """The plain files in a .tar.gz file. Nothing is unpacked to disk."""
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as archive:
        members = [(member.name, archive.extractfile(member)) for member in archive if member.isfile()]
        return {name: file.read() for name, file in members if file is not None}


# the end of a name -> what reads it
FORMATS: Mapping[str, Callable[[bytes], Any]] = {
    ".ts": ts,
    ".tsv": tsv,
    ".csv": table,
    ".xlsx": sheet,
    ".arff": attributes,
    ".npy": array,
    ".zip": zipped,
    ".tar.gz": packed,
    ".json": json.loads,
    # plain lines, whatever follows the dot, if any does
    "": lines,
}
# what they raise for content that is damaged
DAMAGED: tuple[type[Exception], ...] = (
    ValueError, StopIteration, EOFError, LookupError, OSError, TypeError, NotImplementedError, struct.error, zlib.error,
    arff.ArffError, zipfile.BadZipFile, tarfile.TarError,
)  # fmt: skip


def read(name: str, content: bytes, reader: Callable[[bytes], Any] | None = None) -> Any:
    """What is in a file with this name, as the row of its format, or another `reader`, reads it.

    Raises:
        DataError: it is damaged.
    """
    reader = reader or next(each for end, each in FORMATS.items() if name.endswith(end))
    try:
        return reader(content)
    except DAMAGED as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise DataError(f"cannot read {name}, which is damaged: {reason}") from error
