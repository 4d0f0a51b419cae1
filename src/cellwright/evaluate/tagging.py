"""Metrics of tags: of single tokens, and of entities, which count only if both ends and the type are right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cellwright.data.schemes import OUTSIDE, Span, parts, spans_of

Floats = npt.NDArray[np.float64]
Tags = Sequence[Sequence[str]]
# what is said of an entity that is none, or that was not found
NOTHING = "nothing"


class Mistake(NamedTuple):
    """A wrong token or entity: its sentence, its tokens, what is true and what was said."""

    sentence: int
    start: int
    end: int
    true: str
    said: str


@dataclass(frozen=True, eq=False)
class TagsJudged:
    """Tags that were said, and those that are true.

    Attributes:
        truth: a tag for each token of each sentence.
        said: the same.
        entities: whether the tags mark entities.

    Example:
        >>> judged = TagsJudged([["B-a", "I-a", "O", "B-b"]], [["B-a", "O", "O", "B-b"]], entities=True)
        >>> f1(judged), token_accuracy(judged)
        (0.5, 0.75)
    """

    truth: Tags
    said: Tags
    entities: bool

    def counts(self) -> tuple[Counter[str], Counter[str], Counter[str]]:
        """Of each type or tag: how often it was said rightly, how often it was said, and how often it is true."""
        right: Counter[str] = Counter()
        said: Counter[str] = Counter()
        true: Counter[str] = Counter()
        for own, other in zip(self.truth, self.said, strict=True):
            if self.entities:
                first, second = set(spans_of(own)), set(spans_of(other))
                right.update(span.type for span in first & second)
                true.update(span.type for span in first)
                said.update(span.type for span in second)
            else:
                right.update(tag for tag, found in zip(own, other, strict=True) if tag == found)
                true.update(own)
                said.update(other)
        return right, said, true

    def wrong(self) -> Floats:
        """How wrong each sentence is (sentences,): 1 - F1 of its entities, or the share of its tokens."""
        pairs = zip(self.truth, self.said, strict=True)
        each = [TagsJudged([own], [other], self.entities) for own, other in pairs]
        return np.array([1 - f1(one) if self.entities else 1 - token_accuracy(one) for one in each])

    def mistakes(self) -> Iterator[Mistake]:
        """Every wrong token, or every entity that is true and was not said, or said and not true."""
        for row, (own, other) in enumerate(zip(self.truth, self.said, strict=True)):
            if self.entities:
                yield from _wrong_spans(row, spans_of(own), spans_of(other))
            else:
                for place, (true, said) in enumerate(zip(own, other, strict=True)):
                    if true != said:
                        yield Mistake(row, place, place + 1, true, said)

    def types(self) -> tuple[list[str], list[str]]:
        """What is true and what was said of every token; of entities the type alone, or O."""
        kind = (lambda tag: parts(tag)[1] or OUTSIDE) if self.entities else str
        first, second = ([kind(tag) for tags in side for tag in tags] for side in (self.truth, self.said))
        return first, second


def _wrong_spans(row: int, true: Sequence[Span], said: Sequence[Span]) -> Iterator[Mistake]:
    met = set()
    for span in true:
        if span in said:
            continue
        other = next((each for each in said if each.start < span.end and span.start < each.end), None)
        if other is None:
            yield Mistake(row, span.start, span.end, span.type, NOTHING)
            continue
        met.add(other)
        elsewhere = " with other ends" if (other.start, other.end) != (span.start, span.end) else ""
        yield Mistake(row, span.start, span.end, span.type, other.type + elsewhere)
    for span in said:
        if span not in true and span not in met:
            yield Mistake(row, span.start, span.end, NOTHING, span.type)


def precision(judged: TagsJudged) -> float:
    """The share of the entities that were said that are true."""
    right, said, _ = judged.counts()
    return right.total() / max(1, said.total())


def recall(judged: TagsJudged) -> float:
    """The share of the true entities that were said."""
    right, _, true = judged.counts()
    return right.total() / max(1, true.total())


def f1(judged: TagsJudged) -> float:
    """2 right / (said + true), over all entities; 1 where there are none and none were said.

    Source: Tjong Kim Sang and De Meulder, Introduction to the CoNLL-2003 shared task, 2003; as seqeval counts them.
    """
    right, said, true = judged.counts()
    both = said.total() + true.total()
    return 2 * right.total() / both if both else 1.0


def macro_f1(judged: TagsJudged) -> float:
    """The mean over tags or types of 2 right / (said + true)."""
    right, said, true = judged.counts()
    return float(np.mean([2 * right[name] / (said[name] + true[name]) for name in said | true])) if said | true else 1.0


def token_accuracy(judged: TagsJudged) -> float:
    """The share of the tokens whose tag is right."""
    pairs = [
        a == b for own, other in zip(judged.truth, judged.said, strict=True) for a, b in zip(own, other, strict=True)
    ]
    return float(np.mean(pairs))


def sentence_accuracy(judged: TagsJudged) -> float:
    """The share of the sentences whose tags are all right."""
    return float(np.mean([list(own) == list(other) for own, other in zip(judged.truth, judged.said, strict=True)]))


Metric = Callable[[TagsJudged], float]
OF_TOKENS: Mapping[str, Metric] = {
    "token accuracy": token_accuracy,
    "macro F1": macro_f1,
    "sentence accuracy": sentence_accuracy,
    "token error": lambda judged: 1 - token_accuracy(judged),
}
OF_ENTITIES: Mapping[str, Metric] = {
    "F1": f1,
    "precision": precision,
    "recall": recall,
    "token accuracy": token_accuracy,
    "1 - F1": lambda judged: 1 - f1(judged),
}
# what decides, and lower is better
MEASURES = {True: "1 - F1", False: "token error"}


def error_of(judged: TagsJudged) -> tuple[float, int]:
    """The measure that decides, and what it is weighed by where parts are judged: their mean is that of the whole.

    Example:
        >>> error_of(TagsJudged([["B-a", "O", "B-b"]], [["B-a", "O", "O"]], entities=True))  # 2 are true, 1 was said
        (0.33333333333333337, 3)
    """
    right, said, true = judged.counts()
    both = said.total() + true.total()
    # where tags mark no entities, as many are said as are true
    return 1 - 2 * right.total() / both if both else 0.0, both


def metrics_of(judged: TagsJudged) -> dict[str, float]:
    """The scores that suit the tags."""
    return {name: metric(judged) for name, metric in (OF_ENTITIES if judged.entities else OF_TOKENS).items()}
