"""Ordered layers of spots that move up and down until the lines between them are as straight as they can be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cellwright.inspect.dataflow import Box

UNIT, GAP = 12.0, 14.0
# the price of a bend, beside that of the way up or down
BEND = 3.0
STEPS = (-8, -4, -2, -1, 1, 2, 4, 8)
ROUNDS = 60


@dataclass(frozen=True, eq=False)
class Spot:
    """A place in a layer: of a box, or of a line from that box that passes through."""

    box: Box
    passing: bool = False


Layers = list[list[Spot]]
Links = list[tuple[Spot, Spot]]
Weights = dict[tuple[Spot, Spot], float]
Units = dict[Spot, int]


class Board:
    """The height of each spot, in units.

    Args:
        layers: the spots of each layer, from top to bottom.
        weights: how much each link should be straight.
        half_height: how far a box reaches up and down.
    """

    def __init__(self, layers: Layers, weights: Weights, half_height: Callable[[Box], float]) -> None:
        self.home = {spot: (layer, place) for layer in layers for place, spot in enumerate(layer)}
        self.joined: dict[Spot, list[tuple[Spot, float]]] = {spot: [] for spot in self.home}
        for (left, right), weight in weights.items():
            self.joined[left].append((right, weight))
            self.joined[right].append((left, weight))
        self.units: Units = {}
        # how far each must be from the one above it
        self.apart: dict[Spot, int] = {}
        reach = {spot: 0.0 if spot.passing else half_height(spot.box) for spot in self.home}
        for layer in layers:
            height = 0
            for above, spot in zip([None, *layer], layer, strict=False):
                self.apart[spot] = -int(-(reach[above] + reach[spot] + GAP) // UNIT) if above else 0
                height += self.apart[spot]
                self.units[spot] = height
            self.units.update({spot: self.units[spot] - height // 2 for spot in layer})

    def straighten(self) -> float:
        """Move spots while that makes lines straighter; the price of what bends are left."""
        for _ in range(ROUNDS):
            # every spot has its turn, also after one that helped
            helped = [self._improve(spot) for spot in self.home]
            if not any(helped):
                break
        return sum(self._price(spot, self.units) for spot in self.home) / 2

    def _improve(self, spot: Spot) -> bool:
        """Try to move a spot, then all that a straight line joins to it; whether that helped."""
        if all(self.units[other] == self.units[spot] for other, _ in self.joined[spot]):
            return False
        moves = [[spot], self._line(spot)]
        helped = [self._move(moved, by) for moved in moves for by in STEPS]
        return any(helped)

    def _line(self, spot: Spot) -> list[Spot]:
        line = {spot: None}
        pending = [spot]
        while pending:
            member = pending.pop()
            for other, _ in self.joined[member]:
                if other not in line and self.units[other] == self.units[spot]:
                    line[other] = None
                    pending.append(other)
        return list(line)

    def _move(self, moved: list[Spot], by: int) -> bool:
        changed: Units = {}
        for spot in moved:
            changed.update(self._pushed(spot, by))
        touched = dict.fromkeys([*changed, *(other for spot in changed for other, _ in self.joined[spot])])
        # a link between two that are touched counts twice, before and after alike
        after = {spot: changed.get(spot, self.units[spot]) for spot in touched}
        if sum(self._price(spot, after) for spot in changed) >= sum(self._price(s, self.units) for s in changed):
            return False
        self.units.update(changed)
        return True

    def _pushed(self, spot: Spot, by: int) -> Units:
        """The new height of a spot, and of those in its layer that stand in its way."""
        changed = {spot: self.units[spot] + by}
        for other, height in self._in_the_way(spot, by):
            changed[other] = height
        return changed

    def _in_the_way(self, spot: Spot, by: int) -> Iterator[tuple[Spot, int]]:
        layer, place = self.home[spot]
        height = self.units[spot] + by
        if by > 0:
            for below in layer[place + 1 :]:
                height += self.apart[below]
                if self.units[below] >= height:
                    return
                yield below, height
        else:
            for above, last in zip(layer[place - 1 :: -1] if place else [], layer[place::-1], strict=False):
                height -= self.apart[last]
                if self.units[above] <= height:
                    return
                yield above, height

    def _price(self, spot: Spot, units: Units) -> float:
        own = units[spot]
        bends = sum(
            weight * (abs(own - units[other]) + BEND) for other, weight in self.joined[spot] if units[other] != own
        )
        # among equals the flat drawing wins
        return bends + 0.01 * abs(own)
