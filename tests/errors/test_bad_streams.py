"""Bad input of streams: every message, word for word, and the states stay as they were."""

from __future__ import annotations

import numpy as np
import torch
from bad_input import Row, every_row, raises_exactly

import cellwright as cw

BATCH = "batch must be an integer of at least 1, or None for plain vectors; got"
NO_ROWS = "rows= needs a stream of a batch; write layer.stream(batch=...)"
FIRST = "rows= takes the first of 4 sequences as slice(count); got"
TWICE = "rows has an index twice; a sequence takes one step at a time"
ROWS_FORM = "rows must be indices (any number of them) or a mask of shape (4,); got"


def steps(**options):
    """A stream with a past."""
    stream = cw.LSTM(3, 5, num_layers=2).stream(**options)
    stream.step(np.ones((4, 3) if options.get("batch") else 3, np.float32))
    return stream


def opening(name, message, layer=None, **options):
    def call(folder):
        (layer or cw.LSTM(3, 5)).stream(**options)

    return Row(name, call, cw.ArgumentError, message)


def using(name, call, message, **options):
    """The call raises, and leaves the states alone."""

    def checked(folder):
        stream = steps(**options)
        before = stream.state
        try:
            call(stream)
        finally:
            assert all(np.array_equal(a, b) for a, b in zip(before, stream.state, strict=True))

    return Row(name, checked, cw.ArgumentError, message)


def set_state(*parts):
    return lambda stream: setattr(stream, "state", parts)


X, ZEROS = np.ones((4, 3), np.float32), np.zeros((2, 5), np.float32)
ROWS = [
    opening(
        "both directions",
        "a bidirectional layer cannot be streamed: its second direction begins at the end of a sequence, which a "
        "stream has not seen; make the layer with bidirectional=False",
        cw.LSTM(3, 5, bidirectional=True),
    ),
    opening("no rows", f"{BATCH} 0", batch=0),
    opening("a batch of half rows", f"{BATCH} 1.5", batch=1.5),
    opening("half precision", "a stream is of float32 or float64; got float16; write dtype='float32'", dtype="float16"),
    opening("no number type", "a stream is of float32 or float64; got wide; write dtype='float32'", dtype="wide"),
    opening(
        "weights in half precision", "a stream is of float32 or float64; got bfloat16; write dtype='float32'",
        cw.LSTM(3, 5, dtype=torch.bfloat16),
    ),
    using("features", lambda s: s.step(X[0, :2]), "the input must have shape (3,), (input,); got (2,)"),
    using("a row to a vector", lambda s: s.step(X[:1]), "the input must have shape (3,), (input,); got (1, 3)"),
    using(
        "too few rows", lambda s: s.step(X[:3]), "the input must have shape (4, 3), (batch, input); got (3, 3)", batch=4
    ),
    using(
        "precision", lambda s: s.step(X[0].astype(float)),
        "the input is float64, but the stream is float32; write .astype('float32')",
    ),
    using(
        "a list", lambda s: s.step([1.0, 2.0, 3.0]),
        "the input must be a NumPy array; got list; write np.asarray(..., dtype='float32')",
    ),
    using(
        "a tensor", lambda s: s.step(torch.ones(3)),
        "the input must be a NumPy array; got Tensor; write np.asarray(..., dtype='float32')",
    ),
    using("rows of a vector", lambda s: s.step(X[:1], rows=[0]), NO_ROWS),
    using("resetting rows of a vector", lambda s: s.reset([0]), NO_ROWS),
    using("a row too far", lambda s: s.step(X[:2], rows=[0, 4]), "rows must be in 0..3; got 0..4", batch=4),
    using("a row below zero", lambda s: s.reset([-1]), "rows must be in 0..3; got -1..-1", batch=4),
    using("a row twice", lambda s: s.step(X[:2], rows=[1, 1]), TWICE, batch=4),
    using("a short mask", lambda s: s.reset(np.ones(3, bool)), f"{ROWS_FORM} bool of shape (3,)", batch=4),
    using("rows of numbers", lambda s: s.reset([0.0]), f"{ROWS_FORM} float64 of shape (1,)", batch=4),
    using(
        "other rows than the input", lambda s: s.step(X, rows=[0, 1]),
        "the input must have shape (2, 3), (rows, input); got (4, 3)", batch=4,
    ),
    using("rows that are not the first", lambda s: s.step(X[1:], slice(1, 4)), f"{FIRST} slice(1, 4, None)", batch=4),
    using("more rows than there are", lambda s: s.advance(X, slice(5)), f"{FIRST} slice(None, 5, None)", batch=4),
    using(
        "other rows than the first", lambda s: s.step(X, slice(2)),
        "the input must have shape (2, 3), (rows, input); got (4, 3)", batch=4,
    ),
    using(
        "more to go on from than there are", lambda s: s.gather([0] * 5),
        "there are 4 sequences; got 5 rows to go on from", batch=4,
    ),
    using("going on from nowhere", lambda s: s.gather([4]), "rows must be in 0..3; got 4..4", batch=4),
    using("going on without rows", lambda s: s.gather([0]), NO_ROWS),
    using("a state that is none", lambda s: s.view("x"), "lstm has the states h, c; got 'x'"),
    using("one state of two", lambda s: setattr(s, "state", ZEROS), "the state of lstm is (h, c), 2 arrays; got 1"),
    using(
        "the shape of a state", set_state(ZEROS, ZEROS[:1]),
        "the state c must have shape (2, 5), (layers, size); got (1, 5)",
    ),
    using(
        "the precision of a state", set_state(ZEROS, ZEROS.astype(float)),
        "the state c is float64, but the stream is float32; write .astype('float32')",
    ),
]  # fmt: skip


@every_row(ROWS)
def test_the_message_is_exact(row, tmp_path):
    raises_exactly(row, tmp_path)
