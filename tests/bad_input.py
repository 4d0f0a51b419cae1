"""Tables of bad input: each row is a name, a call, the error it raises, and the exact message.

A test file makes its rows and hands them to `every_row`; `raises_exactly` is the test of one row.
A message that holds a path is written with {folder} in its place; the call gets the folder. Where a message goes on
with what another library says, which is not ours to fix, it is written with … at that place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True)
class Row:
    """One bad input.

    Attributes:
        name: what is wrong with it.
        call: what is done with it; it is given an empty folder.
        error: the class of the error.
        message: all of its text.
    """

    name: str
    call: Callable[[Path], Any]
    error: type[Exception]
    message: str


def every_row(rows: Sequence[Row]) -> pytest.MarkDecorator:
    """The decorator that runs a test on each row."""
    assert len({row.name for row in rows}) == len(rows)
    return pytest.mark.parametrize("row", rows, ids=[row.name for row in rows])


def raises_exactly(row: Row, folder: Path) -> None:
    """Fail unless the call raises this very class with this very message, and leaves the folder's files alone."""
    with pytest.raises(row.error) as caught:
        row.call(folder)
    assert type(caught.value) is row.error
    expected = row.message.replace("{folder}", str(folder))
    ours = expected.removesuffix("…")
    assert str(caught.value).startswith(ours) if ours != expected else str(caught.value) == expected
