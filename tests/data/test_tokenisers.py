"""Law: a text that was made into tokens, or into numbers, comes back as it was; in one piece or token by token."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cellwright.data import tokenisers
from cellwright.data.lexicon import END, REPLACEMENT, SPECIAL, Lexicon
from cellwright.data.tokenisers import TOKENISERS, BytePairs, tokeniser_from_json
from cellwright.data.vocabulary import PADDING, UNKNOWN
from cellwright.errors import ArgumentError, MissingExtraError

CORPUS = ("to be, or not to be:\n that is  the question", "吾輩は猫である。名前はまだ無い。", "שלום עולם — e\u0301té")
# all characters that there are, and runs of those that tokenisers treat each in their own way
TEXTS = st.text(max_size=40) | st.text("ab '’.,\n\t 猫るשe\u0301", max_size=40)
EXACT = [name for name in TOKENISERS if name != "spaced"]
FITTED = {name: kind.fitted(CORPUS, 300) for name, kind in TOKENISERS.items()}


def comes_back(tokeniser, text):
    return tokeniser.join(tokeniser.split(text)) == text


@pytest.mark.parametrize("name", EXACT)
@given(text=TEXTS)
@settings(max_examples=200, deadline=None)
def test_every_text_comes_back(name, text):
    assert comes_back(FITTED[name], text)


@given(words=st.lists(st.from_regex(r"\S{1,9}", fullmatch=True).filter(lambda w: not any(c.isspace() for c in w))))
@settings(deadline=None)
def test_a_text_with_single_spaces_comes_back_from_its_tokens(words):
    assert FITTED["spaced"].split(" ".join(words)) == words
    assert comes_back(FITTED["spaced"], " ".join(words))


def test_the_law_can_fail():
    assert not comes_back(FITTED["spaced"], "two  spaces")


@pytest.mark.parametrize("name", TOKENISERS)
@given(text=TEXTS)
@settings(deadline=None)
def test_pieces_are_the_text(name, text):
    tokens = FITTED[name].split(text)
    piece = FITTED[name].pieces()
    assert "".join([piece(token) for token in tokens]) == FITTED[name].join(tokens)


@pytest.mark.parametrize("name", TOKENISERS)
def test_a_tokeniser_survives_its_json(name):
    again = tokeniser_from_json(json.loads(json.dumps(FITTED[name].to_json())))
    assert again == FITTED[name]
    assert again.split(CORPUS[0]) == FITTED[name].split(CORPUS[0])


@pytest.mark.parametrize("name", TOKENISERS)
def test_a_lexicon_survives_its_json_and_gives_its_texts_back(name):
    lexicon = Lexicon.fitted(CORPUS, name, most=300)
    again = Lexicon.from_json(json.loads(json.dumps(lexicon.to_json())))
    assert again == lexicon
    for text in CORPUS:
        numbers = lexicon.encode(text)
        assert numbers.min() >= len(SPECIAL)
        assert numbers.max() < lexicon.size
        assert again.decode([2, *numbers, END, *numbers]) == " ".join(text.split()) if name == "spaced" else text


def test_what_is_rare_or_unseen_is_unknown():
    lexicon = Lexicon.fitted(["a a b"], "characters", min_count=2)
    assert lexicon.encode("ab!").tolist() == [lexicon.numbers["a"], UNKNOWN, UNKNOWN]
    assert lexicon.decode([PADDING, *lexicon.encode("ab")]) == "a" + REPLACEMENT
    assert [lexicon.named(number) for number in range(lexicon.size)] == [*SPECIAL, " ", "a"]


def test_byte_pairs_write_bytes_as_their_library_does():
    alphabet = pytest.importorskip("tokenizers").pre_tokenizers.ByteLevel.alphabet()
    assert set(tokenisers._letters()) == set(alphabet)
    assert sorted(tokenisers._letters().values()) == list(range(256))
    assert FITTED["bpe"].split("猫\n") == list("çĮ«Ċ")


def test_half_a_character_is_held_back_until_it_is_whole():
    piece = FITTED["bpe"].pieces()
    assert [piece(token) for token in FITTED["bpe"].split("鼠")] == ["", "", "鼠"]


def spoiled(**changes):
    return {**FITTED["bpe"].to_json(), **changes}


@pytest.mark.parametrize(
    "saved",
    [
        {"name": "sorcery"},
        spoiled(tokens=["a", "b"]),
        spoiled(tokens=[*FITTED["bpe"].known, "a"]),
        spoiled(merges=[["a"]]),
        spoiled(merges=[["a", "never"]]),
        spoiled(tokens=[*FITTED["bpe"].known, 7]),
        {"name": "bpe"},
    ],
)
def test_what_is_no_tokeniser_is_refused(saved):
    with pytest.raises((ValueError, LookupError, TypeError)):
        tokeniser_from_json(saved)


def test_a_lexicon_with_a_token_twice_is_refused():
    with pytest.raises(ValueError, match="each once"):
        Lexicon.from_json({"tokeniser": {"name": "words"}, "tokens": ["a", "a"]})


def test_byte_pairs_need_room_for_the_bytes_and_their_library(monkeypatch):
    with pytest.raises(ArgumentError, match="256 bytes; got room for 100"):
        BytePairs.fitted(CORPUS, 100)
    monkeypatch.setitem(__import__("sys").modules, "tokenizers", None)
    with pytest.raises(MissingExtraError, match=r"cellwright\[bpe\]"):
        BytePairs.fitted(CORPUS)
