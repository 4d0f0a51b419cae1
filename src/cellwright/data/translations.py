"""Pairs of texts as a network sees them: token numbers of both sides, in batches of like length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt
import torch

from cellwright.data.examples import Batch, Rows
from cellwright.data.lexicon import END, START, Lexicon
from cellwright.data.order import by_length
from cellwright.data.padded import Padded
from cellwright.data.vocabulary import UNKNOWN
from cellwright.nn.pooling import within

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Translations:
    """Sources with what they become.

    Attributes:
        sources: the token numbers of each source, with an end.
        given: a start and the token numbers of each target: what is known when the next is chosen.
        wanted: the token numbers of each target and an end: what is to be chosen. It may have numbers of the extended
            vocabulary.
        places: the sources in the extended vocabulary, where tokens can be copied.
        vectors: those to begin with, and the numbers of the source's tokens that have them, if any were given.
    """

    sources: Padded
    given: Padded
    wanted: Padded
    places: Padded | None = None
    vectors: tuple[npt.NDArray[np.float32], Numbers] | None = None

    def __len__(self) -> int:
        return len(self.sources)

    def batch(self, rows: Rows) -> Batch:
        """What the network is called with; and all tokens to choose, one text behind another."""
        wanted, lengths = self.wanted.batch(rows).inputs
        inputs = (*self.sources.batch(rows).inputs, *self.given.batch(rows).inputs)
        beside = () if self.places is None else self.places.batch(rows).inputs[:1]
        return Batch((*inputs, *beside), (wanted[within(lengths, wanted.shape[1])],))

    def order(self, generator: np.random.Generator, batch_size: int) -> Rows:
        """Batches of like length, by the target, which costs most."""
        lengths = np.diff(self.given.bounds) * 1000 + np.minimum(np.diff(self.sources.bounds), 999)
        return by_length(lengths, generator, batch_size)

    def take(self, rows: Rows) -> Translations:
        """Some of them."""
        sources, given, wanted = (part.take(rows) for part in (self.sources, self.given, self.wanted))
        places = None if self.places is None else self.places.take(rows)
        return Translations(sources, given, wanted, places, self.vectors)


def translations(
    sources: Sequence[str],
    targets: Sequence[str],
    lexicons: tuple[Lexicon, Lexicon],
    *,
    copying: bool,
    most: tuple[int | None, int | None],
) -> Translations:
    """Pairs of texts as examples.

    Args:
        sources: the texts.
        targets: what they become.
        lexicons: of the sources and of the targets; the same one if tokens can be copied.
        copying: whether tokens that the lexicon does not know can be copied: each such token of a source has a number
            of its own behind the lexicon's, by the order in which it comes first.
        most: the most tokens of a source, and of a target, that are read.

    Example:
        >>> known = Lexicon.fitted(["a b"], "spaced")
        >>> found = translations(["a x y x"], ["x b z"], (known, known), copying=True, most=(None, None))
        >>> batch = found.batch(np.array([0]))
        >>> batch.inputs[0].tolist(), batch.inputs[4].tolist(), batch.targets[0].tolist()
        ([[4, 1, 1, 1, 3]], [[4, 6, 7, 6, 3]], [6, 5, 1, 3])
    """
    read, written = lexicons
    pieces = (
        [read.tokeniser.split(text)[: most[0]] for text in sources],
        [written.tokeniser.split(text)[: most[1]] for text in targets],
    )
    numbers = [[read.numbers.get(token, UNKNOWN) for token in tokens] for tokens in pieces[0]]
    wanted = [[written.numbers.get(token, UNKNOWN) for token in tokens] for tokens in pieces[1]]
    given = padded([[START, *each] for each in wanted])
    ends = padded([[*each, END] for each in numbers])
    if not copying:
        return Translations(ends, given, padded([[*each, END] for each in wanted]))
    places, extended = [], []
    for own, becomes in zip(*pieces, strict=True):
        unknown = unknown_tokens(own, read)
        places.append([read.numbers.get(token, unknown.get(token, UNKNOWN)) for token in own] + [END])
        extended.append([read.numbers.get(token, unknown.get(token, UNKNOWN)) for token in becomes] + [END])
    return Translations(ends, given, padded(extended), padded(places))


def unknown_tokens(tokens: Sequence[str], lexicon: Lexicon) -> dict[str, int]:
    """The numbers in the extended vocabulary of the tokens that a lexicon does not know, the first one first."""
    unknown = dict.fromkeys(token for token in tokens if token not in lexicon.numbers)
    return {token: number for number, token in enumerate(unknown, start=lexicon.size)}


def padded(parts: Sequence[Sequence[int]]) -> Padded:
    """Lists of token numbers as `Padded`."""
    bounds = np.concatenate([[0], np.cumsum([len(part) for part in parts])]).astype(np.int64)
    return Padded(np.array(list(chain.from_iterable(parts)), np.int64), bounds)


def batch_of(examples: Translations, rows: Rows) -> tuple[torch.Tensor, ...]:
    """What the network reads of some examples: the sources, their lengths, and their places if tokens are copied."""
    beside = () if examples.places is None else examples.places.batch(rows).inputs[:1]
    return (*examples.sources.batch(rows).inputs, *beside)


def written_tokens(
    numbers: Numbers, attention: npt.NDArray[np.floating], source: Sequence[str], read: Lexicon, written: Lexicon
) -> list[str]:
    """The tokens of numbers that a network wrote.

    A number of the extended vocabulary is the token of the source that has it. Where the network wrote that it does not
    know the word, the token of the source that it looked at most stands in for it (Luong et al., Addressing the rare
    word problem, ACL 2015).

    Args:
        numbers: what was written.
        attention: how much each token of the source was looked at (numbers, tokens of the source and its end).
        source: its tokens, at least one.
        read: the lexicon of the source.
        written: that of what is written.
    """
    unknown = {number: token for token, number in unknown_tokens(source, read).items()}
    found = []
    for number, seen in zip(numbers.tolist(), attention, strict=True):
        if number == UNKNOWN:
            found.append(source[int(seen[: len(source)].argmax())])
        else:
            found.append(unknown[number] if number in unknown and number >= written.size else written.named(number))
    return found
