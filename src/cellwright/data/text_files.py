"""Files of text in UTF-8, gzipped or not; what is no UTF-8 is told with its place."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from cellwright.errors import DataError


def read_text(path: Path) -> str:
    """The text of a file.

    Raises:
        DataError: there is none, it cannot be read, or it is not in UTF-8; the message names line and byte.
    """
    try:
        content = path.read_bytes()
        if path.name.lower().endswith(".gz"):
            content = gzip.decompress(content)
    except FileNotFoundError as error:
        raise DataError(f"there is no file {path}") from error
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"cannot read {path}: {getattr(error, 'strerror', None) or error}") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise DataError(
            f"cannot read {path}: line {line} is not UTF-8 (byte {content[error.start]:#04x} at position "
            f"{error.start}); save it as UTF-8"
        ) from error
