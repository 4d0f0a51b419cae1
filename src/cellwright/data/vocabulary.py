"""Texts as a network sees them: the numbers of their tokens."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
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


@dataclass(frozen=True)
class Vocabulary:
    """The tokens that a network knows: learned from the texts that were trained on.

    Number 0 pads, number 1 stands for every token that is not known.

    Attributes:
        tokeniser: "words" or "characters".
        tokens: those known, the most frequent first.
    """

    tokeniser: str
    tokens: tuple[str, ...]
    kind: ClassVar[str] = "tokens"

    @classmethod
    def fitted(cls, texts: Texts, tokeniser: str | None, min_count: int) -> Vocabulary:
        """The tokens that these texts have at least `min_count` times.

        Example:
            >>> Vocabulary.fitted(Texts((0, 1), ("a b a", "b c")), "words", 2).tokens
            ('a', 'b')
        """
        name = tokeniser or tokeniser_for(texts.texts)
        counts = Counter(token for text in texts.texts for token in TOKENISERS[name](text))
        ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        return cls(name, tuple(token for token, count in ordered if count >= min_count))

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each token."""
        return {token: number for number, token in enumerate(self.tokens, start=UNKNOWN + 1)}

    @property
    def sizes(self) -> dict[str, int]:
        """How many numbers there are."""
        return {"vocabulary": len(self.tokens) + UNKNOWN + 1}

    def encoded(self, texts: Texts) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """The token numbers of all texts, and their bounds.

        Raises:
            DataError: a text has no token.
        """
        split = TOKENISERS[self.tokeniser]
        parts = [[self.numbers.get(token, UNKNOWN) for token in split(text)] for text in texts.texts]
        for row, part in enumerate(parts):
            if not part:
                raise DataError(f"the text in row {row} is empty: {texts.texts[row]!r}; leave it out")
        bounds = np.concatenate([[0], np.cumsum([len(part) for part in parts])]).astype(np.int64)
        return np.array([number for part in parts for number in part], np.int64), bounds

    def to_json(self) -> dict[str, Any]:
        """What `from_json` reads."""
        return {"tokeniser": self.tokeniser, "tokens": list(self.tokens)}

    @classmethod
    def from_json(cls, saved: Mapping[str, Any]) -> Vocabulary:
        """The vocabulary of a model file.

        Raises:
            ValueError: it is none.
        """
        tokens = saved["tokens"]
        if saved["tokeniser"] not in TOKENISERS or not all(isinstance(token, str) for token in tokens):
            raise ValueError("the vocabulary is no list of tokens of a known tokeniser")
        if len(set(tokens)) < len(tokens):
            raise ValueError("the vocabulary has a token twice")
        return cls(saved["tokeniser"], tuple(tokens))
