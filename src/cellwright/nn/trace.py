"""Every named value of a layer's equations at every step: what `cw.trace` shows.

A traced cell is the same cell, which keeps more: the compiled kernel is the forward pass of training with the named
values in the place of what a backward pass needs, so a trace costs about as much as a training forward pass.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

import torch
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence, pad_packed_sequence

from cellwright.equation import Cell
from cellwright.equation.labels import NOW, labels
from cellwright.equation.node import ONE, Node, widths
from cellwright.nn.compiled import DTYPES, Sizes
from cellwright.nn.direction import why_not_compiled
from cellwright.nn.ops import make_schedule
from cellwright.nn.recurrent import Recurrent
from cellwright.plan.layer import carrier, noise_array, shelf_columns, tracing
from cellwright.plan.schedule import Schedule
from cellwright.run import eager
from cellwright.run.forward import forward_of
from cellwright.run.host import host
from cellwright.run.packed import FreshWeights

DIRECTIONS = ("forward", "reverse")
# the name in the equations, the layer, the direction
Key = tuple[str, int, str]


def named_values(cell: Cell) -> dict[str, Node]:
    """The values of a step that have a name: the input, what the equations name, the new states, the random masks.

    Example:
        >>> import cellwright as cw
        >>> list(named_values(cw.cells.lstm))
        ['x', 'i', 'f', 'g', 'o', 'c', 'h']
    """
    now = {label.name: node for node, label in labels(cell).items() if label.when == NOW and node.size}
    order = {node: place for place, node in enumerate(cell.nodes)}
    states = {state.label: update for state, update in zip(cell.states, cell.updates, strict=True)}
    values = {
        **{name: node for name, node in now.items() if node.op == "input"},
        **{name: node for name, node in now.items() if node.sources},
        # the memory before the output, as it is computed
        **{name: states[name] for name in sorted(states, key=lambda name: order[states[name]])},
        **{name: node for name, node in now.items() if node.op == "noise"},
    }
    output = cell.outputs[0][1]
    return values if output in values.values() else {**values, "output": output}


def traced(
    layer: Recurrent,
    x: Tensor | PackedSequence,
    state: Any = None,
    *,
    lengths: Any = None,
    resets: Any = None,
    hx: Any = None,
) -> dict[Key, Tensor]:
    """Each named value of each layer and direction, (batch, steps, size), NaN behind the end of a sequence.

    The arguments are those of the layer. In training mode random masks are drawn, as the layer draws them, and are
    among the values. A quantised layer is traced with the full weights.

    Raises:
        ArgumentError: a shape, type or length is wrong.
    """
    if isinstance(x, PackedSequence):
        x, lengths = pad_packed_sequence(x, batch_first=layer.batch_first)
        if isinstance(resets, PackedSequence):
            resets, _ = pad_packed_sequence(resets, batch_first=layer.batch_first)
    found: dict[Key, Tensor] = {}
    with torch.no_grad():
        batch, initial, _ = layer._given(x, state if state is not None else hx, lengths, resets)
        # a single sequence, and a batch of none, tell the steps in another place than the rows do
        steps = x.shape[0 if x.ndim == 2 or not layer.batch_first else 1]

        def run(cell: Cell, rows: Tensor, *given: Any, place: int, **options: Any) -> tuple[Tensor, Sequence[Tensor]]:
            values, finals = _direction(cell, rows, *given, **options)
            direction = layer._directions[place]
            for name, part in values.items():
                padded = batch.given_order(part, torch.nan).view(steps, batch.sequences, part.shape[-1])
                found[name, direction.layer, DIRECTIONS[direction.reverse]] = padded.transpose(0, 1)
            own = cell.outputs[0][1]
            output = next(values[name] for name, node in named_values(cell).items() if node is own)
            return output, [part.unsqueeze(0) for part in finals]

        layer._layers(batch, initial, run)
    return found


def _direction(
    cell: Cell,
    rows: Tensor,
    initial: Sequence[Tensor] | None,
    stacks: Mapping[str, Tensor],
    counts: Tensor | None,
    *,
    sequences: int,
    sizes: Sizes,
    reverse: bool,
    backend: str,
    noises: Sequence[Tensor],
    **_others: Any,
) -> tuple[dict[str, Tensor], Sequence[Tensor]]:
    """The named values (rows, size) of one direction, and the last states; compiled where the layer is."""
    columns, rows = widths(dict(sizes)), rows.flatten(0, -2)
    if initial is None:
        initial = [rows.new_zeros(sequences, columns[state.size]) for state in cell.states]
    schedule = make_schedule(counts, rows.shape[0], sequences, reverse)
    if backend == "eager" or why_not_compiled(rows) or cell.eager_only:
        watched = named_values(cell)
        nodes = list(watched.values())
        found, finals = eager.sequence(cell, rows, initial, stacks, dict(sizes), schedule, noises, nodes)
        return dict(zip(watched, _side_by_side(found, nodes, columns), strict=True)), finals
    return _compiled(cell, rows.contiguous(), initial, stacks, sizes, schedule, noises)


def _compiled(
    cell: Cell,
    rows: Tensor,
    initial: Sequence[Tensor],
    stacks: Mapping[str, Tensor],
    sizes: Sizes,
    schedule: Schedule,
    noises: Sequence[Tensor],
) -> tuple[dict[str, Tensor], Sequence[Tensor]]:
    watched, columns, dtype = named_values(cell), widths(dict(sizes)), DTYPES[rows.dtype]
    output = cell.outputs[0][1]
    states = {update: f"state {state.label}" for state, update in zip(cell.states, cell.updates, strict=True)}
    places = states if carrier(cell) else {**states, output: "output"}
    kept = [node for node in watched.values() if node.sources and node not in places]
    # numbers last, so that vectors begin where registers do
    kept.sort(key=lambda node: node.size == ONE)
    plan = tracing(cell, sizes, dtype, host(), tuple(cell.nodes.index(node) for node in kept))
    arrays = {
        "input": rows,
        "output": rows.new_empty(len(rows), columns[output.size]),
        "saved": rows.new_empty(len(rows), shelf_columns(kept, columns, dtype)),
        **{f"state {state.label}": rows.new_empty(len(rows), columns[state.size]) for state in cell.states},
        **{f"initial {state.label}": part.contiguous() for state, part in zip(cell.states, initial, strict=True)},
        **{f"final {state.label}": part.clone() for state, part in zip(cell.states, initial, strict=True)},
        **{noise_array(node): mask for node, mask in zip(cell.noises, noises, strict=True)},
    }
    weights = {name: stack.contiguous() for name, stack in stacks.items()}
    forward_of(plan).run(schedule, FreshWeights(_addresses(weights)), _addresses(arrays), torch.get_num_threads())
    at = dict(zip(kept, _side_by_side(arrays["saved"], kept, columns), strict=True))
    at |= {cell.inputs[0]: rows, **dict(zip(cell.noises, noises, strict=True))}
    at |= {node: arrays[name] for node, name in places.items()}
    return {name: at[node] for name, node in watched.items()}, [arrays[f"final {state.label}"] for state in cell.states]


def _addresses(arrays: Mapping[str, Tensor]) -> dict[str, int]:
    return {name: array.data_ptr() for name, array in arrays.items()}


def _side_by_side(rows: Tensor, nodes: Sequence[Node], columns: Mapping[str, int]) -> list[Tensor]:
    """The values of nodes that lie beside each other in each row."""
    ends = accumulate(columns[node.size] for node in nodes)
    return [rows[:, end - columns[node.size] : end] for node, end in zip(nodes, ends, strict=True)]
