"""Narrow weights for inference, in any model with layers of ours."""

from __future__ import annotations

from typing import TypeVar

import torch

from cellwright.errors import ArgumentError
from cellwright.nn.recurrent import Recurrent
from cellwright.plan.weights import FULL, NARROW
from cellwright.run.packed import PackedCache

Model = TypeVar("Model", bound=torch.nn.Module)


def quantize(model: Model, weights: str | None = "bfloat16") -> Model:
    """Let the recurrent layers of a model infer with narrow weights; the parameters stay as they are.

    The parameters are float32 as before, and so are the state dict, all sums, gates and states. What changes is the
    packed copy of the matrices that inference reads: "bfloat16" keeps 8 bits of each mantissa; "bfloat16_dot" rounds
    the vectors that meet the weights so, too; "int8" keeps a byte and a scale for each result, and rounds these vectors
    to bytes. docs/precision.md has measured accuracy and speed. A quantised layer gives no gradients and cannot be
    trained until `weights=None` undoes it. Later changes of parameters are seen where torch counts them, that is not
    those made through `.data`: after such a change call this again. Layers of torch.nn are left as they are: swap them
    by `cw.accelerate` first.

    Args:
        model: a layer, or a model that has some; changed in place.
        weights: "bfloat16", "bfloat16_dot", "int8", or None for the parameters' own numbers.

    Returns:
        The model.

    Raises:
        ArgumentError: the weights are unknown, there is no layer of ours, or one has no float32 kernels.

    Example:
        >>> import torch, cellwright as cw
        >>> layer, x = cw.LSTM(3, 5).eval(), torch.randn(7, 1, 3)
        >>> exact = layer(x)[0]
        >>> narrow = cw.quantize(layer, weights="bfloat16")(x)[0]
        >>> 0 < (narrow - exact).abs().max() < 0.01
        tensor(True)
    """
    if weights is not None and weights not in NARROW:
        known = ", ".join(map(repr, NARROW))
        raise ArgumentError(f"weights must be one of {known}, or None for those of the parameters; got {weights!r}")
    layers = [module for module in model.modules() if isinstance(module, Recurrent)]
    if not layers:
        raise ArgumentError(
            f"{type(model).__name__} has no recurrent layer of cellwright; write cw.accelerate(model) first"
        )
    for layer in layers if weights else ():
        kind = next(layer.parameters()).dtype
        if kind != torch.float32 or layer.backend == "eager":
            raise ArgumentError(
                f"{weights} weights are for compiled float32 layers; got {kind} with backend={layer.backend!r}; "
                "write model.float() or backend='auto'"
            )
    for layer in layers:
        layer._packed = PackedCache()
        layer.matrices = NARROW[weights] if weights else FULL
    return model
