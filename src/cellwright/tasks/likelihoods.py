"""What a forecaster says of each step ahead: quantiles, or a distribution that has them.

A likelihood turns the outputs of a network (..., outputs), which are on the scale of a window, into a loss and into
quantiles on the scale of the data. The first output is where the forecast lies.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import torch
from scipy import stats
from torch.nn.functional import softplus

from cellwright.data.panel import Panel
from cellwright.errors import DataError

Floats = npt.NDArray[np.float64]

# a Student-t distribution with fewer degrees of freedom has no variance
LEAST_FREEDOM = 2.0
# how sharply the mean of counts bends away from zero, and the least that it becomes, in units of the window's scale
BEND, LEAST_MEAN = 10.0, 1e-3
LEAST_SCALE = 1e-4


class Likelihood(ABC):
    """One way to say what may come.

    Attributes:
        whole: whether it is of whole numbers, none below zero.
    """

    whole = False

    def check(self, panel: Panel) -> None:  # noqa: B027  # most take any number
        """Raise DataError if values of such a panel cannot be forecast so."""

    @abstractmethod
    def located(self, levels: Sequence[float]) -> list[bool]:
        """For each output whether it moves with the level of the series."""

    @abstractmethod
    def begin(self, errors: torch.Tensor, levels: Sequence[float]) -> torch.Tensor:
        """What the outputs begin at, given errors (n,) of the seasonal naive forecast on the scale of the windows."""

    @abstractmethod
    def loss(
        self,
        output: torch.Tensor,
        target: torch.Tensor,
        center: torch.Tensor,
        scale: torch.Tensor,
        levels: Sequence[float],
    ) -> torch.Tensor:
        """The loss of each target (batch, horizon)."""

    @abstractmethod
    def quantiles(self, output: Floats, center: Floats, scale: Floats, levels: Sequence[float]) -> Floats:
        """The quantiles (windows, horizon, levels) on the scale of the data."""


class Quantiles(Likelihood):
    """The quantiles themselves, learned by the pinball loss (Koenker and Bassett 1978)."""

    def located(self, levels: Sequence[float]) -> list[bool]:
        """All of them."""
        return [True] * len(levels)

    def begin(self, errors: torch.Tensor, levels: Sequence[float]) -> torch.Tensor:
        """As far apart as the errors lie."""
        return torch.quantile(errors - errors.median(), torch.tensor(levels).to(errors))

    def loss(
        self,
        output: torch.Tensor,
        target: torch.Tensor,
        center: torch.Tensor,  # noqa: ARG002
        scale: torch.Tensor,  # noqa: ARG002
        levels: Sequence[float],
    ) -> torch.Tensor:
        """The mean of the pinball losses."""
        shares = torch.tensor(levels, dtype=output.dtype, device=output.device)
        error = target.unsqueeze(-1) - output
        return torch.maximum(shares * error, (shares - 1) * error).mean(-1)

    def quantiles(self, output: Floats, center: Floats, scale: Floats, levels: Sequence[float]) -> Floats:  # noqa: ARG002
        """Sorted: quantiles of a network may cross, and are never worse in order (Chernozhukov et al. 2010)."""
        return np.asarray(np.sort(output, -1) * scale[..., None] + center[..., None])


class StudentT(Likelihood):
    """A Student-t distribution: location, scale, degrees of freedom. Its tails forgive outliers."""

    def located(self, levels: Sequence[float]) -> list[bool]:  # noqa: ARG002
        """The location."""
        return [True, False, False]

    def begin(self, errors: torch.Tensor, levels: Sequence[float]) -> torch.Tensor:  # noqa: ARG002
        """The scale of the errors, and tails like those of five degrees of freedom."""
        spread = max(float((errors - errors.median()).abs().median()), 0.05)
        return torch.tensor([0.0, _before_softplus(spread), _before_softplus(3.0)])

    def loss(
        self,
        output: torch.Tensor,
        target: torch.Tensor,
        center: torch.Tensor,  # noqa: ARG002
        scale: torch.Tensor,  # noqa: ARG002
        levels: Sequence[float],  # noqa: ARG002
    ) -> torch.Tensor:
        """The negative logarithm of the density."""
        location, width, freedom = output.unbind(-1)
        spread = softplus(width) + LEAST_SCALE
        density = torch.distributions.StudentT(LEAST_FREEDOM + softplus(freedom), location, spread, validate_args=False)
        likelihood: torch.Tensor = density.log_prob(target)  # type: ignore[no-untyped-call]
        return -likelihood

    def quantiles(self, output: Floats, center: Floats, scale: Floats, levels: Sequence[float]) -> Floats:
        """By the inverse of the distribution function."""
        location, width, freedom = (output[..., [place]] for place in range(3))
        spread = np.logaddexp(0, width) + LEAST_SCALE
        standard = stats.t.ppf(np.asarray(levels), LEAST_FREEDOM + np.logaddexp(0, freedom))
        return np.asarray((location + spread * standard) * scale[..., None] + center[..., None])


class NegativeBinomial(Likelihood):
    """A negative binomial distribution of counts: mean and dispersion. Its quantiles are whole numbers."""

    whole = True

    def check(self, panel: Panel) -> None:
        """Raise unless all values are counts."""
        values = panel.values
        wrong = np.flatnonzero((values < 0) | (values != np.round(values)) & ~np.isnan(values))
        if len(wrong):
            series = int(np.searchsorted(panel.bounds, wrong[0], side="right")) - 1
            raise DataError(
                f"series {panel.names[series]!r} holds {values[wrong[0]]:g}, but distribution='negative_binomial' is "
                f"of counts: 0, 1, 2, ... Write distribution='student_t', or leave it out"
            )

    def located(self, levels: Sequence[float]) -> list[bool]:  # noqa: ARG002
        """The mean."""
        return [True, False]

    def begin(self, errors: torch.Tensor, levels: Sequence[float]) -> torch.Tensor:  # noqa: ARG002
        """The seasonal naive forecast as mean, and a moderate dispersion."""
        return torch.tensor([0.0, _before_softplus(3.0)]).to(errors)

    def loss(
        self,
        output: torch.Tensor,
        target: torch.Tensor,
        center: torch.Tensor,
        scale: torch.Tensor,
        levels: Sequence[float],  # noqa: ARG002
    ) -> torch.Tensor:
        """The negative logarithm of the probability."""
        location, dispersion = output.unbind(-1)
        mean = scale * (softplus(location + center / scale, beta=BEND) + LEAST_MEAN)
        count = softplus(dispersion) + LEAST_SCALE
        probability = torch.distributions.NegativeBinomial(count, logits=mean.log() - count.log(), validate_args=False)
        counts = (target * scale + center).round().clamp(min=0)
        likelihood: torch.Tensor = probability.log_prob(counts)  # type: ignore[no-untyped-call]
        return -likelihood

    def quantiles(self, output: Floats, center: Floats, scale: Floats, levels: Sequence[float]) -> Floats:
        """By the inverse of the distribution function."""
        location, dispersion = output[..., 0] + center / scale, output[..., 1]
        mean = scale * (np.logaddexp(0, BEND * location) / BEND + LEAST_MEAN)
        count = np.logaddexp(0, dispersion) + LEAST_SCALE
        shares = (count / (count + mean))[..., None]
        return np.asarray(stats.nbinom.ppf(np.asarray(levels), count[..., None], shares))


def _before_softplus(value: float) -> float:
    """What softplus makes this value of."""
    return math.log(math.expm1(value))


# the word in `distribution=` -> what it stands for
LIKELIHOODS: Mapping[str | None, Likelihood] = {
    None: Quantiles(),
    "student_t": StudentT(),
    "negative_binomial": NegativeBinomial(),
}
