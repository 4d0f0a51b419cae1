"""What the catalogue knows of a cell besides its equations: its class, its papers, where it helps."""

from __future__ import annotations

from dataclasses import dataclass

from cellwright.equation import Cell

LINKS = {"doi": "https://doi.org/", "arXiv": "https://arxiv.org/abs/", "PMLR": "https://proceedings.mlr.press/"}


@dataclass(frozen=True)
class Paper:
    """A paper: who, when, what, where, and under which identifiers ("doi:10...", "arXiv:1503.04069") it is found.

    Example:
        >>> import cellwright as cw
        >>> cw.cells.ENTRIES["cifg_lstm"].papers[0].links[1]
        'https://arxiv.org/abs/1503.04069'
    """

    authors: str
    year: int
    title: str
    venue: str
    identifiers: tuple[str, ...]

    @property
    def links(self) -> tuple[str, ...]:
        """The address of each identifier."""
        parts = (identifier.partition(":") for identifier in self.identifiers)
        return tuple(LINKS[scheme] + rest for scheme, _, rest in parts)

    def __str__(self) -> str:
        return f"{self.authors} ({self.year}). {self.title}. {self.venue}. {', '.join(self.identifiers)}"


@dataclass(frozen=True)
class Entry:
    """A row of the catalogue.

    Attributes:
        cell: the equations.
        layer: the name of its class, `cw.<layer>`.
        papers: where the cell comes from, the first paper first.
        advice: where it helps, and where not, in a sentence or two.
    """

    cell: Cell
    layer: str
    papers: tuple[Paper, ...]
    advice: str
