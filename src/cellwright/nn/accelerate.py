"""Swap the recurrent layers of any torch model for compiled ones, in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch

from cellwright.errors import ArgumentError
from cellwright.nn.direction import why_not_compiled
from cellwright.nn.named import GRU, LSTM, RNN
from cellwright.nn.one_step import GRUCell, LSTMCell
from cellwright.nn.recurrent import Recurrent

LAYERS: dict[type[torch.nn.Module], type[Recurrent]] = {
    torch.nn.LSTM: LSTM,
    torch.nn.GRU: GRU,
    torch.nn.RNN: RNN,
    torch.nn.LSTMCell: LSTMCell,
    torch.nn.GRUCell: GRUCell,
}
KINDS = (torch.nn.RNNBase, torch.nn.RNNCellBase)
HOOKS = (
    "_forward_hooks",
    "_forward_pre_hooks",
    "_backward_hooks",
    "_backward_pre_hooks",
    "_state_dict_hooks",
    "_state_dict_pre_hooks",
    "_load_state_dict_pre_hooks",
    "_load_state_dict_post_hooks",
)


@dataclass(frozen=True)
class Swap:
    """What became of one recurrent layer: its path in the model, its kind, and why it was left (empty if swapped)."""

    path: str
    kind: str
    left_because: str


@dataclass(frozen=True)
class Acceleration:
    """What `accelerate` did. Printed, it is a list; `swapped` and `left` are its two parts."""

    layers: tuple[Swap, ...]

    @property
    def swapped(self) -> tuple[str, ...]:
        """The paths of the layers that run compiled now."""
        return tuple(swap.path for swap in self.layers if not swap.left_because)

    @property
    def left(self) -> dict[str, str]:
        """The paths of the layers that were left as they are, and why."""
        return {swap.path: swap.left_because for swap in self.layers if swap.left_because}

    def __str__(self) -> str:
        if not self.layers:
            return "no recurrent layer of torch.nn found, nothing swapped"
        lines = [f"swapped {len(self.swapped)} of {len(self.layers)} recurrent layers"]
        for swap in self.layers:
            fate = f"left, because {swap.left_because}" if swap.left_because else "swapped"
            lines.append(f"  {swap.path or '(the model itself)'}: {swap.kind}, {fate}")
        return "\n".join(lines)

    __repr__ = __str__


def accelerate(module: torch.nn.Module) -> Acceleration:
    """Replace every torch.nn.LSTM, GRU, RNN, LSTMCell and GRUCell inside a model by its compiled twin, in place.

    The parameters stay the same objects, so optimisers, tied weights and state dicts go on working; train and eval mode
    are kept. A layer that cannot be swapped faithfully is left, and the report says why.

    Args:
        module: the model. If it is itself such a layer it cannot be swapped in place; build `cw.LSTM` instead.

    Raises:
        ArgumentError: `module` is no torch module.

    Example:
        >>> import torch, cellwright as cw
        >>> model = torch.nn.ModuleDict({"encoder": torch.nn.GRU(3, 5), "head": torch.nn.Linear(5, 1)})
        >>> print(cw.accelerate(model))
        swapped 1 of 1 recurrent layers
          encoder: GRU, swapped
    """
    if not isinstance(module, torch.nn.Module):
        raise ArgumentError(f"accelerate takes a torch.nn.Module; got {type(module).__name__}")
    swaps: list[Swap] = []
    twins: dict[torch.nn.Module, Recurrent] = {}
    for path, parent, name, layer in list(_recurrent_layers(module)):
        reason = "" if layer in twins else _why_left(layer, parent)
        if not reason and parent is not None:
            twins.setdefault(layer, _twin(layer))
            setattr(parent, name, twins[layer])
        swaps.append(Swap(path, type(layer).__name__, reason))
    return Acceleration(tuple(swaps))


def _recurrent_layers(
    module: torch.nn.Module,
) -> Iterator[tuple[str, torch.nn.Module | None, str, torch.nn.Module]]:
    """Every recurrent layer of torch.nn with its path, its parent and its name there."""
    if isinstance(module, KINDS):
        yield "", None, "", module
    for path, parent in module.named_modules(remove_duplicate=False):
        for name, child in parent._modules.items():
            if isinstance(child, KINDS):
                yield f"{path}.{name}" if path else name, parent, name, child


def _why_left(layer: torch.nn.Module, parent: torch.nn.Module | None) -> str:
    """Why a layer cannot be swapped faithfully; empty if it can."""
    names = _parameter_names(layer)
    if any(name not in layer._parameters for name in names):
        return "its weights are computed (weight norm, weight drop or another parametrisation)"
    if type(layer) is torch.nn.RNNCell:
        return "a single step of an RNN is no faster"
    if type(layer) not in LAYERS:
        return f"{type(layer).__name__} is a class of its own, whose forward may differ from torch.nn's"
    if parent is None:
        return f"the model itself is the layer; write cellwright.{type(layer).__name__} in its place"
    hooks = [kind for kind in HOOKS if getattr(layer, kind, None)]
    if hooks:
        return f"it has hooks ({', '.join(kind.strip('_') for kind in hooks)}) that a new layer would lose"
    return why_not_compiled(getattr(layer, names[0]))


def _parameter_names(layer: torch.nn.Module) -> list[str]:
    """The names of the parameters that torch gave a layer."""
    if isinstance(layer, torch.nn.RNNBase):
        names: list[str] = layer._flat_weights_names
        return names
    return ["weight_ih", "weight_hh", *(["bias_ih", "bias_hh"] if layer.bias else [])]


def _twin(layer: torch.nn.Module) -> Recurrent:
    """The compiled layer with the same parameters, as the same objects."""
    names = ["input_size", "hidden_size", "bias"]
    if isinstance(layer, torch.nn.RNNBase):
        names += ["num_layers", "batch_first", "dropout", "bidirectional", "proj_size"]
    if isinstance(layer, torch.nn.RNN):
        names.append("nonlinearity")
    options: dict[str, Any] = {name: getattr(layer, name) for name in names}
    make: Callable[..., Recurrent] = LAYERS[type(layer)]
    twin = make(**options, device="meta", dtype=getattr(layer, _parameter_names(layer)[0]).dtype)
    for name in list(twin._parameters):
        setattr(twin, name, getattr(layer, name))
    return twin.train(layer.training)
