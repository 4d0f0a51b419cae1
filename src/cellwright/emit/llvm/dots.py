"""Products of words: the narrow numbers of neighbouring k in a word are multiplied, and added to a sum, in every lane.

Here are the ways to do it with four signed bytes; `pairs.py` has those with two halves. One instruction of x86 wants
the operand's bytes without a sign: then they are stored 128 too large, and the packed weights know what that comes to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cellwright.emit.llvm.narrow import Block, Sums
from cellwright.emit.llvm.writer import Writer

BYTE, HALF = 8, 16
# rounds of the inner loop that are written out
WORDS = 4
VPDPBUSD = {16: "512", 8: "256", 4: "128"}
PMADDWD = {16: "@llvm.x86.avx512.pmaddw.d.512", 8: "@llvm.x86.avx2.pmadd.wd", 4: "@llvm.x86.sse2.pmadd.wd"}


@dataclass(frozen=True)
class Dot:
    """A way to multiply words.

    Attributes:
        without_sign: whether the operand's bytes are stored 128 too large.
        split: the registers that are made of the words of an operand or of weights, before they are multiplied.
        add: a sum, the registers of an operand and of weights -> the sum with their products.
    """

    without_sign: bool
    split: Callable[[Writer, str], Sequence[str]]
    add: Callable[[Writer, str, Sequence[str], Sequence[str]], str]


def add_words(block: Block, dot: Dot, words: int, kind: str, totals: Sums, names: Sequence[int]) -> None:
    """Add the products of so many words of each row and of the weights to the totals.

    Args:
        block: rows and weights.
        dot: how words are multiplied.
        words: how many there are.
        kind: the type of the totals.
        totals: what grows.
        names: by which each slot of weights knows its total.
    """
    w, keys = block.w, list(totals)

    def rounds(count: str, carried: list[str]) -> list[str]:
        row = w.at(block.row, w.times(count, WORDS))
        panels = [w.at(panel, w.times(count, WORDS * block.width * w.types.lanes)) for panel in block.panels]
        values = dict(zip(keys, carried, strict=True))
        for word in range(WORDS):
            _multiply(block, dot, row, panels, word, values, names)
        return [values[key] for key in keys]

    carried = [(kind, totals[key]) for key in keys]
    totals.update(zip(keys, w.repeat(words // WORDS, carried, rounds), strict=True))
    for word in range(words // WORDS * WORDS, words):
        _multiply(block, dot, block.row, block.panels, word, totals, names)


def _multiply(
    block: Block, dot: Dot, row: str, panels: Sequence[str], word: int, totals: Sums, names: Sequence[int]
) -> None:
    """Add the products of one word of each row and of the weights to the totals."""
    w = block.w

    def operand(m: int) -> Sequence[str]:
        place = w.at(row, m * block.stride + word)
        return dot.split(w, w.broadcast_word(w.let(f"load i32, ptr {place}, align 4")))

    def weights(v: int, slot: int) -> Sequence[str]:
        return dot.split(w, block.words(panels, word, v, slot))

    def add(m: int, v: int, slot: int, one: Sequence[str], other: Sequence[str]) -> None:
        key = m, v, names[slot]
        totals[key] = dot.add(w, totals[key], one, other)

    # the fewer ones stay in registers while the others stream past
    if block.rows < len(block.across):
        rows = [operand(m) for m in range(block.rows)]
        for v, slot in block.across:
            streamed = weights(v, slot)
            for m, one in enumerate(rows):
                add(m, v, slot, one, streamed)
    else:
        held = {key: weights(*key) for key in block.across}
        for m in range(block.rows):
            one = operand(m)
            for v, slot in block.across:
                add(m, v, slot, one, held[v, slot])


def whole(_: Writer, words: str) -> list[str]:
    """A register of words as it is."""
    return [words]


def _vpdpbusd(w: Writer, total: str, operand: Sequence[str], weights: Sequence[str]) -> str:
    kind = w.types.integers
    name = f"@llvm.x86.avx512.vpdpbusd.{VPDPBUSD[w.types.lanes]}"
    return w.call(kind, name, (kind, total), (kind, operand[0]), (kind, weights[0]))


def _sdot(w: Writer, total: str, operand: Sequence[str], weights: Sequence[str]) -> str:
    kind, four = w.types.integers, f"<{4 * w.types.lanes} x i8>"
    as_bytes = [(four, w.let(f"bitcast {kind} {words[0]} to {four}")) for words in (weights, operand)]
    return w.call(kind, "@llvm.aarch64.neon.sdot.v4i32.v16i8", (kind, total), *as_bytes)


def _pairs(w: Writer, words: str) -> list[str]:
    """The even and the odd bytes as numbers of 16 bits."""
    kind = f"<{2 * w.types.lanes} x i16>"
    shift = "<" + ", ".join([f"i16 {BYTE}"] * (2 * w.types.lanes)) + ">"
    halves = w.let(f"bitcast {w.types.integers} {words} to {kind}")
    even = w.let(f"ashr {kind} {w.let(f'shl {kind} {halves}, {shift}')}, {shift}")
    return [even, w.let(f"ashr {kind} {halves}, {shift}")]


def _pmaddwd(w: Writer, total: str, operand: Sequence[str], weights: Sequence[str]) -> str:
    kind, halves = w.types.integers, f"<{2 * w.types.lanes} x i16>"
    for one, other in zip(operand, weights, strict=True):
        products = w.call(kind, PMADDWD[w.types.lanes], (halves, one), (halves, other))
        total = w.let(f"add {kind} {total}, {products}")
    return total


def _single(w: Writer, words: str) -> list[str]:
    """Each of the four bytes as a number of 32 bits."""
    kind, last = w.types.integers, w.types.splat_integer(3 * BYTE)
    found = []
    for part in range(4):
        high = w.let(f"shl {kind} {words}, {w.types.splat_integer((3 - part) * BYTE)}")
        found.append(w.let(f"ashr {kind} {high}, {last}"))
    return found


def _multiplied(w: Writer, total: str, operand: Sequence[str], weights: Sequence[str]) -> str:
    kind = w.types.integers
    for one, other in zip(operand, weights, strict=True):
        total = w.let(f"add {kind} {total}, {w.let(f'mul {kind} {one}, {other}')}")
    return total


# by the fact of the machine; without an instruction of its own, a machine saves memory rather than time
DOTS: Mapping[str, Dot] = {
    "vpdpbusd": Dot(True, whole, _vpdpbusd),
    "pmaddwd": Dot(False, _pairs, _pmaddwd),
    "sdot": Dot(False, whole, _sdot),
    "": Dot(False, _single, _multiplied),
}
