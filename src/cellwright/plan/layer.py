"""The kernels of one layer and one direction: inference, training forward, training backward.

Arrays, by name (rows as in `cellwright.plan.schedule`):

    input           the input of every row
    output          the output of every row, unless it is a state
    state h         the new state h of every row
    initial h       the first state of every sequence
    final h         the last state of every sequence; inference keeps a state there that is not the output
    saved           what else of every row the backward pass needs
    noise n         the random mask n of every row, in training
    d output        the gradient of the output of every row, and d input that of the input
    d state h       the gradient of the state h of every sequence, carried from step to step
    deltas          the gradient of the pre-activations of every row
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from cellwright.equation.adjoint import Adjoint, Product, adjoint
from cellwright.equation.blocks import joined_blocks
from cellwright.equation.cell import Cell
from cellwright.equation.node import ONE, Node, Weight, widths
from cellwright.equation.ops import OPS
from cellwright.errors import BackendError
from cellwright.plan.machine import Machine
from cellwright.plan.packing import first_rows
from cellwright.plan.phases import Store, Target, cut
from cellwright.plan.plan import Place, Plan, row_stride
from cellwright.plan.sums import find_sums
from cellwright.plan.weights import FULL, WeightFormat

# a value that takes less than this many cycles is computed again rather than saved and loaded
WORTH_SAVING = 30


@dataclass(frozen=True)
class Share:
    """A part of the gradient of a stacked parameter: Σ over rows of delta columns ⊗ operand.

    Attributes:
        stack: the stacked parameter.
        row: its first row that gets this share.
        rows: how many.
        delta: the first column of "deltas".
        operand: where the operand lies; None for a bias.
        diagonal: whether delta and operand are multiplied element by element.
        column: the first column of the parameter that gets this share.
    """

    stack: str
    row: int
    rows: int
    delta: int
    operand: Place | None
    diagonal: bool
    column: int = 0


@dataclass(frozen=True, eq=False)
class Training:
    """The kernels of a training step.

    Attributes:
        forward: the forward pass that saves what the backward pass needs.
        lean: the forward pass that keeps the states of all rows, and nothing else.
        backward: the loop over the steps, last to first.
        input_gradient: what is left of the gradient of the input after the loop, if anything is.
        shares: the gradients of the parameters, sums over all rows.
        saved: the values in the array "saved", by column.
        saved_columns: the width of the array "saved".
        delta_columns: the width of the array "deltas".
    """

    forward: Plan
    lean: Plan
    backward: Plan
    input_gradient: Plan | None
    shares: tuple[Share, ...]
    saved: tuple[Node, ...]
    saved_columns: int
    delta_columns: int

    @cached_property
    def input_arrays(self) -> tuple[str, ...]:
        """The arrays in which the gradient of the input comes about."""
        after = _input_arrays(self.input_gradient) if self.input_gradient else ()
        return (*self.loop_input_arrays, *after)

    @cached_property
    def loop_input_arrays(self) -> tuple[str, ...]:
        """Those that the loop over the steps writes, wanted or not."""
        return _input_arrays(self.backward)


def _input_arrays(plan: Plan) -> tuple[str, ...]:
    return tuple(name for name in plan.arrays if name.startswith("d input"))


def _refuse_eager(cell: Cell) -> None:
    if cell.eager_only:
        raise BackendError(f"cell {cell.name!r} cannot be compiled: {cell.eager_only}")


@lru_cache(maxsize=256)
def inference(
    cell: Cell, sizes: tuple[tuple[str, int], ...], dtype: str, machine: Machine, matrices: WeightFormat = FULL
) -> Plan:
    """The forward pass that keeps nothing but the output and the last states, with weights kept as `matrices` says."""
    _refuse_eager(cell)
    target = Target(cell, machine, dtype, widths(dict(sizes)), matrices)
    known = _inputs(cell, target)
    stores: list[Store] = []
    finals = []
    for state, update in zip(cell.states, cell.updates, strict=True):
        columns = target.columns(state)
        if state is carrier(cell):
            known[state], trail = _trail(state, columns)
            stores.append((update, trail))
            finals.append((trail, f"final {state.label}"))
        else:
            known[state] = Place(f"final {state.label}", "sequence", columns, columns)
            stores.append((update, known[state]))
    stores += _output(cell, target)
    return cut("inference", stores, known, target, finals=finals)


def carrier(cell: Cell) -> Node | None:
    """The state whose new value is the output, if there is one; the first of several."""
    output = cell.outputs[0][1]
    return next((state for state, new in zip(cell.states, cell.updates, strict=True) if new is output), None)


@lru_cache(maxsize=256)
def training(
    cell: Cell, sizes: tuple[tuple[str, int], ...], dtype: str, machine: Machine, matrices: WeightFormat = FULL
) -> Training:
    """The forward pass that saves, the backward pass, and what remains to be done after its loop."""
    _refuse_eager(cell)
    target = Target(cell, machine, dtype, widths(dict(sizes)), matrices)
    saved = worth_saving(cell)
    forward, at_hand = _keeping("training forward", saved, target)
    lean, _ = _keeping("training forward, states only", (), target)
    return _backward(cell, target, (forward, lean), saved, at_hand)


@lru_cache(maxsize=256)
def tracing(
    cell: Cell, sizes: tuple[tuple[str, int], ...], dtype: str, machine: Machine, values: tuple[int, ...]
) -> Plan:
    """The forward pass that keeps the states of all rows, and these values, given by their places in `cell.nodes`."""
    target = Target(cell, machine, dtype, widths(dict(sizes)))
    # a kernel is found by what it computes and the equations, which do not say what is kept
    name = f"tracing of {' '.join(map(str, values))}"
    return _keeping(name, [cell.nodes[place] for place in values], target)[0]


def _keeping(name: str, saved: Sequence[Node], target: Target) -> tuple[Plan, dict[Node, Place]]:
    """A forward pass that keeps the states of all rows, and these values in "saved"; and where everything lies."""
    cell = target.cell
    known = _inputs(cell, target)
    trails = {}
    stores: list[Store] = []
    for state, update in zip(cell.states, cell.updates, strict=True):
        known[state], trails[update] = _trail(state, target.columns(state))
        stores.append((update, trails[update]))
    finals = [(place, f"final {state.label}") for state, (_, place) in zip(cell.states, stores, strict=True)]
    shelves = _side_by_side("saved", saved, target)
    stores += [*_output(cell, target), *shelves.items()]
    return cut(name, stores, known, target, finals=finals), {**known, **trails, **shelves}


def worth_saving(cell: Cell) -> tuple[Node, ...]:
    """The values of the forward step that the backward pass had better find in memory."""
    everything = adjoint(cell, cell.nodes)
    needed = set(everything.given) | {p.operand for p in everything.products if p.operand is not None}
    # which number was the largest is seen by comparison, so it must be the same number again, to the last bit
    compared = {node.sources[0] for node in cell.nodes if node.op == "largest"}
    operands = {product.operand for product in everything.products} | compared
    free = {*cell.inputs, *cell.states, *cell.updates}
    saved: list[Node] = []

    def price(node: Node) -> float:
        if node in free or node in saved or not node.sources:
            return 0
        own = OPS[node.op].cycles if node.op in OPS else float("inf")
        return own + sum(price(source) for source in node.sources)

    for node in cell.nodes:
        if node in needed and node not in free and (price(node) >= WORTH_SAVING or node in operands):
            saved.append(node)
    # numbers last, so that vectors begin where registers do
    return tuple(sorted(saved, key=lambda node: node.size == ONE))


def _backward(
    cell: Cell, target: Target, ways: tuple[Plan, Plan], saved: Sequence[Node], at_hand: dict[Node, Place]
) -> Training:
    reverse = adjoint(cell, saved)
    known = {leaf: at_hand[node] for node, leaf in reverse.given.items()}
    for leaf in reverse.cell.inputs:
        if leaf not in known:
            columns = target.columns(leaf)
            known[leaf] = Place("d output", "step", columns, columns)
    stores: list[Store] = []
    for of, state, update in zip(cell.states, reverse.cell.states, reverse.cell.updates, strict=True):
        columns = target.columns(state)
        known[state] = Place(f"d state {of.label}", "sequence", columns, columns)
        stores.append((update, known[state]))
    order = {weight: index for index, weight in enumerate(cell.weights)}
    deltas = list(dict.fromkeys(p.delta for p in sorted(reverse.products, key=lambda p: order[p.weight])))
    deltas.sort(key=lambda node: node.size == ONE)
    shelves = _side_by_side("deltas", deltas, target)
    stores += shelves.items()
    after = _input_gradient(cell, reverse, target, shelves, stores)
    backward = cut("training backward", stores, known, target, backward=True)
    return Training(
        forward=ways[0],
        lean=ways[1],
        backward=backward,
        input_gradient=after,
        shares=_shares(reverse.products, shelves, at_hand, target),
        saved=tuple(saved),
        saved_columns=shelf_columns(saved, target.sizes, target.dtype),
        delta_columns=shelf_columns(deltas, target.sizes, target.dtype),
    )


def _inputs(cell: Cell, target: Target) -> dict[Node, Place]:
    (x,) = cell.inputs
    arrays = {x: "input", **{node: noise_array(node) for node in cell.noises}}
    return {node: Place(array, "step", target.columns(node), target.columns(node)) for node, array in arrays.items()}


def noise_array(node: Node) -> str:
    """The array of a random mask."""
    return f"noise {node.mask.name}"


def _output(cell: Cell, target: Target) -> list[Store]:
    """The output, unless a state carries it."""
    if carrier(cell):
        return []
    output = cell.outputs[0][1]
    columns = target.columns(output)
    return [(output, Place("output", "step", columns, columns))]


def _trail(state: Node, columns: int) -> tuple[Place, Place]:
    """Where the old and the new value of a state lie when it is kept for every row."""
    array = f"state {state.label}"
    old = Place(array, "before", columns, columns, initial=f"initial {state.label}")
    return old, Place(array, "step", columns, columns)


def _side_by_side(array: str, values: Sequence[Node], target: Target) -> dict[Node, Place]:
    """Values next to each other in the rows of one array."""
    stride = shelf_columns(values, target.sizes, target.dtype)
    places, offset = {}, 0
    for node in values:
        columns = target.columns(node)
        places[node] = Place(array, "step", columns, stride, offset)
        offset += columns
    return places


def shelf_columns(values: Sequence[Node], sizes: Mapping[str, int], dtype: str) -> int:
    """The width of an array that holds `values` side by side."""
    return row_stride(sum(sizes[node.size] for node in values), dtype)


def _input_gradient(
    cell: Cell, reverse: Adjoint, target: Target, shelves: Mapping[Node, Place], stores: list[Store]
) -> Plan | None:
    """What is left of the gradient of the input when all deltas are known: products over all rows at once.

    What must be computed inside the loop is added to `stores`.
    """
    (x,) = cell.inputs
    gradient = dict(reverse.cell.outputs).get(f"d {x.label}")
    if gradient is None:
        return None
    columns = target.columns(x)
    place = Place("d input", "step", columns, columns)
    found = find_sums([gradient], shelves).get(gradient)
    if found is None or any(product.sources[0] not in shelves for product in found.products):
        stores.append((gradient, place))
        return None
    parts = {
        term: Place(f"{place.array} part {index}", "step", columns, columns) for index, term in enumerate(found.rest)
    }
    stores += parts.items()
    return cut("input gradient", [(gradient, place)], {**shelves, **parts}, target)


def _shares(
    products: Sequence[Product],
    shelves: Mapping[Node, Place],
    at_hand: Mapping[Node, Place],
    target: Target,
) -> tuple[Share, ...]:
    """The gradient of every stacked parameter; gates that lie side by side are taken as one."""
    first_row = {
        weight: row for weights in target.cell.stacks.values() for weight, row in first_rows(weights, target.sizes)
    }
    shares: list[Share] = []
    for product in sorted(products, key=lambda p: (p.weight.stack, first_row[p.weight])):
        weight, place = product.weight, shelves[product.delta]
        operand = at_hand[product.operand] if product.operand is not None else None
        diagonal = operand is not None and not weight.columns
        share = Share(weight.stack, first_row[weight], place.columns, place.offset, operand, diagonal)
        if weight.pattern:
            shares += _shares_of_blocks(share, weight, target)
            continue
        last = shares[-1] if shares else None
        if (
            last
            and not diagonal
            and (last.stack, last.operand, last.diagonal) == (share.stack, operand, False)
            and (last.row + last.rows, last.delta + last.rows) == (share.row, share.delta)
        ):
            shares[-1] = replace(last, rows=last.rows + share.rows)
        else:
            shares.append(share)
    return tuple(shares)


def _shares_of_blocks(whole: Share, weight: Weight, target: Target) -> list[Share]:
    """The share of a weight that is cut into blocks: one for each block of rows, of the columns it is joined to."""
    assert whole.operand is not None
    rows, columns = target.sizes[weight.rows], target.sizes[weight.columns]
    return [
        replace(
            whole,
            row=whole.row + own.start,
            rows=len(own),
            delta=whole.delta + own.start,
            operand=replace(whole.operand, offset=whole.operand.offset + joined.start, columns=len(joined)),
            column=joined.start,
        )
        for own, joined in joined_blocks(weight.pattern, rows, columns)
    ]
