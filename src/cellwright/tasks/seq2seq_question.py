"""What is explained of a text that a network wrote: how probable it is, or one of its tokens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch import Tensor

from cellwright.data.lexicon import Lexicon
from cellwright.errors import ArgumentError
from cellwright.fit.options import whole
from cellwright.inspect.question import Question


def likelihood_question(
    sources: Sequence[str], written: Sequence[str], lexicons: tuple[Lexicon, Lexicon], most: int | None, about: Any
) -> Question:
    """How probable what is written is, by the tokens that were read.

    Args:
        sources: the texts that were read.
        written: what they became.
        lexicons: that of what is read, and that of what is written.
        most: the most tokens of a text that are read.
        about: the number of the token that is explained; None for all of them.

    Raises:
        ArgumentError: it is no number of a token.
    """
    if about is not None and not whole(0).holds(about):
        raise ArgumentError(f"about must be the number of a token that is written, from 0, or None; got {about!r}")

    def answer(output: Tensor, chosen: Tensor) -> Tensor:  # noqa: ARG001
        return output.sum(1) if about is None else output[:, min(about, output.shape[1] - 1)]

    read, other = lexicons

    def tell(chosen: Tensor) -> list[str]:  # noqa: ARG001
        if about is None:
            return [repr(text) for text in written]
        return [repr("".join(_tokens(text, other)[about : about + 1])) for text in written]

    which = "what is written" if about is None else f"token {about} of what is written"
    names = [f"text {row}" for row in range(len(sources))]
    tokens = [[*_tokens(text, read)[:most], "</s>"] for text in sources]
    says = f"the logarithm of the probability of {which}"
    return Question(says, answer, tell=tell, names=names, features=("token",), tokens=tokens, between="")


def _tokens(text: str, lexicon: Lexicon) -> list[str]:
    """What each token adds to a text."""
    return list(map(lexicon.tokeniser.pieces(), lexicon.tokeniser.split(text)))
