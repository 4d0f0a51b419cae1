"""The likelihood of tags under a CRF as one operation of autograd, whose gradient is known.

The forward algorithm runs as a compiled cell, forwards and backwards; all else are a few operations of NumPy in place
of some hundred nodes of autograd, which take longer than it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from cellwright.nn.compiled import Layer, train_backward, train_forward
from cellwright.nn.side_by_side import side_by_side
from cellwright.plan.schedule import ragged

Floats = npt.NDArray[np.floating]
Rows = npt.NDArray[np.int64]


class LogLikelihood(torch.autograd.Function):
    """(layer, lengths, tags, emissions, transitions, first, last) -> the log-likelihood (batch,) of the tags.

    `layer` is the forward algorithm for so many tags. All tensors are on the CPU and of its number type.
    """

    @staticmethod
    def forward(ctx: Any, layer: Layer, lengths: Tensor, tags: Tensor, *scores: Tensor) -> Tensor:
        """The score of the tags, less the logarithm of the sum over all sequences."""
        emissions, transitions, first, last = [part.detach().numpy() for part in scores]
        steps, said = lengths.numpy(), tags.numpy()
        walk = side_by_side(steps, emissions.shape[1], first=1)
        rows, begun = _flat(emissions).take(walk.places, 0), (emissions[:, 0] + first).take(walk.order, 0)
        # what the kernels are given, whose memory they may keep
        ctx.rows, ctx.begun = torch.from_numpy(rows), torch.from_numpy(begun)
        ctx.stacks = {
            "weight_ih": torch.eye(len(first), dtype=scores[0].dtype),
            "weight_hh": torch.from_numpy(np.exp(transitions).T.copy()),
        }
        ends = begun
        if len(rows):
            ctx.schedule = ragged(walk.counts.tolist(), len(steps))
            given = layer, ctx.rows, [ctx.begun], ctx.stacks, (), ctx.schedule, (len(rows),)
            ctx.output, [finals], ctx.kept = train_forward(*given)
            ends = finals.numpy()
        ends = ends + last
        top = ends.max(1, keepdims=True)
        chances = np.exp(ends - top)
        sums = chances.sum(1, keepdims=True)
        partition = np.empty(len(steps), ends.dtype)
        partition[walk.order] = (top + np.log(sums))[:, 0]
        ctx.layer, ctx.walk, ctx.steps, ctx.tags, ctx.chances = layer, walk, steps, said, chances / sums
        ctx.shape = emissions.shape
        return torch.from_numpy(_score(emissions, transitions, first, last, steps, said) - partition)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        """What the tags have, less what all sequences have in the mean."""
        given = gradient.numpy()
        d_ends = -ctx.chances * given[ctx.walk.order, None]
        d_emissions, d_transitions = np.zeros(ctx.shape, d_ends.dtype), np.zeros_like(ctx.stacks["weight_hh"].numpy())
        d_begun = d_ends
        if len(ctx.rows):
            named = "weight_hh"
            d_rows, [d_first_states], d_stacks = train_backward(
                ctx.layer, ctx.rows, [ctx.begun], ctx.stacks, (), ctx.output, ctx.kept, torch.zeros_like(ctx.output),
                [torch.from_numpy(d_ends)], ctx.schedule, wants_x=True, wanted_stacks=[named],
            )  # fmt: skip
            assert d_rows is not None
            _flat(d_emissions)[ctx.walk.places] = d_rows.numpy()
            d_begun = d_first_states.numpy()
            d_transitions = (d_stacks[named] * ctx.stacks[named]).numpy().T.copy()
        d_emissions[ctx.walk.order, 0] = d_begun
        d_first, d_last = d_begun.sum(0), d_ends.sum(0)
        _add_score(d_emissions, d_transitions, d_first, d_last, ctx.steps, ctx.tags, given)
        return None, None, None, *map(torch.from_numpy, (d_emissions, d_transitions, d_first, d_last))


def _flat(steps: Floats) -> Floats:
    flat: Floats = steps.reshape(-1, steps.shape[-1])
    return flat


def _score(emissions: Floats, transitions: Floats, first: Floats, last: Floats, lengths: Rows, tags: Rows) -> Floats:
    """The score (batch,) of tags, as `cellwright.nn.crf.Potentials.score` gives it."""
    inside = np.arange(tags.shape[1]) < lengths[:, None]
    own = np.where(inside, np.take_along_axis(emissions, tags[..., None], 2)[..., 0], 0.0).sum(1)
    moves = np.where(inside[:, 1:], transitions[tags[:, :-1], tags[:, 1:]], 0.0).sum(1)
    score: Floats = own + moves + first[tags[:, 0]] + last[tags[np.arange(len(tags)), lengths - 1]]
    return score.astype(emissions.dtype, copy=False)


def _add_score(
    d_emissions: Floats,
    d_transitions: Floats,
    d_first: Floats,
    d_last: Floats,
    lengths: Rows,
    tags: Rows,
    given: Floats,
) -> None:
    """Add the gradients of `_score`, where `given` is the gradient of each sentence."""
    rows, steps = np.nonzero(np.arange(tags.shape[1]) < lengths[:, None])
    d_emissions[rows, steps, tags[rows, steps]] += given[rows]
    later = steps > 0
    rows, steps = rows[later], steps[later]
    np.add.at(d_transitions, (tags[rows, steps - 1], tags[rows, steps]), given[rows])
    np.add.at(d_first, tags[:, 0], given)
    np.add.at(d_last, tags[np.arange(len(tags)), lengths - 1], given)
