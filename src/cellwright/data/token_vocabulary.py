"""Tokens as a network sees them: the number of a word, and the numbers of the characters that it is spelled with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from cellwright.data.vocabulary import UNKNOWN

Rows = npt.NDArray[np.int64]
# so many characters of a token are read: half of them its first, half its last
MOST_CHARACTERS = 40
# how many character numbers there are where tokens are single characters, whose spelling says nothing more
UNSPELLED = UNKNOWN + 1


@dataclass(frozen=True)
class TokenVocabulary:
    """The words and characters that a network knows: number 0 pads, number 1 stands for all that are not known.

    A word is known by its lower case, a character as it is: what the case says is read from the characters. Where all
    tokens are single characters, these are words that are known as they are, and nothing is spelled.

    Attributes:
        words: those known, the most frequent first.
        characters: those known, the most frequent first.
    """

    words: tuple[str, ...]
    characters: tuple[str, ...]

    @classmethod
    def fitted(cls, tokens: Iterable[Sequence[str]], min_count: int, also: Sequence[str] = ()) -> TokenVocabulary:
        """The words and characters that these sentences have at least `min_count` times.

        Args:
            tokens: the sentences.
            min_count: how often a word, or a character, must occur to be known.
            also: words that are known in any case.

        Example:
            >>> TokenVocabulary.fitted([["An", "ant"], ["an", "Ox"]], 2)
            TokenVocabulary(words=('an',), characters=('n', 'a'))
        """
        forms = Counter(token for sentence in tokens for token in sentence)
        words: Counter[str] = Counter()
        characters: Counter[str] = Counter()
        if all(len(form) == 1 for form in forms):
            words = forms
        else:
            for form, count in forms.items():
                words[form.lower()] += count
                for character in form:
                    characters[character] += count
        kept = [*dict.fromkeys([*_frequent(words, min_count), *also])]
        return cls(tuple(kept), tuple(_frequent(characters, min_count)))

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each word."""
        return {word: number for number, word in enumerate(self.words, start=UNKNOWN + 1)}

    @cached_property
    def _spelling(self) -> Mapping[str, int]:
        return {character: number for number, character in enumerate(self.characters, start=UNKNOWN + 1)}

    @property
    def sizes(self) -> dict[str, int]:
        """How many numbers there are of each kind."""
        return {"words": len(self.words) + UNKNOWN + 1, "characters": len(self.characters) + UNKNOWN + 1}

    def number(self, form: str) -> int:
        """The number of a word: as it is spelled, or else of its lower case."""
        return self.numbers.get(form, self.numbers.get(form.lower(), UNKNOWN))

    def spelled(self, form: str) -> list[int]:
        """The numbers of the characters of a word."""
        half = MOST_CHARACTERS // 2
        read = form if len(form) <= MOST_CHARACTERS else form[:half] + form[-half:]
        return [self._spelling.get(character, UNKNOWN) for character in read]

    def to_json(self) -> dict[str, Any]:
        """What `from_json` reads."""
        return {"words": list(self.words), "characters": list(self.characters)}

    @classmethod
    def from_json(cls, saved: Mapping[str, Any]) -> TokenVocabulary:
        """The vocabulary of a model file.

        Raises:
            ValueError: it is none.
        """
        for name in ("words", "characters"):
            known = saved[name]
            if not all(isinstance(each, str) for each in known) or len(set(known)) < len(known):
                raise ValueError(f"the {name} of the vocabulary are not different strings")
        return cls(tuple(saved["words"]), tuple(saved["characters"]))


def _frequent(counts: Counter[str], least: int) -> list[str]:
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [name for name, count in ordered if count >= least]
