"""What may stand for a table: frames of any library, columns, dictionaries, and data sets of Hugging Face."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw
import pandas as pd

from cellwright.errors import DataError


def native(data: Any) -> Any:
    """A data set of Hugging Face, a table of Arrow or a dictionary of columns as a pandas frame; else the data.

    Raises:
        DataError: it is several data sets, or its columns make no table.
    """
    if isinstance(data, Mapping):
        if parts := [repr(name) for name, part in data.items() if _is_set(part)]:
            raise DataError(f"there are several data sets, {', '.join(parts)}; give one of them: data[{parts[0]}]")
        try:
            return pd.DataFrame(dict(data))
        except ValueError as error:
            raise DataError(f"these columns make no table: {error}") from error
    return data.to_pandas() if _is_set(data) else data


def frame_of(data: Any) -> nw.DataFrame[Any] | None:
    """The table that data are; None if they are none.

    Example:
        >>> frame_of({"text": ["one", "two"]})["text"].to_list(), frame_of(["one", "two"])
        (['one', 'two'], None)
    """
    frame = nw.from_native(native(data), pass_through=True, eager_only=True)
    return frame if isinstance(frame, nw.DataFrame) else None


def names_of_numbers(data: Any, column: str) -> Sequence[str] | None:
    """What a data set of Hugging Face calls the numbers of a column, or of the lists in it; None if it says nothing."""
    feature = (getattr(data, "features", None) or {}).get(column)
    names: Sequence[str] | None = getattr(getattr(feature, "feature", feature), "names", None)
    return names


def _is_set(data: Any) -> bool:
    return hasattr(data, "column_names") and hasattr(data, "to_pandas")
