"""What sequences are labelled with, as numbers and back."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from sklearn.utils.multiclass import type_of_target
from sklearn.utils.validation import column_or_1d

from cellwright.errors import DataError

Label = str | int | float | bool
LABEL_TYPES = (str, int, float, bool)
# one label a sequence; a row of zeros and ones a sequence; a set of labels a sequence
ONE, ROWS, SETS = "one", "rows", "sets"


@dataclass(frozen=True)
class Labels:
    """The labels that a classifier knows.

    Attributes:
        form: "one" label for each sequence, "rows" of zeros and ones, or "sets" of labels.
        classes: the labels, sorted; for rows, the numbers of the columns.
    """

    form: str
    classes: tuple[Label, ...]

    @classmethod
    def fitted(cls, targets: Any) -> Labels:
        """The labels in these targets.

        Raises:
            DataError: they are no labels, or there is only one.

        Example:
            >>> Labels.fitted(["no", "yes", "no"])
            Labels(form='one', classes=('no', 'yes'))
            >>> Labels.fitted([{"a", "b"}, set()])
            Labels(form='sets', classes=('a', 'b'))
        """
        form = form_of(targets)
        if form == ROWS:
            found: Sequence[Any] = list(range(np.asarray(targets).shape[1]))
        elif form == SETS:
            found = [label for some in targets for label in some]
        else:
            found = _one_each(targets)
        classes = _sorted(found, many=form != ONE)
        if len(classes) < 2:
            said = f"every sequence has the label {classes[0]!r}" if classes else "no sequence has a label"
            raise DataError(f"classifiers need at least 2 classes, but there is only one class: {said}")
        return cls(form, classes)

    @property
    def exclusive(self) -> bool:
        """Whether a sequence has one label."""
        return self.form == ONE

    def numbers(self, targets: Any) -> npt.NDArray[Any]:
        """The number of each label (sequences,), or zeros and ones (sequences, classes).

        Raises:
            DataError: a label was not there when the classifier was fitted; the message names the row.
        """
        places = {label: number for number, label in enumerate(self.classes)}
        if (found := form_of(targets)) != self.form:
            raise DataError(f"y has {FORMS[found]}; the model was fitted on {FORMS[self.form]}")
        if self.form == ONE:
            labels = [_plain(label) for label in _one_each(targets)]
            return np.array([self._place(places, label, row) for row, label in enumerate(labels)], np.int64)
        if self.form == ROWS:
            rows = np.asarray(targets)
            if rows.shape[1] != len(self.classes):
                raise DataError(f"y has {rows.shape[1]} columns; the model was fitted on {len(self.classes)}")
            return rows.astype(np.int64)
        matrix = np.zeros((len(targets), len(self.classes)), np.int64)
        for row, some in enumerate(targets):
            matrix[row, [self._place(places, _plain(label), row) for label in some]] = 1
        return matrix

    def _place(self, places: Mapping[Label, int], label: Label, row: int) -> int:
        if label not in places:
            known = ", ".join(map(repr, self.classes[:10])) + (", ..." if len(self.classes) > 10 else "")
            raise DataError(
                f"the label {label!r} in row {row} was not there when the model was fitted; it knows {known}. Leave "
                f"the row out, or fit on data with this label"
            )
        return places[label]

    def array(self) -> npt.NDArray[Any]:
        """The labels as scikit-learn has them in `classes_`."""
        return np.array(self.classes)

    def named(self, numbers: npt.NDArray[Any]) -> Any:
        """Labels for the numbers of labels (sequences,), or for zeros and ones (sequences, classes)."""
        if self.form == ONE:
            return self.array()[numbers]
        if self.form == ROWS:
            return numbers
        return [{self.classes[place] for place in np.flatnonzero(row)} for row in numbers]

    def to_json(self) -> dict[str, Any]:
        """What `from_json` reads."""
        return {"form": self.form, "classes": list(self.classes)}

    @classmethod
    def from_json(cls, saved: Mapping[str, Any]) -> Labels:
        """The labels of a model file.

        Raises:
            ValueError: they are none.
        """
        classes = saved["classes"]
        if saved["form"] not in FORMS or not all(isinstance(label, LABEL_TYPES) for label in classes):
            raise ValueError("the labels of the model are no labels")
        if len(set(classes)) < max(2, len(classes)):
            raise ValueError("the labels of the model are not different from each other")
        return cls(saved["form"], tuple(classes))


FORMS = {ONE: "one label a sequence", ROWS: "rows of zeros and ones", SETS: "sets of labels"}


def form_of(targets: Any) -> str:
    """How these targets name labels."""
    if isinstance(targets, (list, tuple)) and targets and isinstance(targets[0], (set, frozenset, list, tuple)):
        rectangular = isinstance(targets[0], (list, tuple)) and len({len(row) for row in targets}) == 1
        if not (rectangular and _zeros_and_ones(np.asarray(targets))):
            return SETS
    array = np.asarray(targets)
    if array.ndim == 2 and array.shape[1] > 1:
        if not _zeros_and_ones(array):
            raise DataError(
                f"y of shape {array.shape} must hold zeros and ones, a column for each label; or give one label a "
                f"sequence, or a list of sets of labels"
            )
        return ROWS
    return ONE


def _zeros_and_ones(array: npt.NDArray[Any]) -> bool:
    return array.dtype.kind in "biuf" and bool(np.isin(array, (0, 1)).all())


def _one_each(targets: Any) -> list[Any]:
    array = column_or_1d(targets, warn=True)
    kind = type_of_target(array) if array.dtype.kind == "f" and np.isfinite(array).all() else "labels"
    if kind.startswith("continuous"):
        raise DataError(
            f"Unknown label type: {kind}. y holds numbers with fractions; give labels, or use cw.SequenceRegressor"
        )
    return list(array)


def _plain(label: Any) -> Label:
    return cast("Label", label.item() if isinstance(label, np.generic) else label)


def _sorted(found: Sequence[Any], *, many: bool) -> tuple[Label, ...]:
    labels = [_plain(label) for label in found]
    for row, label in enumerate(labels):
        if not isinstance(label, LABEL_TYPES) or (isinstance(label, float) and math.isnan(label)):
            where = "" if many else f" in row {row}"
            raise DataError(f"the label{where} is {label!r}; expected a string, a number, True or False")
    try:
        return tuple(sorted(set(labels)))
    except TypeError as error:
        kinds = sorted({type(label).__name__ for label in labels})
        raise DataError(f"y mixes labels of the types {' and '.join(kinds)}; make them all of one type") from error


def class_weights(numbers: npt.NDArray[Any], labels: Labels, asked: Any) -> npt.NDArray[np.float32]:
    """What each label counts in the loss: (sequences,), or (sequences, classes).

    Args:
        numbers: as `Labels.numbers` gives them.
        labels: all of them.
        asked: None for 1; "balanced" for n / (classes * count), as in scikit-learn; or a dictionary of labels.

    Raises:
        DataError: the dictionary names a label that is not there.
    """
    if labels.exclusive:
        counts = np.bincount(numbers, minlength=len(labels.classes))
        balanced = len(numbers) / (len(labels.classes) * np.maximum(counts, 1))
        return np.asarray(_weights(labels, asked, balanced)[numbers], np.float32)
    positive = numbers.sum(0)
    present, absent = (len(numbers) / (2 * np.maximum(count, 1)) for count in (positive, len(numbers) - positive))
    weights = np.where(numbers == 1, _weights(labels, asked, present), absent if asked == "balanced" else 1.0)
    return weights.astype(np.float32)


def _weights(labels: Labels, asked: Any, balanced: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    if asked == "balanced":
        return balanced
    given = dict(asked or {})
    strange = [label for label in given if label not in labels.classes]
    if strange:
        raise DataError(f"class_weight names {strange[0]!r}, which is no label; there is {labels.array().tolist()}")
    return np.array([float(given.get(label, 1.0)) for label in labels.classes])
