"""The options of an anomaly detector: what makes a step an anomaly, and how often it may be none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cellwright.data.readings import Roles
from cellwright.errors import ArgumentError
from cellwright.fit.options import names, number, one_of, option, optional, text, whole
from cellwright.tasks.detection_method import Method
from cellwright.tasks.detection_methods import METHODS
from cellwright.tasks.detection_settle import Wish
from cellwright.tasks.task import Task


@dataclass(kw_only=True, eq=False, repr=False)
class DetectionOptions(Task):
    """The fields of `cellwright.AnomalyDetector`, which says what they mean."""

    method: str = option(one_of(*METHODS), "what makes a step an anomaly", default="forecast")
    window: int | None = option(
        optional(whole(2)), "the steps before the first score; by default 32, or fewer in short series", default=None
    )
    false_alarm_rate: float = option(
        number(0, 0.5, above=True), "the share of normal steps at which an alarm may begin", default=1e-4
    )
    contamination: float | None = option(
        optional(number(0, 0.5, above=True)),
        "the share of the training data that are anomalies; by default the threshold goes by --false-alarm-rate",
        default=None,
    )
    top_k: int | None = option(
        optional(whole(1)),
        "how many most probable keys are normal, for next_event; scores are ranks then",
        default=None,
    )
    memory: int = option(whole(1), "the steps over which errors are compared with their recent level", default=500)
    smoothing: int = option(whole(1), "the steps of the means that tell what lasts", default=30)
    channels: Sequence[str] | None = option(
        optional(names()), "the columns to read; by default every column without another role", default=None
    )
    id_col: str = option(text(), "the column that names the series", default="unique_id")
    time_col: str = option(text(), "the column of stamps", default="ds")
    label_col: str = option(text(), "the column that is 1 for known anomalies, if there is one", default="label")
    hidden_size: int = option(whole(1), "the size of the recurrent state", default=32)
    max_epochs: int = option(whole(1), "the most epochs to train for", default=60)
    batch_size: int = option(whole(1), "chunks of series in a step", default=32)
    learning_rate: float = option(number(0, above=True), "the step size of the optimizer", default=3e-3)
    early_stopping: int | None = option(
        optional(whole(1)), "epochs without a better validation loss before training stops", default=6
    )

    @property
    def epoch_size(self) -> int | None:
        """So many chunks of long series are an epoch, so that early stopping looks often enough."""
        return 512

    @property
    def way(self) -> Method:
        """The method."""
        return METHODS[self.method](self.top_k)

    @property
    def roles(self) -> Roles:
        """What the columns of a table are."""
        return Roles(
            self.id_col, self.time_col, self.label_col, None if self.channels is None else tuple(self.channels)
        )

    @property
    def wish(self) -> Wish:
        """How scores and alarms are wanted."""
        return Wish(self.false_alarm_rate, self.contamination, self.top_k, self.memory, self.smoothing)

    def check(self) -> None:
        """Check the hyper-parameters.

        Raises:
            ArgumentError: names the first that is not what it must be.
        """
        super().check()
        if self.bidirectional:
            raise ArgumentError("a detector judges each step when it comes; write bidirectional=False")
        if self.top_k is not None and self.method != "next_event":
            raise ArgumentError(f'top_k is for method="next_event"; with {self.method!r} leave it out')
        if self.top_k is not None and self.contamination is not None:
            raise ArgumentError("top_k sets the threshold, and so does contamination; leave one of them out")
