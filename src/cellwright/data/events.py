"""Events: sequences of keys, integers or strings, such as the templates of log lines; one sequence is a session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pandas as pd

from cellwright.data.frames import frame_of
from cellwright.data.readers import READERS, read_file
from cellwright.data.readings import Readings, Roles, readings_of
from cellwright.errors import DataError


def events_of(data: Any, roles: Roles | None = None, labels: Any = None) -> Readings:
    """Sessions of whatever holds keys, as readings of one channel: the code of each key in `vocabulary`.

    Args:
        data: a list of sessions, each a list or array of keys; one session as a list or array of keys; a long frame
            with a row an event, or a frame with a list of keys in each row; or a file: a table, or text with a session
            a line and spaces between its keys.
        roles: what the columns of a table are; the one that is left holds the keys.
        labels: 1 for each session that is a known anomaly, 0 for the others; or the same for each event.

    Raises:
        DataError: there are no keys, one is missing, or the labels do not fit.

    Example:
        >>> events = events_of([["open", "close"], ["open", "read", "close"]])
        >>> events.vocabulary, events.values.ravel()
        (('close', 'open', 'read'), array([1., 0., 1., 2., 0.]))
    """
    roles = roles or Roles()
    if isinstance(data, Readings):
        events = data
    else:
        if isinstance(data, (str, Path)):
            data = _from_file(Path(data))
        frame = frame_of(data)
        events = _from_sessions(data) if frame is None else _from_frame(frame, roles)
    return events if labels is None else _labelled(events, labels)


def _from_file(path: Path) -> Any:
    if any(path.name.lower().endswith(suffix) for suffix in READERS):
        return read_file(path)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"cannot read {path}: expected text with a session a line: {error}") from error
    sessions: list[list[Any]] = [line.split() for line in lines if line.strip()]
    if all(key.lstrip("-").isdecimal() for session in sessions for key in session):
        sessions = [[int(key) for key in session] for session in sessions]
    return sessions


def _from_sessions(data: Any) -> Readings:
    if not isinstance(data, (list, tuple, np.ndarray)) or len(data) == 0:
        raise DataError(f"expected sessions, each a list of keys; got {type(data).__name__} without any")
    single = all(np.ndim(each) == 0 for each in data)
    sessions = [list(data)] if single else [list(each) if np.ndim(each) else [each] for each in data]
    empty = [number for number, session in enumerate(sessions) if not session]
    if empty:
        raise DataError(f"session {empty[0]} is empty; leave it out")
    lengths = [len(session) for session in sessions]
    codes, vocabulary = _codes(np.array([key for session in sessions for key in session], object))
    points = len(codes)
    return Readings(
        ids=tuple(range(len(sessions))),
        bounds=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        values=codes[:, None],
        stamps=np.concatenate([np.arange(length) for length in lengths]),
        labels=None,
        channels=("key",),
        rows=np.arange(points),
        parts=not single,
        vocabulary=vocabulary,
    )


def _from_frame(frame: nw.DataFrame[Any], roles: Roles) -> Readings:
    named = roles.channels or [n for n in frame.columns if n not in {roles.id, roles.time, roles.label}]
    if len(named) != 1 or named[0] not in frame.columns:
        raise DataError(
            f"a table of events has one column of keys besides {roles.id!r}, {roles.time!r} and {roles.label!r}; this "
            f"one has {', '.join(map(repr, frame.columns))}. Name the column with channels="
        )
    keys = frame[named[0]].to_list()
    if all(isinstance(each, (list, tuple, np.ndarray)) for each in keys):
        sessions = _from_sessions(keys)
        return _labelled(sessions, frame[roles.label].to_list()) if roles.label in frame.columns else sessions
    codes, vocabulary = _codes(np.array(keys, object))
    coded = frame.with_columns(nw.new_series(named[0], codes, backend=frame.implementation))
    return replace(readings_of(coded.to_native(), replace(roles, channels=(named[0],))), vocabulary=vocabulary)


def _codes(keys: npt.NDArray[Any]) -> tuple[npt.NDArray[np.float64], tuple[str | int, ...]]:
    """A code for each key, and what the codes stand for, in order."""
    codes, found = pd.factorize(keys)
    missing = np.flatnonzero(codes < 0)
    if len(missing):
        raise DataError(f"event {missing[0]} has no key; every event must have one")
    parts = [key for key in found if isinstance(key, (float, np.floating)) and not float(key).is_integer()]
    if parts:
        raise DataError(
            f"the key of event {int((codes == list(found).index(parts[0])).argmax())} is {parts[0]!r}; expected "
            f'integers or strings, of which each stands for a kind of event (readings are for method="forecast")'
        )
    whole = all(isinstance(key, (int, np.integer)) and not isinstance(key, bool) for key in found)
    plain: list[Any] = [int(key) if whole else str(key) for key in found]
    order = sorted(range(len(plain)), key=lambda code: plain[code])
    place = np.empty(len(plain), np.int64)
    place[order] = np.arange(len(plain))
    return place[codes].astype(np.float64), tuple(plain[code] for code in order)


def _labelled(events: Readings, labels: Any) -> Readings:
    """The events with labels, one a session or one an event."""
    given: Sequence[Any] = list(labels)
    if len(given) == len(events) and all(np.ndim(each) == 0 for each in given):
        flags = np.repeat(np.asarray(given), events.lengths)
        return readings_of(replace(events, parts=False, rows=np.arange(len(flags))), labels=flags)
    return readings_of(events, labels=labels)
