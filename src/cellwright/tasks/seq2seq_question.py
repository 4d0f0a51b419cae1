"""What is explained of a text that a network wrote: how probable it is, or one of its tokens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch import Tensor

from cellwright.data.lexicon import Lexicon
from cellwright.errors import ArgumentError
from cellwright.fit.options import whole
from cellwright.inspect.question import Question
from cellwright.tasks.seq2seq_search import readable


def likelihood_question(sources: Sequence[str], read: Lexicon, most: int | None, about: Any) -> Question:
    """How probable what is written is, by the tokens that were read.

    Args:
        sources: the texts that were read.
        read: their lexicon.
        most: the most tokens of a text that are read.
        about: the number of the token that is explained; None for all of them.

    Raises:
        ArgumentError: it is no number of a token.
    """
    if about is not None and not whole(0).holds(about):
        raise ArgumentError(f"about must be the number of a token that is written, from 0, or None; got {about!r}")

    def answer(output: Tensor, chosen: Tensor) -> Tensor:  # noqa: ARG001
        return output.sum(1) if about is None else output[:, min(about, output.shape[1] - 1)]

    which = "what is written" if about is None else f"token {about} of what is written"
    names = [f"text {row}" for row in range(len(sources))]
    tokens = [[*readable(read.tokeniser.split(text)[:most], read), "</s>"] for text in sources]
    says = f"the logarithm of the probability of {which}"
    return Question(says, answer, names=names, features=("token",), tokens=tokens)
