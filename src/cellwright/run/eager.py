"""The reference on torch tensors: any cell, any device, one torch operation after the other, step by step.

It is what `backend="eager"` runs: slow, but it works wherever torch works, and it can be differentiated twice. Cells
whose states are affine recurrences take all steps at once (`cellwright.run.scan`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
import torch.nn.functional as F

from cellwright.equation import Cell
from cellwright.equation.interpret import Meanings, sliced, step
from cellwright.equation.node import BATCH_NORM, COLUMN, EPSILON, SPREAD, Node, widths
from cellwright.equation.recurrences import recurrences
from cellwright.plan.schedule import Schedule, begun_together
from cellwright.run.scan import scanned

Operand = torch.Tensor | float
# vectors (rows, size) that are normalised over their rows, and the number (rows, 1) of the step that each row is at
Notice = Callable[[Sequence[torch.Tensor], torch.Tensor], None]


class _StraightThrough(torch.autograd.Function):
    """The first value, with the gradient of the second."""

    generate_vmap_rule = True

    @staticmethod
    def forward(hard: torch.Tensor, _soft: torch.Tensor) -> torch.Tensor:
        """The hard value."""
        return hard.clone()

    @staticmethod
    def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
        """Nothing has to be kept."""

    @staticmethod
    def backward(_ctx: Any, *gradients: torch.Tensor) -> tuple[None, torch.Tensor]:
        """All to the soft value."""
        return None, gradients[0]


def _straight_through(hard: torch.Tensor, soft: Operand) -> torch.Tensor:
    if not isinstance(soft, torch.Tensor):
        return hard.detach()  # a number has no gradient
    through: torch.Tensor = _StraightThrough.apply(hard.expand_as(soft), soft)  # type: ignore[no-untyped-call]
    return through


TORCH: Meanings = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "neg": lambda a: -a,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "exp": torch.exp,
    "log": torch.log,
    "sqrt": torch.sqrt,
    "absolute": torch.abs,
    "maximum": lambda a, b: _pairwise(torch.maximum, a, b),
    "minimum": lambda a, b: _pairwise(torch.minimum, a, b),
    "step": lambda a: torch.where(a.isnan(), a, (a > 0).to(a.dtype)).detach(),
    "floor": lambda a: a.floor().detach(),
    "straight_through": _straight_through,
    "total": lambda a: a.sum(-1, keepdim=True),
    "largest": lambda a: a.amax(-1, keepdim=True),
    SPREAD: lambda a, width: a.expand(*a.shape[:-1], width),
    COLUMN: lambda table, number: table.detach().t()[column_of(number, table.shape[1])],
    BATCH_NORM: lambda v, number: _over_rows(v),
    "array": lambda array, like: torch.as_tensor(array, dtype=like.dtype, device=like.device),
}


def column_of(number: torch.Tensor, columns: int) -> torch.Tensor:
    """The column of a table that numbers (..., 1) point at, the first for what is no number."""
    return number.detach().squeeze(-1).nan_to_num(0.0).clamp(0, columns - 1).long()


def _over_rows(v: torch.Tensor) -> torch.Tensor:
    # torch's own takes no single row, of which nothing is left anyway
    return F.batch_norm(v, None, None, training=True, eps=EPSILON) if len(v) > 1 else v - v.mean(0)


def _pairwise(function: Callable[..., torch.Tensor], a: Operand, b: Operand) -> torch.Tensor:
    # torch.maximum takes no numbers
    like = a if isinstance(a, torch.Tensor) else b
    return function(*(v if isinstance(v, torch.Tensor) else torch.full_like(torch.as_tensor(like), v) for v in (a, b)))


def sequence(
    cell: Cell,
    x: torch.Tensor,
    initial: Sequence[torch.Tensor],
    stacks: Mapping[str, torch.Tensor],
    sizes: Mapping[str, int],
    schedule: Schedule,
    noises: Sequence[torch.Tensor] = (),
    watched: Sequence[Node] = (),
    notice: Notice | None = None,
) -> tuple[torch.Tensor, tuple[torch.Tensor, ...]]:
    """The output of every row and the last states of every sequence.

    Args:
        cell: a cell of one input and one output.
        x: (rows, input), the rows of all sequences in the order of `schedule`.
        initial: the first states, each (sequences, size).
        stacks: the stacked parameters by name.
        sizes: the number that each size name stands for.
        schedule: which rows each step touches.
        noises: (rows, size) for each random mask of the cell.
        watched: the values to return, side by side; the output if none are named.
        notice: is shown what is normalised over the rows of the batch.

    Returns:
        The outputs (rows, size), and the last states, each (sequences, size).
    """
    weights = sliced(cell, stacks, sizes, TORCH)
    if not watched and (found := recurrences(cell)):
        masks = {node.mask.name: noise for node, noise in zip(cell.noises, noises, strict=True)}
        return scanned(found, x, initial, weights, sizes, schedule, masks, TORCH)
    if cell.batch_norms and not schedule.begins_together:
        order, together = begun_together(schedule)
        places = torch.from_numpy(order).to(x.device)
        masks_in_order = [noise[places] for noise in noises]
        rows, last = sequence(cell, x[places], initial, stacks, sizes, together, masks_in_order, watched, notice)
        return rows[places.argsort()], last
    shown = [(node, widths(sizes)[node.size]) for node in watched or (cell.outputs[0][1],)]
    pieces: list[torch.Tensor] = [x.new_empty(0)] * schedule.steps
    finished: list[list[torch.Tensor]] = [[state[schedule.count.max(initial=0) :]] for state in initial]
    states: list[torch.Tensor] = [state[:0] for state in initial]
    for s in range(schedule.steps):
        at, count, continuing = int(schedule.at[s]), int(schedule.count[s]), int(schedule.continuing[s])
        states = [
            torch.cat([state[:continuing], first[continuing:count]]) if continuing < count else state[:count]
            for state, first in zip(states, initial, strict=True)
        ]
        here = slice(at, at + count)
        values = step(cell, [x[here]], states, weights, TORCH, [noise[here] for noise in noises])
        if notice and cell.batch_norms:
            # all of them count the steps by the same state
            notice([values[node.sources[0]] for node in cell.batch_norms], values[cell.batch_norms[0].sources[1]])
        states = [values[update].expand_as(state) for update, state in zip(cell.updates, states, strict=True)]
        pieces[s] = torch.cat([values[node].expand(count, width) for node, width in shown], -1)
        ending = int(schedule.continuing[s + 1])
        for done, state in zip(finished, states, strict=True):
            done.append(state[ending:count])
    order = schedule.at.argsort()
    rows = torch.cat([pieces[s] for s in order]) if schedule.steps else x.new_empty(0, sum(w for _, w in shown))
    return rows, tuple(torch.cat(done[::-1]) for done in finished)
