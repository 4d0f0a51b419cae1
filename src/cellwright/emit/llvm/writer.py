"""Writes the text of one LLVM function, an instruction a line. It knows vectors and loops, but nothing of cells."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from cellwright.plan.machine import BYTES, Machine

RepeatBody = Callable[[str, list[str]], Sequence[str]]
ELEMENTS = {"float32": "float", "float64": "double"}
INTRINSIC_SUFFIX = {"float32": "f32", "float64": "f64"}


@dataclass(frozen=True)
class Types:
    """The types of a kernel: one number and one register full of them, and integers of the same width."""

    machine: Machine
    dtype: str

    @property
    def lanes(self) -> int:
        """Numbers in a register."""
        return self.machine.lanes(self.dtype)

    @property
    def bytes(self) -> int:
        """Bytes of a number."""
        return BYTES[self.dtype]

    @property
    def element(self) -> str:
        """A number."""
        return ELEMENTS[self.dtype]

    @property
    def vector(self) -> str:
        """A register of numbers."""
        return f"<{self.lanes} x {self.element}>"

    @property
    def integer(self) -> str:
        """An integer as wide as a number."""
        return f"i{8 * self.bytes}"

    @property
    def integers(self) -> str:
        """A register of integers."""
        return f"<{self.lanes} x {self.integer}>"

    def intrinsic(self, name: str) -> str:
        """The name of a vector intrinsic, for example llvm.fma.v16f32."""
        return f"@llvm.{name}.v{self.lanes}{INTRINSIC_SUFFIX[self.dtype]}"

    def rounded(self, value: float) -> float:
        """The nearest number of the type."""
        return float(struct.unpack("f", struct.pack("f", value))[0]) if self.dtype == "float32" else value

    def number(self, value: float) -> str:
        """A constant, exactly as the number type rounds it."""
        return f"0x{struct.unpack('>Q', struct.pack('>d', self.rounded(value)))[0]:016X}"

    def splat(self, value: float) -> str:
        """A register full of one constant."""
        return "<" + ", ".join([f"{self.element} {self.number(value)}"] * self.lanes) + ">"

    def splat_integer(self, value: int) -> str:
        """A register full of one integer constant."""
        return "<" + ", ".join([f"{self.integer} {value}"] * self.lanes) + ">"


class Writer:
    """One function in the making.

    Values and blocks are numbered in order, so that equal plans give equal text. A method that computes something
    returns the name of the result.
    """

    def __init__(
        self,
        types: Types,
        name: str,
        parameters: Sequence[str],
        declarations: dict[str, None],
        returns: str = "void",
    ) -> None:
        self.types = types
        self.returns = returns
        self.block = "entry"
        self._declarations = declarations
        self._lines = [f"define {returns} @{name}({', '.join(parameters)}) {{", "entry:"]
        self._count = 0

    def text(self, result: str = "") -> str:
        """The whole function, which returns `result`; nothing can be added after this."""
        return "\n".join([*self._lines, f"  ret {self.returns} {result}".rstrip(), "}"])

    # instructions

    def let(self, expression: str) -> str:
        """Name the value of an instruction."""
        self._count += 1
        name = f"%v{self._count}"
        self._lines.append(f"  {name} = {expression}")
        return name

    def do(self, instruction: str) -> None:
        """An instruction without a value."""
        self._lines.append(f"  {instruction}")

    def call(self, result: str, function: str, *arguments: tuple[str, str]) -> str:
        """A call of an intrinsic, declared as it is used; each argument is (type, value)."""
        self._declarations[f"declare {result} {function}({', '.join(kind for kind, _ in arguments)})"] = None
        text = f"call {result} {function}({', '.join(' '.join(argument) for argument in arguments)})"
        if result == "void":
            self.do(text)
            return ""
        return self.let(text)

    # blocks

    def label(self) -> str:
        """A new name for a block."""
        self._count += 1
        return f"b{self._count}"

    def begin(self, label: str) -> None:
        """Open a block; the one before must have ended with a branch."""
        self._lines.append(f"{label}:")
        self.block = label

    def jump(self, label: str) -> None:
        """End the block."""
        self.do(f"br label %{label}")

    def branch(self, condition: str, then: str, otherwise: str) -> None:
        """End the block one way or the other."""
        self.do(f"br i1 {condition}, label %{then}, label %{otherwise}")

    @contextmanager
    def loop(self, stop: str, start: str = "0", step: int = 1) -> Iterator[str]:
        """The body runs for start, start + step, ... below stop; it may run never."""
        head, body, end = self.label(), self.label(), self.label()
        before = self.block
        self.jump(head)
        self.begin(head)
        self._count += 1
        index, line = f"%i{self._count}", len(self._lines)
        self._lines.append("")
        self.branch(self.let(f"icmp slt i64 {index}, {stop}"), body, end)
        self.begin(body)
        yield index
        following = self.let(f"add nsw i64 {index}, {step}")
        self._lines[line] = f"  {index} = phi i64 [ {start}, %{before} ], [ {following}, %{self.block} ]"
        self.jump(head)
        self.begin(end)

    def repeat(self, times: int | str, carried: Sequence[tuple[str, str]], body: RepeatBody) -> list[str]:
        """The body runs `times` times with values that it carries along in registers.

        Args:
            times: how often; a constant, or the name of a number.
            carried: the type and first value of each carried value.
            body: from the number of the round and the names of the carried values to those of the next round.

        Returns:
            The names of the values after the last round.
        """
        if times in {0, 1}:
            return list(body("0", [value for _, value in carried])) if times else [value for _, value in carried]
        before, head, rounds, end = self.block, self.label(), self.label(), self.label()
        self.jump(head)
        self.begin(head)
        self._count += 1
        names = [f"%c{self._count}x{index}" for index in range(len(carried) + 1)]
        line = len(self._lines)
        known = isinstance(times, int)
        if not known:
            # a count that may be zero is tested first; a known one is tested at the end, which is faster
            self.branch(self.let(f"icmp ult i64 {names[0]}, {times}"), rounds, end)
            self.begin(rounds)
        values = list(body(names[0], names[1:]))
        following = self.let(f"add nuw nsw i64 {names[0]}, 1")
        kinds = [("i64", "0"), *carried]
        self._lines[line:line] = [
            f"  {name} = phi {kind} [ {first}, %{before} ], [ {value}, %{self.block} ]"
            for name, (kind, first), value in zip(names, kinds, [following, *values], strict=True)
        ]
        if known:
            self.branch(self.let(f"icmp ult i64 {following}, {times}"), head, end)
        else:
            self.jump(head)
        self.begin(end)
        return values if known else names[1:]

    # integers and addresses

    def add(self, a: str, b: str) -> str:
        """The sum of 64-bit integers."""
        return a if b == "0" else b if a == "0" else self.let(f"add nsw i64 {a}, {b}")

    def times(self, a: str, factor: int) -> str:
        """The product of 64-bit integers."""
        return a if factor == 1 else self.let(f"mul i64 {a}, {factor}")

    def smaller(self, a: str, b: str) -> str:
        """The smaller of two 64-bit integers."""
        return self.let(f"select i1 {self.let(f'icmp slt i64 {a}, {b}')}, i64 {a}, i64 {b}")

    def larger(self, a: str, b: str) -> str:
        """The larger of two 64-bit integers."""
        return self.let(f"select i1 {self.let(f'icmp sgt i64 {a}, {b}')}, i64 {a}, i64 {b}")

    def at(self, pointer: str, index: str | int) -> str:
        """The address of the number that lies `index` numbers behind `pointer`."""
        if str(index) == "0":
            return pointer
        return self.let(f"getelementptr inbounds {self.types.element}, ptr {pointer}, i64 {index}")

    def load_integer(self, pointer: str, index: str | int) -> str:
        """Entry `index` of a table of 64-bit integers."""
        return self.let(f"load i64, ptr {self.let(f'getelementptr i64, ptr {pointer}, i64 {index}')}, align 8")

    def load_pointer(self, pointer: str, index: str | int) -> str:
        """Entry `index` of a table of addresses."""
        return self.let(f"load ptr, ptr {self.let(f'getelementptr ptr, ptr {pointer}, i64 {index}')}, align 8")

    # numbers

    def load(self, pointer: str, active: int | str | None = None) -> str:
        """A register from memory; only its first `active` lanes if given (a number or a mask), zeros behind them."""
        types = self.types
        if active in {None, types.lanes}:
            return self.let(f"load {types.vector}, ptr {pointer}, align {types.bytes}")
        return self.call(
            types.vector,
            types.intrinsic("masked.load") + ".p0",
            ("ptr", pointer),
            ("i32", str(types.bytes)),
            (f"<{types.lanes} x i1>", self._mask(active)),
            (types.vector, "zeroinitializer"),
        )

    def store(self, value: str, pointer: str, active: int | str | None = None) -> None:
        """A register to memory; only its first `active` lanes if given (a number or a mask)."""
        types = self.types
        if active in {None, types.lanes}:
            self.do(f"store {types.vector} {value}, ptr {pointer}, align {types.bytes}")
        else:
            self.call(
                "void",
                types.intrinsic("masked.store") + ".p0",
                (types.vector, value),
                ("ptr", pointer),
                ("i32", str(types.bytes)),
                (f"<{types.lanes} x i1>", self._mask(active)),
            )

    def prefetch(self, pointer: str, index: str = "0", *, writes: bool = False) -> None:
        """Ask for the line of any address, `index` numbers behind `pointer`: by the second-level cache, or to write."""
        # behind the last weights there may be nothing, so the address does not claim to be inside of anything
        address = self.let(f"getelementptr {self.types.element}, ptr {pointer}, i64 {index}")
        hint, near = ("1", "3") if writes else ("0", "2")
        self.call("void", "@llvm.prefetch.p0", ("ptr", address), ("i32", hint), ("i32", near), ("i32", "1"))

    def load_apart(self, pointer: str, stride: int, active: int | None = None) -> str:
        """A register of numbers that lie `stride` numbers apart in memory."""
        types = self.types
        steps = ", ".join(f"i64 {lane * stride}" for lane in range(types.lanes))
        pointers = self.let(f"getelementptr {types.element}, ptr {pointer}, <{types.lanes} x i64> <{steps}>")
        return self.call(
            types.vector,
            types.intrinsic("masked.gather") + f".v{types.lanes}p0",
            (f"<{types.lanes} x ptr>", pointers),
            ("i32", str(types.bytes)),
            (f"<{types.lanes} x i1>", self._mask(types.lanes if active is None else active)),
            (types.vector, "zeroinitializer"),
        )

    def interleaved(self, a: str, b: str) -> tuple[str, str]:
        """The numbers of two registers by turns: a0 b0 a1 b1 ..."""
        lanes, kind = self.types.lanes, self.types.vector
        order = [number for lane in range(lanes) for number in (lane, lanes + lane)]

        def half(numbers: list[int]) -> str:
            places = ", ".join(f"i32 {number}" for number in numbers)
            return self.let(f"shufflevector {kind} {a}, {kind} {b}, <{lanes} x i32> <{places}>")

        return half(order[:lanes]), half(order[lanes:])

    def load_number(self, pointer: str) -> str:
        """One number from memory."""
        return self.let(f"load {self.types.element}, ptr {pointer}, align {self.types.bytes}")

    def store_number(self, number: str, pointer: str) -> None:
        """One number to memory."""
        self.do(f"store {self.types.element} {number}, ptr {pointer}, align {self.types.bytes}")

    def broadcast(self, number: str) -> str:
        """A register full of one number."""
        types = self.types
        one = self.let(f"insertelement {types.vector} poison, {types.element} {number}, i32 0")
        lanes = f"<{types.lanes} x i32> zeroinitializer"
        return self.let(f"shufflevector {types.vector} {one}, {types.vector} poison, {lanes}")

    def binary(self, op: str, a: str, b: str) -> str:
        """An instruction on two registers of numbers, for example fadd."""
        return self.let(f"{op} {self.types.vector} {a}, {b}")

    def fma(self, a: str, b: str, c: str) -> str:
        """The sum a * b + c, rounded once where the machine can."""
        if not self.types.machine.fma:
            return self.binary("fadd", self.binary("fmul", a, b), c)
        kind = self.types.vector
        return self.call(kind, self.types.intrinsic("fma"), (kind, a), (kind, b), (kind, c))

    @property
    def estimates(self) -> bool:
        """Whether `estimate` can be used."""
        return self.types.machine.estimates and self.types.dtype == "float32"

    def estimate(self, a: str) -> str:
        """1 / a, to 14 bits."""
        kind = self.types.vector
        mask = ("i16", "-1")
        return self.call(kind, "@llvm.x86.avx512.rcp14.ps.512", (kind, a), (kind, "zeroinitializer"), mask)

    def negative(self, a: str) -> str:
        """-a."""
        return self.let(f"fneg {self.types.vector} {a}")

    def choose(self, comparison: str, a: str, b: str, then: str, otherwise: str) -> str:
        """Lane by lane, `then` where `a comparison b` holds, for example with olt; else `otherwise`."""
        kind = self.types.vector
        holds = self.let(f"fcmp {comparison} {kind} {a}, {b}")
        return self.let(f"select <{self.types.lanes} x i1> {holds}, {kind} {then}, {kind} {otherwise}")

    def folded(self, value: str, combine: Callable[[str, str], str]) -> str:
        """The lanes of a register combined pairwise until one number is left."""
        types, width = self.types, self.types.lanes
        while width > 1:
            width //= 2
            upper = ", ".join(f"i32 {(lane + width) % types.lanes}" for lane in range(types.lanes))
            kind = types.vector
            other = self.let(f"shufflevector {kind} {value}, {kind} poison, <{types.lanes} x i32> <{upper}>")
            value = combine(value, other)
        return self.let(f"extractelement {types.vector} {value}, i32 0")

    # registers of 64-bit integers, one for each lane

    def mask(self, count: str) -> str:
        """A mask of the first `count` lanes."""
        return self.let(f"icmp slt <{self.types.lanes} x i64> {self._lane_numbers()}, {self.broadcast_integer(count)}")

    def broadcast_integer(self, number: str) -> str:
        """A 64-bit integer in every lane."""
        lanes = self.types.lanes
        one = self.let(f"insertelement <{lanes} x i64> poison, i64 {number}, i32 0")
        zeros = f"<{lanes} x i32> zeroinitializer"
        return self.let(f"shufflevector <{lanes} x i64> {one}, <{lanes} x i64> poison, {zeros}")

    def broadcast_word(self, number: str) -> str:
        """An integer as wide as a number in every lane."""
        types = self.types
        one = self.let(f"insertelement {types.integers} poison, {types.integer} {number}, i32 0")
        zeros = f"<{types.lanes} x i32> zeroinitializer"
        return self.let(f"shufflevector {types.integers} {one}, {types.integers} poison, {zeros}")

    def blocks_of_lanes(self, first: str, blocks: int, units: int) -> str:
        """The block of each lane's unit, where the lanes stand for the units from `first` on."""
        lanes = self.types.lanes
        unit = self.let(f"add <{lanes} x i64> {self._lane_numbers()}, {self.broadcast_integer(first)}")

        def splat(number: int) -> str:
            return "<" + ", ".join([f"i64 {number}"] * lanes) + ">"

        return self.let(
            f"udiv <{lanes} x i64> {self.let(f'mul <{lanes} x i64> {unit}, {splat(blocks)}')}, {splat(units)}"
        )

    def _lane_numbers(self) -> str:
        return "<" + ", ".join(f"i64 {lane}" for lane in range(self.types.lanes)) + ">"

    def lane_mask(self, active: int | None) -> str:
        """A constant mask of the first `active` lanes; all if None."""
        return self._mask(self.types.lanes if active is None else active)

    def _mask(self, active: int | str | None) -> str:
        if isinstance(active, str):
            return active
        bits = (f"i1 {'true' if lane < (active or 0) else 'false'}" for lane in range(self.types.lanes))
        return f"<{', '.join(bits)}>"
