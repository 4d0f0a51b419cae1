"""Products of bytes: four of neighbouring k are multiplied, and added to a 32-bit sum, in every lane.

Each way to do it takes registers of words, four signed bytes in each. One instruction of x86 wants the operand's bytes
without a sign: then they are stored 128 too large, and the packed weights know what that comes to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cellwright.emit.llvm.writer import Writer

BYTE, HALF = 8, 16
VPDPBUSD = {16: "512", 8: "256", 4: "128"}
PMADDWD = {16: "@llvm.x86.avx512.pmaddw.d.512", 8: "@llvm.x86.avx2.pmadd.wd", 4: "@llvm.x86.sse2.pmadd.wd"}


@dataclass(frozen=True)
class Dot:
    """A way to multiply bytes.

    Attributes:
        without_sign: whether the operand's bytes are stored 128 too large.
        split: the registers that are made of the words of an operand or of weights, before they are multiplied.
        add: a sum, the registers of an operand and of weights -> the sum with their products.
    """

    without_sign: bool
    split: Callable[[Writer, str], Sequence[str]]
    add: Callable[[Writer, str, Sequence[str], Sequence[str]], str]


def _whole(_: Writer, words: str) -> list[str]:
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
    "vpdpbusd": Dot(True, _whole, _vpdpbusd),
    "pmaddwd": Dot(False, _pairs, _pmaddwd),
    "sdot": Dot(False, _whole, _sdot),
    "": Dot(False, _single, _multiplied),
}
