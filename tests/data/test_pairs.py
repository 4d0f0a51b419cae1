"""Pairs of texts: the same out of files, tables, lists and frames; and the numbers that a network sees of them."""

from __future__ import annotations

import gzip

import numpy as np
import pandas as pd
import polars as pl
import pytest

from cellwright.data.lexicon import END, START, Lexicon
from cellwright.data.pairs import Pairs, read_lines, read_pairs
from cellwright.data.translations import translations, written_tokens
from cellwright.data.vocabulary import UNKNOWN

READ = ["a dog", "two\u2028cats\x85 \x0c sleep", "שלום", "ｗｉｄｅ", 'say "no", no']
WRITTEN = ["ein Hund", "zwei Katzen", "hello", "weit", "nein"]


def written(folder, name, texts, end="\n"):
    path = folder / name
    content = (end.join(texts) + end).encode()
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return path


@pytest.mark.parametrize("kind", ["lists", "files", "gzip", "crlf", "csv", "tsv", "pandas", "polars", "series", "mix"])
def test_every_form_gives_the_same_pairs(kind, tmp_path):
    frame = pd.DataFrame({"source": READ, "target": WRITTEN})
    data, targets = {
        "lists": lambda: (READ, WRITTEN),
        "files": lambda: (written(tmp_path, "a.en", READ), str(written(tmp_path, "a.de", WRITTEN))),
        "gzip": lambda: (written(tmp_path, "a.en.gz", READ), written(tmp_path, "a.de.gz", WRITTEN)),
        "crlf": lambda: (written(tmp_path, "a.en", READ, "\r\n"), written(tmp_path, "a.de", WRITTEN, "\r\n")),
        "csv": lambda: (frame.to_csv(tmp_path / "a.csv", index=False) or tmp_path / "a.csv", None),
        "tsv": lambda: (frame.to_csv(tmp_path / "a.tsv", index=False, sep="\t") or tmp_path / "a.tsv", None),
        "pandas": lambda: (frame, None),
        "polars": lambda: (pl.DataFrame({"source": READ, "target": WRITTEN}), None),
        "series": lambda: (frame["source"], frame["target"]),
        "mix": lambda: ((READ, written(tmp_path, "a.de", WRITTEN)), None),
    }[kind]()
    found = read_pairs(data, targets, "source", "target")
    assert found.sources == tuple(READ)
    assert found.targets == tuple((text,) for text in WRITTEN)


def test_empty_lines_keep_their_places_and_are_not_learned_from(tmp_path):
    lines = read_lines(written(tmp_path, "a.en", ["one", "", "three", " "]))
    assert lines == ["one", "", "three", " "]
    found = read_pairs(lines, ["eins", "zwei", "", "vier"], "source", "target").complete()
    assert found.sources == ("one",)


def test_rows_are_taken_with_what_they_become():
    pairs = Pairs(("a", "b", "c"), (("x",), ("y", "z"), ("w",))).take(np.array([2, 1]))
    assert pairs.sources == ("c", "b")
    assert pairs.targets == (("w",), ("y", "z"))


@pytest.mark.parametrize("copying", [False, True])
def test_the_network_is_given_what_comes_before_each_token(copying):
    known = Lexicon.fitted(["a b c"], "spaced")
    examples = translations(["a x", "c"], ["b x q", ""], (known, known), copying=copying, most=(None, None))
    batch = examples.batch(np.array([0, 1]))
    source, lengths, given, target_lengths, *places = batch.inputs
    a, b, c = (known.numbers[token] for token in "abc")
    assert source.tolist() == [[a, UNKNOWN, END], [c, END, 0]]
    assert lengths.tolist() == [3, 2]
    assert given.tolist() == [[START, b, UNKNOWN, UNKNOWN], [START, 0, 0, 0]]
    assert target_lengths.tolist() == [4, 1]
    x = known.size if copying else UNKNOWN
    assert batch.targets[0].tolist() == [b, x, UNKNOWN, END, END]
    assert [each.tolist() for each in places] == ([[[a, x, END], [c, END, 0]]] if copying else [])
    rows = examples.take(np.array([1, 0])).batch(np.array([1])).targets[0]
    assert rows.tolist() == [b, x, UNKNOWN, END]


def test_batches_hold_texts_of_like_length_and_every_row_once():
    lengths = np.random.default_rng(0).integers(1, 30, 500)
    known = Lexicon.fitted(["a"], "spaced")
    texts = [" ".join("a" * length) for length in lengths]
    examples = translations(texts, texts, (known, known), copying=False, most=(None, None))
    rows = examples.order(np.random.default_rng(1), 10)
    assert sorted(rows.tolist()) == list(range(500))
    spread = np.ptp(lengths[rows].reshape(-1, 10), axis=1).mean()
    assert spread < 3 < np.ptp(lengths.reshape(-1, 10), axis=1).mean()


def test_most_tokens_are_read():
    known = Lexicon.fitted(["a"], "spaced")
    examples = translations(["a a a a"], ["a a a"], (known, known), copying=False, most=(2, 1))
    assert [part.tolist() for part in examples.batch(np.array([0])).inputs] == [[[4, 4, END]], [3], [[START, 4]], [2]]


def test_unknown_words_become_those_looked_at():
    known = Lexicon.fitted(["a b"], "spaced")
    attention = np.array([[0.1, 0.7, 0.2], [0.2, 0.1, 0.7]])
    numbers = np.array([UNKNOWN, known.numbers["b"]])
    assert written_tokens(numbers, attention, ["a", "Anna"], known, known) == ["Anna", "b"]
    assert written_tokens(np.array([known.size]), attention[:1], ["a", "Anna"], known, known) == ["Anna"]
