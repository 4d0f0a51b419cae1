"""What a writer looks up token by token is what the n-gram says, mixed with what the network says."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cellwright.evaluate.kneser_ney import KneserNey
from cellwright.run.mixing import Mix
from cellwright.tasks.language_network import LanguageNetwork
from cellwright.tasks.language_ngram import Beside
from cellwright.tasks.writer import TokenStream

END, VOCABULARY, NEVER = 2, 37, (0, 1)
# logits lie up to 40 below the largest: what is rounded there is 40 times as large in the exponential; its logarithm,
# of up to 40, is rounded too, and sums and products before it
ROUNDINGS = 40 + 40 + 20
DTYPES = ["float32", "float64"]


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
@pytest.mark.parametrize("dtype", DTYPES)
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
            np.testing.assert_allclose(part.mixed[row], expected, atol=ROUNDINGS * np.finfo(dtype).eps / 2, rtol=0)


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


def test_texts_that_are_read_alone_leave_the_others_as_they_are():
    own, text = beside(3)
    torch.manual_seed(0)
    none = ("dropout", "input_dropout", "embedding_dropout", "weight_dropout", "activation", "slowness")
    sizes = {"embedding_size": 7, "hidden_size": 9, "num_layers": 1}
    network = LanguageNetwork("gru", VOCABULARY, **sizes, tied=False, **dict.fromkeys(none, 0.0)).eval()
    both, first, second = (TokenStream(network, batch, NEVER, own) for batch in (2, 1, 1))
    for number, row in zip(text[:12], [0, 1, 1, 0, 0, 0, 1, 0, 1, 1, 0, 1], strict=True):
        before = both.logits.copy()
        found, lone = both.step([number], [row]), (first, second)[row].step([number])
        np.testing.assert_array_equal(found[1 - row], before[1 - row])
        np.testing.assert_allclose(found[row], lone[0], rtol=1e-5, atol=1e-5)


def test_the_comparison_can_fail():
    own, text = beside(3)
    other, _ = beside(3, share=0.2)
    part, logits, tokens = mix_of(own, 1, "float64")
    tokens[0] = text[1]
    part.step(1)
    assert np.abs(part.mixed[0] - other.logits(logits[0], [text[1]]))[2:].max() > 1e-3
