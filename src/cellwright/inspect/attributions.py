"""How much each step and feature adds to an answer: integrated gradients, LIME and SHAP by segments, through captum."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, NamedTuple

import torch
from torch import Tensor

from cellwright.errors import MissingExtraError
from cellwright.inspect.question import Asked

# sequences that run side by side
AT_ONCE = 512
# of a piece of the way
POINTS = 32


class Piece(NamedTuple):
    """What a piece of the way from the base to the input adds, and how far that is from what the answer gains there."""

    start: float
    stop: float
    values: Tensor
    gap: float


def integrated_gradients(asked: Asked, base: Tensor, effort: int, segments: int) -> Tensor:  # noqa: ARG001
    """The gradient of the answer, averaged over the straight way from the base to the input, times the difference.

    Args:
        asked: the question.
        base: what the inputs are compared with (batch, steps, features).
        effort: at how many points of the way the gradient is taken; beyond 32 more of them where it changes quickly.
        segments: nothing.

    Source: Sundararajan, Taly and Yan, Axiomatic attribution for deep networks, ICML 2017.
    """
    method, way = _captum("IntegratedGradients")(asked), asked.inputs - base

    def piece(start: float, stop: float) -> Piece:
        ends = torch.stack([base + start * way, base + stop * way])
        values = method.attribute(
            ends[1].clone().requires_grad_(),
            baselines=ends[0],
            additional_forward_args=asked.others,
            n_steps=min(effort, POINTS),
            internal_batch_size=max(AT_ONCE, len(base)),
        ).detach()
        before, behind = asked.many(ends)
        return Piece(start, stop, values, float((values.sum((1, 2)) - behind + before).abs().sum()))

    pieces = [piece(0.0, 1.0)]
    for _ in range((effort - POINTS) // (2 * POINTS)):
        # where the gradients explain the answer worst, they are taken at more points
        worst = max(pieces, key=lambda each: each.gap)
        pieces = [each for each in pieces if each is not worst]
        middle = (worst.start + worst.stop) / 2
        pieces += [piece(worst.start, middle), piece(middle, worst.stop)]
    return torch.stack([each.values for each in pieces]).sum(0)


def _by_segments(name: str) -> Callable[[Asked, Tensor, int, int], Tensor]:
    """A method that leaves out segments of neighbouring steps at random, and fits a line to what that does."""

    def method(asked: Asked, base: Tensor, effort: int, segments: int) -> Tensor:
        explainer = _captum(name)(asked)
        found = torch.zeros_like(asked.inputs)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            for row, length in enumerate(asked.lengths.tolist()):
                own = slice(row, row + 1)
                mask, sizes = _segments(asked, length, segments)
                values = explainer.attribute(
                    asked.inputs[own],
                    baselines=base[own],
                    additional_forward_args=tuple(part[own] for part in asked.others),
                    feature_mask=mask,
                    n_samples=effort,
                    perturbations_per_eval=AT_ONCE,
                )
                # what a segment adds is shared by the numbers in it
                found[own] = values / sizes
        return found

    return method


def _segments(asked: Asked, length: int, segments: int) -> tuple[Tensor, Tensor]:
    """The number of the segment that each step and feature belongs to, and how many numbers that segment has.

    What lies behind the end joins the last segment, where it changes nothing.
    """
    steps, features = asked.inputs.shape[1:]
    count = max(1, min(segments, length))
    place = torch.div(torch.arange(steps) * count, max(length, 1), rounding_mode="floor").clamp(max=count - 1)
    own = place.unsqueeze(1) + count * torch.arange(features)
    inside = torch.arange(steps).unsqueeze(1) < length
    sizes = torch.bincount(own[inside.expand_as(own)], minlength=int(own.max()) + 1)
    return own.unsqueeze(0), torch.where(inside, sizes[own], torch.inf).unsqueeze(0)


# the name -> the method, and the effort that it takes unless told otherwise
METHODS: Mapping[str, tuple[Callable[[Asked, Tensor, int, int], Tensor], int]] = {
    "integrated_gradients": (integrated_gradients, 32),
    "lime": (_by_segments("Lime"), 500),
    "shap": (_by_segments("KernelShap"), 500),
}


def _captum(name: str) -> Any:
    try:
        return getattr(import_module("captum.attr"), name)
    except ImportError as error:
        raise MissingExtraError.of("explain", "explanations need captum") from error
