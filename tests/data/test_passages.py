"""Texts are read in blocks that together are the text; what is no text is said with its place."""

from __future__ import annotations

import gzip
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cellwright.data import passages
from cellwright.data.passages import Passages, Stretch, passages_of
from cellwright.errors import DataError

TEXT = "Ünïcödé\nund 日本語\n\nweiter--and--on\n" * 7


@pytest.fixture
def small_blocks(monkeypatch):
    monkeypatch.setattr(passages, "BLOCK", 11)


def written(folder, content, name="a.txt"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_file_in_blocks_is_the_file(tmp_path, small_blocks):
    blocks = list(passages_of(written(tmp_path, TEXT)).pieces())
    assert "".join(blocks) == TEXT
    assert len(blocks) > 10
    assert all(block.endswith("\n") for block in blocks if len(block) < 11)


@pytest.mark.parametrize("separator", [None, "--"])
def test_it_is_told_how_much_was_read(tmp_path, small_blocks, separator):
    """In what its length is counted in: bytes of files, characters of texts; a mark before a file is none of them."""
    lengths = []
    file = written(tmp_path, b"\xef\xbb\xbf" + TEXT.encode())
    whole = passages_of([file, TEXT], separator)
    watched = replace(whole, told=lengths.append)
    assert list(watched.pieces()) == list(whole.pieces())
    assert watched == whole
    assert sum(lengths) == len(whole) == len(TEXT.encode()) + len(TEXT)
    assert len(lengths) > 10
    lengths.clear()
    for part in watched.spread(0.3):
        list(part.pieces())
    assert sum(lengths) == len(whole)


@given(content=st.text("ab\né日", max_size=60), separator=st.sampled_from(["\n", "ab", "a\n", "éé"]))
@settings(deadline=None)
def test_documents_of_a_file_are_those_of_the_text(tmp_path_factory, content, separator):
    path = written(tmp_path_factory.mktemp("texts"), content + "end")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passages, "BLOCK", 7)
        pieces = list(passages_of(path, separator).pieces())
    found, document = [], ""
    for piece in pieces:
        if piece is None:
            found.append(document)
        document = "" if piece is None else document + piece
    assert document == ""
    assert found == [part for part in (content + "end").split(separator) if part]


@pytest.mark.parametrize("share", [0.1, 0.35, 0.9])
def test_the_two_parts_of_a_text_are_the_text(tmp_path, share):
    for data in (TEXT, written(tmp_path, TEXT)):
        first, second = passages_of(data).split(share)
        assert "".join(first.texts()) + "".join(second.texts()) == TEXT
        # a cut may wait for the end of a line
        assert -3 <= share * len(passages_of(data)) - len(second) <= 40


@pytest.mark.parametrize("share", [0.05, 0.3])
def test_stretches_are_held_out_from_all_over_a_text(tmp_path, share):
    text = "".join(f"{number} line with ünïcödé\n" for number in range(9000))
    for data in (text, written(tmp_path, text)):
        known, unseen = passages_of(data).spread(share)
        whole, held = "".join(known.texts()), "".join(unseen.texts())
        assert sorted((whole + held).splitlines()) == sorted(text.splitlines())
        assert abs(len(unseen) / len(passages_of(data)) - share) < 0.01
        numbers = np.array([int(line.split()[0]) for line in held.splitlines()])
        assert [((numbers >= tenth) & (numbers < tenth + 900)).any() for tenth in range(0, 9000, 900)] == [True] * 10
        assert not unseen.has_ends
    assert passages_of("short text").spread(0.1)[1].parts == ("t",)


def test_documents_are_held_out_from_all_over_the_text():
    known, unseen = passages_of([str(number) for number in range(10, 40)]).split(0.1)
    assert unseen.parts == ("19", "29", "39")
    assert len(known.parts) == 27
    assert passages_of(["a", "b"]).split(0.01)[1].parts == ("b",)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"ab\ncd\xff", "byte 0xff at position 5 (line 2)"),
        ("ééé\n".encode() * 5 + b"\xc3", "byte 0xc3 at position 35 (line 6)"),
        ("é\n".encode() * 9 + b"\xe3\x81 ", "byte 0xe3 at position 27 (line 10)"),
    ],
)
def test_what_is_no_utf_8_is_said_with_its_place(tmp_path, content, told, small_blocks):
    path = written(tmp_path, content)
    with pytest.raises(DataError) as error:
        list(passages_of(path).pieces())
    assert f"{path} is not UTF-8: {told}" in str(error.value)
    assert "iconv" in str(error.value)


def test_a_compressed_file_is_to_be_unpacked(tmp_path):
    with pytest.raises(DataError, match=r"book\.txt\.gz is compressed; unpack it"):
        passages_of(written(tmp_path, gzip.compress(b"Call me Ishmael."), "book.txt.gz"))


def test_a_mark_at_the_beginning_is_no_text(tmp_path):
    assert list(passages_of(written(tmp_path, "\ufeffabc")).pieces()) == ["abc"]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("", "the text is empty"),
        (["", ""], "the text is empty"),
        ([], "the text is empty"),
        (["a", 3], "row 1 is no text but a int: '3'"),
        ([None], "row 0 is no text"),
    ],
)
def test_what_is_no_text_is_refused(data, told):
    with pytest.raises(DataError, match=told):
        passages_of(data)


def test_a_missing_file_and_one_that_holds_nothing_are_refused(tmp_path):
    with pytest.raises(DataError, match="there is no file"):
        passages_of(tmp_path / "none.txt")
    with pytest.raises(DataError, match="the text is empty"):
        passages_of(written(tmp_path, ""))
    with pytest.raises(DataError, match="too short"):
        passages_of("a").split(0.5)


def test_documents_come_as_lists_columns_and_files(tmp_path):
    paths = [written(tmp_path, "one", "1"), written(tmp_path, "two", "2")]
    for data in (["one", "two"], pd.Series(["one", "two"]), paths):
        assert list(passages_of(data).pieces()) == ["one", None, "two", None]
    assert passages_of(Passages(("a",))).parts == ("a",)
    assert isinstance(passages_of(paths[0]).parts[0], Stretch)
