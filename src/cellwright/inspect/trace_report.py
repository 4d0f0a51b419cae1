"""The page of a trace: heat maps of what happened at each step, and how often the gates were open or closed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cellwright.equation.labels import labels
from cellwright.equation.show import equations
from cellwright.inspect.figures import TEXT, counted_axis, drawing, finished, lines, look
from cellwright.inspect.heatmap import heat
from cellwright.inspect.report import Report, Section, Table
from cellwright.nn.trace import Key

if TYPE_CHECKING:
    from cellwright.inspect.trace import Trace

Array = npt.NDArray[np.floating]

# a gate is called saturated beyond these (Karpathy et al. 2015)
CLOSED, OPEN = 0.1, 0.9
# a gate that is closed, or open, in more than this share of cases decides little
STUCK = 0.75
# an equation above a picture is no longer than this; more inputs than this are a heat map, fewer are lines
LONGEST_TITLE, MOST_LINES = 62, 4
# a report that is about something else has no more heat maps than this
MOST_PICTURES = 8
HEATS = (
    "A row is a unit, a column a step. A gate that is open (1) is blue, one that is closed (0) orange; one that is "
    "half open has the colour of the page. Of all else 0 has it; blue is positive, orange negative."
)
SATURATION = (
    "Each dot is a unit: how often its gate was closed (below 0.1) and open (above 0.9), over all steps and sequences. "
    "A forget gate at the top remembers for long, one near the right forgets at once; what lies at the lower left "
    "never decides clearly (Karpathy, Johnson and Fei-Fei 2015)."
)


def report(trace: Trace, sequence: int) -> Report:
    """The page of one sequence."""
    steps = int(trace.layers[0].lengths[sequence])
    count = len(trace.layers[0].lengths)
    facts = {
        "Layers": ", ".join(f"{n}: {layer.cell.name}" for n, layer in enumerate(trace.layers)),
        "Sequences": f"{count}, of which number {sequence} is drawn",
        "Steps": f"{steps}",
    }
    return Report("What happened inside", in_words(trace), facts, sections(trace, sequence))


def sections(trace: Trace, sequence: int) -> list[Section]:
    """The parts of a report that show a trace."""
    found = []
    for layer, direction in dict.fromkeys((place, way) for _, place, way in trace):
        keys = [key for key in trace if key[1:] == (layer, direction) and not _seen(trace, key)]
        own = [_picture(trace, key, sequence) for key in keys]
        found.append(Section(f"What the gates did: {_place(trace, layer, direction)}", HEATS, figures=own))
    return [*found, *_closing(trace)]


def short_sections(trace: Trace, sequence: int = 0) -> list[Section]:
    """The same for a report that has other things to say: gates and memories, so many pictures, and no more."""
    wanted = []
    for key in trace:
        name, number, _ = key
        cell = trace.layers[number].cell
        memories = {state.label for state in cell.states} - {labels(cell)[cell.outputs[0][1]].name}
        if name in trace.layers[number].gates or name in memories:
            wanted.append(key)
    drawn = [_picture(trace, key, sequence) for key in wanted[:MOST_PICTURES]]
    says = f"{in_words(trace)} {HEATS}"
    return [*([Section("What the gates did", says, figures=drawn)] if drawn else []), *_closing(trace)]


def _closing(trace: Trace) -> list[Section]:
    """Saturation and reach, where there are any."""
    frame, found = trace.saturation(), []
    if len(frame):
        rows = [
            [f"{gate}, layer {layer}, {direction}", *(f"{number:.2f}" for number in numbers)]
            for gate, layer, direction, *numbers in frame.itertuples(index=False)
        ]
        table = Table(["gate", *frame.columns[3:]], rows)
        found.append(Section("How often the gates were open or closed", SATURATION, _saturations(trace), table))
    return [*found, trace.reach.section()] if trace.reach else found


def in_words(trace: Trace) -> str:
    """What a reader should know first: the gates that hardly move, and how far back a gradient lives."""
    stuck = []
    for gate, layer, direction, _, closed, opened in trace.saturation().itertuples(index=False):
        if max(closed, opened) > STUCK:
            state, share = ("closed", closed) if closed > opened else ("open", opened)
            stuck.append(f"{gate} of layer {layer} ({direction}) is {state} in {share:.0%} of cases")
    gates = f"Saturated most of the time: {'; '.join(stuck)}." if stuck else "No gate is saturated most of the time."
    return f"{gates} {trace.reach or ''}".strip()


def pictures(trace: Trace, sequence: int) -> Mapping[Key, str]:
    """A picture of each value of a sequence over time."""
    return {key: _picture(trace, key, sequence) for key in trace}


def _seen(trace: Trace, key: Key) -> bool:
    """Whether a value is drawn elsewhere: the input of another direction, or what the layer below gives."""
    name, number, direction = key
    inner = number > 0 and trace.layers[number] is trace.layers[number - 1]
    return name == trace.layers[number].cell.inputs[0].label and (inner or direction != "forward")


def _picture(trace: Trace, key: Key, sequence: int) -> str:
    name, number, direction = key
    layer = trace.layers[number]
    values = trace[key][sequence, : layer.lengths[sequence]]
    steps, size = values.shape
    figure, axes = drawing(5.4, 1.9)
    says = f"{name} of layer {number}, {direction}, over time"
    if name == layer.cell.inputs[0].label and size <= MOST_LINES:
        lines(
            axes,
            np.arange(steps),
            {f"input {feature}": values[:, feature].astype(np.float64) for feature in range(size)},
        )
        axes.set_xlim(-0.5, steps - 0.5)
        counted_axis(axes, "step")
        return finished(figure, f"{name}: what the layer is given", says)
    if name in layer.gates:
        heat(axes, values.T - 0.5, 0.5)
        counted_axis(axes, "step (full colour: 0 and 1)")
    else:
        full = float(np.abs(values[np.isfinite(values)]).max(initial=0.0))
        heat(axes, values.T, full)
        counted_axis(axes, f"step (full colour: ±{full:.3g})")
    axes.set_ylabel("unit")
    return finished(figure, _title(trace, key), says)


def _title(trace: Trace, key: Key) -> str:
    """The equation of a value, if there is room for it."""
    name, number, _ = key
    cell = trace.layers[number].cell
    if name == cell.inputs[0].label:
        return f"{name}: what the layer is given"
    text = next((line for line in equations(cell) if line.split(" = ")[0] in {name, f"{name}'"}), name)
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 2]} …"


def _saturations(trace: Trace) -> list[str]:
    """A picture for each layer and direction: a dot for each unit of each gate."""
    places = dict.fromkeys((number, way) for name, number, way in trace if name in trace.layers[number].gates)
    return [_saturation(trace, number, way, 8.5 if len(places) == 1 else 5.4) for number, way in places]


def _saturation(trace: Trace, number: int, direction: str, width: float) -> str:
    figure, axes = drawing(width, 3.4)
    for place, name in enumerate(trace.layers[number].gates):
        values = trace[name, number, direction]
        inside = ~np.isnan(values)
        count = np.maximum(inside.sum((0, 1)), 1)
        closed, opened = ((inside & part).sum((0, 1)) / count for part in (values < CLOSED, values > OPEN))
        colour = look(place)["color"]
        axes.plot(closed, opened, "o", ms=5, color=colour, alpha=0.6, markeredgewidth=0, label=name)
    axes.plot([0, 1], [1, 0], lw=0.8, color=TEXT, ls=":")
    axes.set(
        xlim=(-0.03, 1.03),
        ylim=(-0.03, 1.03),
        xlabel=f"share closed (below {CLOSED})",
        ylabel=f"share open (above {OPEN})",
    )
    return finished(figure, _place(trace, number, direction), f"Saturation of the gates of layer {number}, {direction}")


def _place(trace: Trace, number: int, direction: str) -> str:
    layer = trace.layers[number]
    module = f" of {layer.module}" if layer.module else ""
    return f"layer {number}{module}, {layer.cell.name}, {direction}"
