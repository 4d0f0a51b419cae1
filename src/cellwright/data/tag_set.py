"""The tags that a network knows: those of the data, or BIOES tags of the entities that these mark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from cellwright.data.schemes import OUTSIDE, SCHEMES, Scheme, allowed, fault_in, parts, scheme_of, spans_of
from cellwright.data.sentences import Sentences
from cellwright.errors import DataError

Rows = npt.NDArray[np.int64]
# entities are told apart best if their ends are marked, too (Ratinov and Roth 2009)
INNER = SCHEMES["bioes"]

# what to do about tags that break their scheme: when a tagger is fitted, and when it is judged
WHEN_FITTED = "correct it, write scheme= if it is another one, or repair=True to read such tags generously"
WHEN_JUDGED = "correct it; a tagger that was fitted with repair=True reads such tags generously"


@dataclass(frozen=True)
class TagSet:
    """The tags of a tagger.

    Attributes:
        scheme: that of the data.
        tags: those that the network chooses from.
    """

    scheme: Scheme
    tags: tuple[str, ...]

    @classmethod
    def fitted(cls, sentences: Sentences, scheme: str | None = None, *, repair: bool = False) -> TagSet:
        """The tags of sentences.

        Args:
            sentences: with their tags.
            scheme: a name of `SCHEMES`; None tells it by the tags.
            repair: whether tags that break the scheme are read generously.

        Raises:
            DataError: a tag breaks the scheme, or there is one tag only.

        Example:
            >>> TagSet.fitted(Sentences((("in", "Rome"),), (("O", "B-place"),))).tags
            ('B-place', 'E-place', 'I-place', 'O', 'S-place')
        """
        assert sentences.tags is not None
        found = SCHEMES[scheme] if scheme else scheme_of(sentences.tags)
        known = {tag for tags in sentences.tags for tag in tags}
        if len(known) < 2:
            raise DataError(f"every token has the tag {min(known)!r}; there is nothing to tell apart")
        if found.prefixes:
            kinds = {parts(tag)[1] for tag in known} - {""}
            known = {f"{prefix}-{kind}" for kind in kinds for prefix in INNER.prefixes} | {OUTSIDE}
        own = cls(found, tuple(sorted(known)))
        own.check(sentences, repair=repair, advice=WHEN_FITTED)
        return own

    def check(self, sentences: Sentences, *, repair: bool = False, advice: str = WHEN_JUDGED) -> None:
        """Raise if the sentences have tags that break the scheme, or of which not one is known.

        Args:
            sentences: with their tags.
            repair: whether tags that break the scheme are read generously.
            advice: what to do where they are not.

        Raises:
            DataError: names the line, or the sentence and the token.
        """
        assert sentences.tags is not None
        if not repair and (fault := fault_in(sentences.tags, self.scheme)) is not None:
            raise DataError(f"{sentences.where(fault.sentence, fault.token)}: {fault.says}; {advice}")
        unknown = self.unknown(sentences)
        met = {self._kind(tag) for tags in sentences.tags for tag in tags} - {""}
        if unknown and met == set(unknown):
            row, place = next(
                (row, place)
                for row, tags in enumerate(sentences.tags)
                for place, tag in enumerate(tags)
                if self._kind(tag) in unknown
            )
            known = ", ".join(self.tags[:10]) + (", ..." if len(self.tags) > 10 else "")
            raise DataError(
                f"{sentences.where(row, place)}: the tag {sentences.tags[row][place]!r} was not there when the tagger "
                f"was fitted, and no other tag of these sentences was; it knows {known}"
            )

    def unknown(self, sentences: Sentences) -> Counter[str]:
        """The tags, or the types of entities, that are not known, and how many tokens have each."""
        assert sentences.tags is not None
        known = {self._kind(tag) for tag in self.tags}
        return Counter(kind for tags in sentences.tags for tag in tags if (kind := self._kind(tag)) not in known)

    def _kind(self, tag: str) -> str:
        """What of a tag must be known: its type, where it marks entities."""
        return parts(tag)[1] if self.scheme.prefixes else tag

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {tag: number for number, tag in enumerate(self.tags)}

    def numbers(self, sentences: Sentences) -> Rows:
        """The number of the tag of every token, sentence behind sentence."""
        assert sentences.tags is not None
        found = sentences.tags
        if self.scheme.prefixes:
            found = tuple(tuple(INNER.tags(spans_of(tags), len(tags))) for tags in found)
        return np.array([self._numbers[tag] for tags in found for tag in tags], np.int64)

    def named(self, numbers: Iterable[int]) -> list[str]:
        """The tags of a sentence, in the scheme of the data."""
        tags = [self.tags[number] for number in numbers]
        return self.scheme.tags(spans_of(tags), len(tags)) if self.scheme.prefixes else tags

    def each_named(self, numbers: Sequence[Sequence[int]], lengths: Sequence[int]) -> list[list[str]]:
        """The tags of sentences, of whose numbers some may stand behind the end."""
        return [self.named(own[:length]) for own, length in zip(numbers, lengths, strict=True)]

    @property
    def allowed(self) -> npt.NDArray[np.bool_]:
        """Which tag may follow which: (tags + 1, tags + 1); the last index stands for the ends of a sentence."""
        return allowed(self.tags, INNER if self.scheme.prefixes else self.scheme)

    def to_json(self) -> dict[str, Any]:
        """What `from_json` reads."""
        return {"scheme": self.scheme.name, "tags": list(self.tags)}

    @classmethod
    def from_json(cls, saved: Mapping[str, Any]) -> TagSet:
        """The tags of a model file.

        Raises:
            ValueError: they are none.
        """
        tags = saved["tags"]
        if saved["scheme"] not in SCHEMES or not all(isinstance(tag, str) and tag for tag in tags):
            raise ValueError("the tags of the model are no strings, or of no known scheme")
        if len(set(tags)) < max(2, len(tags)):
            raise ValueError("the tags of the model are not different from each other")
        return cls(SCHEMES[saved["scheme"]], tuple(tags))
