"""Conditions under which laws are tried: memory that is NaN until it is written, and threads for the smallest work."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import numpy as np
import torch

from cellwright.run import forward, threads
from cellwright.run.account import Account


@contextmanager
def poisoned_memory() -> Iterator[None]:
    """Uninitialised memory of NumPy and torch is NaN: a kernel that forgets to write a number is seen."""
    real_empty = np.empty

    def empty(shape: Any, dtype: Any = float, **options: Any) -> Any:
        array = real_empty(shape, dtype, **options)
        if array.dtype == np.uint8:
            array.fill(0xFF)  # four or eight such bytes are a NaN
        elif array.dtype.kind == "f":
            array.fill(np.nan)
        return array

    with (
        patch.object(np, "empty", empty),
        patch.object(torch, "empty", _poisoned(torch.empty)),
        patch.object(torch, "empty_like", _poisoned(torch.empty_like)),
        patch.object(torch.Tensor, "new_empty", _poisoned(torch.Tensor.new_empty)),
    ):
        yield


def _poisoned(real: Callable[..., torch.Tensor]) -> Callable[..., torch.Tensor]:
    def empty(*arguments: Any, **options: Any) -> torch.Tensor:
        tensor = real(*arguments, **options)
        floating = tensor.is_floating_point() and tensor.device.type == "cpu"
        return tensor.fill_(float("nan")) if floating else tensor

    return empty


@contextmanager
def inputs_first() -> Iterator[None]:
    """The inputs of a single sequence are multiplied before the loop over its steps, however few they are."""
    with patch.object(forward, "SECOND_KERNEL", 0):
        yield


@contextmanager
def shared_among(count: int, *, columns: bool = False) -> Iterator[None]:
    """Even the smallest work is shared among so many threads, by rows or by columns, and however busy the cores are."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    forced: dict[str, Any] = {
        "WORTH_A_THREAD": 1,
        "WORTH_BEGINNING": 1,
        "WORTH_A_MEETING": 0 if columns else math.inf,
        "FEW_PER_CACHE": math.inf,
        "account": Account(alone=0),
    }
    try:
        with patch.multiple(threads, **forced):
            yield
    finally:
        torch.set_num_threads(before)
