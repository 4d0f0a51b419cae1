"""`check_cell`: every law on one cell, on several sizes and batches, in seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch

from cellwright.cells import resolve_cell
from cellwright.equation import Cell
from cellwright.errors import ArgumentError
from cellwright.testing.conditions import inputs_first, poisoned_memory, shared_among
from cellwright.testing.finding import Comparison, Kept, Report, judged
from cellwright.testing.journeys import restored
from cellwright.testing.reference import Reference, against
from cellwright.testing.sequences import (
    contained,
    in_company,
    in_steps,
    padded,
    reset,
    streamed,
    threaded,
    training_is_inference,
)
from cellwright.testing.trial import Trial
from cellwright.testing.values import differences, finite, inference, training

# odd, and on both sides of a register's width
SIZES = ((3, 21), (17, 6))
BATCHES = (1, 2, 7)
JUMPS = ("step", "floor", "straight_through")
OURS = "this is a fault of cellwright, not of your equations: please report it, with the text of cell.key"


@dataclass(frozen=True)
class Law:
    """A law.

    Attributes:
        name: the law in words.
        compare: the comparisons of one trial.
        advice: what to look at where it is broken.
        dtypes: the number types that it is tried in.
        everywhere: whether it is tried at all sizes, or at the first only.
    """

    name: str
    compare: Callable[[Trial], Iterator[Comparison]]
    advice: str = OURS
    dtypes: tuple[str, ...] = ("float32",)
    everywhere: bool = False


BOTH = ("float64", "float32")
FINITE = Law(
    "every value is a number",
    finite,
    "look at the line above: a logarithm or root of a number below zero, a division by zero, an exponential that "
    "grows too large; a small number added in the right place, or maximum and minimum, keep a value in range",
    ("float64",),
    everywhere=True,
)
SLOPES = Law(
    "gradients are slopes",
    differences,
    OURS,
    ("float64",),
)
LAWS = (
    FINITE,
    Law("compiled inference is the interpreter", inference, dtypes=BOTH, everywhere=True),
    Law("compiled training is autograd through the interpreter", training, dtypes=BOTH, everywhere=True),
    SLOPES,
    Law("training gives the values of inference", training_is_inference),
    Law("step by step is the whole sequence", in_steps),
    Law("a stream is the whole sequence", streamed),
    Law("company changes nothing", in_company),
    Law("padding changes nothing", padded),
    Law("a reset is a new sequence", reset),
    Law("threads change nothing", threaded),
    Law("a NaN stays in its sequence", contained),
    Law("text, pickle and state dict keep everything", restored),
)


def check_cell(
    cell: str | Cell,
    *,
    reference: Reference | None = None,
    jumps: bool = False,
    input_size: int | None = None,
    hidden_size: int | None = None,
    batch: int | Sequence[int] = BATCHES,
    seed: int = 0,
) -> Report:
    """Try all laws on a cell: what is compiled is what the equations say, whatever the batch, the padding, the threads.

    It is a plain function for a test of your own project, takes some seconds, and leaves the random numbers of the
    process as they were. The laws cannot know that the equations are those of a paper; `reference` can.

    Args:
        cell: a `@cw.cell`, or a name of the catalogue.
        reference: a step of the cell in plain NumPy, written from the paper: `(x, *states, weights)` gives the new
            states, or the output and then those. Its arguments are vectors of one sequence, and a mapping of the
            weights by their names in `equations(cell)`, for example `weights["W_i"] @ x + weights["b_i"]`: W for
            what comes in, R for what recurs, b for their bias (c where only R is), p for a diagonal; a parameter
            by its name. A random mask is its expectation.
        jumps: says that the equations jump on purpose (step, floor, modulo, straight_through), so that their
            gradients are not the slopes of their values; the law that compares these is skipped, no other one is.
        input_size: the features of the input; several odd sizes are tried if neither size is given.
        hidden_size: the hidden size.
        batch: how many sequences, one number or several.
        seed: what all random numbers come from.

    Returns:
        The laws that hold, to be printed or ignored.

    Raises:
        LawError: a law is broken (it is an AssertionError).
        ArgumentError: `jumps` is said of a cell that has none, or an argument is wrong.

    Example:
        >>> import numpy as np, cellwright as cw
        >>> @cw.cell
        ... def leaky(x, h):
        ...     return 0.5 * h + 0.5 * cw.tanh(cw.affine("h", x, h))
        >>> def by_hand(x, h, weights):
        ...     return 0.5 * h + 0.5 * np.tanh(weights["W_h"] @ x + weights["R_h"] @ h + weights["b_h"])
        >>> print(str(cw.testing.check_cell(leaky, reference=by_hand)).splitlines()[0])
        cell 'leaky' obeys 14 laws
    """
    found = resolve_cell(cell)
    batches = (batch,) if isinstance(batch, int) else tuple(batch)
    _check_arguments(found, jumps, batches)
    trials = [
        Trial(found, *size, count, seed=seed) for size in _sizes(found, input_size, hidden_size) for count in batches
    ]
    laws = LAWS if reference is None else (_reference_law(reference), *LAWS)
    with torch.random.fork_rng(devices=[]), torch.enable_grad(), shared_among(1):
        kept = [_skipped(law) if jumps and law is SLOPES else tried(law, trials) for law in laws]
    return Report(found.name, tuple(kept))


def tried(law: Law, trials: Sequence[Trial]) -> Kept:
    """A law on trials, each in the number types of the law.

    Raises:
        LawError: it is broken.
    """
    first = trials[0]
    chosen = [
        Trial(trial.cell, trial.input, trial.hidden, trial.batch, dtype, trial.seed)
        for trial in trials
        for dtype in law.dtypes
        if law.everywhere or (trial.input, trial.hidden) == (first.input, first.hidden)
    ]
    values, share = 0, 0.0
    for trial in chosen:
        head = f"cell {trial.cell.name!r} with {trial}"
        with poisoned_memory(), inputs_first():
            count, largest = judged(law.name, law.compare(trial), head, _advice(law, trial.cell))
        values, share = values + count, max(share, largest)
    return Kept(law.name, len(chosen), values, share)


def jumping(cell: Cell) -> list[str]:
    """The functions of a cell whose values jump, in the order of the equations."""
    return list(dict.fromkeys(node.op for node in cell.nodes if node.op in JUMPS))


def _advice(law: Law, cell: Cell) -> str:
    if law is SLOPES and jumping(cell):
        return (
            f"the equations jump ({', '.join(jumping(cell))}), so the slopes of their values are not their gradients; "
            f"if that is meant, write check_cell({cell.name}, jumps=True)"
        )
    return law.advice


def _reference_law(reference: Reference) -> Law:
    advice = (
        "compare the two line by line with the paper: print(*equations(cell), sep='\\n') from cellwright.equation.show "
        "shows what the cell computes"
    )
    return Law("the equations are those of the reference", against(reference), advice, ("float64",), everywhere=True)


def _skipped(law: Law) -> Kept:
    return Kept(law.name, skipped="jumps=True says that values jump where gradients do not see it")


def _sizes(cell: Cell, input_size: int | None, hidden_size: int | None) -> list[tuple[int, int]]:
    if input_size is None and hidden_size is None:
        return [(wide, max(hidden, cell.blocks)) for wide, hidden in SIZES]
    first = SIZES[0]
    return [(first[0] if input_size is None else input_size, first[1] if hidden_size is None else hidden_size)]


def _check_arguments(cell: Cell, jumps: bool, batches: Sequence[int]) -> None:
    if jumps and not jumping(cell):
        raise ArgumentError(
            f"jumps=True, but nothing in cell {cell.name!r} jumps ({', '.join(JUMPS)}); leave jumps= out, so that "
            f"its gradients are checked against slopes"
        )
    if not batches or any(isinstance(count, bool) or not isinstance(count, int) or count < 1 for count in batches):
        raise ArgumentError(f"batch must be a number of sequences of at least 1, or several; got {list(batches)!r}")
