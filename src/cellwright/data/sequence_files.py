"""Files that hold labelled sequences, by their suffix."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from cellwright.data.readers import read_file
from cellwright.data.sequences import Cases, Sequences, Texts, joined
from cellwright.errors import DataError


def _ts(path: Path, lines: list[str]) -> Cases:
    """A `.ts` file of the UEA archive (sktime, aeon): channels parted by colons, the label behind the last."""
    header = [line.split() for line in lines if line.startswith("@")]
    said = {words[0].lower(): words[1:] for words in header}
    if said.get("@timestamps", ["false"])[0].lower() == "true":
        raise DataError(f"cannot read {path}: its values have timestamps; give a long frame instead")
    cases = any(said.get(name, ["false"])[0].lower() == "true" for name in ("@classlabel", "@targetlabel"))
    body = [(number, line) for number, line in enumerate(lines, start=1) if line and line[0] not in "@#%"]
    arrays, labels = [], []
    for number, line in body:
        *channels, last = line.split(":")
        if cases:
            labels.append(last.strip())
        else:
            channels.append(last)
        try:
            columns = [[np.nan if v.strip() in {"?", "NaN"} else float(v) for v in c.split(",")] for c in channels]
            arrays.append(np.array(columns).T)
        except ValueError as error:
            raise DataError(f"cannot read {path}: line {number}: {error}") from error
    if not arrays:
        raise DataError(f"cannot read {path}: there is no sequence in it")
    numeric = "@targetlabel" in said
    return Cases(Sequences(tuple(range(len(arrays))), *joined(arrays)), _labels(labels, numeric) if cases else None)


def _labels(labels: list[str], numeric: bool) -> Any:
    return np.array(labels, np.float64) if numeric else np.array(labels)


def _is_ucr(lines: list[str]) -> bool:
    """Whether a table begins with numbers, not with the names of columns."""
    try:
        [float(value) for value in lines[0].split("\t")]
    except ValueError:
        return False
    return True


def _ucr(path: Path, lines: list[str]) -> Cases:
    """A `.tsv` file of the UCR archive: a label and the values of a univariate series; NaN at the end is padding."""
    arrays, labels = [], []
    for number, line in enumerate(lines, start=1):
        try:
            label, *values = map(float, line.split("\t"))
        except ValueError as error:
            raise DataError(f"cannot read {path}: line {number}: {error}") from error
        known = np.flatnonzero(~np.isnan(values))
        if not len(known):
            raise DataError(f"cannot read {path}: line {number} has no value")
        arrays.append(np.array(values[: known[-1] + 1])[:, None])
        labels.append(label)
    numbers = np.array(labels)
    whole = (numbers == numbers.astype(np.int64)).all()
    return Cases(Sequences(tuple(range(len(arrays))), *joined(arrays)), numbers.astype(np.int64) if whole else numbers)


def _txt(path: Path, lines: list[str]) -> Cases:  # noqa: ARG001
    """A text a line."""
    return Cases(Texts(tuple(range(len(lines))), tuple(lines)), None)


# how the lines of a file become sequences; other files are tables
READERS: Mapping[str, Callable[[Path, list[str]], Cases]] = {".ts": _ts, ".tsv": _ucr, ".txt": _txt}


def read_sequence_file(path: Path) -> Any:
    """The sequences in a file, or the table in it.

    Raises:
        DataError: there is none, or it cannot be read.
    """
    name = path.name.lower().removesuffix(".gz")
    suffix = next((suffix for suffix in READERS if name.endswith(suffix)), None)
    if suffix is None or not path.is_file():
        return read_file(path)
    lines = _lines(path)
    if not lines:
        raise DataError(f"cannot read {path}: it is empty")
    if suffix == ".tsv" and not _is_ucr(lines):
        return read_file(path)
    return READERS[suffix](path, lines)


def _lines(path: Path) -> list[str]:
    try:
        content = path.read_bytes()
        if path.name.lower().endswith(".gz"):
            content = gzip.decompress(content)
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise DataError(
            f"cannot read {path}: line {line} is not UTF-8 (byte {content[error.start]:#04x}); save it as UTF-8, or "
            f"read it yourself, with open(path, encoding='cp1252') for example, and give a list of strings"
        ) from error
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"cannot read {path}: {error}") from error
    return [line.rstrip("\r") for line in text.rstrip("\n").split("\n") if text]
