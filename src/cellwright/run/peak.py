"""The measured limit of this processor, to which every speed is compared."""

from __future__ import annotations

import time
from functools import lru_cache
from struct import Struct

from cellwright.emit.llvm.peak import NUMBERS, operations_a_round, peak_text
from cellwright.plan.machine import Machine
from cellwright.run.host import host
from cellwright.run.kernel import address_of, aligned
from cellwright.run.library import Library
from cellwright.run.objects import object_code
from cellwright.run.threads import share

ROUNDS = 400_000


class _Peak:
    def __init__(self, machine: Machine, dtype: str) -> None:
        self._library = Library(object_code(f"peak {dtype}", lambda: peak_text(machine, dtype), machine))
        self.address = self._library.address("peak")


@lru_cache(maxsize=4)
def _peak_kernel(machine: Machine, dtype: str) -> _Peak:
    return _Peak(machine, dtype)


def measured_peak(threads: int = 1, dtype: str = "float32") -> float:
    """Fused multiply-adds as this processor does them at best right now, in operations a second.

    Args:
        threads: how many threads multiply at once.
        dtype: "float32" or "float64".

    Example:
        >>> measured_peak() > 1e9
        True
    """
    machine = host()
    kernel = _peak_kernel(machine, dtype)
    memory = aligned(threads * NUMBERS * machine.lanes(dtype), dtype)
    memory.fill(1e-3)
    context = Struct("q").pack(address_of(memory))
    start = time.perf_counter()
    share(kernel.address, context, [(part, ROUNDS) for part in range(threads)])
    return threads * ROUNDS * operations_a_round(machine, dtype) / (time.perf_counter() - start)
