"""Translation: texts of one language become texts of another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from cellwright.data.pairs import Pairs
from cellwright.evaluate.word_by_word import WordByWord
from cellwright.evaluate.written import translation_scores
from cellwright.tasks.seq2seq import Seq2Seq
from cellwright.tasks.seq2seq_evaluation import Judging


def copied(sources: Sequence[str], known: Pairs | None) -> list[str]:  # noqa: ARG001
    """The texts as they are."""
    return list(sources)


def word_by_word(sources: Sequence[str], known: Pairs | None) -> list[str] | None:
    """Each word by the word that it was most probably the cause of."""
    if known is None or known.targets is None:
        return None
    fitted = WordByWord.fitted(known.sources, [right[0] for right in known.targets])
    return [fitted.translated(text) for text in sources]


@dataclass(kw_only=True, eq=False, repr=False)
class Translator(Seq2Seq):
    """A network that translates: recurrent layers read a text and write another one, with attention between them.

    Args:
        cell: any cell of the catalogue, on both sides.
        alignment: "general" or "dot" (Luong et al. 2015), or "additive" (Bahdanau et al. 2015).
        tokeniser: "bpe" (the extra `bpe`) for texts as they are; "spaced" for texts whose tokens have spaces between
            them; "words" and "characters".
        beam: how many translations are kept while one is searched for; `predict` uses it, and it may be set later.

    Attributes:
        module_: the trained network.
        history_: how each training run went.

    Example:
        >>> read, written = ["one dog", "two dogs", "a dog"] * 9, ["ein Hund", "zwei Hunde", "ein Hund"] * 9
        >>> small = {"tokeniser": "spaced", "hidden_size": 16, "embedding_size": 16, "validation_split": 0.0}
        >>> model = Translator(**small, batch_size=9, learning_rate=0.02, random_state=0, progress=False)
        >>> model.fit(read, written).predict(["a dog", "two dogs"])
        ['ein Hund', 'zwei Hunde']
    """

    judging: ClassVar[Judging] = Judging(
        translation_scores, {"Copy": copied, "WordByWord": word_by_word}, "Translations"
    )
