"""Examples of sentences to tag: words and their spelling, padded where they meet in a batch, never before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch

from cellwright.data.examples import Batch
from cellwright.data.order import by_length
from cellwright.data.sentences import Sentences
from cellwright.data.token_vocabulary import Rows, TokenVocabulary


@dataclass(frozen=True, eq=False)
class TaggedExamples:
    """Sentences as numbers.

    Attributes:
        words: (tokens,), the number of each word.
        forms: (tokens,), which of the different spellings each token has.
        characters: the numbers of the characters of all spellings, one behind the other.
        spelled: the spelling i is characters[spelled[i]:spelled[i + 1]].
        bounds: the sentence i lies in words[bounds[i]:bounds[i + 1]].
        tags: (tokens,), the number of each tag; None where none are known.
        allowed: (tags + 1, tags + 1), which tag may follow which; the last index stands for the ends.
        vectors: vectors that are known of words beforehand, (words, size), and the numbers of these words.
    """

    words: Rows
    forms: Rows
    characters: Rows
    spelled: Rows
    bounds: Rows
    tags: Rows | None = None
    allowed: npt.NDArray[np.bool_] | None = None
    vectors: tuple[npt.NDArray[np.float32], Rows] | None = None

    @classmethod
    def of(cls, sentences: Sentences, vocabulary: TokenVocabulary, tags: Rows | None = None) -> TaggedExamples:
        """Sentences as a network with this vocabulary sees them; with the numbers of their tags, if these are known."""
        tokens = [token for sentence in sentences.tokens for token in sentence]
        known: dict[str, int] = {}
        forms = np.array([known.setdefault(token, len(known)) for token in tokens], np.int64)
        own = np.array([vocabulary.number(form) for form in known], np.int64)
        spelled = [vocabulary.spelled(form) for form in known]
        return cls(own[forms], forms, *_flat(spelled), _bounds(sentences.lengths), tags)

    def __len__(self) -> int:
        return len(self.bounds) - 1

    @property
    def lengths(self) -> Rows:
        """The tokens of each sentence."""
        return np.diff(self.bounds)

    def order(self, generator: np.random.Generator, batch_size: int) -> Rows:
        """Sentences of like length side by side."""
        return by_length(self.lengths, generator, batch_size)

    def batch(self, rows: Rows) -> Batch:
        """The sentences of these rows, with zeros behind their ends.

        Returns:
            As inputs the words (batch, longest), the lengths (batch,), the spellings (batch, longest), numbered from 1,
            and their characters (batch, longest, most characters); as targets the tags (batch, longest).
        """
        starts, lengths = self.bounds[rows], self.lengths[rows]
        places, inside = _places(starts, lengths)
        forms = self.forms[places]
        begins = self.spelled[forms]
        letters, within = _places(begins, np.where(inside, self.spelled[forms + 1] - begins, 0))
        inputs = (
            _padded(self.words[places], inside),
            torch.from_numpy(lengths),
            _padded(forms + 1, inside),
            _padded(self.characters[letters], within),
        )
        targets = () if self.tags is None else (_padded(self.tags[places], inside),)
        return Batch(inputs, targets)

    def take(self, rows: Rows) -> TaggedExamples:
        """Some of the sentences."""
        places, inside = _places(self.bounds[rows], self.lengths[rows])
        kept = places[inside]
        tags = None if self.tags is None else self.tags[kept]
        return replace(
            self, words=self.words[kept], forms=self.forms[kept], bounds=_bounds(self.lengths[rows]), tags=tags
        )


def _bounds(lengths: Sequence[int] | Rows) -> Rows:
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)


def _flat(lists: Sequence[Sequence[int]]) -> tuple[Rows, Rows]:
    return np.array([number for one in lists for number in one], np.int64), _bounds([len(one) for one in lists])


def _places(starts: Rows, lengths: Rows) -> tuple[Rows, npt.NDArray[np.bool_]]:
    """Where the pieces that begin at `starts` lie (..., longest), and which of these places are inside of them."""
    steps = np.arange(lengths.max(initial=1))
    inside = steps < lengths[..., None]
    return np.where(inside, starts[..., None] + steps, 0), inside


def _padded(values: Rows, inside: npt.NDArray[np.bool_]) -> torch.Tensor:
    return torch.from_numpy(np.where(inside, values, 0))
