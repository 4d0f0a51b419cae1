"""Outer products, summed over rows, of numbers rounded to bfloat16: two neighbouring rows of a column share a word.

Both matrices are packed: a panel of columns of the left one, then each strip of the right one that meets it. A last row
that has no neighbour is paired with zeros.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cellwright.emit.llvm.outer import BLOCK, MATRIX, SPAN, VECTORS, Strip, add_tile, each_strip, each_tile
from cellwright.emit.llvm.pairs import PAIRS, ROUNDINGS
from cellwright.emit.llvm.writer import Types, Writer
from cellwright.plan.machine import CACHE_LINE
from cellwright.plan.tile import main_tile

# columns of the left matrix that are packed at a time, in tiles: so many that a strip of the right matrix, packed again
# for each panel, takes little time, so few that a panel stays in the second-level cache
TILES = 32
WORDS = BLOCK // 2


def outer_of_pairs_text(types: Types, declarations: dict[str, None]) -> str:
    """result[i, j] += Σ left[k, i] right[k, j] for i in i0..i1 and j in j0..j1, both rounded to bfloat16."""
    w = Writer(types, "outer", (*MATRIX, *SPAN), declarations)
    width, panel = VECTORS * types.lanes, panel_columns(types)
    left, right = (
        w.let(f"alloca [{WORDS * columns} x {types.integer}], align {CACHE_LINE}") for columns in (panel, width)
    )
    words = w.let(f"sdiv i64 {w.add('%count', '1')}, 2")
    dot = PAIRS[types.machine.pairs]

    with w.loop("%i1", start="%i0", step=panel) as first:
        last = w.smaller(w.add(first, str(panel)), "%i1")
        _pack_left(w, first, last, left)

        def write_strip(j: str, vectors: int, mask: str | None, first: str = first, last: str = last) -> None:
            masks = [mask if v == vectors - 1 else None for v in range(vectors)]
            strip = Strip(j, right, str(width), masks)
            _pack_strip(w, strip)

            def write_tile(i: str, height: int) -> None:
                column = w.at(left, w.let(f"sub i64 {i}, {first}"))

                def multiply(k: str, values: list[str]) -> list[str]:
                    row, numbers = w.at(right, w.times(k, width)), w.at(column, w.times(k, panel))
                    weights = [dot.split(w, _word(w, w.at(row, v * types.lanes))) for v in range(vectors)]
                    across = [dot.split(w, _same_word(w, w.at(numbers, m))) for m in range(height)]
                    factors = [(one, other) for one in across for other in weights]
                    return [dot.add(w, value, *pair) for value, pair in zip(values, factors, strict=True)]

                add_tile(w, i, strip, height, words, multiply, None)

            each_tile(w, first, last, write_tile)

        each_strip(w, write_strip)
    return w.text()


def _pack_left(w: Writer, first: str, last: str, panel: str) -> None:
    """Columns of the left matrix, from first to last."""
    types, width = w.types, panel_columns(w.types)
    columns = w.let(f"sub i64 {last}, {first}")
    whole = w.times(w.let(f"sdiv i64 {columns}, {types.lanes}"), types.lanes)
    mask = w.mask(w.let(f"sub i64 {columns}, {whole}"))
    has_rest = w.let(f"icmp slt i64 {whole}, {columns}")

    def write(k: str, rows: Sequence[str]) -> None:
        sources = [w.at(w.at("%left", w.let(f"mul i64 {row}, %ls")), first) for row in rows]
        target = w.at(panel, w.times(k, width))
        with w.loop(whole, step=types.lanes) as column:
            _store_word(w, [w.load(w.at(source, column)) for source in sources], w.at(target, column))
        some, end = w.label(), w.label()
        w.branch(has_rest, some, end)
        w.begin(some)
        _store_word(w, [w.load(w.at(source, whole), mask) for source in sources], w.at(target, whole))
        w.jump(end)
        w.begin(end)

    _each_pair(w, write)


def _pack_strip(w: Writer, strip: Strip) -> None:
    """Some registers of columns of the right matrix."""

    def write(k: str, rows: Sequence[str]) -> None:
        sources = [w.at(w.at("%right", w.let(f"mul i64 {row}, %rs")), strip.column) for row in rows]
        target = w.at(strip.pointer, w.let(f"mul i64 {k}, {strip.stride}"))
        for v, mask in enumerate(strip.masks):
            values = [w.load(w.at(source, v * w.types.lanes), mask) for source in sources]
            _store_word(w, values, w.at(target, v * w.types.lanes))

    _each_pair(w, write)


def _each_pair(w: Writer, write: Callable[[str, Sequence[str]], None]) -> None:
    """Write the code of every word: its number and its two rows, or the last row alone."""
    pairs = w.let("sdiv i64 %count, 2")
    with w.loop(pairs) as k:
        lower = w.times(k, 2)
        write(k, [lower, w.add(lower, "1")])
    alone, end = w.label(), w.label()
    w.branch(w.let(f"icmp slt i64 {w.times(pairs, 2)}, %count"), alone, end)
    w.begin(alone)
    write(pairs, [w.times(pairs, 2)])
    w.jump(end)
    w.begin(end)


def _store_word(w: Writer, values: Sequence[str], target: str) -> None:
    lower, upper = (*values, "zeroinitializer")[:2]
    words = ROUNDINGS[w.types.machine.pairs].words(w, lower, upper)
    w.do(f"store {w.types.integers} {words}, ptr {target}, align {w.types.bytes}")


def _word(w: Writer, place: str) -> str:
    return w.let(f"load {w.types.integers}, ptr {place}, align {w.types.bytes}")


def _same_word(w: Writer, place: str) -> str:
    return w.broadcast_word(w.let(f"load {w.types.integer}, ptr {place}, align {w.types.bytes}"))


def panel_columns(types: Types) -> int:
    """How many columns of the left matrix are packed at a time: whole tiles, and whole registers."""
    return TILES * main_tile(1, types.machine).rows
