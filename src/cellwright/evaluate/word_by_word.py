"""Translation word by word, by which words occur together: what a network has to beat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cellwright.data.tokenisers import Tokeniser, Words

Numbers = npt.NDArray[np.int64]
ROUNDS = 5
# more pairs than these hardly change what words become, and their links would fill the memory
MOST_PAIRS = 50_000


@dataclass(frozen=True, eq=False)
class WordByWord:
    """Each word becomes the word that it was most probably the cause of, in its place; a word that is not known stays.

    Attributes:
        becomes: for each word that is known, what it becomes.
        tokeniser: what splits texts, and joins them.

    Source: Brown, Della Pietra, Della Pietra and Mercer, The mathematics of statistical machine translation,
    Computational Linguistics 1993: their model 1, by expectation maximisation.

    Example:
        >>> known = ["the house", "the book", "a book"], ["das Haus", "das Buch", "ein Buch"]
        >>> WordByWord.fitted(*known).translated("a house")
        'ein Haus'
    """

    becomes: dict[str, str]
    tokeniser: Tokeniser

    @classmethod
    def fitted(cls, sources: Sequence[str], targets: Sequence[str], rounds: int = ROUNDS) -> WordByWord:
        """The words of pairs of texts, of the first 50,000 of them."""
        tokeniser, sources, targets = Words(), sources[:MOST_PAIRS], targets[:MOST_PAIRS]
        read, written = (_Known(tokeniser, texts) for texts in (sources, targets))
        # every word of a source with every word of its target: a link
        pairs = [np.meshgrid(*pair, indexing="ij") for pair in zip(read.texts, written.texts, strict=True)]
        causes, effects = (np.concatenate([pair[side].ravel() for pair in pairs]) for side in (0, 1))
        # links that have a target's word in common share it
        lengths = [(len(own), len(other)) for own, other in zip(read.texts, written.texts, strict=True)]
        ends = np.cumsum([0, *(other for _, other in lengths)])
        shared = np.concatenate(
            [np.tile(np.arange(other) + end, own) for (own, other), end in zip(lengths, ends, strict=False)]
        )
        kinds, kind = np.unique(causes * len(written.words) + effects, return_inverse=True)
        cause = kinds // len(written.words)
        probability = np.ones(len(kinds))
        for _ in range(rounds):
            link = probability[kind]
            link /= np.bincount(shared, link)[shared]
            counts = np.bincount(kind, link)
            probability = counts / np.bincount(cause, counts)[cause]
        # of each cause, the most probable comes last
        order = np.lexsort((probability, cause))
        last = np.flatnonzero(np.diff(cause[order], append=-1))
        best = kinds[order[last]]
        return cls(
            {read.words[k // len(written.words)]: written.words[k % len(written.words)] for k in best.tolist()},
            tokeniser,
        )

    def translated(self, text: str) -> str:
        """A text, word by word."""
        return self.tokeniser.join(self.becomes.get(word, word) for word in self.tokeniser.split(text))


class _Known:
    """The words of texts, each with a number."""

    def __init__(self, tokeniser: Tokeniser, texts: Sequence[str]) -> None:
        split = [tokeniser.split(text) for text in texts]
        numbers = {word: number for number, word in enumerate(sorted({word for words in split for word in words}))}
        self.words = list(numbers)
        self.texts = [np.array([numbers[word] for word in words], np.int64) for words in split]
