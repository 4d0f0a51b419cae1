"""A small model file, and hostile relatives of it: right in everything but one thing."""

from __future__ import annotations

import hashlib
import io
import json
import warnings
import zipfile
from dataclasses import replace

import pytest
import torch
from safetensors.torch import save

from cellwright.modelfile import CARD, CONFIG, EPOCH, LEARNED, MEMBERS, WEIGHTS, ModelFile, _hashes

MODEL = ModelFile(
    task="Forecaster",
    config={"params": {"horizon": 3, "quantiles": [0.1, 0.5]}, "note": "θ ≈ 0.1"},
    learned={"scaling": [["a", 0.1, 1e-7], [7, 2.0, 3.0]]},
    weights={"b": torch.arange(6.0).reshape(2, 3), "a": torch.tensor(0.5, dtype=torch.float64), "c": torch.zeros(0, 2)},
    card="# A model\n\nπ is about 3.\n",
)
OTHER = replace(MODEL, card="# Another\n", weights={"w": torch.ones(500)})
VERSION = "1.2.3"

every_kind = pytest.mark.parametrize("name", ["m.cw", "m"], ids=["zip", "folder"])


def members(**changes):
    """The members of a file, some of their contents changed, and all hashes right."""
    contents = {
        WEIGHTS: save(dict(MODEL.weights)),
        LEARNED: json.dumps(MODEL.learned).encode(),
        CARD: MODEL.card.encode(),
        **changes.pop("contents", {}),
    }
    config = {"format": 1, "cellwright": VERSION, "task": MODEL.task, **MODEL.config, **changes}
    config = {name: value for name, value in config.items() if value is not None}
    return {CONFIG: json.dumps({**config, "sha256": _hashes(config, contents)}).encode(), **contents}


def raw_config(text, **replace):
    """Members whose config is this text; it has no hashes but those it names."""
    contents = members(**replace)
    hashes = {name: hashlib.sha256(contents[name]).hexdigest() for name in MEMBERS}
    return {**contents, CONFIG: text.replace("HASHES", json.dumps(hashes)).encode()}


def zipped(contents, *, change=lambda info: None, extra=(), compression=zipfile.ZIP_STORED):
    """A zip of these members, `change` applied to what it says of each, with `extra` members behind them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python warns of a name that is there twice
        for name, content in [*contents.items(), *extra]:
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = compression
            change(info)
            archive.writestr(info, content)
    return buffer.getvalue()


def same(one, other):
    """Whether two model files hold the same; a config that was read says more than one that is written."""
    return (
        one.task == other.task
        and one.learned == other.learned
        and one.card == other.card
        and {name: one.config[name] for name in MODEL.config} == {name: other.config[name] for name in MODEL.config}
        and set(one.weights) == set(other.weights)
        and all(_equal(one.weights[name], other.weights[name]) for name in one.weights)
    )


def _equal(one, other):
    return one.dtype == other.dtype and one.shape == other.shape and one.numpy().tobytes() == other.numpy().tobytes()


def everything_in(folder):
    """Every file, link and folder below a folder, with the contents of files."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() and not path.is_symlink() else None
        for path in sorted(folder.rglob("*"))
    }
