"""Where the boxes of a drawing stand: layers from left to right, few crossings, straight lines where it can be.

The old states are the first layer and the new ones the last; a line that passes a layer has a place of its own in it.
Inputs come from below, wherever they are used. All is a search over a few dozen places, made the same way each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, permutations

from cellwright.inspect.dataflow import INPUT, RESULT, STATE, WEIGHTS, Box

UNIT = 12.0
GAP = 14.0
ORDERS_TRIED, SWEEPS, ROUNDS = 24, 9, 60
CROSSING, BEND = 60.0, 3.0
MEMORY, PASSING = 6.0, 2.0


@dataclass(frozen=True, eq=False)
class Spot:
    """A place in a layer: of a box, or of a line from that box that passes through."""

    box: Box
    passing: bool = False


Layers = list[list[Spot]]
Links = list[tuple[Spot, Spot]]
Weights = dict[tuple[Spot, Spot], float]


@dataclass(frozen=True, eq=False)
class Layout:
    """Layers of spots from top to bottom, the links between neighbouring layers, and the height of each spot."""

    layers: Layers
    links: Links
    heights: dict[Spot, float]


def layout(boxes: Sequence[Box], half_height: Callable[[Box], float]) -> Layout:
    """Place boxes; `half_height` says how far each reaches up and down."""
    layers, links = _layers(boxes)
    weights = _weights(layers, links)
    found: tuple[float, Layout] | None = None
    # the last state of the equations, most often the memory, is best above the others
    for first in islice(permutations(layers[0][::-1]), ORDERS_TRIED):
        # new states in the order of the old ones, to begin with
        rank = {spot.box.text: number for number, spot in enumerate(first)}
        last = sorted(layers[-1], key=lambda spot: rank.get(spot.box.text, len(rank)))
        ordered = _with_few_crossings([list(first), *layers[1:-1], last], links)
        units = _straightened(ordered, links, weights, half_height)
        turned = _changes(list(first), layers[0][::-1])
        price = CROSSING * (_crossings(ordered, links) + turned / 2) + _bends(units, weights)
        if found is None or price < found[0]:
            heights = {spot: unit * UNIT for spot, unit in units.items()}
            found = price, Layout(ordered, links, heights)
    assert found is not None  # a cell has a state
    return found[1]


def _weights(layers: Layers, links: Links) -> dict[tuple[Spot, Spot], float]:
    """How much each link should be straight: above all those by which a state is kept without being multiplied."""
    kept: set[Box] = set()
    for state in (spot.box for spot in layers[0]):
        results = [spot.box for spot in layers[-1] if spot.box.text == state.text and spot.box.kind == RESULT]
        kept.update(box for result in results for box in _way(state, result))
    return {
        (left, right): MEMORY if {left.box, right.box} <= kept else PASSING if right.passing else 1.0
        for left, right in links
    }


def _way(state: Box, box: Box) -> tuple[Box, ...]:
    """A way from a state to a box that no weights stand on; empty if there is none."""
    if box is state:
        return (box,)
    if box.kind == WEIGHTS:
        return ()
    ways = (_way(state, source) for source in box.sources)
    return next(((*way, box) for way in ways if way), ())


def _layers(boxes: Sequence[Box]) -> tuple[Layers, Links]:
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
    links: Links = []
    for box in boxes:
        for source in dict.fromkeys(box.sources):
            if source.kind == INPUT:
                continue
            for layer in range(depth[source] + 1, depth[box]):
                if (source, layer) not in spots:
                    spots[source, layer] = Spot(source, passing=True)
                    layers[layer].append(spots[source, layer])
                    links.append((spots[source, layer - 1], spots[source, layer]))
            links.append((spots[source, depth[box] - 1], spots[box, depth[box]]))
    return layers, links


def _with_few_crossings(layers: Layers, links: Links) -> Layers:
    """Each layer ordered by where its neighbours stand, fro and to, then by swaps of two that help."""
    best, fewest = layers, float("inf")
    current = [list(layer) for layer in layers]
    for turn in range(SWEEPS):
        forward = turn % 2 == 1
        for index in range(1, len(current)) if forward else range(len(current) - 2, 0, -1):
            neighbours = current[index - 1 if forward else index + 1]
            place = {spot: number for number, spot in enumerate(neighbours)}
            centres = {
                spot: _mean([place[other] for other in _linked(spot, links) if other in place], number)
                for number, spot in enumerate(current[index])
            }
            current[index] = sorted(current[index], key=lambda spot: centres[spot])
        count = _crossings(current, links)
        if count < fewest:
            best, fewest = [list(layer) for layer in current], count
    return _swapped(best, links, fewest)


def _swapped(layers: Layers, links: Links, fewest: float) -> Layers:
    improved = True
    while improved:
        improved = False
        for layer in layers[1:]:
            for index in range(len(layer) - 1):
                layer[index : index + 2] = layer[index + 1], layer[index]
                count = _crossings(layers, links)
                if count < fewest:
                    fewest, improved = count, True
                else:
                    layer[index : index + 2] = layer[index + 1], layer[index]
    return layers


def _linked(spot: Spot, links: Links) -> Iterator[Spot]:
    for left, right in links:
        if left is spot:
            yield right
        elif right is spot:
            yield left


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _crossings(layers: Layers, links: Links) -> float:
    """How many links cross; half a crossing for each pair of states that change places between old and new."""
    place = {spot: (index, number) for index, layer in enumerate(layers) for number, spot in enumerate(layer)}
    ends = [(*place[left], place[right][1]) for left, right in links]
    crossings = sum(
        one[0] == other[0] and (one[1] - other[1]) * (one[2] - other[2]) < 0
        for number, one in enumerate(ends)
        for other in ends[number + 1 :]
    )
    return crossings + _changes(layers[0], layers[-1]) / 2


def _changes(one: list[Spot], other: list[Spot]) -> int:
    """How many pairs of names stand the other way round in another layer."""
    names = [spot.box.text for spot in one]
    found = [names.index(spot.box.text) for spot in other if spot.box.text in names]
    return sum(place > later for number, place in enumerate(found) for later in found[number + 1 :])


def _straightened(
    layers: Layers, links: Links, weights: Weights, half_height: Callable[[Box], float]
) -> dict[Spot, int]:
    """The height of each spot in units, moved up and down, others pushed along, while that makes lines straighter."""
    reach = {spot: 0.0 if spot.passing else half_height(spot.box) for layer in layers for spot in layer}
    units: dict[Spot, int] = {}
    apart: dict[Spot, int] = {}
    for layer in layers:
        for above, spot in zip([None, *layer], layer, strict=False):
            apart[spot] = -int(-(reach[above] + reach[spot] + GAP) // UNIT) if above else 0
            units[spot] = units[above] + apart[spot] if above else 0
        middle = units[layer[-1]] // 2
        units.update({spot: units[spot] - middle for spot in layer})
    price = _bends(units, weights)
    for _ in range(ROUNDS):
        before = price
        for moved in _moves(layers, links, units):
            for by in (-8, -4, -2, -1, 1, 2, 4, 8):
                candidate = dict(units)
                for layer, spot in moved:
                    _push(candidate, layer, layer.index(spot), by, apart)
                cost = _bends(candidate, weights)
                if cost < price:
                    units, price = candidate, cost
        if price == before:
            break
    return units


def _moves(layers: Layers, links: Links, units: dict[Spot, int]) -> Iterator[list[tuple[list[Spot], Spot]]]:
    """What may move together: a single spot, or all that a straight line joins."""
    home = {spot: layer for layer in layers for spot in layer}
    for layer in layers:
        for spot in layer:
            yield [(layer, spot)]
            line = [spot]
            for member in line:
                line += [o for o in _linked(member, links) if o not in line and units[o] == units[member]]
            if len(line) > 1:
                yield [(home[member], member) for member in line]


def _push(units: dict[Spot, int], layer: list[Spot], index: int, by: int, apart: dict[Spot, int]) -> None:
    """Move a spot, and those that stand in its way as far as they must."""
    units[layer[index]] += by
    for above, below in zip(layer[index:], layer[index + 1 :], strict=False):
        units[below] = max(units[below], units[above] + apart[below])
    for number in range(index, 0, -1):
        above, below = layer[number - 1], layer[number]
        units[above] = min(units[above], units[below] - apart[below])


def _bends(units: dict[Spot, int], weights: Weights) -> float:
    lines = sum(
        weight * (abs(units[left] - units[right]) + BEND * (units[left] != units[right]))
        for (left, right), weight in weights.items()
    )
    # among equals the flat drawing wins
    return lines + 0.01 * sum(abs(unit) for unit in units.values())
