"""Outer products, summed over rows: result[i, j] += Σ left[k, i] right[k, j], tile by tile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cellwright.emit.llvm.writer import Types, Writer
from cellwright.plan.machine import CACHE_LINE
from cellwright.plan.tile import main_tile

MATRIX = ("ptr %left", "i64 %ls", "ptr %right", "i64 %rs", "ptr %result", "i64 %cs", "i64 %count")
SPAN = ("i64 %i0", "i64 %i1", "i64 %j0", "i64 %j1")
# registers of columns of the right matrix that are taken together: a strip
VECTORS = 4
UNROLL = 2
# the most rows of a segment: so many that a tile of the result is worth loading and storing, so few that a strip of
# the right matrix stays in the nearest caches
BLOCK = 256
# a strip of the right matrix that is read by at least so many tiles is worth copying to where cache lines begin
WORTH_COPYING = 8


# writes something of a strip: its first column, its registers, the active lanes of the last one (None for all)
StripCode = Callable[[str, int, str | None], None]
# writes a tile: its first row, and how many rows it has
TileCode = Callable[[str, int], None]
# the sums of a tile -> the same plus the products of round k
Multiply = Callable[[str, list[str]], list[str]]


@dataclass(frozen=True)
class Strip:
    """Some registers of columns of the right matrix.

    Attributes:
        column: the first column.
        pointer: where it lies in row 0.
        stride: numbers from one row to the next.
        masks: the active lanes of each register; None for all.
    """

    column: str
    pointer: str
    stride: str
    masks: list[str | None]


def outer_text(types: Types, declarations: dict[str, None]) -> str:
    """result[i, j] += Σ left[k, i] right[k, j] for i in i0..i1 and j in j0..j1."""
    w = Writer(types, "outer", (*MATRIX, *SPAN), declarations)
    beside = w.let(f"alloca [{BLOCK * VECTORS * types.lanes} x {types.element}], align {CACHE_LINE}")
    crosses = _crosses(w)

    def write(j: str, vectors: int, mask: str | None) -> None:
        strip = _strip(w, beside, crosses, j, vectors, mask)
        each_tile(w, "%i0", "%i1", lambda i, height: _tile(w, i, strip, height))

    each_strip(w, write)
    return w.text()


def each_strip(w: Writer, write: StripCode) -> None:
    """All strips of the right matrix from column j0 to j1."""
    lanes, width = w.types.lanes, VECTORS * w.types.lanes
    columns = w.let("sub i64 %j1, %j0")
    middle = w.add("%j0", w.times(w.let(f"sdiv i64 {columns}, {width}"), width))
    with w.loop(middle, start="%j0", step=width) as j:
        write(j, VECTORS, None)
    rest = w.let(f"sub i64 %j1, {middle}")
    vectors = w.let(f"sdiv i64 {w.add(rest, str(lanes - 1))}, {lanes}")
    labels = {count: w.label() for count in range(1, VECTORS + 1)}
    end = w.label()
    cases = " ".join(f"i64 {count}, label %{label}" for count, label in labels.items())
    w.do(f"switch i64 {vectors}, label %{end} [ {cases} ]")
    for count, label in labels.items():
        w.begin(label)
        write(middle, count, w.mask(w.let(f"sub i64 {rest}, {(count - 1) * lanes}")))
        w.jump(end)
    w.begin(end)


def each_tile(w: Writer, first: str, last: str, write: TileCode) -> None:
    """All rows of the result from first to last: high tiles, then what is left in powers of two."""
    most = main_tile(1, w.types.machine).rows
    rows = w.let(f"sub i64 {last}, {first}")
    middle = w.add(first, w.times(w.let(f"sdiv i64 {rows}, {most}"), most))
    with w.loop(middle, start=first, step=most) as i:
        write(i, most)
    i, rest = middle, w.let(f"sub i64 {last}, {middle}")
    for height in (4, 2, 1):
        if height >= most:
            continue
        some, end, before = w.label(), w.label(), w.block
        w.branch(w.let(f"icmp sge i64 {rest}, {height}"), some, end)
        w.begin(some)
        write(i, height)
        lower, fewer = w.add(i, str(height)), w.let(f"sub i64 {rest}, {height}")
        inside = w.block
        w.jump(end)
        w.begin(end)
        i = w.let(f"phi i64 [ {i}, %{before} ], [ {lower}, %{inside} ]")
        rest = w.let(f"phi i64 [ {rest}, %{before} ], [ {fewer}, %{inside} ]")


def add_tile(
    w: Writer, i: str, strip: Strip, height: int, count: str, multiply: Multiply, ask: Callable[[str], None] | None
) -> None:
    """Add so many rounds of products to a tile of the result; `ask` asks for what is read later than a round."""
    types, masks = w.types, strip.masks
    shape = [(m, v) for m in range(height) for v in range(len(masks))]
    results = {
        (m, v): w.at(w.at(w.at("%result", w.let(f"mul i64 {w.add(i, str(m))}, %cs")), strip.column), v * types.lanes)
        for m, v in shape
    }

    def rounds(number: str, values: list[str]) -> list[str]:
        first = w.times(number, UNROLL)
        if ask:
            ask(first)
        for k in range(UNROLL):
            values = multiply(w.add(first, str(k)), values)
        return values

    # the result is far away: it is asked for now, and added at the end
    for address in results.values():
        w.prefetch(address, writes=True)
    for m in range(height):
        # its rows may begin anywhere, so that they end in a line more
        w.prefetch(results[m, len(masks) - 1], str(types.lanes - 1), writes=True)
    whole = w.let(f"sdiv i64 {count}, {UNROLL}")
    values = w.repeat(whole, [(types.vector, "zeroinitializer") for _ in shape], rounds)
    done = w.times(whole, UNROLL)
    left_over = w.let(f"sub i64 {count}, {done}")
    carried = [(types.vector, value) for value in values]
    values = w.repeat(left_over, carried, lambda number, before: multiply(w.add(done, number), before))
    for (m, v), value in zip(shape, values, strict=True):
        w.store(w.binary("fadd", w.load(results[m, v], masks[v]), value), results[m, v], masks[v])


def _crosses(w: Writer) -> str:
    """Whether registers of the right matrix cross cache lines, and enough rows of the result read each of them."""
    types = w.types
    start = w.let("ptrtoint ptr %right to i64")
    edges = w.let(f"or i64 {start}, {w.times('%rs', types.bytes)}")
    off = w.let(f"icmp ne i64 {w.let(f'and i64 {edges}, {types.machine.vector_bytes - 1}')}, 0")
    rows = w.let("sub i64 %i1, %i0")
    many = w.let(f"icmp sge i64 {rows}, {WORTH_COPYING * main_tile(1, types.machine).rows}")
    return w.let(f"and i1 {off}, {many}")


def _strip(w: Writer, beside: str, crosses: str, j: str, vectors: int, mask: str | None) -> Strip:
    """Some registers of columns of the right matrix, copied together where their registers cross cache lines."""
    types, width = w.types, VECTORS * w.types.lanes
    right = w.at("%right", j)
    masks = [mask if v == vectors - 1 else None for v in range(vectors)]
    copying, end, before = w.label(), w.label(), w.block
    w.branch(crosses, copying, end)
    w.begin(copying)
    with w.loop("%count") as k:
        source, target = w.at(right, w.let(f"mul i64 {k}, %rs")), w.at(beside, w.times(k, width))
        for v in range(vectors):
            w.store(w.load(w.at(source, v * types.lanes), masks[v]), w.at(target, v * types.lanes))
    copied = w.block
    w.jump(end)
    w.begin(end)
    pointer = w.let(f"phi ptr [ {right}, %{before} ], [ {beside}, %{copied} ]")
    stride = w.let(f"phi i64 [ %rs, %{before} ], [ {width}, %{copied} ]")
    return Strip(j, pointer, stride, masks)


def _tile(w: Writer, i: str, strip: Strip, height: int) -> None:
    types = w.types
    left = w.at("%left", i)

    def multiply(k: str, values: list[str]) -> list[str]:
        row = w.at(strip.pointer, w.let(f"mul i64 {k}, {strip.stride}"))
        column = w.at(left, w.let(f"mul i64 {k}, %ls"))
        weights = [w.load(w.at(row, v * types.lanes), mask) for v, mask in enumerate(strip.masks)]
        numbers = [w.broadcast(w.load_number(w.at(column, m))) for m in range(height)]
        factors = [(number, weight) for number in numbers for weight in weights]
        return [w.fma(*pair, value) for pair, value in zip(factors, values, strict=True)]

    def ask(first: str) -> None:
        w.prefetch(w.at(left, w.let(f"mul i64 {w.add(first, asked)}, %ls")), str(CACHE_LINE // types.bytes))

    # the left matrix lies across many rows: each tile asks for every other line that tiles to come will need
    asked = w.let(f"urem i64 {w.let(f'udiv i64 {i}, {height}')}, {UNROLL}")
    add_tile(w, i, strip, height, "%count", multiply, ask)
