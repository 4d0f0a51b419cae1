"""Vectors of words from a text file, as word2vec, fastText and GloVe write them: a word and its numbers a line.

A file is read line by line and only what is asked for is kept, so it may be larger than memory.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cellwright.errors import ArgumentError, DataError

# files begin with the most frequent words; of so many vectors are kept even if the training data lack the word
MOST_KEPT = 100_000


@dataclass(frozen=True, eq=False)
class Embeddings:
    """Vectors of words.

    Attributes:
        words: in the order of the file.
        vectors: (words, size) of float32.
    """

    words: tuple[str, ...]
    vectors: npt.NDArray[np.float32]

    @property
    def size(self) -> int:
        """How many numbers a vector has."""
        return int(self.vectors.shape[1])

    def of(self, numbers: Mapping[str, int]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        """The vectors of the words that have a number, and these numbers."""
        places = [place for place, word in enumerate(self.words) if word in numbers]
        return self.vectors[places], np.array([numbers[self.words[place]] for place in places], np.int64)


def read_embeddings(
    path: str | Path, wanted: Collection[str] = (), most: int = MOST_KEPT, *, size: int | None = None
) -> Embeddings:
    """The vectors of a file, gzipped or not: of the words that are wanted, and of the first ones in any case.

    A first line of two integers, how many words and numbers there are, is taken for what it is.

    Args:
        path: the file, in UTF-8.
        wanted: the words whose vectors are kept wherever they stand.
        most: how many of the first vectors are kept.
        size: of a vector, as the network has it; None is any.

    Raises:
        DataError: it cannot be read; the message names the line.
        ArgumentError: its vectors have another size.
    """
    found = _read(Path(path), wanted, most)
    if size is not None and found.size != size:
        raise ArgumentError(f"the vectors of {path} have {found.size} numbers; write embedding_size={found.size}")
    return found


def _read(path: Path, wanted: Collection[str], most: int) -> Embeddings:
    words: list[str] = []
    vectors: list[npt.NDArray[np.float32]] = []
    known: set[str] = set()
    size = 0
    for number, line in enumerate(_lines(path), start=1):
        cells = line.rstrip(" \r\n").split(" ")
        if number == 1:
            header = len(cells) == 2 and all(cell.isdigit() for cell in cells)
            size = int(cells[1]) if header else len(cells) - 1
            if size < 1:
                raise DataError(f"{path}, line 1: found {line[:40]!r}; expected a word and its numbers")
            if header:
                continue
        # a word may have spaces in it
        word = " ".join(cells[:-size])
        if len(cells) <= size or not word:
            raise DataError(f"{path}, line {number}: found {len(cells) - 1} numbers, expected {size}: {line[:40]!r}")
        if word in known or (len(words) >= most and word not in wanted):
            continue
        try:
            vector = np.array(cells[-size:], np.float32)
        except ValueError as error:
            raise DataError(f"{path}, line {number}: {error}; expected a word and {size} numbers") from error
        if not np.isfinite(vector).all():
            raise DataError(f"{path}, line {number}: the vector of {word!r} is not finite")
        known.add(word)
        words.append(word)
        vectors.append(vector)
    if not words:
        raise DataError(f"{path} has no vector; expected a word and its numbers a line")
    return Embeddings(tuple(words), np.stack(vectors))


def vectors_of(
    path: str | Path, numbers: Mapping[str, int], size: int | None
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    """The vectors (words, size) that a file has for tokens, with or without the space before them, and their numbers.

    Args:
        path: the file.
        numbers: of each token.
        size: of a vector, as the network has it.

    Raises:
        DataError: it cannot be read.
        ArgumentError: its vectors have another size.
    """
    spaced = {token[1:]: number for token, number in numbers.items() if token[:1] == " " and token[1:]}
    given = read_embeddings(path, {*numbers, *spaced}, size=-1 if size is None else size)
    found = [given.of(named) for named in (numbers, spaced)]
    return np.concatenate([vectors for vectors, _ in found]), np.concatenate([places for _, places in found])


def _lines(path: Path) -> Iterator[str]:
    place = 0
    try:
        with gzip.open(path) if path.name.lower().endswith(".gz") else path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                try:
                    yield line.decode("utf-8")
                except UnicodeDecodeError as error:
                    raise DataError(
                        f"cannot read {path}: line {number} is not UTF-8 (byte {line[error.start]:#04x} at position "
                        f"{place + error.start}); vectors are read from text files, not from binary ones"
                    ) from error
                place += len(line)
    except FileNotFoundError as error:
        raise DataError(f"there is no file {path}") from error
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"cannot read {path}: {getattr(error, 'strerror', None) or error}") from error
