"""Heat maps whose zero has the colour of the page, light or dark, so that they are read on both."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

Floats = npt.NDArray[np.floating]
# two colours of middling lightness, told apart by all kinds of eyes; how full they are says how large a number is
POSITIVE, NEGATIVE = (0x2A, 0x7B, 0xD6), (0xDD, 0x6B, 0x20)
# more rows or columns than this are averaged in blocks: no screen shows them
MOST_PIXELS = 1024


def coloured(values: Floats, full: float) -> npt.NDArray[np.uint8]:
    """Numbers (rows, columns) as pixels (rows, columns, 4): 0 and NaN are clear, ±`full` and beyond are full colour.

    Example:
        >>> coloured(np.array([[0.0, 1.0, -0.5]]), 1.0)[0].tolist()
        [[42, 123, 214, 0], [42, 123, 214, 255], [221, 107, 32, 128]]
    """
    colour = np.where(values[..., None] < 0, NEGATIVE, POSITIVE)
    strength = np.clip(np.abs(np.nan_to_num(values)) / full, 0, 1) if full > 0 else np.zeros_like(values)
    return np.concatenate([colour, np.rint(255 * strength)[..., None]], -1).astype(np.uint8)


def heat(axes: Axes, values: Floats, full: float) -> None:
    """Draw numbers (units, steps): a row a unit, a column a step."""
    shown = _fewer(_fewer(values, 0), 1)
    rows, columns = values.shape
    axes.imshow(
        coloured(shown, full), aspect="auto", interpolation="none", extent=(-0.5, columns - 0.5, rows - 0.5, -0.5)
    )
    axes.grid(visible=False)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))


def _fewer(values: Floats, axis: int) -> Floats:
    """At most so many rows or columns, each the mean of as many neighbours as the others."""
    count = values.shape[axis]
    if count <= MOST_PIXELS:
        return values
    starts = np.linspace(0, count, MOST_PIXELS, endpoint=False).astype(np.int64)
    sums = np.add.reduceat(values, starts, axis)
    sizes = np.diff(starts, append=count)
    return np.asarray(sums / (sizes[:, None] if axis == 0 else sizes))
