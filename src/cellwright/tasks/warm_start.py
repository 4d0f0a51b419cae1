"""Warm starts: the first weights of a network from a fitted model, be it of the same task or of another."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import torch
from safetensors.torch import save as as_bytes
from sklearn.utils.validation import check_is_fitted

from cellwright.cells import resolve_cell
from cellwright.errors import ArgumentError
from cellwright.tasks.saved import load

if TYPE_CHECKING:
    from cellwright.tasks.task import Task

# a fitted model, or the file of one
Start: TypeAlias = "Task | str | Path"
# the parts of a network that say the same in every task; others are taken over within a task only
SHARED = ("embedding.", "convolution.", "recurrent.", "self_attention.")
# what is fitted to the new examples before training begins
ANEW = ("evidence.", "beside.", "ngram.")


def fitted_model(start: Any) -> Task:
    """The fitted model that a warm start begins with.

    Raises:
        ArgumentError: it is neither a model nor a path.
        NotFittedError: it was not fitted.
        ModelFileError: the file cannot be read.
    """
    model = load(start) if isinstance(start, (str, Path)) else start
    if not hasattr(model, "set_fitted"):
        raise ArgumentError(f"init_from must be a fitted model, or the path of one; got {start!r}")
    check_is_fitted(model, "module_")
    found: Task = model
    return found


def take_over(task: Task, module: torch.nn.Module, start: Task) -> tuple[str, ...]:
    """Give a module the weights of a fitted model that have the same name and shape, and say which these are.

    Between two tasks only the parts are taken over that read sequences; a head answers another question there.

    Raises:
        ArgumentError: the cells differ, or no recurrent weight fits.
    """
    own, given = module.state_dict(), start.module_.state_dict()
    cell, other = resolve_cell(task.cell), resolve_cell(start.cell)
    if cell.key != other.key:
        raise ArgumentError(
            f"init_from has the cell {other.name!r}, this model {cell.name!r}; write cell={other.name!r}"
        )
    kept = [name for name in own if not name.startswith(ANEW)]
    names = [name for name in kept if type(task) is type(start) or name.startswith(SHARED)]
    fit = tuple(name for name in names if name in given and given[name].shape == own[name].shape)
    if not any(name.startswith("recurrent.") for name in fit):
        units = start.units(start.sizes_)
        sizes = [f"{start.num_layers} x {units}", f"{task.num_layers} x {task.hidden_size}"]
        raise ArgumentError(
            f"no recurrent weight of init_from fits: it has {sizes[0]} units, this model {sizes[1]}. Write "
            f"hidden_size={units}, num_layers={start.num_layers}, bidirectional={start.bidirectional}"
        )
    module.load_state_dict({**own, **{name: given[name] for name in fit}})
    return fit


def digest(start: Task) -> str:
    """What tells the weights of this model from any others."""
    weights = {name: value.contiguous().clone() for name, value in start.module_.state_dict().items()}
    return sha256(as_bytes(weights)).hexdigest()
