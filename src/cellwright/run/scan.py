"""All steps of a cell at once on torch tensors, where its states follow s' = a * s + b.

Neighbouring steps are joined in pairs: two of them are a step of the same form, s'' = (a' a) s + (a' b + b'). So half
as many steps are left, and so on; the states in between follow from those that are found. Nothing is divided and no
logarithm is taken, so no a is too small and none has to be positive. After T steps a state is as far from the true one
as in a loop at most: 2 T + 2 roundings of the state that magnitudes alone would give, S' = |a| S + |b|.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from cellwright.equation.cell import Cell
from cellwright.equation.interpret import Meanings, step
from cellwright.equation.node import Weight, widths
from cellwright.equation.recurrences import Recurrences
from cellwright.plan.schedule import Schedule


class _Scan(torch.autograd.Function):
    """States of all steps; the gradient is such a scan too, from the last step to the first."""

    generate_vmap_rule = True

    @staticmethod
    def forward(factor: torch.Tensor, shift: torch.Tensor, first: torch.Tensor) -> torch.Tensor:
        """Join the steps in pairs."""
        return _in_pairs(factor, shift, first)

    @staticmethod
    def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
        """Keep the factors and the states."""
        ctx.save_for_backward(inputs[0], inputs[2], output)

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """What reaches a state is its own gradient, and that of the next state times the factor in between."""
        factor, first, states = ctx.saved_tensors
        factors = torch.cat([torch.zeros_like(factor[:1]), factor[1:].flip(0)])
        reached = scan(factors, gradients[0].flip(0), torch.zeros_like(first)).flip(0)
        return reached * torch.cat([first.unsqueeze(0), states[:-1]]), reached, factor[0] * reached[0]


def scan(factor: torch.Tensor, shift: torch.Tensor, first: torch.Tensor) -> torch.Tensor:
    """The states s[t] = factor[t] * s[t - 1] + shift[t] of all steps, after `first`.

    Args:
        factor: (steps, ...), at least one step.
        shift: the same.
        first: (...).

    Example:
        >>> scan(torch.full((4,), 2.0), torch.ones(4), torch.tensor(1.0))
        tensor([ 3.,  7., 15., 31.])
    """
    states: torch.Tensor = _Scan.apply(factor, shift, first)  # type: ignore[no-untyped-call]
    return states


def _in_pairs(factor: torch.Tensor, shift: torch.Tensor, first: torch.Tensor) -> torch.Tensor:
    if len(shift) == 1:
        return torch.addcmul(shift, factor, first.unsqueeze(0))
    pairs = len(shift) // 2
    a, b = factor[0::2], shift[0::2]
    after, added = factor[1::2], shift[1::2]
    second = _in_pairs(after * a[:pairs], torch.addcmul(added, after, b[:pairs]), first)
    before = torch.cat([first.unsqueeze(0), second])[: len(b)]
    odd = torch.addcmul(b, a, before)
    both = torch.stack([odd[:pairs], second], 1).flatten(0, 1)
    return both if len(odd) == pairs else torch.cat([both, odd[pairs:]])


@dataclass(frozen=True, eq=False)
class _Block:
    """Some sequences, the shortest more than half as long as the longest.

    Attributes:
        first: the first of the sequences.
        last: the one behind the last.
        rows: (steps, sequences), the row of each step of each; row 0 where a sequence has none.
        running: (steps, sequences), where there is a row.
    """

    first: int
    last: int
    rows: npt.NDArray[np.int64]
    running: npt.NDArray[np.bool_]

    @cached_property
    def in_order(self) -> bool:
        """Whether the rows are those of the block, one behind the other."""
        return bool(self.running.all() and (self.rows.ravel() == np.arange(self.rows.size)).all())

    def taken(self, rows: torch.Tensor, waiting: float) -> torch.Tensor:
        """Rows as (steps, sequences, size), with a number where there is none."""
        if self.in_order:
            return rows[: self.rows.size].reshape(*self.rows.shape, -1)
        found = rows[torch.from_numpy(self.rows).to(rows.device)]
        running = torch.from_numpy(self.running).unsqueeze(-1).to(rows.device)
        return found if self.running.all() else found.where(running, waiting)

    def given_back(self, values: torch.Tensor) -> torch.Tensor:
        """What `taken` took, (rows, size), step by step."""
        flat = values.flatten(0, 1)
        if self.running.all():
            return flat
        return flat[torch.from_numpy(np.flatnonzero(self.running)).to(flat.device)]


@lru_cache(maxsize=64)
def _blocks(schedule: Schedule) -> tuple[_Block, ...]:
    """The sequences of a schedule in blocks, so that at most half of what is computed is for steps that are none."""
    most = int(schedule.count.max(initial=0))
    lengths = (schedule.count[:, None] > np.arange(most)).sum(0)
    ends = np.flatnonzero(np.diff(np.frexp(lengths)[1])) + 1
    blocks = []
    for first, last in pairwise([0, *ends.tolist(), most]) if most else ():
        steps = np.flatnonzero(schedule.count > first)
        sequences = np.arange(first, last)
        running = schedule.count[steps, None] > sequences
        rows = np.where(running, schedule.at[steps, None] + sequences, 0)
        blocks.append(_Block(first, last, rows, running))
    return tuple(blocks)


def scanned(
    found: Recurrences,
    x: torch.Tensor,
    initial: Sequence[torch.Tensor],
    weights: Mapping[Weight, torch.Tensor],
    sizes: Mapping[str, int],
    schedule: Schedule,
    noises: Mapping[str, torch.Tensor],
    meanings: Meanings,
) -> tuple[torch.Tensor, tuple[torch.Tensor, ...]]:
    """The output of every row and the last states of every sequence, as `eager.sequence` gives them.

    Args:
        found: the cell as recurrences.
        x: (rows, input).
        initial: the first states, each (sequences, size).
        weights: each weight, cut out of its stack.
        sizes: the number that each size name stands for.
        schedule: which rows each step touches.
        noises: (rows, size) for each random mask, by its name.
        meanings: torch's meaning of each op.
    """
    known: list[torch.Tensor] = []

    def outputs(cell: Cell, columns: int) -> list[torch.Tensor]:
        given = [noises[node.mask.name] for node in cell.noises]
        values = step(cell, [x], known, weights, meanings, given)
        results = (torch.as_tensor(values[node], dtype=x.dtype, device=x.device) for _, node in cell.outputs)
        return [result.expand(len(x), columns) for result in results]

    finals = list(initial)
    for place, cell in found.states.items():
        factor, shift = outputs(cell, initial[place].shape[1])
        before, after, finals[place] = _states(factor, shift, initial[place], schedule)
        known += [before, after]
    (rows,) = outputs(found.output, widths(sizes)[found.output.outputs[0][1].size])
    return rows, tuple(finals)


def _states(
    factor: torch.Tensor, shift: torch.Tensor, first: torch.Tensor, schedule: Schedule
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """The old and the new state of every row, and the last one of every sequence."""
    blocks = _blocks(schedule)
    before, after, finals = [], [], []
    for block in blocks:
        begin = first[block.first : block.last]
        # where a sequence has no step its state waits
        states = scan(block.taken(factor, 1.0), block.taken(shift, 0.0), begin)
        before.append(block.given_back(torch.cat([begin.unsqueeze(0), states[:-1]])))
        after.append(block.given_back(states))
        finals.append(states[-1])
    if not blocks:
        return shift, shift, first
    # sequences without steps come last
    last = torch.cat([*finals, first[blocks[-1].last :]])
    if len(blocks) == 1 and blocks[0].in_order:
        return before[0], after[0], last
    rows = np.concatenate([block.rows[block.running] for block in blocks])
    order = torch.from_numpy(rows.argsort()).to(first.device)
    return torch.cat(before)[order], torch.cat(after)[order], last
