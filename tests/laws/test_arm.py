"""Law: the code for AArch64 with NEON computes what the interpreter does; it runs in an emulator of that processor."""

from __future__ import annotations

import ctypes

import emulator
import numpy as np
import oracle
import pytest
from batches import Case
from oracle import Arrays, Data, Trained, interpreted, random_data
from subjects import SUBJECTS, every_subject
from test_gradients import autograd, differences

from cellwright.emit.llvm.gradient import HEADER, SEGMENT, gradient_text
from cellwright.emit.llvm.kernel import module_text, slots
from cellwright.plan.layer import inference, training
from cellwright.plan.machine import NEON
from cellwright.plan.plan import is_own
from cellwright.plan.projection import project
from cellwright.plan.schedule import Chunk, dense, ragged
from cellwright.run import gradient
from cellwright.run.objects import object_code

pytestmark = pytest.mark.skipif(
    emulator.QEMU is None, reason="qemu-aarch64 is not installed (Debian: apt-get install qemu-user)"
)
CASES = (
    Case("ragged", 3, 5, 2, ragged([7, 5, 5, 2], 8)),
    Case("ragged, backward in time", 3, 5, 2, ragged([7, 5, 5, 2], 8, reverse=True)),
)


class Emulated(Arrays):
    """NumPy arrays by the names of a plan, on which kernels run in the emulator."""

    def run(self, plan, schedule, stacks):
        code = object_code(plan.identity, lambda: module_text(plan), plan.machine)
        packed = np.full(plan.packed, np.nan, dtype=plan.dtype)
        sources = [stacks[name] for name in plan.stacks]
        emulator.call(code, "pack", words(packed, *sources), (0, 1), [packed, *sources])
        strides = {place.array: place.stride for place in plan.places}
        for name in filter(is_own, plan.arrays):
            self.blank(name, schedule.sequences, strides[name], plan.dtype)
        tables = [schedule.at, schedule.count, schedule.continuing]
        arrays = [self[name] for name in plan.arrays]
        context = words(0, schedule.steps, *tables, packed, *arrays)
        assert len(context) == len(slots(plan))
        emulator.call(code, "kernel", context, (0, schedule.sequences), [*tables, packed, *arrays])


class EmulatedSums:
    """The kernel of the parameters' gradients in the emulator, in the place of the one of this process."""

    def __init__(self, dtype, memory):
        self.dtype = dtype
        self._memory = memory

    def run(self, context, part, parts):
        header, table = np.split(np.frombuffer(context, np.int64), [HEADER])
        blocks, _, *pairings = header
        tables = []
        for segments, first in zip(pairings[::2], pairings[1::2], strict=True):
            starts = view(first, blocks + 1)
            tables += [starts, view(segments, int(starts[-1]) * len(SEGMENT))]
        code = object_code(f"gradients {self.dtype}", lambda: gradient_text(NEON, self.dtype), NEON)
        emulator.call(code, "gradients", words(*header, *table), (part, parts), [*tables, *self._memory])


def words(*values):
    """A context: numbers, and the addresses of arrays."""
    return np.array([v.ctypes.data if isinstance(v, np.ndarray) else v for v in values], dtype=np.int64)


def view(address, count):
    return np.frombuffer((ctypes.c_int64 * int(count)).from_address(int(address)), np.int64)


def emulated_inference(cell, case, data: Data):
    """The output and the last states, by one kernel, and by two."""
    plan = inference(cell, tuple(case.sizes.items()), "float32", NEON)
    split = project(plan)
    for plans in ([plan], [split.before, split.loop] if split else []):
        if plans:
            arrays = Emulated(oracle._arrays(cell, case, data, "float32", keep_all=False))
            if len(plans) == 2:
                arrays.blank("projected", case.schedule.rows, split.columns, "float32")
                arrays.run(plans[0], dense(1, case.schedule.rows), data.stacks)
            arrays.run(plans[-1], case.schedule, data.stacks)
            yield oracle._results(cell, arrays)


def emulated_training(cell, case, data: Data, monkeypatch) -> Trained:
    """A training step, kernel by kernel."""
    kernels, schedule = training(cell, tuple(case.sizes.items()), "float32", NEON), case.schedule
    arrays = Emulated(oracle._arrays(cell, case, data, "float32", keep_all=True))
    arrays.blank("saved", schedule.rows, kernels.saved_columns, "float32")
    arrays.run(kernels.forward, schedule, data.stacks)
    output, finals = oracle._results(cell, arrays)
    arrays["d output"] = data.d_output
    arrays.blank("deltas", schedule.rows, kernels.delta_columns, "float32")
    for name in kernels.input_arrays:
        arrays.blank(name, schedule.rows, case.input, "float32")
    for state, outside in zip(cell.states, data.d_finals, strict=True):
        arrays[f"d state {state.label}"] = outside.copy()
    arrays.run(kernels.backward, schedule, data.stacks)
    if kernels.input_gradient is not None:
        arrays.run(kernels.input_gradient, dense(1, schedule.rows), data.stacks)
    gradients = {name: np.zeros_like(stack) for name, stack in data.stacks.items()}
    _add_up(kernels, schedule, arrays, gradients, monkeypatch)
    initial = [arrays[f"d state {state.label}"] for state in cell.states]
    return Trained(output, finals, arrays["d input"], initial, gradients)


def _add_up(kernels, schedule, arrays, gradients, monkeypatch):
    memory = [*arrays.values(), *gradients.values()]
    monkeypatch.setattr(gradient, "_gradient_kernel", lambda machine, dtype, matrices: EmulatedSums(dtype, memory))
    sums = gradient.ParameterGradients(kernels).into({name: g.ctypes.data for name, g in gradients.items()})
    memory += sums._turned.values()
    whole = Chunk(0, schedule.steps, 0, schedule.rows)
    sums.add(schedule, whole, {name: array.ctypes.data for name, array in arrays.items()}, 1)
    sums.finish()


def bound(case):
    return np.finfo(np.float32).eps * (case.schedule.rows + 2 * case.schedule.steps * (case.input + case.hidden + 20))


@every_subject
def test_inference_equals_the_interpreter(cell):
    for case in CASES:
        data = random_data(cell, case)
        expected, expected_finals = interpreted(cell, case, data)
        for output, finals in emulated_inference(cell, case, data.cast("float32")):
            np.testing.assert_allclose(output, expected, rtol=0, atol=bound(case))
            for final, other in zip(finals, expected_finals, strict=True):
                np.testing.assert_allclose(final, other, rtol=0, atol=bound(case))


@every_subject
def test_training_equals_autograd(cell, monkeypatch):
    for case in CASES:
        data = random_data(cell, case)
        found = emulated_training(cell, case, data.cast("float32"), monkeypatch)
        wrong = differences(found, autograd(cell, case, data))
        assert {name: off for name, off in wrong.items() if not off < bound(case)} == {}


def test_other_weights_are_seen():
    cell, case = SUBJECTS["lstm"], CASES[0]
    data = random_data(cell, case)
    other = random_data(cell, case).cast("float32")
    other.stacks["weight_hh"][3, 2] += 0.1
    output, _ = next(emulated_inference(cell, case, other))
    assert np.abs(output - interpreted(cell, case, data)[0]).max() > bound(case)
