"""How much memory something takes at its peak, beyond what was held before."""

from __future__ import annotations

import ctypes
import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import torch

MEMORY = Path("/proc/meminfo")
STATUS, FORGET_PEAK = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@dataclass
class Peak:
    """What was measured.

    Attributes:
        bytes: the peak beyond what was held before; None where this cannot be measured.
    """

    bytes: int | None = None


@contextmanager
def peak_memory(device: torch.device) -> Iterator[Peak]:
    """Measure the peak of the memory that the process holds while the body runs, beyond what it held before.

    On a graphics processor it is what torch allocates there. On the CPU it is resident memory, which Linux counts;
    freed memory is given back first, so that what one body has left does not hide what the next one takes. Elsewhere
    it is not measured.

    Example:
        >>> with peak_memory(torch.device("cpu")) as peak:
        ...     _ = bytearray(30_000_000)
        >>> peak.bytes is None or 29_000_000 < peak.bytes < 60_000_000
        True
    """
    peak = Peak()
    gc.collect()
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)
        before = torch.cuda.memory_allocated(device)
        yield peak
        peak.bytes = torch.cuda.max_memory_allocated(device) - before
        return
    held = _forget_peak()
    yield peak
    if held is not None:
        peak.bytes = max(0, _status("VmHWM") - held)


def free_memory() -> int | None:
    """The bytes that a process can still take; None where this cannot be known.

    Example:
        >>> free_memory() is None or free_memory() > 0
        True
    """
    try:
        found = re.search(r"^MemAvailable:\s+(\d+) kB$", MEMORY.read_text(), re.MULTILINE)
    except OSError:
        return None
    return None if found is None else 1024 * int(found[1])


def _forget_peak() -> int | None:
    """Give freed memory back and start the peak anew; what is held now, or None where there is no such counter."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
        FORGET_PEAK.write_text("5")  # man 5 proc: resets the peak of resident memory
        return _status("VmRSS")
    except (OSError, AttributeError, LookupError):
        return None


def _status(name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB$", STATUS.read_text(), re.MULTILINE)
    if found is None:
        raise LookupError(name)
    return 1024 * int(found[1])
