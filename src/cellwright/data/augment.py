"""Changed copies of training examples: each change one function and one row.

A change is made anew each time an example is drawn, from torch's random numbers, which training sets for each step: a
run is repeated by its seed. Lengths stay, steps behind the end of a sequence stay 0, and strengths are on the
network's own scale, on which a channel varies by about 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import torch

from cellwright.data.examples import Batch
from cellwright.errors import ArgumentError

# one change or several, with the usual strengths or with others
Augmentation: TypeAlias = str | Sequence[str] | Mapping[str, float]
# the number that stands for every token that is not known
UNKNOWN = 1
# of how many waves the smooth curves are made
WAVES = 4


@dataclass(frozen=True)
class Steps:
    """The steps of some sequences.

    Attributes:
        steps: (batch, steps, features), or token numbers (batch, steps).
        lengths: (batch,), how many steps each has.
        values: how many of the features, its first, were measured; the others are flags, times and the like.
    """

    steps: torch.Tensor
    lengths: torch.Tensor
    values: int

    @property
    def inside(self) -> torch.Tensor:
        """(batch, steps), whether a step belongs to its sequence."""
        return torch.arange(self.steps.shape[1]) < self.lengths[:, None]

    def measured(self, change: Callable[[torch.Tensor], torch.Tensor]) -> torch.Tensor:
        """The steps, with their measured values (batch, steps, values) changed."""
        values, others = self.steps.tensor_split([self.values], -1)
        return torch.cat([change(values) * self.inside[..., None], others], -1)


def jitter(given: Steps, strength: float) -> torch.Tensor:
    """White noise of this standard deviation on every value (Um et al. 2017)."""
    return given.measured(lambda values: values + strength * torch.randn_like(values))


def scaling(given: Steps, strength: float) -> torch.Tensor:
    """Each sequence a little larger or smaller, by one factor about 1 for a whole channel (Um et al. 2017)."""
    return given.measured(lambda values: values * (1 + strength * torch.randn_like(values[:, :1])))


def magnitude_warp(given: Steps, strength: float) -> torch.Tensor:
    """Each sequence larger here and smaller there, by a smooth curve about 1 for each channel (Um et al. 2017)."""
    return given.measured(lambda values: values * (1 + strength * _smooth(given, values.shape[-1])))


def time_warp(given: Steps, strength: float) -> torch.Tensor:
    """Each sequence faster here and slower there, as a smooth curve goes; it begins and ends where it did."""
    pace = torch.exp(strength * _smooth(given, 1)[..., 0]) * given.inside
    way = pace.cumsum(1) - pace[:, :1]
    last = (given.lengths - 1).clamp(min=0)[:, None]
    whole = way.gather(1, last).clamp(min=torch.finfo(way.dtype).tiny)
    return _at(given, way / whole * last)


def window_slice(given: Steps, strength: float) -> torch.Tensor:
    """Each sequence without this share of it at its ends, stretched to its old length (Le Guennec et al. 2016)."""
    last = (given.lengths - 1).clamp(min=0)[:, None]
    begin = strength * torch.rand(len(given.steps), 1) * last
    return _at(given, begin + (1 - strength) * torch.arange(given.steps.shape[1]))


def channel_dropout(given: Steps, strength: float) -> torch.Tensor:
    """Channels that are 0 for a whole sequence, each with this probability."""
    return given.measured(lambda values: values * (torch.rand_like(values[:, :1]) >= strength))


def token_dropout(given: Steps, strength: float) -> torch.Tensor:
    """Tokens that are unknown, each with this probability (Dai and Le 2015)."""
    dropped = (torch.rand(given.steps.shape) < strength) & given.inside
    return torch.where(dropped, UNKNOWN, given.steps)


@dataclass(frozen=True)
class Change:
    """A row of the list of changes.

    Attributes:
        function: what changes the steps, by a strength.
        strength: the usual one.
        tokens: whether it changes token numbers, not series.
        ahead: whether a series that is to be forecast changes with its window (True), or the window alone does
            (False); None where a forecast cannot be learned from what is changed.
    """

    function: Callable[[Steps, float], torch.Tensor]
    strength: float
    tokens: bool = False
    ahead: bool | None = None


AUGMENTATIONS: Mapping[str, Change] = {
    "jitter": Change(jitter, 0.05, ahead=False),
    "scaling": Change(scaling, 0.1, ahead=True),
    "magnitude_warp": Change(magnitude_warp, 0.1, ahead=True),
    "time_warp": Change(time_warp, 0.2),
    "window_slice": Change(window_slice, 0.1),
    "channel_dropout": Change(channel_dropout, 0.1),
    "token_dropout": Change(token_dropout, 0.1, tokens=True),
}
# those that leave a window and what follows it in step: a forecast begins where its window ends
OF_WINDOWS = tuple(name for name, change in AUGMENTATIONS.items() if change.ahead is not None)


def strengths(augmentation: Augmentation) -> Mapping[str, float]:
    """How strong each change is.

    Example:
        >>> strengths("jitter"), strengths({"jitter": 0.5})
        ({'jitter': 0.05}, {'jitter': 0.5})
    """
    if isinstance(augmentation, Mapping):
        return augmentation
    names = [augmentation] if isinstance(augmentation, str) else augmentation
    return {name: AUGMENTATIONS[name].strength for name in names}


def are_augmentations(value: object, known: Collection[str] = AUGMENTATIONS) -> bool:
    """Whether these are known changes, with strengths from 0 to below 1 if any are given."""
    if isinstance(value, Mapping):
        return are_augmentations(list(value), known) and all(_is_share(strength) for strength in value.values())
    names = [value] if isinstance(value, str) else value
    return isinstance(names, (list, tuple)) and len(names) > 0 and all(name in known for name in names)


def _is_share(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 1


def augmented(batch: Batch, augmentation: Augmentation, values: int | None = None) -> Batch:
    """A batch of sequences, and of their lengths if they are not equally long, with these changes.

    Args:
        batch: its first input are the sequences, its second, if that holds integers, their lengths.
        augmentation: the changes.
        values: how many of the features were measured; None is all of them.

    Raises:
        ArgumentError: a change is of series, but these are texts, or the other way round.
    """
    steps, *others = batch.inputs
    tokens = not steps.is_floating_point()
    lengths = next((o for o in others if o.dtype == torch.int64 and o.ndim == 1), None)
    lengths = torch.full((len(steps),), steps.shape[1]) if lengths is None else lengths
    given = Steps(steps, lengths, 0 if tokens else steps.shape[-1] if values is None else values)
    for name, strength in strengths(augmentation).items():
        if tokens != AUGMENTATIONS[name].tokens:
            suit = ", ".join(repr(each) for each, change in AUGMENTATIONS.items() if change.tokens == tokens)
            kind = "texts" if tokens else "sequences of numbers"
            raise ArgumentError(f"augment={name!r} is not for {kind}; for these there is {suit}")
        given = replace(given, steps=AUGMENTATIONS[name].function(given, strength))
    return replace(batch, inputs=(given.steps, *others))


def augmented_windows(batch: Batch, augmentation: Augmentation) -> Batch:
    """A batch of windows with what follows them, in which what is forecast changes as its window does.

    Args:
        batch: its first input are windows (batch, steps, features), whose first feature is the series; its first
            target is how that goes on (batch, horizon).
        augmentation: changes that are among `OF_WINDOWS`.
    """
    windows, *others = batch.inputs
    future, *known = batch.targets
    size = windows.shape[1]
    series = torch.cat([windows[..., 0], future], 1).unsqueeze(-1)
    for name, strength in strengths(augmentation).items():
        change = AUGMENTATIONS[name]
        changed = change.function(Steps(series, torch.full((len(series),), series.shape[1]), 1), strength)
        series = changed if change.ahead else torch.cat([changed[:, :size], series[:, size:]], 1)
    windows = torch.cat([series[:, :size], windows[..., 1:]], -1)
    return replace(batch, inputs=(windows, *others), targets=(series[:, size:, 0], *known))


def _smooth(given: Steps, channels: int) -> torch.Tensor:
    """Smooth random curves (batch, steps, channels) of mean square 1: a constant and slow waves."""
    place = torch.arange(given.steps.shape[1]) / given.lengths.clamp(min=1)[:, None]
    waves = torch.cos(torch.pi * place[..., None] * torch.arange(WAVES))
    curves: torch.Tensor = waves @ torch.randn(len(given.steps), WAVES, channels)
    return curves * math.sqrt(2 / (WAVES + 1))


def _at(given: Steps, places: torch.Tensor) -> torch.Tensor:
    """The steps at these places (batch, steps): values between their neighbours, all else of the nearest step."""
    last = (given.lengths - 1).clamp(min=0)[:, None]
    places = torch.minimum(places.clamp(min=0), last)
    low = places.floor().long()
    high = torch.minimum(low + 1, last)
    share = (places - low)[..., None]
    row = torch.arange(len(places))[:, None]
    between = given.steps[row, low] * (1 - share) + given.steps[row, high] * share
    nearest = given.steps[row, places.round().long()]
    steps = torch.cat([between[..., : given.values], nearest[..., given.values :]], -1)
    inside: torch.Tensor = steps * given.inside[..., None]
    return inside
