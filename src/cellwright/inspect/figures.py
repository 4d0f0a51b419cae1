"""Figures for reports: matplotlib drawings as SVG texts whose colours follow the page, light or dark."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

Floats = npt.NDArray[np.float64]

# drawn in these colours; in the page each becomes the property beside it
TEXT, LINE = "#010101", "#020202"
FIRST, SECOND, THIRD, FOURTH, FIFTH, SIXTH = "#030303", "#040404", "#050505", "#060606", "#070707", "#080808"
PROPERTIES = {
    TEXT: "--text", LINE: "--line", FIRST: "--first", SECOND: "--second", THIRD: "--third", FOURTH: "--fourth",
    FIFTH: "--fifth", SIXTH: "--sixth",
}  # fmt: skip
# the colours of the light page, for figures that stand alone
LIGHT = {
    "--text": "#1d2433", "--line": "#dfe1e8", "--first": "#0b62c4", "--second": "#c2541b", "--third": "#2b8a57",
    "--fourth": "#8a4bb3", "--fifth": "#b0305f", "--sixth": "#7d6a00",
}  # fmt: skip
PALETTE = (FIRST, SECOND, THIRD, FOURTH, FIFTH, SIXTH)
DASHES = ("-", "--", ":", "-.")
# the most pixels of a page that an inch of a figure becomes
LARGEST_SCALE = 108
# inches from which on a figure has the width of the page to itself
WIDE = 6.0
# so much of the width of a figure takes a name in its legend
INCHES_A_NAME = 1.6
STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "cellwright",
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": TEXT,
    "axes.labelcolor": TEXT,
    "axes.edgecolor": LINE,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": LINE,
    "grid.linewidth": 0.6,
    "xtick.color": TEXT,
    "ytick.color": TEXT,
    "lines.linewidth": 1.5,
}


def drawing(width: float = 5.4, height: float = 3.1) -> tuple[Figure, Axes]:
    """An empty figure, sizes in inches, with one pair of axes."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        return figure, figure.subplots()


def svg(figure: Figure, says: str) -> str:
    """The figure as SVG for a page, with a sentence for those who cannot see it."""
    buffer = io.StringIO()
    with mpl.rc_context(STYLE), warnings.catch_warnings():
        # the page has the letters of every script; the font that places them here need not
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        warnings.filterwarnings("ignore", message="Matplotlib currently does not support")
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    for colour, name in PROPERTIES.items():
        text = text.replace(colour, f"var({name})")
    wide = 'class="wide" ' if figure.get_figwidth() > WIDE else ""
    # the page sets the size, but a small figure has no large letters; and the font
    style = f'style="max-width: {LARGEST_SCALE * figure.get_figwidth():.0f}px"'
    head = rf'<svg {wide}\1 {style} role="img" aria-label="@">'
    text = re.sub(r'<svg [^>]*?(viewBox="[^"]*")[^>]*>', head, text, count=1)
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r"font: ([0-9.]+px) [^;\"]*", r"font: \1 system-ui, sans-serif", text)
    return text.replace("@", says.replace('"', "'").replace("<", "").replace("&", "and"), 1)


def standalone(picture: str) -> str:
    """A picture of a page as an SVG text of its own, in the colours of the light page.

    Example:
        >>> standalone('<svg viewBox="0 0 1 1"><path style="fill: var(--text)"/></svg>')
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path style="fill: #1d2433"/></svg>'
    """
    for name, colour in LIGHT.items():
        picture = picture.replace(f"var({name})", colour)
    linked = ' xmlns:xlink="http://www.w3.org/1999/xlink"' if "xlink:" in picture else ""
    return picture.replace("<svg ", f'<svg xmlns="http://www.w3.org/2000/svg"{linked} ', 1)


def finished(figure: Figure, title: str, says: str, *, dates: bool = False) -> str:
    """The figure with its title and its legend, as SVG.

    Args:
        figure: with one pair of axes.
        title: what stands above it.
        says: a sentence for those who cannot see it.
        dates: whether its x axis is time.
    """
    [axes] = figure.axes
    axes.set_title(title, loc="left", fontsize=11, parse_math=False)  # a name may have dollars in it
    if dates:
        ticks = AutoDateLocator(minticks=3, maxticks=6)  # type: ignore[no-untyped-call]
        axes.xaxis.set_major_locator(ticks)
        axes.xaxis.set_major_formatter(ConciseDateFormatter(ticks))  # type: ignore[no-untyped-call]
    handles, labels = axes.get_legend_handles_labels()
    if labels:
        # a row that is wider than the figure would be cut off
        beside = int(figure.get_figwidth() / INCHES_A_NAME)
        style = {"frameon": False, "fontsize": 9, "labelcolor": TEXT}
        figure.legend(handles, labels, loc="outside lower center", ncols=beside, **style)
    return svg(figure, says)


def counted_axis(axes: Axes, says: str) -> None:
    """Name the x axis of what is counted, such as steps or epochs: its ticks are whole numbers."""
    axes.set_xlabel(says)
    axes.xaxis.set_major_locator(MaxNLocator("auto", steps=[1, 2, 5, 10], integer=True))


def fan(
    axes: Axes, stamps: Any, quantiles: Floats, levels: Sequence[float], *, colour: str = FIRST, label: str
) -> None:
    """A median with bands between each outer pair of quantiles (points, levels)."""
    levels = list(levels)
    for low in range(len(levels) // 2):
        high = len(levels) - 1 - low
        share = round(100 * (levels[high] - levels[low]))
        axes.fill_between(
            stamps, quantiles[:, low], quantiles[:, high], color=colour, alpha=0.18, lw=0, label=f"{share} % interval"
        )
    axes.plot(stamps, quantiles[:, levels.index(0.5)], color=colour, label=label)


def lines(axes: Axes, x: Any, named: Mapping[str, Floats]) -> None:
    """One line a name."""
    for number, (name, values) in enumerate(named.items()):
        axes.plot(x, values, label=name, **look(number))


def look(number: int) -> dict[str, Any]:
    """Colour and dashes of the line of this number: no two of the first two dozen are alike.

    Example:
        >>> look(0)["linestyle"], look(len(PALETTE))["linestyle"]
        ('-', '--')
    """
    return {"color": PALETTE[number % len(PALETTE)], "linestyle": DASHES[number // len(PALETTE) % len(DASHES)]}


def autocorrelation(errors: Sequence[Floats], lags: int) -> Floats:
    """The autocorrelation (lags,) of errors within each of several runs, at the lags 1, 2, ...

    Example:
        >>> autocorrelation([np.array([1.0, -1.0, 1.0, -1.0])], 2)
        array([-1.,  1.])
    """
    mean = float(np.nanmean(np.concatenate([run.ravel() for run in errors])))
    result = np.full(lags, np.nan)
    for lag in range(1, lags + 1):
        pairs = [(run[:-lag] - mean, run[lag:] - mean) for run in errors if len(run) > lag]
        left, right = (np.concatenate(side) for side in zip(*pairs, strict=True)) if pairs else ((), ())
        known = ~np.isnan(left) & ~np.isnan(right)
        left, right = np.asarray(left)[known], np.asarray(right)[known]
        size = np.sqrt((left @ left) * (right @ right))
        if len(left) > 1 and size > 0:
            result[lag - 1] = float(left @ right / size)
    return result
