"""Tag schemes: how the tags of single tokens say where entities begin and end, and which tag may follow which.

bio      B-x begins an entity of type x, I-x goes on with it, O is outside (also called IOB2)
iob1     I-x begins one, too; B-x only where another of the same type ends right before (Ramshaw and Marcus 1995)
bioes    E-x ends an entity, S-x is one of a single token
bilou    the same with L-x and U-x
plain    tags that mark no entities, such as parts of speech
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cellwright.errors import DataError

OUTSIDE = "O"
# prefixes that go on with an entity, and that end one
GOES_ON, ENDS = frozenset("IEL"), frozenset("ESLU")


class Span(NamedTuple):
    """An entity: the tokens from `start` to before `end`, and its type."""

    start: int
    end: int
    type: str


@dataclass(frozen=True)
class Scheme:
    """A tag scheme.

    Attributes:
        name: what it is called.
        prefixes: those that its tags have, besides O; none for plain tags.
        ends: whether the last token of an entity is marked.
    """

    name: str
    prefixes: frozenset[str]
    ends: bool = False

    def follows(self, tag: str, before: str) -> bool:
        """Whether a tag may stand behind another; O stands before the first and behind the last.

        Example:
            >>> bio = SCHEMES["bio"]
            >>> bio.follows("I-place", "B-place"), bio.follows("I-place", "O"), bio.follows("I-place", "B-name")
            (True, False, False)
        """
        if not self.prefixes:
            return True
        (prefix, kind), (last, other) = parts(tag), parts(before)
        inside = last in "BI"
        if self.name == "iob1":
            return prefix != "B" or (inside and kind == other)
        if prefix in GOES_ON:
            return inside and kind == other
        return not (self.ends and inside)

    def tags(self, spans: Iterable[Span], length: int) -> list[str]:
        """The tags of so many tokens with these entities.

        Example:
            >>> SCHEMES["bioes"].tags([Span(0, 1, "name"), Span(1, 3, "place")], 4)
            ['S-name', 'B-place', 'E-place', 'O']
        """
        found = [OUTSIDE] * length
        one, last = {"bioes": ("S", "E"), "bilou": ("U", "L")}.get(self.name, ("B", "I"))
        before: Span | None = None
        for span in sorted(spans):
            found[span.start : span.end] = [f"I-{span.type}"] * (span.end - span.start)
            found[span.end - 1] = f"{last}-{span.type}"
            touches = before is not None and (before.end, before.type) == (span.start, span.type)
            if self.name != "iob1" or touches:
                found[span.start] = f"{one if span.end - span.start == 1 else 'B'}-{span.type}"
            before = span
        return found


SCHEMES: Mapping[str, Scheme] = {
    each.name: each
    for each in (
        Scheme("plain", frozenset()),
        Scheme("bio", frozenset("BI")),
        Scheme("iob1", frozenset("BI")),
        Scheme("bioes", frozenset("BIES"), ends=True),
        Scheme("bilou", frozenset("BILU"), ends=True),
    )
}


def parts(tag: str) -> tuple[str, str]:
    """The prefix of a tag and its type.

    Example:
        >>> parts("B-place"), parts("O"), parts("NOUN")
        (('B', 'place'), ('O', ''), ('', 'NOUN'))
    """
    if tag == OUTSIDE:
        return OUTSIDE, ""
    prefix, hyphen, kind = tag.partition("-")
    return (prefix, kind) if hyphen and kind and prefix in {"B", "I", "E", "S", "L", "U"} else ("", tag)


def spans_of(tags: Sequence[str]) -> list[Span]:
    """The entities that tags of any scheme say, read as generously as the scorer of CoNLL 2000 reads them.

    An entity begins where a tag says so, where the tag before is outside or of another type, or where one has ended.

    Example:
        >>> spans_of(["B-name", "I-name", "O", "I-place"])
        [Span(start=0, end=2, type='name'), Span(start=3, end=4, type='place')]
    """
    found: list[Span] = []
    start, last, other = None, OUTSIDE, ""
    for place, tag in enumerate([*tags, OUTSIDE]):
        prefix, kind = parts(tag)
        goes_on = prefix in GOES_ON and kind == other and last not in ENDS
        if start is not None and not goes_on:
            found.append(Span(start, place, other))
            start = None
        if start is None and prefix != OUTSIDE:
            start = place
        last, other = prefix, kind
    return found


def scheme_of(tags: Sequence[Sequence[str]]) -> Scheme:
    """The scheme that sentences of tags are in, told by their prefixes.

    Beside O and tags with a prefix, one without is no reason to take all for plain ones: it breaks the scheme.

    Raises:
        DataError: prefixes of two schemes are mixed.

    Example:
        >>> scheme_of([["B-name", "O"]]).name, scheme_of([["I-name", "O"]]).name, scheme_of([["DET", "NOUN"]]).name
        ('bio', 'iob1', 'plain')
    """
    kinds = {tag for sentence in tags for tag in sentence}
    prefixes = {parts(tag)[0] for tag in kinds} - {OUTSIDE}
    if OUTSIDE in kinds:
        prefixes -= {""}
    if "" in prefixes or not prefixes:
        return SCHEMES["plain"]
    if prefixes <= {"B", "I"}:
        return SCHEMES["bio" if "I" not in prefixes or _b_begins(tags) else "iob1"]
    for name in ("bioes", "bilou"):
        if prefixes <= SCHEMES[name].prefixes:
            return SCHEMES[name]
    raise DataError(
        f"the tags have the prefixes {', '.join(sorted(prefixes))}, which no scheme has: bio has B I, bioes B I E S, "
        f"bilou B I L U; for tags that mark no entities write scheme='plain'"
    )


def _b_begins(tags: Sequence[Sequence[str]]) -> bool:
    """Whether a B- stands where no entity of its type is before, which it never does in iob1."""
    return any(
        tag.startswith("B-") and not SCHEMES["iob1"].follows(tag, before)
        for sentence in tags
        for before, tag in pairwise([OUTSIDE, *sentence])
    )


class Fault(NamedTuple):
    """A tag that may not stand where it does, and why."""

    sentence: int
    token: int
    says: str


def fault_in(tags: Sequence[Sequence[str]], scheme: Scheme) -> Fault | None:
    """The first tag that breaks the scheme; None if all keep it.

    Example:
        >>> fault_in([["O", "I-name"]], SCHEMES["bio"]).says
        "'I-name' begins an entity, but in bio only B- does"
    """
    for row, sentence in enumerate(tags):
        for place, tag in enumerate(sentence):
            prefix, _ = parts(tag)
            if scheme.prefixes and prefix != OUTSIDE and prefix not in scheme.prefixes:
                known = " ".join(f"{each}-" for each in sorted(scheme.prefixes))
                return Fault(row, place, f"{tag!r} is no tag of {scheme.name}, which has {known} and O")
        for place, (before, tag) in enumerate(pairwise([OUTSIDE, *sentence, OUTSIDE])):
            if not scheme.follows(tag, before):
                if place == len(sentence):
                    return Fault(row, place - 1, f"the sentence ends with {before!r}, inside of an entity")
                return Fault(row, place, _said(tag, before, scheme))
    return None


def _said(tag: str, before: str, scheme: Scheme) -> str:
    if scheme.name == "iob1":
        return f"{tag!r} stands behind {before!r}, but in iob1 B- only parts two entities of one type"
    if parts(tag)[0] in GOES_ON and parts(before)[0] not in {"B", "I"}:
        beginners = {"bioes": "B- and S- do", "bilou": "B- and U- do"}.get(scheme.name, "B- does")
        return f"{tag!r} begins an entity, but in {scheme.name} only {beginners}"
    return f"{tag!r} cannot follow {before!r} in {scheme.name}"


def allowed(tags: Sequence[str], scheme: Scheme) -> npt.NDArray[np.bool_]:
    """Which tag may stand before which (tags + 1, tags + 1); the last index stands for the ends of a sentence.

    Example:
        >>> allowed(["B-x", "I-x", "O"], SCHEMES["bio"]).astype(int).tolist()
        [[1, 1, 1, 1], [1, 1, 1, 1], [1, 0, 1, 1], [1, 0, 1, 1]]
    """
    around = [*tags, OUTSIDE]
    return np.array([[scheme.follows(tag, before) for tag in around] for before in around])
