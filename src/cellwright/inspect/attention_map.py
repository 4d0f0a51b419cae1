"""Attention maps: for each token that was written, how much each token of the source was looked at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cellwright.inspect.figures import drawing, finished
from cellwright.inspect.heatmap import heat

# inches of a token, and the most tokens of a side whose names can be read
CELL, MOST_NAMED = 0.24, 60
# inches for the names of tokens, and for the title
NAMES, TITLE = 1.3, 0.6


def attention_map(
    weights: npt.NDArray[np.floating], source: Sequence[str], written: Sequence[str], title: str = ""
) -> str:
    """A picture for a page: a row for each token that was written, a column for each of the source.

    Args:
        weights: how much was looked at (tokens written, tokens of the source), 0 to 1.
        source: the tokens of the source.
        written: the tokens that were written.
        title: what stands above it.

    Example:
        >>> attention_map(np.eye(2), ["a", "dog"], ["ein", "Hund"]).startswith("<svg")
        True
    """
    rows, columns = len(written), len(source)
    wide, tall = (min(size, MOST_NAMED) * CELL + NAMES for size in (columns, rows))
    figure, axes = drawing(max(wide, 3.0), max(tall + TITLE * bool(title), 1.5))
    heat(axes, np.asarray(weights, np.float64).reshape(rows, columns), 1.0)
    if columns <= MOST_NAMED:
        axes.set_xticks(range(columns), source, rotation=90, parse_math=False)
    if rows <= MOST_NAMED:
        axes.set_yticks(range(rows), written, parse_math=False)
    axes.xaxis.tick_top()
    says = f"What was looked at in {' '.join(source)!r}, for each token of {' '.join(written)!r}"
    return finished(figure, title, says)
