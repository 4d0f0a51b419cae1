"""Texts that are written: each token by the network's own chances, restricted as asked, and ended where asked."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from small_models import fitted_subject, language_model

import cellwright as cw
from cellwright.data.lexicon import END
from cellwright.tasks.sampling import Sampling
from cellwright.tasks.writer import Draft, TokenStream

LOGITS = np.log(np.array([0.1, 0.4, 0.2, 0.25, 0.05]))


def shares(how, before=(), draws=4000):
    """How often each token is drawn."""
    random = np.random.default_rng(0)
    return np.bincount([how.draw(LOGITS, before, random) for _ in range(draws)], minlength=5) / draws


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, [0.1, 0.4, 0.2, 0.25, 0.05]),
        ({"temperature": 0.5}, np.square([0.1, 0.4, 0.2, 0.25, 0.05]) / 0.275),
        ({"temperature": 0}, [0, 1, 0, 0, 0]),
        ({"top_k": 2}, [0, 0.4 / 0.65, 0, 0.25 / 0.65, 0]),
        ({"top_p": 0.6}, [0, 0.4 / 0.65, 0, 0.25 / 0.65, 0]),
        ({"top_p": 0.66}, [0, 0.4 / 0.85, 0.2 / 0.85, 0.25 / 0.85, 0]),
        ({"top_k": 4, "top_p": 0.1}, [0, 1, 0, 0, 0]),
        ({"top_k": 99}, [0.1, 0.4, 0.2, 0.25, 0.05]),
    ],
)
def test_tokens_are_drawn_as_asked(options, expected):
    # 4 standard deviations of a share of 4,000 draws
    np.testing.assert_allclose(shares(Sampling(**options)), expected, atol=4 * 0.5 / np.sqrt(4000))


def test_repetition_is_held_back():
    before = [1, 3, 1]
    penalised = LOGITS.copy()
    penalised[[1, 3]] *= 2  # logarithms of chances are below 0
    expected = np.exp(penalised) / np.exp(penalised).sum()
    np.testing.assert_allclose(shares(Sampling(repetition_penalty=2), before), expected, atol=0.04)
    assert shares(Sampling(repetition_penalty=2, window=1), [1, 3])[3] < 0.2
    # 1 was followed by 3, and must not be again; with 1 nothing may come twice
    assert shares(Sampling(no_repeat=2), before)[3] == 0
    assert shares(Sampling(no_repeat=1), before)[[1, 3]].sum() == 0
    assert shares(Sampling(no_repeat=1), range(5)).sum() == 1


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"temperature": -1}, "temperature must be a number of at least 0"),
        ({"top_k": 0}, "top_k must be an integer of at least 1, or None"),
        ({"top_p": 0}, "top_p must be a number above 0 and at most 1, or None"),
        ({"warmth": 1}, r"generate\(\) has no option 'warmth'; tokens are drawn by no_repeat"),
        ({"length": -1}, "length must be an integer of at least 0, or None; got -1"),
        ({"seed": -1}, "seed must be an integer of at least 0, or None; got -1"),
        ({"prompt": 3}, "prompt must be a text, or a list of texts; got 3"),
        ({"prompt": []}, r"prompt must be a text, or a list of texts; got \[\]"),
        ({"stop": ""}, "stop must be a text, or several, none of them empty"),
        ({"prompt": "to bé"}, "the prompt has 'é', token 5 of 5, which the model has never seen"),
        ({"prompt": ["to", "Ж"]}, "the prompt has 'Ж', token 1 of 1"),
    ],
)
def test_what_cannot_be_written_is_refused_at_once(options, told):
    with pytest.raises(cw.ArgumentError, match=told):
        fitted_subject("LanguageModel").generate(**options)


def test_streams_say_what_the_network_says():
    for name in ("LanguageModel", "LanguageModel of documents"):
        model = fitted_subject(name)
        tokens = model._tokens("abd" if "doc" in name else "to be or").astype(np.int64)[:4]
        with torch.inference_mode():
            expected, _, _ = model.module_.read(
                torch.from_numpy(tokens)[None], torch.zeros(1, 4, dtype=torch.bool), None
            )
        lone, many = TokenStream(model.module_), TokenStream(model.module_, 3)
        for step, number in enumerate(tokens):
            np.testing.assert_allclose(lone.step(np.array([number]))[0], expected[0, step], rtol=1e-4, atol=1e-5)
            found = many.step(np.repeat(number, 3))
            np.testing.assert_allclose(found, expected[0, step].expand(3, -1), rtol=1e-4, atol=1e-5)


def test_the_likeliest_text_is_what_surprises_least():
    """Token by token on streams, with the n-gram beside: what `surprise` says of whole texts."""
    model, text = fitted_subject("LanguageModel"), "to be"
    for token in model.generate(text, length=6, temperature=0):
        nats = {own: model.surprise(text + own)[-1][1] for own in model.lexicon_.tokens}
        assert token == min(nats, key=nats.get)
        text += token


def test_a_seed_writes_the_same_text_and_several_are_each_like_one():
    model = fitted_subject("LanguageModel")
    one, again, other = ("".join(model.generate("to ", length=60, seed=seed)) for seed in (1, 1, 2))
    assert one == again != other
    assert len(one) == 60
    several = [
        "".join(each) for each in zip(*model.generate(["to ", "not to be ", ""], length=60, seed=1), strict=True)
    ]
    assert several[0] == one
    assert len(set(several)) == 3


def test_a_text_comes_as_it_is_written():
    pieces = fitted_subject("LanguageModel").generate("to", length=None, seed=0)
    assert len(list(islice(pieces, 5))) == 5


def test_documents_end_and_ends_are_not_written():
    model = language_model(max_epochs=150, learning_rate=1e-2, dropout=0.0).fit(["ab"] * 40)
    assert "".join(model.generate(length=None, seed=0)) == "ab"
    assert END not in [number for draft in model.writer(seed=0)._drafts for number in draft.tokens]


STOPS = st.lists(st.text("ab", min_size=1, max_size=3), min_size=1, max_size=3)


@given(text=st.text("abc", max_size=12), stops=STOPS)
@settings(deadline=None)
def test_a_text_ends_before_the_first_stop_that_stands_in_it(text, stops):
    draft, shown = Draft(np.random.default_rng(0), str), ""
    for letter in text:
        shown += draft.add(letter, stops)
        # nothing is shown that could still be a stop
        assert draft.over or not any(shown.endswith(stop) for stop in stops)
        if draft.over:
            break
    else:
        shown += draft.rest()
    ends = [text.find(stop) + len(stop) for stop in stops if stop in text]
    if not ends:
        assert shown == text
        return
    whole = text[: min(ends)]
    assert shown == whole[: min(whole.find(stop) for stop in stops if stop in whole)]


def test_a_writer_remembers_what_it_read_and_wrote():
    model = fitted_subject("LanguageModel")
    writer = model.writer(seed=0)
    writer.read("to be ")
    first = "".join(piece for [piece] in writer.write(5, Sampling(temperature=0)))
    writer.read("or")
    then = "".join(piece for [piece] in writer.write(5, Sampling(temperature=0)))
    assert then == "".join(model.generate("to be " + first + "or", length=5, temperature=0))
    with pytest.raises(cw.ArgumentError, match="1 texts are written; got 2 to read"):
        writer.read("a", "b")
