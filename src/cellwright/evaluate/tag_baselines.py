"""Taggers without a network: the most frequent tag of each word, and a CRF on features made by hand."""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from cellwright.data.sentences import Sentences
from cellwright.errors import MissingExtraError

Tags = list[list[str]]
# those that sklearn-crfsuite's own tutorial on entities uses
CRF_OPTIONS = {"c1": 0.1, "c2": 0.1, "max_iterations": 100, "feature.possible_transitions": True}
AROUND = (-2, -1, 1, 2)
KINDS = (("\u3040", "\u309f", "hiragana"), ("\u30a0", "\u30ff", "katakana"), ("\u3400", "\u9fff", "ideograph"))


def most_frequent(known: Sentences, unseen: Sentences) -> Tags:
    """The tag that each word most often has in the training data; words that are not there have the commonest tag.

    Example:
        >>> known = Sentences((("an", "ox", "ran"),), (("DET", "NOUN", "NOUN"),))
        >>> most_frequent(known, Sentences((("An", "ant"),)))
        [['DET', 'NOUN']]
    """
    assert known.tags is not None
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    every: Counter[str] = Counter()
    for tokens, tags in zip(known.tokens, known.tags, strict=True):
        every.update(tags)
        for token, tag in zip(tokens, tags, strict=True):
            counts[token][tag] += 1
            counts[token.lower()][tag] += token != token.lower()
    ((usual, _),) = every.most_common(1)
    best = {word: own.most_common(1)[0][0] for word, own in counts.items()}
    return [[best.get(token, best.get(token.lower(), usual)) for token in tokens] for tokens in unseen.tokens]


def hand_made_crf(known: Sentences, unseen: Sentences) -> Tags:
    """A linear-chain CRF on the words around each token, their beginnings, ends and shapes; of characters on n-grams.

    Source: the features are those that are usual for it (Ratinov and Roth 2009); fitted by CRFsuite (Okazaki 2007).

    Raises:
        MissingExtraError: python-crfsuite is not installed.
    """
    try:
        crfsuite = import_module("pycrfsuite")
    except ImportError as error:
        raise MissingExtraError.of("tag", "the CRF on features made by hand needs python-crfsuite") from error
    assert known.tags is not None
    features = features_for(known)
    trainer = crfsuite.Trainer(verbose=False)
    for tokens, tags in zip(known.tokens, known.tags, strict=True):
        trainer.append(features(tokens), tags)
    trainer.set_params(CRF_OPTIONS)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder, "crf"))
        trainer.train(path)
        tagger = crfsuite.Tagger()
        with tagger.open(path):
            return [tagger.tag(features(tokens)) for tokens in unseen.tokens]


def features_for(sentences: Sentences) -> Callable[[Sequence[str]], list[list[str]]]:
    """What makes the features: that of characters, where all tokens are single ones, else that of words.

    Example:
        >>> features_for(Sentences((("M", "K", "V"),))).__name__
        'character_features'
    """
    single = all(len(token) == 1 for tokens in sentences.tokens for token in tokens)
    return character_features if single else word_features


def word_features(tokens: Sequence[str]) -> list[list[str]]:
    """The features of each word of a sentence.

    Example:
        >>> word_features(["Ann", "ran"])[1][:4]
        ['word=ran', 'shape=xxx', 'end=n', 'begin=r']
    """
    return [_word(tokens, place) for place in range(len(tokens))]


def _word(tokens: Sequence[str], place: int) -> list[str]:
    token = tokens[place]
    lower = token.lower()
    found = [f"word={lower}", f"shape={_shape(token)}"]
    for size in (1, 2, 3, 4):
        if len(lower) >= size:
            found += [f"end={lower[-size:]}", f"begin={lower[:size]}"]
    for step in AROUND:
        at = place + step
        if 0 <= at < len(tokens):
            found.append(f"{step}:word={tokens[at].lower()}")
            if abs(step) == 1:
                found.append(f"{step}:shape={_shape(tokens[at])}")
        else:
            found.append(f"{step}:outside")
    return found


def _shape(token: str) -> str:
    """The shape of a word: Xxx, 00, X.X., no more than four of a kind."""
    kinds = "".join("X" if c.isupper() else "x" if c.islower() else "0" if c.isdigit() else c for c in token)
    short = ""
    for kind in kinds:
        short += "" if short.endswith(kind * 4) else kind
    return short


def character_features(tokens: Sequence[str]) -> list[list[str]]:
    """The features of each character of a text: single ones, pairs and triples around it, and their kinds."""
    padded = ["<", "<", *tokens, ">", ">"]
    kinds = [_kind(character) for character in padded]
    found = []
    for place in range(2, len(padded) - 2):
        own = [f"{step}={padded[place + step]}" for step in range(-2, 3)]
        own += [f"{step}:kind={kinds[place + step]}" for step in range(-2, 3)]
        own += [f"{step}:two={padded[place + step]}{padded[place + step + 1]}" for step in range(-2, 2)]
        own += [f"{step}:kinds={kinds[place + step]} {kinds[place + step + 1]}" for step in range(-2, 2)]
        own += [f"{step}:three={''.join(padded[place + step : place + step + 3])}" for step in (-2, -1, 0)]
        found.append(own)
    return found


def _kind(character: str) -> str:
    named = next((name for first, last, name in KINDS if first <= character <= last), None)
    return named or ("digit" if character.isdigit() else "letter" if character.isalpha() else "sign")


TAG_BASELINES: Mapping[str, Callable[[Sentences, Sentences], Any]] = {
    "MostFrequentTag": most_frequent,
    "HandMadeCRF": hand_made_crf,
}
