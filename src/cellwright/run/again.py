"""Training with less memory: for most steps only the states are kept, and the backward pass runs them forward again.

The steps are taken forward again chunk by chunk, from the kept states, just before the backward pass needs what they
save: the same kernels on the same numbers, so that gradients are the same to the last bit. What the last steps save is
kept, since to save everything again would cost a third of the time of a training step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from ctypes import memmove
from math import floor

from cellwright.plan.layer import Training
from cellwright.plan.machine import BYTES
from cellwright.plan.schedule import Chunk, Schedule, chunks, most_rows
from cellwright.run.backward import backward_of
from cellwright.run.forward import forward_of
from cellwright.run.kernel import aligned_block
from cellwright.run.packed import Weights


def kept_part(training: Training, schedule: Schedule) -> Chunk:
    """The steps that keep everything: the last ones."""
    # one more than what would be half: something is kept beside it
    again = floor((1 - _share(training)) * schedule.steps) + 1
    if again >= schedule.steps:
        return Chunk(schedule.steps, schedule.steps, 0, 0)
    (part,) = chunks(schedule, schedule.steps, again)
    return part


def _share(training: Training) -> float:
    """The share of the steps that may keep everything, so that all that is kept is halved; states are kept anyway."""
    places = training.forward.places
    states = {place.array: place.columns for place in places if place.array.startswith("state ")}
    # the output is there in any case; often a state is the output
    carried = sum(states.values()) - (0 if "output" in training.forward.arrays else max(states.values(), default=0))
    return max(0.0, 0.5 - 0.5 * carried / max(training.saved_columns, 1))


def _saved_from(training: Training, address: int, chunk: Chunk) -> int:
    """Where row 0 of "saved" would lie if the rows of a chunk lie at an address."""
    return address - chunk.first * training.saved_columns * BYTES[training.forward.dtype]


def forward_in_parts(
    training: Training, schedule: Schedule, weights: Weights, arrays: Mapping[str, int], most_threads: int
) -> None:
    """The forward pass; "saved" in `arrays` has rows for the steps of `kept_part` only."""
    part = kept_part(training, schedule)
    forward_of(training.lean).run(schedule, weights, arrays, most_threads, (0, part.start))
    here = {**arrays, "saved": _saved_from(training, arrays["saved"], part)}
    forward_of(training.forward).run(schedule, weights, here, most_threads, (part.start, part.stop))


def saved_again(
    training: Training, schedule: Schedule, weights: Weights, arrays: Mapping[str, int], most_threads: int
) -> Callable[[Chunk], int]:
    """A function from a chunk of the backward pass to the address of "saved" there, computed again if need be."""
    part = kept_part(training, schedule)
    kept = _saved_from(training, arrays["saved"], part)
    row = training.saved_columns * BYTES[training.forward.dtype]
    most = most_rows(chunks(schedule, backward_of(training).steps(schedule)))
    block, address = aligned_block(most * training.saved_columns, training.forward.dtype)

    def saved(chunk: Chunk, _alive: object = block) -> int:
        if chunk.start >= part.start:
            return kept
        here = _saved_from(training, address, chunk)
        run = forward_of(training.forward).run
        run(schedule, weights, {**arrays, "saved": here}, most_threads, (chunk.start, min(chunk.stop, part.start)))
        first, stop = max(chunk.first, part.first), min(chunk.first + chunk.rows, part.first + part.rows)
        if first < stop:
            memmove(here + first * row, kept + first * row, (stop - first) * row)
        return here

    return saved
