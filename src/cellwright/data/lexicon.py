"""A vocabulary whose texts can be read and written: token numbers from a text, and the text from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from cellwright.data.tokenisers import TOKENISERS, Tokeniser, tokeniser_from_json
from cellwright.data.vocabulary import PADDING, UNKNOWN

__all__ = ["END", "PADDING", "REPLACEMENT", "SPECIAL", "START", "UNKNOWN", "Lexicon"]

START, END = 2, 3
SPECIAL = ("<pad>", "<unk>", "<s>", "</s>")
# what is written for a token that is not known
REPLACEMENT = "\ufffd"


@dataclass(frozen=True)
class Lexicon:
    """The tokens that a network knows, with numbers: 0 pads, 1 is unknown, 2 begins a text, 3 ends it; then `tokens`.

    Attributes:
        tokeniser: what makes tokens of texts.
        tokens: those known, the most frequent first.
    """

    tokeniser: Tokeniser
    tokens: tuple[str, ...]

    @classmethod
    def fitted(
        cls, texts: Iterable[str], tokeniser: str = "characters", *, min_count: int = 1, most: int | None = None
    ) -> Lexicon:
        """The tokens of these texts.

        Args:
            texts: they are gone through twice if the tokeniser learns from them, otherwise once.
            tokeniser: a name of `TOKENISERS`.
            min_count: how often a token must occur to be known; byte pairs are all known.
            most: the most tokens, the most frequent ones.

        Example:
            >>> lexicon = Lexicon.fitted(["a b a", "b c"], "spaced", most=2)
            >>> lexicon.tokens, lexicon.encode("b c a").tolist(), lexicon.decode([5, 1, 4])
            (('a', 'b'), [5, 1, 4], 'b \ufffd a')
        """
        own = TOKENISERS[tokeniser].fitted(texts, most)
        if own.tokens:
            return cls(own, tuple(own.tokens))
        counts = Counter(token for text in texts for token in own.split(text))
        ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        return cls(own, tuple(token for token, count in ordered if count >= min_count)[:most])

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each token."""
        return {token: number for number, token in enumerate(self.tokens, start=len(SPECIAL))}

    @property
    def size(self) -> int:
        """How many numbers there are."""
        return len(SPECIAL) + len(self.tokens)

    def encode(self, text: str) -> npt.NDArray[np.int64]:
        """The numbers of the tokens of a text, without a start or an end."""
        numbers = self.numbers
        return np.array([numbers.get(token, UNKNOWN) for token in self.tokeniser.split(text)], np.int64)

    def decode(self, numbers: Iterable[int]) -> str:
        """The text of these numbers, up to an end; padding and starts are nothing."""
        return "".join(self.texts(numbers))

    def texts(self, numbers: Iterable[int]) -> Iterator[str]:
        """The text that each number adds, one after the other, up to an end."""
        piece = self.tokeniser.pieces()
        for number in numbers:
            if number == END:
                return
            if number == UNKNOWN:
                yield piece(REPLACEMENT)
            elif number not in (PADDING, START):
                yield piece(self.tokens[number - len(SPECIAL)])

    def named(self, number: int) -> str:
        """The token of a number, as it is shown to people."""
        return SPECIAL[number] if number < len(SPECIAL) else self.tokens[number - len(SPECIAL)]

    def shown(self, numbers: Iterable[int]) -> list[str]:
        """What each number adds to a text, with names for those that add nothing.

        Example:
            >>> Lexicon.fitted(["a b"], "spaced").shown([4, 5, END])
            ['a', ' b', '</s>']
        """
        piece = self.tokeniser.pieces()
        return [self.named(each) if each < len(SPECIAL) else piece(self.named(each)) for each in numbers]

    def to_json(self) -> dict[str, Any]:
        """What `from_json` reads."""
        tokens = [] if self.tokeniser.tokens else list(self.tokens)
        return {"tokeniser": self.tokeniser.to_json(), "tokens": tokens}

    @classmethod
    def from_json(cls, saved: Mapping[str, Any]) -> Lexicon:
        """The lexicon of a model file.

        Raises:
            ValueError, LookupError, TypeError: it is none.
        """
        tokeniser = tokeniser_from_json(saved["tokeniser"])
        tokens = tuple(tokeniser.tokens) or tuple(saved["tokens"])
        listed = isinstance(saved["tokens"], list)
        if not listed or not all(isinstance(token, str) for token in tokens) or len(set(tokens)) < len(tokens):
            raise ValueError("the lexicon is no list of tokens, each once")
        return cls(tokeniser, tokens)
