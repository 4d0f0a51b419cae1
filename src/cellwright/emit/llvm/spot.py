"""Where a tile lies, and what is asked for from memory while it is computed."""

from __future__ import annotations

from dataclasses import dataclass

from cellwright.plan.plan import Place

# a place that is read soon, and the address of its row 0 there
Soon = tuple[Place, str]


@dataclass(frozen=True)
class Next:
    """The group of columns that will follow: numbers from this one to it, and the number of this tile in the group."""

    columns: str
    share: str


@dataclass(frozen=True)
class Spot:
    """Where a tile lies: `rows` rows from row `row`, `vectors` registers from column `column`.

    `active` is the number of lanes of the last register that are inside the columns; None for all. If `next` is
    given, the weights of the next columns are asked for meanwhile.
    """

    rows: int
    vectors: int
    row: str
    column: str | int
    active: int | None
    next: Next | None = None

    def lanes_of(self, vector: int) -> int | None:
        """The active lanes of a register; None for all."""
        return self.active if vector == self.vectors - 1 else None
