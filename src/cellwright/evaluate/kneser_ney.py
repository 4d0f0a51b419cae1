"""An n-gram model with modified Kneser-Ney smoothing: the baseline of a language model, and what stands beside it.

The probability of a token w after the context u (the n - 1 tokens before it) is, with counts c,

    p(w | u) = max(0, c(u w) - D) / c(u)  +  (D1 N1(u) + D2 N2(u) + D3 N3(u)) / c(u) * p(w | u without its first token)

where N1, N2, N3 count the different tokens that are seen once, twice, or more often behind u, and D is D1, D2 or D3 as
c(u w) is 1, 2 or more. Below the highest order, c counts in how many different contexts something was seen, not how
often. The lowest order is mixed with a uniform distribution. A context reaches back to the beginning of its document.

Source: Chen and Goodman, An empirical study of smoothing techniques for language modeling, 1998; Kneser and Ney, ICASSP
1995.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

# discounts where those that are estimated from n-grams seen once to four times are none
USUAL = (0.5, 1.0, 1.5)
# what stands before the beginning of a document
NOTHING = 0
# so many tokens are judged at once
AT_ONCE = 2**18


class Counted(NamedTuple):
    """What an n-gram model is made of, its orders one behind the other.

    Attributes:
        sizes: how many contexts and n-grams each order has (orders, 2).
        contexts: as in `Order`.
        grams: as in `Order`.
        counts: as in `Order`.
    """

    sizes: Numbers
    contexts: Numbers
    grams: Numbers
    counts: Numbers


@dataclass(frozen=True, eq=False)
class Order:
    """What is known of the n-grams of one order.

    Attributes:
        contexts: the keys of the contexts, sorted: each is the number of a shorter context, and a token before it.
        grams: the keys of the n-grams, sorted: each is the number of a context, and the token behind it.
        counts: c of each n-gram.
        totals: c of each context.
        rest: the share of each context that goes to the shorter one.
        discounts: D1, D2 and D3.
    """

    contexts: Numbers
    grams: Numbers
    counts: Numbers
    totals: Numbers
    rest: Floats
    discounts: Floats

    def own(self, counts: Numbers) -> Floats:
        """What is left of counts when they are discounted."""
        left: Floats = np.maximum(counts - self.discounts[np.minimum(counts, 3)], 0)
        return left


@dataclass(frozen=True, eq=False)
class KneserNey:
    """An n-gram model of token numbers.

    Attributes:
        orders: what is known, from single tokens on.
        vocabulary: how many token numbers there are.
        end: the number that begins the text and parts documents.
        possible: how many of the numbers can occur at all: all are equally likely where nothing is known.

    Example:
        >>> model = KneserNey.fitted(np.array([2, 3, 4, 3, 4, 3, 3]), order=3, vocabulary=5, end=2, never=[0, 1])
        >>> model.after([3, 4]).round(3).tolist(), float(model.after([3, 4]).sum().round(9))
        ([0.0, 0.0, 0.042, 0.885, 0.073], 1.0)
    """

    orders: tuple[Order, ...]
    vocabulary: int
    end: int
    possible: npt.NDArray[np.bool_]

    @classmethod
    def fitted(
        cls, tokens: Numbers, *, order: int = 5, vocabulary: int, end: int, never: Sequence[int] = ()
    ) -> KneserNey:
        """The model of a text.

        Args:
            tokens: its numbers; the first is not learned, but what follows it is.
            order: n, the tokens of the longest n-gram.
            vocabulary: how many token numbers there are.
            end: the number that parts documents.
            never: the numbers that never occur.
        """
        tokens = np.asarray(tokens, np.int64)
        before, following = _before(tokens, order - 1, end), tokens[1:]
        last = context = np.zeros(len(following), np.int64)
        contexts = context[:1]
        found: list[Order] = []
        for place in range(order):
            if place:
                contexts, context = np.unique(context * vocabulary + before[place - 1], return_inverse=True)
            grams, gram, counts = np.unique(context * vocabulary + following, return_inverse=True, return_counts=True)
            if place:
                # each n-gram is one more context in which the one that is a token shorter was seen
                shorter = np.bincount(_first(last, gram, len(grams)), minlength=len(found[-1].grams))
                found[-1] = _order(found[-1].contexts, found[-1].grams, shorter, vocabulary)
            found.append(_order(contexts, grams, counts, vocabulary))
            last = gram
        return cls(tuple(found), vocabulary, end, _all_but(never, vocabulary))

    @classmethod
    def of(cls, counted: Counted, *, vocabulary: int, end: int, never: Sequence[int] = ()) -> KneserNey:
        """The model that was `counted`.

        Raises:
            ValueError: these are no counts of a text.
        """
        if (counted.sizes < 1).any() or counted.sizes.sum(0).tolist() != [len(counted.contexts), len(counted.grams)]:
            raise ValueError("the n-grams do not have the sizes of their orders")
        ends = counted.sizes.cumsum(0)[:-1]
        parts = [np.split(each, ends[:, kind]) for kind, each in zip((0, 1, 1), counted[1:], strict=True)]
        found: list[Order] = []
        for contexts, grams, counts in zip(*parts, strict=True):
            shorter = len(found[-1].contexts) if found else 1
            if not (_are_keys(contexts, shorter * vocabulary) and _are_keys(grams, len(contexts) * vocabulary)):
                raise ValueError("the n-grams are not sorted, or have tokens that there are not")
            if counts.min() < 1 or len(np.unique(grams // vocabulary)) < len(contexts):
                raise ValueError("an n-gram was never seen, or nothing behind a context")
            found.append(_order(contexts, grams, counts, vocabulary))
        return cls(tuple(found), vocabulary, end, _all_but(never, vocabulary))

    @property
    def counted(self) -> Counted:
        """What was counted; `of` makes the model of it again."""
        sizes = np.array([[len(order.contexts), len(order.grams)] for order in self.orders])
        contexts, grams, counts = (
            np.concatenate([getattr(order, name) for order in self.orders]) for name in ("contexts", "grams", "counts")
        )
        return Counted(sizes, contexts, grams, counts)

    def surprise(self, tokens: npt.NDArray[np.integer]) -> Floats:
        """The nats of each token but the first: -log of its probability after those before it."""
        most, found = len(self.orders) - 1, np.empty(len(tokens) - 1)
        for start in range(1, len(tokens), AT_ONCE):
            first = max(0, start - 1 - most)
            part = tokens[first : start + AT_ONCE].astype(np.int64)
            likely = self._probability(_before(part, most, self.end), part[1:])
            found[start - 1 : start - 1 + AT_ONCE] = -np.log(likely[start - 1 - first :])
        return found

    def after(self, context: Sequence[int]) -> Floats:
        """The probability of every token after these (vocabulary,)."""
        most = len(self.orders) - 1
        recent = [*reversed(context[-most:]), self.end]
        before = recent[: recent.index(self.end) + 1] + [NOTHING] * most
        probability: Floats = self.anything.copy()
        place = 0
        for depth, order in enumerate(self.orders):
            if depth:
                key = place * self.vocabulary + before[depth - 1]
                place = int(order.contexts.searchsorted(key))
                if place == len(order.contexts) or order.contexts[place] != key:
                    break
            first = place * self.vocabulary
            start, end = order.grams.searchsorted([first, first + self.vocabulary])
            counts = order.counts[start:end]
            probability *= order.rest[place]
            probability[order.grams[start:end] - first] += order.own(counts) / order.totals[place]
        return probability

    @cached_property
    def anything(self) -> Floats:
        """The probability of every token where nothing is known."""
        return np.where(self.possible, 1 / self.possible.sum(), 0.0)

    def _probability(self, before: list[Numbers], following: Numbers) -> Floats:
        probability = self.anything[following]
        context = np.zeros(len(following), np.int64)
        for place, order in enumerate(self.orders):
            if place:
                context = _find(
                    order.contexts, np.where(context < 0, -1, context * self.vocabulary + before[place - 1])
                )
            gram = _find(order.grams, np.where(context < 0, -1, context * self.vocabulary + following))
            counts = np.where(gram < 0, 0, order.counts[gram])
            own = order.own(counts) / order.totals[context]
            probability = np.where(context < 0, probability, own + order.rest[context] * probability)
        return probability


def _order(contexts: Numbers, grams: Numbers, counts: Numbers, vocabulary: int) -> Order:
    """Discounts, and what they leave to the shorter context."""
    discounts = _discounts(counts)
    owner = grams // vocabulary
    size = len(contexts)
    totals = np.bincount(owner, counts, size).astype(np.int64)
    taken = np.bincount(owner, np.minimum(discounts[np.minimum(counts, 3)], counts), size)
    return Order(contexts, grams, counts, totals, taken / totals, discounts)


def _discounts(counts: Numbers) -> Floats:
    """0, D1, D2 and D3, from how many n-grams are seen once, twice, three and four times."""
    n1, n2, n3, n4 = (int((counts == times).sum()) for times in (1, 2, 3, 4))
    if not (n1 and n2 and n3):
        return np.array([0.0, *USUAL])
    share = n1 / (n1 + 2 * n2)
    found = [1 - 2 * share * n2 / n1, 2 - 3 * share * n3 / n2, 3 - 4 * share * n4 / n3]
    usable = all(0 < each < count for count, each in enumerate(found, start=1))
    return np.array([0.0, *(found if usable else USUAL)])


def _before(tokens: Numbers, most: int, end: int) -> list[Numbers]:
    """For each token but the first: the one before it, the one before that, ...; nothing beyond the last end."""
    places = np.arange(1, len(tokens))
    begins = np.maximum.accumulate(np.where(tokens == end, np.arange(len(tokens)), 0))[:-1]
    return [
        np.where(places - back >= begins, tokens[np.maximum(places - back, 0)], NOTHING) for back in range(1, most + 1)
    ]


def _first(values: Numbers, groups: Numbers, count: int) -> Numbers:
    """The value of any member of each group."""
    found = np.empty(count, np.int64)
    found[groups] = values
    return found


def _all_but(never: Sequence[int], vocabulary: int) -> npt.NDArray[np.bool_]:
    possible = np.ones(vocabulary, bool)
    possible[list(never)] = False
    return possible


def _are_keys(keys: Numbers, most: int) -> bool:
    """Whether these are different numbers from 0 to below `most`, in order."""
    return bool(keys[0] >= 0 and keys[-1] < most and (np.diff(keys) > 0).all())


def _find(known: Numbers, keys: Numbers) -> Numbers:
    """The places of keys among those known, -1 for others."""
    places = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[places] == keys, places, -1)
