"""Files that are damaged, foreign or hostile: each is refused in words, and reading writes nothing anywhere."""

from __future__ import annotations

import io
import json
import os
import pickle
import stat
import struct
import tempfile
import zipfile
from pathlib import Path

import pytest
import torch
from bad_input import Row, every_row, raises_exactly
from hypothesis import given, settings
from hypothesis import strategies as st
from model_files import MODEL, VERSION, everything_in, members, raw_config, same, zipped

import cellwright as cw
from cellwright.modelfile import CARD, CONFIG, LEARNED, MEMBERS, WEIGHTS, read_model, write_model


def saved_zip():
    with tempfile.TemporaryDirectory() as folder:
        return write_model(MODEL, Path(folder, "m.cw"), VERSION).read_bytes()


GOOD = saved_zip()


def read_bytes(content, folder=None):
    if folder is None:
        with tempfile.TemporaryDirectory() as own:
            return read_bytes(content, own)
    path = Path(folder, "m.cw")
    path.write_bytes(content)
    return read_model(path)


@given(st.integers(0, len(GOOD) - 1))
def test_every_beginning_of_a_file_is_refused(length):
    with pytest.raises(cw.ModelFileError):
        read_bytes(GOOD[:length])


@pytest.mark.parametrize("bit", [0, 6])
def test_a_flipped_bit_is_refused_or_says_nothing(bit, tmp_path):
    refused = 0
    for place in range(len(GOOD)):
        content = bytearray(GOOD)
        content[place] ^= 1 << bit
        try:
            assert same(read_bytes(bytes(content), tmp_path), MODEL), place
        except cw.ModelFileError:
            refused += 1
    assert refused > sum(len(content) for content in members().values())


@pytest.mark.parametrize("name", MEMBERS)
def test_a_flipped_bit_in_a_folder_is_refused_or_says_nothing(name, tmp_path):
    write_model(MODEL, tmp_path / "m", VERSION)
    good = (tmp_path / "m" / name).read_bytes()
    for place in range(len(good)):
        content = bytearray(good)
        content[place] ^= 1
        (tmp_path / "m" / name).write_bytes(content)
        try:
            assert same(read_model(tmp_path / "m"), MODEL), place
        except cw.ModelFileError:
            continue
    (tmp_path / "m" / name).write_bytes(good)
    assert same(read_model(tmp_path / "m"), MODEL)


@settings(max_examples=50)
@given(content=st.binary(max_size=300), at=st.integers(0, len(GOOD)), cut=st.integers(0, 300))
def test_rubbish_anywhere_is_refused_or_says_nothing(content, at, cut):
    try:
        assert same(read_bytes(GOOD[:at] + content + GOOD[at + cut :]), MODEL)
    except cw.ModelFileError as error:
        assert str(error)  # noqa: PT017 - which error it is has just been said


def hostile(name, content, message):
    """A row for a file; the message stands behind its path."""

    def read(folder):
        before = everything_in(folder)
        (folder / "m.cw").write_bytes(content)
        try:
            read_model(folder / "m.cw")
        finally:
            (folder / "m.cw").unlink()
            assert everything_in(folder) == before  # nothing was written, here or beside

    return Row(name, read, cw.ModelFileError, f"{{folder}}/m.cw {message}")


def folder(name, spoil, message):
    """A row for a model folder that was good before."""

    def read(place):
        write_model(MODEL, place / "m", VERSION)
        spoil(place / "m")
        return read_model(place / "m")

    return Row(name, read, cw.ModelFileError, message)


def torch_saved():
    buffer = io.BytesIO()
    torch.save({"weight": torch.ones(2)}, buffer)
    return buffer.getvalue()


def with_info(name, **changes):
    """The good members, one of them described otherwise."""

    def change(info):
        if info.filename == name:
            for field, value in changes.items():
                setattr(info, field, value)

    return zipped(members(), change=change)


def claimed(field, value):
    """The good zip, whose directory claims another size, method or flag of its first member."""
    content = bytearray(zipped(members()))
    entry = content.index(b"PK\x01\x02")
    content[entry + field : entry + field + len(value)] = value
    return bytes(content)


def header_of(size):
    return struct.pack("<Q", size) + b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}' + bytes(4)


def tensor(dtype, shape, offsets, data=4):
    header = json.dumps({"a": {"dtype": dtype, "shape": shape, "data_offsets": offsets}}).encode()
    return struct.pack("<Q", len(header)) + header + bytes(data)


def weights(content):
    return zipped(members(contents={WEIGHTS: content}))


UNSAFE = "is not a safe model file: "
UNREADABLE = f"is damaged: {WEIGHTS} cannot be read: …"
FOREIGN = f"is not a cellwright model: its {CONFIG} names no format, task and hashes"
NOT_JSON = f"is damaged: {CONFIG} is not JSON: "
NOT_SAVED = f"is damaged: {CONFIG} is not what was saved: …"
PICKLED = "was written by torch.save, which pickles; cellwright never loads pickles"
COMPRESSED = UNSAFE + f"{CONFIG!r} is compressed; models store their members"
LINK = "is a link, or encrypted"
DIFFERS = "is not what was saved (its SHA-256 differs)"
ZIPS = (
    hostile("empty", b"", "is truncated or not a cellwright model: File is not a zip file"),
    hostile("text", b"hello", "is truncated or not a cellwright model: File is not a zip file"),
    hostile("a pickle", pickle.dumps({"a": 1}), "is a pickle, not a cellwright model; cellwright never loads pickles"),
    hostile("torch.save", torch_saved(), PICKLED),
    hostile("a foreign zip", zipped({"a.txt": b"a"}), f"is a zip, but not a cellwright model: it has no {CONFIG}"),
    hostile("an empty zip", zipped({}), f"is a zip, but not a cellwright model: it has no {CONFIG}"),
    *(
        hostile(
            f"without {name}",
            zipped({n: c for n, c in members().items() if n != name}),
            f"is damaged: {name} is missing",
        )
        for name in (WEIGHTS, LEARNED, CARD)
    ),
    *(
        hostile(
            f"a member {name}", zipped(members(), extra=[(name, b"evil")]), UNSAFE + f"a model has no member {name!r}"
        )
        for name in ("../evil.txt", "/evil.txt", "a/../../evil", "evil.py", "C:\\evil.txt", "config.json/", "\u202e")
    ),
    hostile("a pickle in it", zipped(members(), extra=[("a/data.pkl", b"")]), PICKLED),
    hostile(
        "a name without end",
        zipped(members(), extra=[("x" * 60000, b"")]),
        UNSAFE + f"a model has no member {'x' * 80!r}",
    ),
    hostile("a link", with_info(CARD, external_attr=(stat.S_IFLNK | 0o777) << 16), UNSAFE + f"{CARD!r} {LINK}"),
    hostile("encrypted", claimed(8, b"\x01\x00"), UNSAFE + f"{CONFIG!r} {LINK}"),
    hostile("a bomb", zipped(members(contents={LEARNED: bytes(2**24)}), compression=zipfile.ZIP_DEFLATED), COMPRESSED),
    hostile("a member twice", zipped(members(), extra=[(CARD, b"x")]), UNSAFE + f"it holds {CARD!r} twice"),
    hostile("compressed to its own size", claimed(10, b"\x08\x00"), COMPRESSED),
    hostile("a bomb in disguise", claimed(24, b"\xff\xff\xff\x7f"), COMPRESSED),
    hostile(
        "larger than itself",
        claimed(20, b"\xff\xff\xff\x7f" * 2),
        UNSAFE + "its members claim to be larger than the file",
    ),
)

CONFIGS = (
    hostile("another hash", zipped({**members(), LEARNED: b"{}"}), f"is damaged: {LEARNED} {DIFFERS}"),
    hostile(
        "an edited config",
        zipped({**members(), CONFIG: members()[CONFIG].replace(b"0.5", b"0.6")}),
        f"is damaged: {CONFIG} {DIFFERS}",
    ),
    hostile(
        "no hashes", zipped(raw_config('{"format": 1, "task": "x", "sha256": null}')), f"is damaged: {CONFIG} {DIFFERS}"
    ),
    hostile(
        "a newer format",
        zipped(members(format=2, cellwright="9.0")),
        "is of format 2, written by cellwright '9.0'; this version reads up to format 1. "
        "Write pip install --upgrade cellwright",
    ),
    hostile("no format", zipped(members(format=None)), FOREIGN),
    hostile("format 0", zipped(members(format=0)), FOREIGN),
    hostile("a true format", zipped(members(format=True)), FOREIGN),
    hostile("no task", zipped(members(task=None)), FOREIGN),
    hostile("a task that is no name", zipped(members(task=["x"])), FOREIGN),
    hostile("a list", zipped(raw_config("[1]")), f"is damaged: {CONFIG} holds no object"),
    hostile("NaN", zipped(raw_config('{"format": NaN}')), NOT_JSON + "NaN is not JSON"),
    hostile(
        "infinity in digits", zipped(raw_config('{"format": 1, "task": "x", "a": 1e999, "sha256": HASHES}')), NOT_SAVED
    ),
    hostile("half a character", zipped(raw_config('{"format": 1, "task": "\\ud800", "sha256": HASHES}')), NOT_SAVED),
    hostile("not UTF-8", zipped({**members(), CONFIG: b'{"a": "\xff"}'}), NOT_JSON + "…"),
    hostile("nested", zipped(raw_config("[" * 100_000)), NOT_JSON + "…"),
    hostile("a number of many digits", zipped(raw_config('{"format": ' + "9" * 5000 + "}")), NOT_JSON + "…"),
    hostile("a huge config", zipped(raw_config(" " * (2**24 + 1))), UNSAFE + f"its {CONFIG} has {2**24 + 1} bytes"),
    hostile("learned is a list", zipped(members(contents={LEARNED: b"[]"})), f"is damaged: {LEARNED} holds no object"),
    hostile("learned is no JSON", zipped(members(contents={LEARNED: b"{"})), f"is damaged: {LEARNED} is not JSON: …"),
    hostile("a card that is no text", zipped(members(contents={CARD: b"\xff"})), f"is damaged: {CARD} is not text: …"),
)

WRONG_WEIGHTS = (
    hostile("no header", weights(b""), UNREADABLE),
    hostile("a huge header", weights(header_of(2**62)), UNREADABLE),
    hostile("a header beyond the file", weights(header_of(5000)), UNREADABLE),
    hostile("a tensor beyond the file", weights(tensor("F32", [2], [0, 8])), UNREADABLE),
    hostile("a shape of too many", weights(tensor("F32", [2**40, 2**40], [0, 4])), UNREADABLE),
    hostile("an unknown type", weights(tensor("F33", [1], [0, 4])), UNREADABLE),
)


def missing(name):
    return lambda path: (path / name).unlink()


def linked(name):
    def spoil(path):
        (path / name).rename(path.parent / "elsewhere")
        (path / name).symlink_to(path.parent / "elsewhere")

    return spoil


def a_folder(name):
    def spoil(path):
        (path / name).unlink()
        (path / name).mkdir()

    return spoil


def a_pipe(name):
    def spoil(path):
        (path / name).unlink()
        os.mkfifo(path / name)

    return spoil


PLAIN = "{folder}/m is not a safe model file: "
FOLDERS = (
    folder(
        "a folder without config",
        missing(CONFIG),
        f"the folder {{folder}}/m is not a cellwright model: it has no {CONFIG}",
    ),
    *(
        folder(f"a folder without {name}", missing(name), f"{{folder}}/m is damaged: {name} is missing")
        for name in (WEIGHTS, LEARNED, CARD)
    ),
    *(folder(f"{name} is a link", linked(name), PLAIN + f"{name} is not a plain file") for name in MEMBERS),
    folder("weights that are a folder", a_folder(WEIGHTS), PLAIN + f"{WEIGHTS} is not a plain file"),
    folder("a pipe that would wait for ever", a_pipe(CARD), PLAIN + f"{CARD} is not a plain file"),
    Row("no file", lambda place: read_model(place / "m.cw"), cw.ModelFileError, "there is no model file {folder}/m.cw"),
    Row(
        "an empty folder",
        read_model,
        cw.ModelFileError,
        f"the folder {{folder}} is not a cellwright model: it has no {CONFIG}",
    ),
)


@every_row([*ZIPS, *CONFIGS, *WRONG_WEIGHTS, *FOLDERS])
def test_it_is_refused_in_words(row, tmp_path):
    raises_exactly(row, tmp_path)


def test_what_the_rows_are_made_of_is_good():
    # the rows would prove nothing if a file was refused for another reason than its own
    assert same(read_bytes(zipped(members())), MODEL)
    assert read_bytes(weights(tensor("F32", [1], [0, 4]))).weights["a"].tolist() == [0]
    assert same(read_bytes(with_info(CARD, external_attr=0o600 << 16)), MODEL)
    assert same(read_bytes(claimed(24, b"")), MODEL)
