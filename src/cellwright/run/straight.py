"""Kernels one after the other in one native call: what they are given is worked out before, but for addresses."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from struct import Struct

from cellwright.emit.llvm.straight import HEADER, straight_text
from cellwright.plan.machine import BYTES, CACHE_LINE
from cellwright.plan.plan import is_own
from cellwright.plan.schedule import Schedule
from cellwright.run.host import host
from cellwright.run.kernel import Kernel
from cellwright.run.library import Library
from cellwright.run.objects import object_code
from cellwright.run.packed import fingerprint_of
from cellwright.run.scratch import scratch

STRAIGHT = ctypes.CFUNCTYPE(None, ctypes.c_char_p, ctypes.c_char_p)
# an entry of a context: the name of an array and bytes behind its beginning; or "" and a number
Entry = tuple[str, int]
# the table of addresses begins with these
ZERO, OWN = "", "own"


@dataclass(frozen=True)
class Call:
    """A compiled function, its context, its two other arguments, and what has to live as long as it."""

    function: int
    context: Sequence[Entry]
    first: int = 0
    last: int = 1
    alive: object = None


class Driver:
    """The compiled functions behind `Straight`."""

    def __init__(self, dtype: str) -> None:
        code = object_code(f"straight {dtype}", lambda: straight_text(host(), dtype), host())
        self._library = Library(code)
        self.run = STRAIGHT(self._library.address("straight"))
        self.renew = self._library.address("renew")
        self.clear = self._library.address("clear")
        self.add_turned = self._library.address("add_turned")


@lru_cache(maxsize=2)
def driver(dtype: str) -> Driver:
    """The driver of one number type."""
    return Driver(dtype)


class Straight:
    """Compiled functions one after the other on this thread.

    Args:
        dtype: the number type of their arrays.
        calls: the functions, in order.
        own: the bytes of each array that nobody needs after the call.
        given: the names of all other arrays.
        inside: arrays that lie inside of given ones, each so many bytes behind the beginning of one.
    """

    def __init__(
        self,
        dtype: str,
        calls: Sequence[Call],
        own: Mapping[str, int],
        given: Sequence[str],
        inside: Mapping[str, Entry],
    ) -> None:
        self._run = driver(dtype).run
        self._alive = calls
        places = {name: (place, 0) for place, name in enumerate((ZERO, OWN, *given))}
        self.bytes = 0
        for name, size in own.items():
            places[name] = places[OWN][0], self.bytes
            # a line between two arrays, so that rows of a power of two do not fall into the same few sets of the cache
            self.bytes += (-(-size // CACHE_LINE) + 1) * CACHE_LINE
        places.update((name, (places[outer][0], offset)) for name, (outer, offset) in inside.items())
        numbers = [len(calls), max(len(call.context) for call in calls)]
        assert len(numbers) == len(HEADER)
        for call in calls:
            numbers += call.function, call.first, call.last, len(call.context)
            for name, number in call.context:
                place, offset = places[name]
                numbers += place, offset + number
        self._program = Struct(f"{len(numbers)}q").pack(*numbers)
        self._addresses = Struct(f"{2 + len(given)}q")

    def run(self, given: Iterable[int]) -> None:
        """Call them all; `given` has the addresses of the arrays, in the order of their names."""
        _alive, own = scratch.block(self.bytes)
        self._run(self._program, self._addresses.pack(0, own, *given))


def block_arrays(kernel: Kernel) -> list[str]:
    """The names of the block of a kernel's packed weights, and of its mark."""
    return [_own_name(kernel, "packed"), _own_name(kernel, "mark")]


def running(kernel: Kernel, schedule: Schedule) -> list[Call]:
    """What packs the weights of a kernel where they have changed, and what runs all of its steps."""
    packed, mark = block_arrays(kernel)
    reader = fingerprint_of(kernel)
    stacks = [(stack, 0) for stack in kernel.plan.stacks]
    words = [(ZERO, number) for number in reader.numbers[1::2]]
    table = [entry for pair in zip(stacks, words, strict=True) for entry in pair]
    begin = [(mark, 0), (ZERO, reader.address), (ZERO, kernel.pack_address), (ZERO, len(stacks))]
    renew = Call(driver(kernel.plan.dtype).renew, [*begin, *table, (packed, 0), *stacks])
    numbers = [(ZERO, number) for number in (0, schedule.steps, *schedule.tables)]
    arrays = [(_own_name(kernel, name) if is_own(name) else name, 0) for name in kernel.plan.arrays]
    return [renew, Call(kernel.address, [*numbers, (packed, 0), *arrays], 0, schedule.sequences, schedule)]


def own_arrays(kernel: Kernel, schedule: Schedule) -> dict[str, int]:
    """The arrays of a kernel's own, and their bytes."""
    plan = kernel.plan
    rows = {place.array: place.stride * schedule.sequences * BYTES[plan.dtype] for place in plan.places}
    return {_own_name(kernel, name): rows[name] for name in plan.arrays if is_own(name)}


def _own_name(kernel: Kernel, array: str) -> str:
    return f"{kernel.plan.does}: {array}"
