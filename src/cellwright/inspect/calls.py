"""What the recurrent layers of a module are called with, seen by hooks while the module runs once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch.nn.utils.rnn import PackedSequence, pad_packed_sequence

from cellwright.errors import ArgumentError
from cellwright.nn import Recurrent


@dataclass(frozen=True)
class Call:
    """A call of a recurrent layer, its input padded and with a batch.

    Attributes:
        name: the layer in its module, "encoder.recurrent"; nothing if it is the module itself.
        layer: the layer.
        x: the input, (batch, steps, input_size) or (steps, batch, input_size) as the layer takes it.
        state: the first states; None for zeros.
        keywords: `lengths` and `resets`, where they were given.
    """

    name: str
    layer: Recurrent
    x: torch.Tensor
    state: Any
    keywords: Mapping[str, Any]

    @property
    def lengths(self) -> torch.Tensor:
        """The number of steps of each sequence, on the CPU."""
        steps, batch = self.x.shape[:2][:: -1 if self.layer.batch_first else 1]
        given = self.keywords.get("lengths")
        if given is None:
            return torch.full((batch,), steps)
        return torch.as_tensor(given, dtype=torch.int64).cpu()


def recurrent_calls(
    module: torch.nn.Module, inputs: Sequence[Any], keywords: Mapping[str, Any] | None = None
) -> list[Call]:
    """The first call of each recurrent layer of a module, in the order of the calls.

    Raises:
        ArgumentError: the module calls none.
    """
    names = {part: name for name, part in module.named_modules() if isinstance(part, Recurrent)}
    seen: dict[Recurrent, tuple[Any, Any]] = {}

    def watch(layer: torch.nn.Module, given: Any, named: Any) -> None:
        assert isinstance(layer, Recurrent)
        seen.setdefault(layer, (given, named))

    hooks = [part.register_forward_pre_hook(watch, with_kwargs=True) for part in names]
    try:
        with torch.no_grad():
            module(*inputs, **(keywords or {}))
    finally:
        for hook in hooks:
            hook.remove()
    if not seen:
        raise ArgumentError(
            f"{type(module).__name__} calls no recurrent layer of cellwright; layers of torch.nn are swapped by "
            f"cw.accelerate(model)"
        )
    return [_call(names[layer], layer, *given) for layer, given in seen.items()]


def _call(name: str, layer: Recurrent, given: tuple[Any, ...], named: Mapping[str, Any]) -> Call:
    keywords = {**dict(zip(("x", "state"), given, strict=False)), **named}
    x, state = keywords.pop("x"), keywords.pop("state", None)
    other = keywords.pop("hx", None)
    state = other if state is None else state
    if isinstance(x, PackedSequence):
        x, keywords["lengths"] = pad_packed_sequence(x, batch_first=layer.batch_first)
        if isinstance(keywords.get("resets"), PackedSequence):
            keywords["resets"], _ = pad_packed_sequence(keywords["resets"], batch_first=layer.batch_first)
    if x.ndim == 2:  # one sequence
        beside = 0 if layer.batch_first else 1
        x = x.unsqueeze(beside)
        if keywords.get("resets") is not None:
            keywords["resets"] = keywords["resets"].unsqueeze(beside)
        if state is not None:
            parts = (state,) if isinstance(state, torch.Tensor) else state
            state = tuple(part.unsqueeze(1) if part.ndim == 2 else part for part in parts)
    return Call(name, layer, x, state, keywords)
