"""An n-gram model with modified Kneser-Ney smoothing: the baseline that a language model must beat.

The probability of a token w after the context u (the n - 1 tokens before it) is, with counts c,

    p(w | u) = max(0, c(u w) - D) / c(u)  +  (D1 N1(u) + D2 N2(u) + D3 N3(u)) / c(u) * p(w | u without its first token)

where N1, N2, N3 count the different tokens that are seen once, twice, or more often behind u, and D is D1, D2 or D3 as
c(u w) is 1, 2 or more. Below the highest order, c counts in how many different contexts something was seen, not how
often. The lowest order is mixed with a uniform distribution. A context reaches back to the beginning of its document.

Source: Chen and Goodman, An empirical study of smoothing techniques for language modeling, 1998; Kneser and Ney, ICASSP
1995.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

# discounts where those that are estimated from n-grams seen once to four times are none
USUAL = (0.5, 1.0, 1.5)
# what stands before the beginning of a document
NOTHING = 0


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
        cls, tokens: Numbers, *, order: int = 5, vocabulary: int, end: int, never: list[int] | None = None
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
        possible = np.ones(vocabulary, bool)
        possible[never or []] = False
        return cls(tuple(found), vocabulary, end, possible)

    def surprise(self, tokens: Numbers) -> Floats:
        """The nats of each token but the first: -log of its probability after those before it."""
        tokens = np.asarray(tokens, np.int64)
        before = _before(tokens, len(self.orders) - 1, self.end)
        return -np.log(self._probability(before, tokens[1:]))

    def after(self, context: list[int]) -> Floats:
        """The probability of every token after these (vocabulary,)."""
        tokens = np.array([self.end, *context, self.end], np.int64)
        before = [np.repeat(each[-1], self.vocabulary) for each in _before(tokens, len(self.orders) - 1, self.end)]
        return self._probability(before, np.arange(self.vocabulary))

    def _probability(self, before: list[Numbers], following: Numbers) -> Floats:
        probability = np.where(self.possible, 1 / self.possible.sum(), 0.0)[following]
        context = np.zeros(len(following), np.int64)
        for place, order in enumerate(self.orders):
            if place:
                context = _find(
                    order.contexts, np.where(context < 0, -1, context * self.vocabulary + before[place - 1])
                )
            gram = _find(order.grams, np.where(context < 0, -1, context * self.vocabulary + following))
            counts = np.where(gram < 0, 0, order.counts[gram])
            own = np.maximum(counts - order.discounts[np.minimum(counts, 3)], 0) / order.totals[context]
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


def _find(known: Numbers, keys: Numbers) -> Numbers:
    """The places of keys among those known, -1 for others."""
    places = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[places] == keys, places, -1)
