"""What torch.autocast asks of compiled layers: products of pairs of bfloat16, where the processor has them."""

from __future__ import annotations

import torch

from cellwright.plan.weights import AUTOCAST, FULL, WeightFormat
from cellwright.run.host import host


def asks_for_bfloat16() -> bool:
    """Whether this call is under `torch.autocast("cpu", dtype=torch.bfloat16)`."""
    return torch.is_autocast_enabled("cpu") and torch.get_autocast_dtype("cpu") == torch.bfloat16


def numbers_for(bfloat16: bool, dtype: torch.dtype) -> WeightFormat:
    """The numbers in which a layer multiplies whose own are of this type, if it is asked for bfloat16 or not.

    Without an instruction for pairs nothing would be gained by rounding.
    """
    return AUTOCAST if bfloat16 and dtype == torch.float32 and host().pairs else FULL


def numbers_now(own: WeightFormat, dtype: torch.dtype) -> WeightFormat:
    """The numbers in which a layer multiplies in this call; a quantised one keeps its own."""
    return numbers_for(asks_for_bfloat16(), dtype) if own.trains else own
