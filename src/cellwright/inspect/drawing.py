"""The data flow of a cell as an SVG drawing, for light pages and dark ones."""

from __future__ import annotations

from html import escape

from cellwright.equation.cell import Cell
from cellwright.equation.labels import BEFORE, NEW, Label
from cellwright.equation.show import equations
from cellwright.inspect.dataflow import CIRCLE, FUNCTION, INPUT, RESULT, STATE, WEIGHTS, Box, dataflow, letters
from cellwright.inspect.layout import layout
from cellwright.inspect.wires import LOW_PORT, PORT, Point, Wire, wire

MARGIN, LEGEND, BEND_RADIUS = 18.0, 52.0, 5.0
RADIUS, HALF_HEIGHT = 13.0, {WEIGHTS: 22.0, CIRCLE: 13.0, FUNCTION: 13.0, STATE: 11.0, INPUT: 11.0, RESULT: 11.0}
LETTER, SMALL_LETTER = 8.2, 6.0
QUOTED = '"{}"'

# what is drawn in which colours: on a light page, then on a dark one
COLOURS = (
    (".cw text", "fill", "#1f2328", "#e6edf3"),
    (".cw .page", "fill", "#ffffff", "#0d1117"),
    (".cw .under", "stroke", "#ffffff", "#0d1117"),
    (".cw .line", "stroke", "#57606a", "#9da7b3"),
    (".cw .dot,.cw .tip,.cw text.note", "fill", "#57606a", "#9da7b3"),
    (".cw .weights", "fill", "#fff1cc", "#3d2f10"),
    (".cw .weights", "stroke", "#b7791f", "#d9a441"),
    (".cw .circle", "fill", "#dceafe", "#12294a"),
    (".cw .circle", "stroke", "#2563eb", "#58a6ff"),
    (".cw .function", "fill", "#eef1f4", "#21262d"),
    (".cw .function", "stroke", "#57606a", "#8b949e"),
)
SHAPES = (
    ".cw text{font:15px 'STIX Two Text',Georgia,'Times New Roman',serif;text-anchor:middle}"
    ".cw text.note{font:11px sans-serif;text-anchor:start}"
    ".cw .line,.cw .under{fill:none}.cw .line{stroke-width:1.4;stroke-linecap:square}.cw .under{stroke-width:5}"
    ".cw .name{font-style:italic}.cw .small{font-size:12px}.cw .sub{font-size:10px}"
)
LIGHT, DARK = ("".join(f"{row[0]}{{{row[1]}:{row[shade]}}}" for row in COLOURS) for shade in (2, 3))
STYLE = f"{SHAPES}{LIGHT}@media(prefers-color-scheme:dark){{{DARK}}}"


def drawing(cell: Cell) -> str:
    """The data flow of one step as SVG: old states on the left, inputs below, new states on the right.

    Every box says its equation when the pointer rests on it.

    Example:
        >>> import cellwright as cw
        >>> picture = drawing(cw.cells.lstm)
        >>> picture.startswith("<svg"), "c' = f * c + i * g" in picture
        (True, True)
    """
    boxes = dataflow(cell)
    plan = layout(boxes, _half_height)
    lines = wire(plan, _half_width, _name_width)
    parts = [_wire(each) for each in lines.wires]
    signs = [sign for each in lines.wires for sign in each.signs]
    parts += [f'<text class="small" x="{x:g}" y="{y:g}">{sign}</text>' for (x, y), sign in signs]
    for layer, x in zip(plan.layers, lines.columns, strict=True):
        parts += [_box(spot.box, x, plan.heights[spot]) for spot in layer if not spot.passing]
    parts += [_box(box, x, y + HALF_HEIGHT[STATE] + 2) for box, (x, y) in lines.inputs]
    top = min(plan.heights[s] - _half_height(s.box) for layer in plan.layers for s in layer) - MARGIN
    bottom = lines.foot + MARGIN
    width = max(lines.width, 270) + 2 * MARGIN
    parts.append(_legend(bottom + 22))
    return _page(cell, parts, (-MARGIN, top, width, bottom + LEGEND - top))


def _page(cell: Cell, parts: list[str], view: tuple[float, float, float, float]) -> str:
    x, y, width, height = view
    says = escape("\n".join(equations(cell)), quote=False)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="cw" role="img" width="{width:g}" height="{height:g}" '
            f'viewBox="{x:g} {y:g} {width:g} {height:g}">',
            f"<title>{escape(cell.name)}: one step</title>",
            f"<desc>{says}</desc>",
            f"<style>{STYLE}</style>",
            f'<rect class="page" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="8"/>',
            *parts,
            "</svg>\n",
        ]
    )


def _half_height(box: Box) -> float:
    if box.kind != WEIGHTS:
        return HALF_HEIGHT[box.kind]
    least, step = (HALF_HEIGHT[WEIGHTS], PORT) if box.text else (HALF_HEIGHT[FUNCTION], LOW_PORT)
    # every arrow has a place of its own at the left edge
    return max(least, (len(box.sources) - 1) * step / 2 + 4)


def _half_width(box: Box) -> float:
    if box.kind == CIRCLE:
        return RADIUS
    if box.kind == WEIGHTS:
        names = sum(9 + SMALL_LETTER * (max(len(letter) - 1, 0) + len(gate)) for letter, gate in letters(box.weights))
        return max(22.0, names / 2 + 8)
    return max(13.0, LETTER * len(box.text) / 2 + (12 if box.kind in {STATE, RESULT, INPUT} else 6))


def _name_width(box: Box) -> float:
    return LETTER * len(box.label.name) + 4 if _has_name(box) and box.label else 0.0


def _has_name(box: Box) -> bool:
    """Whether the name of its value stands behind a box: states have theirs at the margins."""
    return box.label is not None and box.label.when != NEW and box.kind not in {STATE, RESULT, INPUT}


def _wire(each: Wire) -> str:
    paths = "".join(_path(points) for points in each.paths)
    tips = "".join(f'<path class="tip" d="M{x:g} {y:g}l-7 -3.4v6.8z"/>' for x, y in each.tips)
    dots = "".join(f'<circle class="dot" cx="{x:g}" cy="{y:g}" r="2.6"/>' for x, y in each.branches)
    # the same line under it, wider and in the colour of the page, sets it off from those that it crosses
    return f'<path class="under" d="{paths}"/><path class="line" d="{paths}"/>{dots}{tips}'


def _path(points: tuple[Point, ...]) -> str:
    """A line with rounded corners."""
    text = [f"M{points[0][0]:g} {points[0][1]:g}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        room = min(BEND_RADIUS, _distance(before, corner) / 2, _distance(corner, after) / 2)
        (x1, y1), (x2, y2) = _towards(corner, before, room), _towards(corner, after, room)
        text.append(f"L{x1:g} {y1:g}Q{corner[0]:g} {corner[1]:g} {x2:g} {y2:g}")
    return "".join([*text, f"L{points[-1][0]:g} {points[-1][1]:g}"])


def _distance(one: Point, other: Point) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def _towards(start: Point, goal: Point, by: float) -> Point:
    length = _distance(start, goal) or 1.0
    return start[0] + (goal[0] - start[0]) * by / length, start[1] + (goal[1] - start[1]) * by / length


def _box(box: Box, x: float, y: float) -> str:
    parts = [f"<title>{escape(box.says, quote=False)}</title>"] if box.says else []
    width, height = _half_width(box), _half_height(box)
    if box.kind in {STATE, RESULT, INPUT}:
        plain = f'<text class="small" x="{x:g}" y="{y + 5:g}">{escape(box.text)}</text>'
        parts.append(_named(box.label, x, y + 5) if box.label else plain)
    elif box.kind == CIRCLE:
        parts.append(f'<circle class="circle" cx="{x:g}" cy="{y:g}" r="{RADIUS:g}"/>')
    else:
        round_by = 4 if box.kind == WEIGHTS else height
        parts.append(
            f'<rect class="{box.kind}" x="{x - width:g}" y="{y - height:g}" width="{2 * width:g}" '
            f'height="{2 * height:g}" rx="{round_by:g}"/>'
        )
    if box.kind == WEIGHTS:
        parts.append(_weights(box, x, y + (14 if box.text else 4)))
    if box.text and box.kind not in {STATE, RESULT, INPUT}:
        parts.append(f'<text x="{x:g}" y="{y + (-2 if box.kind == WEIGHTS else 5):g}">{escape(box.text)}</text>')
    if _has_name(box) and box.label:
        middle = x + width + 5 + LETTER * len(box.label.name) / 2
        parts.append(f'<text class="name" x="{middle:g}" y="{y - 5:g}">{escape(box.label.name)}</text>')
    return f"<g>{''.join(parts)}</g>"


def _named(label: Label, x: float, y: float) -> str:
    time = "t−1" if label.when == BEFORE else "t"
    return (
        f'<text x="{x:g}" y="{y:g}"><tspan class="name">{escape(label.name)}</tspan>'
        f'<tspan class="sub" dy="4">{time}</tspan></text>'
    )


def _weights(box: Box, x: float, y: float) -> str:
    """The letters of weights with their gates below the line, or only the names of those without a letter."""
    spans, lowered = [], False
    for number, (letter, gate) in enumerate(letters(box.weights)):
        shift = f"{' dx=' + QUOTED.format(4) if number else ''}{' dy=' + QUOTED.format(-3) if lowered else ''}"
        spans.append(f'<tspan class="name"{shift}>{escape(letter or gate)}</tspan>')
        lowered = bool(letter)
        if letter:
            spans.append(f'<tspan class="sub" dy="3">{escape(gate)}</tspan>')
    return f'<text class="small" x="{x:g}" y="{y:g}">{"".join(spans)}</text>'


def _legend(y: float) -> str:
    return (
        f'<g><rect class="weights" x="0" y="{y - 9:g}" width="14" height="11" rx="2"/>'
        f'<text class="note" x="20" y="{y:g}">learned weights, then a function</text>'
        f'<circle class="circle" cx="7" cy="{y + 15:g}" r="6"/>'
        f'<text class="note" x="20" y="{y + 19:g}">unit by unit</text></g>'
    )
