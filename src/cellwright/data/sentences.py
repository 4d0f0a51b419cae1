"""Sentences as tokens, and what is said about each token; where they stood in a file or a text is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from cellwright.data.conll import Conll
from cellwright.data.schemes import SCHEMES, Span, spans_of
from cellwright.data.vocabulary import tokeniser_for
from cellwright.errors import DataError

Rows = npt.NDArray[np.int64]
# (start, end) of a token among the characters of its text
Place = tuple[int, int]
# a word with what is joined to it by an apostrophe, or a sign that is no letter, digit or space; its case stays
WORD = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")
NO_SPACE = re.compile(r"\S")

# what splits a raw text: words and signs, or single characters where a script puts no spaces between words
SPLITTERS: Mapping[str, Callable[[str], list[Place]]] = {
    "words": lambda text: [match.span() for match in WORD.finditer(text)],
    "characters": lambda text: [match.span() for match in NO_SPACE.finditer(text)],
}


@dataclass(frozen=True, eq=False)
class Sentences:
    """Tokens in sentences.

    Attributes:
        tokens: of each sentence, at least one.
        tags: one for each token; None where none are known.
        texts: the raw texts that the tokens were split from; None if they came as tokens.
        places: of each token in its text.
        tokeniser: what split the texts: "words" or "characters".
        lines: the number of the line of each token in its file, counted from 0; None if they came from none.
        file: the file, if these are all of its sentences.
    """

    tokens: tuple[tuple[str, ...], ...]
    tags: tuple[tuple[str, ...], ...] | None = None
    texts: tuple[str, ...] | None = None
    places: tuple[tuple[Place, ...], ...] | None = None
    tokeniser: str | None = None
    lines: tuple[tuple[int, ...], ...] | None = None
    file: Conll | None = None

    @classmethod
    def split(cls, texts: Sequence[str], tokeniser: str | None = None) -> Sentences:
        """Raw texts, split by a tokeniser; by default the one that suits their script.

        Raises:
            DataError: a text has no token.

        Example:
            >>> Sentences.split(["京都に行く"]).tokens, Sentences.split(["It's late."]).tokens
            ((('京', '都', 'に', '行', 'く'),), (("It's", 'late', '.'),))
        """
        name = tokeniser or tokeniser_for(texts)
        places = tuple(tuple(SPLITTERS[name](text)) for text in texts)
        for row, own in enumerate(places):
            if not own:
                raise DataError(f"the text in row {row} is empty: {texts[row]!r}; leave it out")
        tokens = tuple(tuple(text[start:end] for start, end in own) for text, own in zip(texts, places, strict=True))
        return cls(tokens, None, tuple(texts), places, name)

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def lengths(self) -> Rows:
        """The tokens of each sentence."""
        return np.array([len(sentence) for sentence in self.tokens], np.int64)

    @property
    def count(self) -> int:
        """How many tokens there are in all."""
        return int(self.lengths.sum())

    @property
    def words(self) -> set[str]:
        """All tokens, as they are spelled and in lower case."""
        forms = {token for tokens in self.tokens for token in tokens}
        return forms | {form.lower() for form in forms}

    @property
    def between(self) -> str:
        """What stands between two tokens where they are shown: a space, or nothing between characters."""
        return "" if self.tokeniser == "characters" else " "

    def take(self, rows: Rows) -> Sentences:
        """Some of the sentences.

        Example:
            >>> Sentences((("a",), ("b", "c"))).take(np.array([1])).tokens
            (('b', 'c'),)
        """
        picked: dict[str, Any] = {
            name: None if (value := getattr(self, name)) is None else tuple(value[row] for row in rows)
            for name in ("tokens", "tags", "texts", "places", "lines")
        }
        return replace(self, file=None, **picked)

    def tagged(self, tags: Sequence[Sequence[str]]) -> Sentences:
        """The same with these tags.

        Raises:
            DataError: they are not one for each token.
        """
        if len(tags) != len(self):
            raise DataError(f"there are {len(self)} sentences and tags for {len(tags)}; give one list of tags for each")
        for row, (tokens, own) in enumerate(zip(self.tokens, tags, strict=True)):
            if isinstance(own, str) or len(own) != len(tokens) or not all(isinstance(tag, str) and tag for tag in own):
                raise DataError(
                    f"sentence {row} has {len(tokens)} tokens and the tags {own!r}; expected a list with a string that "
                    f"is not empty for each token"
                )
        return replace(self, tags=tuple(tuple(own) for own in tags))

    def where(self, sentence: int, token: int) -> str:
        """Where a token stands, in words: its line in a file, or its sentence, counted from 0."""
        if self.lines is not None:
            name = f"{self.file.name}, " if self.file is not None else ""
            return f"{name}line {self.lines[sentence][token] + 1}"
        return f"sentence {sentence}, token {token} ({self.tokens[sentence][token]!r})"

    def spans(self, sentence: int, tags: Sequence[str]) -> list[Span]:
        """The entities that tags say: in characters of a raw text, otherwise in tokens."""
        found = spans_of(tags)
        if self.places is None:
            return found
        places = self.places[sentence]
        return [Span(places[span.start][0], places[span.end - 1][1], span.type) for span in found]


def with_entities(texts: Sequence[str], entities: Sequence[Sequence[Span]], tokeniser: str | None) -> Sentences:
    """Texts whose entities are known by their characters, as tokens with BIO tags.

    Raises:
        DataError: an entity is not in its text, overlaps another, or begins or ends inside of a token.

    Example:
        >>> with_entities(["京都に行く"], [[Span(0, 2, "place")]], None).tags
        (('B-place', 'I-place', 'O', 'O', 'O'),)
    """
    sentences = Sentences.split(texts, tokeniser)
    assert sentences.places is not None
    tags = []
    for row, (places, own) in enumerate(zip(sentences.places, entities, strict=True)):
        starts = {start: place for place, (start, _) in enumerate(places)}
        ends = {end: place + 1 for place, (_, end) in enumerate(places)}
        found, free = [], 0
        for span in sorted(own):
            if span.start not in starts or span.end not in ends or span.end <= span.start:
                raise DataError(
                    f"the entity {span.type!r} of text {row}, characters {span.start} to {span.end} "
                    f"({texts[row][span.start : span.end]!r}), does not begin and end where tokens do; write "
                    f"tokeniser='characters', or correct it"
                )
            if span.start < free:
                raise DataError(f"the entity {span.type!r} of text {row} begins at {span.start}, inside of another one")
            free = span.end
            found.append(Span(starts[span.start], ends[span.end], span.type))
        tags.append(SCHEMES["bio"].tags(found, len(places)))
    return sentences.tagged(tags)
