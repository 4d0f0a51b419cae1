"""The page of an explanation: each example coloured by what it adds, and the check that says whether to believe it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from cellwright.inspect.fidelity import HIGH, LOW, Curves, Fidelity
from cellwright.inspect.figures import FIRST, TEXT, counted_axis, drawing, finished
from cellwright.inspect.heatmap import NEGATIVE, POSITIVE, coloured, heat
from cellwright.inspect.report import Report, Section

if TYPE_CHECKING:
    from cellwright.inspect.explain import Explanation

Floats = npt.NDArray[np.float64]

# a page draws no more examples, and no more features as lines, than these
MOST_EXAMPLES, MOST_LINES = 6, 3
# so much of what was chosen for an example stands in its heading
MOST_LETTERS = 60
# features whose attributions are below this share of the largest are not drawn
FAINT = 0.1
READING = (
    "Blue steps raise the number that is explained, orange ones lower it, and the fuller the colour, the more; all "
    "compared with {base}. In brackets: the number, and what it would be for the base."
)
CHECK = (
    "Steps are replaced by the base one after the other, or put back, those first that speak most for the answer by "
    "their attributions (the line), and in {draws} random orders (the band holds 95 % of them). 1 is the furthest that "
    "any order moves it. Attributions that say what the network looks at lie above the band both times."
)


def report(explanation: Explanation) -> Report:
    """The page."""
    facts = {
        "Explained": explanation.question.says,
        "Method": explanation.method.replace("_", " "),
        "Compared with": explanation.compared_with,
        "Examples": str(len(explanation.values)),
        "Adding up to within": explanation.gap_in_words,
    }
    return Report("Why the network says so", str(explanation.fidelity), facts, sections(explanation))


def sections(explanation: Explanation) -> list[Section]:
    """The parts of a report that show an explanation."""
    drawn = list(pictures(explanation, MOST_EXAMPLES).values())
    left_out = len(explanation.values) - len(drawn)
    says = READING.format(base=explanation.compared_with)
    says += f" {left_out} more examples are not drawn." if left_out > 0 else ""
    found = [Section("What the network looked at", says, figures=drawn)]
    if explanation.attention is not None:
        found.append(
            Section(
                "Its own attention",
                "How much each step counts where the network draws its steps together.",
                figures=[_attention(explanation, row) for row in range(len(drawn))],
            )
        )
    checked = explanation.fidelity
    says = CHECK.format(draws=len(checked.deletion.drawn))
    return [*found, Section("Whether to believe it", f"{checked} {says}", figures=curves(checked))]


def pictures(explanation: Explanation, most: int | None = None) -> Mapping[str, str]:
    """A picture of each example by its name; no more than so many."""
    draw = _text if explanation.question.tokens else _series
    return {name: draw(explanation, row) for row, name in enumerate(explanation.names[:most])}


def _heading(explanation: Explanation, row: int) -> str:
    chosen = explanation.chosen[row] if explanation.chosen else ""
    about = f", {chosen[:MOST_LETTERS]}{'…' * (len(chosen) > MOST_LETTERS)}" if chosen else ""
    return f"{explanation.names[row]}{about} ({explanation.answer[row]:.4g}; base {explanation.base[row]:.4g})"


def _full(values: Floats) -> float:
    """The attribution that has full colour."""
    return float(np.abs(values[np.isfinite(values)]).max(initial=0.0))


def _series(explanation: Explanation, row: int) -> str:
    """Few features as lines over their attributions, many as a heat map of attributions."""
    length = int(explanation.lengths[row])
    values, inputs = explanation.values[row, :length], explanation.inputs[row, :length]
    says = f"Attributions of {explanation.names[row]}"
    title = _heading(explanation, row)
    wide = 8.5 if len(explanation.values) == 1 else 5.4
    tall = np.abs(values).max(0, initial=0.0)
    shown = [place for place in range(values.shape[1]) if tall[place] > FAINT * tall.max()] or [0]
    if len(shown) > MOST_LINES:
        figure, axes = drawing(wide, 0.9 + 0.22 * len(shown))
        heat(axes, values[:, shown].T, _full(values))
        axes.set_yticks(range(len(shown)), [explanation.features[place] for place in shown])
        counted_axis(axes, f"step (full colour: ±{_full(values):.3g})")
        return finished(figure, title, says)
    figure, axes = drawing(wide, 1.4 + 0.7 * len(shown))
    _lanes(explanation.features, shown, values, inputs, axes)
    counted_axis(axes, f"step (full colour: ±{_full(values):.3g})")
    return finished(figure, title, says)


def _lanes(features: Sequence[str], shown: Sequence[int], values: Floats, inputs: Floats, axes: Axes) -> None:
    """Each feature in a lane of its own: its line, on a ground coloured by its attributions."""
    steps = np.arange(len(values))
    for lane, place in enumerate(reversed(shown)):
        ground = coloured(values[:, place][None], _full(values))
        axes.imshow(
            ground, aspect="auto", interpolation="none", extent=(-0.5, len(steps) - 0.5, lane - 0.46, lane + 0.46)
        )
        own = inputs[:, place]
        spread = np.ptp(own) or 1.0
        axes.plot(steps, lane - 0.38 + 0.76 * (own - own.min()) / spread, color=TEXT, lw=1.2)
    axes.set_yticks(range(len(shown)), [features[place] for place in reversed(shown)])
    axes.set_ylim(-0.5, len(shown) - 0.5)
    axes.set_xlim(-0.5, len(steps) - 0.5)
    axes.grid(visible=False)


def _text(explanation: Explanation, row: int) -> str:
    """The tokens, each on a ground coloured by its attribution; the direction of writing is that of the text."""
    values = explanation.values[row, : explanation.lengths[row], 0]
    full = _full(values) or 1.0
    parts = []
    for token, value in zip(explanation.question.tokens[row], values.tolist(), strict=False):
        red, green, blue = POSITIVE if value >= 0 else NEGATIVE
        ground = f"rgba({red},{green},{blue},{0.75 * abs(value) / full:.2f})"
        parts.append(
            f'<span style="background:{ground};border-radius:.2em" title="{value:+.3g}">{escape(token)}</span>'
        )
    text = escape(explanation.question.between).join(parts)
    return (
        f'<p style="margin:0;font-size:.85rem" dir="auto">{escape(_heading(explanation, row))}</p>'
        f'<p style="color:var(--text);font-size:1.05rem;line-height:1.9;overflow-wrap:anywhere" dir="auto">{text}</p>'
    )


def _attention(explanation: Explanation, row: int) -> str:
    assert explanation.attention is not None
    length = int(explanation.lengths[row])
    figure, axes = drawing(5.4, 1.9)
    axes.bar(np.arange(length), explanation.attention[row, :length], width=1.0, color=FIRST, alpha=0.8)
    axes.set_xlim(-0.5, length - 0.5)
    counted_axis(axes, "step")
    name = explanation.names[row]
    return finished(figure, name, f"Attention of {name} over its steps")


def curves(checked: Fidelity) -> list[str]:
    """The curves of deletion and insertion, beside the band of random orders."""
    return [
        _curve(checked.deletion, "Deleting steps", "moved to the base"),
        _curve(checked.insertion, "Inserting steps", "moved to the answer"),
    ]


def _curve(found: Curves, title: str, label: str) -> str:
    figure, axes = drawing(5.4, 2.8)
    shares = np.linspace(0, 100, len(found.ordered))
    low, middle, high = np.quantile(found.drawn, [LOW, 0.5, HIGH], axis=0)
    axes.fill_between(shares, low, high, color=TEXT, alpha=0.15, lw=0, label="random orders")
    axes.plot(shares, middle, color=TEXT, lw=0.9, ls=":")
    axes.plot(shares, found.ordered, color=FIRST, label="by attribution")
    axes.set_xlabel("% of the steps")
    axes.set_ylabel(label)
    return finished(figure, title, f"{title} by attribution, and in random orders")
