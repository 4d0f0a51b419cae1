"""A small training step on one thread: the forward pass in one native call, the backward pass in another.

With few steps of few sequences it takes longer to begin the kernels of a training step, one by one, than to run them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cellwright.plan.layer import Training
from cellwright.plan.machine import BYTES, CACHE_LINE
from cellwright.plan.schedule import Schedule
from cellwright.run.backward import backward_of
from cellwright.run.forward import forward_of
from cellwright.run.kernel import Kernel, compiled
from cellwright.run.lent import LARGE
from cellwright.run.packed import blocks
from cellwright.run.straight import ZERO, Call, Entry, Straight, block_arrays, driver, own_arrays, running
from cellwright.run.threads import threads_for

# the array with all that is kept for the way back
SAVED = "all that is saved"


class Pass:
    """Kernels and what belongs to them in one native call; their weights stay packed in the thread's blocks.

    Args:
        kernels: those whose weights are packed.
        calls: the functions, in order.
        own: the bytes of each array that nobody needs after the call.
        given: the names of all other arrays, stacked parameters among them.
        inside: arrays that lie inside of given ones.
    """

    def __init__(
        self,
        kernels: Sequence[Kernel],
        calls: Sequence[Call],
        own: Mapping[str, int],
        given: Sequence[str],
        inside: Mapping[str, Entry],
    ) -> None:
        packed = [name for kernel in kernels for name in block_arrays(kernel)]
        self._straight = Straight(kernels[0].plan.dtype, calls, own, [*given, *packed], inside)
        self._kernels = [(kernel, [given.index(stack) for stack in kernel.plan.stacks]) for kernel in kernels]

    def run(self, given: Sequence[int]) -> None:
        """Do it; `given` has the addresses of the arrays, in the order of their names."""
        found = [blocks.get(kernel, tuple([given[place] for place in places])) for kernel, places in self._kernels]
        packed = [address for block in found for address in (block.packed.address, block.mark_address)]
        self._straight.run([*given, *packed])


class TrainingStep:
    """The kernels of a training step, in the order in which they run, for batches of one form.

    Args:
        training: the plans.
        schedule: which rows each step touches.
        saved: what is kept for the way back besides the output: arrays and their columns.

    Attributes:
        saved_numbers: the size of the array `SAVED`, in which they lie.
    """

    def __init__(self, training: Training, schedule: Schedule, saved: Mapping[str, int]) -> None:
        self._training = training
        self._schedule = schedule
        self._dtype = training.forward.dtype
        self._inside: dict[str, Entry] = {}
        self.saved_numbers, line = 0, CACHE_LINE // BYTES[self._dtype]
        for name, columns in saved.items():
            self._inside[name] = SAVED, self.saved_numbers * BYTES[self._dtype]
            self.saved_numbers += -(-schedule.rows * columns // line) * line

    def forward(self, given: Sequence[str]) -> Pass:
        """The forward pass on arrays in this order; `SAVED` and the stacked parameters are among them."""
        kernel = compiled(self._training.forward)
        own = own_arrays(kernel, self._schedule)
        return Pass([kernel], running(kernel, self._schedule), own, given, self._inside)

    def backward(self, given: Sequence[str], wanted: Mapping[str, int], zeros: Mapping[str, int]) -> Pass:
        """The backward pass on arrays in this order.

        Args:
            given: the names of the arrays; the gradient of the input is wanted if it is among them.
            wanted: the bytes of the gradient of each stacked parameter that is wanted.
            zeros: the bytes of arrays to be filled with zeros before; those that are not given are nobody else's.
        """
        training, backward = self._training, backward_of(self._training)
        wants_x = "d input" in given
        calls, own = backward.straight(self._schedule, wanted, wants_x=wants_x)
        parts = training.input_arrays if wants_x else training.loop_input_arrays
        row = training.forward.sizes["input"] * BYTES[self._dtype]
        own |= dict.fromkeys(parts, row * self._schedule.rows) | dict(zeros)
        own = {name: size for name, size in own.items() if name not in given}
        clear = driver(self._dtype).clear
        before = [Call(clear, [(name, 0), (ZERO, size)]) for name, size in zeros.items()]
        return Pass(backward.kernels(wants_x=wants_x), [*before, *calls], own, given, self._inside)

    def is_small(self, threads: int) -> bool:
        """Whether this is the way to train: no thread but this one would be worth it, and little memory is needed."""
        training, schedule = self._training, self._schedule
        forward, backward = forward_of(training.forward), backward_of(training)
        if forward.projects(schedule, 1) or backward.steps(schedule) < schedule.steps:
            return False
        numbers = 2 * training.forward.packed + self.saved_numbers + schedule.rows * training.delta_columns
        if numbers * BYTES[self._dtype] > LARGE:
            return False
        operations = max(training.forward.operations * schedule.rows, backward.operations(schedule))
        return threads == 1 or threads_for(operations, threads) == 1
