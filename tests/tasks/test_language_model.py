"""Language models: state is carried, runs are taken up bit for bit, and what is written is what the network says."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from small_models import fitted_subject, language_model, plays, tunes

import cellwright as cw
from cellwright.data import passages, token_file
from cellwright.data.columns import Columns
from cellwright.data.lexicon import END, PADDING
from cellwright.fit import Checkpoint
from cellwright.tasks import language_options
from cellwright.tasks.language_network import Carried, LanguageNetwork, nats_of
from cellwright.tasks.language_options import usual_units
from cellwright.tasks.task import Encoded

TIED = {"tied": True, "dropout": 0.0, "input_dropout": 0.0, "embedding_dropout": 0.0, "weight_dropout": 0.0}


def network(cell="lstm", **options):
    torch.manual_seed(0)
    sizes = {"embedding_size": 5, "hidden_size": 6, "num_layers": 2, "activation": 0.0, "slowness": 0.0}
    return LanguageNetwork(cell, 12, **{**sizes, **TIED, **options})


def columns_of(count, columns, steps, ends=()):
    tokens = np.concatenate([[END], np.random.default_rng(0).integers(4, 12, count)])
    tokens[list(ends)] = END
    return Columns.of(tokens, columns, steps)


def in_chunks(module, columns):
    rows = np.arange(columns.columns)
    return torch.cat([module(*columns.batch(rows + n * columns.columns).inputs) for n in range(columns.chunks)], 1)


@pytest.mark.parametrize("ends", [(), (9, 20, 21)])
@pytest.mark.parametrize("cell", ["lstm", "gru", "grid_lstm"])
def test_chunks_with_carried_state_are_the_whole(cell, ends):
    """And a document begins where nothing was read before."""
    module = network(cell).eval()
    chunked, whole = columns_of(37, 3, 4, ends), columns_of(37, 3, 100, ends)
    with torch.inference_mode():
        first, again, expected = in_chunks(module, chunked), in_chunks(module, chunked), in_chunks(module, whole)
    known = whole.batch(np.arange(3)).targets[0] != PADDING
    torch.testing.assert_close(first[known], expected[known], rtol=1e-5, atol=1e-6)
    assert torch.equal(first, again)
    for end in ends:
        column, step = divmod(end, whole.length)
        torch.testing.assert_close(expected[column, step], expected[0, 0], rtol=1e-5, atol=1e-6)


def test_the_law_of_carried_state_can_fail():
    module, columns = network().eval(), columns_of(37, 3, 4)
    with torch.inference_mode():
        carried = in_chunks(module, columns)
        module.carried.get = lambda: None
        assert not torch.allclose(in_chunks(module, columns)[:, 4:], carried[:, 4:], atol=1e-4)


def test_training_and_evaluation_have_their_own_state():
    module, columns = network(), columns_of(40, 4, 5)
    rows = np.arange(4)
    module(*columns.batch(rows).inputs)
    before = module.carried.get()
    module.eval()
    module(*columns.batch(rows).inputs)
    module(*columns.batch(rows + 4).inputs)
    module.train()
    assert module.carried.get() is before
    assert not any(part.requires_grad for layer in before for part in layer)


class StoppedError(Exception):
    """What stops a run in a test."""


def stopped_at(monkeypatch, batches):
    """Let a run end with an error in the middle of an epoch."""
    count, batch = iter(range(10**6)), Columns.batch

    def counted(self, rows):
        if len(rows) == self.columns and next(count) == batches:
            raise StoppedError
        return batch(self, rows)

    monkeypatch.setattr(Columns, "batch", counted)


def run(folder, monkeypatch, batches=None):
    with monkeypatch.context() as patch:
        patch.setattr(Checkpoint, "seconds", 0.0)
        if batches is not None:
            stopped_at(patch, batches)
        return language_model(dropout=0.3, weight_dropout=0.2, max_epochs=3).fit(plays(30), checkpoint=folder)


@pytest.mark.parametrize("batches", [7, 20])
def test_a_run_that_was_stopped_is_taken_up_bit_for_bit(tmp_path, monkeypatch, batches):
    with pytest.raises(StoppedError):
        run(tmp_path / "stopped", monkeypatch, batches)
    assert (tmp_path / "stopped" / "final" / "state.json").exists()
    again, whole = run(tmp_path / "stopped", monkeypatch), run(tmp_path / "whole", monkeypatch)
    assert again.history_ == whole.history_
    for name, value in whole.module_.state_dict().items():
        assert torch.equal(again.module_.state_dict()[name], value), name


@pytest.mark.parametrize("turned", [False, True])
def test_states_go_back_to_their_layers_in_whatever_order_a_file_has_them(turned):
    kept, again = Carried(), Carried()
    kept.put([(torch.full((1, 2, 3), float(layer)), torch.full((1, 2, 3), layer + 0.5)) for layer in range(12)])
    saved = kept.state_dict()
    again.load_state_dict(dict(reversed(saved.items())) if turned else saved)
    for own, found in zip(kept.get(), again.get(), strict=True):
        assert [part.unique().tolist() for part in own] == [part.unique().tolist() for part in found]


def test_the_law_of_taking_up_can_fail(tmp_path, monkeypatch):
    """Without the carried state in the checkpoint, the run ends elsewhere."""
    monkeypatch.setattr(Carried, "_save_to_state_dict", lambda self, *_: None)
    with pytest.raises(StoppedError):
        run(tmp_path / "stopped", monkeypatch, 7)
    again, whole = run(tmp_path / "stopped", monkeypatch), run(tmp_path / "whole", monkeypatch)
    assert again.history_ != whole.history_


def test_a_text_file_longer_than_memory_trains_the_same_model(tmp_path, monkeypatch):
    path = tmp_path / "plays.txt"
    path.write_text(plays(30), encoding="utf-8")
    in_memory = language_model().fit(plays(30))
    monkeypatch.setattr(passages, "BLOCK", 64)
    monkeypatch.setattr(token_file, "IN_MEMORY", 128)
    mapped = language_model()
    assert isinstance(mapped.encode(path, held_out=0.2).examples.tokens, np.memmap)
    mapped.fit(path)
    assert mapped.history_ == in_memory.history_
    assert mapped.evaluate(path).scores == in_memory.evaluate(plays(30)).scores


def usual(tokens, **options):
    """What a model with the default settings trains a text of so many tokens with: columns, epochs, updates, tokens."""
    model = cw.LanguageModel(**options)
    columns = Columns.of(np.zeros(tokens + 1, np.uint8), model.columns_for(tokens), model.steps)
    how = model.training(Encoded(None, columns, None, {}, {}))
    assert how.batch_size == columns.columns
    return how.batch_size, how.max_epochs, how.max_epochs * columns.chunks, how.max_epochs * tokens


def test_the_length_of_a_text_says_for_how_long_it_is_trained_on():
    lengths = [10 ** (place / 4) for place in range(12, 37)]
    columns, epochs, updates, read = zip(*map(usual, map(int, lengths)), strict=True)
    assert min(columns) == columns[0] == 4
    assert max(columns) == columns[-1] == 16
    assert min(updates) >= 500
    assert list(epochs) == sorted(epochs, reverse=True)
    assert usual(950_000)[:2] == (16, 8)
    # what is read of a long text grows with the root of its length, but for an epoch, which is a whole one
    for tokens, in_all in zip(map(int, lengths), read, strict=True):
        if tokens > 2**20:
            assert 0 <= in_all - 8 * (2**20 * tokens) ** 0.5 <= tokens
    assert epochs[-1] == 1


def test_a_short_text_has_a_small_network(tmp_path, monkeypatch):
    """And a warm start the size of what it begins with, whatever the text."""
    few, many = (usual_units(Columns.of(np.zeros(count + 1, np.uint8), 4, 100)) for count in (2**18 - 1, 2**18))
    assert (few, many) == (192, 384)
    monkeypatch.setattr(language_options, "FEW_UNITS", 12)
    text = plays(30)
    model = language_model(hidden_size=None, max_epochs=1).fit(text)
    assert [layer.hidden_size for layer in model.module_.recurrent] == [12]
    loaded = cw.load(model.save(tmp_path / "m.cw"))
    assert loaded.hidden_size is None
    assert loaded.surprise(text) == model.surprise(text)
    assert "1 x 12" in model.evaluate(text).save(tmp_path / "page.html").read_text(encoding="utf-8")
    warm = language_model(hidden_size=None, max_epochs=1).fit(text, init_from=fitted_subject("LanguageModel"))
    assert warm.sizes_["units"] == 8


def test_what_is_asked_for_is_trained():
    assert usual(500, max_epochs=3, batch_size=7)[:2] == (7, 3)
    history = language_model(max_epochs=None, batch_size=None, early_stopping=2, hidden_size=2).fit(plays()).history_
    assert len(history[-1].epochs) > 3


def test_cells_are_compared_for_as_long_as_suits_the_text(tmp_path, monkeypatch):
    monkeypatch.setattr(language_options, "FEW_UNITS", 8)
    model = language_model(max_epochs=None, batch_size=None, hidden_size=None, ngram=0, early_stopping=1)
    comparison = cw.compare(model, plays(30), ["rnn", "gru"], seeds=1)
    assert len(comparison.table) >= 2
    page = comparison.save(tmp_path / "page.html").read_text(encoding="utf-8")
    assert "at most as many epochs as suit the data" in page


def test_what_is_predicted_is_what_was_learned_from():
    """The nats of a text are the loss of the loop; those of several columns, of texts that begin where they do."""
    model = fitted_subject("LanguageModel")
    tokens, module = model._tokens(plays()), model.module_
    for count in (1, 4):
        columns = Columns.of(tokens, count, 10)
        losses, counts = [], []
        with torch.inference_mode():
            for chunk in range(columns.chunks):
                score = model.loss(module(*(batch := columns.batch(np.arange(count) + count * chunk)).inputs), batch)
                losses.append(float(score.loss * score.count))
                counts.append(float(score.count))
        assert sum(counts) == len(plays())
        parts = [tokens[start : start + columns.length + 1] for start in range(0, len(tokens) - 1, columns.length)]
        expected = sum(nats_of(module, part).sum() for part in parts)
        np.testing.assert_allclose(sum(losses), expected, rtol=1e-5)
    alone = language_model(ngram=0).fit(plays())
    frame = alone.predict(plays())
    np.testing.assert_allclose(frame["nats"], nats_of(alone.module_, tokens).sum(), rtol=1e-5)
    np.testing.assert_allclose(sum(nats for _, nats in alone.surprise(plays())), frame["nats"], rtol=1e-5)
    assert "".join(token for token, _ in model.surprise("to be")) == "to be"


def test_documents_are_judged_each_for_itself():
    model = fitted_subject("LanguageModel of documents")
    together = model.predict(["abcd", "d", "abcd"])
    assert together["tokens"].tolist() == [5, 2, 5]
    np.testing.assert_allclose(together["nats"][[0, 2]], model.predict(["abcd"])["nats"].repeat(2), rtol=1e-5)
    evaluation = model.evaluate(tunes())
    assert evaluation.unit == "document"
    assert len(evaluation.errors["LSTM"]) == len(tunes())
    # an end counts as a character, as it has to be guessed
    np.testing.assert_allclose(
        evaluation.scores["LSTM"]["nats a character"], model.predict(tunes())["nats"].sum() / (5 * 24), rtol=1e-5
    )


def test_words_that_were_not_seen_are_unknown_and_counted():
    model = language_model(tokeniser="words").fit("the cat sat on the mat, the dog sat on the rug.\n" * 9 + "once\n")
    assert "once" not in model.lexicon_.tokens
    evaluation = model.evaluate("the zebra sat on the mat, the unicorn sat.\n" * 3)
    assert "6 of them" in " ".join(evaluation.notes)
    scores = evaluation.scores["LSTM"]
    np.testing.assert_allclose(scores["bits a character"], scores["nats a character"] / np.log(2))
    assert set("".join(model.generate(length=30, seed=0))) <= set("the cat sat on the mat, the dog sat on the rug.\n")


def test_byte_pairs_know_every_text():
    model = language_model(tokeniser="bpe", vocabulary_size=270).fit(plays(30))
    assert model.predict("日本語")["tokens"].tolist() == [9]
    assert model.lexicon_.size == 274


def test_vectors_of_words_are_begun_with(tmp_path):
    file = tmp_path / "words.vec"
    file.write_text("3 2\ncat 1 2\nthe 3 4\nzebra 5 6\n", encoding="utf-8")
    options = {"tokeniser": "words", "embeddings": str(file), "learning_rate": 1e-9, "max_epochs": 1}
    text = "the cat sat on the mat, the dog sat on the rug.\n" * 9
    model = language_model(**options, embedding_size=2).fit(text)
    weight, numbers = model.module_.embedding.weight, model.lexicon_.numbers
    np.testing.assert_allclose(weight[numbers[" cat"]].tolist(), [1, 2], atol=1e-6)
    np.testing.assert_allclose(weight[[numbers["the"], numbers[" the"]]].tolist(), [[3, 4], [3, 4]], atol=1e-6)
    assert weight[numbers[" dog"]].abs().max() < 0.2
    with pytest.raises(cw.ArgumentError, match="have 2 numbers; write embedding_size=2"):
        language_model(**options).fit(text)


def test_its_score_is_how_likely_a_token_is_and_the_name_of_a_file_is_no_text(tmp_path):
    model, said = fitted_subject("LanguageModel"), plays(3)
    expected = np.log(model.evaluate(said, baselines=False).scores["LSTM"]["perplexity"])
    assert model.score(said) == pytest.approx(-expected)
    (tmp_path / "a.txt").write_text("to be", encoding="utf-8")
    with pytest.raises(cw.DataError, match=r"a\.txt' is the name of a file; to read the file write Path\("):
        model.predict(str(tmp_path / "a.txt"))


def test_a_warm_start_keeps_the_tokens(tmp_path):
    start = fitted_subject("LanguageModel")
    model = language_model(max_epochs=1, learning_rate=1e-9).fit("not a question" * 20, init_from=start)
    assert model.lexicon_ == start.lexicon_
    tokens = start._tokens(plays())
    np.testing.assert_allclose(nats_of(model.module_, tokens), nats_of(start.module_, tokens), rtol=1e-3)
    # while n-grams are those of the new text
    assert model.beside_.ngram.orders[0].counts.sum() != start.beside_.ngram.orders[0].counts.sum()


@pytest.mark.parametrize(
    ("options", "data", "told"),
    [
        ({}, "", "the text is empty"),
        ({}, ["", ""], "the text is empty"),
        ({}, "a", "too short"),
        ({"validation_split": 0.0}, "a", "a text of 1 tokens is too short to learn from"),
        ({"bidirectional": True}, "some text", "must not see what comes; write bidirectional=False"),
        ({"tokeniser": "letters"}, "some text", "tokeniser must be one of 'characters', 'words', 'spaced', 'bpe'"),
        ({"tokeniser": "bpe", "vocabulary_size": 9}, "some text", "room for 9 tokens"),
        ({"steps": 0}, "some text", "steps must be an integer of at least 1"),
        ({"augment": "jitter"}, "some text", "augment must be one or several of 'token_dropout'"),
    ],
)
def test_what_cannot_be_learned_is_refused(options, data, told):
    with pytest.raises((cw.DataError, cw.ArgumentError), match=told):
        language_model(**options).fit(data)


def test_a_loaded_model_has_no_text_to_be_judged_by(tmp_path):
    model = cw.load(fitted_subject("LanguageModel").save(tmp_path / "m.cw"))
    with pytest.raises(cw.ArgumentError, match=r"no training text to be judged by; write evaluate\(text\)"):
        model.evaluate()
    assert "cross-validated" in " ".join(model.evaluate(plays()).notes)
