"""Translators and summarizers: the step says what the whole says, padding changes nothing, what is copied is copied."""

from __future__ import annotations

import copy
import json

import numpy as np
import pytest
import torch
from small_models import fitted_subject, phrases, shortened, summarizer, translator

import cellwright as cw
from cellwright.cli import main
from cellwright.data.lexicon import END, START, Lexicon
from cellwright.data.vocabulary import PADDING
from cellwright.nn.beam import Beam, beam_search
from cellwright.nn.pooling import within
from cellwright.tasks.seq2seq_evaluation import MOST_DRAWN
from cellwright.tasks.seq2seq_network import Seq2SeqNetwork
from cellwright.tasks.seq2seq_search import readable
from cellwright.tasks.seq2seq_step import WritingStep

SIZES = {"source": 11, "target": 11, "embedding_size": 6, "hidden_size": 8, "dropout": 0.2}
PLAIN = {
    "attention": "general", "input_feeding": False, "copying": False, "sampled": 0.0, "convolution": None,
    "self_attention": None, "bidirectional": True, "num_layers": 1,
}  # fmt: skip
# a cell whose layers are inside of it, one with a clock, one of three states; and every option once
KINDS = {
    "plain": ("lstm", {}),
    "normalised": ("lstm", {"norm": "layer"}),
    "dot, two layers": ("gru", {"attention": "dot", "num_layers": 2}),
    "additive, fed": ("lstm", {"attention": "additive", "input_feeding": True, "self_attention": 2, "num_layers": 2}),
    "copying": ("lstm", {"copying": True, "convolution": [(6, 3)]}),
    "copying, fed, one way": ("slstm", {"copying": True, "input_feeding": True, "bidirectional": False}),
    "layers inside": ("hm_lstm", {}),
    "clocks": ("clockwork_rnn", {}),
}
NEVER = [PADDING, START]
SOURCE, SOURCE_LENGTHS = torch.tensor([[4, 9, 6, 8, 3], [5, 5, 3, 0, 0], [3, 0, 0, 0, 0]]), torch.tensor([5, 3, 1])
GIVEN, LENGTHS = torch.tensor([[2, 7, 8, 9], [2, 4, 0, 0], [2, 6, 7, 0]]), torch.tensor([4, 2, 3])
LEARNING = {
    "max_epochs": 25,
    "hidden_size": 24,
    "embedding_size": 24,
    "learning_rate": 0.02,
    "dropout": 0.1,
    "early_stopping": None,
}
every_kind = pytest.mark.parametrize("kind", KINDS)


def network(kind, **options):
    torch.manual_seed(0)
    cell, own = KINDS[kind]
    return Seq2SeqNetwork(cell, **{**SIZES, **PLAIN, **own, **options})


def begun(module, memory, rows, written=1.0):
    """A step that has begun."""
    step = WritingStep(module, rows, written)
    step.begin(memory)
    return step


def logarithms(said):
    """Of the probabilities of each next token."""
    return said.logits - said.norms[:, None]


def inputs(kind, rows=slice(None)):
    places = SOURCE.clone()
    places[0, 1], places[0, 3] = 12, 11
    parts = [SOURCE, SOURCE_LENGTHS, GIVEN, LENGTHS, *([places] if KINDS[kind][1].get("copying") else [])]
    return [part[rows] for part in parts]


@pytest.mark.parametrize("written", [1, 5])
@every_kind
def test_the_compiled_step_says_what_the_whole_says(kind, written):
    module = network(kind).eval()
    source, source_lengths, given, lengths, *places = inputs(kind)
    with torch.no_grad():
        module.bias[NEVER] = -torch.inf  # as in the step
        memory = module.read(source, source_lengths, *places)
        expected = module.write(memory, given, lengths).weights
        whole = module(source, source_lengths, given, lengths, *places).log_softmax(-1)
    step = begun(module, memory, 5, written)
    # where much is written, what was read is multiplied before, unless that is needed as it was
    assert (step._chooser.ahead is not None) == (written > 1 and module.copying is None)
    pairs = [(logarithms(said), said.attention.copy()) for said in (step(tokens, None) for tokens in given.numpy().T)]
    inside = within(lengths, given.shape[1])
    found, weights = (torch.from_numpy(np.stack(side, 1))[inside] for side in zip(*pairs, strict=True))
    torch.testing.assert_close(weights, expected[inside], rtol=1e-4, atol=1e-5)
    # where a source has nothing to copy, the step has no probability at all
    torch.testing.assert_close(found.exp(), whole.exp(), rtol=1e-4, atol=1e-6)


def test_narrow_weights_are_those_of_the_whole_step():
    """Of layers and of the vectors of the tokens: what they say comes near, and is not the same."""
    module = network("plain").eval()
    with torch.no_grad():
        memory = module.read(SOURCE, SOURCE_LENGTHS)
    full = logarithms(begun(module, memory, 3)(np.array([4, 5, 6]), None))
    cw.quantize(module.decoder, "int8")
    narrow = logarithms(begun(module, memory, 3)(np.array([4, 5, 6]), None))
    assert 0 < np.abs(np.exp(full) - np.exp(narrow)).max() < 0.02
    cw.quantize(module.decoder, None)
    seen = WritingStep(module, 3)._chooser.chain.input
    choosers = [WritingStep(each, 3)._chooser for each in (module, cw.quantize(copy.deepcopy(module), "int8"))]
    vectors_alone = [chooser(np.ones_like(seen))[0] for chooser in choosers]
    assert (vectors_alone[0] != vectors_alone[1]).any()


@every_kind
def test_rows_go_on_from_where_they_are_told(kind):
    """What a beam does with its rows is the same as running each path on its own, whatever the step did before."""
    module = network(kind).eval()
    source, source_lengths, _, _, *places = inputs(kind)
    with torch.no_grad():
        step = begun(module, module.read(*(part.flip(0) for part in (source, source_lengths, *places))), rows=6)
        step(np.array([2, 2, 2]), None)
        step(np.array([7, 7, 7, 7, 7, 7]), np.array([0, 0, 1, 1, 2, 2]))
        step.begin(module.read(source, source_lengths, *places))
        step(np.array([2, 2, 2]), None)
        step(np.array([4, 5, 6, 7, 8, 9]), np.array([0, 0, 1, 1, 2, 2]))
        found = logarithms(step(np.array([9, 9, 8, 8]), np.array([1, 0, 5, 5])))
        for row, (text, path) in enumerate([(0, [2, 5, 9]), (0, [2, 4, 9]), (2, [2, 9, 8]), (2, [2, 9, 8])]):
            alone = [part[text : text + 1, : source_lengths[text]] for part in (source, *places)]
            only = begun(module, module.read(alone[0], source_lengths[text : text + 1], *alone[1:]), rows=1)
            for token in path:
                said = logarithms(only(np.array([token]), None))
            columns = min(found.shape[1], said.shape[1])
            np.testing.assert_allclose(found[row, :columns], said[0, :columns], rtol=1e-4, atol=1e-5)


@every_kind
def test_padding_changes_nothing_and_every_parameter_learns(kind):
    module = network(kind).eval()
    together = module(*inputs(kind))
    ends = [0, *LENGTHS.cumsum(0).tolist()]
    for row in range(3):
        source, source_lengths, given, lengths, *places = inputs(kind, slice(row, row + 1))
        cut = [part[:, : source_lengths[0]] for part in (source, *places)]
        alone = module(cut[0], source_lengths, given[:, : lengths[0]], lengths, *cut[1:])
        own = together[ends[row] : ends[row + 1], : alone.shape[1]]
        torch.testing.assert_close(own, alone, rtol=1e-4, atol=1e-5)
    module.train()(*inputs(kind)).logsumexp(1).sum().backward()
    assert [name for name, parameter in module.named_parameters() if parameter.grad is None] == []


def test_the_direction_that_ends_at_the_first_token_begins_the_text():
    module = network("dot, two layers").eval()
    memory = module.read(SOURCE, SOURCE_LENGTHS)
    x = module.embedding(SOURCE) * module.scale
    _, states = module.recurrent(x, lengths=SOURCE_LENGTHS)
    torch.testing.assert_close(memory.states[0], states[[1, 3]])


def test_sampled_tokens_are_what_the_network_itself_says():
    module = network("plain", sampled=0.5, dropout=0.0)
    memory = module.read(SOURCE, SOURCE_LENGTHS)
    with torch.no_grad():
        module.bias[6] = 50.0  # it says 6, whatever comes
    mixed = torch.stack([module._mixed(memory, GIVEN, LENGTHS) for _ in range(50)])
    assert (mixed[:, :, 0] == START).all()
    inside = within(LENGTHS, 4)[:, 1:]
    changed = (mixed != GIVEN)[:, :, 1:][:, inside]
    assert 0.3 < changed[:, GIVEN[:, 1:][inside] != 6].float().mean() < 0.7
    assert (mixed[:, :, 1:][:, inside][changed] == 6).all()


def test_it_learns_to_translate_word_by_word():
    model = translator(**LEARNING, batch_size=32)
    read, written = phrases(300)
    evaluation = model.fit(read, written).evaluate(*phrases(30, seed=9))
    assert evaluation.scores["LSTM"]["1 - chrF of a text"] < 0.25
    assert model.score(*phrases(30, seed=9)) == pytest.approx(1 - evaluation.scores["LSTM"]["1 - chrF of a text"])
    assert "LSTM beats Copy" in evaluation.verdict


def test_the_report_shows_scores_as_people_know_them(tmp_path):
    evaluation = fitted_subject("Translator of texts").evaluate(*phrases(9))
    page = evaluation.save(tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.count("By chrF of a text.") == 3
    assert "1 - chrF" not in page


def test_unknown_words_are_copied():
    model = summarizer(**LEARNING, min_count=5)
    names = [f"name{number}" for number in range(60)]
    model.fit([f"{name} went out . and so on" for name in names], [f"{name} went out" for name in names])
    assert model.predict(["stranger went out . and so on"]) == ["stranger went out"]
    [said] = model.attention(["stranger went out . and so on"])
    assert said.source == ("stranger", "went", "out", ".", "and", "so", "on", "</s>")
    assert said.attention.shape == (3, 8)
    assert said.attention[0].argmax() == 0


def test_vectors_that_are_given_begin(tmp_path):
    path = tmp_path / "vectors.vec"
    path.write_text("2 8\none 1 2 3 4 5 6 7 8\nelephant 0 0 0 0 0 0 0 1\n", encoding="utf-8")
    model = translator(embeddings=str(path))
    encoded = model.encode(phrases())
    module, plain = model.untrained(encoded, 0), translator().untrained(encoded, 0)
    number = model.encode(phrases()).learned["source"]["tokens"].index("one") + 4
    weight = module.embedding.weight.detach()
    np.testing.assert_allclose(weight[number] / weight[number, 0], np.arange(1, 9), rtol=1e-5)
    others = [row for row in range(len(weight)) if row != number]
    assert torch.equal(weight[others], plain.embedding.weight[others])
    with pytest.raises(cw.ArgumentError, match="have 8 numbers; write embedding_size=8"):
        translator(embeddings=str(path), embedding_size=4).fit(*phrases())


def test_nothing_becomes_nothing_and_scripts_come_out_as_they_went_in():
    read = ["שלום עולם", "ｆｕｌｌ ｗｉｄｔｈ", "今日 は", "été"]
    model = translator(**LEARNING).fit(read * 10, read * 10)
    assert model.predict([*read, "", "  "]) == [*read, "", ""]


def test_one_that_has_learned_nothing_writes_as_much_as_it_must():
    read, written = phrases()
    model = translator(max_epochs=1, tokeniser="spaced").fit(read, written)
    with torch.no_grad():
        # nothing seems as probable as the end
        model.module_.bias[END] = 50.0
    for least in (0, 1, 3):
        model.min_length = least
        said = [*model.attention(read[:3]), *model.attention([""])]
        assert [len(each.tokens) for each in said] == [*[least] * 3, 0]


@pytest.mark.parametrize("tokeniser", ["bpe", "words", "characters"])
def test_texts_come_out_of_every_tokeniser(tokeniser):
    model = translator(
        **{**LEARNING, "max_epochs": 40, "learning_rate": 0.01}, label_smoothing=0.0, tokeniser=tokeniser
    )
    pairs = ["It's me.", "今日は。", "two  spaces"] * 14, ["Ich bin's.", "Hello!", "zwei  Räume"] * 14
    assert model.fit(*pairs).predict(pairs[0][:3]) == pairs[1][:3]


def test_byte_pairs_are_shown_as_people_read_them():
    known = Lexicon.fitted(["die Straße"] * 20, "bpe", most=300)
    shown = readable(known.tokeniser.split("die Straße"), known)
    assert "".join(shown) == "die Straße"
    assert len(readable(known.tokeniser.split("日"), known)) == 3  # no byte is a letter


def test_the_best_are_ranked_and_the_first_is_the_prediction():
    model = fitted_subject("Translator of texts")
    new, _ = phrases(6, seed=3)
    ranked = model.n_best(new)
    assert [each[0].text for each in ranked] == model.predict(new)
    for best in ranked:
        assert len(best) == 2
        assert best[0].score >= best[1].score
        assert best[0].tokens != best[1].tokens


def test_the_report_shows_texts_and_what_was_looked_at(tmp_path):
    model = fitted_subject("Summarizer of texts")
    texts, short = shortened(12)
    evaluation = model.evaluate(texts, [[right, "another"] for right in short])
    assert list(evaluation.scores) == ["LSTM", "Lead-1", "Copy"]
    page = evaluation.save(tmp_path / "report.html").read_text(encoding="utf-8")
    for part in ("The worst texts", "What was looked at", "rouge-score", "ROUGE-2", "How training went"):
        assert part in page
    # none stands among the best and the worst
    assert [page.count(f">{text}</td>") for text in texts] == [texts.count(text) for text in texts]


def test_of_long_texts_what_was_looked_at_most_is_drawn(tmp_path):
    model = fitted_subject("Summarizer of texts")
    texts, short = shortened(3)
    long = [text + " and so on" * 30 for text in texts]
    assert all(said.tokens and said.attention.shape[1] > MOST_DRAWN for said in model.attention(long))
    page = model.evaluate(long, short, baselines=False).save(tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.count('aria-label="What was looked at in') == 3


def test_the_command_line(tmp_path, capsys):
    files = [tmp_path / "train.en", tmp_path / "train.de"]
    for file, texts in zip(files, phrases(40), strict=True):
        file.write_text("\n".join(texts) + "\n", encoding="utf-8")
    out, report = tmp_path / "m.cw", tmp_path / "report.html"
    sizes = {"hidden-size": 8, "embedding-size": 8, "max-epochs": 2, "beam": 2, "min-count": 1, "tokeniser": "spaced"}
    options = [word for name, value in sizes.items() for word in (f"--{name}", str(value))]
    names = list(map(str, files))
    words = ["fit", "translate", *names, "--out", str(out), *options, "--report", str(report), "--json"]
    with pytest.raises(SystemExit, match=r"^0$"):
        main(words)
    document = json.loads(capsys.readouterr().out)
    assert set(document["scores"]) == {"LSTM", "Copy", "WordByWord"}
    assert "signature" not in document
    assert any("BLEU nrefs:1" in note for note in document["notes"])
    with pytest.raises(SystemExit, match=r"^0$"):
        main(["predict", str(out), names[0], "--json"])
    rows = json.loads(capsys.readouterr().out)["prediction"]
    assert [row["prediction"] for row in rows] == cw.load(out).predict(files[0])
    with pytest.raises(SystemExit, match=r"^0$"):
        main(["evaluate", str(out), *names, "--json"])
    assert "Copy" in json.loads(capsys.readouterr().out)["scores"]


class Plain:
    """A step that is asked for one token after the other."""

    def __init__(self, step):
        self.step = step

    def __call__(self, tokens, parents):
        return self.step(tokens, parents)


@every_kind
@pytest.mark.parametrize("least", [0, 3])
def test_several_steps_at_once_are_the_same_to_the_last_bit(kind, least):
    """Greedily; some texts end soon, some later, some never."""
    module = network(kind).double().eval()
    source, source_lengths, _, _, *places = inputs(kind)
    with torch.no_grad():
        module.bias[END] = 0.4
        memory = module.read(source, source_lengths, *places)
    found, most = [], [40, 7, 40]
    for wrapped in (lambda step: step, Plain):
        step = begun(module, memory, rows=3)
        found.append(beam_search(wrapped(step), SOURCE_LENGTHS.tolist(), most, Beam(1, START, END, least=least)))
    for [one], [other] in zip(*found, strict=True):
        np.testing.assert_array_equal(one.tokens, other.tokens)
        np.testing.assert_array_equal(one.attention, other.attention)
        assert (one.score, one.log_probability) == (other.score, other.log_probability)


@every_kind
@pytest.mark.parametrize("size", [1, 2])
def test_a_text_among_others_is_what_it_is_alone(kind, size):
    """Also when others have ended before, and rows were moved for them."""
    module = network(kind).double().eval()
    source, source_lengths, _, _, *places = inputs(kind)
    beam, most = Beam(size, START, END), 12
    for bias in (0.2, 0.4, 0.6):
        with torch.no_grad():
            module.bias[END] = bias
            step = begun(module, module.read(source, source_lengths, *places), rows=3 * size)
            among = beam_search(step, SOURCE_LENGTHS.tolist(), [most] * 3, beam)
            for row, length in enumerate(SOURCE_LENGTHS.tolist()):
                own = [part[row : row + 1, :length] for part in (source, *places)]
                step = begun(module, module.read(own[0], source_lengths[row : row + 1], *own[1:]), rows=size)
                [[alone]] = beam_search(step, [length], [most], beam)
                np.testing.assert_array_equal(among[row][0].tokens, alone.tokens)
                np.testing.assert_allclose(among[row][0].score, alone.score)
