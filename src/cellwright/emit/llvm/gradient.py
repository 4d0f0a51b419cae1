"""The gradients of the parameters: sums over all rows, Σ delta ⊗ operand, in blocks of rows that stay in the cache.

One module serves every cell and every size. `gradients(context, part, parts)` does its share of a table of jobs. Shares
are cut along the result, never along a sum, so every number is the same however many threads there are.

The context is (blocks, jobs), then the addresses of the pairings, then the table. A job is a record (`JOB`); the
segments of its pairing say, block by block, which rows of the left matrix meet which rows of the right one. Results
must be zero, or hold what is to be added to.
"""

from __future__ import annotations

from collections.abc import Sequence

from cellwright.emit.llvm.outer import MATRIX, SPAN, VECTORS, outer_text
from cellwright.emit.llvm.outer_pairs import outer_of_pairs_text
from cellwright.emit.llvm.writer import Types, Writer
from cellwright.plan.machine import Machine
from cellwright.plan.tile import main_tile
from cellwright.plan.weights import FULL, WeightFormat

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

# outer products, by the name of the numbers that are multiplied
OUTER = {"": outer_text, "bfloat16_dot": outer_of_pairs_text}
# rows whose sums are taken together, so that a result is loaded and stored once for all of them
TOGETHER = 4


def gradient_text(machine: Machine, dtype: str, matrices: WeightFormat = FULL) -> str:
    """The LLVM module for the gradients of parameters; both sides of outer products are rounded as `matrices` says."""
    types = Types(machine, dtype)
    declarations: dict[str, None] = {}
    functions = [
        OUTER[matrices.name](types, declarations),
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
