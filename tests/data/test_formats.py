"""Each format of public data sets: small files by hand, damaged ones, and pickles, which nothing may open."""

from __future__ import annotations

import gzip
import io
import pickle
import tarfile
import zipfile
from contextlib import suppress

import numpy as np
import pandas as pd
import pytest

from cellwright.data.sets.formats import FORMATS, read
from cellwright.errors import DataError


def npy(values, **options):
    buffer = io.BytesIO()
    np.save(buffer, values, **options)
    return buffer.getvalue()


def zipped(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def packed(members):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def sheet(frame):
    buffer = io.BytesIO()
    frame.to_excel(buffer, index=False)
    return buffer.getvalue()


MEMBERS = {"a/1.csv": b"x,y\n1,2\n" * 99, "a/2.csv": np.random.default_rng(0).bytes(999)}
# for each format: a whole file, and ways to damage one
WHOLE = {
    ".ts": b"#about\n@dimensions 2\n@classLabel true a b\n@data\n1,?,3:4,5,6:b\n1:2:a\n",
    ".tsv": b"1\t0.5\t1.5\tNaN\n-1\t2\t3\t4\n",
    ".csv": b"a;b\n1;2,5\n",
    ".xlsx": sheet(pd.DataFrame({"a": [1.5, 2.5], "b": ["x", "y"]})),
    ".arff": b"@relation r\n@attribute x numeric\n@attribute k {yes,no}\n@data\n1.5,yes\n2.5,no\n",
    ".npy": npy(np.arange(6.0).reshape(3, 2)),
    ".zip": zipped(MEMBERS),
    ".tar.gz": packed(MEMBERS),
    ".json": b'{"a": [1, 2]}',
    "": "naïve\n\ncafé \n".encode("latin-1"),
}
DAMAGED = {
    ".ts": (
        b"1,2,3:a\n",
        WHOLE[".ts"].replace(b":b", b":c"),
        WHOLE[".ts"].replace(b"6:b", b"6"),
        WHOLE[".ts"].replace(b"4,5,6", b"4,5"),
        WHOLE[".ts"].replace(b"4,5,6", b"4,5,six"),
        WHOLE[".ts"].replace(b"true", b"false"),
    ),
    ".tsv": (b"1\t2\n1\n", b"1\tx\n"),
    ".csv": (b"", b"a,b\n1,2,3\n1,2,3,4\n1\n"),
    ".xlsx": (WHOLE[".xlsx"][:-30], zipped({"a": b"no sheet"}), b"no zip"),
    ".arff": (WHOLE[".arff"][:50], WHOLE[".arff"].replace(b"2.5,no", b"2.5,maybe")),
    ".npy": (WHOLE[".npy"][:-5], WHOLE[".npy"][:20], b"", npy(np.array([{}], object), allow_pickle=True)),
    ".zip": (WHOLE[".zip"][:-30], WHOLE[".zip"][:50] + b"!!!!" + WHOLE[".zip"][54:], b"no zip"),
    ".tar.gz": (WHOLE[".tar.gz"][:-500], gzip.compress(b"no tar" * 99), b"no gzip"),
    ".json": (b'{"a": [1, 2', b"\xff\xfe"),
    "": (),
}
CASES = [(end, number) for end, contents in DAMAGED.items() for number in range(len(contents))]


def test_every_format_has_its_files():
    assert WHOLE.keys() == DAMAGED.keys() == FORMATS.keys()


def test_whole_files_are_read():
    found = {end: read(f"a{end}", content) for end, content in WHOLE.items()}
    sequences, labels = found[".ts"]
    np.testing.assert_array_equal(sequences[0], [[1, 4], [np.nan, 5], [3, 6]])
    assert (sequences[1].shape, labels.tolist()) == ((1, 2), ["b", "a"])
    sequences, labels = found[".tsv"]
    assert [each.ravel().tolist() for each in sequences] == [[0.5, 1.5], [2, 3, 4]]
    assert labels.tolist() == ["1", "-1"]
    assert found[".csv"].columns.tolist() == ["a", "b"]
    assert found[".xlsx"].to_dict("list") == {"a": [1.5, 2.5], "b": ["x", "y"]}
    assert found[".arff"].to_dict("list") == {"x": [1.5, 2.5], "k": ["yes", "no"]}
    np.testing.assert_array_equal(found[".npy"], np.arange(6.0).reshape(3, 2))
    assert found[".zip"] == found[".tar.gz"] == MEMBERS
    assert found[".json"] == {"a": [1, 2]}
    assert found[""] == ["naïve", "café"]


@pytest.mark.parametrize(("end", "number"), CASES)
def test_damaged_files_are_refused_by_name(end, number):
    with pytest.raises(DataError, match=f"cannot read set/file{end}, which is damaged: .+"):
        read(f"set/file{end}", DAMAGED[end][number])


class Mischief:
    """What a pickle could do."""

    opened = False

    def __reduce__(self):
        return (setattr, (Mischief, "opened", True))


@pytest.mark.parametrize("end", [".npy", ".ts", ".csv", ".zip"])
def test_no_pickle_is_opened(end):
    for content in (pickle.dumps(Mischief()), npy(np.array([Mischief()], object), allow_pickle=True)):
        with suppress(DataError):
            read(f"a{end}", content)
        assert not Mischief.opened
