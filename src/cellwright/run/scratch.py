"""Memory for what lives no longer than a call, kept for the next one: fresh memory costs a page fault a page."""

from __future__ import annotations

import threading

from cellwright.plan.machine import BYTES
from cellwright.run.kernel import Buffer, aligned_block

# a block of more bytes is given back after the call that needed it
KEPT = 1 << 24


class Scratch(threading.local):
    """One block of memory for each thread."""

    def __init__(self) -> None:
        self._block, self._address = aligned_block(0, "float32")

    def block(self, size: int) -> tuple[Buffer, int]:
        """At least `size` bytes and their address; they hold anything, and the next to ask may get the same."""
        if self._block.nbytes >= size:
            return self._block, self._address
        block, address = aligned_block(-(-size // BYTES["float32"]), "float32")
        if size <= KEPT:
            self._block, self._address = block, address
        return block, address


scratch = Scratch()
