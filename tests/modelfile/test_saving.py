"""Law: a save is whole or not there, whatever goes wrong meanwhile; and it never replaces what is not a model."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
import torch
from model_files import MODEL, OTHER, VERSION, every_kind, everything_in, same

import cellwright as cw
import cellwright.data.files as whole_files
from cellwright import modelfile
from cellwright.modelfile import read_model, write_model

TRACED = {modelfile.__file__, whole_files.__file__}


class Interrupting:
    """Ctrl-C at the n-th line that a save runs; `sys.settrace` stops to trace once a line has raised."""

    def __init__(self, at):
        self.left = at

    def __call__(self, frame, event, _):
        if frame.f_code.co_filename not in TRACED:
            return None
        if event == "line":
            self.left -= 1
            if self.left == 0:
                raise KeyboardInterrupt
        return self


def interrupted(at, path):
    """Whether a save of MODEL was interrupted."""
    before = sys.gettrace()
    sys.settrace(Interrupting(at))
    try:
        write_model(MODEL, path, VERSION)
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return False


# a file that was interrupted while it closed is closed by the garbage collector, which warns
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@every_kind
def test_at_whatever_line_ctrl_c_comes_there_is_a_whole_model(name, tmp_path):
    kept = replaced = 0
    for at in count(1):
        shutil.rmtree(tmp_path)
        tmp_path.mkdir()
        write_model(OTHER, tmp_path / name, VERSION)
        if not interrupted(at, tmp_path / name):
            break
        found = read_model(tmp_path / name)
        kept, replaced = kept + same(found, OTHER), replaced + same(found, MODEL)
        assert kept + replaced == at
    assert kept > 20
    assert replaced >= 1


@pytest.fixture(params=["before", "nothing before"])
def place(request, tmp_path, name):
    """Where to save, with a model there or not; afterwards, all must be as it was."""
    if request.param == "before":
        write_model(OTHER, tmp_path / name, VERSION)
    before = everything_in(tmp_path)
    yield tmp_path / name
    assert everything_in(tmp_path) == before


@every_kind
@pytest.mark.parametrize("operation", ["fsync", "replace"])
def test_an_interrupted_save_leaves_what_was_there_and_no_debris(name, operation, place, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as context:
        context.setattr(*{"fsync": (os, "fsync"), "replace": (Path, "replace")}[operation], interrupt)
        with pytest.raises(KeyboardInterrupt):
            write_model(MODEL, place, VERSION)


@every_kind
def test_a_file_may_be_read_by_those_who_may_read_any_other(name, tmp_path):
    (tmp_path / "other").write_text("")
    path = write_model(MODEL, tmp_path / name, VERSION)
    file = path if path.is_file() else path / "config.json"
    assert file.stat().st_mode == (tmp_path / "other").stat().st_mode


def failure(path, model=MODEL):
    with pytest.raises(cw.ModelFileError) as caught:
        write_model(model, path, VERSION)
    return str(caught.value)


@every_kind
def test_a_folder_that_cannot_be_written_to(name, place, monkeypatch):
    def refuse(*_, **options):
        raise PermissionError(errno.EACCES, "Permission denied")

    with monkeypatch.context() as context:
        context.setattr("tempfile.mkstemp", refuse)
        context.setattr("tempfile.mkdtemp", refuse)
        message = failure(place)
    assert message == f"cannot write {place}: Permission denied; what was there before is unchanged"


@pytest.mark.parametrize(("name", "moment"), [("m.cw", 1), ("m", 1), ("m", 2), ("m", 3), ("m", 4)])
def test_a_disk_that_is_full_at_any_file(name, moment, place, monkeypatch):
    left, real = iter([False] * (moment - 1) + [True]), os.fsync

    def sync(handle):
        if next(left, False):
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    with monkeypatch.context() as context:
        context.setattr(os, "fsync", sync)
        message = failure(place)
    assert message == f"cannot write {place}: No space left on device; what was there before is unchanged"


LIMITED = """
import resource, signal, sys
sys.path.insert(0, sys.argv[2])
from model_files import OTHER, VERSION
from cellwright.modelfile import write_model
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
write_model(OTHER, sys.argv[1], VERSION)
"""


@pytest.mark.slow
@every_kind
def test_a_file_that_really_cannot_grow(name, place):
    here = str(Path(__file__).parent)
    command = [sys.executable, "-c", LIMITED, str(place), here]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1].endswith(
        f"cannot write {place}: File too large; what was there before is unchanged"
    )


def test_a_folder_where_a_file_should_be(tmp_path):
    (tmp_path / "m.cw").mkdir()
    expected = "what is there is not a plain file; what was there before is unchanged"
    assert failure(tmp_path / "m.cw") == f"cannot write {tmp_path}/m.cw: {expected}"
    assert everything_in(tmp_path) == {"m.cw": None}


def test_a_device_is_not_replaced(tmp_path):
    os.mkfifo(tmp_path / "m.cw")
    assert "what is there is not a plain file" in failure(tmp_path / "m.cw")
    assert (tmp_path / "m.cw").is_fifo()


def test_a_file_where_a_folder_should_be(tmp_path):
    (tmp_path / "m").write_text("mine")
    assert failure(tmp_path / "m") == f"{tmp_path}/m is a file; name a folder, or give the name the suffix .cw"
    message = failure(tmp_path / "m" / "a.cw")
    assert message == f"cannot write {tmp_path}/m/a.cw: File exists; what was there before is unchanged"
    assert everything_in(tmp_path) == {"m": b"mine"}


@pytest.mark.parametrize(
    "names", [["notes.txt"], ["README.md"], ["config.json", "x"], ["model.safetensors", "README.md"]]
)
def test_a_folder_of_something_else_is_not_replaced(names, tmp_path):
    (tmp_path / "m").mkdir()
    for name in names:
        (tmp_path / "m" / name).write_text("mine")
    found = "x" if "x" in names else min(names)
    assert failure(tmp_path / "m") == (
        f"the folder {tmp_path}/m holds {found!r}, which is not of a model; name another folder"
    )
    assert set(everything_in(tmp_path)) == {"m", *(f"m/{name}" for name in names)}


ODD = {
    "not a number": ({"x": float("nan")}, "Out of range float values are not JSON compliant: nan"),
    "an object": ({"x": torch.float32}, "Object of type dtype is not JSON serializable"),
}


@pytest.mark.parametrize("part", ["config", "learned"])
@pytest.mark.parametrize("odd", ODD)
def test_what_is_not_plain_json_is_refused(part, odd, tmp_path):
    value, reason = ODD[odd]
    message = failure(tmp_path / "a" / "m.cw", replace(MODEL, **{part: value}))
    assert message.startswith(f"cannot write {tmp_path}/a/m.cw: the model is not plain JSON and tensors: ")
    assert reason.split(":")[0] in message
    assert everything_in(tmp_path) == {}
