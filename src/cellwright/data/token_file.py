"""The token numbers of a text that may be longer than memory: in an array, or in a file that is mapped into memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from cellwright.data.lexicon import END, Lexicon
from cellwright.data.passages import Passages
from cellwright.errors import DataError

Tokens = npt.NDArray[Any]

# so many bytes or characters of text are tokenised in memory; longer ones through a file
IN_MEMORY = 2**26


def tokens_of(passages: Passages, lexicon: Lexicon) -> Tokens:
    """The numbers of all tokens, in the smallest type that holds them: an end stands first, and behind each document.

    A long text needs no memory for them: they are written to a file without a name in the folder of temporary files
    (TMPDIR), which is mapped into memory and is gone with the array.

    Raises:
        DataError: the text cannot be read, or there is no room for the file.

    Example:
        >>> passages = Passages(("ab", "b"), documents=True)
        >>> tokens_of(passages, Lexicon.fitted(["ab", "b"])).tolist()
        [3, 5, 4, 3, 4, 3]
    """
    kind = np.min_scalar_type(lexicon.size)
    if len(passages) <= IN_MEMORY:
        return np.concatenate([part.astype(kind) for part in _parts(passages, lexicon)])
    try:
        with tempfile.TemporaryFile(prefix="cellwright-") as file:
            for part in _parts(passages, lexicon):
                file.write(part.astype(kind).tobytes())
            file.flush()
            return np.memmap(file, kind, mode="r")
    except OSError as error:
        raise DataError(
            f"cannot write the token numbers of the text to a file in {tempfile.gettempdir()}: {error.strerror}; "
            f"set TMPDIR to a folder with room for {len(passages) * np.dtype(kind).itemsize / 2**30:.1f} GiB"
        ) from error


def _parts(passages: Passages, lexicon: Lexicon) -> Iterator[npt.NDArray[np.int64]]:
    end = np.array([END], np.int64)
    yield end
    for piece in passages.pieces():
        yield end if piece is None else lexicon.encode(piece)
