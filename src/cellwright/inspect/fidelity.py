"""Whether to believe attributions: what happens to the answer when the steps that they name are taken away.

Each example's steps are put in order: first those that, by their attributions, speak most for its answer and against
that of the base. If this is right, deleting steps in this order moves the answer to the base faster than any random
order does, and inserting them moves it back faster (Petsiuk, Das and Saenko 2018, for images). The random orders make
it a test by permutation: under the hypothesis that the attributions know nothing, theirs is one order of many.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from cellwright.inspect.question import Asked

Floats = npt.NDArray[np.float64]

# at so many shares of the steps the answer is looked at
SHARES = 10
# the random orders between these quantiles are the interval that is told
LOW, HIGH = 0.025, 0.975


@dataclass(frozen=True, eq=False)
class Curves:
    """How far an answer has moved as more and more steps are deleted, or inserted; 1 is the furthest in any order.

    Attributes:
        ordered: (shares,), the steps in the order of their attributions.
        drawn: (draws, shares), steps in random orders.
    """

    ordered: Floats
    drawn: Floats

    @property
    def area(self) -> float:
        """The mean of the curve of the attributions."""
        return float(self.ordered.mean())

    @property
    def interval(self) -> tuple[float, float]:
        """Where 95 % of the areas of random orders lie."""
        low, high = np.quantile(self.drawn.mean(1), [LOW, HIGH])
        return float(low), float(high)

    @property
    def better(self) -> bool:
        """Whether the attributions know more than random orders."""
        return self.area > self.interval[1]

    def __str__(self) -> str:
        low, high = self.interval
        return f"area {self.area:.2f}; at random {low:.2f} to {high:.2f}"


@dataclass(frozen=True, eq=False)
class Fidelity:
    """What a check by deletion and insertion found. Printed, it is the verdict.

    Attributes:
        deletion: how far the answer has moved to that of the base, as steps are replaced by the base.
        insertion: how far it has moved back, as steps are put back.
    """

    deletion: Curves
    insertion: Curves

    @property
    def believable(self) -> bool:
        """Whether the attributions are better than random orders, both ways."""
        return self.deletion.better and self.insertion.better

    def to_json(self) -> dict[str, Any]:
        """The areas, the intervals and the verdict as plain JSON."""
        both = {"deletion": self.deletion, "insertion": self.insertion}
        areas = {name: {"area": curves.area, "random": list(curves.interval)} for name, curves in both.items()}
        return {"believable": self.believable, "verdict": str(self), **areas}

    def __str__(self) -> str:
        verdict = "Believe them" if self.believable else "Do not believe them"
        how = {True: "faster than", False: "no faster than"}
        return (
            f"{verdict}: deleting the steps that speak most for the answer moves it {how[self.deletion.better]} "
            f"{len(self.deletion.drawn)} random orders do ({self.deletion}), and inserting them first moves it back "
            f"{how[self.insertion.better]} these ({self.insertion})."
        )


def fidelity(asked: Asked, values: Tensor, base: Tensor, draws: int, seed: int = 0) -> Fidelity:
    """Check attributions by deletion and insertion of steps.

    Args:
        asked: the question.
        values: the attributions (batch, steps, features).
        base: what stands for a step that was deleted (batch, steps, features).
        draws: how many random orders.
        seed: of the random orders.
    """
    generator = torch.Generator().manual_seed(seed)
    answer, beside = asked.many(torch.stack([asked.inputs, base]))
    way = torch.where(answer < beside, -1.0, 1.0)
    speaking = values.sum(-1).cpu() * way.cpu().unsqueeze(1)
    orders = [speaking, *(torch.rand(speaking.shape, generator=generator) for _ in range(draws))]
    shares = torch.arange(SHARES + 1) / SHARES
    moves = []
    for order in orders:
        first = _places(order, asked) < shares[:, None, None]
        deleted, inserted = (asked.many(_mixed(asked, base, kept)) for kept in (~first, first))
        moves.append(torch.stack([answer - deleted, inserted - beside]) * way)
    found = torch.stack(moves, 1).double().cpu()  # (deletion and insertion, orders, shares, batch)
    furthest = found.abs().amax((0, 1, 2)).clamp(min=torch.finfo(torch.float64).tiny)
    deletion, insertion = ((part / furthest).mean(-1).numpy() for part in found)
    return Fidelity(Curves(deletion[0], deletion[1:]), Curves(insertion[0], insertion[1:]))


def _places(importance: Tensor, asked: Asked) -> Tensor:
    """The place of each step (batch, steps) when the most important come first: a share of the sequence, from 0."""
    known = importance.masked_fill(~asked.inside, -torch.inf)
    ranks = known.argsort(dim=1, stable=True, descending=True).argsort(dim=1)
    shares: Tensor = ranks / asked.lengths.clamp(min=1).unsqueeze(1)
    return shares


def _mixed(asked: Asked, base: Tensor, kept: Tensor) -> Tensor:
    """Inputs (times, batch, steps, features) with the base where a step (times, batch, steps) is not kept."""
    return torch.where(kept.unsqueeze(-1).to(base.device), asked.inputs, base)
