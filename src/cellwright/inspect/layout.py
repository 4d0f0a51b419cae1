"""Where the boxes of a drawing stand: layers from left to right, few crossings, straight lines where it can be.

The old states are the first layer and the new ones the last; a line that passes a layer has a place of its own in it.
Inputs come from below, wherever they are used. All is a search over a few dozen places, made the same way each time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice, permutations

from cellwright.inspect.board import UNIT, Board, Layers, Links, Spot, Weights
from cellwright.inspect.dataflow import INPUT, RESULT, STATE, WEIGHTS, Box

ORDERS_TRIED, ORDERS_STRAIGHTENED, SWEEPS = 24, 3, 9
CROSSING, MEMORY, PASSING = 60.0, 6.0, 2.0


@dataclass(frozen=True, eq=False)
class Layout:
    """Layers of spots from top to bottom, the links between neighbouring layers, and the height of each spot."""

    layers: Layers
    links: Links
    heights: dict[Spot, float]


def layout(boxes: Sequence[Box], half_height: Callable[[Box], float]) -> Layout:
    """Place boxes; `half_height` says how far each reaches up and down."""
    layers, gaps = _layers(boxes)
    # the last state of the equations, most often the memory, is best above the others
    usual = layers[0][::-1]
    orders: list[tuple[float, int, Layers]] = []
    for number, first in enumerate(islice(permutations(usual), ORDERS_TRIED)):
        # new states in the order of the old ones, to begin with
        rank = {spot.box.text: place for place, spot in enumerate(first)}
        last = sorted(layers[-1], key=lambda spot: rank.get(spot.box.text, len(rank)))
        ordered = _with_few_crossings([list(first), *layers[1:-1], last], gaps)
        orders.append((_crossings(ordered, gaps) + _changes(list(first), usual) / 2, number, ordered))
    weights = _weights(layers, gaps)
    found: list[tuple[float, int, Layout]] = []
    for crossings, number, ordered in sorted(orders, key=lambda order: order[:2])[:ORDERS_STRAIGHTENED]:
        board = Board(ordered, weights, half_height)
        price = CROSSING * crossings + board.straighten()
        heights = {spot: unit * UNIT for spot, unit in board.units.items()}
        found.append((price, number, Layout(ordered, [link for gap in gaps for link in gap], heights)))
    return min(found, key=lambda each: each[:2])[2]


def _weights(layers: Layers, gaps: list[Links]) -> Weights:
    """How much each link should be straight: above all those by which a state is kept without being multiplied."""
    kept: set[Box] = set()
    for state in (spot.box for spot in layers[0]):
        results = [spot.box for spot in layers[-1] if spot.box.text == state.text and spot.box.kind == RESULT]
        kept.update(box for result in results for box in _way(state, result, set()))
    return {
        (left, right): MEMORY if {left.box, right.box} <= kept else PASSING if right.passing else 1.0
        for links in gaps
        for left, right in links
    }


def _way(state: Box, box: Box, dead: set[Box]) -> tuple[Box, ...]:
    """A way from a state to a box that no weights stand on; empty if there is none. `dead` collects where none is."""
    if box is state:
        return (box,)
    if box.kind != WEIGHTS and box not in dead:
        for source in box.sources:
            way = _way(state, source, dead)
            if way:
                return (*way, box)
    dead.add(box)
    return ()


def _layers(boxes: Sequence[Box]) -> tuple[Layers, list[Links]]:
    """The boxes by layers, and the links that cross the gap behind each layer."""
    depth: dict[Box, int] = {}
    for box in boxes:
        sources = [depth[source] for source in box.sources if source.kind != INPUT]
        depth[box] = 0 if box.kind == STATE else 1 + max(sources, default=0)
    last = max(depth[box] for box in boxes if box.kind == RESULT)
    depth.update((box, last) for box in boxes if box.kind == RESULT)
    layers: Layers = [[] for _ in range(last + 1)]
    spots: dict[tuple[Box, int], Spot] = {}
    for box in boxes:
        if box.kind != INPUT:
            spots[box, depth[box]] = Spot(box)
            layers[depth[box]].append(spots[box, depth[box]])
    gaps: list[Links] = [[] for _ in range(last)]
    for box in boxes:
        for source in dict.fromkeys(box.sources):
            if source.kind == INPUT:
                continue
            for layer in range(depth[source] + 1, depth[box]):
                if (source, layer) not in spots:
                    spots[source, layer] = Spot(source, passing=True)
                    layers[layer].append(spots[source, layer])
                    gaps[layer - 1].append((spots[source, layer - 1], spots[source, layer]))
            gaps[depth[box] - 1].append((spots[source, depth[box] - 1], spots[box, depth[box]]))
    return layers, gaps


def _with_few_crossings(layers: Layers, gaps: list[Links]) -> Layers:
    """Each layer ordered by where its neighbours stand, fro and to, then by swaps of two that help."""
    best, fewest = layers, float("inf")
    current = [list(layer) for layer in layers]
    for turn in range(SWEEPS):
        forward = turn % 2 == 1
        for index in range(1, len(current)) if forward else range(len(current) - 2, 0, -1):
            place = {spot: number for number, spot in enumerate(current[index - 1 if forward else index + 1])}
            found: dict[Spot, list[int]] = {spot: [] for spot in current[index]}
            for left, right in gaps[index - 1 if forward else index]:
                own, other = (right, left) if forward else (left, right)
                found[own].append(place[other])
            centres = {spot: _mean(found[spot], number) for number, spot in enumerate(current[index])}
            current[index] = sorted(current[index], key=lambda spot: centres[spot])
        count = _crossings(current, gaps)
        if count < fewest:
            best, fewest = [list(layer) for layer in current], count
    return _swapped(best, gaps)


def _swapped(layers: Layers, gaps: list[Links]) -> Layers:
    def around(index: int) -> float:
        """The crossings that depend on the order of a layer."""
        count = _crossed(layers, gaps, index - 1) + (_crossed(layers, gaps, index) if index < len(gaps) else 0)
        return count + _changes(layers[0], layers[-1]) / 2

    improved = True
    while improved:
        improved = False
        for index, layer in enumerate(layers[1:], 1):
            for number in range(len(layer) - 1):
                before = around(index)
                layer[number : number + 2] = layer[number + 1], layer[number]
                if around(index) < before:
                    improved = True
                else:
                    layer[number : number + 2] = layer[number + 1], layer[number]
    return layers


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _crossings(layers: Layers, gaps: list[Links]) -> float:
    """How many links cross; half a crossing for each pair of states that change places between old and new."""
    return sum(_crossed(layers, gaps, index) for index in range(len(gaps))) + _changes(layers[0], layers[-1]) / 2


def _crossed(layers: Layers, gaps: list[Links], index: int) -> int:
    left, right = ({spot: number for number, spot in enumerate(layer)} for layer in layers[index : index + 2])
    ends = [(left[one], right[other]) for one, other in gaps[index]]
    return sum((a - c) * (b - d) < 0 for number, (a, b) in enumerate(ends) for c, d in ends[number + 1 :])


def _changes(one: list[Spot], other: list[Spot]) -> int:
    """How many pairs of names stand the other way round in another layer."""
    names = [spot.box.text for spot in one]
    found = [names.index(spot.box.text) for spot in other if spot.box.text in names]
    return sum(place > later for number, place in enumerate(found) for later in found[number + 1 :])
