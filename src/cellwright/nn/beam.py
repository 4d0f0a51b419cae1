"""Beam search: the most probable sequences of tokens that a network could say, several kept at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from cellwright.errors import ArgumentError
from cellwright.nn.arguments import positive
from cellwright.nn.beam_ends import Ends
from cellwright.nn.beam_tree import Tree
from cellwright.run.largest import Largest

Floats = npt.NDArray[np.floating]
Numbers = npt.NDArray[np.int64]
# attention that adds up to less than this counts as this: a step that was never looked at would cost infinitely much
LEAST_LOOKED_AT = 1e-6


class Next(NamedTuple):
    """What a step says of the next token of each row.

    Attributes:
        logits: of all tokens (rows, vocabulary); they may be used up.
        norms: what is subtracted from the logits to have the logarithms of probabilities: log Σ exp of them (rows,).
        attention: how much each step of the source was looked at (rows, steps); it is copied before the next step.
    """

    logits: Floats
    norms: Floats
    attention: Floats


class Step(Protocol):
    """What says how probable each next token is, for many rows at once; it remembers the states of its rows."""

    def __call__(self, tokens: Numbers, parents: Numbers | None) -> Next:
        """Advance by one token.

        Args:
            tokens: the token that each row goes on with; in the first call the rows are the sources.
            parents: the row of the call before that each row goes on from; None if each goes on from itself.
        """
        ...


class Walked(NamedTuple):
    """Some steps in which each row went on with its most probable token.

    Attributes:
        tokens: which these were (steps, rows).
        gains: the logarithms of their probabilities (steps, rows).
        attention: how much each step of the source was looked at (steps, rows, steps of the source).
    """

    tokens: Numbers
    gains: Floats
    attention: Floats


class Walker(Step, Protocol):
    """A step that can take several at once, where nothing has to be chosen in between."""

    def walk(self, tokens: Numbers, parents: Numbers | None, most: int, end: int) -> Walked | None:
        """Advance until a row goes on with `end`, or by so many tokens; arguments as of `Step`.

        Returns:
            What was said, which the next call writes over; None if it cannot be done now.
        """
        ...


@dataclass(frozen=True, eq=False)
class Hypothesis:
    """A sequence of tokens that a network could say.

    Attributes:
        tokens: without a start or an end.
        score: what hypotheses are ranked by: the logarithm of its probability, with the penalties.
        log_probability: without them.
        attention: how much each step of the source was looked at for each token (tokens, steps).
    """

    tokens: Numbers
    score: float
    log_probability: float
    attention: Floats


@dataclass(frozen=True)
class Beam:
    """How a search goes.

    Attributes:
        size: how many hypotheses are kept; 1 is greedy.
        start: the token before the first.
        end: the token that ends a hypothesis.
        length_penalty: alpha: the logarithm of the probability is divided by ((5 + tokens) / 6) ** alpha; 0 takes the
            most probable hypothesis, and so short ones.
        coverage_penalty: beta: this much of the logarithm of what each step of the source was looked at in all, up to
            1, is added; 0 does not mind what was not looked at.
        no_repeat: no run of so many tokens comes twice in a hypothesis; None lets them.
        least: how many tokens a hypothesis has at least, its end not among them.

    Source: Wu et al., Google's neural machine translation system, arXiv:1609.08144, for the penalties; Paulus, Xiong
    and Socher, A deep reinforced model for abstractive summarization, ICLR 2018, for runs that do not come twice.
    """

    size: int
    start: int
    end: int
    length_penalty: float = 0.0
    coverage_penalty: float = 0.0
    no_repeat: int | None = None
    least: int = 0

    def score(self, log_probability: float, tokens: int, looked_at: Floats) -> float:
        """What a finished hypothesis is ranked by.

        Args:
            log_probability: its logarithm.
            tokens: how many it has, its end among them.
            looked_at: how much each step of the source was looked at in all.

        Example:
            >>> Beam(4, 0, 1, length_penalty=1.0).score(-6.0, 7, np.ones(3))
            -3.0
        """
        covered = np.log(np.clip(looked_at, LEAST_LOOKED_AT, 1.0)).sum() if self.coverage_penalty else 0.0
        longer: float = ((5 + tokens) / 6) ** self.length_penalty
        return log_probability / longer + self.coverage_penalty * float(covered)


def beam_search(
    step: Step, lengths: Sequence[int], most: Sequence[int], beam: Beam, best: int = 1
) -> list[list[Hypothesis]]:
    """The best hypotheses for each source, the best one first.

    In each step, hypotheses that go on with the end are finished; the most probable of the others are kept. A source is
    done when as many are finished as are kept, or at its most tokens, where those that are left are taken as they are.
    Penalties rank what is finished. Sources that are done are no longer computed.

    Args:
        step: what says how probable each next token is.
        lengths: the steps of each source.
        most: the most tokens for each source, at least 1.
        beam: how many are kept, and how they are ranked.
        best: how many hypotheses are given for each source; there may be fewer.

    Raises:
        ArgumentError: the beam or `best` is no positive number, the beam is larger than the vocabulary, or `best` is
            larger than the beam.

    Example:
        >>> def coin(tokens, parents):  # heads is 2, tails is 3; 1 ends
        ...     chances = np.tile([1e-9, 0.5, 0.3, 0.2], (len(tokens), 1))
        ...     return Next(np.log(chances), np.zeros(len(tokens)), np.ones((len(tokens), 1)))
        >>> [[found]] = beam_search(coin, [1], [4], Beam(2, start=0, end=1))
        >>> found.tokens.tolist(), round(float(np.exp(found.log_probability)), 2)
        ([], 0.5)
    """
    positive("beam", beam.size)
    if positive("n_best", best) > beam.size:
        raise ArgumentError(f"n_best={best} hypotheses cannot come out of a beam of {beam.size}; write beam={best}")
    search = _Search(beam, np.asarray(lengths), np.asarray(most))
    tokens, parents = np.full(len(lengths), beam.start, np.int64), None
    walk: Callable[[Numbers, Numbers | None, int, int], Walked | None] | None = getattr(step, "walk", None)
    while len(search.alive):
        walked = None
        if walk is not None and (most_steps := search.may_walk):
            walked = walk(tokens, parents, most_steps, beam.end)
        if walked is not None:
            tokens, parents = search.follow(walked)
            continue
        said = step(tokens, parents)
        if beam.size > said.logits.shape[1]:
            raise ArgumentError(
                f"a beam of {beam.size} is larger than the vocabulary, which has {said.logits.shape[1]} tokens; "
                f"write a smaller beam"
            )
        tokens, parents = search.advance(said)
    return search.best(best)


class _Search:
    """The hypotheses of all sources: a tree of what was kept in each step, and the ends of those that are finished."""

    def __init__(self, beam: Beam, lengths: Numbers, most: Numbers) -> None:
        self.beam, self.lengths, self.most = beam, lengths, most
        self.alive = np.arange(len(lengths))
        # of the logarithms of the probabilities of what is kept (sources, rows)
        self._sums: Floats = np.zeros((len(lengths), 1))
        # how much each step of the source was looked at in all (sources, rows, steps); nothing where that is free
        self._looked_at: Floats = np.zeros(
            (len(lengths), 1, int(lengths.max(initial=0)) if beam.coverage_penalty else 0)
        )
        self._tree = Tree(len(lengths), beam.size)
        self._ends = Ends(len(lengths))
        # after so many tokens the first source is at its most
        self._soonest = _least(most)
        # the tokens of what is kept (sources, rows, tokens), where no run may come twice
        self._said = np.zeros((len(lengths), 1, 0), np.int64)
        self._here = np.arange(len(lengths))[:, None]
        self._largest: Largest | None = None

    def advance(self, said: Next) -> tuple[Numbers, Numbers | None]:
        """The tokens that the hypotheses kept go on with, and the rows that they go on from."""
        sources, rows = self._sums.shape
        attention = said.attention.reshape(sources, rows, -1)
        if self.beam.no_repeat is not None:
            self._forbid(said.logits.reshape(sources, rows, -1), self.beam.no_repeat)
        if self._tree.steps < self.beam.least:
            said.logits[:, self.beam.end] = -np.inf
        if self.beam.coverage_penalty:
            self._looked_at = self._looked_at + attention
        return self._chosen(*self._candidates(said), attention)

    @property
    def may_walk(self) -> int:
        """How many steps may be taken at once: while the most probable token is kept, whatever was said."""
        beam = self.beam
        plain = beam.size == 1 and not beam.coverage_penalty and beam.no_repeat is None
        return self._soonest - self._tree.steps if plain and self._tree.steps >= beam.least else 0

    def follow(self, walked: Walked) -> tuple[Numbers, Numbers | None]:
        """The same as `advance`, for steps that were taken at once: only the last may have ends."""
        # added up one after the other, as step by step
        sums = np.add.accumulate(np.concatenate([self._sums.T, walked.gains]), 0)[1:, :, None]
        kept = np.zeros((len(sums), 2, *sums.shape[1:]), np.int64)
        kept[:, 1] = walked.tokens[..., None]
        attention = walked.attention[:, :, None]
        last = len(sums) - 1
        self._tree.extend(self.alive, attention[:last], kept[:last])
        return self._chosen(sums[last], kept[last], attention[last])

    def _chosen(self, sums: Floats, places: Numbers, attention: Floats) -> tuple[Numbers, Numbers | None]:
        """Keep the best candidates of a step, finish those that end, leave sources behind that are done."""
        size, rows, here = self.beam.size, self._sums.shape[1], self._here
        parents, tokens = places
        ends = tokens == self.beam.end
        ended = bool(np.count_nonzero(ends))
        if ended:
            sources, ranks = np.nonzero((ends & (sums > -np.inf))[:, :size])
            self._finish(sources, parents[sources, ranks], sums[sources, ranks], 1)
        if ended and size > 1:
            kept = np.argsort(ends, 1, kind="stable")[:, : min(size, int((~ends).sum(1).min()))]
            sums, places = sums[here, kept], places[:, here, kept]
        self._sums, places = sums[:, :size], places[:, :, :size]
        self._tree.extend(self.alive, attention[None], places[None])
        parents, tokens = places
        if self.beam.coverage_penalty:
            self._looked_at = self._looked_at[here, parents]
        if self.beam.no_repeat is not None:
            self._said = np.concatenate([self._said[here, parents], tokens[:, :, None]], 2)
        if ended or self._tree.steps >= self._soonest:
            return self._going(tokens, parents, rows)
        return tokens.ravel(), None if size == 1 else (parents + here * rows).ravel()

    def _going(self, tokens: Numbers, parents: Numbers, rows: int) -> tuple[Numbers, Numbers]:
        """The same, once the sources are left behind that are done, or are at their most tokens."""
        over = self.most[self.alive] <= self._tree.steps
        # one that ended is no longer cut off
        places, rows_kept = np.nonzero(over[:, None] & (tokens != self.beam.end))
        self._finish(places, rows_kept, self._sums[places, rows_kept], 0)
        going = np.flatnonzero(~over & (self._ends.counts[self.alive] < self.beam.size))
        if not len(going):
            self.alive = going
            return going, going
        self._sums, self._looked_at, self._said = self._sums[going], self._looked_at[going], self._said[going]
        self.alive, self._here = self.alive[going], np.arange(len(going))[:, None]
        self._soonest = _least(self.most[self.alive])
        return tokens[going].ravel(), (parents[going] + going[:, None] * rows).ravel()

    def _candidates(self, said: Next) -> tuple[Floats, Numbers]:
        """The sums of the most probable hypotheses (sources, candidates), the best first; their parents and tokens.

        They are twice as many as are kept, since at most half of them are ends; one where one is kept.
        """
        sources, rows = self._sums.shape
        greedy = self.beam.size == 1
        most = 1 if greedy else min(2 * self.beam.size, rows * said.logits.shape[1])
        largest = self._largest
        if largest is None or (largest.groups, largest.count) != (sources, most):
            dtype = "float64" if said.logits.dtype == np.float64 else "float32"
            largest = self._largest = Largest(dtype, sources, most)
        largest(said.logits, -said.norms if greedy else self._sums.ravel() - said.norms)
        found, places = largest.found, largest.places
        return self._sums + found if greedy else found, places

    def _forbid(self, logits: Floats, run: int) -> None:
        """Take all probability (sources, rows, vocabulary) from tokens that would end a run that was there before."""
        count = self._said.shape[2]
        last = self._said[:, :, count - run + 1 :]
        for first in range(count - run + 1):
            same = np.argwhere((self._said[:, :, first : first + run - 1] == last).all(2))
            tokens = self._said[same[:, 0], same[:, 1], first + run - 1]
            logits[same[:, 0], same[:, 1], tokens] = -np.inf

    def _finish(self, places: Numbers, rows: Numbers, sums: Floats, ends: int) -> None:
        """Note that hypotheses are finished: behind these rows of the sources alive; the end counts as a token."""
        steps, sources = self._tree.steps, self.alive[places]
        looked_at = self._looked_at[places, rows if self.beam.coverage_penalty else 0]
        scores = [
            self.beam.score(total, steps + ends, seen[:length])
            for total, seen, length in zip(sums.tolist(), looked_at, self.lengths[sources], strict=True)
        ]
        self._ends.add(sources, rows, np.array(scores, np.float64), sums, steps)

    def best(self, count: int) -> list[list[Hypothesis]]:
        """The best hypotheses of each source; of equal ones the first."""
        ends = self._ends.best(count)
        said, looked_at = self._tree.paths(ends.sources, ends.tokens, ends.rows)
        found: list[list[Hypothesis]] = [[] for _ in self.lengths]
        columns = [each.tolist() for each in (*ends, self.lengths[ends.sources])]
        for place, (source, _, score, total, tokens, length) in enumerate(zip(*columns, strict=True)):
            own = Hypothesis(said[place, :tokens], score, total, looked_at[place, :tokens, :length])
            found[source].append(own)
        return found


def _least(numbers: Numbers) -> int:
    """The smallest, or the largest that there is if there are none."""
    return int(numbers.min(initial=np.iinfo(np.int64).max))
