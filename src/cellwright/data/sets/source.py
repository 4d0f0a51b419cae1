"""The files of public data sets: found on this machine or downloaded, and never believed before they are checked.

`files.tsv` has a row for each: the SHA-256 and the size of its content, its name here, and the address that it was
published at, as repository@commit:path. A file may stand gzipped; the checksum is that of what is in it.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

import pooch

from cellwright.errors import DataError

# the folder with data sets that are there already, and whether nothing may be downloaded
FOLDER, OFFLINE = "CELLWRIGHT_DATA", "CELLWRIGHT_OFFLINE"
PUBLISHED = "https://raw.githubusercontent.com/{repository}/{commit}/{path}"


@dataclass(frozen=True)
class PublicFile:
    """A file of a data set.

    Attributes:
        sha256: of its content.
        size: of its content, in bytes.
        name: folder and name, in CELLWRIGHT_DATA and in the cache.
        source: repository@commit:path; nothing if it is published in another form only.
    """

    sha256: str
    size: int
    name: str
    source: str

    @property
    def address(self) -> str:
        """Where it can be downloaded.

        Example:
            >>> PublicFile("", 0, "a/b.csv", "owner/name@0123:folder/b c.csv").address
            'https://raw.githubusercontent.com/owner/name/0123/folder/b%20c.csv'
        """
        repository, _, rest = self.source.partition("@")
        commit, _, path = rest.partition(":")
        return PUBLISHED.format(repository=repository, commit=commit, path=quote(path))


@cache
def public_files() -> tuple[PublicFile, ...]:
    """All rows of `files.tsv`."""
    table = (files(__package__) / "files.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines()[1:]]
    return tuple(PublicFile(sha256, int(size), name, source) for sha256, size, name, source in rows)


def files_like(patterns: tuple[str, ...]) -> tuple[PublicFile, ...]:
    """The files whose names match any of the patterns."""
    return tuple(file for file in public_files() if any(fnmatchcase(file.name, each) for each in patterns))


@dataclass(frozen=True)
class Contents(Mapping[str, bytes]):
    """The contents of some files by name, each found and checked when it is asked for."""

    files: tuple[PublicFile, ...]

    def __getitem__(self, name: str) -> bytes:
        return content_of({file.name: file for file in self.files}[name])

    def __iter__(self) -> Iterator[str]:
        return (file.name for file in self.files)

    def __len__(self) -> int:
        return len(self.files)


def content_of(file: PublicFile) -> bytes:
    """The content of a file: from CELLWRIGHT_DATA, from the cache, or downloaded into it.

    Raises:
        DataError: what is there is damaged, or nothing is there and it cannot be downloaded.
    """
    for folder in _folders():
        for path in (folder / file.name, folder / f"{file.name}.gz"):
            if path.is_file():
                return _checked(path, file)
    return _checked(_downloaded(file), file)


def cache_folder() -> Path:
    """Where downloaded files are kept: a folder in the user's cache."""
    return Path(pooch.os_cache("cellwright"), "data")


def _folders() -> list[Path]:
    given = os.environ.get(FOLDER)
    return [*([Path(given)] if given else []), cache_folder()]


def _checked(path: Path, file: PublicFile) -> bytes:
    try:
        content = path.read_bytes()
        if path.name == f"{Path(file.name).name}.gz":
            content = gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"cannot read {path}: {error}. Delete it, and it is downloaded again") from error
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise DataError(
            f"{path} is not the file that was published: {len(content)} bytes, expected {file.size} with the SHA-256 "
            f"{file.sha256[:12]}... Delete it, and it is downloaded again"
        )
    return content


def _downloaded(file: PublicFile) -> Path:
    remedy = f"put the file into a folder as {file.name} and set {FOLDER} to that folder"
    if not file.source:
        raise DataError(
            f"there is no {file.name} in {' or '.join(map(str, _folders()))}, and it is published in another form "
            f"only; see `cellwright data` for its source, then {remedy}"
        )
    if os.environ.get(OFFLINE):
        raise DataError(f"{file.name} is not on this machine, and {OFFLINE} forbids to download it; {remedy}")
    path = cache_folder() / file.name
    try:
        pooch.retrieve(file.address, f"sha256:{file.sha256}", path.name, path.parent)
    # requests' errors are OSErrors; a wrong checksum is a ValueError
    except (OSError, ValueError) as error:
        raise DataError(
            f"cannot download {file.address}: {' '.join(str(error).split())}. Try again when the connection is there, "
            f"or {remedy}"
        ) from error
    return path
