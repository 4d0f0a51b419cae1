"""The options of a forecaster: what it forecasts, from what, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cellwright.data.augment import OF_WINDOWS, Augmentation
from cellwright.data.calendar import CYCLES
from cellwright.data.frequency import IRREGULAR
from cellwright.data.scaling import KINDS
from cellwright.data.table import Columns
from cellwright.errors import ArgumentError
from cellwright.fit.options import Rule, flag, number, one_of, option, optional, text, whole
from cellwright.tasks.likelihoods import LIKELIHOODS, Likelihood
from cellwright.tasks.task import Task, augmentation_among


def _are_levels(values: Any) -> bool:
    if not isinstance(values, (tuple, list)) or not values:
        return False
    numbers = [value for value in values if isinstance(value, (int, float)) and 0 < value < 1]
    return len(numbers) == len(values) and list(values) == sorted(set(values))


def _are_names(values: Any) -> bool:
    return isinstance(values, (tuple, list)) and all(isinstance(value, str) and value for value in values)


COLUMN_NAMES = Rule("a list of column names", _are_names, telling=False)
AUTO = "auto"
MEDIAN = 0.5
DECODINGS = ("direct", "recursive")


def _is_calendar(value: Any) -> bool:
    return value is None or value == AUTO or (_are_names(value) and set(value) <= set(CYCLES))


@dataclass(kw_only=True, eq=False, repr=False)
class ForecastOptions(Task):
    """The fields of `cellwright.Forecaster`, which says what they mean."""

    horizon: int = option(whole(1), "how many steps ahead to forecast", kw_only=False)
    input_size: int | None = option(
        optional(whole(1)), "how many past steps the network sees; by default three seasons", default=None
    )
    season_length: int | None = option(
        optional(whole(1)), "steps of a season, 1 for none; by default what is usual for the frequency", default=None
    )
    quantiles: Sequence[float] = option(
        Rule("increasing numbers between 0 and 1", _are_levels), "the quantiles to forecast", default=(0.1, 0.5, 0.9)
    )
    futr_exog: Sequence[str] = option(COLUMN_NAMES, "columns that are known in advance", default=())
    hist_exog: Sequence[str] = option(COLUMN_NAMES, "columns that are known up to the present", default=())
    stat_exog: Sequence[str] = option(COLUMN_NAMES, "columns that never change within a series", default=())
    calendar: str | Sequence[str] | None = option(
        Rule(f'"auto", a list of {", ".join(map(repr, CYCLES))}, or None', _is_calendar),
        "the cycles of the calendar that the network is told of",
        default=AUTO,
    )
    distribution: str | None = option(
        Rule('"student_t", "negative_binomial" or None', lambda v: v in LIKELIHOODS),
        "the distribution that is forecast; by default quantiles without one",
        default=None,
    )
    decoding: str = option(
        one_of(*DECODINGS),
        "whether all steps are forecast at once, or each block from the ones before",
        default="direct",
    )
    output_chunk_length: int = option(whole(1), "how many steps ahead a recursive forecast takes at once", default=1)
    conformal: bool = option(
        flag(), "whether quantiles are calibrated on the windows held out to stop training by", default=True
    )
    linear: bool = option(flag(), "whether simple linear forecasts have a say, too", default=True)
    patch_size: int | None = option(
        optional(whole(1)),
        "how many past steps the recurrent network takes at once; by default 1, or as many as leave it 168 steps",
        default=None,
    )
    scaling: str | None = option(
        Rule('"window", "reversible", "standard", "minmax" or None', lambda v: v in KINDS),
        "how values are scaled",
        default="window",
    )
    freq: str | int | None = option(
        Rule('a step such as "h", "D", "W", "MS" or 1, or None', lambda v: v is None or isinstance(v, (str, int))),
        'the step between stamps, as pandas writes it, or "irregular"; by default it is inferred',
        default=None,
    )
    id_col: str = option(text(), "the column that names the series", default="unique_id")
    time_col: str = option(text(), "the column of stamps", default="ds")
    target_col: str | Sequence[str] = option(
        Rule("a column name, or a list of them", lambda v: text().holds(v) or (_are_names(v) and len(v) > 0)),
        "the column to forecast, or several",
        default="y",
    )
    learning_rate: float = option(number(0, above=True), "the step size of the optimizer", default=3e-3)
    augment: Augmentation | None = option(  # noqa: RUF009  # the alias confuses ruff: option() makes a field
        augmentation_among(OF_WINDOWS), "how windows are changed each time they are trained on", default=None
    )
    train_on_all: bool = option(flag(), "train again on everything, for the epochs found best", default=True)

    @property
    def columns(self) -> Columns:
        """The names of the columns of a table."""
        # when the next observations of irregular series come is known in advance, or nothing can be said of them
        futr = (*self.futr_exog, *([self.time_col] if self.freq == IRREGULAR else []))
        covariates = (futr, tuple(self.hist_exog), tuple(self.stat_exog))
        targets = self.target_col if isinstance(self.target_col, str) else tuple(self.target_col)
        return Columns(self.id_col, self.time_col, targets, *covariates)

    @property
    def likelihood(self) -> Likelihood:
        """What is said of each step ahead."""
        return LIKELIHOODS[self.distribution]

    @property
    def block(self) -> int:
        """How many steps ahead the network says at once."""
        return int(self.horizon if self.decoding == "direct" else min(self.output_chunk_length, self.horizon))

    @property
    def levels(self) -> list[float]:
        """The quantiles that the network forecasts: those asked for, and the median."""
        return sorted({*self.quantiles, MEDIAN})

    @property
    def middle(self) -> int:
        """Which output of the network says where the forecast lies."""
        return self.levels.index(MEDIAN) if self.distribution is None else 0

    def check(self) -> None:
        """Check the options.

        Raises:
            ArgumentError: names the first that is not what it must be, or a column that has two roles.
        """
        super().check()
        columns = self.columns
        covariates = (*self.futr_exog, *self.hist_exog, *self.stat_exog)
        names = [columns.id, columns.time, *columns.targets, *covariates]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ArgumentError(
                f"the column {twice!r} has two roles; name it in one of id_col, time_col, target_col, futr_exog, "
                f"hist_exog and stat_exog"
            )
        self.check_reach(self.horizon)

    def check_reach(self, horizon: int) -> None:
        """Check that so many steps can be forecast.

        Raises:
            ArgumentError: they are more than a block, and there are covariates whose future is not known.
        """
        if horizon > self.block and self.hist_exog:
            raise ArgumentError(
                f"hist_exog={list(self.hist_exog)} is known up to the present, but a forecast of {horizon} steps in "
                f"blocks of {self.block} needs it further on; name the columns in futr_exog, leave them out, or fit a "
                f'model with horizon={horizon} and decoding="direct"'
            )
