"""The n-gram beside the network of a language model: counted before training, and given its share after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import torch
from scipy.optimize import minimize_scalar

from cellwright.data.columns import CountedText
from cellwright.data.lexicon import END, PADDING, START
from cellwright.data.token_file import Tokens
from cellwright.evaluate.kneser_ney import Counted, KneserNey
from cellwright.run.mixing import Counts

Floats = npt.NDArray[np.float64]

# of longer texts nothing is counted: the network learns enough of them, and counting takes memory
MOST_TOKENS = 2**22
# the most n-grams of all orders that a model keeps: 20 MiB, or less
MOST_GRAMS = 2**20
NEVER = (PADDING, START)
# what is known of counts before there are any
SIZES = ("orders", "contexts", "grams")


@dataclass(frozen=True)
class Beside:
    """An n-gram that has a say beside a network.

    Attributes:
        ngram: what it says.
        share: its part in the probability of each token.
    """

    ngram: KneserNey
    share: float

    def __str__(self) -> str:
        return f"a {len(self.ngram.orders)}-gram, which has {self.share:.0%} of the say"

    def nats(self, own: npt.NDArray[np.floating], tokens: Tokens) -> Floats:
        """The nats of each token but the first, of which the network says these."""
        return mixed(own, self.ngram.surprise(tokens), self.share)

    @cached_property
    def orders(self) -> list[Counts]:
        """What the n-gram says, as a writer looks it up token by token."""
        found, vocabulary = [], self.ngram.vocabulary
        for order in self.ngram.orders:
            starts = order.grams.searchsorted(np.arange(len(order.contexts) + 1) * vocabulary)
            parts = order.own(order.counts) / order.totals.repeat(np.diff(starts))
            found.append(Counts(order.contexts, starts, order.rest, order.grams % vocabulary, parts))
        return found

    def logits(self, own: npt.NDArray[np.floating], context: Sequence[int]) -> Floats:
        """The log-probability of every token behind a context, of which the network says these logits."""
        likely: Floats = np.exp(own - own.max(), dtype=np.float64)
        likely *= (1 - self.share) / likely.sum()
        likely += self.share * self.ngram.after(context)
        logits: Floats = np.log(likely)
        return logits


class NGram(torch.nn.Module):
    """What was counted of a text, as buffers, so that a model file holds it.

    Args:
        vocabulary: how many token numbers there are.
        orders: the tokens of the longest n-grams.
        contexts: how many contexts of all orders there are.
        grams: how many n-grams.
    """

    def __init__(self, vocabulary: int, orders: int, contexts: int, grams: int) -> None:
        super().__init__()
        self.vocabulary = vocabulary
        # in the order of `Counted`
        self.register_buffer("sizes", torch.zeros(orders, 2, dtype=torch.int64))
        self.register_buffer("contexts", torch.zeros(contexts, dtype=torch.int64))
        self.register_buffer("grams", torch.zeros(grams, dtype=torch.int64))
        self.register_buffer("counts", torch.zeros(grams, dtype=torch.int32))

    def put(self, counted: CountedText) -> None:
        """Say what was counted here from now on."""
        for buffer, values in zip(self.buffers(), counted, strict=True):
            buffer.copy_(torch.from_numpy(values))

    def model(self) -> KneserNey:
        """The n-gram.

        Raises:
            ValueError: these are no counts of a text.
        """
        counted = Counted(*(buffer.cpu().numpy() for buffer in self.buffers()))
        return KneserNey.of(counted, vocabulary=self.vocabulary, end=END, never=NEVER)


def sizes_of(counted: CountedText | None) -> dict[str, int]:
    """What `ngram_for` needs to know."""
    return {} if counted is None else dict(zip(SIZES, map(len, counted), strict=False))


def ngram_for(vocabulary: int, sizes: Mapping[str, int]) -> NGram | None:
    """Room for n-grams of these sizes, if any were counted."""
    return NGram(vocabulary, *(sizes[name] for name in SIZES)) if SIZES[0] in sizes else None


def counted_of(tokens: Tokens, vocabulary: int, order: int) -> CountedText | None:
    """The n-grams of a text up to this order, or to one of which not too many are to be kept; None of a long text."""
    if len(tokens) > MOST_TOKENS:
        return None
    for most in range(order, 0, -1):
        found = KneserNey.fitted(tokens.astype(np.int64), order=most, vocabulary=vocabulary, end=END, never=NEVER)
        if sum(len(each.grams) for each in found.orders) <= MOST_GRAMS:
            return found.counted
    return None


def mixed(own: npt.NDArray[np.floating], other: Floats, share: float) -> Floats:
    """The nats of what two models say, of which the other one has this share in each probability.

    Example:
        >>> mixed(-np.log([0.5]), -np.log([0.1]), share=0.25) - -np.log([0.4])
        array([0.])
    """
    with np.errstate(divide="ignore"):
        found: Floats = -np.logaddexp(np.log1p(-share) - own, np.log(share) - other)
    return found


def share_of(own: npt.NDArray[np.floating], other: Floats) -> float:
    """The share of the other model that makes what was held out most likely, by the nats of both.

    Example:
        >>> nats = np.random.default_rng(0).uniform(0, 9, 1000)
        >>> 0.4 < share_of(nats, nats[::-1]) < 0.6, round(share_of(nats, nats + 1), 2)
        (True, 0.0)
    """
    found = minimize_scalar(lambda share: mixed(own, other, share).sum(), bounds=(0, 1), method="bounded")
    return float(found.x)
