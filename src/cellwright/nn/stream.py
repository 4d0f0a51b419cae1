"""Streams of layers: here a layer hands its weights over to a session that knows no torch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy.typing as npt
import torch

from cellwright.equation import Cell
from cellwright.errors import ArgumentError
from cellwright.nn.compiled import DTYPES, Sizes
from cellwright.plan.weights import FULL, WeightFormat
from cellwright.run.stream import Array, Stream, Weights

# the stacked parameters of each layer, by name
Stacks = Sequence[Mapping[str, torch.Tensor]]


def stream_of(
    cell: Cell,
    sizes: Sequence[Sizes],
    stacks: Callable[[], Stacks],
    batch: int | None,
    dtype: npt.DTypeLike | None,
    *,
    bidirectional: bool,
    residual: bool,
    matrices: WeightFormat = FULL,
) -> Stream:
    """A stream of the layers of a module.

    Raises:
        ArgumentError: the layers read sequences from their end too, or the batch or the number type is wrong.
    """
    if bidirectional:
        raise ArgumentError(
            "a bidirectional layer cannot be streamed: its second direction begins at the end of a sequence, "
            "which a stream has not seen; make the layer with bidirectional=False"
        )

    def weights() -> Weights:
        return [{name: _array(stack) for name, stack in layer.items()} for layer in stacks()]

    own = next(iter(stacks()[0].values())).dtype
    wanted = (DTYPES.get(own) or str(own).removeprefix("torch.")) if dtype is None else dtype
    threads = torch.get_num_threads()
    return Stream(cell, sizes, weights, batch, wanted, residual=residual, threads=threads, matrices=matrices)


def _array(stack: torch.Tensor) -> Array:
    given = stack.detach().cpu()
    # NumPy has no bfloat16
    array: Array = (given if given.dtype in DTYPES else given.float()).numpy()
    return array
