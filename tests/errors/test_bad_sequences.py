"""Bad sequences, texts and labels: every message, word for word; nothing is written."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from bad_input import Row, every_row, raises_exactly

import cellwright as cw

X = np.random.default_rng(0).normal(size=(24, 6))
Y = np.array(["a", "b"] * 12)
TEXTS = ["good film", "bad film"] * 12
LONG = pd.DataFrame({"unique_id": np.repeat(np.arange(24), 2), "ds": [0, 1] * 24, "one": 1.0, "y": np.repeat(Y, 2)})


def model(kind=cw.SequenceClassifier, **options):
    return kind(**{"hidden_size": 4, "max_epochs": 1, "random_state": 0, "progress": False, **options})


def fitting(name, x, y, message, error=cw.DataError, **options):
    return Row(name, lambda folder: model(**options).fit(x, y), error, message)


def fitted(name, call, message, error=cw.DataError, x=X):
    return Row(name, lambda folder: call(model().fit(x, Y), folder), error, message)


def changed(place, value):
    other = X.copy()
    other[place] = value
    return other


def file(folder, name, content):
    (folder / name).write_bytes(content)
    return folder / name


DATA = [
    fitting(
        "infinite", changed((3, 2), np.inf), Y,
        "the value of channel 0 at step 2 of the sequence in row 3 is inf; expected finite numbers below 1e+30 (no "
        "infinity), or NaN where nothing was observed",
    ),
    fitting(
        "different lengths", X, Y[:-1],
        "X has 24 sequences and y has 23 targets: inconsistent numbers of samples; give one target for each sequence",
    ),
    fitting(
        "no labels", X, None,
        "SequenceClassifier requires y to be passed, but the target y is None: give y, or a frame with the column "
        "'y'; another name is said with target_col=",
    ),
    fitting(
        "one class", X, ["a"] * 24,
        "classifiers need at least 2 classes, but there is only one class: every sequence has the label 'a'",
    ),
    fitting(
        "numbers for labels", X, X[:, 0],
        "Unknown label type: continuous. y holds numbers with fractions; give labels, or use cw.SequenceRegressor",
    ),
    fitting(
        "labels of two types", X, np.array([1, "b"] * 12, object),
        "y mixes labels of the types int and str; make them all of one type",
    ),
    fitting(
        "labels of two types in a list", X, [1, "b"] * 12,
        "y mixes labels of the types int and str; make them all of one type",
    ),
    fitting("nothing", [], Y, "X is empty: there is no sequence; give at least one"),
    fitting(
        "a text that is missing", ["good", None] * 12, Y,
        "the text in row 1 is None; expected a string that is not empty: leave it out",
    ),
    fitting(
        "a text among missing ones", pd.DataFrame({"text": [np.nan, "good"] * 12}), Y,
        "the text in row 0 is nan; expected a string that is not empty: leave it out",
    ),
    fitting(
        "bytes", [b"good", "bad"] * 12, Y,
        "the text in row 0 is b'good'; expected a string that is not empty: decode it with .decode()",
    ),
    fitting(
        "complex numbers", [X[0], X[1] + 1j], Y[:2],
        "the sequence in row 1 is no array of numbers: Complex data not supported: row 1 holds complex128 values",
    ),
    fitting(
        "a column of texts among others", pd.DataFrame({"said": ["good", "bad"] * 12, "stars": [1, 2] * 12}), Y,
        "the column 'said' holds no numbers: 'good' in row 0; if it is the texts or sequences write text_col='said', "
        "if it is the target target_col='said', if it names sequences id_col='said', or else leave it out",
    ),
    fitting(
        "vectors of words for numbers", X, Y,
        "embeddings are vectors of words, and X holds numbers; write embeddings=None", cw.ArgumentError,
        embeddings="words.vec",
    ),
    fitting(
        "no label in a row", X, np.array([*Y[:5], None, *Y[6:]], object),
        "the label in row 5 is None; expected a string, a number, True or False",
    ),
    fitting(
        "an empty text", ["good", " "] * 12, Y,
        "the text in row 1 is ' '; expected a string that is not empty: leave it out",
    ),
    fitting(
        "an empty sequence", [X[0], X[1, :0]], Y[:2],
        "the sequence in row 1 is empty; expected (steps,) or (steps, channels), with at least one step",
    ),
    fitting(
        "other channels", [X[0][:, None], np.zeros((3, 2))], Y[:2],
        "the sequence in row 1 has 2 channels, that in row 0 has 1; expected the same channels in each",
    ),
    fitting(
        "no values", np.full((24, 3), np.nan), Y,
        "the sequences have no value at all: each is missing; leave them out",
    ),
    fitting(
        "a label that changes", LONG.assign(y=[*LONG.y[:3], "z", *LONG.y[4:]]), None,
        "y changes within a sequence: it is 'z' in row 3 and 'b' in row 2, both of one unique_id; expected one "
        "target for each sequence",
    ),
    fitting(
        "text among channels", LONG.assign(one=["1"] * 47 + ["x"]), None,
        "one is 'x' in row 47; expected a number",
    ),
    fitting(
        "weights of a strange class", X, Y,
        "class_weight names 'z', which is no label; there is ['a', 'b']",
        class_weight={"z": 2.0},
    ),
    fitting(
        "layers of convolution", X, Y,
        "convolution must be a list of (filters, kernel size), such as [(64, 5)], or None; got [64, 5]",
        cw.ArgumentError, convolution=[64, 5],
    ),
    fitting(
        "labels for numbers", X, Y,
        "y holds no numbers; use cw.SequenceClassifier for labels: …", kind=cw.SequenceRegressor,
    ),
    fitting(
        "numbers that are missing", X, [np.nan, *X[1:, 0]],
        "y is nan in row 0; expected finite numbers, neither NaN nor infinity: leave the row out",
        kind=cw.SequenceRegressor,
    ),
]  # fmt: skip

VERBS = [
    fitted(
        "other channels at prediction", lambda m, folder: m.predict(X[:, :, None].repeat(3, 2)),
        "X has 3 channels; the model was fitted on 1. Give the same channels in the same order; "
        "a single sequence is given as [sequence]",
    ),
    fitted(
        "texts for numbers", lambda m, folder: m.predict(TEXTS), "X holds texts; the model was fitted on numbers",
    ),
    fitted(
        "numbers for texts", lambda m, folder: m.predict(X), "X holds numbers; the model was fitted on texts", x=TEXTS,
    ),
    fitted(
        "an unknown label", lambda m, folder: m.evaluate(X, ["c", *Y[1:]]),
        "the label 'c' in row 0 was not there when the model was fitted; it knows 'a', 'b'. Leave the row out, or fit "
        "on data with this label",
    ),
    fitted(
        "nothing to predict for", lambda m, folder: m.predict(None),
        "there is nothing to read: give sequences or texts, or the path of a file",
    ),
    fitted(
        "one sequence alone", lambda m, folder: m.predict(X[0]),
        "Expected 2D array (sequences, steps) or 3D array (sequences, steps, channels); got shape (6,). Reshape your "
        "data: array.reshape(1, -1) if it is a single sequence, a list of strings if it is texts",
    ),
    fitted(
        "a text in another encoding", lambda m, folder: m.predict(file(folder, "t.txt", "one\nkäse".encode("cp1252"))),
        "cannot read {folder}/t.txt: line 2 is not UTF-8 (byte 0xe4); save it as UTF-8, or read it yourself, with "
        "open(path, encoding='cp1252') for example, and give a list of strings", x=TEXTS,
    ),
    fitted(
        "a loaded model judged by nothing", lambda m, folder: cw.load(m.save(folder / "m.cw")).evaluate(),
        "a loaded model has no training data to be judged by; write evaluate(X, y)", cw.ArgumentError,
    ),
]  # fmt: skip


@every_row(DATA + VERBS)
def test_the_message_is_exact(row, tmp_path):
    raises_exactly(row, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} <= {"t.txt", "m.cw"}


def test_sequences_longer_than_memory_are_refused(monkeypatch):
    monkeypatch.setattr("cellwright.tasks.sequence_task.free_memory", lambda: 10_000)
    with pytest.raises(cw.DataError, match=r"the sequence in row 2 has 900 steps; a batch of 16 .* Write max_length="):
        model().fit([*X[:2], np.zeros(900), *X[2:]], [*Y, "a"])
