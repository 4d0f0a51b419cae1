"""Machine code for AArch64, linked without a linker and run by Debian's `qemu-aarch64`, with memory of this process.

A call becomes one small program: the code, a start that calls the function, and a copy of the memory that it may
touch. Addresses of that memory are moved to where it lies in the program; when it ends it writes its memory to
standard output, and what it has changed is copied back.
"""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
from collections.abc import Sequence

import numpy as np

QEMU = shutil.which("qemu-aarch64") or shutil.which("qemu-aarch64-static")
BASE = 0x400000
HEAD = 64 + 56  # an ELF header and one program header

# types and flags of sections
CONTENT, SYMBOLS, RELOCATIONS, LOADED, CODE = 1, 2, 4, 2, 4
# how a relocation changes its instruction: the value's shift, its bits, and where they begin
LOW_TWELVE = {277: 0, 278: 0, 284: 1, 285: 2, 286: 3, 299: 4}  # ADD, LDST8, 16, 32, 64, 128
PAGE, CALLS = 275, {282, 283}
SECTION, SYMBOL, RELOCATION = struct.Struct("<IIQQQQIIQQ"), struct.Struct("<IBBHQQ"), struct.Struct("<QQq")


class Program:
    """An object file laid out at fixed addresses."""

    def __init__(self, code: bytes) -> None:
        self._code = code
        (table,) = struct.unpack_from("<Q", code, 40)
        (count,) = struct.unpack_from("<H", code, 60)
        self._sections = [SECTION.unpack_from(code, table + SECTION.size * index) for index in range(count)]
        self.image = bytearray(HEAD)
        self._places = {index: self._place(section) for index, section in enumerate(self._sections)}
        self.functions: dict[str, int] = {}
        (self._symbols,) = (self._read_symbols(section) for section in self._sections if section[1] == SYMBOLS)
        for section in self._sections:
            if section[1] == RELOCATIONS and self._sections[section[7]][2] & CODE:
                self._relocate(section)

    def _text(self, start: int) -> str:
        return self._code[start : self._code.index(b"\0", start)].decode()

    def _place(self, section) -> int:
        _, kind, flags, _, offset, size, _, _, align, _ = section
        if kind != CONTENT or not flags & LOADED:
            return 0
        self.image += bytes(-len(self.image) % max(align, 1))
        place = BASE + len(self.image)
        self.image += self._code[offset : offset + size]
        return place

    def _read_symbols(self, table) -> list[int]:
        _, _, _, _, offset, size, link, _, _, _ = table
        addresses = []
        for start in range(offset, offset + size, SYMBOL.size):
            name, _, _, section, value, _ = SYMBOL.unpack_from(self._code, start)
            addresses.append(self._places.get(section, 0) + value)
            self.functions[self._text(self._sections[link][4] + name)] = addresses[-1]
        return addresses

    def _relocate(self, section) -> None:
        _, _, _, _, offset, size, _, target, _, _ = section
        for start in range(offset, offset + size, RELOCATION.size):
            where, info, addend = RELOCATION.unpack_from(self._code, start)
            place = self._places[target] + where
            at = place - BASE
            (word,) = struct.unpack_from("<I", self.image, at)
            word |= _relocation(info & 0xFFFFFFFF, self._symbols[info >> 32] + addend, place)
            struct.pack_into("<I", self.image, at, word)


def _relocation(kind: int, value: int, place: int) -> int:
    """The bits that a relocation puts into its instruction (ELF for the Arm 64-bit architecture, 5.7)."""
    if kind == PAGE:
        pages = (value >> 12) - (place >> 12)
        return (pages & 3) << 29 | (pages >> 2 & 0x7FFFF) << 5
    if kind in CALLS:
        return (value - place) >> 2 & 0x3FFFFFF
    if kind in LOW_TWELVE:
        return (value & 0xFFF) >> LOW_TWELVE[kind] << 10
    raise NotImplementedError(f"relocation {kind} of AArch64")


def call(
    code: bytes, function: str, context: np.ndarray, arguments: Sequence[int], memory: Sequence[np.ndarray]
) -> None:
    """Run `function(context, *arguments)` in an emulated process.

    Args:
        code: an object file.
        function: a function in it.
        context: 64-bit words; those that are addresses in `memory` are moved, as are such words in integer arrays.
        arguments: up to two further numbers.
        memory: every array that may be read or written, contiguous; what changed is copied back.
    """
    program = Program(code)
    arrays = list({array.ctypes.data: array for array in (context, *memory) if array.nbytes}.values())
    image, places = program.image, {}
    image += bytes(-len(image) % 64)
    data = len(image)
    for array in arrays:
        places[array.ctypes.data] = BASE + len(image)
        image += bytes(array.nbytes)
        image += bytes(-len(image) % 64)
    for array in arrays:
        moved = _moved(array, arrays, places) if array.dtype == np.int64 else array
        start = places[array.ctypes.data] - BASE
        image[start : start + array.nbytes] = moved.tobytes()
    size = len(image) - data
    image += bytes(-len(image) % 8)
    first, second, *_ = *arguments, 0, 0
    start = BASE + len(image)
    image += _start(places[context.ctypes.data], first, second, program.functions[function], BASE + data, size)
    image[:HEAD] = _head(start, len(image))
    written = _emulate(bytes(image))
    assert len(written) == size, f"the program wrote {len(written)} bytes of {size}"
    for array in arrays:
        if array.dtype != np.int64:
            start = places[array.ctypes.data] - BASE - data
            array.reshape(-1).view(np.uint8)[:] = np.frombuffer(written, np.uint8, array.nbytes, start)


def _moved(words: np.ndarray, arrays: Sequence[np.ndarray], places: dict[int, int]) -> np.ndarray:
    """Words, with the addresses among them changed to those of the program."""
    moved = words.copy()
    for array in arrays:
        start = array.ctypes.data
        inside = (words >= start) & (words < start + array.nbytes)
        moved[inside] = words[inside] - start + places[start]
    return moved


def _start(context: int, first: int, second: int, function: int, data: int, size: int) -> bytes:
    """Call the function, write all memory to standard output, and end."""
    numbers = (context, first, second, function, data, size)
    code: list[int] = []

    def load(register: int, number: int) -> None:
        words = 18 - len(code) + 2 * number  # the numbers stand behind the code
        code.append(0x58000000 | words << 5 | register)

    for register in range(4):
        load(register, register)
    code.append(0xD63F0060)  # blr x3
    code.append(0xD2800020)  # mov x0, 1
    load(1, 4)
    load(2, 5)
    code.append(0xD2800808)  # mov x8, 64: write
    code.append(0xD4000001)  # svc 0
    code.append(0xD2800000)  # mov x0, 0
    code.append(0xD2800BA8)  # mov x8, 93: exit
    code.append(0xD4000001)  # svc 0
    code += [0xD503201F] * (18 - len(code))  # nop
    return struct.pack("<18I6q", *code, *numbers)


def _head(start: int, size: int) -> bytes:
    """The header of a program of one segment that may be read, written and executed."""
    elf = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\2\1\1", 2, 183, 1, start, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    return elf + struct.pack("<IIQQQQQQ", 1, 7, 0, BASE, BASE, size, size, 0x1000)


def _emulate(program: bytes) -> bytes:
    # a file in memory: nothing is left behind, and a folder mounted noexec does not matter
    handle = os.memfd_create("program")
    try:
        assert os.write(handle, program) == len(program)
        run = subprocess.run([QEMU, f"/proc/{os.getpid()}/fd/{handle}"], capture_output=True, check=False, timeout=60)
    finally:
        os.close(handle)
    assert run.returncode == 0, f"qemu-aarch64 ended with {run.returncode}: {run.stderr.decode()}"
    return run.stdout
