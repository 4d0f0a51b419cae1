"""The interpreter over a whole schedule, and compiled kernels on plain NumPy arrays beside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from batches import Case

from cellwright import Cell
from cellwright.equation.interpret import sliced, step
from cellwright.plan.layer import Training, carrier, inference, noise_array, training
from cellwright.plan.machine import Machine
from cellwright.plan.plan import Plan
from cellwright.plan.weights import FULL, WeightFormat
from cellwright.run.backward import backward_of
from cellwright.run.kernel import compiled
from cellwright.run.packed import FreshWeights
from cellwright.run.scratch import scratch


@dataclass
class Data:
    """Random numbers for one case: inputs, first states, weights, and gradients from outside."""

    x: np.ndarray
    initial: list[np.ndarray]
    stacks: dict[str, np.ndarray]
    d_output: np.ndarray
    d_finals: list[np.ndarray]
    noises: list[np.ndarray]

    def cast(self, dtype: str) -> Data:
        def to(a):
            return np.ascontiguousarray(a, dtype=dtype)

        stacks = {name: to(stack) for name, stack in self.stacks.items()}
        initial, finals, noises = (list(map(to, some)) for some in (self.initial, self.d_finals, self.noises))
        return Data(to(self.x), initial, stacks, to(self.d_output), finals, noises)


def random_data(cell: Cell, case: Case, seed: int = 0) -> Data:
    """Weights are small enough for 2·√K products to stay around one, so that no cell is chaotic."""
    rng = np.random.default_rng(seed)
    sizes, schedule = case.sizes, case.schedule
    scale = 1 / np.sqrt(case.hidden)
    stacks = {name: rng.uniform(-scale, scale, shape) for name, shape in cell.parameters(**sizes).items()}
    output = cell.outputs[0][1]
    widths = [sizes[state.size] for state in cell.states]
    return Data(
        rng.standard_normal((schedule.rows, case.input)),
        [
            _first_state(state.label, rng.standard_normal((schedule.sequences, sizes[state.size])))
            for state in cell.states
        ],
        stacks,
        rng.standard_normal((schedule.rows, sizes[output.size])),
        [rng.standard_normal((schedule.sequences, width)) for width in widths],
        [rng.integers(0, 2, (schedule.rows, sizes[node.size])).astype(float) for node in cell.noises],
    )


def _first_state(label: str, values: np.ndarray) -> np.ndarray:
    # a normaliser that is divided by has added up positive numbers; around zero no result would be worth comparing
    return 0.5 + np.abs(values) if label == "n" else values


def interpreted(cell: Cell, case: Case, data: Data) -> tuple[np.ndarray, list[np.ndarray]]:
    """The output of every row and the last states, by the interpreter."""
    schedule, weights = case.schedule, sliced(cell, data.stacks, case.sizes)
    output = np.full((schedule.rows, data.d_output.shape[1]), np.nan)
    finals = [first.copy() for first in data.initial]
    states = [first[:0] for first in data.initial]
    for s in range(schedule.steps):
        at, count, old = int(schedule.at[s]), int(schedule.count[s]), int(schedule.continuing[s])
        states = [
            np.concatenate([state[:old], first[old:count]]) for state, first in zip(states, data.initial, strict=True)
        ]
        here = slice(at, at + count)
        values = step(cell, [data.x[here]], states, weights, noises=[noise[here] for noise in data.noises])
        states = [values[update] for update in cell.updates]
        output[at : at + count] = values[cell.outputs[0][1]]
        ending = int(schedule.continuing[s + 1])
        for final, state in zip(finals, states, strict=True):
            final[ending:count] = state[ending:count]
    return output, finals


class Arrays(dict):
    """NumPy arrays by the names of a plan, NaN where nothing has been written."""

    def blank(self, name: str, rows: int, columns: int, dtype: str) -> None:
        self[name] = np.full((rows, columns), np.nan, dtype=dtype)

    def run(self, plan: Plan, schedule, stacks: dict[str, np.ndarray], threads: int) -> None:
        kernel = compiled(plan)
        packed = kernel.pack([stacks[name].ctypes.data for name in plan.stacks])
        kernel.run(schedule, packed, {name: self[name].ctypes.data for name in kernel.arrays}, threads)


def _arrays(cell: Cell, case: Case, data: Data, dtype: str, *, keep_all: bool) -> Arrays:
    arrays = Arrays(input=data.x)
    arrays.update((noise_array(node), noise) for node, noise in zip(cell.noises, data.noises, strict=True))
    rows = case.schedule.rows
    carrying = carrier(cell)
    if carrying is None:
        arrays.blank("output", rows, data.d_output.shape[1], dtype)
    for state, first in zip(cell.states, data.initial, strict=True):
        arrays[f"initial {state.label}"] = first
        arrays[f"final {state.label}"] = first.copy()
        if keep_all or state is carrying:
            arrays.blank(f"state {state.label}", rows, case.sizes[state.size], dtype)
    return arrays


def _results(cell: Cell, arrays: Arrays) -> tuple[np.ndarray, list[np.ndarray]]:
    carrying = carrier(cell)
    output = arrays[f"state {carrying.label}" if carrying else "output"]
    return output, [arrays[f"final {state.label}"] for state in cell.states]


def run_inference(
    cell: Cell,
    case: Case,
    data: Data,
    machine: Machine,
    dtype: str,
    threads: int = 1,
    matrices: WeightFormat = FULL,
) -> tuple[np.ndarray, list[np.ndarray]]:
    """The same by the compiled inference kernel."""
    data = data.cast(dtype)
    arrays = _arrays(cell, case, data, dtype, keep_all=False)
    plan = inference(cell, tuple(case.sizes.items()), dtype, machine, matrices)
    arrays.run(plan, case.schedule, data.stacks, threads)
    return _results(cell, arrays)


@dataclass
class Trained:
    """The results of a whole training step."""

    output: np.ndarray
    finals: list[np.ndarray]
    d_x: np.ndarray
    d_initial: list[np.ndarray]
    d_stacks: dict[str, np.ndarray]

    def all(self) -> dict[str, np.ndarray]:
        """Every result by name."""
        states = {f"final {index}": final for index, final in enumerate(self.finals)}
        initial = {f"d initial {index}": gradient for index, gradient in enumerate(self.d_initial)}
        weights = {f"d {name}": gradient for name, gradient in self.d_stacks.items()}
        return {"output": self.output, **states, "d input": self.d_x, **initial, **weights}


def run_training(
    cell: Cell,
    case: Case,
    data: Data,
    machine: Machine,
    dtype: str,
    threads: int = 1,
    matrices: WeightFormat = FULL,
) -> Trained:
    """A training step by the compiled kernels."""
    data = data.cast(dtype)
    rows = case.schedule.rows
    kernels: Training = training(cell, tuple(case.sizes.items()), dtype, machine, matrices)
    arrays = _arrays(cell, case, data, dtype, keep_all=True)
    arrays.blank("saved", rows, kernels.saved_columns, dtype)
    arrays.run(kernels.forward, case.schedule, data.stacks, threads)
    output, finals = _results(cell, arrays)
    arrays["d output"] = data.d_output
    scratch.block(rows * kernels.delta_columns * 8)[0].fill(np.nan)
    for name in kernels.input_arrays:
        arrays.blank(name, rows, case.input, dtype)
    for state, gradient in zip(cell.states, data.d_finals, strict=True):
        arrays[f"d state {state.label}"] = gradient.copy()
    gradients = {name: np.zeros_like(stack) for name, stack in data.stacks.items()}
    addresses = {name: array.ctypes.data for name, array in arrays.items()}
    results = {name: gradient.ctypes.data for name, gradient in gradients.items()}
    weights = FreshWeights({name: stack.ctypes.data for name, stack in data.stacks.items()})
    backward_of(kernels).run(case.schedule, weights, addresses, results, threads)
    initial = [arrays[f"d state {state.label}"] for state in cell.states]
    return Trained(output, finals, arrays["d input"], initial, gradients)
