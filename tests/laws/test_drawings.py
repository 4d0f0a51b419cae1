"""Laws of drawings: nothing lies on anything else, every value is there, every line leads where the equations say."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise

import pytest
from subjects import every_subject

import cellwright as cw
from cellwright.inspect.board import Spot
from cellwright.inspect.dataflow import INPUT, RESULT, dataflow
from cellwright.inspect.drawing import _half_height, _half_width, _name_width, drawing
from cellwright.inspect.layout import layout
from cellwright.inspect.wires import wire

SVG = "{http://www.w3.org/2000/svg}"


def overlaps(plan):
    """Pairs of neighbours in a layer that are closer than they are high."""
    return [
        (above, below)
        for layer in plan.layers
        for above, below in pairwise(layer)
        if plan.heights[below] - plan.heights[above] < reach(above) + reach(below)
    ]


def reach(spot):
    return 0 if spot.passing else _half_height(spot.box)


def plan_of(cell):
    return layout(dataflow(cell), _half_height)


@every_subject
def test_no_two_boxes_overlap(cell):
    plan = plan_of(cell)
    assert overlaps(plan) == []
    columns = wire(plan, _half_width, _name_width).columns
    halves = [max((_half_width(s.box) for s in layer if not s.passing), default=0) for layer in plan.layers]
    assert all(x + a < y - b for (x, y), (a, b) in zip(pairwise(columns), pairwise(halves), strict=True))


@every_subject
def test_every_line_of_the_equations_is_drawn(cell):
    boxes = dataflow(cell)
    wires = wire(layout(boxes, _half_height), _half_width, _name_width).wires
    # one arrow for every source of every box
    assert sum(len(each.tips) for each in wires) == sum(len(box.sources) for box in boxes)
    # from each source, as many as there are boxes that read it
    for box in boxes:
        arrows = sum(len(each.tips) for each in wires if each.source is box)
        assert arrows == sum(list(other.sources).count(box) for other in boxes)
    assert [box.text for box in boxes if box.kind == RESULT][: len(cell.states)] == [s.label for s in cell.states]
    drawn = {weight for box in boxes for weight in box.weights}
    assert {weight for weight in cell.weights if not weight.is_bias} <= drawn


@every_subject
def test_lines_run_at_right_angles_and_none_lies_on_another(cell):
    wires = wire(plan_of(cell), _half_width, _name_width).wires
    verticals = {}
    for each in wires:
        for path in each.paths:
            for (x1, y1), (x2, y2) in pairwise(path):
                assert x1 == x2 or y1 == y2
                assert x1 <= x2
                if x1 == x2:
                    verticals.setdefault(x1, set()).add(each)
    assert all(len(owners) == 1 for owners in verticals.values())


@every_subject
def test_every_arrow_meets_its_box(cell):
    plan = plan_of(cell)
    wiring = wire(plan, _half_width, _name_width)
    areas = [
        (x - _half_width(spot.box), plan.heights[spot], _half_height(spot.box))
        for layer, x in zip(plan.layers, wiring.columns, strict=True)
        for spot in layer
        if not spot.passing
    ]
    for each in wiring.wires:
        for x, y in each.tips:
            # at the left edge of a box, away from its corners
            assert any(abs(left - x) < 1e-6 and abs(middle - y) <= half - 2 for left, middle, half in areas)


@every_subject
def test_the_drawing_is_svg_that_stays_on_its_page(cell):
    root = ET.fromstring(drawing(cell))  # noqa: S314
    left, top, width, height = map(float, root.get("viewBox").split())
    for shape in root.iter(f"{SVG}rect"):
        x, y = float(shape.get("x")), float(shape.get("y"))
        assert left <= x
        assert x + float(shape.get("width")) <= left + width
        assert top <= y
        assert y + float(shape.get("height")) <= top + height
    texts = {"".join(text.itertext()) for text in root.iter(f"{SVG}text")}
    assert {f"{state.label}t" for state in cell.states} <= texts
    assert {f"{state.label}t−1" for state in cell.states} <= texts
    assert drawing(cell) == drawing(cell)


@every_subject
def test_names_of_inputs_stand_side_by_side(cell):
    names = sorted((x, _half_width(box)) for box, (x, _) in wire(plan_of(cell), _half_width, _name_width).inputs)
    assert all(x + a <= y - b + 1e-6 for (x, a), (y, b) in pairwise(names))


def test_the_checkers_can_fail():
    plan = plan_of(cw.cells.lstm)
    spots = [spot for layer in plan.layers for spot in layer]
    assert overlaps(replace(plan, heights=dict.fromkeys(spots, 0.0)))
    assert len(overlaps(plan)) == 0


def test_the_memory_of_an_lstm_runs_straight_through():
    plan = plan_of(cw.cells.lstm)
    old, new = (next(s for s in layer if s.box.text == "c") for layer in (plan.layers[0], plan.layers[-1]))
    assert plan.heights[old] == plan.heights[new] == min(plan.heights.values())


def test_inputs_come_from_below_wherever_they_are_used():
    plan = plan_of(cw.cells.peephole_lstm)
    assert not any(spot.box.kind == INPUT for layer in plan.layers for spot in layer)
    wiring = wire(plan, _half_width, _name_width)
    assert [box.text for box, _ in wiring.inputs] == ["x", "x"]
    assert all(y == wiring.foot > max(plan.heights.values()) for _, (_, y) in wiring.inputs)


@pytest.mark.parametrize("op", ["sub", "div"])
def test_the_order_of_operands_can_be_seen(op):
    @cw.cell
    def ordered(x, h):
        a, b = cw.affine("a", x), cw.affine("b", h=h)
        return a - b if op == "sub" else a / b

    sign = {"sub": "−", "div": "÷"}[op]
    wires = wire(plan_of(ordered), _half_width, _name_width).wires
    assert [(each.source.weights[0].gate, found) for each in wires for _, found in each.signs] == [("b", sign)]


def test_spots_are_told_apart_by_identity():
    (box, *_) = dataflow(cw.cells.rnn)
    assert Spot(box) != Spot(box)
