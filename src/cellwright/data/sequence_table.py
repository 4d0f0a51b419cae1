"""Whatever holds labelled sequences - arrays, lists, frames, files, texts - as one checked `Cases`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from cellwright.data.frames import frame_of
from cellwright.data.numbers import LARGEST
from cellwright.data.sequence_files import read_sequence_file
from cellwright.data.sequences import Cases, Floats, Sequences, Texts, joined
from cellwright.errors import DataError

# steps whose times apart differ by no more than this are called equally far apart (months, leap years)
EVEN = 1.2


@dataclass(frozen=True)
class Names:
    """The columns of a frame: of the sequence's name, its time, its target or targets, and its text."""

    id: str = "unique_id"
    time: str = "ds"
    target: str | Sequence[str] = "y"
    text: str = "text"

    @property
    def targets(self) -> tuple[str, ...]:
        """The columns of the target."""
        return (self.target,) if isinstance(self.target, str) else tuple(self.target)


def read_cases(data: Any, targets: Any, names: Names) -> Cases:
    """The sequences that `data` holds, with their targets.

    Args:
        data: numbers as an array (sequences, steps, channels) or (sequences, steps), or a list of arrays of any
            lengths, NaN where nothing was observed; texts as a list of strings; a frame (pandas, polars, pyarrow) with
            a row for each step of each sequence, or a row for each text; a Hugging Face data set; the path of a file.
        targets: one for each sequence; None if the data have them, or if they are not known. A pair of data and
            targets is taken as `data`, too.
        names: the columns of a frame.

    Raises:
        DataError: they cannot be read, or are not usable; the message names the row, counted from 0.
    """
    if isinstance(data, tuple) and len(data) == 2 and targets is None:
        data, targets = data
    if isinstance(data, Cases):
        found = data
    elif isinstance(data, (str, Path)):
        found = _from_file(Path(data), names)
    else:
        found = _from_object(data, names)
    if targets is not None:
        found = Cases(found.inputs, _as_targets(targets))
    if found.targets is not None and len(found.targets) != len(found.inputs):
        raise DataError(
            f"X has {len(found.inputs)} sequences and y has {len(found.targets)} targets: inconsistent numbers of "
            f"samples; give one target for each sequence"
        )
    return found


def _as_targets(targets: Any) -> Any:
    """Targets as an array, or as a list of sets."""
    if isinstance(targets, (list, tuple)) and any(isinstance(each, (set, frozenset, list, tuple)) for each in targets):
        return list(targets)
    if sparse.issparse(targets):
        raise DataError("y is sparse; write y.toarray()")
    if isinstance(targets, (list, tuple)) and len({isinstance(each, str) for each in targets}) > 1:
        return np.array(targets, object)  # numbers would become texts
    native = nw.from_native(targets, pass_through=True, eager_only=True, allow_series=True)
    return native.to_numpy() if isinstance(native, (nw.DataFrame, nw.Series)) else np.asarray(targets)


def _from_file(path: Path, names: Names) -> Cases:
    found = read_sequence_file(path)
    return found if isinstance(found, Cases) else _from_object(found, names)


def _from_object(data: Any, names: Names) -> Cases:
    if data is None:
        raise DataError("there is nothing to read: give sequences or texts, or the path of a file")
    if isinstance(data, (np.ndarray, list)):
        return Cases(_from_values(data), None)
    if sparse.issparse(data):
        raise TypeError("sequences cannot be sparse; write X.toarray()")
    if (frame := frame_of(data)) is not None:
        return _from_frame(frame, names)
    column = nw.from_native(data, pass_through=True, eager_only=True, allow_series=True)
    if isinstance(column, nw.Series):
        data = column.to_numpy()
    elif hasattr(data, "detach"):  # a tensor
        data = data.detach().cpu().numpy()
    elif hasattr(data, "__array__"):
        data = np.asarray(data)
    return Cases(_from_values(data), None)


def _from_values(data: Any) -> Sequences | Texts:
    """Sequences of an array or a list; each has its number as its name."""
    array = data if isinstance(data, np.ndarray) else None
    if array is None or array.dtype == object:
        parts = list(data) if hasattr(data, "__iter__") else data
        if array is not None and array.ndim > 1:
            return _from_array(_numbers(array, "X"))
        if isinstance(parts, list) and any(isinstance(part, (str, bytes)) for part in parts):
            return _texts(parts, range(len(parts)))
        if isinstance(parts, list) and parts and any(np.ndim(part) > 0 for part in parts):
            return _from_parts(parts, range(len(parts)))
        array = np.asarray(data)
        if array.shape == (0,):
            raise DataError("X is empty: there is no sequence; give at least one")
    if array.dtype.kind == "U" and array.ndim == 1 and len(array):
        return _texts(array.tolist(), range(len(array)))
    return _from_array(_numbers(array, "X"))


def _from_array(array: Floats) -> Sequences:
    if array.ndim not in {2, 3}:
        raise DataError(
            f"Expected 2D array (sequences, steps) or 3D array (sequences, steps, channels); got shape {array.shape}. "
            f"Reshape your data: array.reshape(1, -1) if it is a single sequence, a list of strings if it is texts"
        )
    if len(array) == 0:
        raise DataError(f"Found array with 0 sample(s) (shape={array.shape}) while a minimum of 1 is required.")
    if 0 in array.shape:
        raise DataError(f"Found array with 0 feature(s) (shape={array.shape}) while a minimum of 1 is required.")
    sequences, steps = array.shape[:2]
    values = array.reshape(sequences * steps, -1)
    return _checked(Sequences(tuple(range(sequences)), values, np.arange(sequences + 1) * steps))


def _from_parts(parts: Sequence[Any], ids: Sequence[Any]) -> Sequences:
    """Sequences of a list of arrays (steps, channels) or (steps,)."""
    arrays: list[Floats] = []
    for row, part in enumerate(parts):
        try:
            array = np.asarray(part)
            array = _numbers(array, f"row {row}") if array.dtype.kind == "c" else array.astype(np.float64)
        except (TypeError, ValueError) as error:
            raise DataError(f"the sequence in row {row} is no array of numbers: {error}") from error
        array = array[:, None] if array.ndim == 1 else array
        if array.ndim != 2 or array.size == 0:
            raise DataError(
                f"the sequence in row {row} is {'empty' if array.size == 0 else f'of shape {array.shape}'}; expected "
                f"(steps,) or (steps, channels), with at least one step"
            )
        if arrays and array.shape[1] != arrays[0].shape[1]:
            raise DataError(
                f"the sequence in row {row} has {array.shape[1]} channels, that in row 0 has {arrays[0].shape[1]}; "
                f"expected the same channels in each"
            )
        arrays.append(array)
    return _checked(Sequences(tuple(ids), *joined(arrays)))


def _texts(texts: Sequence[Any], ids: Sequence[Any]) -> Texts:
    for row, text in enumerate(texts):
        if not isinstance(text, str) or not text.strip():
            remedy = "decode it with .decode()" if isinstance(text, bytes) else "leave it out"
            raise DataError(f"the text in row {row} is {text!r:.80}; expected a string that is not empty: {remedy}")
    return Texts(tuple(ids), tuple(texts))


def _from_frame(frame: nw.DataFrame[Any], names: Names) -> Cases:
    if len(frame) == 0:
        raise DataError("Found array with 0 sample(s) while a minimum of 1 is required: the table is empty")
    known = [name for name in names.targets if name in frame.columns]
    if known and len(known) < len(names.targets):
        lacking = next(name for name in names.targets if name not in known)
        raise DataError(f"there is no column {lacking!r}; the table has {', '.join(map(repr, frame.columns))}")
    if names.text in frame.columns:
        return _from_rows(frame, names, known)
    if names.id in frame.columns:
        return _from_long(frame, names, known)
    steps = frame.drop(known) if known else frame
    if len(steps.columns) == 1 and _holds_sequences(steps.get_column(steps.columns[0]).to_list()):
        return _from_rows(frame, replace(names, text=steps.columns[0]), known)
    _check_no_texts(steps)
    return Cases(_from_array(_numbers(steps.to_numpy(), "X")), _targets(frame, known, slice(None)))


def _from_rows(frame: nw.DataFrame[Any], names: Names, known: Sequence[str]) -> Cases:
    """A row for each text, or for each sequence, which a column holds."""
    cells = list(frame.get_column(names.text).to_numpy())
    ids = frame[names.id].to_list() if names.id in frame.columns else range(len(cells))
    texts = cells[0] is None or any(isinstance(cell, str) for cell in cells)
    inputs = _texts(cells, ids) if texts else _from_parts([np.stack(c) if _nested(c) else c for c in cells], ids)
    return Cases(inputs, _targets(frame, known, slice(None)))


def _holds_sequences(cells: Sequence[Any]) -> bool:
    """Whether a column holds a text or a sequence in each of its rows, so that it need not be named."""
    return any(isinstance(cell, (str, list, tuple, np.ndarray)) for cell in cells)


def _check_no_texts(steps: nw.DataFrame[Any]) -> None:
    """Raise for a table of numbers that has a column of texts or sequences, which nobody named."""
    for name in steps.columns:
        first = steps.get_column(name)[0]
        if _holds_sequences([first]):
            raise DataError(
                f"the column {name!r} holds no numbers: {first!r:.40} in row 0; if it is the texts or "
                f"sequences write text_col={name!r}, if it is the target target_col={name!r}, if it names "
                f"sequences id_col={name!r}, or else leave it out"
            )


def _nested(cell: Any) -> bool:
    return isinstance(cell, np.ndarray) and cell.dtype == object


def _from_long(frame: nw.DataFrame[Any], names: Names, known: Sequence[str]) -> Cases:
    """A row for each step of each sequence."""
    codes, labels = pd.factorize(frame[names.id].to_numpy())
    lost = np.flatnonzero(codes < 0)
    if len(lost):
        raise DataError(f"{names.id} has no value in row {lost[0]}; every row must say which sequence it belongs to")
    times = _times(frame, names.time)
    order = np.lexsort([codes] if times is None else [times, codes])
    channels = [name for name in frame.columns if name not in {names.id, names.time, *known}]
    if not channels:
        raise DataError(f"the table has no channel beside {', '.join(map(repr, frame.columns))}; expected at least one")
    values = np.column_stack([_numbers(frame[name].to_numpy(), name) for name in channels])[order]
    bounds = np.concatenate([[0], np.cumsum(np.bincount(codes))]).astype(np.int64)
    elapsed = None if times is None else _elapsed(times[order], bounds)
    ids = tuple(label.item() if isinstance(label, np.generic) else label for label in labels)
    first = order[bounds[:-1]]
    _check_constant(frame, known, codes, first, names.id)
    sequences = Sequences(ids, values, bounds, tuple(channels), elapsed)
    return Cases(_checked(sequences), _targets(frame, known, first))


def _check_constant(frame: nw.DataFrame[Any], known: Sequence[str], codes: Any, first: Any, name: str) -> None:
    for target in known:
        column = frame[target].to_numpy()
        wrong = np.flatnonzero(column != column[first][codes])
        wrong = wrong[~pd.isna(column[wrong])]
        if len(wrong):
            raise DataError(
                f"{target} changes within a sequence: it is {column[wrong[0]]!r} in row {wrong[0]} and "
                f"{column[first[codes[wrong[0]]]]!r} in row {first[codes[wrong[0]]]}, both of one {name}; expected one "
                f"target for each sequence"
            )


def _targets(frame: nw.DataFrame[Any], known: Sequence[str], rows: Any) -> Any:
    columns = [frame[name].to_numpy()[rows] for name in known]
    if not columns:
        return None
    values = columns[0] if len(columns) == 1 else np.column_stack(columns)
    nested = len(columns) == 1 and values.dtype == object and isinstance(values[0], (list, tuple, set, np.ndarray))
    return [list(value) for value in values] if nested else values


def _times(frame: nw.DataFrame[Any], name: str) -> Floats | None:
    """The time of each row in seconds, or in whatever the column counts; None if there is no such column."""
    if name not in frame.columns:
        return None
    column = frame[name].to_numpy()
    if column.dtype.kind not in "iufM":
        try:
            column = pd.to_datetime(pd.Series(column), format="ISO8601").to_numpy()
        except (TypeError, ValueError) as error:
            raise DataError(f"{name} holds no times: {error}; expected numbers, dates, or text in ISO 8601") from error
    lost = np.flatnonzero(pd.isna(column))
    if len(lost):
        raise DataError(f"{name} has no time in row {lost[0]}; every row must have one")
    if column.dtype.kind == "M":
        return (column.astype("datetime64[us]").astype(np.int64) / 1e6).astype(np.float64)
    return column.astype(np.float64)


def _elapsed(times: Floats, bounds: npt.NDArray[np.int64]) -> Floats | None:
    """The time since the step before in its sequence, 0 at the first; None where steps are equally far apart."""
    elapsed = np.diff(times, prepend=times[0])
    elapsed[bounds[:-1]] = 0.0
    inner = np.delete(elapsed, bounds[:-1])
    if not len(inner) or inner.max() <= EVEN * inner.min():
        return None
    return elapsed


def _numbers(values: npt.NDArray[Any], name: str) -> Floats:
    if values.dtype.kind == "c":
        raise DataError(f"Complex data not supported: {name} holds {values.dtype} values")
    if values.dtype.kind in "mM":
        raise DataError(f"{name} holds {values.dtype} values; expected real numbers")
    try:
        return values.astype(np.float64)
    except (TypeError, ValueError) as error:
        flat = pd.Series(values.ravel(), dtype=object)
        wrong = np.flatnonzero((pd.to_numeric(flat, errors="coerce").isna() & ~flat.isna()).to_numpy())
        if len(wrong) and isinstance(flat[wrong[0]], str):
            row = wrong[0] // max(1, values.size // len(values))
            raise DataError(f"{name} is {flat[wrong[0]]!r} in row {row}; expected a number") from error
        raise TypeError(f"{name}: argument must be a string or a real number: {error}") from error


def _checked(sequences: Sequences) -> Sequences:
    """The sequences, if every value is finite or missing."""
    wrong = np.argwhere(np.isinf(sequences.values) | (np.abs(sequences.values) > LARGEST))
    if len(wrong):
        step, channel = wrong[0].tolist()
        row = int(np.searchsorted(sequences.bounds, step, side="right")) - 1
        named = repr(sequences.channels[channel]) if sequences.channels else str(channel)
        raise DataError(
            f"the value of channel {named} at step {step - sequences.bounds[row]} of the sequence in row {row} is "
            f"{sequences.values[step, channel]:g}; expected finite numbers below {LARGEST:g} (no infinity), or NaN "
            f"where nothing was observed"
        )
    return sequences
