"""Whatever holds texts and what they become - two parallel files, a table, lists - as one checked `Pairs`."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pandas as pd

from cellwright.data.frames import frame_of
from cellwright.data.readers import READERS, read_file
from cellwright.errors import DataError

Rows = npt.NDArray[np.int64]
# published data sets of translations have a dictionary of both sides in each row
NESTED = "translation"
# a text may have several texts that it may become
Targets = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Texts, and what each becomes.

    Attributes:
        sources: the texts.
        targets: for each, one or several texts that are right; None where nothing is known.
    """

    sources: tuple[str, ...]
    targets: Targets | None = None

    def __len__(self) -> int:
        return len(self.sources)

    def take(self, rows: Rows) -> Pairs:
        """Some of them."""
        targets = None if self.targets is None else tuple(self.targets[row] for row in rows)
        return Pairs(tuple(self.sources[row] for row in rows), targets)

    def complete(self) -> Pairs:
        """Those that have something on both sides.

        Raises:
            DataError: there are none, or nothing is known about what texts become.
        """
        if self.targets is None:
            raise DataError(
                "it is not known what the texts become; give a second list or file of as many texts, or a table that "
                "has a column for them, whose name is target_col="
            )
        rows = [
            r for r, (s, t) in enumerate(zip(self.sources, self.targets, strict=True)) if s.strip() and t[0].strip()
        ]
        if not rows:
            raise DataError(f"there is no pair of texts to learn from: of {len(self)}, each has an empty side")
        return self if len(rows) == len(self) else self.take(np.array(rows))


def read_pairs(data: Any, targets: Any, source_col: str, target_col: str) -> Pairs:
    """The texts that `data` hold, with what they become.

    Args:
        data: a list of texts; a frame (pandas, polars, pyarrow) or the path of a table (CSV, TSV, Parquet, JSON
            lines) with a column of each; the path of a file that has a text a line.
        targets: as many texts, or for each a list of all that are right; or the path of a file that has one a line.
            Data and targets are taken as a pair `data`, too.
        source_col: the column of the texts.
        target_col: the column of what they become.

    Raises:
        DataError: they cannot be read; there are none; or there are not as many on both sides.

    Example:
        >>> read_pairs(["a dog", "two"], ["ein Hund", ["zwei", "zwo"]], "source", "target").targets
        (('ein Hund',), ('zwei', 'zwo'))
    """
    if isinstance(data, tuple) and len(data) == 2 and targets is None:
        data, targets = data
    if isinstance(data, Pairs):
        found = data
    elif (frame := _frame(data)) is not None:
        found = _from_frame(frame, source_col, target_col)
    else:
        found = Pairs(_texts(data, source_col))
    if targets is not None:
        right = tuple(_right(each, row) for row, each in enumerate(_listed(targets, target_col)))
        if len(right) != len(found):
            raise DataError(
                f"{_named(data)} has {len(found)} texts, and {_named(targets)} {len(right)}: line for line, each must "
                f"be what the other becomes; an empty line keeps its place"
            )
        found = Pairs(found.sources, right)
    if not len(found):
        raise DataError(f"there are no texts in {_named(data)}")
    return found


def _frame(data: Any) -> nw.DataFrame[Any] | None:
    """A table, or one that is read from a file; None for anything else."""
    if isinstance(data, (str, Path)):
        if not str(data).lower().endswith(tuple(READERS)):
            return None
        data = read_file(Path(data))
    return frame_of(data)


def _from_frame(frame: nw.DataFrame[Any], source_col: str, target_col: str) -> Pairs:
    if source_col not in frame.columns and NESTED in frame.columns:
        frame = nw.from_native(pd.DataFrame(frame[NESTED].to_list()), eager_only=True)
    if source_col not in frame.columns:
        raise DataError(
            f"there is no column {source_col!r}; the table has {', '.join(map(repr, frame.columns))}: say which one "
            f"holds the texts with source_col="
        )
    sources = _texts(frame[source_col].to_list(), source_col)
    if target_col not in frame.columns:
        return Pairs(sources)
    return Pairs(sources, tuple(_right(each, row) for row, each in enumerate(frame[target_col].to_list())))


def _texts(data: Any, name: str) -> tuple[str, ...]:
    texts = _listed(data, name)
    for row, text in enumerate(texts):
        if not isinstance(text, str):
            raise DataError(f"row {row} of {_named(data)} is {text!r}; expected a text: write '' where there is none")
    return tuple(texts)


def _right(given: Any, row: int) -> tuple[str, ...]:
    """All texts that are right, of one or of a list of them."""
    texts = (given,) if isinstance(given, str) else tuple(given) if isinstance(given, (list, tuple, np.ndarray)) else ()
    if not texts or not all(isinstance(text, str) for text in texts):
        raise DataError(f"what the text in row {row} becomes is {given!r}; expected a text, or a list of texts")
    return texts


def _listed(data: Any, name: str) -> Sequence[Any]:
    """The texts of a file, a column or anything else that can be gone through."""
    if isinstance(data, (str, Path)):
        return read_lines(Path(data))
    if hasattr(data, "to_list"):
        return list(data.to_list())
    if not hasattr(data, "__iter__") or isinstance(data, Mapping):
        raise DataError(f"{name} is {data!r:.80}; expected a list of texts, a frame, or the path of a file")
    return list(data)


def read_lines(path: Path) -> list[str]:
    """The lines of a file in UTF-8, gzipped if its name says so; an empty line is an empty text.

    Only a line feed ends a line, since other characters that Python takes for one stand inside of sentences.

    Raises:
        DataError: there is no such file, or it is no UTF-8; the message names the line.
    """
    if not path.is_file():
        raise DataError(f"there is no file {path}; a single text is given as a list: [{str(path)!r:.60}]")
    try:
        content = path.read_bytes()
        content = gzip.decompress(content) if path.suffix == ".gz" else content
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"cannot read {path}: {getattr(error, 'strerror', None) or error}") from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError(
            f"cannot read {path}: line {line} is no UTF-8: byte {content[error.start]:#04x} at position {error.start} "
            f"of the file; save it as UTF-8"
        ) from error
    lines = text.split("\n")
    return [line.removesuffix("\r") for line in (lines[:-1] if lines[-1] == "" else lines)]


def _named(data: Any) -> str:
    return str(data) if isinstance(data, (str, Path)) else f"the {type(data).__name__} that was given"
