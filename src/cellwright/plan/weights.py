"""In which numbers a kernel keeps the matrices that it multiplies: the plan's own, or narrower ones.

Narrow weights are packed into 32-bit words, numbers of neighbouring k side by side, so that the panels of all formats
are walked alike: [column vector][word of k][accumulator][lane]. Weight vectors always stay in the plan's own numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class WeightFormat:
    """How the numbers of a panel are kept.

    Attributes:
        name: what users call it; "" for the numbers of the plan.
        per_word: how many numbers of neighbouring k share a word.
        behind: registers of each accumulator that follow its numbers: scales and the like.
        rounds_operands: whether the vectors that meet the weights are rounded, too, row by row.
        trains: whether layers are trained with it; else a user chose it for inference alone.

    Example:
        >>> FULL.registers(7), BFLOAT16.registers(7), INT8.registers(7)
        (7, 4, 4)
    """

    name: str
    per_word: int
    behind: int = 0
    rounds_operands: bool = False
    trains: bool = False

    @property
    def narrow(self) -> bool:
        """Whether the numbers are narrower than the plan's."""
        return self.per_word > 1

    def registers(self, depth: int) -> int:
        """Registers that the weights of `depth` products take, for each accumulator and column vector."""
        return -(-depth // self.per_word) + self.behind


FULL = WeightFormat("", 1, trains=True)
# the upper half of a float32: its exponent, and 8 bits of its mantissa
BFLOAT16 = WeightFormat("bfloat16", 2)
# the same, and the vectors that meet them too, so that pairs can be multiplied as they are
BFLOAT16_DOT = WeightFormat("bfloat16_dot", 2, rounds_operands=True)
# the same under torch.autocast, in training as well
AUTOCAST = replace(BFLOAT16_DOT, trains=True)
# behind the bytes come the scale of each result, and what its sums have too much where operands have no sign
INT8 = WeightFormat("int8", 4, 2, rounds_operands=True)

NARROW = {narrow.name: narrow for narrow in (BFLOAT16, BFLOAT16_DOT, INT8)}
