"""The n-gram: by hand on a tiny corpus, equal to a slow obvious construction, and a distribution everywhere."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest

from cellwright.evaluate import kneser_ney
from cellwright.evaluate.kneser_ney import USUAL, KneserNey

END, NEVER = 2, [0, 1]


def model(tokens, order, vocabulary):
    return KneserNey.fitted(np.array(tokens), order=order, vocabulary=vocabulary, end=END, never=NEVER)


def test_by_hand():
    """The text is "| a b a", its bigrams are |a, ab, ba, each seen once.

    D1 = 0.5, as nothing is seen twice among the bigrams. Single tokens: a follows 2 tokens, b follows 1, of 3 in all:
    p(a) = (2 - 1) / 3 + (1 + 0.5) / 3 * 1/3 = 1/2, p(b) = 0.5/3 + 1.5/3 * 1/3 = 1/3, p(|) = 1.5/3 * 1/3 = 1/6.
    """
    found = model([2, 3, 4, 3], 2, 5)
    np.testing.assert_allclose(found.after([]), [0, 0, 1 / 12, 1 / 2 + 1 / 4, 1 / 6])
    np.testing.assert_allclose(found.after([3]), [0, 0, 1 / 12, 1 / 4, 1 / 2 + 1 / 6])
    # b b was never seen: after it comes what comes after b
    np.testing.assert_allclose(found.after([4, 4]), found.after([4]))


def slow(tokens, order, vocabulary):
    """The same by dictionaries of tuples."""

    def contexts(place):
        begin = max(p for p in range(place) if tokens[p] == END)
        return tuple(tokens[p] if p >= begin else 0 for p in range(place - order + 1, place))

    whole = Counter((*contexts(place), tokens[place]) for place in range(1, len(tokens)))
    counts = {order: whole}
    for size in range(order - 1, 0, -1):
        counts[size] = Counter(gram[1:] for gram in counts[size + 1])

    def discounts(size):
        n = Counter(counts[size].values())
        if not (n[1] and n[2] and n[3]):
            return (0, *USUAL)
        y = n[1] / (n[1] + 2 * n[2])
        found = (1 - 2 * y * n[2] / n[1], 2 - 3 * y * n[3] / n[2], 3 - 4 * y * n[4] / n[3])
        return (0, *(found if all(0 < d < k for k, d in enumerate(found, 1)) else USUAL))

    def probability(context, token, size):
        if size == 0:
            return 1 / (vocabulary - len(NEVER))
        seen = defaultdict(int, {g[-1]: c for g, c in counts[size].items() if g[:-1] == context})
        shorter = probability(context[1:], token, size - 1)
        if not seen:
            return shorter
        d, total = discounts(size), sum(seen.values())
        rest = sum(min(d[min(c, 3)], c) for c in list(seen.values())) / total
        return max(seen[token] - d[min(seen[token], 3)], 0) / total + rest * shorter

    return lambda context, token: probability(context, token, order), contexts


@pytest.mark.parametrize("order", [1, 2, 3, 5])
@pytest.mark.parametrize("seed", [0, 1])
def test_equals_the_slow_construction(order, seed):
    generator = np.random.default_rng(seed)
    tokens = [END, *np.where(generator.random(200) < 0.4, 3, generator.integers(2, 7, 200)).tolist()]
    found = model(tokens, order, 7)
    probability, contexts = slow(tokens, order, 7)
    expected = [-np.log(probability(contexts(place), tokens[place])) for place in range(1, len(tokens))]
    np.testing.assert_allclose(found.surprise(np.array(tokens)), expected, rtol=1e-12)


@pytest.mark.parametrize("context", [[], [3], [4, 5, 3, 3], [6, 6, 6, 6, 6], [3, 2, 3], [1]])
def test_probabilities_sum_to_one(context):
    tokens = [END, *np.random.default_rng(3).integers(2, 6, 500)]
    for order in (1, 2, 5):
        found = model(tokens, order, 7).after(context)
        assert (found[2:] > 0).all()
        assert found.sum() == pytest.approx(1, abs=1e-12)


def test_a_context_does_not_reach_beyond_its_document():
    tokens = np.array([END, 3, 4, END, 5, 6, END])
    found = model(tokens, 3, 7)
    np.testing.assert_array_equal(found.after([3, 4, END]), found.after([5, END]))
    np.testing.assert_array_equal(found.after([END]), found.after([]))


def test_a_long_text_is_judged_in_blocks(monkeypatch):
    """And each token by what may come in its place."""
    tokens = np.random.default_rng(4).integers(2, 7, 200)
    found = model([END, *tokens[:100]], 4, 7)
    whole = found.surprise(tokens)
    for size in (1, 3, 64):
        monkeypatch.setattr(kneser_ney, "AT_ONCE", size)
        np.testing.assert_array_equal(found.surprise(tokens), whole)
    each = [-np.log(found.after([tokens[0], *tokens[1:place]])[tokens[place]]) for place in range(1, len(tokens))]
    # the first token stands where a document begins
    np.testing.assert_allclose(each[5:], whole[5:], rtol=1e-12)
