"""The model file: `name.cw` is one zip, or the same files in a folder.

    config.json           format, versions, the task, its parameters and sizes, the hashes of all files
    model.safetensors     the weights
    preprocessing.json    what was learned from the data besides the weights
    README.md             a card for people

There is no code in it and none is run to read it: no pickle, no eval; a cell of the user's own is its equations as
text.
A file is checked before anything is believed: members are stored, not compressed, so none can be larger than the file;
nothing is ever unpacked to disk. The same model gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import platform
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save

from cellwright.data.files import check_folder_of, check_writable, whole_file
from cellwright.errors import ModelFileError

FORMAT = 1
CONFIG, WEIGHTS, LEARNED, CARD = "config.json", "model.safetensors", "preprocessing.json", "README.md"
MEMBERS = (CONFIG, WEIGHTS, LEARNED, CARD)
LARGEST_CONFIG = 16 * 2**20
# what a pickle, and the zip that torch.save makes of one, begin with or hold
PICKLE_START = b"\x80"
PICKLE_MEMBER = "data.pkl"
# members of a zip all date from here, so that the same model gives the same bytes
EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class ModelFile:
    """What a model file holds.

    Attributes:
        task: the name of the estimator's class.
        config: what it was made with and how training went; plain JSON.
        learned: what it learned from the data besides the weights; plain JSON.
        weights: its tensors.
        card: a page for people, in Markdown.
    """

    task: str
    config: Mapping[str, Any]
    learned: Mapping[str, Any]
    weights: Mapping[str, torch.Tensor]
    card: str


def write_model(model: ModelFile, path: str | Path, version: str) -> Path:
    """Write a model file: a zip, or a folder if the name has no suffix. The old one stays if anything goes wrong.

    Args:
        model: what to write.
        path: where to; an existing model file is replaced.
        version: of cellwright.

    Raises:
        ModelFileError: it cannot be written.
    """
    path = Path(path)
    try:
        contents = _contents(model, version)
    except (TypeError, ValueError) as error:
        raise ModelFileError(f"cannot write {path}: the model is not plain JSON and tensors: {error}") from error
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix:
            with whole_file(path) as file:
                file.write(_zipped(contents))
        else:
            _write_folder(path, contents)
    except OSError as error:
        raise ModelFileError(f"cannot write {path}: {error.strerror}; what was there before is unchanged") from error
    return path


def check_place(path: Path) -> None:
    """Find out whether a model can be written there, before it is trained; nothing is left behind.

    Raises:
        ModelFileError: what is there may not be replaced.
        DataError: it cannot be written.
    """
    if path.suffix:
        check_writable(path)
    else:
        _check_replaceable(path.resolve())
        check_folder_of(path)


def read_model(path: str | Path) -> ModelFile:
    """Read a model file and check it.

    Raises:
        ModelFileError: it is missing, damaged, foreign, or written by a newer version.
    """
    path = Path(path)
    try:
        contents = _read_folder(path) if path.is_dir() else _read_zip(path)
    except FileNotFoundError as error:
        raise ModelFileError(f"there is no model file {path}") from error
    except OSError as error:
        raise ModelFileError(f"cannot read {path}: {error.strerror}") from error
    config = _json(contents[CONFIG], CONFIG, path)
    _check_config(config, path)
    _check_hashes(config, contents, path)
    learned = _json(contents[LEARNED], LEARNED, path)
    return ModelFile(config["task"], config, learned, _tensors(contents[WEIGHTS], path), _card(contents[CARD], path))


def _check_config(config: Mapping[str, Any], path: Path) -> None:
    written = config.get("format")
    if type(written) is not int or written < 1 or not isinstance(config.get("task"), str) or "sha256" not in config:
        raise ModelFileError(f"{path} is not a cellwright model: its {CONFIG} names no format, task and hashes")
    if written > FORMAT:
        raise ModelFileError(
            f"{path} is of format {written}, written by cellwright {str(config.get('cellwright'))[:40]!r}; this "
            f"version reads up to format {FORMAT}. Write pip install --upgrade cellwright"
        )


def _check_hashes(config: Mapping[str, Any], contents: Mapping[str, bytes], path: Path) -> None:
    saved = config["sha256"]
    try:
        found = _hashes(config, contents)
    except (ValueError, RecursionError) as error:  # what JSON can say, but what is never written
        raise ModelFileError(f"{path} is damaged: {CONFIG} is not what was saved: {error}") from error
    for name, content in found.items():
        if not isinstance(saved, dict) or saved.get(name) != content:
            raise ModelFileError(f"{path} is damaged: {name} is not what was saved (its SHA-256 differs)")


def _tensors(content: bytes, path: Path) -> dict[str, torch.Tensor]:
    try:
        weights: dict[str, torch.Tensor] = load(content)
        return weights
    except (SafetensorError, ValueError, KeyError, TypeError, OverflowError, RuntimeError) as error:
        raise ModelFileError(f"{path} is damaged: {WEIGHTS} cannot be read: {error}") from error


def _card(content: bytes, path: Path) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise ModelFileError(f"{path} is damaged: {CARD} is not text: {error}") from error


def _contents(model: ModelFile, version: str) -> dict[str, bytes]:
    # copied, since weights that are tied share their memory, which a file cannot
    weights = {name: value.detach().cpu().clone().contiguous() for name, value in model.weights.items()}
    contents = {WEIGHTS: save(weights), LEARNED: _text(model.learned), CARD: model.card.encode()}
    own = {
        "format": FORMAT,
        "cellwright": version,
        "versions": {"python": platform.python_version(), "torch": str(torch.__version__)},
        "task": model.task,
    }
    config = {**own, **model.config, **own}
    return {CONFIG: _text({**config, "sha256": _hashes(config, contents)}), **contents}


def _hashes(config: Mapping[str, Any], contents: Mapping[str, bytes]) -> dict[str, str]:
    """The SHA-256 of every member; that of the config is of what it says besides its hashes."""
    said = _text({name: value for name, value in config.items() if name != "sha256"})
    parts = {CONFIG: said, **{name: contents[name] for name in (WEIGHTS, LEARNED, CARD)}}
    return {name: hashlib.sha256(content).hexdigest() for name, content in parts.items()}


def _text(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _zipped(contents: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in contents.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), content)
    return buffer.getvalue()


def _write_folder(path: Path, contents: Mapping[str, bytes]) -> None:
    path = Path(os.path.realpath(path))
    _check_replaceable(path)
    draft = Path(tempfile.mkdtemp(prefix=f".{path.name[:32]}.", suffix=".part", dir=path.parent))
    old = draft.with_suffix(".old")
    try:
        for name, content in contents.items():
            with whole_file(draft / name) as file:
                file.write(content)
        draft.chmod(0o755)
        if path.exists():
            path.rename(old)
        draft.rename(path)
    except BaseException:
        if old.exists() and not path.exists():
            old.rename(path)
        raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        if path.exists():
            shutil.rmtree(old, ignore_errors=True)


def _check_replaceable(path: Path) -> None:
    """Only a model, or an empty folder, may be replaced by the folder of a model."""
    if path.exists() and not path.is_dir():
        raise ModelFileError(f"{path} is a file; name a folder, or give the name the suffix .cw")
    names = sorted(member.name for member in path.iterdir()) if path.exists() else []
    strangers = [name for name in names if name not in MEMBERS or CONFIG not in names]
    if strangers:
        raise ModelFileError(f"the folder {path} holds {strangers[0]!r}, which is not of a model; name another folder")


def _read_folder(path: Path) -> dict[str, bytes]:
    found = {p.name: p for p in path.iterdir()}
    if CONFIG not in found:
        raise ModelFileError(f"the folder {path} is not a cellwright model: it has no {CONFIG}")
    for name in MEMBERS:
        if name not in found:
            raise ModelFileError(f"{path} is damaged: {name} is missing")
        if found[name].is_symlink() or not found[name].is_file():
            raise ModelFileError(f"{path} is not a safe model file: {name} is not a plain file")
    return {name: found[name].read_bytes() for name in MEMBERS}


def _read_zip(path: Path) -> dict[str, bytes]:
    with path.open("rb") as file:
        if file.read(1) == PICKLE_START:
            raise ModelFileError(f"{path} is a pickle, not a cellwright model; cellwright never loads pickles")
        size = path.stat().st_size
        try:
            with zipfile.ZipFile(file) as archive:
                _check_members(archive.infolist(), size, path)
                return {name: archive.read(name) for name in MEMBERS}
        except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
            raise ModelFileError(f"{path} is truncated or not a cellwright model: {error}") from error


def _check_members(members: list[zipfile.ZipInfo], size: int, path: Path) -> None:
    names = [member.filename for member in members]
    if any(Path(name).name == PICKLE_MEMBER for name in names):
        raise ModelFileError(f"{path} was written by torch.save, which pickles; cellwright never loads pickles")
    if CONFIG not in names:
        raise ModelFileError(f"{path} is a zip, but not a cellwright model: it has no {CONFIG}")
    for member in members:
        name = member.filename
        if name not in MEMBERS:
            raise ModelFileError(f"{path} is not a safe model file: a model has no member {name[:80]!r}")
        if names.count(name) > 1:
            raise ModelFileError(f"{path} is not a safe model file: it holds {name!r} twice")
        if stat.S_ISLNK(member.external_attr >> 16) or member.flag_bits & 1:
            raise ModelFileError(f"{path} is not a safe model file: {name!r} is a link, or encrypted")
        if member.compress_type != zipfile.ZIP_STORED or member.file_size != member.compress_size:
            raise ModelFileError(f"{path} is not a safe model file: {name!r} is compressed; models store their members")
    if sum(member.file_size for member in members) > size:
        raise ModelFileError(f"{path} is not a safe model file: its members claim to be larger than the file")
    missing = [name for name in MEMBERS if name not in names]
    if missing:
        raise ModelFileError(f"{path} is damaged: {missing[0]} is missing")


def _json(content: bytes, name: str, path: Path) -> dict[str, Any]:
    if name == CONFIG and len(content) > LARGEST_CONFIG:
        raise ModelFileError(f"{path} is not a safe model file: its {name} has {len(content)} bytes")

    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} is not JSON")

    try:
        document = json.loads(content, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise ModelFileError(f"{path} is damaged: {name} is not JSON: {error}") from error
    if not isinstance(document, dict):
        raise ModelFileError(f"{path} is damaged: {name} holds no object")
    return document
