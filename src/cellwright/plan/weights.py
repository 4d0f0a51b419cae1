"""In which numbers a kernel keeps the matrices that it multiplies: the plan's own, or narrower ones for inference.

Narrow weights are packed into 32-bit words, numbers of neighbouring k side by side, so that the panels of all formats
are walked alike: [column vector][word of k][accumulator][lane]. Weight vectors always stay in the plan's own numbers.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class WeightFormat:
    """How the numbers of a panel are kept.

    Attributes:
        name: what users call it; "" for the numbers of the plan.
        per_word: how many numbers of neighbouring k share a word.

    Example:
        >>> FULL.registers(7), BFLOAT16.registers(7)
        (7, 4)
    """

    name: str
    per_word: int

    @property
    def narrow(self) -> bool:
        """Whether the numbers are narrower than the plan's."""
        return self.per_word > 1

    def registers(self, depth: int) -> int:
        """Registers that the weights of `depth` products take, for each accumulator and column vector."""
        return -(-depth // self.per_word)


FULL = WeightFormat("", 1)
# the upper half of a float32: its exponent, and 8 bits of its mantissa
BFLOAT16 = WeightFormat("bfloat16", 2)

NARROW = {narrow.name: narrow for narrow in (BFLOAT16,)}
