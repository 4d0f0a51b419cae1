"""BLEU, chrF and ROUGE of written texts, and translation word by word, beside slow obvious constructions."""

from __future__ import annotations

import numpy as np
import pytest

import cellwright as cw
from cellwright.data.tokenisers import Words
from cellwright.evaluate import written
from cellwright.evaluate.word_by_word import WordByWord
from cellwright.evaluate.written import summary_scores, translation_scores

TEXTS = ["a dog runs in the park .", "two cats", "ein Hund"]
RIGHT = [["a dog is running in the park ."], ["two cats sleep", "two cats", "the cats"], ["ein kleiner Hund schläft"]]


def test_scores_are_those_of_the_packages():
    from sacrebleu.metrics import BLEU, CHRF

    found = translation_scores(TEXTS, RIGHT)
    streams = [[each[0] for each in RIGHT], [None, "two cats", None], [None, "the cats", None]]
    assert found.scores["BLEU"] == BLEU().corpus_score(TEXTS, streams).score
    assert found.scores["chrF"] == CHRF().corpus_score(TEXTS, streams).score
    assert found.scores["1 - chrF of a text"] == pytest.approx(found.errors.mean())
    assert found.errors[1] == pytest.approx(0, abs=1e-9)
    assert "tok:13a" in found.signature


def test_scripts_without_spaces_are_judged_by_characters():
    found = translation_scores(["今日はいい天気ですね"], [["今日はとてもいい天気ですね"]])
    assert "tok:char" in found.signature
    assert 30 < found.scores["BLEU"] < 100
    summary = summary_scores(["今日はいい天気"], [["今日はとてもいい天気"]])
    assert summary.scores["ROUGE-1"] == pytest.approx(100 * 2 * (7 / 7) * (7 / 10) / (7 / 7 + 7 / 10))
    assert "characters" in summary.signature


def test_rouge_counts_letters_of_every_alphabet():
    found = summary_scores(["größe über maß"], [["größe über alles"]])
    assert found.scores["ROUGE-1"] == pytest.approx(200 / 3)
    assert found.scores["ROUGE-2"] == pytest.approx(50)


def test_the_reference_that_is_most_alike_counts():
    found = summary_scores(["the dog sleeps"], [["a cat", "the dog sleeps", "dog"]])
    assert found.errors.tolist() == [0.0]


def test_missing_packages_are_named(monkeypatch):
    def missing(name):
        raise ImportError(name)

    monkeypatch.setattr(written, "import_module", missing)
    with pytest.raises(
        cw.MissingExtraError, match=r"^judging written texts needs sacrebleu; write pip install .cellwri"
    ):
        translation_scores(TEXTS, RIGHT)
    # and before anything is fitted
    for task in (cw.Translator(), cw.Summarizer()):
        with pytest.raises(cw.MissingExtraError, match=r"^judging written texts needs"):
            task.check_judge()


def test_word_by_word_is_expectation_maximisation():
    sources, targets = ["a b", "a c", "b c c"], ["x y", "x z", "y z z"]
    words, others = [Words().split(text) for text in sources], [Words().split(text) for text in targets]
    probability = {(s, t): 1.0 for own, other in zip(words, others, strict=True) for s in own for t in other}
    for _ in range(3):
        counts = dict.fromkeys(probability, 0.0)
        for own, other in zip(words, others, strict=True):
            for t in other:
                total = sum(probability[s, t] for s in own)
                for s in own:
                    counts[s, t] += probability[s, t] / total
        sums = {s: sum(value for (own, _), value in counts.items() if own == s) for s, _ in counts}
        probability = {(s, t): value / sums[s] for (s, t), value in counts.items()}
    expected = {s: max((t for own, t in probability if own == s), key=lambda t: probability[s, t]) for s in sums}
    assert WordByWord.fitted(sources, targets, rounds=3).becomes == expected


def test_words_are_translated_in_their_places():
    generator = np.random.default_rng(0)
    pairs = {" one": " ein", " two": " zwei", " big": " groß", " dog": " Hund"}
    rows = [[list(pairs)[n] for n in generator.integers(0, 4, 4)] for _ in range(50)]
    known = ["so" + "".join(row) for row in rows], ["also" + "".join(pairs[word] for word in row) for row in rows]
    assert WordByWord.fitted(*known).translated("so two big cats") == "also zwei groß cats"
