"""What was counted of a text beside the logits of a network, as a part of a line."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cellwright.emit.llvm.mixing import MIX, mixing_text
from cellwright.run.host import host
from cellwright.run.kernel import address_of
from cellwright.run.library import Library
from cellwright.run.line import Part
from cellwright.run.objects import object_code
from cellwright.run.parts import whole_registers

Array = npt.NDArray[Any]
Numbers = npt.NDArray[np.int64]


class Counts(NamedTuple):
    """What n-grams of one order say.

    Attributes:
        contexts: the keys of the contexts, in order: the place of the shorter context times the tokens there are, and
            the number of the token before it.
        starts: where the n-grams of each context begin, and where those of the last end.
        rest: what each context leaves to the order below.
        last: the last token of each n-gram.
        parts: the part that it has in what its context says.
    """

    contexts: Numbers
    starts: Numbers
    rest: Array
    last: Numbers
    parts: Array


class Mix(Part):
    """Logits become those of a mixture of a network and of what was counted.

    Args:
        logits: what the network says (rows, tokens).
        tokens: that each row has read (rows,).
        orders: what was counted, from single tokens on.
        possible: the probability of each token where nothing is known (tokens,).
        share: the part of what was counted.
        end: the token that begins a text.
        never: tokens that never follow.

    Attributes:
        mixed: what both say (rows, tokens), written by a step.
        history: the tokens that each row has read last, the last one first, zeros before a beginning.

    Example:
        >>> read, one = np.array([1]), np.ones(1)
        >>> counts = Counts(np.zeros(1, np.int64), np.array([0, 2]), 0.5 * one, np.array([1, 2]), np.array([0.4, 0.1]))
        >>> part = Mix(np.zeros((1, 3)), read, [counts], np.full(3, 1 / 3), share=1.0, end=0)
        >>> part.step(1)
        >>> np.exp(part.mixed).round(3).tolist()
        [[0.167, 0.567, 0.267]]
    """

    def __init__(
        self,
        logits: Array,
        tokens: Numbers,
        orders: Sequence[Counts],
        possible: Array,
        *,
        share: float,
        end: int,
        never: Sequence[int] = (),
    ) -> None:
        (rows, columns), dtype = logits.shape, logits.dtype
        self.mixed, self.history = np.zeros_like(logits), np.zeros((rows, max(len(orders) - 1, 1)), np.int64)
        powers = whole_registers(rows, columns, dtype)
        added, shares = np.zeros(columns, dtype), np.array([1 - share, share], dtype)
        added[list(never)] = -np.inf
        places, possible = np.zeros((rows, len(orders)), np.int64), possible.astype(dtype)
        entries = {
            "logits": address_of(logits),
            "columns": columns,
            "powers": address_of(powers),
            "room": powers.shape[1],
            "mixed": address_of(self.mixed),
            "tokens": address_of(tokens),
            "history": address_of(self.history),
            "reach": self.history.shape[1],
            "end": end,
            "places": address_of(places),
            "possible": address_of(possible),
            "added": address_of(added),
            "shares": address_of(shares),
            "orders": len(orders),
        }
        kept = logits, powers, tokens, places, possible, added, shares
        own = [_in_type(order, dtype) for order in orders]
        context = [entries[name] for name in MIX] + [number for order in own for number in _record(order)]
        super().__init__(_function(dtype.name), context, *kept, *(array for order in own for array in order))


def _in_type(counts: Counts, dtype: npt.DTypeLike) -> Counts:
    kinds = (np.int64, np.int64, dtype, np.int64, dtype)
    return Counts(*(np.ascontiguousarray(array, kind) for array, kind in zip(counts, kinds, strict=True)))


def _record(counts: Counts) -> list[int]:
    """The entries of an order, as the function reads them."""
    many = len(counts.contexts)
    contexts, *others = (address_of(array) for array in counts)
    return [contexts, many, (many - 1).bit_length(), *others]


@lru_cache(maxsize=2)
def _library(dtype: str) -> Library:
    return Library(object_code(f"mixing {dtype}", lambda: mixing_text(host(), dtype), host()))


def _function(dtype: str) -> int:
    return _library(dtype).address("mix")
