"""The plan: what one kernel does, in phases, tiles and places in memory. `emit` prints it, `run` compiles it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from cellwright.equation.blocks import joined_numbers
from cellwright.equation.node import Node, Weight
from cellwright.plan.machine import BYTES, CACHE_LINE, Machine
from cellwright.plan.weights import FULL, WeightFormat


@dataclass(frozen=True)
class Place:
    """Where a value lies: `columns` numbers in one row of an array.

    Attributes:
        array: the name of the array; its address is in the kernel's context.
        rows: which row belongs to sequence b at step s: "step" (row at[s] + b), "before" (row at[s - 1] + b, or row b
            of `initial` where the sequence begins), or "sequence" (row b).
        columns: how many numbers the value has.
        stride: numbers from one row of the array to the next.
        offset: numbers from the start of the row to the value.
        initial: the array that "before" reads where a sequence begins.
    """

    array: str
    rows: str
    columns: int
    stride: int
    offset: int = 0
    initial: str = ""


@dataclass(frozen=True)
class Vectors:
    """A sum of weight vectors, or fixed numbers, packed and padded to whole registers at `offset` of the packed block.

    Attributes:
        weights: the weight vectors; none if the numbers are fixed.
        offset: where they lie.
        fixed: the numbers, if they do not depend on weights.
        columns: how many columns the weight has, if it is a table; they lie one behind the other.
    """

    weights: tuple[Weight, ...]
    offset: int
    fixed: tuple[float, ...] = ()
    columns: int = 0


@dataclass(frozen=True)
class Accumulator:
    """A sum of matrix products that grows in registers.

    Attributes:
        node: the sum in the equations.
        start: what the registers start from; zero if None.
        rest: the terms of the sum that are no products, added at the end.
    """

    node: Node
    start: Vectors | Place | None
    rest: tuple[Node, ...]


@dataclass(frozen=True)
class Operand:
    """A vector that stands in products, and the panel of weights that it meets.

    The panel lies in the packed block at `panel` as [column vector][k][accumulator][lane], so that all weights of a
    tile stream together. `pieces` has the weights in the order of k, each piece with one weight for each of
    `accumulators`; `transposed` products take Wᵀ. Where operands are rounded, `rounded` says where the
    bytes of each row are written, four to a word, the scale of the row last.
    """

    place: Place
    accumulators: tuple[int, ...]
    pieces: tuple[tuple[Weight, ...], ...]
    depths: tuple[int, ...]
    transposed: bool
    panel: int
    rounded: Place | None = None

    @property
    def depth(self) -> int:
        """Numbers in the vector."""
        return sum(self.depths)


@dataclass(frozen=True)
class Tile:
    """What is computed at once: `rows` x `vectors` registers of each accumulator."""

    rows: int
    vectors: int


@dataclass(frozen=True)
class Phase:
    """Products whose operands exist already, then the element-wise code that eats their sums from registers.

    Attributes:
        columns: the size of every vector in the phase.
        operands: the vectors that are multiplied.
        accumulators: the sums.
        loads: the values that are read from memory, and where they lie.
        stores: what is written, and where; the code between loads and stores follows from the nodes.
        reductions: totals and largest numbers of values of the phase, and where they are written; a phase that has
            any has no accumulators.
        fused: the element-wise products that are part of a fused multiply-add.
        tile: the tile for many rows.
        few: the tiles for 1, 2, ... rows, wider because there are fewer rows to keep the processor busy.
    """

    columns: int
    operands: tuple[Operand, ...]
    accumulators: tuple[Accumulator, ...]
    loads: tuple[tuple[Node, Place], ...]
    stores: tuple[tuple[Node, Place], ...]
    tile: Tile
    few: tuple[Tile, ...]
    reductions: tuple[tuple[Node, Place], ...] = ()
    fused: frozenset[Node] = frozenset()

    @property
    def results(self) -> list[Node]:
        """The values that the code of the phase ends in."""
        roots = [node for node, _ in self.stores]
        roots += [term for accumulator in self.accumulators for term in accumulator.rest]
        return roots + [node.sources[0] for node, _ in self.reductions]


@dataclass(frozen=True, eq=False)
class Plan:
    """One kernel: a loop over the steps of a schedule, each step in phases.

    Attributes:
        cell: the name of the cell.
        does: what of it the kernel computes, in a few words.
        identity: the equations and the sizes, as text: plans of one machine that agree in it are the same.
        machine: the processor that it is made for.
        dtype: "float32" or "float64".
        sizes: the number that each size name stands for.
        backward: whether the steps are taken from the last to the first.
        phases: what happens at each step.
        vectors: where the weight vectors are found that stand in element-wise code.
        finals: trails whose last row is copied to another array when a sequence ends.
        packed: numbers in the packed block of weights.
        stacks: rows and columns of each stacked parameter that the kernel reads.
        first_row: the first row of each weight in its stack.
        matrices: the numbers in which the panels of the packed block are kept.
        shares_columns: whether the members of a team of threads share the columns of each phase, instead of the rows.
    """

    cell: str
    does: str
    identity: str
    machine: Machine
    dtype: str
    sizes: Mapping[str, int]
    backward: bool
    phases: tuple[Phase, ...]
    vectors: Mapping[Node, Vectors]
    finals: tuple[tuple[Place, str], ...]
    packed: int
    stacks: Mapping[str, tuple[int, int]]
    first_row: Mapping[Weight, int]
    matrices: WeightFormat = FULL
    shares_columns: bool = False

    @property
    def name(self) -> str:
        """What the kernel computes, in a few words."""
        return f"{self.cell} {self.does}"

    @property
    def lanes(self) -> int:
        """Numbers in a vector register."""
        return self.machine.lanes(self.dtype)

    @cached_property
    def operations(self) -> int:
        """Multiplications and additions of one row in the matrix products; zeros between blocks do not count."""
        operands = [operand for phase in self.phases for operand in phase.operands]
        weights = [weight for operand in operands for piece in operand.pieces for weight in piece]
        return 2 * sum(joined_numbers(w.pattern, self.sizes[w.rows], self.sizes[w.columns]) for w in weights)

    @cached_property
    def with_shared_columns(self) -> Plan:
        """The same, for a team whose members share the columns of each phase; on the same packed block."""
        part = "columns shared"
        does, identity = f"{self.does}, {part}", f"{part}\n{self.identity}"
        return replace(self, does=does, identity=identity, shares_columns=True)

    @cached_property
    def runs(self) -> tuple[tuple[Phase, ...], ...]:
        """The phases, those without products that follow each other as one: each row passes through all of them."""
        runs: list[tuple[Phase, ...]] = []
        for with_products, together in groupby(self.phases, key=lambda phase: bool(phase.accumulators)):
            phases = tuple(together)
            runs += ((phase,) for phase in phases) if with_products else (phases,)
        return tuple(runs)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every place that the kernel reads or writes."""
        touched: dict[Place, None] = {}
        for phase in self.phases:
            touched.update((operand.place, None) for operand in phase.operands)
            touched.update((operand.rounded, None) for operand in phase.operands if operand.rounded)
            starts = (accumulator.start for accumulator in phase.accumulators)
            touched.update((start, None) for start in starts if isinstance(start, Place))
            touched.update((place, None) for _, place in (*phase.loads, *phase.stores, *phase.reductions))
        return tuple(touched)

    @cached_property
    def arrays(self) -> tuple[str, ...]:
        """Every array that the kernel reads or writes, in the order of its context: its own come last."""
        names: dict[str, None] = {}
        for place in self.places:
            names.update({place.array: None, **({place.initial: None} if place.initial else {})})
        names.update((name, None) for trail, name in self.finals for name in (trail.array, name))
        return tuple(sorted(names, key=is_own))


def row_stride(numbers: int, dtype: str) -> int:
    """How far apart the rows of an array of the engine's own should lie that holds `numbers` in each.

    Rows a power of two apart fall into the same few sets of the cache, so such rows are a cache line longer.
    """
    line = CACHE_LINE // BYTES[dtype]
    return numbers + line if numbers and numbers % (8 * line) == 0 else numbers


def is_own(array: str) -> bool:
    """Whether an array is the kernel's own, so that nobody outside sees it."""
    return array.startswith(("scratch", "staged"))
