"""The largest of many numbers, compiled."""

from __future__ import annotations

from functools import lru_cache
from struct import Struct
from typing import Any

import numpy as np
import numpy.typing as npt

from cellwright.emit.llvm.largest import LARGEST, largest_text
from cellwright.run.host import host
from cellwright.run.kernel import address_of
from cellwright.run.library import KERNEL, Library
from cellwright.run.objects import object_code

Floats = npt.NDArray[np.floating[Any]]
Numbers = npt.NDArray[np.int64]
CONTEXT = Struct(f"{len(LARGEST)}q")


class _Search:
    """The compiled function for one number type."""

    def __init__(self, dtype: str) -> None:
        machine = host()
        self._library = Library(object_code(f"largest {dtype}", lambda: largest_text(machine, dtype), machine))
        self.address = self._library.address("largest")
        self.run = KERNEL(self.address)


@lru_cache(maxsize=2)
def _search(dtype: str) -> _Search:
    return _Search(dtype)


def address_for(dtype: str) -> int:
    """The address of the compiled function for one number type."""
    return _search(dtype).address


class Largest:
    """The largest numbers of each group of rows, the largest first, and of equal ones the first.

    Args:
        dtype: of the numbers, "float32" or "float64".
        groups: how many there are, each of as many rows.
        count: how many are looked for in each, at most as many as there are.

    Attributes:
        places: the row of each within its group, and its column (2, groups, count): of the last call.
        found: what each is with its offset (groups, count).

    Example:
        >>> search = Largest("float64", groups=1, count=3)
        >>> search(np.array([[0.0, 3.0], [2.0, 1.0]]), np.array([0.0, 2.0]))
        >>> search.places.tolist(), search.found.tolist()
        ([[[1, 0, 1]], [[0, 1, 1]]], [[4.0, 3.0, 3.0]])
    """

    def __init__(self, dtype: str, groups: int, count: int) -> None:
        self.groups, self.count = groups, count
        self.places, self.found = np.zeros((2, groups, count), np.int64), np.zeros((groups, count), dtype)
        self._run, self._dtype = _search(dtype).run, self.found.dtype
        row = address_of(self.places)
        self._written = row, row + self.places.nbytes // 2, address_of(self.found)

    def __call__(self, values: Floats, offsets: Floats) -> None:
        """Look for them, and write over what was found before.

        Args:
            values: (rows, columns), the rows of each group one after the other.
            offsets: what is added to the numbers of each row (rows,); it is rounded as the values are.
        """
        if self.found.size:
            values, offsets = (np.ascontiguousarray(each, self._dtype) for each in (values, offsets))
            sizes = len(values) // self.groups, values.shape[1], self.count
            self._run(CONTEXT.pack(address_of(values), address_of(offsets), *sizes, *self._written), 0, self.groups)
