"""Torch's own operators, for the equations that it has one for: on a GPU, where compiled kernels cannot run.

The equations decide, not their name: whoever writes torch's LSTM anew has its operator, too.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import torch
from torch import Tensor

from cellwright.cells import gru, lstm, rnn
from cellwright.equation import Cell
from cellwright.equation.transform import projected, without_bias
from cellwright.nn.parameters import PARAMETER_ORDER

AGAIN = (
    "the eager backend computes these gradients, because they are to be differentiated again (create_graph=True), "
    "and those of torch's operator cannot be; backend='eager' silences this"
)
# (rows, counts, first states, parameters, has biases, layers, dropout, training, bidirectional), or where all sequences
# are equally long (steps, first states, ..., bidirectional, batch first)
Operator = Callable[..., tuple[Tensor, ...]]
Function = Callable[[Sequence[Tensor]], list[Tensor]]
# the output, and the last states
Result = tuple[Tensor, Sequence[Tensor]]

OPERATORS: Mapping[Cell, Operator] = {
    lstm: torch.lstm,
    projected(lstm): torch.lstm,
    gru: torch.gru,
    rnn: torch.rnn_tanh,
    rnn.variant(nonlinearity="relu"): torch.rnn_relu,
}


@lru_cache(maxsize=256)
def operator_of(cell: Cell) -> Operator | None:
    """The operator of torch that computes these equations, with biases or without; None if there is none."""
    known = (operator for own, operator in OPERATORS.items() if cell in (own, without_bias(own)))
    return next(known, None)


def run_operator(
    operator: Operator,
    cell: Cell,
    rows: Tensor,
    initial: Sequence[Tensor],
    stacks: Mapping[str, Tensor],
    counts: Sequence[int],
    again: Callable[..., Result],
    *,
    reverse: bool,
) -> Result:
    """The output of every row and the last states of every sequence.

    Args:
        operator: that of the cell.
        cell: the equations.
        rows: (rows, input), step by step, the longest sequences first; there is one at least.
        initial: the first states, each (sequences, size).
        stacks: the stacked parameters by name.
        counts: how many sequences have a step t, none of them zero.
        again: the same from (rows, initial, stacks) in operations that can be differentiated twice.
        reverse: whether each sequence is read from its end.
    """

    def parts(tensors: Sequence[Tensor]) -> tuple[Tensor, Sequence[Tensor], dict[str, Tensor]]:
        states = 1 + len(cell.states)
        return tensors[0], tensors[1:states], dict(zip(cell.stacks, tensors[states:], strict=True))

    def once(tensors: Sequence[Tensor]) -> list[Tensor]:
        output, last = _result(operator, *parts(tensors), counts, reverse=reverse)
        return [output, *last]

    def twice(tensors: Sequence[Tensor]) -> list[Tensor]:
        output, last = again(*parts(tensors))
        return [output, *last]

    tensors = rows, *initial, *(stacks[name] for name in cell.stacks)
    if not torch.is_grad_enabled() or not any(tensor.requires_grad for tensor in tensors):
        output, *last = once(tensors)
    else:
        output, *last = _Twice.apply(once, twice, *tensors)  # type: ignore[no-untyped-call]
    return output, last


class _Twice(torch.autograd.Function):
    """(once, twice, *tensors) -> once(tensors); but gradients that are to be differentiated again come from `twice`."""

    @staticmethod
    def forward(ctx: Any, once: Function, twice: Function, *tensors: Tensor) -> tuple[Tensor, ...]:
        """Run it, with a graph of its own."""
        inside = [
            t.detach().requires_grad_(needed) for t, needed in zip(tensors, ctx.needs_input_grad[2:], strict=True)
        ]
        with torch.enable_grad():
            ctx.results = once(inside)
        ctx.inside, ctx.twice = inside, twice
        ctx.save_for_backward(*tensors)
        return tuple(result.detach() for result in ctx.results)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        """Carry the gradients back."""
        again = torch.is_grad_enabled()
        inside, results = ctx.inside, ctx.results
        if again:
            warnings.warn(AGAIN, stacklevel=2)
            # views, so that no gradient of one input runs through another
            inside = [tensor.view_as(tensor) for tensor in ctx.saved_tensors]
            results = ctx.twice(inside)
        needed = ctx.needs_input_grad[2:]
        wanted = [tensor for tensor, need in zip(inside, needed, strict=True) if need]
        pairs = [pair for pair in zip(results, gradients, strict=True) if pair[0].requires_grad]
        found = iter(
            torch.autograd.grad(
                [result for result, _ in pairs],
                wanted,
                [gradient for _, gradient in pairs],
                retain_graph=True,
                create_graph=again,
                allow_unused=True,
            )
        )
        return None, None, *(next(found) if need else None for need in needed)


def _result(
    operator: Operator,
    rows: Tensor,
    initial: Sequence[Tensor],
    stacks: Mapping[str, Tensor],
    counts: Sequence[int],
    *,
    reverse: bool,
) -> Result:
    weights = [stacks[name] for name in PARAMETER_ORDER if name in stacks]
    first = [part[: counts[0]].unsqueeze(0).contiguous() for part in initial]
    states: Any = first if operator is torch.lstm else first[0]
    options = weights, "bias_ih" in stacks, 1, 0.0, torch.is_grad_enabled(), False
    order = torch.from_numpy(mirrored(counts)).to(rows.device) if reverse else None
    given = rows if order is None else rows[order]
    with warnings.catch_warnings():
        # cuDNN would rather have all parameters in one block of memory, but they are where others put them
        warnings.filterwarnings("ignore", "RNN module weights are not part of single contiguous chunk")
        if counts[-1] == counts[0]:
            # cuDNN is several times as fast where it need not look at lengths
            output, *last = operator(given.reshape(len(counts), counts[0], -1), states, *options, False)
            output = output.flatten(0, 1)
        else:
            output, *last = operator(given, torch.tensor(counts, device="cpu"), states, *options)
    # sequences without a step come last, and end with what they begin with
    ends = [torch.cat([end.squeeze(0), part[counts[0] :]]) for end, part in zip(last, initial, strict=True)]
    return output if order is None else output[order], ends


def mirrored(counts: Sequence[int]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """For each row, the row of the same sequence that is as far from its end as this one is from its beginning.

    Example:
        >>> mirrored([2, 2, 1]).tolist()
        [4, 3, 2, 1, 0]
    """
    count = np.asarray(counts, dtype=np.int64)
    starts = np.cumsum(count) - count
    step = np.repeat(np.arange(len(count)), count)
    sequence = np.arange(count.sum()) - starts[step]
    # counts fall, so that those which exceed a sequence's number are the first ones
    lengths = np.searchsorted(-count, -np.arange(count.max(initial=0)), side="left")
    mirror: np.ndarray[Any, np.dtype[np.int64]] = starts[lengths[sequence] - 1 - step] + sequence
    return mirror
