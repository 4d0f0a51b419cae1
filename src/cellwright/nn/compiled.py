"""One direction of one layer on tensors, by the compiled kernels.

Every tensor is on the CPU, contiguous, and of one number type; rows lie as in `cellwright.plan.schedule`.
"""

from __future__ import annotations

import ctypes
import math
import operator
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache

import torch
from torch import Tensor

from cellwright.equation import Cell
from cellwright.equation.node import widths
from cellwright.plan.layer import Training, carrier, inference, noise_array, shelf_columns, training, worth_saving
from cellwright.plan.machine import BYTES
from cellwright.plan.plan import Plan
from cellwright.plan.schedule import Schedule
from cellwright.plan.weights import FULL, WeightFormat
from cellwright.run.again import forward_in_parts, kept_part, saved_again
from cellwright.run.backward import backward_of
from cellwright.run.forward import Forward, forward_of
from cellwright.run.host import host
from cellwright.run.lent import LARGE, lender
from cellwright.run.packed import Fingerprint, HeldWeights, KeptWeights, PackedCache, weights_for
from cellwright.run.pages import prefer_large_pages
from cellwright.run.threads import granted

DTYPES = {torch.float32: "float32", torch.float64: "float64"}
Sizes = tuple[tuple[str, int], ...]


class Layer:
    """A cell with its sizes and number types, and the kernels that follow from them, compiled when first used."""

    def __init__(self, cell: Cell, sizes: Sizes, dtype: torch.dtype, matrices: WeightFormat, recompute: bool) -> None:
        self.matrices = matrices
        self.recompute = recompute
        self.cell = cell
        self.sizes = sizes
        self.dtype = dtype
        columns = widths(dict(sizes))
        output = cell.outputs[0][1]
        carrying = carrier(cell)
        self.output_columns = columns[output.size]
        self.output_array = f"state {carrying.label}" if carrying else "output"
        self.state_columns = [columns[state.size] for state in cell.states]
        self.initial_arrays = [f"initial {state.label}" for state in cell.states]
        self.final_arrays = [f"final {state.label}" for state in cell.states]
        self.noise_arrays = [noise_array(node) for node in cell.noises]
        self._zeros: dict[tuple[int, ...], list[Tensor]] = {}

    @cached_property
    def inference(self) -> Plan:
        """The plan that keeps nothing but the output and the last states."""
        return inference(self.cell, self.sizes, DTYPES[self.dtype], host(), self.matrices)

    def zeros(self, *sequences: int) -> list[Tensor]:
        """States of zero, (*sequences, size), shared by all who only read them."""
        zeros = self._zeros.get(sequences)
        if zeros is None:
            # what is made in inference mode could not be kept for a backward pass later
            with torch.inference_mode(False):
                zeros = [torch.zeros(*sequences, n, dtype=self.dtype, device="cpu") for n in self.state_columns]
            self._zeros = {sequences: zeros}
        return zeros

    @cached_property
    def inference_arrays(self) -> list[str]:
        """The arrays that `infer` has, in its order."""
        return ["input", self.output_array, *self.initial_arrays, *self.final_arrays, *self.noise_arrays]

    @cached_property
    def fingerprint(self) -> Fingerprint:
        """Of the stacked parameters, in the order of the cell."""
        size = BYTES[DTYPES[self.dtype]]
        shapes = self.cell.parameters(**dict(self.sizes)).values()
        return Fingerprint(self.inference.machine, [size * math.prod(shape) for shape in shapes])

    @cached_property
    def inference_pass(self) -> Forward:
        """The kernels of `inference`."""
        return forward_of(self.inference)

    @cached_property
    def training(self) -> Training:
        """The plans of a training step."""
        return training(self.cell, self.sizes, DTYPES[self.dtype], host(), self.matrices)

    @cached_property
    def training_pass(self) -> Forward:
        """The kernels of a training forward pass."""
        return forward_of(self.training.forward)

    @cached_property
    def training_arrays(self) -> list[str]:
        """The arrays that `train_forward` has, in its order."""
        kept = ["input", self.output_array, *self.kept, *self.initial_arrays]
        return [*kept, *self.final_arrays, *self.noise_arrays]

    @cached_property
    def backward_arrays(self) -> list[str]:
        """The arrays that `train_backward` has besides gradients of the input, in its order."""
        kept = ["input", self.output_array, *self.kept, *self.initial_arrays, *self.noise_arrays]
        d_states = [f"d state {state.label}" for state in self.cell.states]
        return [*kept, "d output", *d_states]

    @property
    def kernels(self) -> list[Plan]:
        """The plans of all kernels that may run."""
        if not self.matrices.trains:
            return [self.inference]
        training = self.training
        after = [training.input_gradient] if training.input_gradient else []
        return [self.inference, training.forward, training.backward, *after]

    @cached_property
    def kept(self) -> dict[str, int]:
        """What a training forward pass keeps besides the output: arrays and their columns."""
        return kept_columns(self.cell, dict(self.sizes), self.dtype)


def kept_columns(cell: Cell, columns: Mapping[str, int], dtype: torch.dtype) -> dict[str, int]:
    """What a training forward pass keeps besides the output: arrays and their columns, which may be symbols."""
    columns = widths(columns)
    trails = {f"state {s.label}": columns[s.size] for s in cell.states if s is not carrier(cell)}
    return {**trails, "saved": shelf_columns(worth_saving(cell), columns, DTYPES[dtype])}


@lru_cache(maxsize=1024)
def layer_of(
    cell: Cell, sizes: Sizes, dtype: torch.dtype, matrices: WeightFormat = FULL, recompute: bool = False
) -> Layer:
    """The layer of a cell and its sizes.

    `matrices` says in which numbers matrices are multiplied, `recompute` whether training keeps less.
    """
    return Layer(cell, sizes, dtype, matrices, recompute)


def infer(
    layer: Layer,
    x: Tensor,
    initial: Sequence[Tensor] | None,
    stacks: Mapping[str, Tensor],
    schedule: Schedule,
    cache: PackedCache,
    place: int,
    noises: Sequence[Tensor],
    shape: tuple[int, ...],
) -> tuple[Tensor, list[Tensor]]:
    """The output, (*shape, size), and the last states in the form of the first ones; nothing else is kept.

    First states may be None for zeros, (1, sequences, size). `cache` keeps the packed weights of `place`, this layer
    and direction.
    """
    output = x.new_empty((*shape, layer.output_columns))
    initial = layer.zeros(1, schedule.sequences) if initial is None else initial
    finals = [part.clone() for part in initial]
    arrays = _addresses(layer.inference_arrays, (x, output, *initial, *finals, *noises))
    # kernels read rows that lie behind each other; a parameter may be the transpose of another tensor
    held = {name: stacks[name].contiguous() for name in layer.cell.stacks}
    addresses = {name: stack.data_ptr() for name, stack in held.items()}
    weights = kept_weights(layer, held, addresses, cache, place)
    layer.inference_pass.run(schedule, weights, arrays, torch.get_num_threads())
    return output, finals


def kept_weights(
    layer: Layer, stacks: Mapping[str, Tensor], addresses: Mapping[str, int], cache: PackedCache, place: int
) -> KeptWeights:
    """The packed weights of inference; packed anew where the stacked parameters, at these addresses, have changed."""
    # to read the parameters takes longer than a step with narrow weights
    counted = None if layer.matrices.trains else _versions(stacks)
    mark = layer.fingerprint(addresses.values()) if counted is None else counted
    return KeptWeights(addresses, mark, cache, place)


def train_forward(
    layer: Layer,
    x: Tensor,
    initial: Sequence[Tensor],
    stacks: Mapping[str, Tensor],
    noises: Sequence[Tensor],
    schedule: Schedule,
    shape: tuple[int, ...],
) -> tuple[Tensor, list[Tensor], list[Tensor]]:
    """The output, (*shape, size), the last states in the form of the first ones, and what is `layer.kept` besides."""
    rows = schedule.rows
    output = x.new_empty((*shape, layer.output_columns))
    prefer_large_pages(output.data_ptr(), output.nbytes)
    lengths = dict.fromkeys(layer.kept, rows)
    if layer.recompute:
        lengths["saved"] = kept_part(layer.training, schedule).rows
    kept = {name: _kept(x, lengths[name], columns) for name, columns in layer.kept.items()}
    finals = [part.clone() for part in initial]
    arrays = _addresses(layer.training_arrays, (x, output, *kept.values(), *initial, *finals, *noises))
    weights = weights_for(_addresses(stacks, stacks.values()), rows)
    if layer.recompute:
        forward_in_parts(layer.training, schedule, weights, arrays, torch.get_num_threads())
    else:
        layer.training_pass.run(schedule, weights, arrays, torch.get_num_threads())
    return output, finals, list(kept.values())


def train_backward(
    layer: Layer,
    x: Tensor,
    initial: Sequence[Tensor],
    stacks: Mapping[str, Tensor],
    noises: Sequence[Tensor],
    output: Tensor,
    kept: Sequence[Tensor],
    d_output: Tensor,
    d_finals: Sequence[Tensor | None],
    schedule: Schedule,
    *,
    wants_x: bool,
    wanted_stacks: Sequence[str],
) -> tuple[Tensor | None, list[Tensor], dict[str, Tensor]]:
    """The gradients of the input, of the first states and of the stacked parameters, as far as they are wanted.

    `output` and `kept` are what `train_forward` returned; a gradient that is None is zero.
    """
    kernels = layer.training
    d_states = [
        torch.zeros_like(first)
        if given is None
        else given.reshape(first.shape).clone(memory_format=torch.contiguous_format)
        for first, given in zip(initial, d_finals, strict=True)
    ]
    into = kernels.input_arrays if wants_x else kernels.loop_input_arrays
    d_inputs = {name: torch.empty_like(x) for name in into}
    threads = torch.get_num_threads()
    # where threads do not pay, torch would wait for all of its own
    zeros_like = _zeros_like if threads > 1 and granted(threads) == 1 else torch.zeros_like
    gradients = {name: zeros_like(stacks[name]) for name in wanted_stacks}
    tensors = (x, output, *kept, *initial, *noises, d_output, *d_states)
    arrays = _addresses(layer.backward_arrays, tensors)
    arrays.update((name, d_input.data_ptr()) for name, d_input in d_inputs.items())
    weights = HeldWeights(weights_for(_addresses(stacks, stacks.values()), schedule.rows))
    again = None
    if layer.recompute:
        ends = [torch.empty_like(part) for part in initial]
        given = {**arrays, **_addresses(layer.final_arrays, ends)}
        again = saved_again(kernels, schedule, weights, given, threads)
    backward_of(kernels).run(
        schedule,
        weights,
        arrays,
        _addresses(gradients, gradients.values()),
        threads,
        wants_x=wants_x,
        again=again,
    )
    return d_inputs.get("d input") if wants_x else None, d_states, gradients


def _kept(x: Tensor, rows: int, columns: int) -> Tensor:
    """Memory for what only the backward pass will read, which may have been there for another one before."""
    if rows * columns * x.element_size() < LARGE:
        return x.new_empty((rows, columns))
    return torch.from_numpy(lender.array((rows, columns), DTYPES[x.dtype]))


def like(shape: tuple[int, ...], dtype: torch.dtype) -> Tensor:
    """A tensor to make others like, on the CPU: it takes the memory of one number."""
    return torch.zeros((), dtype=dtype, device="cpu").expand(shape)


def _zeros_like(tensor: Tensor) -> Tensor:
    """Zeros, made by this thread alone."""
    zeros = torch.empty_like(tensor)
    ctypes.memset(zeros.data_ptr(), 0, zeros.nbytes)
    return zeros


def _addresses(names: Iterable[str], tensors: Iterable[Tensor]) -> dict[str, int]:
    return dict(zip(names, [tensor.data_ptr() for tensor in tensors], strict=True))


class Versions:
    """How often tensors have been changed, by torch's count; it holds them, so that no other one takes their place."""

    def __init__(self, tensors: Iterable[Tensor]) -> None:
        self._tensors = tuple(tensors)
        self._counts = [tensor._version for tensor in self._tensors]

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Versions)
            and self._counts == other._counts
            and all(map(operator.is_, self._tensors, other._tensors))
        )

    __hash__ = None  # type: ignore[assignment]


def _versions(stacks: Mapping[str, Tensor]) -> Versions | None:
    """The versions of tensors; None where torch does not count them."""
    if any(stack.is_inference() for stack in stacks.values()):
        return None
    return Versions(stacks.values())
