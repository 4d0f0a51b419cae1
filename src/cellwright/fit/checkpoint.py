"""Checkpoints: how far a run has come, as tensors (safetensors) and a JSON file that names and hashes them.

The JSON file is written last and in one piece: a run that is killed at any moment leaves the checkpoint before.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save

from cellwright.data.files import whole_file
from cellwright.errors import ArgumentError, ModelFileError

FORMAT = 1
Tensors = dict[str, torch.Tensor]


@dataclass
class Progress:
    """How far a run has come, and the sums of its current epoch.

    Attributes:
        records: what each epoch came to.
        step: how many steps of the current epoch are done.
        best_epoch: the number of the best epoch; 0 before the first.
        best_loss: its validation loss.
        best: its weights.
    """

    records: list[dict[str, Any]] = field(default_factory=list)
    step: int = 0
    best_epoch: int = 0
    best_loss: float = float("inf")
    best: Tensors | None = None
    loss: float = 0.0
    metrics: dict[str, float] = field(default_factory=dict)
    count: float = 0.0

    def add(self, loss: float, metrics: Mapping[str, float], count: float) -> None:
        """Count one more step, whose means are over `count` targets."""
        self.step += 1
        self.loss += loss * count
        self.count += count
        for name, value in metrics.items():
            self.metrics[name] = self.metrics.get(name, 0.0) + value * count

    def means(self) -> tuple[float, dict[str, float]]:
        """The mean loss and metrics of the steps counted."""
        count = max(self.count, 1.0)
        return self.loss / count, {name: value / count for name, value in self.metrics.items()}

    def finish_epoch(self, record: Mapping[str, Any], best: torch.nn.Module | None) -> None:
        """Close the epoch; `best` is the module if its weights are the best so far."""
        self.records.append(dict(record))
        self.step, self.loss, self.count, self.metrics = 0, 0.0, 0.0, {}
        if best is not None:
            self.best_epoch = len(self.records)
            loss = record["validation_loss"]
            self.best_loss = self.best_loss if loss is None else loss
            self.best = {name: value.detach().clone() for name, value in best.state_dict().items()}


@dataclass
class Checkpoint:
    """Where a run is saved, and how often.

    Attributes:
        folder: it holds state.json and the tensors that this names.
        run: what the run is, as text: a checkpoint of another run is refused.
        seconds: the least time between two saves.
    """

    folder: Path
    run: str
    seconds: float = 30.0
    saved: float = field(default_factory=time.monotonic)

    def save_if_due(
        self, module: torch.nn.Module, optimizer: torch.optim.Optimizer, progress: Progress, *, now: bool = False
    ) -> None:
        """Save the run if its time has come, or `now`."""
        if not now and time.monotonic() - self.saved < self.seconds:
            return
        numbers, moments = _flat(optimizer.state_dict())
        tensors = {
            **{f"module.{name}": value for name, value in module.state_dict().items()},
            **{f"best.{name}": value for name, value in (progress.best or {}).items()},
            **moments,
        }
        content = save({name: value.detach().cpu().contiguous() for name, value in tensors.items()})
        digest = hashlib.sha256(content).hexdigest()
        plain = {name: value for name, value in vars(progress).items() if name != "best"}
        plain["best_loss"] = progress.best_loss if progress.best_loss != float("inf") else None
        state = {"format": FORMAT, "run": self.run, "sha256": digest, "optimizer": numbers, "progress": plain}
        self._write(content, digest, json.dumps(state, indent=1, allow_nan=False))
        self.saved = time.monotonic()

    def _write(self, content: bytes, digest: str, state: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        tensors = self.folder / _tensors_name(digest)
        with whole_file(tensors) as file:
            file.write(content)
        with whole_file(self.folder / "state.json") as file:
            file.write(state.encode())
        for old in self.folder.glob("tensors-*.safetensors"):
            if old != tensors:
                old.unlink()

    def restored(self, module: torch.nn.Module, optimizer: torch.optim.Optimizer) -> Progress:
        """The progress of the saved run, with module and optimizer set to where they were; a new one if none is saved.

        Raises:
            ArgumentError: the checkpoint is of another run.
            ModelFileError: it is damaged.
        """
        path = self.folder / "state.json"
        if not path.exists():
            return Progress()
        try:
            state = json.loads(path.read_text())
            if state["format"] != FORMAT:
                raise ModelFileError(
                    f"the checkpoint {path} is of format {state['format']}; this version reads {FORMAT}"
                )
            if state["run"] != self.run:
                raise ArgumentError(
                    f"the checkpoint in {self.folder} belongs to another run (other data or options); "
                    f"name another folder, or delete it to start anew"
                )
            content = (self.folder / _tensors_name(state["sha256"])).read_bytes()
            if hashlib.sha256(content).hexdigest() != state["sha256"]:
                raise ModelFileError(f"the checkpoint {path} is damaged: its tensors are not those that were saved")
            tensors = load(content)
            optimizer.load_state_dict(_nested(state["optimizer"], _part(tensors, "optimizer.")))
            module.load_state_dict(_part(tensors, "module."))
            progress = Progress(**state["progress"])
        except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as error:
            if isinstance(error, ArgumentError):
                raise
            raise ModelFileError(f"the checkpoint {path} is damaged: {error}") from error
        progress.best_loss = float("inf") if progress.best_loss is None else progress.best_loss
        progress.best = _part(tensors, "best.") or None
        return progress


def _tensors_name(digest: str) -> str:
    return f"tensors-{digest[:16]}.safetensors"


def _part(tensors: Tensors, prefix: str) -> Tensors:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}


def _flat(state: dict[str, Any]) -> tuple[dict[str, Any], Tensors]:
    """An optimizer's state as JSON and tensors."""
    tensors: Tensors = {}
    numbers: dict[str, Any] = {"groups": state["param_groups"], "state": {}}
    for index, values in state["state"].items():
        for name, value in values.items():
            if isinstance(value, torch.Tensor):
                tensors[f"optimizer.{index}.{name}"] = value
            else:
                numbers["state"].setdefault(str(index), {})[name] = value
    return numbers, tensors


def _nested(numbers: dict[str, Any], tensors: Tensors) -> dict[str, Any]:
    """The optimizer's state that `_flat` took apart."""
    state: dict[int, dict[str, Any]] = {int(index): dict(values) for index, values in numbers["state"].items()}
    for path, value in tensors.items():
        index, name = path.split(".", 1)
        state.setdefault(int(index), {})[name] = value
    return {"state": state, "param_groups": numbers["groups"]}
