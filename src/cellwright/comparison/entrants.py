"""Who takes part: cells, each with the hidden size that gives its network as many parameters as the others have."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count, islice

import torch
from sklearn.base import clone

from cellwright.cells import resolve_cell
from cellwright.equation import Cell
from cellwright.errors import ArgumentError, CellwrightError
from cellwright.tasks.task import Task

# a cell may need its hidden size to be a multiple of something (modules, heads); of no more than this
MOST_TRIED = 128


@dataclass(frozen=True)
class Entrant:
    """A cell that takes part.

    Attributes:
        name: what it is called here.
        cell: its equations.
        hidden_size: the size of its state.
        parameters: how many numbers its network learns.
    """

    name: str
    cell: Cell
    hidden_size: int
    parameters: int


def named_cells(cells: Sequence[str | Cell]) -> dict[str, Cell]:
    """The cells by name; those of one name are told apart by their options, or else numbered.

    Raises:
        ArgumentError: there is none, one is unknown, or one is there twice.

    Example:
        >>> import cellwright as cw
        >>> list(named_cells([cw.cells.gru, cw.cells.gru.variant(reset_after=False)]))
        ['gru(reset_after=True)', 'gru(reset_after=False)']
    """
    if isinstance(cells, (str, Cell)) or not isinstance(cells, Sequence) or not cells:
        raise ArgumentError(f'cells must be a list of cells, such as ["rnn", "gru", "lstm"]; got {cells!r}')
    resolved = [resolve_cell(cell) for cell in cells]
    often = {name for name, number in Counter(cell.name for cell in resolved).items() if number > 1}
    named: dict[str, Cell] = {}
    for cell in resolved:
        options = ", ".join(f"{name}={value}" for name, value in cell.options.items())
        name = f"{cell.name}({options})" if cell.name in often and options else cell.name
        if cell in named.values():
            raise ArgumentError(f"the cell {name!r} is there twice; leave one out")
        others = sum(each.split(" ")[0] == name for each in named)
        named[f"{name} ({others + 1})" if others else name] = cell
    return named


def entrants(
    estimator: Task, cells: Mapping[str, Cell], sizes: Mapping[str, int], parameters: int
) -> tuple[Entrant, ...]:
    """The cells, each with the hidden size that brings its network nearest to a number of parameters."""
    return tuple(Entrant(name, cell, *equal_size(estimator, cell, sizes, parameters)) for name, cell in cells.items())


def number_of_parameters(estimator: Task, cell: str | Cell, hidden_size: int, sizes: Mapping[str, int]) -> int:
    """How many numbers the network of a task learns; no memory is taken for them."""
    with torch.device("meta"):
        module = clone(estimator).set_params(cell=cell, hidden_size=hidden_size).build(sizes)
    return sum(parameter.numel() for parameter in module.parameters() if parameter.requires_grad)


def equal_size(estimator: Task, cell: Cell, sizes: Mapping[str, int], parameters: int) -> tuple[int, int]:
    """The hidden size whose network is nearest to a number of parameters, and how many it has.

    Sizes for which the cell cannot be built are passed over.

    Raises:
        CellwrightError: the cell cannot be built.
    """

    @cache
    def number(hidden_size: int) -> int | CellwrightError:
        try:
            return number_of_parameters(estimator, cell, hidden_size, sizes)
        except CellwrightError as error:
            return error

    def nearest(tried: Iterable[int]) -> tuple[int, int] | None:
        """The first of these sizes for which there is a network."""
        for size in islice(tried, MOST_TRIED):
            if isinstance(found := number(size), int):
                return size, found
        return None

    def at_least(hidden_size: int) -> tuple[int, int]:
        if found := nearest(count(hidden_size)):
            return found
        error = number(hidden_size)
        assert isinstance(error, CellwrightError)
        raise error

    most = 1
    while at_least(most)[1] < parameters:
        most *= 2
    above = at_least(1 + bisect_left(range(1, most), parameters, key=lambda hidden_size: at_least(hidden_size)[1]))
    below = nearest(range(above[0] - 1, 0, -1)) or above
    return min(below, above, key=lambda each: abs(each[1] - parameters))
