"""Law: whatever holds the same sequences is read as the same sequences."""

from __future__ import annotations

import gzip

import numpy as np
import pandas as pd
import polars as pl
import pytest
import torch

from cellwright.data.channels import Channels
from cellwright.data.labels import Labels, class_weights
from cellwright.data.padded import Padded
from cellwright.data.sampling import stratified_sample
from cellwright.data.sequence_table import Names, read_cases
from cellwright.data.sequences import Sequences, Texts
from cellwright.data.vocabulary import Vocabulary

PARTS = [np.array([[1.0, 2.0], [3.0, np.nan], [5.0, 6.0]]), np.array([[7.0, 8.0]])]
LABELS = ["b", "a"]
LONG = pd.DataFrame(
    {
        "unique_id": ["x", "x", "y", "x"], "ds": [3, 1, 1, 2], "one": [5.0, 1, 7, 3],
        "two": [6, 2.0, 8, np.nan], "y": ["b", "b", "a", "b"],
    }
)  # fmt: skip
TS = "@problemName p\n@timestamps false\n@classLabel true a b\n@data\n1,3,5:2,?,6:b\n7:8:a\n"


class Rows:
    """A data set of Hugging Face, as far as it is looked at."""

    column_names = ("text", "y")

    def to_pandas(self):
        return pd.DataFrame({"text": PARTS, "y": LABELS})


WAYS = {
    "ragged list": lambda folder: (PARTS, LABELS),
    "lists of lists": lambda folder: ([part.tolist() for part in PARTS], LABELS),
    "tensors": lambda folder: ([torch.tensor(part) for part in PARTS], pd.Series(LABELS)),
    "long frame": lambda folder: (LONG, None),
    "polars": lambda folder: (pl.from_pandas(LONG), None),
    "dictionary": lambda folder: (LONG.to_dict("list"), None),
    "csv": lambda folder: (written(folder / "a.csv", LONG.to_csv(index=False).encode()), None),
    "ts": lambda folder: (written(folder / "a.ts", TS.encode()), None),
    "ts.gz": lambda folder: (written(folder / "a.ts.gz", gzip.compress(TS.encode())), None),
    "data set": lambda folder: (Rows(), None),
}


def written(path, content):
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("way", WAYS)
def test_the_same_sequences(way, tmp_path):
    cases = read_cases(*WAYS[way](tmp_path), Names())
    np.testing.assert_array_equal(cases.inputs.values, np.concatenate(PARTS))
    assert cases.inputs.bounds.tolist() == [0, 3, 4]
    assert list(cases.targets) == LABELS


def test_matrices_and_their_padding(tmp_path):
    X = np.arange(6.0).reshape(2, 3)
    for data in (X, X[:, :, None], pd.DataFrame(X), pl.from_numpy(X), X.tolist(), torch.tensor(X)):
        assert read_cases(data, None, Names()).inputs.values.ravel().tolist() == X.ravel().tolist()
    cases = read_cases(written(tmp_path / "A_TRAIN.tsv", b"2\t1\t2\tNaN\n-1\t3\tNaN\t5\n"), None, Names())
    assert cases.targets.tolist() == [2, -1]
    assert cases.inputs.lengths.tolist() == [2, 3]  # NaN at the end is padding, within it is missing


def test_texts():
    frame = pd.DataFrame({"text": ["a b", "c"], "y": [1, 0]})
    for data in (frame, pl.from_pandas(frame), (["a b", "c"], [1, 0]), (np.array(["a b", "c"]), [1, 0])):
        cases = read_cases(data, None, Names())
        assert cases.inputs.texts == ("a b", "c")
        assert list(cases.targets) == [1, 0]


def test_gaps_are_filled_from_the_past_and_flagged():
    sequences = read_cases(PARTS, LABELS, Names()).inputs
    channels = Channels.fitted(sequences, "standard")
    steps, bounds = channels.encoded(sequences)
    assert channels.sizes == {"features": 3}
    np.testing.assert_array_equal(bounds, sequences.bounds)
    known = np.concatenate(PARTS)
    expected = (known - np.nanmean(known, 0)) / np.nanstd(known, 0)
    expected[1, 1] = expected[0, 1]
    np.testing.assert_allclose(steps[:, :2], expected, rtol=1e-6)
    assert steps[:, 2].tolist() == [0, 1, 0, 0]
    assert Channels.from_json(channels.to_json()) == channels


def test_no_sequence_is_filled_from_another():
    values = np.array([[5.0], [7.0], [np.nan], [1.0]])
    steps, _ = Channels((), (4.0,), (2.0,), (False,)).encoded(Sequences((0, 1), values, np.array([0, 2, 4])))
    assert steps.ravel().tolist() == [0.5, 1.5, 0.0, -1.5]


def test_irregular_times_are_channels():
    frame = pd.DataFrame({"unique_id": [0, 0, 0], "ds": [0.0, 1.0, 4.0], "a": [1.0, np.nan, np.nan], "b": [1.0, 2, 3]})
    sequences = read_cases(frame, None, Names()).inputs
    assert sequences.elapsed.tolist() == [0, 1, 3]
    channels = Channels.fitted(sequences, None)
    steps, _ = channels.encoded(sequences)
    mean = 4 / 3
    np.testing.assert_allclose(steps[:, 3], np.log1p(np.array([0, 1, 3]) / mean), rtol=1e-6)
    np.testing.assert_allclose(steps[:, 4], np.log1p(np.array([0, 1, 4]) / mean), rtol=1e-6)
    regular = frame.assign(ds=[0.0, 1.0, 2.0])
    assert read_cases(regular, None, Names()).inputs.elapsed is None


def test_japanese_is_read_by_characters_and_unknown_tokens_are_one():
    vocabulary = Vocabulary.fitted(Texts((0, 1), ("今日は晴れ", "今日は雨")), None, 2)
    assert vocabulary.tokeniser == "characters"
    assert vocabulary.tokens == ("今", "は", "日") or set(vocabulary.tokens) == {"今", "日", "は"}
    numbers, bounds = vocabulary.encoded(Texts((0,), ("今雪",)))
    assert numbers[1] == 1
    assert bounds.tolist() == [0, 2]
    assert Vocabulary.from_json(vocabulary.to_json()) == vocabulary


@pytest.mark.parametrize(
    ("texts", "tokeniser"),
    [
        (("tactagcaat", "tgctatcctg", "gtactagaga"), "characters"),
        (("Schmidt", "Nakamura", "O'Brien"), "characters"),
        (("good", "bad", "bad", "good"), "words"),
        (("good", "very bad", "rather bad"), "words"),
    ],
)
def test_texts_of_one_word_are_looked_into(texts, tokeniser):
    assert Vocabulary.fitted(Texts(tuple(range(len(texts))), texts), None, 1).tokeniser == tokeniser


def test_a_word_that_is_not_known_is_known_by_its_ending():
    texts = Texts((0, 1), ("the film was sinking in 1972", "the film was drinking in 1984 with a goat"))
    vocabulary = Vocabulary.fitted(texts, None, 2)
    assert set(vocabulary.ends) == {"ing", "ng", "000", "00"}
    numbers, _ = vocabulary.encoded(Texts((0,), ("the swimming goat of 2001 has wings, stung",)))
    known = [vocabulary.numbers["the"], *(vocabulary.numbers_of_ends[end] for end in ("ing", "000", "ng"))]
    assert numbers.tolist() == [known[0], known[1], 1, 1, known[2], 1, 1, 1, known[3]]
    assert numbers.max() < vocabulary.sizes["vocabulary"]
    assert len({*vocabulary.numbers.values(), *vocabulary.numbers_of_ends.values()}) == len(vocabulary.tokens) + 4
    assert Vocabulary.from_json(vocabulary.to_json()) == vocabulary
    # where each token is known there is nothing rare to learn from
    assert Vocabulary.fitted(texts, None, 1).ends == ()


def test_a_batch_is_padded_with_zeros_and_rows_keep_their_order():
    padded = Padded(np.arange(1, 7), np.array([0, 3, 4, 6]), (np.array([7, 8, 9]),))
    batch = padded.take(np.array([2, 0])).batch(np.array([1, 0]))
    assert batch.inputs[0].tolist() == [[1, 2, 3], [5, 6, 0]]
    assert batch.inputs[1].tolist() == [3, 2]
    assert batch.targets[0].tolist() == [7, 9]


@pytest.mark.parametrize(
    "targets",
    [["b", "a", "b"], [2, 1, 2], [True, False, True], np.array([[1, 0], [1, 1], [0, 0]]), [{"b"}, {"a", "b"}, set()]],
    ids=["strings", "integers", "booleans", "matrix", "sets"],
)
def test_labels_are_numbers_and_back(targets):
    labels = Labels.fitted(targets)
    again = Labels.from_json(labels.to_json())
    back = again.named(again.numbers(targets))
    assert list(map(str, back)) == list(map(str, np.asarray(targets) if not isinstance(targets[0], set) else targets))


def test_balanced_weights_are_those_of_scikit_learn():
    from sklearn.utils.class_weight import compute_sample_weight

    targets = ["a"] * 6 + ["b"] * 3 + ["c"]
    labels = Labels.fitted(targets)
    weights = class_weights(labels.numbers(targets), labels, "balanced")
    np.testing.assert_allclose(weights, compute_sample_weight("balanced", targets), rtol=1e-6)
    given = class_weights(labels.numbers(targets), labels, {"b": 5.0})
    assert given.tolist() == [1.0] * 6 + [5.0] * 3 + [1.0]


@pytest.mark.parametrize("share", [0.1, 0.2, 0.5])
def test_each_class_is_held_out_by_its_share(share):
    targets = np.random.default_rng(0).permutation(np.repeat([0, 1, 2], [60, 30, 7]))
    for seed in range(5):
        held = stratified_sample(targets, share, seed)
        assert len(np.unique(held)) == len(held)
        found = np.bincount(targets[held], minlength=3)
        assert (np.abs(found - share * np.array([60, 30, 7])) <= 1.5).all()
        assert (found < [60, 30, 7]).all()
