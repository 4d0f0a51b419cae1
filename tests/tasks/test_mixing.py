"""What a writer looks up token by token is what the n-gram says, mixed with what the network says."""

from __future__ import annotations

import numpy as np
import pytest

from cellwright.evaluate.kneser_ney import KneserNey
from cellwright.run.mixing import Mix
from cellwright.tasks.language_ngram import Beside

END, VOCABULARY, NEVER = 2, 37, (0, 1)
# of exp, log, sums and products; logits are up to 20
ROUNDING = {"float32": 5e-6, "float64": 1e-13}


def beside(order, share=0.3):
    """An n-gram of a text of short documents, in which some tokens follow others more often."""
    random = np.random.default_rng(0)
    tokens = np.minimum(END + random.geometric(0.15, 3000), VOCABULARY - 1)
    tokens[[0, *random.integers(0, 3000, 60)]] = END
    ngram = KneserNey.fitted(tokens, order=order, vocabulary=VOCABULARY, end=END, never=NEVER)
    return Beside(ngram, share), tokens


def mix_of(own, rows, dtype):
    tokens, logits = np.full(rows, END), np.zeros((rows, VOCABULARY), dtype)
    parts = own.orders, own.ngram.anything
    return Mix(logits, tokens, *parts, share=own.share, end=END, never=NEVER), logits, tokens


@pytest.mark.parametrize("order", [1, 2, 5])
@pytest.mark.parametrize("dtype", ROUNDING)
def test_each_step_says_what_the_whole_says(order, dtype, poisoned):
    own, text = beside(order)
    part, logits, tokens = mix_of(own, 3, dtype)
    # as it was learned, as nobody wrote it, and with an end in it
    texts = [text[1:40], np.arange(39) * 7 % 34 + 3, np.r_[text[50:60], END, END, text[50:77]]]
    random = np.random.default_rng(1)
    part.step(3)
    for place in range(39):
        tokens[:] = [each[place] for each in texts]
        logits[:] = random.normal(0, 4, logits.shape)
        part.step(3)
        for row, each in enumerate(texts):
            expected = own.logits(logits[row], each[: place + 1].tolist())
            expected[list(NEVER)] = -np.inf
            np.testing.assert_allclose(part.mixed[row], expected, atol=ROUNDING[dtype] * 20, rtol=0)


def test_some_rows_leave_the_others_alone():
    own, text = beside(4)
    part, _, tokens = mix_of(own, 5, "float32")
    part.step(5)
    tokens[:] = text[1:6]
    before = part.mixed.copy(), part.history.copy()
    part.step(2)
    for now, old in zip((part.mixed, part.history), before, strict=True):
        np.testing.assert_array_equal(now[2:], old[2:])
        assert (now[:2] != old[:2]).any()


def test_the_comparison_can_fail():
    own, text = beside(3)
    other, _ = beside(3, share=0.2)
    part, logits, tokens = mix_of(own, 1, "float64")
    tokens[0] = text[1]
    part.step(1)
    assert np.abs(part.mixed[0] - other.logits(logits[0], [text[1]]))[2:].max() > 1e-3
