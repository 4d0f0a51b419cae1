"""Entities are counted as seqeval counts them; schemes are told apart, kept, and turned into each other."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from seqeval.metrics import f1_score, precision_score, recall_score
from seqeval.metrics.sequence_labeling import get_entities

from cellwright.data.schemes import SCHEMES, Span, fault_in, scheme_of, spans_of
from cellwright.data.sentences import Sentences
from cellwright.evaluate.tag_baselines import (
    character_features,
    features_for,
    hand_made_crf,
    most_frequent,
    word_features,
)
from cellwright.evaluate.tagging import MEASURES, TagsJudged, error_of, f1, macro_f1, metrics_of, precision, recall

ANY_TAG = st.sampled_from(["O", *(f"{prefix}-{kind}" for prefix in "BIES" for kind in "ab")])
SENTENCES = st.lists(st.lists(st.tuples(ANY_TAG, ANY_TAG), min_size=1, max_size=8), min_size=1, max_size=4)
MARKING = [scheme for scheme in SCHEMES.values() if scheme.prefixes]


def as_seqeval(tags):
    return [(span.type, span.start, span.end - 1) for span in spans_of(tags)]


@given(st.lists(ANY_TAG, min_size=1, max_size=9))
def test_entities_are_those_of_seqeval(tags):
    assert as_seqeval(tags) == get_entities(tags)


@given(SENTENCES)
@pytest.mark.filterwarnings("ignore")  # seqeval warns where there is no entity
def test_scores_are_those_of_seqeval(pairs):
    truth, said = ([[pair[side] for pair in sentence] for sentence in pairs] for side in (0, 1))
    judged = TagsJudged(truth, said, entities=True)
    if any(spans_of(tags) for tags in [*truth, *said]):
        assert f1(judged) == pytest.approx(f1_score(truth, said))
        assert precision(judged) == pytest.approx(precision_score(truth, said))
        assert recall(judged) == pytest.approx(recall_score(truth, said))


@given(SENTENCES, st.booleans())
def test_the_mean_error_of_parts_is_that_of_the_whole(pairs, entities):
    truth, said = ([[pair[side] for pair in sentence] for sentence in pairs] for side in (0, 1))
    judged = TagsJudged(truth, said, entities)
    parts = [error_of(TagsJudged([own], [other], entities)) for own, other in zip(truth, said, strict=True)]
    total = sum(count for _, count in parts)
    mean = sum(error * count for error, count in parts) / max(1, total)
    assert error_of(judged) == (pytest.approx(metrics_of(judged)[MEASURES[entities]]), total)
    assert mean == pytest.approx(error_of(judged)[0])


def test_the_comparison_with_seqeval_can_fail():
    assert as_seqeval(["B-a", "I-a"]) != get_entities(["B-a", "B-a"])


@pytest.mark.parametrize("scheme", MARKING, ids=lambda scheme: scheme.name)
def test_a_sequence_keeps_a_scheme_if_and_only_if_it_is_that_of_its_entities(scheme):
    """The slow, obvious way: write the entities down again, and compare."""
    tags = ["O", *(f"{prefix}-{kind}" for prefix in sorted(scheme.prefixes) for kind in "ab")]
    kept = 0
    for length in (1, 2, 3):
        for sentence in product(tags, repeat=length):
            same = scheme.tags(spans_of(sentence), length) == list(sentence)
            assert (fault_in([sentence], scheme) is None) == same, sentence
            kept += same
    # so many ways there are to lay entities of two types on one, two and three tokens
    assert kept == 3 + 11 + 41


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3), st.sampled_from("ab")), max_size=4))
def test_entities_survive_every_scheme(pieces):
    spans, place = [], 0
    for gap, size, kind in pieces:
        spans.append(Span(place + gap, place + gap + size, kind))
        place += gap + size
    for scheme in MARKING:
        tags = scheme.tags(spans, place + 1)
        assert spans_of(tags) == spans
        assert fault_in([tags], scheme) is None


def test_schemes_are_told_apart():
    spans = [Span(0, 2, "a"), Span(2, 3, "a"), Span(4, 7, "b")]
    for scheme in MARKING:
        assert scheme_of([scheme.tags(spans, 8)]) is scheme
    assert scheme_of([["DET", "B", "I-beam"]]).name == "plain"
    # a slip among tags of entities is a fault of its own, not another scheme
    assert scheme_of([["B-name", "O", "b-name"]]).name == "bio"
    assert fault_in([["B-name", "O", "b-name"]], SCHEMES["bio"]) == (
        0,
        2,
        "'b-name' is no tag of bio, which has B- I- and O",
    )


def test_plain_tags_are_judged_by_tokens():
    judged = TagsJudged([["D", "N", "N"], ["D"]], [["D", "N", "D"], ["D"]], entities=False)
    scores = metrics_of(judged)
    assert scores["token accuracy"] == 0.75
    assert scores["sentence accuracy"] == 0.5
    assert macro_f1(judged) == pytest.approx((4 / 5 + 2 / 3) / 2)
    assert judged.wrong().tolist() == pytest.approx([1 / 3, 0])
    assert [mistake[1:] for mistake in judged.mistakes()] == [(2, 3, "N", "D")]


def test_mistakes_say_what_was_taken_for_what():
    truth = ["B-a", "I-a", "O", "B-b", "O", "B-a"]
    said = ["B-a", "O", "O", "B-a", "B-b", "O"]
    found = [mistake[1:] for mistake in TagsJudged([truth], [said], entities=True).mistakes()]
    assert found == [
        (0, 2, "a", "a with other ends"), (3, 4, "b", "a"), (5, 6, "a", "nothing"), (4, 5, "nothing", "b"),
    ]  # fmt: skip


def test_baselines_learn_what_there_is():
    known = Sentences(
        (("Ann", "saw", "Rome"), ("Bob", "saw", "Oslo")) * 5,
        (("B-name", "O", "B-place"), ("B-name", "O", "B-place")) * 5,
    )
    unseen = Sentences((("Ann", "left", "Rome"),))
    assert most_frequent(known, unseen) == [["B-name", "B-name", "B-place"]]
    assert hand_made_crf(known, unseen) == [["B-name", "O", "B-place"]]
    assert len(word_features(["a", "b"])) == len(character_features(["a", "b"])) == 2
    assert "0:kind=katakana" in character_features(["カ"])[0]


def test_single_characters_are_judged_with_their_neighbours():
    assert features_for(Sentences((("M", "K"), ("V",)))) is character_features
    assert features_for(Sentences((("a", "bc"),))) is word_features
