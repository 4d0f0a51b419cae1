"""Tunes in ABC notation become MIDI, and what is no tune is refused."""

from __future__ import annotations

import json
import sys
import types

import pytest

from cellwright.cli import main
from cellwright.data import abc_notation
from cellwright.data.abc_notation import read_tune, tunes_of, write_midi, write_wav
from cellwright.errors import DataError, MissingExtraError

TUNE = 'X:1\nT:Scale\nM:4/4\nL:1/4\nK:D\n"D"DEFG|"A7"ABcd|dcB|"D"AGFE|D4|]\n'


def midi_files():
    return pytest.importorskip("music21").midi


def test_a_tune_has_its_notes_and_bars():
    tune = read_tune(TUNE)
    assert (tune.notes, tune.bars, tune.right_bars) == (16, 3, 2)


def test_the_notes_of_the_file_are_those_of_the_tune(tmp_path):
    file = midi_files().MidiFile()
    file.open(str(write_midi(TUNE, tmp_path / "deep" / "scale.mid")))
    file.read()
    file.close()
    begun = [event.pitch for track in file.tracks for event in track.events if event.isNoteOn() and event.velocity]
    scale = [62, 64, 66, 67, 69, 71, 73, 74]
    melody = [*scale, 74, 73, 71, 69, 67, 66, 64, 62]
    places = iter(begun)
    assert all(pitch in places for pitch in melody)
    # the chords sound, too
    assert len(begun) > len(melody)


@pytest.mark.parametrize("text", ["hello world", "X:1\nT:a\nK:G\n", "X:1\nM:x\nK:D\nabc", '[ace|d2 "foo|', ""])
def test_what_is_no_tune_is_refused_and_nothing_is_written(text, tmp_path):
    with pytest.raises(DataError, match="this is no tune in ABC notation"):
        write_midi(text, tmp_path / "a.mid")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_library_and_a_missing_synthesiser_are_named(monkeypatch, tmp_path):
    monkeypatch.setattr(abc_notation.shutil, "which", lambda name: None)
    with pytest.raises(DataError, match="install fluidsynth or timidity"):
        write_wav(tmp_path / "a.mid", tmp_path / "a.wav")
    monkeypatch.setitem(sys.modules, "music21", None)
    with pytest.raises(MissingExtraError, match=r"cellwright\[music\]"):
        read_tune(TUNE)


def test_the_command_looks_for_a_synthesiser_before_it_writes(monkeypatch, tmp_path, capsys):
    (tmp_path / "tunes.abc").write_text(TUNE, encoding="utf-8")
    monkeypatch.setattr(abc_notation.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match="1"):
        main(["midi", str(tmp_path / "tunes.abc"), "--out", str(tmp_path / "tunes"), "--wav"])
    assert "install fluidsynth or timidity" in capsys.readouterr().err
    assert not (tmp_path / "tunes").exists()


def test_a_synthesiser_is_given_the_files(monkeypatch, tmp_path):
    called = []

    def run(command, **options):
        called.append(command)
        (tmp_path / "a.wav").write_bytes(b"RIFF")
        return types.SimpleNamespace(returncode=0, stderr="")

    monkeypatch.setattr(abc_notation.shutil, "which", lambda name: f"/bin/{name}" if name == "timidity" else None)
    monkeypatch.setattr(abc_notation.subprocess, "run", run)
    assert write_wav(tmp_path / "a.mid", tmp_path / "a.wav").read_bytes() == b"RIFF"
    assert called == [["/bin/timidity", str(tmp_path / "a.mid"), "-Ow", "-o", str(tmp_path / "a.wav")]]


def test_the_command_writes_what_can_be_read(tmp_path, capsys):
    (tmp_path / "tunes.abc").write_text(TUNE + "\nX:2\nM:x\nK:D\nabc\n\n" + TUNE, encoding="utf-8")
    assert len(tunes_of(tmp_path / "tunes.abc")) == 3
    with pytest.raises(SystemExit, match="0"):
        main(["midi", str(tmp_path / "tunes.abc"), "--out", str(tmp_path / "out"), "--json"])
    document = json.loads(capsys.readouterr().out)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["tunes-001.mid", "tunes-003.mid"]
    assert document["left_out"][0].startswith("tune 2: this is no tune in ABC notation")
    (tmp_path / "none.abc").write_text("no tune", encoding="utf-8")
    with pytest.raises(SystemExit, match="1"):
        main(["midi", str(tmp_path / "none.abc"), "--out", str(tmp_path / "other")])
    assert "there is no tune in" in capsys.readouterr().err
