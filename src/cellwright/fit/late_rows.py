"""Rows of weights that have no gradient for some steps of Adam, and are made up for when they are next needed.

Adam moves a weight at every step, also where it has no gradient, by what is left of its moments m and v. In step i of
such steps m is beta1^i m and v is beta2^i v, so that the weight moves by a_i m / (sqrt(v) + epsilon x_i), where a_i and
x_i are numbers that all weights share which were left at the same step. The sum over the steps is that of the two
fractions whose x have the same moments up to the third, by weights a (a quadrature of Gauss): it is exact where epsilon
is nothing beside sqrt(v) or everything, and in between for as long as x varies little.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
# behind so many steps nothing is left of a moment, in double precision
MEMORY = 400
# moments of x that are summed
MOMENTS = 4
# a variance of x below this share of its square is one of rounding
VARIES = 1e-13


class LateRows:
    """How far each row of an array of weights has come, and what it lacks.

    Args:
        rows: how many there are.
        betas: the shares of both moments that are kept in a step.
        epsilon: what stands below the fraction beside the root of the second moment.

    Attributes:
        steps: how many steps there were since all rows were the same.
        left: the step at which each row was left.
        sums: for each step at which a row may have been left, what it is kept by, and the moments of x (5, steps).
    """

    def __init__(self, rows: int, betas: tuple[float, float], epsilon: float) -> None:
        self.betas, self.epsilon = betas, epsilon
        self.steps = 0
        self.left: Rows = np.zeros(rows, np.int64)
        self.sums: Floats = np.zeros((1 + MOMENTS, 64))
        self.sums[0, 0] = 1.0
        self._orders = np.arange(1, 1 + MOMENTS)
        # what a step adds to the sums of those left MEMORY, ..., 2, 1 steps before
        shares = betas[0] / betas[1] ** (self._orders[:, None] / 2)
        self._added = shares ** np.arange(MEMORY, 0, -1)

    def add(self, rows: Rows, *, size: float, root: float, keep: float) -> None:
        """One more step, in which these rows alone had a gradient.

        Args:
            rows: their numbers; they lack nothing.
            size: what the first moment is multiplied by.
            root: what the root of the second is multiplied by.
            keep: what all weights are multiplied by.
        """
        known = self.steps + 1
        if known == self.sums.shape[1]:
            self.sums = np.concatenate([self.sums, np.zeros_like(self.sums)], 1)
        if keep != 1:
            self.sums[:, :known] *= keep
        recent = min(known, MEMORY)
        own = size * (1 / root) ** self._orders
        self.sums[1:, known - recent : known] += own[:, None] * self._added[:, MEMORY - recent :]
        self.sums[:, known] = 0.0
        self.sums[0, known] = 1.0
        self.steps = known
        self.left[rows] = known

    def behind(self, rows: Rows | None = None) -> Rows:
        """The different rows, of these or of all, that lack steps."""
        if not self.steps:
            return np.zeros(0, np.int64)
        if rows is None:
            return np.flatnonzero(self.left < self.steps)
        return np.unique(rows[self.left[rows] < self.steps])

    def lacking(self, rows: Rows) -> Floats:
        """What rows lack, (rows, 7), as `cellwright.emit.llvm.adam.LATE` names it behind the places and the count."""
        left = self.left[rows]
        keep, total, *moments = self.sums[:, left]
        low, high, share = _quadrature(total, *moments)
        fades = [beta ** (self.steps - left) for beta in self.betas]
        fractions = total * (1 - share), self.epsilon * low, total * share, self.epsilon * high
        return np.stack([keep, *fractions, *fades], 1)

    def settle(self) -> None:
        """Begin afresh, since no row lacks anything."""
        self.steps = 0
        self.left[:] = 0
        self.sums[:, 0] = 0.0
        self.sums[0, 0] = 1.0

    def restore(self, steps: int, left: Rows, sums: Floats) -> None:
        """Be as another was that had these."""
        self.steps, self.left, self.sums = steps, left.copy(), sums.copy()


def _quadrature(total: Floats, *moments: Floats) -> tuple[Floats, Floats, Floats]:
    """Two numbers, and the share of the second, that have the first three moments of others, which come as sums."""
    some = np.where(total > 0, total, 1.0)
    first, second, third = (np.where(total > 0, moment / some, 1.0) for moment in moments)
    variance = second - first**2
    varies = variance > VARIES * first**2
    spread = np.where(varies, variance, 1.0)
    skew = (third - 3 * first * second + 2 * first**3) / spread
    width = np.sqrt(skew**2 + 4 * spread)
    low, high = (skew - width) / 2, (skew + width) / 2
    return (
        np.where(varies, first + low, first),
        np.where(varies, first + high, first),
        np.where(varies, -low / width, 0.0),
    )


def places_of(rows: Rows, arrays: Sequence[int], columns: int, dtype: str) -> list[Rows]:
    """Where some rows lie in arrays of these addresses."""
    offsets = rows * (columns * np.dtype(dtype).itemsize)
    return [array + offsets for array in arrays]
