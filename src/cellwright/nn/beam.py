"""Beam search: the most probable sequences of tokens that a network could say, several kept at a time; NumPy alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from cellwright.errors import ArgumentError
from cellwright.nn.arguments import positive

Floats = npt.NDArray[np.floating]
Numbers = npt.NDArray[np.int64]
# attention that adds up to less than this counts as this: a step that was never looked at would cost infinitely much
LEAST_LOOKED_AT = 1e-6
# the largest values of a row are looked for in groups of so many
GROUP = 16


class Next(NamedTuple):
    """What a step says of the next token of each row.

    Attributes:
        logits: of all tokens (rows, vocabulary); they may be used up.
        norms: what is subtracted from the logits to have the logarithms of probabilities: log Σ exp of them (rows,).
        attention: how much each step of the source was looked at (rows, steps).
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
    while len(search.alive):
        said = step(tokens, parents)
        if beam.size > said.logits.shape[1]:
            raise ArgumentError(
                f"a beam of {beam.size} is larger than the vocabulary, which has {said.logits.shape[1]} tokens; "
                f"write a smaller beam"
            )
        tokens, parents = search.advance(said)
    return [search.best(source, best) for source in range(len(lengths))]


class _Kept(NamedTuple):
    """What was kept in a step.

    Attributes:
        alive: the sources that are still searched for, in order.
        attention: what the rows of the step looked at (sources, rows, steps).
        tokens: what the hypotheses kept go on with (sources, kept).
        parents: the rows that they go on from (sources, kept).
    """

    alive: Numbers
    attention: Floats
    tokens: Numbers
    parents: Numbers


@dataclass(frozen=True)
class _End:
    """Where a finished hypothesis ends: behind a row of a step, or, if it was cut off, with one that was kept in it."""

    score: float
    log_probability: float
    step: int
    row: int
    cut_off: bool


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
        self._steps: list[_Kept] = []
        self._ends: list[list[_End]] = [[] for _ in lengths]
        self._finished = np.zeros(len(lengths), np.int64)
        # after so many tokens the first source is at its most
        self._soonest = int(most.min(initial=1))
        # the tokens of what is kept (sources, rows, tokens), where no run may come twice
        self._said = np.zeros((len(lengths), 1, 0), np.int64)

    def advance(self, said: Next) -> tuple[Numbers, Numbers | None]:
        """The tokens that the hypotheses kept go on with, and the rows that they go on from."""
        size, (sources, rows) = self.beam.size, self._sums.shape
        here = np.arange(sources)[:, None]
        attention = said.attention.reshape(sources, rows, -1)
        if self.beam.no_repeat is not None:
            self._forbid(said.logits.reshape(sources, rows, -1), self.beam.no_repeat)
        if len(self._steps) < self.beam.least:
            said.logits[:, self.beam.end] = -np.inf
        if self.beam.coverage_penalty:
            self._looked_at = self._looked_at + attention
        sums, parents, tokens = self._greedy(said) if size == 1 else self._candidates(said)
        ends = tokens == self.beam.end
        ended = bool(ends.any())
        for source, place in np.argwhere((ends & (sums > -np.inf))[:, :size]) if ended else ():
            self._finish(source, sums[source, place], parents[source, place], cut_off=False)
        if ended and size > 1:
            kept = np.argsort(ends, 1, kind="stable")[:, : min(size, int((~ends).sum(1).min()))]
            sums, parents, tokens = sums[here, kept], parents[here, kept], tokens[here, kept]
        self._sums, parents, tokens = sums[:, :size], parents[:, :size], tokens[:, :size]
        self._steps.append(_Kept(self.alive, attention, tokens, parents))
        if self.beam.coverage_penalty:
            self._looked_at = self._looked_at[here, parents]
        if self.beam.no_repeat is not None:
            self._said = np.concatenate([self._said[here, parents], tokens[:, :, None]], 2)
        if ended or len(self._steps) >= self._soonest:
            return self._going(tokens, parents, rows)
        return tokens.ravel(), None if size == 1 else (parents + here * rows).ravel()

    def _going(self, tokens: Numbers, parents: Numbers, rows: int) -> tuple[Numbers, Numbers]:
        """The same, once the sources are left behind that are done, or are at their most tokens."""
        over = self.most[self.alive] <= len(self._steps)
        # one that ended is no longer cut off
        for source, row in np.argwhere(over[:, None] & (tokens != self.beam.end)):
            self._finish(source, self._sums[source, row], row, cut_off=True)
        going = np.flatnonzero(~over & (self._finished[self.alive] < self.beam.size))
        self._sums, self._looked_at, self._said = self._sums[going], self._looked_at[going], self._said[going]
        self.alive = self.alive[going]
        self._soonest = int(self.most[self.alive].min(initial=np.iinfo(np.int64).max))
        return tokens[going].ravel(), (parents[going] + going[:, None] * rows).ravel()

    def _greedy(self, said: Next) -> tuple[Floats, Numbers, Numbers]:
        """The most probable token of each source: its sum, its parent and its number, (sources, 1) each."""
        tokens = said.logits.argmax(1)
        sums = self._sums[:, 0] + (said.logits[np.arange(len(tokens)), tokens] - said.norms)
        return sums[:, None], np.zeros((len(tokens), 1), np.int64), tokens[:, None]

    def _candidates(self, said: Next) -> tuple[Floats, Numbers, Numbers]:
        """The same for twice as many as are kept: at most half of those are ends."""
        sources, rows = self._sums.shape
        logits, columns = said.logits, said.logits.shape[1]
        logits += (self._sums.ravel() - said.norms).astype(logits.dtype)[:, None]
        total = logits.reshape(sources, -1)
        places, sums = largest(total, min(2 * self.beam.size, rows * columns))
        parents, tokens = np.divmod(places, columns)
        return sums, parents, tokens

    def _forbid(self, logits: Floats, run: int) -> None:
        """Take all probability (sources, rows, vocabulary) from tokens that would end a run that was there before."""
        count = self._said.shape[2]
        last = self._said[:, :, count - run + 1 :]
        for first in range(count - run + 1):
            same = np.argwhere((self._said[:, :, first : first + run - 1] == last).all(2))
            tokens = self._said[same[:, 0], same[:, 1], first + run - 1]
            logits[same[:, 0], same[:, 1], tokens] = -np.inf

    def _finish(self, place: int, total: float, row: int, *, cut_off: bool) -> None:
        source, looked_at = self.alive[place], self._looked_at[place, row if self.beam.coverage_penalty else 0]
        # an end is a token, too, and is chosen in the step after those before it
        tokens = len(self._steps) if cut_off else len(self._steps) + 1
        score = self.beam.score(float(total), tokens, looked_at[: self.lengths[source]])
        step = len(self._steps) - 1 if cut_off else len(self._steps)
        self._ends[source].append(_End(score, float(total), step, int(row), cut_off))
        self._finished[source] += 1

    def best(self, source: int, count: int) -> list[Hypothesis]:
        """The best hypotheses of a source; of equal ones the first."""
        found = []
        for end in sorted(self._ends[source], key=lambda end: -end.score)[:count]:
            path = list(self._path(source, end))[::-1]
            tokens = np.array([token for token, _ in path], np.int64)
            attention = np.array([seen for _, seen in path]).reshape(len(path), self.lengths[source])
            found.append(Hypothesis(tokens, end.score, end.log_probability, attention))
        return found

    def _path(self, source: int, end: _End) -> Iterator[tuple[int, Floats]]:
        """The tokens of a hypothesis from its last one on, with what was looked at for each."""
        row = end.row
        for step in range(end.step if end.cut_off else end.step - 1, -1, -1):
            kept = self._steps[step]
            place = int(np.searchsorted(kept.alive, source))
            token, row = kept.tokens[place, row], kept.parents[place, row]
            yield token, kept.attention[place, row, : self.lengths[source]]


def largest(values: Floats, count: int) -> tuple[Numbers, Floats]:
    """The places of the largest values of each row (rows, columns) and what they are, (rows, count), the largest first.

    Example:
        >>> places, found = largest(np.array([[0.1, 0.9, 0.5]]), 2)
        >>> places.tolist(), found.tolist()
        ([[1, 2]], [[0.9, 0.5]])
    """
    (rows, columns), width = values.shape, values.shape[1] // GROUP
    here = np.arange(rows)[:, None]
    if width > 4 * count:
        # they lie in the groups with the largest maxima; what a group has lies `width` apart
        maxima = np.maximum.reduce(values[:, : GROUP * width].reshape(rows, GROUP, width), 1)
        groups = maxima.argpartition(width - count, 1)[:, width - count :]
        places = (groups[:, :, None] + width * np.arange(GROUP)).reshape(rows, -1)
        rest = np.broadcast_to(np.arange(GROUP * width, columns), (rows, columns - GROUP * width))
        places = np.concatenate([places, rest], 1)
        inner, found = largest(values[here, places], count)
        return places[here, inner], found
    places = values.argpartition(columns - count, 1)[:, columns - count :]
    found = values[here, places]
    order = (-found).argsort(1, kind="stable")
    return places[here, order], found[here, order]
