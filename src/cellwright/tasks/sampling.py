"""How the next token is drawn from what a network says of it. NumPy alone: there is one drawing for every token."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from cellwright.errors import ArgumentError
from cellwright.fit.options import check_options, number, option, optional, whole

Logits = npt.NDArray[np.floating]


@dataclass(frozen=True, kw_only=True)
class Sampling:
    """How tokens are drawn; each restriction works on what the ones above have left.

    Attributes:
        no_repeat: no run of so many tokens stands twice in a text; None allows it.
        repetition_penalty: by how much a token of the last `window` is less likely: logits above 0 are divided by it,
            others multiplied (Keskar et al., CTRL, 2019). 1 is not at all.
        window: how many of the last tokens that is.
        temperature: what logits are divided by: below 1 the likely becomes likelier, 0 always takes the likeliest.
        top_k: only so many of the likeliest tokens are drawn from (Fan, Lewis and Dauphin, ACL 2018).
        top_p: only the likeliest ones that together have this probability (Holtzman et al., ICLR 2020).

    Example:
        >>> Sampling(temperature=0).draw(np.array([0.1, 0.3, 0.2]), [], np.random.default_rng(0))
        1
    """

    no_repeat: int | None = option(optional(whole(1)), "no run of so many tokens stands twice", default=None)
    repetition_penalty: float = option(number(1), "by how much a token that stood before is less likely", default=1.0)
    window: int = option(whole(1), "how many tokens back the penalty looks", default=64)
    temperature: float = option(number(0), "below 1 the likely becomes likelier, 0 takes the likeliest", default=1.0)
    top_k: int | None = option(optional(whole(1)), "only so many of the likeliest tokens are drawn from", default=None)
    top_p: float | None = option(
        optional(number(0, 1, above=True)), "only the likeliest tokens of this probability together", default=None
    )

    def __post_init__(self) -> None:
        check_options(self)

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Sampling:
        """The way of drawing with these options.

        Raises:
            ArgumentError: there is no such option, or its value is not what it must be.
        """
        known = [each.name for each in fields(cls)]
        if strange := [name for name in options if name not in known]:
            raise ArgumentError(f"generate() has no option {strange[0]!r}; tokens are drawn by {', '.join(known)}")
        return cls(**options)

    @property
    def plain(self) -> bool:
        """Whether nothing but the temperature has a say."""
        held_back = self.repetition_penalty != 1 or self.no_repeat is not None
        return not held_back and self.top_k is None and self.top_p is None

    def draw(self, logits: Logits, before: Sequence[int], random: np.random.Generator) -> int:
        """A token number, drawn from its logits (vocabulary,); `before` are the tokens of the text so far.

        Raises:
            ArgumentError: the largest logit is no number, or infinite.
        """
        if self.repetition_penalty != 1 or self.no_repeat is not None:
            logits = self._without_repetition(logits, before)
        likeliest = logits.argmax()
        # where one is no number, this is
        if not math.isfinite(logits[likeliest]):
            raise ArgumentError(
                "no token can be drawn: the network's answer is no number, since its weights are too large"
            )
        if self.temperature == 0:
            return int(likeliest)
        if self.top_k is not None and self.top_k < len(logits):
            logits = np.where(logits < np.partition(logits, -self.top_k)[-self.top_k], -np.inf, logits)
        chances = logits - logits[likeliest]
        if self.temperature != 1:
            chances /= self.temperature
        np.exp(chances, chances)
        if self.top_p is not None:
            chances = _likeliest(chances, self.top_p)
        sums = np.add.accumulate(chances)
        return int(sums.searchsorted(random.random() * sums[-1], "right"))

    def _without_repetition(self, logits: Logits, before: Sequence[int]) -> Logits:
        logits = logits.copy()
        if self.repetition_penalty != 1:
            recent = list(set(before[-self.window :]))
            values = logits[recent]
            logits[recent] = np.where(values > 0, values / self.repetition_penalty, values * self.repetition_penalty)
        if self.no_repeat is not None:
            barred = _following(before, self.no_repeat - 1)
            # where everything is barred, nothing is
            if np.isfinite(np.delete(logits, barred)).any():
                logits[barred] = -np.inf
        return logits


def _following(before: Sequence[int], size: int) -> list[int]:
    """The tokens that have followed the last `size` tokens before."""
    if size == 0:
        return sorted(set(before))
    last = list(before[-size:])
    places = range(len(before) - size) if len(last) == size else ()
    return sorted({before[place + size] for place in places if list(before[place : place + size]) == last})


def _likeliest(chances: Logits, share: float) -> Logits:
    """The chances, with 0 for those behind the fewest that have this share together."""
    order = chances.argsort()[::-1]
    sums = chances[order].cumsum()
    kept = np.zeros_like(chances)
    few = order[: int(sums.searchsorted(share * sums[-1])) + 1]
    kept[few] = chances[few]
    return kept
