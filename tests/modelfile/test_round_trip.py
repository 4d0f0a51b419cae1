"""Laws of model files: what is saved comes back, and the same model gives the same bytes."""

from __future__ import annotations

import shutil
import time
import zipfile
from dataclasses import replace

import pytest
import torch
from model_files import MODEL, OTHER, VERSION, every_kind, everything_in, same

from cellwright.modelfile import EPOCH, MEMBERS, read_model, write_model


@every_kind
def test_what_is_saved_comes_back(name, tmp_path):
    path = write_model(MODEL, tmp_path / name, VERSION)
    assert path.is_dir() == (name == "m")
    assert same(read_model(path), MODEL)
    assert same(read_model(str(path)), MODEL)


@pytest.mark.parametrize("part", ["task", "learned", "weights", "card", "config"])
def test_a_difference_is_seen(part):
    changes = {
        "task": "Another",
        "learned": {},
        "weights": {**MODEL.weights, "a": torch.tensor(0.5)},
        "card": "",
        "config": {**MODEL.config, "note": ""},
    }
    assert not same(MODEL, replace(MODEL, **{part: changes[part]}))


@every_kind
def test_the_same_model_gives_the_same_bytes(name, tmp_path, monkeypatch):
    write_model(MODEL, tmp_path / "one" / name, VERSION)
    monkeypatch.setattr(time, "time", lambda: 2e9)
    write_model(read_model(tmp_path / "one" / name), tmp_path / "other" / name, VERSION)
    assert everything_in(tmp_path / "one") == everything_in(tmp_path / "other")


def test_the_date_of_a_save_is_not_in_it(tmp_path):
    with zipfile.ZipFile(write_model(MODEL, tmp_path / "m.cw", VERSION)) as archive:
        assert {member.date_time for member in archive.infolist()} == {EPOCH}


def test_the_folder_holds_the_files_of_the_zip(tmp_path):
    write_model(MODEL, tmp_path / "m.cw", VERSION)
    write_model(MODEL, tmp_path / "m", VERSION)
    shutil.unpack_archive(tmp_path / "m.cw", tmp_path / "unpacked", "zip")
    assert everything_in(tmp_path / "unpacked") == everything_in(tmp_path / "m")
    assert set(everything_in(tmp_path / "m")) == set(MEMBERS)


def test_the_config_cannot_speak_for_the_file(tmp_path):
    write_model(replace(MODEL, config={**MODEL.config, "format": 99, "task": "x", "sha256": {}}), tmp_path / "m", "1")
    found = read_model(tmp_path / "m")
    assert (found.task, found.config["format"]) == ("Forecaster", 1)


def test_tied_weights_are_saved(tmp_path):
    tied = torch.ones(3)
    write_model(replace(MODEL, weights={"a": tied, "b": tied}), tmp_path / "m.cw", VERSION)
    assert set(read_model(tmp_path / "m.cw").weights) == {"a", "b"}


@every_kind
def test_an_older_model_is_replaced(name, tmp_path):
    write_model(OTHER, tmp_path / name, VERSION)
    write_model(MODEL, tmp_path / name, VERSION)
    assert same(read_model(tmp_path / name), MODEL)
    assert [path.name for path in tmp_path.iterdir()] == [name]


@every_kind
def test_a_link_keeps_pointing_where_it_did(name, tmp_path):
    (tmp_path / "far").mkdir()
    write_model(OTHER, tmp_path / "far" / name, VERSION)
    (tmp_path / name).symlink_to(tmp_path / "far" / name)
    write_model(MODEL, tmp_path / name, VERSION)
    assert (tmp_path / name).is_symlink()
    assert same(read_model(tmp_path / "far" / name), MODEL)
    assert len(list((tmp_path / "far").iterdir())) == 1


def test_folders_on_the_way_are_made_and_names_may_be_long(tmp_path):
    path = tmp_path / "a" / "b" / ("ŋ" * 120 + ".cw")
    assert same(read_model(write_model(MODEL, path, VERSION)), MODEL)


@every_kind
def test_an_empty_folder_may_become_a_model(name, tmp_path):
    (tmp_path / "m").mkdir()
    assert same(read_model(write_model(MODEL, tmp_path / "m", VERSION)), MODEL)
