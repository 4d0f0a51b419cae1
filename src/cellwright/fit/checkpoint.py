"""Checkpoints: how far a run has come, as tensors (safetensors) and a JSON file that names and hashes them.

The JSON file is written last and in one piece: a run that is killed at any moment leaves the checkpoint before.
"""

from __future__ import annotations

import hashlib
import json
import math
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
        best_error: its validation error; 0 where epochs are told apart by their loss alone.
        best: its weights.
    """

    records: list[dict[str, Any]] = field(default_factory=list)
    step: int = 0
    best_epoch: int = 0
    best_loss: float = float("inf")
    best_error: float = 0.0
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

    def is_best(self, loss: float, error: float | None) -> bool:
        """Whether an epoch is better than all before; of those that err alike, the one with the lower loss."""
        return not self.best_epoch or (error or 0.0, loss) < (self.best_error, self.best_loss)

    def finish_epoch(self, record: Mapping[str, Any], best: torch.nn.Module | None) -> None:
        """Close the epoch; `best` is the module if its weights are the best so far."""
        self.records.append(dict(record))
        self.step, self.loss, self.count, self.metrics = 0, 0.0, 0.0, {}
        if best is not None:
            # copied before the number is set, since Ctrl-C may come between the two
            self.best = {name: value.detach().clone() for name, value in best.state_dict().items()}
            self.best_epoch = len(self.records)
            loss = record["validation_loss"]
            if loss is not None:
                self.best_loss, self.best_error = loss, record["validation_error"] or 0.0


@dataclass
class Checkpoint:
    """Where a run is saved, and how often.

    Attributes:
        folder: it holds state.json and the tensors that this names.
        run: what the run is, as text: a checkpoint of another run is refused.
        seconds: the least time between two saves; the first comes at once.
    """

    folder: Path
    run: str
    seconds: float = 30.0
    saved: float = -math.inf

    def save_if_due(
        self, module: torch.nn.Module, optimizer: torch.optim.Optimizer, progress: Progress, *, now: bool = False
    ) -> None:
        """Save the run if its time has come, or `now`.

        Raises:
            ModelFileError: it cannot be written; the checkpoint before stays.
        """
        if not now and time.monotonic() - self.saved < self.seconds:
            return
        numbers, moments = _flat(optimizer.state_dict())
        tensors = {
            **{f"module.{name}": value for name, value in module.state_dict().items()},
            **{f"best.{name}": value for name, value in (progress.best or {}).items()},
            **moments,
        }
        # copied, since weights that are tied share their memory, which a file cannot
        content = save({name: value.detach().cpu().clone().contiguous() for name, value in tensors.items()})
        plain = {name: value for name, value in vars(progress).items() if name != "best"}
        state = {"optimizer": numbers, "progress": plain}
        document = {"format": FORMAT, "run": self.run, "sha256": _digest(content, state), **state}
        try:
            self._write(content, document)
        except OSError as error:
            raise ModelFileError(
                f"cannot save the checkpoint in {self.folder}: {error.strerror}; the one before is unchanged"
            ) from error
        self.saved = time.monotonic()

    def _write(self, content: bytes, document: dict[str, Any]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            with whole_file(self.folder / _tensors_name(document["sha256"])) as file:
                file.write(content)
            with whole_file(self._state) as file:
                file.write(json.dumps(document, indent=1).encode())
        finally:
            self._sweep()

    def _sweep(self) -> None:
        """Remove the tensors that the state on disk does not name, be it the old one or the new."""
        named = json.loads(self._state.read_text())["sha256"] if self._state.exists() else ""
        for file in self.folder.glob("tensors-*.safetensors"):
            if file.name != _tensors_name(named):
                file.unlink()

    @property
    def _state(self) -> Path:
        return self.folder / "state.json"

    def restored(self, module: torch.nn.Module, optimizer: torch.optim.Optimizer) -> Progress:
        """The progress of the saved run, with module and optimizer set to where they were; a new one if none is saved.

        Raises:
            ArgumentError: the checkpoint is of another run, or there is no folder to keep one in.
            ModelFileError: it is damaged.
        """
        if self.folder.exists() and not self.folder.is_dir():
            raise ArgumentError(f"cannot keep a checkpoint in {self.folder}, which is a file; name a folder")
        if not self._state.exists():
            return Progress()
        try:
            state, tensors = self._read()
            _restore(optimizer, _nested(state["optimizer"], _part(tensors, "optimizer.")))
            module.load_state_dict(_part(tensors, "module."))
            return Progress(**state["progress"], best=_part(tensors, "best.") or None)
        except ArgumentError:
            raise
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, SafetensorError) as error:
            raise ModelFileError(
                f"the checkpoint {self._state} is damaged: {error}; delete the folder to start anew"
            ) from error

    def _read(self) -> tuple[dict[str, Any], Tensors]:
        document = json.loads(self._state.read_text())
        if document["format"] != FORMAT:
            raise ArgumentError(
                f"the checkpoint {self._state} is of format {document['format']}; this version reads {FORMAT}. "
                f"Name another folder, or delete it to start anew"
            )
        if document["run"] != self.run:
            raise ArgumentError(
                f"the checkpoint in {self.folder} belongs to another run (other data or options); "
                f"name another folder, or delete it to start anew"
            )
        content = (self.folder / _tensors_name(document["sha256"])).read_bytes()
        state = {name: document[name] for name in ("optimizer", "progress")}
        if _digest(content, state) != document["sha256"]:
            raise ValueError("it is not what was saved (its SHA-256 differs)")
        return state, load(content)


def _digest(content: bytes, state: dict[str, Any]) -> str:
    """The SHA-256 of both: JSON gives the same text for what was read from it."""
    return hashlib.sha256(content + json.dumps(state).encode()).hexdigest()


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


def _restore(optimizer: torch.optim.Optimizer, state: dict[str, Any]) -> None:
    """Load an optimizer's state as it was: torch alone would turn all of its tensors into the parameters' type."""
    optimizer.load_state_dict(state)
    parameters = [parameter for group in optimizer.param_groups for parameter in group["params"]]
    for index, values in state["state"].items():
        loaded = optimizer.state[parameters[index]]
        for name, value in values.items():
            if isinstance(value, torch.Tensor):
                loaded[name] = value.to(loaded[name].device)


def _nested(numbers: dict[str, Any], tensors: Tensors) -> dict[str, Any]:
    """The optimizer's state that `_flat` took apart."""
    state: dict[int, dict[str, Any]] = {int(index): dict(values) for index, values in numbers["state"].items()}
    for path, value in tensors.items():
        index, name = path.split(".", 1)
        state.setdefault(int(index), {})[name] = value
    return {"state": state, "param_groups": numbers["groups"]}
