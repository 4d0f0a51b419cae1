"""Writing files so that they are whole or not there: never half-written, whatever happens meanwhile."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from cellwright.errors import DataError


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write to, which takes the place of `path` only when the block has ended well.

    If anything goes wrong - a full disk, an error, Ctrl-C - the old file stays as it was and nothing is left behind.
    A link keeps pointing where it did, and a folder or a device such as /dev/null is never replaced.

    Example:
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with whole_file(Path(folder, "a.txt")) as file:
        ...         _ = file.write(b"all of it")
        ...     os.listdir(folder)
        ['a.txt']
    """
    path = Path(os.path.realpath(path))
    if path.exists() and not path.is_file():
        raise FileExistsError(errno.EEXIST, "what is there is not a plain file", str(path))
    # in the same folder, since only there a rename is atomic; a part of the name, since a name has its longest length
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:32]}.", suffix=".part", dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(0o666 & ~_umask())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def folder_for(path: Path) -> Path:
    """The folder of a file to be written, made if need be.

    Raises:
        DataError: it cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(f"cannot make the folder {path.parent}: {error.strerror}") from error
    return path.parent


def check_writable(path: Path) -> None:
    """Find out whether a file can be written, before the work whose result goes there; nothing is left behind.

    Raises:
        DataError: it cannot be written.
    """
    if path.exists() and not path.is_file():
        raise DataError(f"cannot write {path}: what is there is not a plain file; name another place")
    check_folder_of(path)


def check_folder_of(path: Path) -> None:
    """Find out whether the folder of a file or folder can be written to, or else made.

    Raises:
        DataError: it cannot.
    """
    folder = next(each for each in path.resolve().parents if each.exists())
    try:
        # only to try tells what rights, full disks and odd file systems allow
        with tempfile.TemporaryFile(dir=folder):
            return
    except OSError as error:
        raise DataError(f"cannot write {path}: {folder}: {error.strerror}; name another place") from error


def _umask() -> int:
    # the umask can only be read by setting it
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
