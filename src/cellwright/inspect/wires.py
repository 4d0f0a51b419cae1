"""The lines of a drawing: from box to box in right angles, through channels between the layers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import permutations

from cellwright.inspect.board import Spot
from cellwright.inspect.dataflow import WEIGHTS, Box
from cellwright.inspect.layout import Layout

TRACK, EDGE, TIP = 15.0, 12.0, 18.0
# from one entry of a box to the next: high boxes, others
PORT, LOW_PORT = 13.0, 9.0
# how far from its middle a circle is entered
REACH = 10.0
# below the lowest box, the names of the inputs
FOOT = 40.0
OVERLAP = 100.0

Point = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Wire:
    """A line from one box through one channel: a path for each end, and the points where it branches."""

    source: Box
    paths: tuple[tuple[Point, ...], ...]
    branches: tuple[Point, ...]
    # where it ends at boxes, and the signs that stand there
    tips: tuple[Point, ...]
    signs: tuple[tuple[Point, str], ...]


@dataclass(frozen=True, eq=False)
class Net:
    """What one source feeds in the next layer: heights only."""

    source: Box
    start: float | None
    ends: tuple[tuple[Spot, float], ...]

    @property
    def is_straight(self) -> bool:
        """Whether it needs no vertical line."""
        return all(height == self.start for _, height in self.ends)

    def span(self, foot: float) -> tuple[float, float]:
        """From where to where its vertical line runs."""
        heights = [height for _, height in self.ends] + [foot if self.start is None else self.start]
        return min(heights), max(heights)


@dataclass(frozen=True, eq=False)
class Wiring:
    """All lines, and where the layers stand: the middle of each."""

    wires: tuple[Wire, ...]
    columns: tuple[float, ...]
    width: float
    foot: float
    # where each input enters from below
    inputs: tuple[tuple[Box, Point], ...]


def wire(plan: Layout, half_width: Callable[[Box], float], name_width: Callable[[Box], float]) -> Wiring:
    """Run the lines; `name_width` is the room that the name of a value takes behind its box."""
    foot = max(plan.heights.values()) + FOOT
    channels = [_tracked(_nets(plan, index), foot) for index in range(len(plan.layers) - 1)]
    halves = [max((half_width(s.box) for s in layer if not s.passing), default=0.0) for layer in plan.layers]
    columns = [halves[0]]
    starts: list[float] = []
    for index, nets in enumerate(channels):
        names = max((name_width(s.box) for s in plan.layers[index] if not s.passing), default=0.0)
        starts.append(columns[-1] + halves[index] + EDGE + names)
        columns.append(starts[-1] + _room(nets, half_width) + TIP + halves[index + 1])
    wires: list[Wire] = []
    inputs: list[tuple[Box, Point]] = []
    for index, nets in enumerate(channels):
        spacing = _spacing(nets, half_width)
        for number, net in enumerate(nets):
            x = starts[index] + spacing * number
            begin = columns[index] + _reach(plan, index, net.source, half_width)
            wires.append(_wire(net, plan, x, begin, columns[index + 1], foot, half_width))
            if net.start is None:
                inputs.append((net.source, (x, foot)))
    return Wiring(tuple(wires), tuple(columns), columns[-1] + halves[-1], foot, tuple(inputs))


def _nets(plan: Layout, index: int) -> list[Net]:
    """What runs from a layer to the next one."""
    ends: dict[Box, list[tuple[Spot, float]]] = {}
    for spot in plan.layers[index + 1]:
        height = plan.heights[spot]
        if spot.passing:
            ends.setdefault(spot.box, []).append((spot, height))
            continue
        for source, offset in _ports(spot, plan, index):
            ends.setdefault(source, []).append((spot, height + offset))
    starts = {spot.box: plan.heights[spot] for spot in plan.layers[index]}
    return [Net(source, starts.get(source), tuple(found)) for source, found in ends.items()]


def _ports(spot: Spot, plan: Layout, index: int) -> list[tuple[Box, float]]:
    """The height of the entry of each source of a box, from its middle: in the order in which the lines arrive."""
    heights = {other.box: plan.heights[other] for other in plan.layers[index]}
    own = plan.heights[spot]
    sources = sorted(spot.box.sources, key=lambda source: heights.get(source, float("inf")))
    step = PORT if spot.box.kind == WEIGHTS and spot.box.text else LOW_PORT
    middle = (len(sources) - 1) / 2
    if spot.box.kind != WEIGHTS and middle:
        # a circle does not grow
        step = min(step, REACH / middle)
    # a line that comes from the same height stays straight, if that leaves room for the others
    straight = [place for place, source in enumerate(sources) if heights.get(source) == own]
    zero = straight[0] if straight and abs(straight[0] - middle) + middle <= 1 else middle
    return [(source, (number - zero) * step) for number, source in enumerate(sources)]


def _tracked(nets: list[Net], foot: float) -> list[Net]:
    """The nets in the order of their vertical lines, from left to right; straight ones last."""
    bent = [net for net in nets if not net.is_straight]
    straight = [net for net in nets if net.is_straight]
    if len(bent) <= 6:
        bent = min(map(list, permutations(bent)), key=lambda order: _price(order, foot))
    else:
        bent.sort(key=lambda net: net.span(foot))
    return bent + straight


def _price(order: Sequence[Net], foot: float) -> float:
    """Crossings of horizontal and vertical lines, and much for lines that would lie on each other."""
    price = 0.0
    for number, net in enumerate(order):
        low, high = net.span(foot)
        for other in order[:number]:
            # the other's line stands further left: its ends cross this one, this one's start crosses it
            price += sum(low < height < high for _, height in other.ends)
            if net.start is not None:
                other_low, other_high = other.span(foot)
                price += other_low < net.start < other_high
                price += OVERLAP * any(abs(height - net.start) < 4 for _, height in other.ends)
    return price


def _spacing(nets: Sequence[Net], half_width: Callable[[Box], float]) -> float:
    """From one vertical line to the next: the names of several inputs must stand side by side."""
    names = [2 * half_width(net.source) for net in nets if net.start is None]
    return max(TRACK, *names) if len(names) > 1 else TRACK


def _room(nets: Sequence[Net], half_width: Callable[[Box], float]) -> float:
    return _spacing(nets, half_width) * sum(not net.is_straight for net in nets)


def _reach(plan: Layout, index: int, source: Box, half_width: Callable[[Box], float]) -> float:
    """How far the line's beginning is from the middle of the layer."""
    own = [spot for spot in plan.layers[index] if spot.box is source]
    return half_width(source) if own and not own[0].passing else 0.0


def _wire(
    net: Net, plan: Layout, x: float, begin: float, column: float, foot: float, half_width: Callable[[Box], float]
) -> Wire:
    paths: list[tuple[Point, ...]] = []
    tips: list[Point] = []
    signs: list[tuple[Point, str]] = []
    for spot, height in net.ends:
        end = (column, height) if spot.passing else (column - half_width(spot.box), height)
        if net.start is None:
            paths.append(((x, foot), (x, height), end))
        elif net.start == height:
            paths.append(((begin, height), end))
        else:
            paths.append(((begin, net.start), (x, net.start), (x, height), end))
        if not spot.passing:
            tips.append(end)
            mark = spot.box.marks[spot.box.sources.index(net.source)] if spot.box.marks else ""
            below = height > plan.heights[spot]
            signs += [((end[0] - 9, height + (12 if below else -4)), mark)] if mark else []
    return Wire(net.source, tuple(paths), _branches(net, x, foot), tuple(tips), tuple(signs))


def _branches(net: Net, x: float, foot: float) -> tuple[Point, ...]:
    """Where a line goes two ways."""
    if net.is_straight:
        return ()
    low, high = net.span(foot)
    heights = [height for _, height in net.ends]
    inside = {height for height in heights if low < height < high}
    if net.start is not None and len(heights) > 1 and (low < net.start < high or net.start in heights):
        inside.add(net.start)
    return tuple((x, height) for height in sorted(inside))
