"""Law: a data set is what its row says, its files are what was published, and damage is found."""

from __future__ import annotations

import gzip
import hashlib
import os
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cellwright.data.datasets import DATASETS, Labelled, Paired, Tagged, as_frame, dataset, row_of
from cellwright.data.sets import source
from cellwright.data.sets.source import PublicFile, content_of, public_files
from cellwright.errors import ArgumentError, DataError

DATA = os.environ.get(source.FOLDER)
needs_data = pytest.mark.skipif(DATA is None, reason=f"{source.FOLDER} does not name a folder with the data sets")
every_set = pytest.mark.parametrize("name", DATASETS)

# series: rows, series, missing values; labelled: to learn from, to be judged by, classes, channels;
# tagged: sentences to learn from, to choose by, to be judged by, tokens, tags;
# pairs: to learn from, to choose by, to be judged by, all texts that are right;
# recordings: how many, steps, unusual steps
FACTS = {
    "co2": (2284, 1, 59),
    "airline_passengers": (144, 1, 0),
    "daily_min_temperatures": (3650, 1, 0),
    "monthly_sunspots": (2820, 1, 0),
    "daily_births": (365, 1, 0),
    "champagne_sales": (105, 1, 0),
    "car_sales": (108, 1, 0),
    "shampoo_sales": (36, 1, 0),
    "taylor_demand": (4032, 1, 0),
    "ett_hourly": (2 * 17420, 2, 0),
    "m4_hourly": (373372, 414, 0),
    "bike_sharing": (17379, 1, 0),
    "beijing_pm25": (43824, 1, 2067),
    "opsd_germany": (4383, 1, 0),
    "seattle_weather": (1461, 1, 0),
    "pems_traffic": (7776 + 4320, 1, 0),
    "stocks": (3634, 5, 0),
    "cmapss_fd001": (20631 + 13096, 200, 0),
    "japanese_vowels": (270, 370, 9, 12),
    "basic_motions": (40, 40, 4, 6),
    "ecg200": (100, 100, 2, 1),
    "ecg5000": (400, 100, 5, 1),
    "gestures_wiimote_x": (300, 700, 10, 1),
    "gestures_wiimote_y": (300, 700, 10, 1),
    "gestures_wiimote_z": (300, 700, 10, 1),
    "arem_activity": (88 - 19, 19, 7, 6),
    "pendigits": (7494, 3498, 10, 2),
    "indoor_movement": (210, 104, 2, 4),
    "physionet2012": (1600, 400, 2, 42),
    "nsl_kdd": (25192, 22544, 5, 118),
    "mr_polarity": (10662 - 1066, 1066, 2, 0),
    "trec_question": (5452, 500, 6, 0),
    "malware_api": (717 - 143, 143, 8, 0),
    "dna_splice": (3190 - 637, 637, 3, 0),
    "hdfs_log": (3884, 971 + 16838, 2, 0),
    "ud_english_ewt": (12544, 2001, 2077, 204577 + 25147 + 25094, 17),
    "wnut17": (3394, 1009, 1287, 62730 + 15733 + 23394, 13),
    "ja_ner_wikipedia": (4275, 534, 534, 244859 + 31295 + 31639, 17),
    "multi30k_en_de": (29000, 1014, 1000, 31014),
    "multi30k_en_fr": (29000, 1014, 1000, 31014),
    "scitldr": (1992, 619, 618, 5412),
    "dialogsum": (450, 50, 500, 2000),
    "smap_telemetry": (5, 55917, 201 + 241 + 309 + 448 + 31 + 477 + 85 + 4218),
    "nab": (42, 197317, 16884),
    "skab": (34, 37401, 12771),
    "ucr_anomaly": (4, 4 * 7500 + 1, 13 + 112 + 103 + 11),
    "mba_ecg_anomaly": (1, 7680 - 2200, 14 * 41),
}


def facts(value):
    if isinstance(value, pd.DataFrame):
        return len(value), value["unique_id"].nunique(), int(value["y"].isna().sum())
    if isinstance(value, Labelled):
        first = value.X_train[0]
        channels = 0 if isinstance(first, str) else first.shape[1]
        return len(value.X_train), len(value.X_test), len(np.unique(value.y)), channels
    if isinstance(value, Tagged):
        parts = (value.train, value.dev, value.test)
        known = {tag for part in parts for tags in part.tags for tag in tags}
        return *map(len, parts), sum(part.count for part in parts), len(known)
    if isinstance(value, Paired):
        parts = (value.train, value.dev, value.test)
        return *map(len, parts), sum(len(right) for part in parts for right in part.targets)
    steps = sum(len(each.train) + len(each.test) for each in value)
    return len(value), steps, sum(int(each.labels.sum()) for each in value)


@needs_data
@every_set
def test_a_data_set_is_what_its_row_says(name):
    value = dataset(name)
    frame = as_frame(value)
    if name in FACTS:
        assert facts(value) == FACTS[name]
    if isinstance(value, Labelled):
        assert len(value.X) == len(value.y) == len(value.y_train) + len(value.y_test)
        assert set(value.y_test) <= set(value.y_train) | {1}, "a label that there is nothing to learn from"
        assert frame["unique_id"].nunique() == len(value.y)
    if isinstance(value, Tagged):
        assert len(frame) == FACTS[name][3]
    if isinstance(value, Paired):
        assert len(frame) == sum(FACTS[name][:3])
        assert all(right for part in (value.train, value.dev, value.test) for right in part.targets)
    if isinstance(value, tuple):
        assert all(each.labels.shape == (len(each.test),) for each in value)
        assert all(each.train.shape[1] == each.test.shape[1] == len(each.channels) for each in value)
        assert len(frame) == FACTS[name][1]
    assert list(frame.columns[frame.columns.duplicated()]) == []


def test_every_data_set_has_its_facts():
    others = {"eeg_eye_state", "tinyshakespeare", "war_and_peace", "nottingham"}
    assert FACTS.keys() | others == DATASETS.keys()


@every_set
def test_every_row_names_its_terms_and_its_source(name):
    row = row_of(name)
    assert all((row.says, row.licence, row.citation, row.sources))
    assert row.task in {"forecast", "classify", "tag", "translate", "summarise", "anomaly", "generate"}
    assert row.name == name
    assert row.origin or all(file.source for file in row.public_files)
    assert bool(row.public_files) == (name != "co2")


def test_every_file_is_of_a_data_set_and_has_its_commit():
    used = {file.name for row in DATASETS.values() for file in row.public_files}
    assert used == {file.name for file in public_files()}
    for file in public_files():
        assert len(file.sha256) == 64
        assert not file.source or len(file.source.partition("@")[2].partition(":")[0]) == 40


@needs_data
def test_checksums_are_those_beside_the_data():
    beside = {}
    for line in Path(DATA, "SHA256SUMS").read_text().splitlines():
        sha256, name = line.split(maxsplit=1)
        beside[name] = sha256
    compared = [file for file in public_files() if file.name in beside]
    assert len(compared) > 100
    for file in compared:
        assert file.sha256 == beside[file.name]


# a file of each format, and what is damaged in it when it is cut in half
OF_EACH_FORMAT = {
    "ts": ("basic_motions", "basic_motions/BasicMotions_TEST.ts"),
    "tsv": ("ecg200", "ecg200_ecg5000/ECG200/ECG200_TEST.tsv"),
    "csv": ("pendigits", "pendigits/pendigits.csv"),
    "arff": ("eeg_eye_state", "eeg_eye_state/EEG_Eye_State.arff"),
    "npy": ("smap_telemetry", "smap_telemetry/smap/test/A-1.npy"),
    "zip": ("indoor_movement", "indoor_movement/IndoorMovement.zip"),
    "tar.gz": ("physionet2012", "physionet2012/set-a_first2000.tar.gz"),
    "lines": ("mr_polarity", "mr_polarity/rt-polarity.neg"),
    "json": ("nab", "nab/labels/combined_windows.json"),
}


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """An empty CELLWRIGHT_DATA and an empty cache."""
    monkeypatch.setenv(source.FOLDER, str(tmp_path / "data"))
    monkeypatch.setattr(source, "cache_folder", lambda: tmp_path / "cache")
    return tmp_path


def put(folder, file, content):
    path = folder / file.name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


@needs_data
@pytest.mark.parametrize("form", OF_EACH_FORMAT)
def test_damage_is_found_by_the_checksum(form, folders):
    [file] = [each for each in public_files() if each.name == OF_EACH_FORMAT[form][1]]
    original = Path(DATA, file.name)
    content = original.read_bytes() if original.exists() else gzip.decompress(Path(f"{original}.gz").read_bytes())
    flipped = bytes([content[0] ^ 1]) + content[1:]
    for damaged in (content[: len(content) // 2], flipped, b""):
        path = put(folders / "data", file, damaged)
        with pytest.raises(DataError, match="is not the file that was published") as caught:
            content_of(file)
        assert str(path) in str(caught.value)
    put(folders / "data", file, content)
    assert content_of(file) == content


def published(content, name="set/a b.csv"):
    return PublicFile(hashlib.sha256(content).hexdigest(), len(content), name, "owner/name@0123:" + name)


def test_files_may_be_gzipped_and_stand_in_the_cache(folders):
    file = published(b"a,b\n1,2\n")
    put(folders / "cache", file, b"a,b\n1,2\n")
    assert content_of(file) == b"a,b\n1,2\n"
    path = folders / "data" / f"{file.name}.gz"
    path.parent.mkdir(parents=True)
    path.write_bytes(gzip.compress(b"a,b\n1,2\n"))
    assert content_of(file) == b"a,b\n1,2\n"
    path.write_bytes(gzip.compress(b"a,b\n1,2\n")[:-9])
    with pytest.raises(DataError, match=r"cannot read .*a b\.csv\.gz"):
        content_of(file)


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A folder, and a server of its files in the place of the public one."""
    folder = tmp_path / "published"
    folder.mkdir()
    monkeypatch.delenv(source.OFFLINE, raising=False)

    class Silent(SimpleHTTPRequestHandler):
        def log_message(self, *arguments):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=folder))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setattr(source, "PUBLISHED", f"http://127.0.0.1:{server.server_port}/{{path}}")
    yield folder
    server.shutdown()
    thread.join()
    server.server_close()


def test_what_is_not_here_is_downloaded_once_and_checked(folders, server):
    file = published(b"x\n1\n")
    with pytest.raises(
        DataError, match=r"cannot download http.*404.*put the file into a folder as set/a b.csv and set CELLW"
    ):
        content_of(file)
    path = put(server, file, b"x\n2\n")
    with pytest.raises(DataError, match=r"cannot download .*hash"):
        content_of(file)
    assert [each for each in (folders / "cache").rglob("*") if each.is_file()] == []
    path.write_bytes(b"x\n1\n")
    assert content_of(file) == b"x\n1\n"
    path.unlink()
    assert content_of(file) == b"x\n1\n"


def test_without_a_connection_one_is_told_what_to_do(folders, monkeypatch):
    file = published(b"x\n1\n")
    monkeypatch.setenv(source.OFFLINE, "1")
    with pytest.raises(
        DataError, match="CELLWRIGHT_OFFLINE forbids to download it; put the file into a folder as set/a b"
    ):
        content_of(file)
    monkeypatch.delenv(source.OFFLINE)
    monkeypatch.setattr(source, "PUBLISHED", "http://127.0.0.1:9/{path}")
    with pytest.raises(DataError, match="Try again when the connection is there, or put"):
        content_of(file)
    packed = PublicFile(file.sha256, file.size, file.name, "")
    with pytest.raises(DataError, match="published in another form only"):
        content_of(packed)


def test_an_unknown_name_is_told_the_nearest():
    with pytest.raises(ArgumentError, match="unknown data set 'ecg20'; did you mean 'ecg200'"):
        dataset("ecg20")
