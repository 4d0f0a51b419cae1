"""The n-gram beside a language model: a mixture of probabilities, settled on what was held out, bounded, and saved."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from small_models import fitted_subject, language_model, plays, tunes

import cellwright as cw
from cellwright.data.lexicon import END
from cellwright.data.token_file import tokens_of
from cellwright.evaluate.kneser_ney import Counted, KneserNey
from cellwright.tasks import language_ngram
from cellwright.tasks.language_network import nats_of
from cellwright.tasks.language_ngram import NEVER, counted_of, mixed, share_of

SUBJECTS = {"LanguageModel": plays, "LanguageModel of documents": tunes}


def parts(subject):
    """A fitted model, what was held out of its training, and the nats of network and n-gram on it."""
    model = fitted_subject(subject)
    known, held_out = model.data_.spread(model.validation_split)
    known, held_out = (tokens_of(part, model.lexicon_).astype(np.int64) for part in (known, held_out))
    ngram = KneserNey.fitted(known, order=5, vocabulary=model.lexicon_.size, end=END, never=NEVER)
    return model, held_out, nats_of(model.module_, held_out), ngram.surprise(held_out)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_probabilities_are_mixed_by_their_shares(subject):
    """The n-gram is one of what was not held out, and the share the best one for what was."""
    model, held_out, own, other = parts(subject)
    share = model.beside_.share
    expected = -np.log((1 - share) * np.exp(-own.astype(np.float64)) + share * np.exp(-other))
    np.testing.assert_allclose(model._nats(held_out), expected, rtol=1e-6)
    for near in (0.0, max(0.0, share - 0.01), min(1.0, share + 0.01), 1.0):
        assert expected.sum() <= mixed(own, other, near).sum() + 1e-3


def test_shares_go_to_the_better_model():
    nats = np.random.default_rng(0).uniform(1, 2, 50)
    assert share_of(nats, nats + 5) < 0.01
    assert share_of(nats + 5, nats) > 0.99
    # each knows what the other does not
    np.testing.assert_allclose(share_of(np.array([9.0, 1.0]), np.array([1.0, 9.0])), 0.5, atol=1e-3)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_all_tokens_together_have_a_probability_of_one(subject):
    """And what comes of a whole batch is what `surprise` says of each token."""
    model, data = fitted_subject(subject), SUBJECTS[subject]()
    encoded = model.encode(data if isinstance(data, list) else data[:10], model.learned_)
    batch = encoded.examples.batch(np.arange(1))
    with torch.inference_mode():
        chances = model.decode(model.module_(*batch.inputs), encoded)
    np.testing.assert_allclose(chances.sum(), 1, rtol=1e-6)
    length = encoded.examples.steps
    nats = model._nats(encoded.examples.tokens[: length + 1])
    np.testing.assert_allclose(chances[0, batch.targets[0][0, -1]], np.exp(-nats[length - 1]), rtol=1e-4)


def test_a_model_file_holds_what_was_counted(tmp_path):
    model = fitted_subject("LanguageModel")
    loaded = cw.load(model.save(tmp_path / "m.cw"))
    assert loaded.surprise(plays()) == model.surprise(plays())
    assert "".join(loaded.generate(length=30, seed=0)) == "".join(model.generate(length=30, seed=0))
    evaluation = model.evaluate(plays())
    assert list(evaluation.scores) == ["LSTM", "network alone", "5-gram"]
    assert "5-gram" in str(evaluation.notes)


@pytest.mark.parametrize("name", ["sizes", "contexts", "grams", "counts"])
def test_a_file_with_other_counts_is_refused(tmp_path, name):
    model = language_model().fit(plays())
    getattr(model.module_.ngram, name).flatten()[-1] = -3
    with pytest.raises(cw.ModelFileError, match=r"the n-grams (do not|are not)|an n-gram was never"):
        cw.load(model.save(tmp_path / "m.cw"))
    model = language_model().fit(plays())
    model.learned_["share"] = 2.0
    with pytest.raises(cw.ModelFileError, match=r"the share of the n-gram is 2\.0"):
        cw.load(model.save(tmp_path / "m.cw"))


@pytest.mark.parametrize("options", [{"ngram": 0}, {"validation_split": 0.0}])
def test_a_network_can_be_alone(options):
    model = language_model(**options).fit(plays())
    assert model.beside_ is None
    np.testing.assert_array_equal(model._nats(tokens := model._tokens(plays())), nats_of(model.module_, tokens))
    assert list(model.evaluate(plays()).scores) == ["LSTM", "5-gram"]


def test_the_network_learns_the_same_beside_it():
    alone, both = language_model(ngram=0).fit(plays()), fitted_subject("LanguageModel")
    assert alone.history_ == both.history_


def test_what_is_kept_of_a_text_is_bounded(monkeypatch):
    tokens = np.concatenate([[END], np.random.default_rng(0).integers(4, 30, 2000)])
    orders, most = [], 5000
    for most in (10_000, 5000, 2000, 100, 20):
        monkeypatch.setattr(language_ngram, "MOST_GRAMS", most)
        counted = counted_of(tokens, 30, 5)
        orders.append(0 if counted is None else len(counted[0]))
        assert counted is None or len(counted[2]) <= most
    assert orders == sorted(orders, reverse=True)
    assert orders[0] == 5
    assert orders[-2:] == [1, 0]
    monkeypatch.setattr(language_ngram, "MOST_TOKENS", 2000)
    assert counted_of(tokens, 30, 5) is None


def test_counts_that_are_none_are_refused():
    tokens = np.random.default_rng(0).integers(2, 6, 300)
    counted = KneserNey.fitted(tokens, order=3, vocabulary=6, end=2).counted
    again = KneserNey.of(counted, vocabulary=6, end=2)
    np.testing.assert_array_equal(
        again.surprise(tokens), KneserNey.fitted(tokens, order=3, vocabulary=6, end=2).surprise(tokens)
    )
    wrong = {
        "sizes": counted.sizes[::-1],
        "contexts": counted.contexts + 6,
        "grams": counted.grams[::-1],
        "counts": counted.counts - 1,
    }
    for name, values in wrong.items():
        with pytest.raises(ValueError, match="n-gram"):
            KneserNey.of(Counted(**{**counted._asdict(), name: values}), vocabulary=6, end=2)
