"""Beam search: exhaustive search where that can be done, a slow obvious beam elsewhere; penalties, batches, n-best."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

import cellwright as cw
from cellwright.nn.beam import LEAST_LOOKED_AT, Beam, Next, Walked, beam_search
from cellwright.nn.beam_ends import Ends

START, END = 0, 1
LENGTHS = [3, 1, 2]


class Tiny:
    """A model whose next token depends on the source, the token before and the place: tables drawn by chance."""

    def __init__(self, seed, vocabulary, steps=6):
        generator = np.random.default_rng(seed)
        logits = generator.normal(0, 1.5, (len(LENGTHS), steps, vocabulary, vocabulary))
        self.tables = logits - np.log(np.exp(logits).sum(-1, keepdims=True))
        looked_at = generator.random((len(LENGTHS), steps, vocabulary, max(LENGTHS)))
        looked_at *= np.arange(max(LENGTHS)) < np.array(LENGTHS)[:, None, None, None]
        self.looked_at = looked_at / looked_at.sum(-1, keepdims=True)
        self.source, self.place = np.arange(len(LENGTHS)), 0

    def __call__(self, tokens, parents):
        self.source = self.source if parents is None else self.source[parents]
        index = self.source, self.place, tokens
        self.place += 1
        # logits are what they are but for a number of each row
        norms = np.linspace(-3.0, 5.0, len(tokens))
        return Next(self.tables[index] + norms[:, None], norms, self.looked_at[index])

    def of(self, source, tokens):
        """The logarithm of the probability of a sequence, and what was looked at for each token."""
        before = [START, *tokens[:-1]]
        places = range(len(tokens))
        total = sum(self.tables[source, place, b, t] for place, b, t in zip(places, before, tokens, strict=True))
        return total, np.array([self.looked_at[source, place, b] for place, b in zip(places, before, strict=True)])


class Walking(Tiny):
    """The same, which takes as many steps at once as it is asked for, until a row ends."""

    def __init__(self, seed, vocabulary):
        super().__init__(seed, vocabulary)
        self.asked = []

    def walk(self, tokens, parents, most, end):
        self.asked.append(most)
        steps = []
        while len(steps) < most and not (steps and (steps[-1][0] == end).any()):
            said = self(tokens, parents)
            tokens, parents = said.logits.argmax(1), None
            steps.append((tokens, said.logits[np.arange(len(tokens)), tokens] - said.norms, said.attention))
        return Walked(*(np.array(each) for each in zip(*steps, strict=True)))


def everything(model, source, vocabulary, most, beam):
    """All hypotheses: those that end, and those that are cut off at the most tokens; the best one first."""
    others = [token for token in range(vocabulary) if token != END]
    found = []
    for count in range(most + 1):
        for tokens in product(others, repeat=count):
            whole = [*tokens, END] if count < most else list(tokens)
            total, looked_at = model.of(source, whole)
            found.append((beam.score(total, len(whole), looked_at.sum(0)[: LENGTHS[source]]), tokens))
    return sorted(found, key=lambda each: -each[0])


def repeats(tokens, run):
    """Whether the last so many tokens were there before."""
    if run is None:
        return False
    return any(tokens[end - run : end] == tokens[len(tokens) - run :] for end in range(run, len(tokens)))


def barred(tokens, beam):
    """Whether a hypothesis must not go on like this."""
    return repeats(tokens, beam.no_repeat) or (tokens[-1] == END and len(tokens) <= beam.least)


def slow_beam(model, source, vocabulary, most, beam):
    """The same search, one hypothesis at a time, with lists."""
    kept, finished = [()], []
    for step in range(most):
        longer = sorted(
            (
                (-np.inf if barred((*tokens, t), beam) else model.of(source, [*tokens, t])[0], (*tokens, t))
                for tokens in kept
                for t in range(vocabulary)
            ),
            key=lambda each: -each[0],
        )
        finished += [tokens for total, tokens in longer[: beam.size] if tokens[-1] == END and total > -np.inf]
        kept = [tokens for _, tokens in longer if tokens[-1] != END][: beam.size]
        if step == most - 1:
            finished += kept
        if len(finished) >= beam.size:
            break
    scored = []
    for tokens in finished:
        total, looked_at = model.of(source, list(tokens))
        score = beam.score(total, len(tokens), looked_at.sum(0)[: LENGTHS[source]])
        scored.append((score, tuple(token for token in tokens if token != END)))
    return sorted(scored, key=lambda each: -each[0])[: beam.size]


def agree(found, expected):
    assert [tuple(each.tokens.tolist()) for each in found] == [tokens for _, tokens in expected[: len(found)]]
    np.testing.assert_allclose([each.score for each in found], [score for score, _ in expected[: len(found)]])


PENALTIES = pytest.mark.parametrize(
    ("length", "coverage"), [(0.0, 0.0), (1.0, 0.0), (0.6, 0.3)], ids=["none", "length", "both"]
)


@PENALTIES
@pytest.mark.parametrize("seed", range(5))
def test_a_beam_as_wide_as_the_vocabulary_is_exhaustive_for_two_tokens(seed, length, coverage):
    beam = Beam(5, START, END, length, coverage)
    found = beam_search(Tiny(seed, 5), LENGTHS, [2, 2, 2], beam, best=1)
    for source, best in enumerate(found):
        agree(best, everything(Tiny(seed, 5), source, 5, 2, beam))


@PENALTIES
@pytest.mark.parametrize("size", [1, 2, 4])
@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_obvious_search_however_sources_are_batched(seed, size, length, coverage):
    beam, most = Beam(size, START, END, length, coverage), [5, 3, 4]
    found = beam_search(Tiny(seed, 7), LENGTHS, most, beam, best=size)
    for source, best in enumerate(found):
        expected = slow_beam(Tiny(seed, 7), source, 7, most[source], beam)
        assert len(best) == len(expected)
        agree(best, expected)


@pytest.mark.parametrize(("run", "longest"), [(1, 3), (2, 6)])
def test_no_run_comes_twice(run, longest):
    beam, most = Beam(3, START, END, no_repeat=run), [longest] * 3
    met = []
    for seed in range(6):
        found = beam_search(Tiny(seed, 6), LENGTHS, most, beam, best=3)
        free = beam_search(Tiny(seed, 6), LENGTHS, most, Beam(3, START, END), best=3)
        for source, best in enumerate(found):
            agree(best, slow_beam(Tiny(seed, 6), source, 6, most[source], beam))
            for each in best:
                runs = [tuple(each.tokens[place : place + run]) for place in range(len(each.tokens) - run + 1)]
                assert len(set(runs)) == len(runs)
            met.append([each.tokens.tolist() for each in best] != [each.tokens.tolist() for each in free[source]])
    assert any(met)


@pytest.mark.parametrize("size", [1, 3, 4])
def test_none_is_shorter_than_it_must_be(size):
    # with as many tokens as the beam holds, ends that must not be are among the candidates
    met = []
    for seed in range(6):
        free, most = beam_search(Tiny(seed, 4), LENGTHS, [5, 5, 2], Beam(size, START, END), best=size), [5, 5, 2]
        beam = Beam(size, START, END, least=2)
        for source, best in enumerate(beam_search(Tiny(seed, 4), LENGTHS, most, beam, best=size)):
            agree(best, slow_beam(Tiny(seed, 4), source, 4, most[source], beam))
            assert all(len(each.tokens) >= 2 for each in best)
            met.append(any(len(each.tokens) < 2 for each in free[source]))
    assert any(met)


@pytest.mark.parametrize("least", [0, 2])
@pytest.mark.parametrize("seed", range(4))
def test_who_walks_finds_the_same_to_the_last_bit(seed, least):
    beam, most, walking = Beam(1, START, END, 0.7, least=least), [6, 3, 5], Walking(seed, 5)
    walked, stepped = (beam_search(step, LENGTHS, most, beam) for step in (walking, Tiny(seed, 5)))
    # as soon as it may, up to where the first source is at its most
    assert walking.asked[0] == min(most) - least
    for [one], [other] in zip(walked, stepped, strict=True):
        assert (one.score, one.log_probability) == (other.score, other.log_probability)
        np.testing.assert_array_equal(one.tokens, other.tokens)
        np.testing.assert_array_equal(one.attention, other.attention)


@pytest.mark.parametrize("count", [1, 2, 7])
def test_the_best_ends_are_the_first_of_a_stable_order(count):
    random, noted, ends = np.random.default_rng(count), [], Ends(4)
    for tokens in range(6):
        # source 2 has none; scores are often equal
        sources, rows = random.choice([0, 1, 3], size=5), random.integers(3, size=5)
        scores = random.integers(3, size=5).astype(float)
        ends.add(sources, rows, scores, 10 * scores, tokens)
        noted += zip(sources, rows, scores, 10 * scores, [tokens] * 5, strict=True)
    expected = [
        end for source in range(4) for end in sorted((e for e in noted if e[0] == source), key=lambda e: -e[2])[:count]
    ]
    assert list(zip(*ends.best(count), strict=True)) == expected
    assert ends.counts.tolist() == [sum(end[0] == source for end in noted) for source in range(4)]


def test_the_obvious_search_is_not_exhaustive():
    """The checker can fail: a narrow beam misses what an exhaustive search finds."""
    beam = Beam(1, START, END)
    missed = [
        slow_beam(Tiny(seed, 5), 0, 5, 4, beam)[0][0] < everything(Tiny(seed, 5), 0, 5, 4, beam)[0][0] - 1e-9
        for seed in range(8)
    ]
    assert any(missed)
    with pytest.raises(AssertionError):
        agree(beam_search(Tiny(0, 5), LENGTHS, [2, 2, 2], beam)[0], everything(Tiny(1, 5), 0, 5, 2, beam))


def test_a_hypothesis_has_what_it_was_scored_by():
    model, beam = Tiny(3, 6), Beam(3, START, END, 0.7, 0.2)
    for source, best in enumerate(beam_search(Tiny(3, 6), LENGTHS, [4, 4, 4], beam, best=3)):
        for each in best:
            assert each.attention.shape == (len(each.tokens), LENGTHS[source])
            np.testing.assert_allclose(each.attention.sum(1), 1)
            ended = [*each.tokens.tolist(), END] if len(each.tokens) < 4 else each.tokens.tolist()
            total, looked_at = model.of(source, ended)
            np.testing.assert_allclose(each.log_probability, total)
            np.testing.assert_allclose(each.attention, looked_at[: len(each.tokens), : LENGTHS[source]])


def test_penalties_are_those_of_the_paper():
    beam = Beam(1, START, END, length_penalty=0.6, coverage_penalty=0.2)
    looked_at = np.array([0.5, 2.0, 0.0])
    expected = -4.0 / ((5 + 3) ** 0.6 / (5 + 1) ** 0.6) + 0.2 * (np.log(0.5) + np.log(1.0) + np.log(LEAST_LOOKED_AT))
    assert beam.score(-4.0, 3, looked_at) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("beam", "best", "says"),
    [
        (8, 1, r"^a beam of 8 is larger than the vocabulary, which has 7 tokens; write a smaller beam$"),
        (0, 1, r"^beam must be an integer of at least 1; got 0$"),
        (2, 3, r"^n_best=3 hypotheses cannot come out of a beam of 2; write beam=3$"),
        (2, 0, r"^n_best must be an integer of at least 1; got 0$"),
    ],
)
def test_what_a_beam_cannot_be(beam, best, says):
    with pytest.raises(cw.ArgumentError, match=says):
        beam_search(Tiny(0, 7), LENGTHS, [3, 3, 3], Beam(beam, START, END), best)
