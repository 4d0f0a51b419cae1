"""Law: read in order, columns give each token of a text once, with what follows it; and they need no memory for it."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
import torch

from cellwright.data import passages, token_file
from cellwright.data.columns import Columns
from cellwright.data.lexicon import END, PADDING, Lexicon
from cellwright.data.passages import Texts, passages_of
from cellwright.data.token_file import tokens_of

SHAPES = [(7, 1, 3), (7, 3, 2), (31, 4, 5), (30, 4, 100), (5, 9, 2), (2, 1, 1), (64, 8, 8)]


def text_of(count):
    return np.concatenate([[END], np.arange(count) + 10])


def read(columns):
    """For each column what it is given and what follows, its chunks side by side."""
    parts = [columns.batch(np.arange(columns.columns) + chunk * columns.columns) for chunk in range(columns.chunks)]
    inputs, begins = (torch.cat([part.inputs[place] for part in parts], 1) for place in (0, 1))
    return inputs, begins, torch.cat([part.targets[0] for part in parts], 1)


@pytest.mark.parametrize(("count", "columns", "steps"), SHAPES)
def test_every_token_is_guessed_once_after_the_one_before_it(count, columns, steps):
    tokens = text_of(count)
    chunks = Columns.of(tokens, columns, steps)
    inputs, begins, following = read(chunks)
    flat = following.flatten()
    assert flat[flat != PADDING].tolist() == tokens[1:].tolist()
    known = following != PADDING
    assert torch.equal(inputs[known], torch.from_numpy(tokens[:-1]))
    assert begins[:, 0].all()
    assert begins.sum() == chunks.columns <= columns
    assert known.any(1).all()


@pytest.mark.parametrize(("count", "columns", "steps"), SHAPES)
def test_whole_chunks_side_by_side_are_longer_chunks(count, columns, steps):
    chunks = Columns.of(text_of(count), columns, steps)
    together = chunks.batch(np.arange(len(chunks)))
    for whole, part in zip((*together.inputs, *together.targets), read(chunks), strict=True):
        assert torch.equal(whole, part)


def test_other_rows_stand_for_themselves():
    chunks = Columns.of(text_of(31), 4, 5)
    rows = np.array([6, 1, 2])
    batch = chunks.batch(rows)
    for row, (tokens, begins) in enumerate(zip(*batch.inputs, strict=True)):
        alone = chunks.batch(rows[row : row + 1])
        assert torch.equal(tokens[: alone.inputs[0].shape[1]], alone.inputs[0][0])
        assert begins.nonzero().flatten().tolist() == [0]


def test_documents_begin_afresh():
    tokens = np.array([END, 10, 11, END, 12, END])
    inputs, begins, following = read(Columns.of(tokens, 1, 2))
    assert begins.tolist() == [[True, False, False, True, False]]
    assert inputs.tolist() == [[END, 10, 11, END, 12]]
    assert following.tolist() == [[10, 11, END, 12, END]]


def test_a_file_longer_than_memory_is_mapped_and_gives_the_same(tmp_path, monkeypatch):
    """The bound is small here, and Python's own allocations are counted, NumPy's among them."""
    path = tmp_path / "long.txt"
    path.write_text("the quick brown fox jumps over the lazy dog\n" * 40_000, encoding="utf-8")
    size = path.stat().st_size
    whole = tokens_of(passages_of(path.read_text(encoding="utf-8")), Lexicon.fitted(Texts(passages_of(path))))
    monkeypatch.setattr(passages, "BLOCK", 2**13)
    monkeypatch.setattr(token_file, "IN_MEMORY", 2**16)
    tracemalloc.start()
    try:
        lexicon = Lexicon.fitted(Texts(passages_of(path)))
        tokens = tokens_of(passages_of(path), lexicon)
        columns = Columns.of(tokens, 8, 50)
        for chunk in range(0, columns.chunks, 400):
            columns.batch(np.arange(8) + chunk * 8)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert isinstance(tokens, np.memmap)
    assert tokens.dtype == np.uint8
    assert np.array_equal(tokens, whole)
    assert peak < size // 2


def test_the_law_of_memory_can_fail(tmp_path):
    """Tokens of a text in memory take more than the bound."""
    text = "the quick brown fox\n" * 20_000
    tracemalloc.start()
    try:
        tokens_of(passages_of(text), Lexicon.fitted([text]))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak > len(text) // 2


def test_no_room_for_the_numbers_is_said(monkeypatch):
    def full(**options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(token_file, "IN_MEMORY", 1)
    monkeypatch.setattr(token_file.tempfile, "TemporaryFile", full)
    with pytest.raises(token_file.DataError, match=r"No space left on device; set TMPDIR"):
        tokens_of(passages_of("some text"), Lexicon.fitted(["some text"]))
