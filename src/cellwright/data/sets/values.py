"""What data sets are read as, where a long frame is not enough."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from cellwright.data.pairs import Pairs
from cellwright.data.sentences import Sentences

Floats = npt.NDArray[np.float64]
# (examples, steps, channels) if all are equally long, else a list of (steps, channels), or of texts
Sequences: TypeAlias = Floats | list[Floats] | list[str]


@dataclass(frozen=True, eq=False)
class Labelled:
    """Sequences or texts with a label each, split as their source does, or as the row of the data set says.

    Attributes:
        X_train: to learn from: (examples, steps, channels), a list of (steps, channels), or a list of texts.
        y_train: their labels.
        X_test: to be judged by.
        y_test: their labels.
        channels: what each channel is, where that is known.
    """

    X_train: Sequences
    y_train: npt.NDArray[Any]
    X_test: Sequences
    y_test: npt.NDArray[Any]
    channels: tuple[str, ...] = ()

    @property
    def X(self) -> Sequences:  # noqa: N802  # as scikit-learn spells it
        """All of the sequences, for a split of your own."""
        parts: Any = (self.X_train, self.X_test)
        if all(isinstance(part, np.ndarray) for part in parts) and parts[0].shape[1:] == parts[1].shape[1:]:
            return np.concatenate(parts)
        return list(chain(*parts))

    @property
    def y(self) -> npt.NDArray[Any]:
        """All of the labels."""
        return np.concatenate([self.y_train, self.y_test])

    @property
    def frame(self) -> Any:
        """A row for each text, or for each step of each sequence: the columns `unique_id, part, label` and the rest."""
        parts = np.repeat(["train", "test"], [len(self.y_train), len(self.y_test)])
        names = [f"{part}-{place}" for place, part in enumerate(parts)]
        examples: list[Any] = list(self.X)
        known = {"unique_id": names, "part": parts, "label": self.y}
        if isinstance(examples[0], str):
            return pd.DataFrame({**known, "text": examples})
        lengths = [len(each) for each in examples]
        head = pd.DataFrame(known).loc[np.repeat(np.arange(len(lengths)), lengths)].reset_index(drop=True)
        channels = self.channels or [f"channel_{place}" for place in range(examples[0].shape[1])]
        steps = np.concatenate([np.arange(length) for length in lengths])
        values = pd.DataFrame(np.concatenate(examples), columns=channels)
        return pd.concat([head.assign(step=steps), values], axis=1)

    def __repr__(self) -> str:
        classes = len(np.unique(self.y))
        return f"Labelled({len(self.y_train)} to learn from, {len(self.y_test)} to be judged by, {classes} classes)"


@dataclass(frozen=True, eq=False)
class Tagged:
    """Sentences with a tag for each token, split as their source does, or as the row of the data set says.

    Attributes:
        train: to learn from.
        dev: to choose settings by.
        test: to be judged by.
    """

    train: Sentences
    dev: Sentences
    test: Sentences

    @property
    def frame(self) -> Any:
        """A row for each token: the columns `unique_id, part, token, tag`."""
        parts = []
        for name, sentences in vars(self).items():
            names = [f"{name}-{place}" for place in range(len(sentences))]
            known = {"unique_id": np.repeat(names, sentences.lengths), "part": name}
            known |= {"token": list(chain(*sentences.tokens)), "tag": list(chain(*sentences.tags))}
            parts.append(pd.DataFrame(known))
        return pd.concat(parts, ignore_index=True)

    def __repr__(self) -> str:
        counts = [len(each) for each in vars(self).values()]
        return f"Tagged({counts[0]} sentences to learn from, {counts[1]} to choose by, {counts[2]} to be judged by)"


@dataclass(frozen=True, eq=False)
class Paired:
    """Texts with what they become, split as their source does.

    Attributes:
        train: to learn from.
        dev: to choose settings by.
        test: to be judged by; a text may have several that it may become.
    """

    train: Pairs
    dev: Pairs
    test: Pairs

    @property
    def frame(self) -> Any:
        """A row for each pair: the columns `part, source, target`; the target is the first that a text may become."""
        parts = []
        for name, pairs in vars(self).items():
            targets = [right[0] for right in pairs.targets]
            parts.append(pd.DataFrame({"part": name, "source": pairs.sources, "target": targets}))
        return pd.concat(parts, ignore_index=True)

    def __repr__(self) -> str:
        counts = [len(each) for each in vars(self).values()]
        return f"Paired({counts[0]} pairs to learn from, {counts[1]} to choose by, {counts[2]} to be judged by)"


@dataclass(frozen=True, eq=False)
class Recording:
    """A series in which something unusual happens.

    Attributes:
        name: what it is called.
        train: (steps, channels) to learn from.
        test: (steps, channels) to find anomalies in.
        labels: for each step of `test`, 1 where it is unusual.
        channels: what each channel is.
        stamps: the time of each step of `test`, if it is known.
    """

    name: str
    train: Floats
    test: Floats
    labels: npt.NDArray[np.int64]
    channels: tuple[str, ...]
    stamps: npt.NDArray[np.datetime64] | None = None

    @property
    def frame(self) -> Any:
        """A row for each step: the columns `unique_id, part, label, step` and the channels."""
        parts = np.repeat(["train", "test"], [len(self.train), len(self.test)])
        labels = np.concatenate([np.zeros(len(self.train), np.int64), self.labels])
        head = {"unique_id": self.name, "part": parts, "label": labels, "step": np.arange(len(parts))}
        values = pd.DataFrame(np.concatenate([self.train, self.test]), columns=list(self.channels))
        return pd.concat([pd.DataFrame(head), values], axis=1)

    def __repr__(self) -> str:
        events = int((np.diff(self.labels, prepend=0) == 1).sum())
        return f"Recording({self.name!r}, {len(self.train)} + {len(self.test)} steps, {events} anomalies)"


def as_frame(value: Any) -> Any:
    """Any data set as a table."""
    if isinstance(value, str):
        return pd.DataFrame({"text": value.splitlines()})
    if isinstance(value, list):
        return pd.DataFrame({"text": value})
    if isinstance(value, tuple):
        return pd.concat([recording.frame for recording in value], ignore_index=True)
    return value if isinstance(value, pd.DataFrame) else value.frame
