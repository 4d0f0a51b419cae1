"""Public data sets to try things with. A new one is a row of a list in `data/sets`."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from cellwright.data.sets.anomalies import ANOMALIES
from cellwright.data.sets.entry import Dataset
from cellwright.data.sets.sequences import SEQUENCES
from cellwright.data.sets.series import SERIES
from cellwright.data.sets.tags import TAGS
from cellwright.data.sets.texts import TEXTS
from cellwright.data.sets.values import Labelled, Paired, Recording, Tagged, as_frame
from cellwright.data.sets.written import WRITTEN
from cellwright.errors import ArgumentError

__all__ = ["DATASETS", "Dataset", "Labelled", "Paired", "Recording", "Tagged", "as_frame", "dataset", "row_of"]

DATASETS: Mapping[str, Dataset] = {**SERIES, **SEQUENCES, **TEXTS, **TAGS, **WRITTEN, **ANOMALIES}


def row_of(name: str) -> Dataset:
    """What the list says of a data set: its source, licence, citation, and how it is split.

    Raises:
        ArgumentError: there is none of this name.

    Example:
        >>> row_of("japanese_vowels").licence
        'CC BY 4.0; the file BSD-3-Clause'
    """
    if name not in DATASETS:
        near = get_close_matches(str(name), DATASETS, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"there is {', '.join(map(repr, DATASETS))}"
        raise ArgumentError(f"unknown data set {name!r}; {hint}")
    return DATASETS[name]


def dataset(name: str) -> Any:
    """A public data set, as the task that it is for takes it.

    Series to forecast are a long frame (`unique_id, ds, y`, and what is known beside); sequences and texts to classify
    a `Labelled` (X_train, y_train, X_test, y_test); sentences to tag a `Tagged`, and texts with what they become a
    `Paired` (train, dev, test); those with anomalies a tuple of `Recording`; a text is a str, and several texts are a
    list.

    Its files are looked for in the folder that the environment variable CELLWRIGHT_DATA names, then in the user's
    cache; else they are downloaded from where they were published, unless CELLWRIGHT_OFFLINE is set. Their SHA-256 is
    checked each time. They are not cellwright's: their licences differ, see `cellwright data`.

    Raises:
        ArgumentError: there is none of this name.
        DataError: a file is damaged, or is not here and cannot be downloaded.

    Example:
        >>> dataset("co2").shape
        (2284, 3)
    """
    return row_of(name).read()
