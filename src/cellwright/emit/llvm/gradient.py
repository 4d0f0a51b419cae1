"""The gradients of the parameters: sums over all rows, Σ delta ⊗ operand, in blocks of rows that stay in the cache.

One module serves every cell and every size. `gradients(context, part, parts)` does its share of a table of jobs. Shares
are cut along the result, never along a sum, so every number is the same however many threads there are.

The context is (blocks, jobs), then the addresses of the pairings, then the table. A job is a record (`JOB`); the
segments of its pairing say, block by block, which rows of the left matrix meet which rows of the right one. Results
must be zero, or hold what is to be added to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cellwright.emit.llvm.writer import Types, Writer
from cellwright.plan.machine import CACHE_LINE, Machine
from cellwright.plan.tile import main_tile

JOB = (
    "kind",
    "left",
    "left stride",
    "left columns",
    "right",
    "right stride",
    "right columns",
    "result",
    "result stride",
    "pairing",
)
# each pairing has two tables: its segments, and the first segment of each block with the end of the last
PAIRINGS = 6
HEADER = 2 + 2 * PAIRINGS
SEGMENT = ("left row", "right row", "count")

# the kinds of jobs
OUTER_BY_LEFT = 0  # result[i, j] += Σ left[k, i] right[k, j], shared out over i
OUTER_BY_RIGHT = 1  # the same, shared out over j
TOTAL = 2  # result[i] += Σ left[k, i]
DIAGONAL = 3  # result[i] += Σ left[k, i] right[k, i]

MATRIX = ("ptr %left", "i64 %ls", "ptr %right", "i64 %rs", "ptr %result", "i64 %cs", "i64 %count")
SPAN = ("i64 %i0", "i64 %i1", "i64 %j0", "i64 %j1")
VECTORS = 4
UNROLL = 2
# rows whose sums are taken together, so that a result is loaded and stored once for all of them
TOGETHER = 4
# the most rows of a segment: so many that a tile of the result is worth loading and storing, so few that a strip of
# the right matrix stays in the nearest caches
BLOCK = 256
# a strip of the right matrix that is read by at least so many tiles is worth copying to where cache lines begin
WORTH_COPYING = 8


@dataclass(frozen=True)
class _Strip:
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


def gradient_text(machine: Machine, dtype: str) -> str:
    """The LLVM module for the gradients of parameters."""
    types = Types(machine, dtype)
    declarations: dict[str, None] = {}
    functions = [
        _outer_text(types, declarations),
        _sum_text(types, declarations, "total", diagonal=False),
        _sum_text(types, declarations, "diagonal", diagonal=True),
        _driver_text(types, declarations),
    ]
    return "\n\n".join(["\n".join(declarations), *functions]) + "\n"


def _driver_text(types: Types, declarations: dict[str, None]) -> str:
    w = Writer(types, "gradients", ("ptr noalias %context", "i64 %part", "i64 %parts"), declarations)
    blocks, jobs = w.load_integer("%context", 0), w.load_integer("%context", 1)
    table = w.let(f"getelementptr i64, ptr %context, i64 {HEADER}")
    with w.loop(blocks) as block, w.loop(jobs) as job:
        record = w.let(f"getelementptr i64, ptr {table}, i64 {w.times(job, len(JOB))}")
        pointers = {"left", "right", "result"}
        f = {
            name: w.load_pointer(record, index) if name in pointers else w.load_integer(record, index)
            for index, name in enumerate(JOB)
        }
        pairing = w.add(w.times(f["pairing"], 2), "2")
        segments, starts = w.load_pointer("%context", pairing), w.load_pointer("%context", w.add(pairing, "1"))
        start = w.load_integer(starts, block)
        stop = w.load_integer(starts, w.add(block, "1"))
        with w.loop(stop, start=start) as segment:
            _segment(w, f, w.let(f"getelementptr i64, ptr {segments}, i64 {w.times(segment, len(SEGMENT))}"))
    return w.text()


def _segment(w: Writer, f: dict[str, str], segment: str) -> None:
    left_row, right_row, count = (w.load_integer(segment, index) for index in range(len(SEGMENT)))
    left = w.at(f["left"], w.let(f"mul i64 {left_row}, {f['left stride']}"))
    right = w.at(f["right"], w.let(f"mul i64 {right_row}, {f['right stride']}"))
    lanes, rows = w.types.lanes, main_tile(1, w.types.machine).rows
    matrix = [f"ptr {left}", f"i64 {f['left stride']}", f"ptr {right}", f"i64 {f['right stride']}"]
    matrix += [f"ptr {f['result']}", f"i64 {f['result stride']}", f"i64 {count}"]
    labels = [w.label() for _ in range(4)]
    end = w.label()
    cases = " ".join(f"i64 {kind}, label %{label}" for kind, label in enumerate(labels))
    w.do(f"switch i64 {f['kind']}, label %{end} [ {cases} ]")
    for kind, label in enumerate(labels):
        w.begin(label)
        if kind == OUTER_BY_RIGHT:
            low, high = _share(w, f["right columns"], VECTORS * lanes)
            span = ["i64 0", f"i64 {f['left columns']}", f"i64 {low}", f"i64 {high}"]
        else:
            low, high = _share(w, f["left columns"], rows if kind == OUTER_BY_LEFT else VECTORS * lanes)
            span = [f"i64 {low}", f"i64 {high}", "i64 0", f"i64 {f['right columns']}"]
        function = "outer" if kind in {OUTER_BY_LEFT, OUTER_BY_RIGHT} else "total" if kind == TOTAL else "diagonal"
        w.do(f"call void @{function}({', '.join([*matrix, *span])})")
        w.jump(end)
    w.begin(end)


def _share(w: Writer, total: str, grain: int) -> tuple[str, str]:
    """The span of `total` that this part takes, in whole grains but for the end."""

    def bound(part: str) -> str:
        cut = w.let(f"udiv i64 {w.let(f'mul i64 {total}, {part}')}, %parts")
        whole = w.times(w.let(f"udiv i64 {cut}, {grain}"), grain)
        last = w.let(f"icmp eq i64 {part}, %parts")
        return w.let(f"select i1 {last}, i64 {total}, i64 {whole}")

    return bound("%part"), bound(w.add("%part", "1"))


def _outer_text(types: Types, declarations: dict[str, None]) -> str:
    """result[i, j] += Σ left[k, i] right[k, j] for i in i0..i1 and j in j0..j1."""
    w = Writer(types, "outer", (*MATRIX, *SPAN), declarations)
    width = VECTORS * types.lanes
    columns = w.let("sub i64 %j1, %j0")
    whole = w.times(w.let(f"sdiv i64 {columns}, {width}"), width)
    middle = w.add("%j0", whole)
    beside = w.let(f"alloca [{BLOCK * width} x {types.element}], align {CACHE_LINE}")
    crosses = _crosses(w)
    with w.loop(middle, start="%j0", step=width) as j:
        _rows(w, _strip(w, beside, crosses, j, VECTORS, None))
    rest = w.let(f"sub i64 %j1, {middle}")
    vectors = w.let(f"sdiv i64 {w.add(rest, str(types.lanes - 1))}, {types.lanes}")
    labels = {count: w.label() for count in range(1, VECTORS + 1)}
    end = w.label()
    cases = " ".join(f"i64 {count}, label %{label}" for count, label in labels.items())
    w.do(f"switch i64 {vectors}, label %{end} [ {cases} ]")
    for count, label in labels.items():
        w.begin(label)
        mask = w.mask(w.let(f"sub i64 {rest}, {(count - 1) * types.lanes}"))
        _rows(w, _strip(w, beside, crosses, middle, count, mask))
        w.jump(end)
    w.begin(end)
    return w.text()


def _crosses(w: Writer) -> str:
    """Whether registers of the right matrix cross cache lines, and enough rows of the result read each of them."""
    types = w.types
    start = w.let("ptrtoint ptr %right to i64")
    edges = w.let(f"or i64 {start}, {w.times('%rs', types.bytes)}")
    off = w.let(f"icmp ne i64 {w.let(f'and i64 {edges}, {types.machine.vector_bytes - 1}')}, 0")
    rows = w.let("sub i64 %i1, %i0")
    many = w.let(f"icmp sge i64 {rows}, {WORTH_COPYING * main_tile(1, types.machine).rows}")
    return w.let(f"and i1 {off}, {many}")


def _strip(w: Writer, beside: str, crosses: str, j: str, vectors: int, mask: str | None) -> _Strip:
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
    return _Strip(j, pointer, stride, masks)


def _rows(w: Writer, strip: _Strip) -> None:
    """All rows of the result over some registers of columns: high tiles, then what is left in powers of two."""
    most = main_tile(1, w.types.machine).rows
    rows = w.let("sub i64 %i1, %i0")
    middle = w.add("%i0", w.times(w.let(f"sdiv i64 {rows}, {most}"), most))
    with w.loop(middle, start="%i0", step=most) as i:
        _tile(w, i, strip, most)
    i, rest = middle, w.let(f"sub i64 %i1, {middle}")
    for height in (4, 2, 1):
        if height >= most:
            continue
        some, end, before = w.label(), w.label(), w.block
        w.branch(w.let(f"icmp sge i64 {rest}, {height}"), some, end)
        w.begin(some)
        _tile(w, i, strip, height)
        lower, fewer = w.add(i, str(height)), w.let(f"sub i64 {rest}, {height}")
        inside = w.block
        w.jump(end)
        w.begin(end)
        i = w.let(f"phi i64 [ {i}, %{before} ], [ {lower}, %{inside} ]")
        rest = w.let(f"phi i64 [ {rest}, %{before} ], [ {fewer}, %{inside} ]")


def _tile(w: Writer, i: str, strip: _Strip, height: int) -> None:
    types, masks = w.types, strip.masks
    left = w.at("%left", i)
    shape = [(m, v) for m in range(height) for v in range(len(masks))]
    results = {
        (m, v): w.at(w.at(w.at("%result", w.let(f"mul i64 {w.add(i, str(m))}, %cs")), strip.column), v * types.lanes)
        for m, v in shape
    }

    def multiply(k: str, values: list[str]) -> list[str]:
        row = w.at(strip.pointer, w.let(f"mul i64 {k}, {strip.stride}"))
        column = w.at(left, w.let(f"mul i64 {k}, %ls"))
        weights = [w.load(w.at(row, v * types.lanes), mask) for v, mask in enumerate(masks)]
        numbers = [w.broadcast(w.load_number(w.at(column, m))) for m in range(height)]
        return [w.fma(numbers[m], weights[v], value) for (m, v), value in zip(shape, values, strict=True)]

    def rounds(count: str, values: list[str]) -> list[str]:
        first = w.times(count, UNROLL)
        w.prefetch(w.at(left, w.let(f"mul i64 {w.add(first, asked)}, %ls")), str(CACHE_LINE // types.bytes))
        for k in range(UNROLL):
            values = multiply(w.add(first, str(k)), values)
        return values

    # the result is far away: it is asked for now, and added at the end
    for address in results.values():
        w.prefetch(address, writes=True)
    for m in range(height):
        # its rows may begin anywhere, so that they end in a line more
        w.prefetch(results[m, len(masks) - 1], str(types.lanes - 1), writes=True)
    # the left matrix lies across many rows: each tile asks for every other line that tiles to come will need
    asked = w.let(f"urem i64 {w.let(f'udiv i64 {i}, {height}')}, {UNROLL}")
    carried = [(types.vector, "zeroinitializer") for _ in shape]
    pairs = w.let(f"sdiv i64 %count, {UNROLL}")
    values = w.repeat(pairs, carried, rounds)
    done = w.times(pairs, UNROLL)
    left_over = w.let(f"sub i64 %count, {done}")
    carried = [(types.vector, value) for value in values]
    values = w.repeat(left_over, carried, lambda count, before: multiply(w.add(done, count), before))
    for (m, v), value in zip(shape, values, strict=True):
        w.store(w.binary("fadd", w.load(results[m, v], masks[v]), value), results[m, v], masks[v])


def _sum_text(types: Types, declarations: dict[str, None], name: str, *, diagonal: bool) -> str:
    """result[i] += Σ left[k, i] for i in i0..i1, or Σ left[k, i] right[k, i].

    A few rows at a time, as the deltas lie in memory: this is the first job of a block, and brings it into the cache.
    """
    w = Writer(types, name, (*MATRIX, *SPAN), declarations)
    columns = w.times(w.let(f"sdiv i64 {w.let('sub i64 %i1, %i0')}, {types.lanes}"), types.lanes)
    middle = w.add("%i0", columns)
    mask = w.mask(w.let(f"sub i64 %i1, {middle}"))

    def add(rows: Sequence[tuple[str, str]], i: str, mask: str | None) -> None:
        place = w.at("%result", i)
        total = w.load(place, mask)
        for row, other in rows:
            value = w.load(w.at(row, i), mask)
            if diagonal:
                total = w.fma(value, w.load(w.at(other, i), mask), total)
            else:
                total = w.binary("fadd", total, value)
        w.store(total, place, mask)

    def add_rows(first: str, count: int) -> None:
        numbers = [w.add(first, str(m)) for m in range(count)]
        rows = [
            (w.at("%left", w.let(f"mul i64 {k}, %ls")), w.at("%right", w.let(f"mul i64 {k}, %rs"))) for k in numbers
        ]
        with w.loop(middle, start="%i0", step=types.lanes) as i:
            add(rows, i, None)
        some, end = w.label(), w.label()
        w.branch(w.let(f"icmp slt i64 {middle}, %i1"), some, end)
        w.begin(some)
        add(rows, middle, mask)
        w.jump(end)
        w.begin(end)

    together = w.times(w.let(f"sdiv i64 %count, {TOGETHER}"), TOGETHER)
    with w.loop(together, step=TOGETHER) as k:
        add_rows(k, TOGETHER)
    with w.loop("%count", start=together) as k:
        add_rows(k, 1)
    return w.text()
