"""Public series to try things with. A new one is a row of `DATASETS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from cellwright.errors import ArgumentError


@dataclass(frozen=True)
class Dataset:
    """A public data set.

    Attributes:
        says: what it is.
        source: where it comes from, and under which terms.
        read: it gives a long frame with the columns `unique_id, ds, y`.
    """

    says: str
    source: str
    read: Callable[[], pd.DataFrame]


def _co2() -> pd.DataFrame:
    import statsmodels.datasets  # noqa: PLC0415  # heavy, and for this data set only

    series: pd.Series[float] = statsmodels.datasets.co2.load_pandas().data["co2"]
    frame: pd.DataFrame = pd.DataFrame({"unique_id": "co2", "ds": series.index.to_numpy(), "y": series.to_numpy()})
    return frame


DATASETS: Mapping[str, Dataset] = {
    "co2": Dataset(
        "CO2 in the air at Mauna Loa, ppm, each week from 1958 to 2001; 59 weeks are missing",
        "Keeling and Whorf (2004), Scripps Institution of Oceanography; public domain; comes with statsmodels",
        _co2,
    ),
}


def dataset(name: str) -> pd.DataFrame:
    """A public data set as a long frame.

    Raises:
        ArgumentError: there is none of this name.

    Example:
        >>> dataset("co2").shape
        (2284, 3)
    """
    if name not in DATASETS:
        raise ArgumentError(f"unknown data set {name!r}; there is {', '.join(map(repr, DATASETS))}")
    return DATASETS[name].read()
