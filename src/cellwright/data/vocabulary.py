"""Texts as a network sees them: the numbers of their tokens."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from cellwright.data.sequences import Texts
from cellwright.errors import DataError

PADDING, UNKNOWN = 0, 1
# a word with what is joined to it by an apostrophe, or a sign that is no letter, digit or space
WORD = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")
# kana, and the ideographs of Chinese and Japanese: scripts that put no spaces between words
WITHOUT_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
# this share of such letters makes a language one that is read by characters
MOSTLY = 0.2
# texts are words if this share of them has no space
MOSTLY_ALONE = 0.9
# a word that is not known may be known by its last letters, of the longest ending that others have, too
ENDINGS = (3, 2)
DIGIT = re.compile(r"\d")


def words(text: str) -> list[str]:
    """The words and signs of a text, in lower case.

    Example:
        >>> words("It's late, isn't it?")
        ["it's", 'late', ',', "isn't", 'it', '?']
    """
    return WORD.findall(text.lower())


def characters(text: str) -> list[str]:
    """The characters of a text, without spaces at its ends.

    Example:
        >>> characters("今日は ")
        ['今', '日', 'は']
    """
    return list(text.strip())


TOKENISERS: Mapping[str, Callable[[str], list[str]]] = {"words": words, "characters": characters}


def tokeniser_for(texts: Sequence[str]) -> str:
    """The tokeniser that suits these texts: characters where words are not parted by spaces, words elsewhere.

    Example:
        >>> tokeniser_for(["今日はいい天気です"]), tokeniser_for(["a fine day"])
        ('characters', 'words')
    """
    letters = sum(sum(character.isalnum() for character in text) for text in texts)
    return "characters" if sum(len(WITHOUT_SPACES.findall(text)) for text in texts) > MOSTLY * letters else "words"


def tokeniser_to_learn(texts: Sequence[str]) -> str:
    """The tokeniser that suits these texts to learn something about each from.

    Texts of one word each, most of which are not there twice, are read by characters: what there is to know about a
    strand of DNA, a name or an address lies within.

    Example:
        >>> tokeniser_to_learn(["gattaca", "tacagat"]), tokeniser_to_learn(["yes", "no", "no", "yes"])
        ('characters', 'words')
    """
    alone = sum(len(text.split()) == 1 for text in texts)
    inside = alone > MOSTLY_ALONE * len(texts) and 2 * len(set(texts)) > len(texts)
    return "characters" if inside else tokeniser_for(texts)


def endings(word: str) -> list[str]:
    """The endings of a word that are not all of it, the longest first, with digits as zeros.

    Example:
        >>> endings("sinking"), endings("1989")
        (['ing', 'ng'], ['000', '00'])
    """
    return [DIGIT.sub("0", word[-length:]) for length in ENDINGS if len(word) > length]


@dataclass(frozen=True)
class Vocabulary:
    """The tokens that a network knows: learned from the texts that were trained on.

    Number 0 pads. A word that is not known is known by its ending, if other rare words have it, too; number 1 stands
    for every other token.

    Attributes:
        tokeniser: "words" or "characters".
        tokens: those known, the most frequent first.
        ends: the endings known of rare words, the most frequent first.
    """

    tokeniser: str
    tokens: tuple[str, ...]
    ends: tuple[str, ...] = ()
    kind: ClassVar[str] = "tokens"

    @classmethod
    def fitted(cls, texts: Texts, tokeniser: str | None, min_count: int, also: Collection[str] = ()) -> Vocabulary:
        """The tokens that these texts have at least `min_count` times, and the endings of as many other words.

        Args:
            texts: what they are learned from.
            tokeniser: its name; None is what suits the texts.
            min_count: how often a token must occur.
            also: tokens that are known in any case, such as those that have vectors.

        Example:
            >>> Vocabulary.fitted(Texts((0, 1), ("a b a sinking", "b c drinking")), "words", 2, ["no"])
            Vocabulary(tokeniser='words', tokens=('a', 'b', 'no'), ends=('ing', 'ng'))
        """
        name = tokeniser or tokeniser_to_learn(texts.texts)
        counts = Counter(token for text in texts.texts for token in TOKENISERS[name](text))
        tokens = _frequent(counts, min_count)
        known = set(tokens)
        tokens += tuple(token for token in also if token not in known and TOKENISERS[name](token) == [token])
        rare = counts.keys() - tokens if name == "words" else ()
        return cls(name, tokens, _frequent(Counter(end for word in rare for end in endings(word)), max(min_count, 2)))

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each token."""
        return {token: number for number, token in enumerate(self.tokens, start=UNKNOWN + 1)}

    @cached_property
    def numbers_of_ends(self) -> Mapping[str, int]:
        """The number of each ending."""
        return {end: number for number, end in enumerate(self.ends, start=UNKNOWN + 1 + len(self.tokens))}

    def number(self, token: str) -> int:
        """The number of a token, or of its ending if it is not known."""
        known = self.numbers.get(token)
        if known is None:
            known = next((self.numbers_of_ends[end] for end in endings(token) if end in self.numbers_of_ends), UNKNOWN)
        return known

    @property
    def sizes(self) -> dict[str, int]:
        """How many numbers there are."""
        return {"vocabulary": len(self.tokens) + len(self.ends) + UNKNOWN + 1}

    def encoded(self, texts: Texts) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """The token numbers of all texts, and their bounds.

        Raises:
            DataError: a text has no token.
        """
        split = TOKENISERS[self.tokeniser]
        parts = [[self.number(token) for token in split(text)] for text in texts.texts]
        for row, part in enumerate(parts):
            if not part:
                raise DataError(f"the text in row {row} is empty: {texts.texts[row]!r}; leave it out")
        bounds = np.concatenate([[0], np.cumsum([len(part) for part in parts])]).astype(np.int64)
        return np.array([number for part in parts for number in part], np.int64), bounds

    def to_json(self) -> dict[str, Any]:
        """What `from_json` reads."""
        return {"tokeniser": self.tokeniser, "tokens": list(self.tokens), "ends": list(self.ends)}

    @classmethod
    def from_json(cls, saved: Mapping[str, Any]) -> Vocabulary:
        """The vocabulary of a model file.

        Raises:
            ValueError: it is none.
        """
        tokens, ends = saved["tokens"], saved["ends"]
        if saved["tokeniser"] not in TOKENISERS or not all(isinstance(token, str) for token in (*tokens, *ends)):
            raise ValueError("the vocabulary is no list of tokens of a known tokeniser")
        if len(set(tokens)) < len(tokens) or len(set(ends)) < len(ends):
            raise ValueError("the vocabulary has a token twice")
        return cls(saved["tokeniser"], tuple(tokens), tuple(ends))


def _frequent(counts: Mapping[str, int], least: int) -> tuple[str, ...]:
    """What was counted at least so often, the most frequent first."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(token for token, count in ordered if count >= least)
