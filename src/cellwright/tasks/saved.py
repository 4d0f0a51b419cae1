"""Fitted tasks in model files, and out of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from sklearn.utils.validation import check_is_fitted

from cellwright.cells import CATALOGUE, resolve_cell
from cellwright.equation import Cell
from cellwright.equation.show import equations
from cellwright.errors import CellwrightError, ModelFileError
from cellwright.fit import Epoch, History
from cellwright.modelfile import ModelFile, read_model, write_model
from cellwright.tasks import TASKS, task_class

if TYPE_CHECKING:
    from cellwright.tasks.task import Task

CARD = """\
# {task}

A model of cellwright {version}: {cell}, {layers} x {hidden}, {parameters:,} parameters.

```python
import cellwright as cw

model = cw.load("{file}")
```

It was trained for {epochs} epochs; training ended {ended}. There is no code in this file.

One step of its cell:

```
{equations}
```
"""

# what making a model of parts raises that do not fit together
UNFIT = (
    CellwrightError, LookupError, OverflowError, TypeError, ValueError, RuntimeError, AttributeError, AssertionError
)  # fmt: skip
# torch tells where in C++ it was, too
LONGEST_REASON = 300


def save(model: Task, path: str | Path) -> Path:
    """Save a fitted task.

    Raises:
        NotFittedError: it was not fitted.
        ModelFileError: it cannot be written; what was there before is unchanged.
    """
    check_is_fitted(model, "module_")
    config = {
        "params": model.params_as_json(),
        "sizes": model.sizes_,
        "history": [asdict(history) for history in model.history_],
    }
    name = type(model).__name__
    file = ModelFile(name, config, model.learned_, model.module_.state_dict(), _card(model, Path(path).name))
    return write_model(file, path, version("cellwright"))


def load(path: str | Path, *, tasks: Sequence[type[Task]] = ()) -> Any:
    """The model that was saved as a `.cw` file, or as a folder: an estimator of the class that it was saved from.

    Nothing in the file is executed, and nothing is believed before it is checked.

    Args:
        path: the file or folder.
        tasks: classes of tasks of your own, which the file may hold as well.

    Raises:
        ModelFileError: the file is missing, damaged, foreign, or written by a newer version; or it holds no known task.
    """
    file = read_model(path)
    own = {task.__name__: task for task in tasks}
    if file.task not in {*TASKS, *own}:
        raise ModelFileError(
            f"{path} holds a {file.task}, which is not one of {', '.join([*TASKS, *own])}; a task of your own is "
            f"loaded by cw.load(path, tasks=[{file.task}])"
        )
    try:
        return _restored(own.get(file.task) or task_class(file.task), file)
    except UNFIT as error:
        reason = " ".join(str(error).split())[:LONGEST_REASON]
        raise ModelFileError(f"{path} is damaged: its parts do not fit together: {reason}") from error


def _restored(kind: type[Task], file: ModelFile) -> Task:
    params = dict(file.config["params"])
    cell = params.pop("cell")
    model = kind(cell=_cell(cell["name"], cell["equations"]), **params)
    model.check()
    sizes = {str(name): int(size) for name, size in file.config["sizes"].items()}
    _check_shapes(model, sizes, file.weights)
    _check_numbers(file.weights)
    module = model.build(sizes)
    module.load_state_dict(file.weights, strict=True)
    history = [History(**{**run, "epochs": tuple(Epoch(**e) for e in run["epochs"])}) for run in file.config["history"]]
    if not history:
        raise ValueError("there is no training run")
    model.set_fitted(module, sizes, file.learned, tuple(history))
    model.check_learned(file.learned)
    return model


def _check_shapes(model: Task, sizes: Mapping[str, int], weights: Mapping[str, torch.Tensor]) -> None:
    """Sizes far from those of the weights are found out before memory is taken for them."""
    most = sum(weight.numel() for weight in weights.values())
    for name, size in {**sizes, "hidden_size": model.units(sizes), "num_layers": model.num_layers}.items():
        if not 1 <= size <= most:
            raise ValueError(f"{name} is {size}, but there are {most} weights")
    with torch.device("meta"):
        expected = {name: tuple(value.shape) for name, value in model.build(sizes).state_dict().items()}
    found = {name: tuple(value.shape) for name, value in weights.items()}
    for name in sorted({*expected, *found}):
        if expected.get(name) != found.get(name):
            raise ValueError(f"the weight {name} has the shape {found.get(name)}; expected {expected.get(name)}")


def _check_numbers(weights: Mapping[str, torch.Tensor]) -> None:
    """Training ends where a weight is no number, so none is saved."""
    for name, weight in weights.items():
        if not weight.isfinite().all():
            raise ValueError(f"the weight {name} has values that are no numbers, or infinite")


def _cell(name: Any, text: str) -> str | Cell:
    """The name, where it still stands for these equations; otherwise the equations."""
    if not isinstance(name, str):
        raise ValueError(f"the cell is called {name!r}")
    if name in CATALOGUE and CATALOGUE[name].key == text:
        return name
    return Cell.from_text(text, name)


def _card(model: Task, file: str) -> str:
    cell = resolve_cell(model.cell)
    last: Any = model.history_[-1]
    return CARD.format(
        task=type(model).__name__,
        version=version("cellwright"),
        cell=cell.name,
        layers=model.num_layers,
        hidden=model.units(model.sizes_),
        parameters=sum(parameter.numel() for parameter in model.module_.parameters()),
        file=file,
        epochs=len(last.epochs),
        ended=last.ended,
        equations="\n".join(equations(cell)),
    )
