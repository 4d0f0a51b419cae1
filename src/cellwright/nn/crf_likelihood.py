"""The likelihood of tags under a CRF as one operation of autograd, forwards and backwards one compiled call each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from cellwright.nn.function import refuse_again
from cellwright.run.likelihood import backward, forward


class LogLikelihood(torch.autograd.Function):
    """(lengths, tags, emissions, transitions, first, last) -> the log-likelihood (batch,) of the tags.

    All tensors are contiguous, on the CPU and of one number type.
    """

    @staticmethod
    def forward(ctx: Any, lengths: Tensor, tags: Tensor, *scores: Tensor) -> Tensor:
        """The score of the tags, less the logarithm of the sum over all sequences."""
        emissions, transitions, first, last = [part.detach().numpy() for part in scores]
        given = {
            "emissions": emissions,
            "lengths": lengths.numpy(),
            "said": tags.numpy(),
            "transitions": transitions,
            "first": first,
            "last": last,
        }
        ctx.arrays = forward(given)
        return torch.from_numpy(ctx.arrays["value"])

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        """What the tags have, less what all sequences have in the mean."""
        found = map(torch.from_numpy, backward(ctx.arrays, gradient.detach().contiguous().numpy()))
        return None, None, *(map(refuse_again, found) if torch.is_grad_enabled() else found)


# transforms of torch.func never come here, so that what torch does for them can be left out
log_likelihood: Callable[..., Tensor] = super(torch.autograd.Function, LogLikelihood).apply
