"""Summarisation: long texts become short ones, whose words are written or copied."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from cellwright.data.pairs import Pairs
from cellwright.data.tokenisers import TOKENISERS
from cellwright.evaluate.written import summary_scores
from cellwright.fit.options import flag, number, one_of, option, optional, whole
from cellwright.tasks.seq2seq import Seq2Seq
from cellwright.tasks.seq2seq_evaluation import Judging
from cellwright.tasks.translator import copied

# the end of a sentence: a line, a sign with a space behind it, or one of a script without spaces
SENTENCE = re.compile(r"\n|(?<=[.!?؟۔।])\s+|(?<=[。！？])")


def lead(sources: Sequence[str], known: Pairs | None) -> list[str]:  # noqa: ARG001
    r"""The first sentence of each text.

    Example:
        >>> lead(["One dog. Two cats.", "犬がいる。猫もいる。", "a line\nanother"], None)
        ['One dog.', '犬がいる。', 'a line']
    """
    return [SENTENCE.split(text.strip(), maxsplit=1)[0] for text in sources]


@dataclass(kw_only=True, eq=False, repr=False)
class Summarizer(Seq2Seq):
    """A network that makes short texts of long ones: it writes words, or copies what it read (See et al. 2017).

    Args:
        copy: whether words can be copied; then both sides share one vocabulary, and words that it lacks can be copied.
        max_length: the most tokens that are read, from the start of a text.
        alignment, beam, cell, ...: as for `Translator`.

    Attributes:
        module_: the trained network.
        history_: how each training run went.

    Example:
        >>> texts = [f"{name} went out . it rained ." for name in ("ann", "bob", "eve", "kim")] * 6
        >>> small = {"tokeniser": "spaced", "hidden_size": 16, "embedding_size": 16, "validation_split": 0.0}
        >>> model = Summarizer(**small, batch_size=6, learning_rate=0.02, random_state=0, progress=False)
        >>> model.fit(texts, [text.split(" .")[0] for text in texts]).predict(["ann went out . it rained ."])
        ['ann went out']
    """

    copy: bool = option(flag(), "whether words can be copied from what was read", default=True)
    no_repeat: int | None = option(
        optional(whole(1)), "no run of so many tokens is written twice; None lets them", default=3
    )
    tokeniser: str = option(one_of(*TOKENISERS), "how texts are split", default="words")
    vocabulary_size: int = option(whole(1), "the most tokens that are known", default=8000)
    max_length: int | None = option(
        optional(whole(1)), "the most tokens of a text that are read, from its start", default=400
    )
    max_target_length: int | None = option(
        optional(whole(1)), "the most tokens of a summary to learn that are read, from its start", default=100
    )
    embedding_size: int = option(whole(1), "the size of the vector of a token", default=128)
    batch_size: int = option(whole(1), "texts in a step", default=16)
    learning_rate: float = option(number(0, above=True), "the step size of the optimizer", default=1e-3)

    judging: ClassVar[Judging] = Judging(summary_scores, {"Lead-1": lead, "Copy": copied}, "Summaries")
