"""The tagger: what it learns, what it says of raw texts, what the command line reads and writes, its report."""

from __future__ import annotations

import copy
import json

import numpy as np
import pytest
import torch
from pages import checked
from small_models import fitted_subject, sentences, tagger, visits

import cellwright as cw
from cellwright.cli import main
from cellwright.data.schemes import SCHEMES, Span, fault_in

UNSEEN = sentences(20, seed=1)
# enough to learn by heart what goes where
LEARNS = {"max_epochs": 25, "hidden_size": 12, "embedding_size": 12, "learning_rate": 2e-2, "dropout": 0.1}


@pytest.fixture(scope="module")
def learned():
    return tagger(**LEARNS).fit(sentences(60))


def test_entities_are_learned_and_found(learned):
    assert learned.score(UNSEEN) > 0.95
    assert learned.predict([["Ann", "went", "to", "New", "York"]]) == [["B-name", "O", "O", "B-place", "I-place"]]
    assert learned.entities([["Ann", "went", "to", "New", "York"]]) == [[Span(0, 1, "name"), Span(3, 5, "place")]]
    # of raw texts by characters
    assert learned.entities(["Ann  went to New York"]) == [[Span(0, 3, "name"), Span(13, 21, "place")]]


def test_japanese_is_read_by_characters():
    model = tagger(**LEARNS).fit(visits(60))
    assert model.learned_["tokeniser"] == "characters"
    assert model.entities(["札幌に行く", "明日は東京都へ"]) == [[Span(0, 2, "place")], [Span(3, 6, "place")]]
    assert model.table(["京都"]).columns.tolist() == ["sentence", "token", "start", "end", "tag", "probability"]


def test_single_characters_are_not_spelled():
    assert tagger(max_epochs=1).fit([[("京", "A"), ("x", "B")]] * 4).module_.tokens.spelling is None
    assert tagger(max_epochs=1).fit([[("京都", "A"), ("x", "B")]] * 4).module_.tokens.spelling is not None


@pytest.mark.parametrize("convolution", [None, [(5, 3)]])
def test_a_convolution_sees_the_next_token_and_no_padding(convolution):
    module = tagger(max_epochs=1, convolution=convolution, bidirectional=False).fit(sentences()).module_
    vectors, lengths = torch.randn(2, 4, module.tokens.width), torch.tensor([4, 2])
    found = module.scored(vectors, lengths)
    vectors[1, 2:] = 9.0
    torch.testing.assert_close(module.scored(vectors, lengths)[1, :2], found[1, :2])
    vectors[1, 1] = 9.0
    assert (module.scored(vectors, lengths)[1, 0] != found[1, 0]).any() == (convolution is not None)


def test_kinds_that_were_not_trained_on_count_as_wrong(learned):
    unseen = [*UNSEEN, [("Monday", "B-day"), ("is", "O")]]
    assert any(tag == "B-name" for own in UNSEEN for _, tag in own)
    evaluation = learned.evaluate(unseen, baselines=False)
    assert evaluation.scores["LSTM"]["recall"] < learned.evaluate(UNSEEN, baselines=False).scores["LSTM"]["recall"]
    assert "1 token of kinds not trained on (day) count as wrong." in str(evaluation)


@pytest.mark.parametrize("plain", [False, True])
def test_training_stops_by_what_the_tagger_is_judged_by(plain):
    data = [[(token, tag[:1]) if plain else (token, tag) for token, tag in own] for own in sentences(40)]
    model = tagger(max_epochs=6, hidden_size=5, learning_rate=1e-2, early_stopping=3, validation_split=0.3)
    encoded = model.encode(data, held_out=0.3)
    held = model._sentences(data).take(model._held_out(len(data), 0.3))
    model.fit(data)
    (history,) = model.history_
    errors = [(epoch.validation_error, epoch.validation_loss) for epoch in history.epochs]
    assert history.best == 1 + errors.index(min(errors))
    evaluation = model.evaluate(held, baselines=False)
    assert len(encoded.validation) == len(held)
    assert evaluation.scores["LSTM"][evaluation.measure] == pytest.approx(errors[history.best - 1][0], abs=1e-6)
    assert evaluation.measure == ("token error" if plain else "1 - F1")


def test_probabilities_are_those_of_each_tag(learned):
    tokens = [[token for token, _ in sentence] for sentence in UNSEEN]
    table, last = learned.table(tokens), 0
    for own, found in zip(tokens, learned.predict_proba(tokens), strict=True):
        rows = table[last : last + len(own)]
        last += len(own)
        assert (rows.probability.to_numpy() <= found.max(1) + 1e-12).all()
        sure = found.max(1) > 0.6
        np.testing.assert_array_equal(rows.probability.to_numpy()[sure], found.max(1)[sure])
        assert found.shape == (len(own), len(learned.classes_))
        np.testing.assert_allclose(found.sum(1), 1, atol=1e-5)


def test_batches_and_order_change_nothing(learned):
    tokens = [[token for token, _ in sentence] for sentence in UNSEEN]
    one_by_one = [learned.predict([own])[0] for own in tokens]
    assert learned.predict(tokens) == one_by_one


@pytest.mark.parametrize("scheme", ["bio", "iob1", "bioes", "bilou"])
def test_what_is_said_keeps_the_scheme_of_the_data(scheme):
    """Even of a network that has learned little."""
    spans = [Span(0, 2, "a"), Span(2, 3, "a"), Span(4, 7, "b")]
    data = [list(zip("abcdefgh", SCHEMES[scheme].tags(spans, 8), strict=True))] * 4
    model = tagger(max_epochs=8, learning_rate=3e-2).fit(data)
    assert model.tags_.scheme.name == scheme
    rng = np.random.default_rng(0)
    said = model.predict([[str(letter) for letter in rng.choice([*"abcdefgh?"], 12)] for _ in range(30)])
    assert fault_in(said, SCHEMES[scheme]) is None
    assert any(tag != "O" for tags in said for tag in tags)


def test_plain_tags_and_unknown_words():
    data = [[("a", "D"), ("dog", "N"), ("runs", "V")], [("cats", "N"), ("run", "V")]] * 10
    model = tagger(**LEARNS, word_dropout=0.3).fit(data)
    assert model.predict([["a", "zebra", "runs"]]) == [["D", "N", "V"]]
    with pytest.raises(cw.ArgumentError, match="mark no entities; use predict"):
        model.entities([["a"]])


def test_broken_tags_are_read_generously_if_asked():
    data = [[("Ann", "I-name"), ("Bob", "B-name"), ("ran", "O"), ("to", "O"), ("Rome", "B-place")]] * 5
    with pytest.raises(cw.DataError, match=r"^sentence 0, token 0 \('Ann'\): 'I-name' begins an entity"):
        tagger().fit(data)
    model = tagger(repair=True, max_epochs=1).fit(data)
    assert model.evaluate(data, baselines=False).measure == "1 - F1"


def test_vectors_are_begun_with(tmp_path):
    path = tmp_path / "vectors.vec"
    path.write_text("2 6\nann 1 2 3 4 5 6\nEve 6 5 4 3 2 1\n", encoding="utf-8")
    model = tagger(embeddings=str(path), max_epochs=1, learning_rate=1e-30).fit(sentences())
    words = model.learned_["vocabulary"]["words"]
    weight = model.module_.tokens.words.weight.detach()
    assert weight[words.index("ann") + 2].tolist() == [1, 2, 3, 4, 5, 6]
    assert weight[words.index("Eve") + 2].tolist() == [6, 5, 4, 3, 2, 1]
    path.unlink()
    assert cw.load(model.save(tmp_path / "m.cw")).predict(["Ann"]) == model.predict(["Ann"])


def test_without_characters_and_with_other_cells():
    for options in ({"character_hidden_size": 0}, {"cell": "gru", "num_layers": 2}, {"bidirectional": False}):
        model = tagger(**options).fit(sentences())
        assert len(model.predict([["Ann", "ran"]])[0]) == 2


def test_training_reads_what_the_padded_way_reads(learned):
    """Tokens in the order in which they are read, and where they lie: the same scores, and the same gradients."""
    network = copy.deepcopy(learned.module_).train()
    network.dropout.rate = network.tokens.word_dropout = 0.0
    encoded = learned.encode([["Ann", "went"], ["Rome", "is", "old"], ["Eve"]], learned.learned_)
    words, lengths, forms, characters = encoded.examples.batch(np.arange(3)).inputs
    found = []
    side_by_side = lambda: network(words, lengths, forms, characters).emissions  # noqa: E731
    padded = lambda: network.scored(network.tokens(words, forms, characters), lengths)  # noqa: E731
    for way in (side_by_side, padded):
        network.zero_grad()
        scores = way()
        inside = scores[torch.arange(3) < lengths[:, None]]
        inside.square().sum().backward()
        found.append([inside.detach(), *(p.grad for p in network.parameters() if p.grad is not None)])

    for one, other in zip(*found, strict=True):
        torch.testing.assert_close(one, other)


def test_the_question_may_be_about_a_token_or_a_tag(learned):
    data = [["Ann", "went", "to", "Rome", "again"], ["Eve", "went"]]
    found = learned.explain(data, about="place")
    assert found.question.tokens[0][int(np.nanargmax(found.values[0, :, 0]))] in {"to", "Rome"}
    assert found.question.says == "the log-odds of 'place' where it is most probable"
    probability = learned.predict_proba(data)
    first = learned.explain(data, about=0)
    expected = [own[0].max() for own in probability]
    np.testing.assert_allclose(1 / (1 + np.exp(-first.answer)), expected, atol=1e-5)
    with pytest.raises(cw.ArgumentError, match=r"^about must be a token that every sentence has, .*; got 2$"):
        learned.explain(data, about=2)


def test_an_evaluation_stands_beside_baselines(learned, tmp_path):
    evaluation = learned.evaluate(UNSEEN)
    assert list(evaluation.scores) == ["LSTM", "MostFrequentTag", "HandMadeCRF"]
    assert evaluation.scores["LSTM"]["F1"] == pytest.approx(1 - evaluation.scores["LSTM"]["1 - F1"])
    assert len(evaluation.errors["LSTM"]) == len(UNSEEN)
    page = evaluation.save(tmp_path / "report.html").read_text(encoding="utf-8")
    assert checked(page).fetched == []
    for title in ("Scores", "Each type", "Which tags are taken for which", "What is taken for what, in context"):
        assert f"<h2>{title}</h2>" in page
    loaded = cw.load(learned.save(tmp_path / "m.cw")).evaluate(UNSEEN)
    assert loaded.scores["LSTM"] == evaluation.scores["LSTM"]
    assert "No baseline" in loaded.notes[1]


def test_mistakes_are_shown_in_context(tmp_path):
    poor = tagger(max_epochs=1).fit(sentences())
    page = poor.evaluate(UNSEEN, baselines=False).save(tmp_path / "report.html").read_text(encoding="utf-8")
    assert "[Rome]" in page or "[Ann]" in page


def test_cells_are_compared_on_it():
    comparison = cw.compare(tagger(max_epochs=1), sentences(), ["rnn", "gru"], seeds=1)
    assert comparison.measure == "1 - F1"


def test_the_command_line_writes_conll_again(tmp_path, capsys):
    train, new, model = tmp_path / "train.conll", tmp_path / "new.conll", tmp_path / "m.cw"
    text = "".join("".join(f"{token} _ {tag}\n" for token, tag in own) + "\n" for own in sentences())
    train.write_text(text, encoding="utf-8")
    new.write_text("# new\nAnn _\nwent _\n\nBob _\n", encoding="utf-8")
    small = ["--hidden-size", "6", "--max-epochs", "1", "--no-train-on-all", "--scheme", "bio", "--json"]
    for words in (
        ["fit", "tag", str(train), "--out", str(model), "--report", str(tmp_path / "r.html"), *small],
        ["predict", str(model), str(new), "--out", str(tmp_path / "out.conll")],
        ["predict", str(model), str(train), "--out", str(tmp_path / "out.csv")],
    ):
        with pytest.raises(SystemExit, match=r"^0$"):
            main(words)
    capsys.readouterr()
    lines = (tmp_path / "out.conll").read_text(encoding="utf-8").split("\n")
    assert lines[0] == "# new"
    assert [line.split(" ")[:2] for line in lines[1:3]] == [["Ann", "_"], ["went", "_"]]
    assert all(len(line.split(" ")) == 3 for line in lines[1:3])
    with pytest.raises(SystemExit, match=r"^0$"):
        main(["predict", str(model), str(new)])
    assert capsys.readouterr().out == "\n".join(lines)


def test_entities_of_texts_are_written_as_json(tmp_path):
    model = fitted_subject("Tagger of characters in texts")
    texts = tmp_path / "new.txt"
    texts.write_text("京都に行く\n札幌へ\n", encoding="utf-8")
    data = model.read(texts)
    found = json.loads(model.write(model.table(data), data, tmp_path / "out.json").read_text(encoding="utf-8"))
    assert [document["text"] for document in found] == ["京都に行く", "札幌へ"]
    assert [[each["span"] for each in document["entities"]] for document in found] == [
        [[span.start, span.end] for span in own] for own in model.entities(data)
    ]


def test_a_file_cannot_say_which_tags_follow_which(tmp_path):
    model = fitted_subject("Tagger of texts")
    assert not any("allowed" in name for name in model.module_.state_dict())
    again = cw.load(model.save(tmp_path / "m.cw"))
    assert torch.equal(again.module_.crf.allowed, model.module_.crf.allowed)
    assert not again.module_.crf.allowed.all()


def test_self_attention_sees_the_sentence_and_no_padding():
    network = tagger(self_attention=2).untrained(tagger().encode(sentences()), 0).eval()
    vectors = torch.randn(2, 5, network.tokens.width, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        alone = network.scored(vectors[:1, :3], torch.tensor([3]))
        beside = network.scored(vectors, torch.tensor([3, 5]))
        network.self_attention = None
        without = network.scored(vectors, torch.tensor([3, 5]))
    torch.testing.assert_close(beside[:1, :3], alone)
    assert not torch.allclose(without, beside)
    learned = tagger(self_attention=2, max_epochs=1).fit(sentences()).module_.self_attention
    begun = tagger(self_attention=2).untrained(tagger().encode(sentences()), 0).self_attention
    assert all(not torch.equal(a, b) for a, b in zip(learned.parameters(), begun.parameters(), strict=True))
