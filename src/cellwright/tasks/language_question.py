"""What is explained of a language model: why it expects a token to come next."""

from __future__ import annotations

import numpy as np
import torch

from cellwright.data.columns import Columns
from cellwright.data.examples import Batch
from cellwright.data.lexicon import SPECIAL, Lexicon
from cellwright.errors import ArgumentError
from cellwright.inspect.question import Question


def next_token(columns: Columns, lexicon: Lexicon, about: str | None) -> Question:
    """How likely a token is behind the last of each example.

    Args:
        columns: the examples; the first chunks are looked at.
        lexicon: the tokens of the model.
        about: the token; None for the likeliest one of each example.

    Raises:
        ArgumentError: the model does not know the token.
    """
    if about is not None and about not in lexicon.numbers:
        raise ArgumentError(f"about must be a token that the model knows, or None; got {about!r}")

    def choose(output: torch.Tensor, batch: Batch) -> torch.Tensor:  # noqa: ARG001
        likely = output[:, -1].argmax(1, keepdim=True)
        return likely if about is None else torch.full_like(likely, lexicon.numbers[about])

    def answer(output: torch.Tensor, chosen: torch.Tensor) -> torch.Tensor:
        return output[:, -1].log_softmax(-1).gather(1, chosen).squeeze(1)

    shown = columns.batch(np.arange(columns.columns)).inputs[0].tolist()
    return Question(
        says="the log-probability of " + ("the likeliest next token" if about is None else f"{about!r} to be next"),
        answer=answer,
        choose=choose,
        tell=lambda chosen: [f"{_readable(lexicon, number)!r} next" for number in chosen.flatten().tolist()],
        names=[f"stretch {row}" for row in range(len(shown))],
        features=("token",),
        tokens=[lexicon.shown(row) for row in shown],
        between="",
        # near a vector of zero, layer normalisation makes any difference large, and gradients of many steps explode
        absent=lambda vectors: vectors[len(SPECIAL) :].mean(0),
    )


def _readable(lexicon: Lexicon, number: int) -> str:
    return lexicon.shown([number])[0] or lexicon.named(number)
